"""The door between a request and the floors below: the database, the clock, the person."""

import re
import secrets
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import quote

from flask import current_app, g, request
from flask_login import current_user

from lms.domain.access import Person
from lms.domain.accounts import SignedIn
from lms.domain.drafts import save_name
from lms.services import forms
from lms.services.signing_keys import Signing
from lms.settings import Settings

WHOLE_NUMBER = re.compile(r"[0-9]{1,9}")
FORM_KEY = "once"
KEY = re.compile(r"[A-Za-z0-9_-]{20,64}")
# Fields that differ between copies of the same form.
PASSING = (FORM_KEY, "csrf_token")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
PAGE_FIELD = "page"
# As long as the table takes one; paths of ours are far shorter.
LONGEST_ONWARD = 8192


def read_clock() -> datetime:
    """The server's clock, in aware UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Doors:
    """What app.py puts there for this floor; a session is passed on to services unopened."""

    settings: Settings
    reading: Callable[[], AbstractContextManager[Any]]
    open_reading: Callable[[], Any]
    reading_on: Callable[[Any], AbstractContextManager[Any]]
    close_reading: Callable[[Any], None]
    writing: Callable[[], AbstractContextManager[Any]]
    is_ready: Callable[[], bool]
    clock: Callable[[], datetime]
    signing: Signing


def doors() -> Doors:
    """The doors of the running application."""
    found: Doors = current_app.extensions["lms"]
    return found


@dataclass
class _Read:
    """The session that a page reads from, how many blocks are in it, and whether it ends."""

    session: Any
    users: int = 0
    is_over: bool = False


@contextmanager
def reading() -> Iterator[Any]:
    """A session that only reads; all that one page asks is asked in one, and so of one moment.

    Where something may be changed each block has its own: what takes long in between, such as a
    password, keeps no transaction open (DS-03).
    """
    if request.method not in SAFE_METHODS:
        with doors().reading() as session:
            yield session
        return
    if "read" not in g:
        g.read = _Read(doors().open_reading())
    read: _Read = g.read
    read.users += 1
    try:
        with doors().reading_on(read.session) as session:
            yield session
    except BaseException:
        end_reading()
        raise
    finally:
        read.users -= 1
        _close_if_unused(read)


def end_reading(_fault: BaseException | None = None) -> None:
    """Let what comes next see a later moment; who is still reading reads to the end."""
    read: _Read | None = g.pop("read", None)
    if read is not None:
        read.is_over = True
        _close_if_unused(read)


def _close_if_unused(read: _Read) -> None:
    if read.is_over and not read.users:
        doors().close_reading(read.session)


def writing() -> AbstractContextManager[Any]:
    """A session whose changes are committed together at the end, or not at all."""
    end_reading()
    return doors().writing()


@contextmanager
def writing_once(onward: str) -> Iterator[Any]:
    """The same for a form: sent again, it changes nothing and leads where it led (DS-04)."""
    # Read before the transaction: it may have to write the time they were last seen.
    find_signed_in()
    with writing() as session:
        key = form_key()
        if key:
            forms.claim(session, key, onward if len(onward) <= LONGEST_ONWARD else "/", now())
        yield session


def is_sent_again() -> bool:
    """True when this request's form was sent before, and done."""
    key = form_key()
    with reading() as session:
        return bool(key) and forms.find_onward(session, key) is not None


def forget_form(session: Any) -> None:
    """Let this request's form be sent again: what it asked for was refused."""
    forms.release(session, form_key())


def new_form_key() -> str:
    """A key for a form that is about to be shown."""
    return secrets.token_urlsafe(16)


def form_key() -> str:
    """What this form is known by: its key, where it goes and all that is in it; or empty text.

    A page that was gone back to has its old key, and what is corrected on it is another form.
    """
    # A form that was held through a sign-in brings the key that it had before.
    key = request.form.getlist(FORM_KEY)[-1:]
    if not key or not KEY.fullmatch(key[0]):
        return ""
    fields = sorted(it for it in request.form.items(multi=True) if it[0] not in PASSING)
    return repr((key[0], request.path, fields + _digests()))


def name_of_save() -> str:
    """The name of the save that this form asks for: of its key and all that is in it, so that a
    page that was gone back to and typed in saves again."""
    return save_name(form_key() or new_form_key())


def _digests() -> list[tuple[str, str]]:
    """The files of this request's form by their names, each as the digest of what is in it."""
    found = []
    for name, file in request.files.items(multi=True):
        file.seek(0)  # whoever asks may have read it
        found.append((name, sha256(file.read()).hexdigest()))
        file.seek(0)
    return sorted(found)


def now() -> datetime:
    """The time, in aware UTC; services are told it."""
    return doors().clock()


def find_person() -> Person | None:
    """Who is signed in, or None for a visitor."""
    signed_in = find_signed_in()
    return None if signed_in is None else signed_in.person


def current_person() -> Person:
    """Who is signed in, on a page that only those who are can reach."""
    return current_signed_in().person


def find_signed_in() -> SignedIn | None:
    """The session that this request carries, or None for a visitor."""
    if "signed_in" not in g:
        bool(current_user)  # Flask-Login loads the session, which is put there
    found: SignedIn | None = g.signed_in
    return found


def current_signed_in() -> SignedIn:
    """The session that this request carries, on a page that needs one."""
    found = find_signed_in()
    if found is None:
        raise RuntimeError("A page that anyone may see asked for the person; use find_person().")
    return found


def client_address() -> str:
    """Where the request comes from; of an IPv6 address the /64 that one subscriber is given."""
    try:
        address: Any = ip_address(request.remote_addr or "")
    except ValueError:
        return ""
    if isinstance(address, IPv6Address):
        address = address.ipv4_mapped or ip_network((address.packed, 64), strict=False)
    return str(address)


def asked_address() -> str:
    """The path and query that were asked for, as they stand in a link."""
    query = quote(request.query_string, safe="!$&'()*+,-./:;=?@_~%")
    return quote(request.path) + (f"?{query}" if query else "")


def wants_json() -> bool:
    """True when a script asks, as quiz.js does, rather than a person who reads pages."""
    kinds = request.accept_mimetypes
    return kinds.best_match(["text/html", "application/json"]) == "application/json"


def page_number(field: str = PAGE_FIELD) -> int:
    """Which page of a long list is asked for, from 1; a second list has a field of its own."""
    return whole_number(request.args.get(field)) or 1


def whole_number(text: str | None) -> int | None:
    """The number that a field or address holds; None for anything but up to nine digits."""
    return int(text) if text and WHOLE_NUMBER.fullmatch(text) else None
