"""Rosters: completions as the bodies that keep track of them want to read them (CE_RULES 4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum
from fractions import Fraction

from lms.domain.certificates import Certificate, License, Snapshot
from lms.domain.completion import Standing
from lms.domain.errors import FieldRefusal
from lms.domain.roster_numbers import (
    tracking_number,
    why_no_license_number,
    why_no_tracking_number,
)
from lms.domain.spreadsheets import Cell
from lms.domain.states import state_code


class Kind(StrEnum):
    """For whom a roster is made."""

    GENERIC = "generic"
    CE_BROKER = "ce-broker"
    PARS = "pars"


# -- what was true when the course was completed -----------------------------------------


@dataclass(frozen=True)
class RosterFacts:
    """What a roster says beside the certificate, frozen with the completion.

    `score_percent` is what the best attempts earned of what was possible, one digit, rounded down.
    """

    email: str
    enrolled_at: datetime
    read_at: datetime | None
    attempts: int
    score_percent: Decimal | None
    evaluated_at: datetime | None
    approvals: tuple[str, ...]  # body and number of each in force


def roster_facts(
    email: str, enrolled_at: datetime, stands: Standing, approvals: tuple[str, ...]
) -> RosterFacts:
    """The facts of somebody who completes a course now."""
    quizzes = [module.quiz for module in stands.modules if module.quiz]
    best = [quiz.best for quiz in quizzes if quiz.best]
    return RosterFacts(
        email=email,
        enrolled_at=enrolled_at,
        read_at=stands.modules_finished_at,
        attempts=sum(quiz.attempts_used for quiz in quizzes),
        score_percent=_percent(
            sum((it.earned for it in best), Fraction(0)), sum(it.possible for it in best)
        ),
        evaluated_at=stands.evaluated_at,
        approvals=approvals,
    )


def _percent(earned: Fraction, possible: int) -> Decimal | None:
    if not possible:
        return None
    share = 100 * earned / possible
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return exact.quantize(Decimal("0.1"), rounding=ROUND_DOWN)


@dataclass(frozen=True)
class Permission:
    """A learner's permission that completions be told to PARS; it takes no year of birth."""

    birth_month: int
    birth_day: int
    given_at: datetime


# Whether a leap day or not: nobody says in which year.
LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def clean_permission(month: str, day: str, now: datetime) -> Permission:
    """A permission with a day of birth as it was typed; FieldRefusal for one that no year has."""
    months, days = _whole(month), _whole(day)
    if not 1 <= months <= len(LONGEST_MONTHS):
        raise FieldRefusal("birth_month", "Enter the month as a number from 1 to 12.")
    if not 1 <= days <= LONGEST_MONTHS[months - 1]:
        raise FieldRefusal("birth_day", "Enter a day that this month has.")
    return Permission(months, days, now)


