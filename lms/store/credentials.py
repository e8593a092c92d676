"""Signing keys and credentials in and out of the database; private halves never come here."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session, aliased

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


# -- keys --------------------------------------------------------------------------


def list_keys(session: Session) -> tuple[SigningKey, ...]:
    """Every key that signs or ever signed, the newest last."""
    rows = session.execute(select(*_KEY).order_by(SigningKeyRow.id))
    return tuple(SigningKey(*row) for row in rows)


def add_key(session: Session, name: str, multikey: str, now: datetime) -> bool:
    """Add a key; False where another process added it first."""
    added = session.execute(
        insert_unless_taken(session, SigningKeyRow)
        .on_conflict_do_nothing()
        .values(name=name, multikey=multikey, made_at=now)
    )
    return added.rowcount == 1  # type: ignore[attr-defined, no-any-return]


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
    latest = session.execute(
        select(CredentialRow.list_number, func.count())
        .where(CredentialRow.issuer == issuer)
        .group_by(CredentialRow.list_number)
        .order_by(CredentialRow.list_number.desc())
        .limit(1)
    ).first()
    if latest is not None and latest[1] < LIST_PLACES:
        return int(latest[0])
    return int(session.scalar(select(func.max(CredentialRow.list_number))) or 0) + 1


def list_taken(session: Session, list_number: int, positions: Sequence[int]) -> frozenset[int]:
    """Those of the positions at which a credential stands already."""
    return frozenset(
        session.scalars(
            select(CredentialRow.position).where(
                CredentialRow.list_number == list_number, CredentialRow.position.in_(positions)
            )
        )
    )


def keep_credential(session: Session, certificate_id: int, made: Credential) -> None:
    """Keep a credential as issued; the first one kept stays."""
    key = select(SigningKeyRow.id).where(SigningKeyRow.name == made.key.name)
    session.execute(
        insert_unless_taken(session, CredentialRow)
        .on_conflict_do_nothing(index_elements=["certificate_id"])
        .values(
            certificate_id=certificate_id,
            document=made.document,
            digest=made.digest,
            issuer=made.issuer,
            key_id=session.scalars(key).one(),
            list_number=made.place.list_number,
            position=made.place.position,
            signed_at=made.signed_at,
        )
    )


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
    newer = aliased(CertificateRow)
    issuer, began = session.execute(
        select(func.max(CredentialRow.issuer), func.min(CredentialRow.signed_at)).where(
            CredentialRow.list_number == number
        )
    ).one()
    if issuer is None:
        return None
    rows = session.execute(
        select(CredentialRow.position, CertificateRow.voided_at, newer.issued_at)
        .join(CertificateRow, CertificateRow.id == CredentialRow.certificate_id)
        .outerjoin(newer, newer.replaces_id == CertificateRow.id)
        .where(
            CredentialRow.list_number == number,
            CertificateRow.voided_at.is_not(None) | newer.id.is_not(None),
        )
        .order_by(CredentialRow.position)
    ).all()
    times = [at for row in rows for at in row[1:] if at is not None]
    return StatusList(number, issuer, tuple(row[0] for row in rows), max([began, *times]))


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
