"""The completion as a frozen snapshot, and the certificate that repeats it (CE_RULES 3)."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from secrets import choice
from typing import TypedDict

from lms.domain.courses import Approval, CourseFacts, Provider
from lms.domain.credit import AreaHours
from lms.domain.dates import day_in, months_later, written_out

NO_CREDIT = "Certificate of completion. No CE credit designated."
ONLINE = "Online, self-paced"
DISCLAIMERS = (
    "Regulatory boards are the final authority on what they accept.",
    "Completion of this program does not ensure or guarantee AASECT certification.",
)
# Crockford's base 32: no I, L, O or U, so that nothing is misread from paper.
SERIAL_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
SERIAL_LENGTH = 12
MISREAD = str.maketrans({"I": "1", "L": "1", "O": "0", "U": "V"})


@dataclass(frozen=True)
class License:
    """A license as its holder states it."""

    profession: str
    jurisdiction: str
    number: str


@dataclass(frozen=True)
class Snapshot:
    """What was true when the course was completed. Nothing edited later changes it."""

    legal_name: str
    licenses: tuple[License, ...]
    course_title: str
    course_slug: str
    edition_number: int
    edition_hash: str
    provider_name: str
    provider_address: str
    provider_email: str
    completed_at: datetime
    completed_on: date
    time_zone: str
    hours: Decimal
    areas: tuple[AreaHours, ...]
    pass_mark_percent: int
    format: str
    approvals: tuple[str, ...]
    authors: tuple[str, ...]
    signatory_name: str
    signatory_title: str
    retention: str
    disclaimers: tuple[str, ...]
    support: str
    # What later versions froze as well; snapshots from before them read as saying nothing.
    credit_approver: str = ""
    credit_approved_on: date | None = None
    # The last day on which it counts, where the course is to be renewed.
    valid_until: date | None = None

    @property
    def has_credit(self) -> bool:
        """True when an approval was in force that designates credit."""
        return bool(self.approvals)


class CertificateStanding(StrEnum):
    """How a certificate stands; pages have the words for each."""

    VALID = "valid"
    ENDED = "ended"
    REPLACED = "replaced"
    VOIDED = "voided"


@dataclass(frozen=True)
class Certificate:
    """A certificate as anyone may look it up."""

    serial: str
    snapshot: Snapshot
    issued_at: datetime
    issued_on: date
    voided_at: datetime | None
    void_reason: str
    replaces: str
    replaced_by: str
    # When the one that was issued last in its place was voided.
    successor_voided_at: datetime | None = None

    @property
    def standing(self) -> CertificateStanding:
        """How it stands in the record, whatever the day: valid, replaced or voided."""
        # A certificate that was replaced and then voided says the graver of the two.
        if self.voided_at is not None:
            return CertificateStanding.VOIDED
        return CertificateStanding.REPLACED if self.replaced_by else CertificateStanding.VALID

    def standing_on(self, day: date) -> CertificateStanding:
        """How it stands on that day: a valid one has ended after the last day of its term."""
        last_on = self.snapshot.valid_until
        if self.is_valid and last_on is not None and day > last_on:
            return CertificateStanding.ENDED
        return self.standing

    def standing_at(self, moment: datetime) -> CertificateStanding:
        """The same, at a moment: the day is the one where the provider is."""
        return self.standing_on(day_in(self.snapshot.time_zone, moment))

    @property
    def is_valid(self) -> bool:
        """Neither voided nor replaced."""
        return self.standing is CertificateStanding.VALID


def new_serial() -> str:
    """A random serial of twelve letters and digits in three groups: about 60 bits."""
    return _in_groups("".join(choice(SERIAL_LETTERS) for _ in range(SERIAL_LENGTH)))


def tidy_serial(typed: str) -> str:
    """The serial that somebody meant: capitals, dashes in their places, misread letters mended.

    The address of a certificate's page or PDF is meant for the serial in it.
    """
    path = re.split(r"[?#]", typed.strip(), maxsplit=1)[0]
    last = path.rstrip("/").rpartition("/")[2].removesuffix(".pdf")
    bare = "".join(c for c in last if c.isascii() and c.isalnum()).upper().translate(MISREAD)
    return _in_groups(bare) if len(bare) == SERIAL_LENGTH else typed.strip()


def _in_groups(letters: str) -> str:
    return f"{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def statements(facts: CourseFacts, approvals: tuple[Approval, ...], day: date) -> tuple[str, ...]:
    """What the approvals that designate credit on that day say, verbatim.

    A statement that does not hold the approval's number, or its period, is followed by it.
    """
    in_force = facts.approvals_on(day, approvals)
    return tuple(line for approval in in_force for line in _lines(approval, facts.credit.hours))


def _lines(approval: Approval, hours: Decimal) -> tuple[str, ...]:
    period = f"{written_out(approval.valid_from)} to {written_out(approval.valid_to)}"
    statement = approval.statement.replace("{hours}", f"{hours:.2f}").replace("{period}", period)
    missing = [
        *([approval.number] if _lacks_number(approval) else []),
        *([period] if "{period}" not in approval.statement else []),
    ]
    return (statement, f"{approval.body}: {', '.join(missing)}") if missing else (statement,)


def _lacks_number(approval: Approval) -> bool:
    stands_there = rf"(?<!\w){re.escape(approval.number)}(?!\w)"
    return bool(approval.number) and not re.search(stands_there, approval.statement)


@dataclass(frozen=True)
class Holder:
    """The person whose completion is recorded."""

    legal_name: str
    licenses: tuple[License, ...]


class _OfProvider(TypedDict):
    provider_name: str
    provider_address: str
    provider_email: str
    time_zone: str
    signatory_name: str
    signatory_title: str
    retention: str


class _OfCourse(TypedDict):
    course_title: str
    course_slug: str
    pass_mark_percent: int
    format: str
    authors: tuple[str, ...]
    support: str


class _OfCredit(TypedDict):
    hours: Decimal
    areas: tuple[AreaHours, ...]
    approvals: tuple[str, ...]
    credit_approver: str
    credit_approved_on: date | None


def snapshot(
    holder: Holder,
    facts: CourseFacts,
    edition: tuple[int, str],
    provider: Provider,
    completed_at: datetime,
    completed_on: date,
) -> Snapshot:
    """The completion frozen; `edition` is number and hash, `completed_on` the provider's day."""
    number, content_hash = edition
    return Snapshot(
        legal_name=holder.legal_name,
        licenses=holder.licenses,
        edition_number=number,
        edition_hash=content_hash,
        completed_at=completed_at,
        completed_on=completed_on,
        valid_until=months_later(completed_on, facts.valid_months) if facts.valid_months else None,
        disclaimers=DISCLAIMERS,
        **_of_course(facts),
        **_of_provider(provider),
        **_of_credit(facts, provider, completed_on),
    )


def _of_course(facts: CourseFacts) -> _OfCourse:
    return _OfCourse(
        course_title=facts.approved_title,
        course_slug=facts.slug,
        pass_mark_percent=facts.standard_percent,
        format=facts.format,
        authors=tuple(f"{it.name}, {it.credentials}".rstrip(", ") for it in facts.authors),
        support=facts.support,
    )


def _of_provider(provider: Provider) -> _OfProvider:
    return _OfProvider(
        provider_name=provider.name,
        provider_address=provider.address,
        provider_email=provider.email,
        time_zone=provider.time_zone,
        signatory_name=provider.signatory_name,
        signatory_title=provider.signatory_title,
        retention=provider.retention,
    )


def _of_credit(facts: CourseFacts, provider: Provider, completed_on: date) -> _OfCredit:
    act = facts.approval
    return _OfCredit(
        hours=facts.credit.hours,
        areas=facts.credit.areas,
        approvals=statements(facts, provider.approvals, completed_on),
        credit_approver=f"{act.name}, {act.title}" if act else "",
        credit_approved_on=day_in(provider.time_zone, act.approved_at) if act else None,
    )
