"""Forms that must not be done twice: a double click, a reload, a delayed copy (DS-04)."""

from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from lms.domain.retention import FORM_REMEMBERED
from lms.store import forms


class DoneBefore(Exception):
    """The form was sent and done already; `onward` is where it led."""

    def __init__(self, onward: str) -> None:
        super().__init__(onward)
        self.onward = onward


def claim(session: Session, key: str, onward: str, now: datetime) -> None:
    """Do the form with that key in this transaction; DoneBefore when it was done already."""
    hashed = _hash(key)
    if not forms.claim(session, hashed, onward, now):
        raise DoneBefore(forms.find_onward(session, hashed) or onward)
    forms.forget(session, now - FORM_REMEMBERED)


def release(session: Session, key: str) -> None:
    """Let the form with that key be sent again."""
    forms.release(session, _hash(key))


def find_onward(session: Session, key: str) -> str | None:
    """Where the form with that key led when it was done, or None."""
    return forms.find_onward(session, _hash(key))


def _hash(key: str) -> str:
    return sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
