"""Issued certificates in the office: found, voided, corrected, and printed once more."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy.orm import Session

from lms.credentials.pdf import render_duplicate
from lms.domain.access import Person
from lms.domain.accommodations import clean_reason
from lms.domain.certificates import Certificate, License, new_serial, tidy_serial
from lms.domain.dates import day_in
from lms.domain.errors import FormRefusal, NotFound, Refusal, together
from lms.domain.names import clean_name
from lms.domain.paging import Paged, page_of
from lms.services import credentials, reminders
from lms.services.certificates import RENDER, CertificatePage, find_certificate_page
from lms.services.profiles import clean_license
from lms.store import audit, editions, issued, outbox, people, record, snapshots
from lms.store.issued import Duplicate, Holder, Paper, Reissue


class ReplacedBefore(Refusal):
    """Only the certificate that stands is corrected or printed again."""

    def __init__(self, by: str) -> None:
        super().__init__(f"This certificate was replaced by {by}. Do this with that one.")


class VoidedBefore(Refusal):
    """What was voided does not count, so nothing is issued in its place."""

    sentence = (
        "This certificate was voided, and a voided one is neither issued again nor printed again. "
        "Whoever still earned the credit completes the course once more."
    )


class NothingCorrected(Refusal):
    """A reissue that would say the same as what it replaces."""

    sentence = (
        "Name and licenses are as they stand on this certificate already. "
        "Change what is wrong, or print a duplicate."
    )


@dataclass(frozen=True)
class Correction:
    """What a reissue says instead, and why it is issued."""

    legal_name: str
    licenses: tuple[License, ...]
    reason: str


@dataclass(frozen=True)
class IssuedPage:
    """One certificate as the office sees it: everything that became of it and its completion."""

    page: CertificatePage
    holder: Holder
    licenses: tuple[License, ...]
    issued: tuple[Certificate, ...]
    paper: Paper | None
    reissue: Reissue | None
    duplicates: tuple[Duplicate, ...]

    @property
    def certificate(self) -> Certificate:
        """The certificate itself."""
        return self.page.certificate

    @property
    def is_as_in_account(self) -> bool:
        """True when it says the name and licenses that the account has today."""
        frozen = self.certificate.snapshot
        return (frozen.legal_name, frozen.licenses) == (self.holder.legal_name, self.licenses)

    @property
    def needs_new_credential(self) -> bool:
        """True for a certificate that stands with a credential that others cannot trust."""
        made = self.page.credential
        return self.page.how == "valid" and made is not None and made.key.is_compromised


# -- finding ---------------------------------------------------------------------------


def list_found(
    session: Session, words: str, wanted: int, *, lacks_glyphs: bool
) -> Paged[Certificate]:
    """Certificates by serial, name, e-mail address or course, the newest first: two queries."""
    total = issued.count_found(session, words, lacks_glyphs=lacks_glyphs)
    return page_of(
        total,
        wanted,
        lambda start, count: issued.list_found(
            session, words, start, count, lacks_glyphs=lacks_glyphs
        ),
    )


def get_issued(session: Session, typed_serial: str) -> IssuedPage:
    """One certificate with its history: eight queries."""
    page = find_certificate_page(session, typed_serial)
    holder = issued.find_holder(session, page.certificate.serial) if page else None
    if page is None or holder is None:
        raise NotFound
    serial = page.certificate.serial
    return IssuedPage(
        page=page,
        holder=holder,
        licenses=people.list_licenses(session, holder.person_id),
        issued=issued.list_issued(session, serial),
        paper=issued.find_paper(session, serial),
        reissue=issued.find_reissue(session, serial),
        duplicates=issued.list_duplicates(session, serial),
    )


# -- correcting ------------------------------------------------------------------------


def reissue(
    session: Session, person: Person, typed_serial: str, correction: Correction, now: datetime
) -> str:
    """Issue a corrected certificate that names the one it replaces; its serial comes back.

    Everything but the name and the licenses is copied as it was frozen. One that corrects nothing
    is issued only for a new credential, in place of one that others cannot trust.
    """
    held, old = _hold_standing(session, typed_serial)
    frozen = replace(old.snapshot, legal_name=correction.legal_name, licenses=correction.licenses)
    if frozen == old.snapshot and not _has_compromised_key(session, old.serial):
        raise NothingCorrected
    serial = new_serial()
    issued.add_reissue(session, held, frozen, serial, correction.reason, person.id, now)
    outbox.add(session, RENDER, serial, now)
    reminders.queue(session, serial, frozen, now)
    subject, digest = f"certificate {serial}", snapshots.digest_of(frozen)
    audit.record(
        session,
        now,
        "certificate reissued",
        person.id,
        subject,
        replaces=old.serial,
        snapshot=digest,
    )
    return serial


def _has_compromised_key(session: Session, serial: str) -> bool:
    kept = credentials.find_credential(session, serial)
    return kept is not None and kept.key.is_compromised


def clean_correction(
    name: str, licenses: Sequence[tuple[str, str, str]], reason: str
) -> Correction:
    """A correction as somebody typed it; a license of which nothing is filled in is left out."""
    questions: list[Callable[[], Any]] = [
        lambda: clean_name("name", name),
        lambda: clean_reason("reason", reason),
        *(partial(_license, place, typed) for place, typed in enumerate(licenses)),
    ]
    legal_name, why, *kept = together(*questions)
    return Correction(legal_name, tuple(it for it in kept if it is not None), why)


def _license(place: int, typed: tuple[str, str, str]) -> License | None:
    try:
        return clean_license(*typed) if any(part.strip() for part in typed) else None
    except FormRefusal as refusal:
        problems = {f"{field}-{place}": it for field, it in refusal.problems.items()}
        raise FormRefusal(problems) from refusal


# -- duplicates ------------------------------------------------------------------------


def print_duplicate(page: IssuedPage, public_url: str, now: datetime) -> bytes:
    """A further print, marked with its day; outside any transaction (DS-03)."""
    certificate = page.certificate
    _refuse_fallen(certificate)
    on = day_in(certificate.snapshot.time_zone, now)
    address = f"{public_url}/certificates/{certificate.serial}"
    return render_duplicate(certificate, address, on).pdf


def keep_duplicate(
    session: Session, person: Person, typed_serial: str, pdf: bytes, now: datetime
) -> int:
    """Keep a further print as it was made; its number comes back."""
    held, certificate = _hold_standing(session, typed_serial)
    digest = editions.digest(pdf)
    number = issued.add_duplicate(session, held, pdf, digest, person.id, now)
    subject = f"certificate {certificate.serial}"
    audit.record(session, now, "duplicate printed", person.id, subject, number=number)
    return number


def get_duplicate(session: Session, typed_serial: str, number: int) -> bytes:
    """The PDF of a further print."""
    found = issued.find_duplicate(session, tidy_serial(typed_serial), number)
    if found is None:
        raise NotFound
    return found


def _hold_standing(session: Session, typed_serial: str) -> tuple[issued.Held, Certificate]:
    serial = tidy_serial(typed_serial)
    held = issued.hold(session, serial)
    certificate = record.find_certificate(session, serial)
    if held is None or certificate is None:
        raise NotFound
    _refuse_fallen(certificate)
    return held, certificate


def _refuse_fallen(certificate: Certificate) -> None:
    if certificate.voided_at is not None:
        raise VoidedBefore
    if certificate.replaced_by:
        raise ReplacedBefore(certificate.replaced_by)
