"""PDFs as they were issued, found by what is inside them, or by their bytes."""

from dataclasses import dataclass

from sqlalchemy import select, union_all
from sqlalchemy.orm import Session

from lms.domain.credentials import Place
from lms.store.rows import (
    CertificateFileRow,
    CertificatePrintRow,
    CertificateRow,
    CredentialRow,
    ProgramCertificateFileRow,
    ProgramCertificateRow,
)


@dataclass(frozen=True)
class Issued:
    """A certificate's credential and its PDF, with the digest that was kept of that."""

    serial: str
    credential: str
    pdf: bytes | None
    digest: str


def find_issued(session: Session, place: Place) -> Issued | None:
    """What was issued at that place of a status list, or None; no PDF while it is being made."""
    row = session.execute(
        select(
            CertificateRow.serial,
            CredentialRow.document,
            CertificateFileRow.pdf,
            CertificateFileRow.digest,
        )
        .select_from(CredentialRow)
        .join(CertificateRow, CertificateRow.id == CredentialRow.certificate_id)
        .outerjoin(CertificateFileRow, CertificateFileRow.certificate_id == CertificateRow.id)
        .where(
            CredentialRow.list_number == place.list_number, CredentialRow.position == place.position
        )
    ).first()
    return None if row is None else Issued(row.serial, row.document, row.pdf, row.digest or "")


def find_serial(session: Session, digest: str) -> str | None:
    """Whose duplicate, or PDF of a program, has these bytes: neither has a credential inside."""
    duplicates = (
        select(CertificateRow.serial)
        .join(CertificatePrintRow, CertificatePrintRow.certificate_id == CertificateRow.id)
        .where(CertificatePrintRow.digest == digest)
    )
    programs = (
        select(ProgramCertificateRow.serial)
        .join(ProgramCertificateFileRow)
        .where(ProgramCertificateFileRow.digest == digest)
    )
    return session.scalar(union_all(duplicates, programs).limit(1))
