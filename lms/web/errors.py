"""Errors: every refusal gets its status and a page with one plain sentence and a next step."""

import traceback
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import structlog
from flask import Flask, make_response, redirect, render_template, request
from flask.globals import request_ctx
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, MethodNotAllowed, RequestEntityTooLarge, Unauthorized

from lms.domain import errors as refusals
from lms.domain.errors import Refusal
from lms.services.forms import DoneBefore
from lms.web import held
from lms.web.policies import find_too_much
from lms.web.rendering import Templates
from lms.web.requests import wants_json

log = structlog.get_logger()


@dataclass(frozen=True)
class Kind:
    """What a status says to the person: a title, a sentence, and seconds to wait before a retry."""

    title: str
    sentence: str
    retry_seconds: int = 0


NOT_FOUND = Kind("Not found", refusals.NotFound.sentence)
KINDS = {
    400: Kind("That could not be read", "Go back, check what was entered, and send it again."),
    403: Kind(
        "That was not sent from here",
        "It did not come from a page of this site, so nothing was changed. "
        "Open the page here and send it again.",
    ),
    404: NOT_FOUND,
    405: Kind("That does not work here", "Go back and use the buttons of the page."),
    409: Kind("That did not go through", Refusal.sentence),
    410: Kind("This link does not work", refusals.LinkSpent.sentence),
    413: Kind(
        "That is too much at once",
        "What was sent is larger than this page takes. Go back, and send a smaller file or a "
        "shorter text.",
    ),
    414: Kind("That address is too long", "Compare it with the link you followed."),
    429: Kind("Too many tries", refusals.TooManyTries.sentence, retry_seconds=600),
    500: Kind("Something broke on our side", "It was noted. Go back and try again in a minute."),
    503: Kind("The server is busy", refusals.Busy.sentence, retry_seconds=5),
}
STATUSES: dict[type[Refusal], int] = {
    refusals.NotFound: 404,
    refusals.Busy: 503,
    refusals.TooManyTries: 429,
    refusals.LinkSpent: 410,
    refusals.SignInRefused: 401,
    refusals.FreshSignInNeeded: 403,
    refusals.FormRefusal: 400,
    refusals.AnswerNotUnderstood: 400,
}
FIRST_ERROR, FIRST_FAULT = 400, 500
KILOBYTE, MEGABYTE = 1024, 1024 * 1024  # bytes


class Application(Flask):
    """Flask with our templates, which logs where something broke and never what (PR-01)."""

    jinja_environment = Templates

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """The function itself: none of ours is a coroutine, and looking takes a while."""
        return func

    def log_exception(self, exc_info: Any) -> None:
        """Log a fault; its message may quote an answer, a name or a token, so it is left out."""
        kind, _fault, trace = exc_info
        frames = traceback.extract_tb(trace)
        log.error(
            "request broke",
            endpoint=request.endpoint,
            method=request.method,
            kind=kind.__name__,
            at=[f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames],
        )


def install(app: Flask) -> None:
    """Answer every refusal, every HTTP error and every fault of ours with a page of the look."""
    app.register_error_handler(CSRFError, _say_stale)
    app.register_error_handler(Unauthorized, _say_signed_out)
    app.register_error_handler(DoneBefore, _lead_on)
    app.register_error_handler(Refusal, _say_refused)
    app.register_error_handler(HTTPException, _say_http)


def _say_stale(_fault: Exception) -> ResponseReturnValue:
    return held.ask_to_send_again()


def _say_signed_out(_fault: Exception) -> ResponseReturnValue:
    return held.ask_to_sign_in()


def _lead_on(done: DoneBefore) -> ResponseReturnValue:
    return redirect(done.onward, 303)


def _say_refused(refusal: Refusal) -> ResponseReturnValue:
    return answer(status_of(refusal), str(refusal))


def status_of(refusal: Refusal) -> int:
    """The status of a refusal's answer."""
    return next((STATUSES[kind] for kind in type(refusal).mro() if kind in STATUSES), 409)


def _say_http(fault: HTTPException) -> ResponseReturnValue:
    if fault.code is None or fault.code < FIRST_ERROR:
        return fault
    if fault.code == RequestEntityTooLarge.code and (told := find_too_much()) is not None:
        return told
    is_too_much = fault.code == RequestEntityTooLarge.code
    response = answer(fault.code, _too_much(request.max_content_length) if is_too_much else "")
    for name, value in fault.get_headers():
        if name in ("Allow", "Retry-After"):
            response.headers[name] = value
    return response


def answer(status: int, sentence: str) -> Response:
    """The page for a status; its own sentence where none is given."""
    kind = KINDS.get(status) or KINDS[FIRST_ERROR if status < FIRST_FAULT else FIRST_FAULT]
    sentence = sentence or kind.sentence
    response = (
        make_response({"sentence": sentence})
        if wants_json()
        else make_response(
            render_template(
                _template(status),
                title=kind.title,
                sentence=sentence,
                above=_page_above() if status == MethodNotAllowed.code else "",
            )
        )
    )
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    if kind.retry_seconds:
        response.headers["Retry-After"] = str(kind.retry_seconds)
    return response


def _too_much(limit: int | None) -> str:
    """The sentence of 413 with how many bytes the page takes; empty where no limit was set yet."""
    if limit is None:
        return ""
    size = f"{limit // MEGABYTE} MB" if limit >= MEGABYTE else f"{limit // KILOBYTE} KB"
    return (
        f"What was sent is larger than the {size} that this page takes. Go back, and send a "
        "smaller file or a shorter text."
    )


def _page_above() -> str:
    """Where a page is, nearest above the address that a form was sent to; empty for none.

    Whoever loads the answer to a form anew asks for an address that only takes forms.
    """
    addresses, path = request_ctx.url_adapter, request.path.rpartition("/")[0]
    while addresses and path:
        with suppress(HTTPException):
            addresses.match(path, method="GET")
            return path
        path = path.rpartition("/")[0]
    return ""


def _template(status: int) -> str:
    # A page for a fault asks nothing of the database, which may be what is at fault.
    return "errors/fault.html" if status >= FIRST_FAULT else "errors/refusal.html"
