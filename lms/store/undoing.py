"""The acts that a restore may undo, as a database has them."""

from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.undoing import Acts, Compromised, Reissued, Voided
from lms.store.credentials import list_keys
from lms.store.rows import AuditEventRow, CertificateRow, ErasureRow, ProgramCertificateRow

_NEWER = aliased(CertificateRow)


def find_newest(session: Session) -> datetime | None:
    """When the last thing happened that the audit log knows of, or None."""
    return session.scalar(select(func.max(AuditEventRow.at)))


def read_acts(session: Session) -> Acts:
    """All of them, with every certificate and key that is known."""
    replaced = select(CertificateRow.serial, _NEWER.serial).join(
        _NEWER, _NEWER.replaces_id == CertificateRow.id
    )
    known = list_keys(session)
    return Acts(
        serials=_serials(session),
        keys=frozenset(key.name for key in known),
        voided=_voided(session),
        reissued=frozenset(Reissued(*row) for row in session.execute(replaced)),
        compromised=frozenset(
            Compromised(key.name, key.compromised_on) for key in known if key.compromised_on
        ),
        erased=frozenset(session.scalars(select(ErasureRow.person_id))),
    )


def _serials(session: Session) -> frozenset[str]:
    tables = (CertificateRow, ProgramCertificateRow)
    return frozenset(it for table in tables for it in session.scalars(select(table.serial)))


def _voided(session: Session) -> frozenset[Voided]:
    found = set[Voided]()
    for table in (CertificateRow, ProgramCertificateRow):
        fallen = select(table.serial, table.voided_at, table.void_reason)
        rows = session.execute(fallen.where(table.voided_at.is_not(None)))
        found |= {Voided(serial, at, reason) for serial, at, reason in rows if at is not None}
    return frozenset(found)