def _whole(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() else 0


@dataclass(frozen=True)
class Entry:
    """A completion to be reported; `facts` are None for what was completed before they were kept.

    A certificate that was reported and then voided comes a second time. `is_known` says that
    another certificate of the same completion was reported to that body.
    """

    certificate: Certificate
    facts: RosterFacts | None
    permission: Permission | None
    is_known: bool = False

    @property
    def snapshot(self) -> Snapshot:
        """What the certificate says."""
        return self.certificate.snapshot


# Numbers that bodies gave, by what they are for: ("provider", ""), ("course", its slug),
# ("profession", its name as learners write it).
Numbers = Mapping[tuple[str, str], str]


@dataclass(frozen=True)
class Refused:
    """A completion that a roster cannot hold: whose, and a sentence on why and what to do."""

    serial: str
    legal_name: str
    why: str


@dataclass(frozen=True)
class Lines:
    """The lines of a completion in a roster, or why there are none."""

    rows: tuple[tuple[Cell, ...], ...]
    refused: Refused | None = None
    # Why a further license of the same completion has no line.
    skipped: tuple[str, ...] = ()


def lines_of(kind: Kind, entry: Entry, numbers: Numbers) -> Lines:
    """The lines of a completion in a roster of that kind."""
    return {Kind.GENERIC: _generic, Kind.CE_BROKER: _ce_broker, Kind.PARS: _pars}[kind](
        entry, numbers
    )


# -- the provider's own -------------------------------------------------------------

GENERIC_HEAD = (
    "first names",
    "last name",
    "legal name",
    "e-mail",
    "licenses",
    "consent",
    "course",
    "title as approved",
    "edition",
    "content hash",
    "format",
    "enrolled (UTC)",
    "finished reading (UTC)",
    "attempts",
    "final score, %",
    "pass mark, %",
    "passed",
    "evaluated (UTC)",
    "completed (UTC)",
    "completed on",
    "time zone",
    "hours",
    "credit type",
    "split",
    "approval numbers",
    "certificate",
    "issued (UTC)",
    "replaces",
    "replaced by",
    "voided (UTC)",
    "reason",
)


# Where a line, as it is kept, has a date or numbers with digits behind the point; counted from 0.
# The other texts are texts, license numbers too.
DATES = {Kind.GENERIC: GENERIC_HEAD.index("completed on"), Kind.CE_BROKER: 5, Kind.PARS: 7}
DECIMALS = {
    Kind.GENERIC: (GENERIC_HEAD.index("final score, %"), GENERIC_HEAD.index("hours")),
    Kind.CE_BROKER: (),
    Kind.PARS: (8,),
}


def name_parts(legal_name: str) -> tuple[str, str]:
    """First names and last name: the last word is the last name, as these tables presume.

    The legal name stands beside them in full, for names that are ordered otherwise.
    """
    first, _, last = legal_name.rpartition(" ")
    return first, last


def _generic(entry: Entry, _numbers: Numbers) -> Lines:
    return Lines(((*_who(entry), *_course(entry), *_way(entry), *_outcome(entry)),))


def _who(entry: Entry) -> tuple[Cell, ...]:
    """First names to consent."""
    it = entry.snapshot
    return (
        *name_parts(it.legal_name),
        it.legal_name,
        entry.facts.email if entry.facts else None,
        "; ".join(f"{x.profession}, {x.jurisdiction}, {x.number}" for x in it.licenses),
        "yes" if entry.permission else "no",
    )


def _course(entry: Entry) -> tuple[Cell, ...]:
    """Course to format."""
    it = entry.snapshot
    return (it.course_slug, it.course_title, it.edition_number, it.edition_hash, it.format)


def _way(entry: Entry) -> tuple[Cell, ...]:
    """From the enrollment to the day of completion."""
    it, facts = entry.snapshot, entry.facts
    return (
        _utc(facts.enrolled_at if facts else None),
        _utc(facts.read_at if facts else None),
        facts.attempts if facts else None,
        facts.score_percent if facts else None,
        it.pass_mark_percent,
        "yes",
        _utc(facts.evaluated_at if facts else None),
        _utc(it.completed_at),
        it.completed_on,
        it.time_zone,
    )


def _outcome(entry: Entry) -> tuple[Cell, ...]:
    """The credit, and what became of the certificate."""
    it, certificate = entry.snapshot, entry.certificate
    return (
        it.hours,
        "CE credit hours" if it.has_credit else "none designated",
        "; ".join(f"{area.letter} {area.hours}" for area in it.areas if area.hours),
        "; ".join(entry.facts.approvals) if entry.facts else None,
        certificate.serial,
        _utc(certificate.issued_at),
        certificate.replaces or None,
        certificate.replaced_by or None,
        _utc(certificate.voided_at),
        certificate.void_reason or None,
    )


def _utc(at: datetime | None) -> str | None:
    return at.strftime("%Y-%m-%d %H:%M:%S") if at else None


# -- what both ask -----------------------------------------------------------------

PROVIDER = ("provider", "")


@dataclass(frozen=True)
class _Coded:
    """A license with the codes that a body knows its state and profession by, if it does."""

    number: str
    state: str
    profession: str
    stated: License

    def why_unreadable(self, *, is_profession_needed: bool = True) -> str:
        """Why a body would not find its holder by it, or nothing."""
        if not self.state:
            return f"“{self.stated.jurisdiction}” is no state whose code is known."
        if is_profession_needed and not self.profession:
            return f"Enter the code that they know “{self.stated.profession}” by."
        return why_no_license_number(self.number)


def _coded(stated: License, numbers: Numbers) -> _Coded:
    profession = numbers.get(("profession", stated.profession), "")
    return _Coded(stated.number, state_code(stated.jurisdiction), profession, stated)


def _withdrawn(entry: Entry) -> str:
    """Why the bodies are told by hand, or nothing: none of them takes a completion twice."""
    if entry.certificate.is_valid and entry.is_known:
        return "It corrects a certificate that was reported. Tell them the correction by hand."
    if entry.certificate.is_valid:
        return ""
    if entry.is_known:
        return (
            "It corrected a certificate that was reported, and was voided. "
            "Tell them by hand that the completion no longer stands."
        )
    return "The certificate was voided after it was reported. Tell them so by hand."


def _skipped(licenses: Sequence[_Coded], *, is_profession_needed: bool = True) -> tuple[str, ...]:
    """Why each license that cannot be reported has no line."""
    why = (it.why_unreadable(is_profession_needed=is_profession_needed) for it in licenses)
    return tuple(sentence for sentence in why if sentence)


def _unreadable(licenses: Sequence[_Coded], skipped: tuple[str, ...]) -> str:
    """Why no license can be reported, or nothing when one can."""
    if not licenses:
        return "The certificate states no license."
    return skipped[0] if len(skipped) == len(licenses) else ""


def _refused(entry: Entry, why: str) -> Lines:
    return Lines((), Refused(entry.certificate.serial, entry.snapshot.legal_name, why))


# -- CE Broker ---------------------------------------------------------------------


def _ce_broker(entry: Entry, numbers: Numbers) -> Lines:
    """Columns A to J, one line for each license: exactly one of B and C is filled (INTEROP)."""
    it = entry.snapshot
    licenses = [_coded(license_, numbers) for license_ in it.licenses]
    skipped = _skipped(licenses)
    refusal = (
        _withdrawn(entry)
        or ("" if it.has_credit else "No approval designated credit for this completion.")
        or _unnumbered(it.course_slug, numbers)
        or _unreadable(licenses, skipped)
    )
    if refusal:
        return _refused(entry, refusal)
    places = _places(it.course_slug, numbers)
    told = (license_ for license_ in licenses if not license_.why_unreadable())
    rows = tuple((*places, None, *_completed(license_, it), None, None) for license_ in told)
    return Lines(rows, skipped=skipped)


def _completed(license_: _Coded, it: Snapshot) -> tuple[Cell, ...]:
    """Columns E to H: by which license, on which day."""
    codes = (f"State={license_.state}", f"Profession={license_.profession}")
    return (license_.number, it.completed_on, *codes)


def _unnumbered(slug: str, numbers: Numbers) -> str:
    """Why CE Broker could not know whose course it is, or nothing."""
    provider, course = numbers.get(PROVIDER, ""), numbers.get(("course", slug), "")
    if not provider:
        return "Enter the provider's tracking number at CE Broker."
    return why_no_tracking_number("provider", provider) or (
        why_no_tracking_number("course", course) if course else ""
    )


def _places(slug: str, numbers: Numbers) -> tuple[Cell, Cell, Cell]:
    """Columns A to C: the provider, and the course by one of its two names."""
    provider = tracking_number("provider", numbers[PROVIDER])
    course = tracking_number("course", numbers.get(("course", slug), ""))
    return (provider, course, None) if course else (provider, None, slug)


# -- PARS --------------------------------------------------------------------------

PARS_HEAD = (
    "first name",
    "last name",
    "birth month",
    "birth day",
    "state of licensure",
    "license id",
    "activity id",
    "completion date",
    "credit",
    "permission",
)


def _pars(entry: Entry, numbers: Numbers) -> Lines:
    """A line for each license; a date without a time, since a time is converted and may shift."""
    it, permission = entry.snapshot, entry.permission
    activity = numbers.get(("course", it.course_slug), "")
    licenses = [_coded(license_, numbers) for license_ in it.licenses]
    skipped = _skipped(licenses, is_profession_needed=False)
    refusal = (
        _withdrawn(entry)
        or ("" if permission else "The learner has not given permission to report to PARS.")
        or ("" if activity else f"Enter the activity id of {it.course_slug} at PARS.")
        or _unreadable(licenses, skipped)
    )
    if refusal or permission is None:
        return _refused(entry, refusal)
    rows = tuple(
        _pars_line(license_, permission, activity, it)
        for license_ in licenses
        if not license_.why_unreadable(is_profession_needed=False)
    )
    return Lines(rows, skipped=skipped)


def _pars_line(
    license_: _Coded, permission: Permission, activity: str, it: Snapshot
) -> tuple[Cell, ...]:
    return (
        *name_parts(it.legal_name),
        permission.birth_month,
        permission.birth_day,
        license_.state,
        license_.number,
        activity,
        it.completed_on,
        it.hours if it.has_credit else Decimal(0),
        "yes",
    )


def is_pars_line_of(line: Sequence[object], it: Snapshot) -> bool:
    """True for a line of a roster as it was kept that told PARS of that certificate."""
    said = dict(zip(PARS_HEAD, line, strict=True))
    return (
        (said["first name"], said["last name"]) == name_parts(it.legal_name)
        and said["license id"] in {license_.number for license_ in it.licenses}
        and said["completion date"] == it.completed_on.isoformat()
    )
