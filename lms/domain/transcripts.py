"""The transcript: what was completed here and what its owner entered from elsewhere, as lines."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from lms.domain.certificates import Certificate, CertificateStanding, License
from lms.domain.credit import AREA_NAMES, AreaHours
from lms.domain.renewal import term_of

# Hours that lie in none of the areas a to q; certificates from elsewhere may have such.
SKILLS, REASSESSMENT, NO_AREA = "skills", "sar", ""
CATEGORY_NAMES = {
    **AREA_NAMES,
    SKILLS: "sex therapy skills training",
    REASSESSMENT: "Sexual Attitude Reassessment",
    NO_AREA: "no area stated",
}
NOTHING = Decimal("0.00")


class Method(StrEnum):
    """How hours were earned; the courses here are read."""

    IN_PERSON = "in person"
    LIVE_ONLINE = "live online"
    SELF_PACED = "self-paced online"
    READING = "reading"
    TEACHING = "teaching"
    WRITING = "writing"
    OTHER = "other"


@dataclass(frozen=True)
class ExternalCertificate:
    """A certificate from elsewhere, as its holder states it; `approvals` are its statements."""

    title: str
    provider: str
    completed_on: date
    hours: Decimal
    areas: tuple[AreaHours, ...]
    method: Method
    approvals: tuple[str, ...]
    licenses: tuple[License, ...]


@dataclass(frozen=True)
class FileMark:
    """What is known of a certificate's file without reading it: its media type and its bytes."""

    kind: str
    size: int
    digest: str


@dataclass(frozen=True)
class Entered:
    """An external certificate as it is kept, with the mark of its file where one was added."""

    public_id: str
    certificate: ExternalCertificate
    file: FileMark | None
    entered_at: datetime


class Standing(StrEnum):
    """How a line of the transcript stands; what was entered is its owner's own word."""

    VALID = "valid"
    VOIDED = "voided"
    REPLACED = "replaced"
    ENTERED = "entered"


@dataclass(frozen=True)
class Line:
    """A line of a transcript, from here or from elsewhere; just one of the last two is there."""

    title: str
    provider: str
    completed_on: date
    hours: Decimal
    areas: tuple[AreaHours, ...]
    method: Method
    approvals: tuple[str, ...]
    licenses: tuple[License, ...]
    standing: Standing
    certificate: Certificate | None = None
    entered: Entered | None = None

    @property
    def has_credit(self) -> bool:
        """True when a statement designates credit; without one they are hours of study."""
        return bool(self.approvals)

    @property
    def counts(self) -> bool:
        """True for credit of a certificate that stands."""
        return self.has_credit and self.standing in (Standing.VALID, Standing.ENTERED)

    @property
    def valid_until(self) -> date | None:
        """The last day on which a certificate from here counts; None for good, or not any more."""
        term = term_of(self.certificate) if self.certificate else None
        return term.last_on if term else None

    def has_ended_at(self, moment: datetime) -> bool:
        """True once that day is over where the provider is."""
        here = self.certificate
        return here is not None and here.standing_at(moment) is CertificateStanding.ENDED

    @property
    def portions(self) -> tuple[AreaHours, ...]:
        """Its hours by category; what no area is stated for comes last. They sum to its hours."""
        stated = tuple(area for area in self.areas if area.hours)
        rest = self.hours - sum((area.hours for area in stated), NOTHING)
        return (*stated, AreaHours(NO_AREA, rest)) if rest > 0 else stated


@dataclass(frozen=True)
class Sought:
    """Which lines are asked for; what is left empty asks for nothing."""

    first: date | None = None
    last: date | None = None
    license: License | None = None
    approved_by: str = ""

    @property
    def is_everything(self) -> bool:
        """True when no line is left out."""
        return self == Sought()

    def fits(self, line: Line) -> bool:
        """True for a line of that time, license and credit type."""
        is_in_time = (not self.first or self.first <= line.completed_on) and (
            not self.last or line.completed_on <= self.last
        )
        is_licensed = self.license is None or self.license in line.licenses
        words = self.approved_by.casefold()
        return (
            is_in_time
            and is_licensed
            and (not words or any(words in it.casefold() for it in line.approvals))
        )


@dataclass(frozen=True)
class Transcript:
    """The lines of one person that were asked for, newest first, and the hours that stand."""

    lines: tuple[Line, ...]
    licenses: tuple[License, ...] = ()
    """Every license that any line names, also those of lines that were not asked for."""
    sought: Sought = Sought()

    @property
    def without_lines(self) -> "Transcript":
        """The same where nothing is shown, with the licenses that may be asked for."""
        return replace(self, lines=())

    @property
    def counted(self) -> tuple[Line, ...]:
        """The valid certificates from here that designate credit."""
        return tuple(it for it in self.lines if it.counts and it.certificate)

    @property
    def hours(self) -> Decimal:
        """The sum over valid certificates from here that designate credit."""
        return sum((line.hours for line in self.counted), NOTHING)

    @property
    def entered(self) -> tuple[Line, ...]:
        """The certificates from elsewhere."""
        return tuple(it for it in self.lines if it.entered)

    @property
    def entered_hours(self) -> Decimal:
        """The sum over certificates from elsewhere, which nobody here has checked."""
        return sum((line.hours for line in self.entered), NOTHING)


def transcript(
    certificates: Iterable[Certificate], entered: Iterable[Entered], sought: Sought
) -> Transcript:
    """The transcript that these make, as far as it is asked for."""
    lines = [*map(line_of, certificates), *map(line_of_entered, entered)]
    licenses = dict.fromkeys(license_ for line in lines for license_ in line.licenses)
    # Of one day those from here come first, as they came.
    lines.sort(key=lambda line: line.completed_on, reverse=True)
    return Transcript(tuple(filter(sought.fits, lines)), tuple(licenses), sought)


def line_of(certificate: Certificate) -> Line:
    """The line of a certificate from here."""
    it = certificate.snapshot
    return Line(
        title=it.course_title,
        provider=it.provider_name,
        completed_on=it.completed_on,
        hours=it.hours,
        areas=it.areas,
        method=Method.READING,
        approvals=it.approvals,
        licenses=it.licenses,
        standing=Standing(certificate.standing),
        certificate=certificate,
    )


def line_of_entered(entered: Entered) -> Line:
    """The line of a certificate from elsewhere."""
    it = entered.certificate
    return Line(
        title=it.title,
        provider=it.provider,
        completed_on=it.completed_on,
        hours=it.hours,
        areas=it.areas,
        method=it.method,
        approvals=it.approvals,
        licenses=it.licenses,
        standing=Standing.ENTERED,
        entered=entered,
    )
