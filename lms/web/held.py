"""Held forms: what was typed is kept when the sign-in or the form's token ran out (WB-03).

Nothing is stored. What was typed travels in a signed field: on the page that asks to sign in,
through the sign-in form, to a page that shows it and sends it again with a token that holds.
"""

import json
from dataclasses import dataclass

from flask import current_app, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response
from itsdangerous import BadData, URLSafeSerializer

from lms.web.requests import asked_address, find_person, wants_json
from lms.web.security import safe_next

# How the names of fields end whose values are never carried on or shown again.
SECRET_ENDINGS = ("password", "token")
# Fields that say which button or page it was; carried on, but nothing that anybody typed.
QUIET_NAMES = (
    "do",
    "next",
    "once",
    "key",
    "attempt",
    "position",
    "sequence",
    "order",
    "held_path",
    "policy",
    "held_fields",
    "since",
    "seen",
    "author",
)
CHOICES = ("chosen", "pick")
MOST_CARRIED = 200 * 1024
# What a route takes in that held forms pass through: the signed field, and the form's own.
PASSING_BYTES = MOST_CARRIED + 64 * 1024

SIGN_IN_AGAIN = "You are signed out, so nothing was sent. Sign in and send it again."
NOT_YOURS = (
    "Somebody else is signed in now, so nothing was sent. Sign in as yourself and send it again."
)
SEND_AGAIN = "This page was open for too long, so nothing was sent. Reload it and send it again."


@dataclass(frozen=True)
class Held:
    """What somebody typed, and where it was going."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def signed(self) -> str:
        """The fields as text that only this server can have written."""
        return str(_signer().dumps([self.path, self.fields]))

    @property
    def is_too_long(self) -> bool:
        """True when it cannot travel in a form and has to be copied by hand."""
        return len(self.signed) > MOST_CARRIED

    @property
    def typed(self) -> tuple[tuple[str, str], ...]:
        """What can be shown: a label made of the field's name, and the text."""
        return tuple(
            (name.replace("_", " ").replace("-", " ").capitalize(), value)
            for name, value in self.fields
            if value.strip() and not _begins_with(name, (*CHOICES, *QUIET_NAMES))
        )

    @property
    def choices(self) -> int:
        """How many options were chosen; their names mean nothing to a reader."""
        return sum(bool(value) and _begins_with(name, CHOICES) for name, value in self.fields)


def ask_to_sign_in() -> ResponseReturnValue:
    """Say that they are not signed in any more, and keep what was typed: 401.

    Nobody may be, or somebody else, to whom it is not shown.
    """
    is_another = find_person() is not None
    if wants_json():
        return {"sentence": NOT_YOURS if is_another else SIGN_IN_AGAIN}, 401
    return _page("errors/signed_out.html", 401, is_another=is_another)


def ask_to_send_again() -> ResponseReturnValue:
    """Say that the form's token does not hold, and offer to send it again: 400."""
    if wants_json():
        return {"sentence": SEND_AGAIN}, 400
    passing = find_held()
    if passing is not None and find_person() is None:
        # It was the sign-in itself that went stale, with another form in its hands.
        page = render_template("errors/signed_out.html", held=passing, is_another=False)
        return make_response(page, 400)
    return _page("errors/stale_form.html", 400)


def offer_again(held: Held) -> Response:
    """A page that shows what was typed before the sign-in, and sends it on request."""
    return make_response(render_template("pages/send_again.html", held=held))


def find_held() -> Held | None:
    """What this form carries on from an earlier one, or None."""
    try:
        path, fields = _signer().loads(request.form.get("held_fields", ""))
    except BadData:
        return None
    is_ours = path == request.form.get("held_path") == safe_next(path, "")
    return Held(path, tuple((name, value) for name, value in fields)) if is_ours else None


def _page(template: str, status: int, **shown: bool) -> ResponseReturnValue:
    held = Held(asked_address(), _typed_fields()) if request.method == "POST" else None
    return make_response(render_template(template, held=held, **shown), status)


def _typed_fields() -> tuple[tuple[str, str], ...]:
    return tuple(
        (name, value) for name, value in request.form.items(multi=True) if not is_secret(name)
    )


def is_secret(name: str) -> bool:
    """True for a field whose value is for this one request alone."""
    return name.lower().endswith(SECRET_ENDINGS)


def _begins_with(name: str, beginnings: tuple[str, ...]) -> bool:
    return any(name == start or name.startswith((f"{start}-", f"{start}_")) for start in beginnings)


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="held form", serializer=json)
