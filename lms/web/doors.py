"""What the forms that take a secret have in common, from the typed line to the refusal."""

from typing import Any

from flask.wrappers import Response

from lms.domain.accounts import TRIES_WINDOW, Door
from lms.domain.errors import (
    Busy,
    FieldRefusal,
    FormRefusal,
    Refusal,
    SignInRefused,
    TooManyTries,
)
from lms.services import accounts
from lms.services.accounts import Proof
from lms.web.forms import TO_CORRECT, show_again, typed_text
from lms.web.requests import client_address, forget_form, now, reading

# A form of a few lines; a usual body could hold letters that take seconds to put together.
SHORT_FORM = 16 * 1024
# Composed letters may be typed as several characters each; nobody types more than this.
MOST_FOR_A_LETTER = 4
STATUSES: dict[type[Refusal], int] = {SignInRefused: 401, TooManyTries: 429, Busy: 503}


def typed_line(field: str, longest: int) -> str:
    """What was typed into a field, refused unread when it is far too long (IN-13)."""
    typed = typed_text(field)
    if len(typed) > MOST_FOR_A_LETTER * longest:
        raise FieldRefusal(field, f"Shorten this to {longest} characters.")
    return typed


def proof(door: Door, email: str, password_field: str) -> Proof:
    """The password in that field, checked outside any transaction; TooManyTries when shut."""
    with reading() as session:
        claim = accounts.claim(session, door, email, client_address(), now())
    return accounts.prove(claim, typed_text(password_field))


def settled(session: Any, answer: object) -> None:
    """Let the form be sent again when it came to a refusal that is counted, and not raised."""
    if isinstance(answer, Refusal):
        forget_form(session)


def granted(answer: str | Refusal) -> str:
    """The token, or the refusal raised: after the transaction, so that it stays counted."""
    if isinstance(answer, Refusal):
        raise answer
    return answer


def ask_again(template: str, refusal: Refusal, field: str, **shown: object) -> Response:
    """The form again, the refusal beside its own fields or the one that is to be typed anew."""
    beside = refusal if isinstance(refusal, FormRefusal) else FieldRefusal(field, str(refusal))
    status = STATUSES.get(type(refusal), TO_CORRECT)
    response = show_again(template, beside, status, **shown)
    if isinstance(refusal, TooManyTries):
        response.headers["Retry-After"] = str(int(TRIES_WINDOW.total_seconds()))
    return response
