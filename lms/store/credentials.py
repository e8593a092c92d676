"""Signing keys and credentials in and out of the database; private halves never come here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import CompoundSelect, bindparam, func, select, union_all, update
from sqlalchemy.orm import Session

from lms.domain.credentials import LIST_PLACES, Credential, Place, SigningKey, StatusList
from lms.store.columns import insert_unless_taken
from lms.store.rows import CertificateRow, CompletionRow, CredentialRow, PersonRow, SigningKeyRow

_KEY = (
    SigningKeyRow.name,
    SigningKeyRow.multikey,
    SigningKeyRow.made_at,
    SigningKeyRow.retired_at,
    SigningKeyRow.compromised_from,
)
_CREDENTIAL = select(
    CredentialRow.document,
    CredentialRow.digest,
    CredentialRow.issuer,
    CredentialRow.list_number,
    CredentialRow.position,
    CredentialRow.signed_at,
    *_KEY,
).join(SigningKeyRow, SigningKeyRow.id == CredentialRow.key_id)

# Two questions in one, each of an index: what was voided or replaced is little of much.
_REVOKED: CompoundSelect[Any] = union_all(
    select(CredentialRow.position, CertificateRow.voided_at)
    .join(CertificateRow, CertificateRow.id == CredentialRow.certificate_id)
    .where(CertificateRow.voided_at.is_not(None), CredentialRow.list_number == bindparam("number")),
    select(CredentialRow.position, CertificateRow.issued_at)
    .join(CertificateRow, CertificateRow.replaces_id == CredentialRow.certificate_id)
    .where(CredentialRow.list_number == bindparam("number")),
)


# -- keys --------------------------------------------------------------------------


def list_keys(session: Session) -> tuple[SigningKey, ...]:
    """Every key that signs or ever signed, the newest last."""
    rows = session.execute(select(*_KEY).order_by(SigningKeyRow.id))
    return tuple(SigningKey(*row) for row in rows)


def add_key(session: Session, name: str, multikey: str, now: datetime) -> bool:
    """Add a key; False where another process added it first."""
    added = session.scalar(
        insert_unless_taken(session, SigningKeyRow)
        .on_conflict_do_nothing()
        .values(name=name, multikey=multikey, made_at=now)
        .returning(SigningKeyRow.id)
    )
    return added is not None


def retire_keys(session: Session, now: datetime) -> None:
    """Let none of the keys that are there sign any more."""
    session.execute(
        update(SigningKeyRow).where(SigningKeyRow.retired_at.is_(None)).values(retired_at=now)
    )


def mark_compromised(session: Session, name: str, since: datetime) -> None:
    """Say from when on somebody else may have had a key."""
    session.execute(
        update(SigningKeyRow).where(SigningKeyRow.name == name).values(compromised_from=since)
    )


# -- credentials -------------------------------------------------------------------


@dataclass(frozen=True)
class Ground:
    """What a credential needs beside the certificate itself."""

    certificate_id: int
    edition_id: int
    email: str


def get_ground(session: Session, serial: str) -> Ground:
    """The edition that was completed, and the address of who completed it as it is now."""
    row = session.execute(
        select(CertificateRow.id, CompletionRow.edition_id, PersonRow.email)
        .join(CompletionRow, CompletionRow.id == CertificateRow.completion_id)
        .join(PersonRow, PersonRow.id == CompletionRow.person_id)
        .where(CertificateRow.serial == serial)
    ).one()
    return Ground(*row)


def find_list_number(session: Session, issuer: str) -> int:
    """The list of that issuer in which places are free; a new one's number where none has any."""
    number = func.max(CredentialRow.list_number)
    newest = session.scalar(select(number).where(CredentialRow.issuer == issuer))
    if newest is not None:
        taken = select(func.count()).where(CredentialRow.list_number == newest)
        if session.scalars(taken).one() < LIST_PLACES:
            return newest
    return (session.scalar(select(number)) or 0) + 1


def find_document(session: Session, place: Place) -> str | None:
    """What was issued at that place of a status list, byte for byte, or None."""
    return session.scalar(
        select(CredentialRow.document).where(
            CredentialRow.list_number == place.list_number,
            CredentialRow.position == place.position,
        )
    )


def list_taken(session: Session, list_number: int, positions: Sequence[int]) -> frozenset[int]:
    """Those of the positions at which a credential stands already."""
    return frozenset(
        session.scalars(
            select(CredentialRow.position).where(
                CredentialRow.list_number == list_number, CredentialRow.position.in_(positions)
            )
        )
    )


def keep_credential(session: Session, certificate_id: int, made: Credential) -> bool:
    """Keep a credential as issued; the first one kept stays. False once its key is retired."""
    key = select(SigningKeyRow.id).where(
        SigningKeyRow.name == made.key.name, SigningKeyRow.retired_at.is_(None)
    )
    # Held, so that whoever replaces the key waits until this is kept, or this finds it replaced.
    key_id = session.scalar(key.with_for_update(read=True))
    if key_id is None:
        return False
    session.execute(
        insert_unless_taken(session, CredentialRow)
        .on_conflict_do_nothing(index_elements=["certificate_id"])
        .values(
            certificate_id=certificate_id,
            document=made.document,
            digest=made.digest,
            issuer=made.issuer,
            key_id=key_id,
            list_number=made.place.list_number,
            position=made.place.position,
            signed_at=made.signed_at,
        )
    )
    return True


def find_credential(session: Session, serial: str) -> Credential | None:
    """A certificate's credential with its key, or None while it is being made: one query."""
    row = session.execute(
        _CREDENTIAL.join(CertificateRow, CertificateRow.id == CredentialRow.certificate_id).where(
            CertificateRow.serial == serial
        )
    ).first()
    return None if row is None else _credential(tuple(row))


def has_issuer(session: Session, issuer: str) -> bool:
    """True when credentials were issued here by that name."""
    issued = select(CredentialRow.certificate_id).where(CredentialRow.issuer == issuer).limit(1)
    return session.scalar(issued) is not None


def find_status_list(session: Session, number: int) -> StatusList | None:
    """A list with the places of what was voided or replaced, or None: two queries."""
    first = session.execute(
        select(CredentialRow.issuer, CredentialRow.signed_at)
        .where(CredentialRow.list_number == number)
        .order_by(CredentialRow.signed_at)
        .limit(1)
    ).first()
    if first is None:
        return None
    issuer, began = first
    revoked: dict[int, datetime] = {}
    for position, at in session.execute(_REVOKED, {"number": number}):
        revoked[position] = min(at, revoked.get(position, at))
    return StatusList(number, issuer, tuple(sorted(revoked)), max([began, *revoked.values()]))


def _credential(row: tuple[object, ...]) -> Credential:
    document, digest, issuer, list_number, position, signed_at, *key = row
    return Credential(
        document=str(document),
        digest=str(digest),
        issuer=str(issuer),
        key=SigningKey(*key),  # type: ignore[arg-type]
        place=Place(list_number, position),  # type: ignore[arg-type]
        signed_at=signed_at,  # type: ignore[arg-type]
    )
