"""The keys that sign credentials: made once, rotated, and marked where somebody else had one."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from sqlalchemy.orm import Session

from lms.credentials import keys
from lms.credentials.issuers import Issuer, did_document, did_web, named, nameless
from lms.credentials.linked_data import Document
from lms.domain.credentials import SigningKey, find_signing
from lms.domain.errors import NotFound, Refusal
from lms.store import audit, credentials

FIRST = "key-1"


class Doors(Protocol):
    """A way to read and a way to write."""

    def reading(self) -> AbstractContextManager[Session]:
        """A session that only reads."""

    def writing(self) -> AbstractContextManager[Session]:
        """A session whose changes are committed together."""


@dataclass(frozen=True)
class Signing:
    """Where and as whom this installation signs."""

    address: str  # under which it is found
    is_named: bool  # a public name is configured: others can ask it for its keys
    folder: Path  # of the private keys
    makes_first_key: bool  # without being told to

    @property
    def did(self) -> str:
        """The name on the web of whoever serves at the address."""
        return did_web(self.address)

    def issuer(self, key: SigningKey) -> Issuer:
        """As whom a key signs: by name where there is one, else as the key itself."""
        return named(self.did, key) if self.is_named else nameless(key)


class NoSigningKey(Refusal):
    """No key was ever made here, and nobody may make one unasked."""

    sentence = (
        "There is no key to sign credentials with. Make one with `lms keys rotate`, and keep a "
        "copy of the folder keys in LMS_HOME with the backups."
    )


def get_key(doors: Doors, signing: Signing, now: datetime) -> SigningKey:
    """The key that signs now; the first one is made where that may be done unasked."""
    with doors.reading() as session:
        known = credentials.list_keys(session)
    if not known and signing.makes_first_key:
        multikey = keys.make_once(signing.folder, FIRST)
        with doors.writing() as session:
            if credentials.add_key(session, FIRST, multikey, now):
                audit.record(session, now, "signing key made", None, f"signing key {FIRST}")
        with doors.reading() as session:
            known = credentials.list_keys(session)
    signing_now = find_signing(known)
    if signing_now is None:
        raise NoSigningKey
    return signing_now


def look_at_key(doors: Doors, signing: Signing, now: datetime) -> SigningKey:
    """The same, after making sure that its private half is there; the refusal says what to do."""
    key = get_key(doors, signing, now)
    keys.open_key(signing.folder, key.name, key.multikey)
    return key


def list_keys(session: Session) -> tuple[SigningKey, ...]:
    """Every key that signs or ever signed, the newest last."""
    return credentials.list_keys(session)


def publish(session: Session, signing: Signing) -> Document:
    """The document in which others find the keys, old ones included (SK-03)."""
    return did_document(signing.did, credentials.list_keys(session))


def rotate(doors: Doors, signing: Signing, now: datetime) -> SigningKey:
    """A new key that signs from now on; what the old one signed stays valid."""
    return _replace(doors, signing, now, lambda _session: None)


def mark_compromised(
    doors: Doors, signing: Signing, name: str, since: datetime, now: datetime
) -> SigningKey:
    """Say from when on somebody else may have had a key; the key that signs now comes back.

    A key in use is replaced in the same act.
    """
    with doors.reading() as session:
        found = next((it for it in credentials.list_keys(session) if it.name == name), None)
    if found is None:
        raise NotFound(f"No signing key is called {name}. `lms keys list` names them.")
    if since > now:
        raise Refusal("The date is in the future. Give the first day on which it was not yours.")

    def mark(session: Session) -> None:
        # Asked where it is written: somebody else may mark the key with an earlier day meanwhile.
        if not credentials.mark_compromised(session, name, since):
            raise _marked_before(session, name)
        subject = f"signing key {name}"
        audit.record(
            session,
            now,
            "signing key compromised",
            None,
            subject,
            since=since.astimezone(UTC).date().isoformat(),
        )

    if found.is_in_use:
        return _replace(doors, signing, now, mark)
    with doors.writing() as session:
        mark(session)
    return get_key(doors, signing, now)


def _marked_before(session: Session, name: str) -> Refusal:
    (day,) = (key.compromised_on for key in credentials.list_keys(session) if key.name == name)
    return Refusal(f"{name} is not trusted from {day} on already. Give that day or an earlier one.")


def _replace(
    doors: Doors, signing: Signing, now: datetime, also: Callable[[Session], None]
) -> SigningKey:
    with doors.reading() as session:
        names = [key.name for key in credentials.list_keys(session)]
    # A number that neither the database nor the folder knows: a backup may be older than a file.
    newest = max(map(keys.number_of, [*names, *keys.list_names(signing.folder)]), default=0)
    name = f"key-{newest + 1}"
    multikey = keys.make_once(signing.folder, name)
    with doors.writing() as session:
        credentials.retire_keys(session, now)
        if not credentials.add_key(session, name, multikey, now):
            raise Refusal(f"{name} was made by somebody else meanwhile. `lms keys list` shows it.")
        audit.record(session, now, "signing key made", None, f"signing key {name}")
        also(session)
    return SigningKey(name, multikey, now, None, None)
