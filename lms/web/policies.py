"""Who may use a route and how much it takes in: declared beside the view, enforced for all."""

from collections.abc import Callable
from typing import Any, TypeVar, cast
from urllib.parse import quote

from flask import Flask, current_app, redirect, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from werkzeug.exceptions import Unauthorized

from lms.domain.access import Policy, may_enter
from lms.domain.errors import NotFound, Refusal
from lms.services import forms
from lms.web.requests import asked_address, find_person, form_key, reading, wants_json

View = TypeVar("View", bound=Callable[..., Any])

USUAL_BYTES = 64 * 1024


class PolicyMissing(Exception):
    """A route does not say who it is for, so the application does not start (AC-01)."""


def access(policy: Policy) -> Callable[[View], View]:
    """Declare who a view is for."""

    def declare(view: View) -> View:
        view.__dict__["policy"] = policy
        return view

    return declare


def body_limit(
    limit: int, too_much: Callable[..., Response] | None = None
) -> Callable[[View], View]:
    """Declare that a view takes bodies of up to so many bytes instead of the usual 64 kB.

    `too_much` is the page that says so of a larger one, for whoever is signed in: it gets what the
    address says, and nothing of the body was read.
    """

    def declare(view: View) -> View:
        view.__dict__["body_limit"] = limit
        view.__dict__["too_much"] = too_much
        return view

    return declare


def policy_of(app: Flask, endpoint: str) -> Policy:
    """The policy that a route declares; PolicyMissing when it declares none."""
    policy = getattr(app.view_functions[endpoint], "policy", None)
    if not isinstance(policy, Policy):
        raise PolicyMissing(f"{endpoint} declares no policy. Put @access(Policy.…) above its view.")
    return policy


def refuse_undeclared(app: Flask) -> None:
    """Stop the start when any route is without a policy."""
    for rule in app.url_map.iter_rules():
        policy_of(app, rule.endpoint)


def find_too_much() -> Response | None:
    """The page of its own that the view asked for has for a body that is too large, or None."""
    endpoint, person = request.endpoint or "", find_person()
    page = getattr(current_app.view_functions.get(endpoint), "too_much", None)
    # A body is measured before anybody is turned away.
    if page is None or person is None:
        return None
    if not may_enter(policy_of(current_app, endpoint), person.role):
        return None
    try:
        return cast(Response, page(**(request.view_args or {})))
    except Refusal:
        return None


def bound_body() -> None:
    """Hold the request's body to what its view takes in (IN-13)."""
    view = current_app.view_functions.get(request.endpoint or "")
    limit = getattr(view, "body_limit", USUAL_BYTES)
    request.max_content_length = limit
    request.max_form_memory_size = limit


def enforce() -> ResponseReturnValue | None:
    """Turn away who may not be here: visitors to the sign-in, others as if there were nothing."""
    if request.endpoint is None or request.method == "OPTIONS":
        return None
    policy = policy_of(current_app, request.endpoint)
    if policy is Policy.ANYONE:
        return None
    person = find_person()
    if person is None:
        return _ask_to_sign_in()
    if not may_enter(policy, person.role):
        raise NotFound
    return None


def _ask_to_sign_in() -> ResponseReturnValue:
    if request.method in ("GET", "HEAD") and not wants_json():
        return redirect(f"/sign-in?next={quote(asked_address())}", 303)
    # A form that ended its own session, such as a new password's, may have been sent twice.
    onward = _find_onward(form_key())
    if onward is not None:
        return redirect(f"/sign-in?next={quote(onward)}", 303)
    raise Unauthorized


def _find_onward(key: str) -> str | None:
    if not key:
        return None
    with reading() as session:
        return forms.find_onward(session, key)
