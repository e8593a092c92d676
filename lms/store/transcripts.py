"""Certificates from elsewhere and their files, in and out of the database; only their owner's."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.media import Picture
from lms.domain.transcripts import Entered, ExternalCertificate, FileMark
from lms.store.columns import from_text, to_text
from lms.store.rows import ExternalCertificateRow, ExternalFileRow

_ENTERED = select(
    ExternalCertificateRow.public_id,
    ExternalCertificateRow.facts,
    ExternalCertificateRow.entered_at,
    ExternalFileRow.kind,
    ExternalFileRow.size,
    ExternalFileRow.digest,
).outerjoin(ExternalFileRow, ExternalFileRow.external_certificate_id == ExternalCertificateRow.id)


def list_entered(session: Session, person_id: int) -> tuple[Entered, ...]:
    """A person's certificates from elsewhere, the last entered first, without files: one query."""
    rows = session.execute(
        _ENTERED.where(ExternalCertificateRow.person_id == person_id).order_by(
            ExternalCertificateRow.id.desc()
        )
    )
    return tuple(map(_entered, rows))


def find_entered(session: Session, person_id: int, public_id: str) -> Entered | None:
    """That certificate of that person's, or None."""
    row = session.execute(
        _ENTERED.where(
            ExternalCertificateRow.person_id == person_id,
            ExternalCertificateRow.public_id == public_id,
        )
    ).one_or_none()
    return None if row is None else _entered(row)


def _entered(row: Sequence[Any]) -> Entered:
    public_id, facts, entered_at, kind, size, digest = row
    mark = None if kind is None else FileMark(kind, size, digest)
    return Entered(public_id, from_text(ExternalCertificate, facts), mark, entered_at)


def find_id(session: Session, person_id: int, public_id: str) -> int | None:
    """The number of that certificate of that person's, or None."""
    return session.scalar(
        select(ExternalCertificateRow.id).where(
            ExternalCertificateRow.person_id == person_id,
            ExternalCertificateRow.public_id == public_id,
        )
    )


def count_entered(session: Session, person_id: int) -> int:
    """How many certificates from elsewhere a person has entered."""
    mine = ExternalCertificateRow.person_id == person_id
    return session.scalars(
        select(func.count()).select_from(ExternalCertificateRow).where(mine)
    ).one()


def size_of_files(session: Session, person_id: int, besides: int) -> int:
    """How many bytes the files of a person's certificates from elsewhere have, but that one's."""
    sizes = select(func.coalesce(func.sum(ExternalFileRow.size), 0)).join(ExternalCertificateRow)
    theirs = sizes.where(ExternalCertificateRow.person_id == person_id)
    others = theirs.where(ExternalFileRow.external_certificate_id != besides)
    return int(session.scalars(others).one())


def add(
    session: Session,
    person_id: int,
    public_id: str,
    certificate: ExternalCertificate,
    now: datetime,
) -> int:
    """Keep a certificate from elsewhere under that public id; its number comes back."""
    row = ExternalCertificateRow(
        public_id=public_id,
        person_id=person_id,
        facts=to_text(certificate),
        entered_at=now,
        changed_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def change(session: Session, id_: int, certificate: ExternalCertificate, now: datetime) -> None:
    """Replace what a certificate from elsewhere says."""
    session.execute(
        update(ExternalCertificateRow)
        .where(ExternalCertificateRow.id == id_)
        .values(facts=to_text(certificate), changed_at=now)
    )


def remove(session: Session, id_: int) -> None:
    """Remove a certificate from elsewhere with its file."""
    remove_file(session, id_)
    session.execute(delete(ExternalCertificateRow).where(ExternalCertificateRow.id == id_))


def keep_file(session: Session, id_: int, document: Picture, now: datetime) -> None:
    """Keep the file of a certificate from elsewhere, in the place of the one before."""
    remove_file(session, id_)
    session.execute(
        insert(ExternalFileRow).values(
            external_certificate_id=id_,
            kind=document.kind,
            size=len(document.content),
            digest=document.digest,
            content=document.content,
            added_at=now,
        )
    )


def remove_file(session: Session, id_: int) -> None:
    """Remove the file of a certificate from elsewhere, if it has one."""
    session.execute(delete(ExternalFileRow).where(ExternalFileRow.external_certificate_id == id_))


def find_file(session: Session, person_id: int, public_id: str) -> Picture | None:
    """The file of that certificate of that person's, or None."""
    row = session.execute(
        select(ExternalFileRow.content, ExternalFileRow.kind, ExternalFileRow.digest)
        .join(ExternalCertificateRow)
        .where(
            ExternalCertificateRow.person_id == person_id,
            ExternalCertificateRow.public_id == public_id,
        )
    ).one_or_none()
    return None if row is None else Picture(*row)
