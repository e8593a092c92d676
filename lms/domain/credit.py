"""Credit hours: computed once per course by the method its provider states (CE_RULES 2)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal
from enum import StrEnum


class Method(StrEnum):
    """How the hours are found; LOWER takes the lower of the word rule and Mergener."""

    WORDS = "words"
    MERGENER = "mergener"
    LOWER = "lower"
    PILOT = "pilot"


class Rounding(StrEnum):
    """How exact hours become awarded hours; the step comes first."""

    QUARTER_NEAREST = "quarter nearest"
    QUARTER_DOWN = "quarter down"
    HALF_DOWN = "half down"
    WHOLE_DOWN = "whole down"

    @property
    def step(self) -> Decimal:
        """The smallest amount of credit, in hours."""
        return {"quarter": Decimal("0.25"), "half": Decimal("0.5"), "whole": Decimal(1)}[
            self.value.split()[0]
        ]


@dataclass(frozen=True)
class AreaShare:
    """The share of the credit that belongs to one AASECT core knowledge area, in percent."""

    letter: str
    percent: int


@dataclass(frozen=True)
class CreditTerms:
    """What the author states about credit; `difficulty` runs from 1 to 5, halves allowed."""

    method: Method
    difficulty: Decimal
    set_by: str
    rounding: Rounding
    pilot_minutes: tuple[int, ...]
    areas: tuple[AreaShare, ...]


@dataclass(frozen=True)
class AreaHours:
    """Credit hours in one core knowledge area."""

    letter: str
    hours: Decimal


@dataclass(frozen=True)
class Credit:
    """The calculation in full: inputs, every method's exact hours, and the hours awarded."""

    words: int
    questions: int
    word_hours: Decimal
    mergener_minutes: Decimal
    mergener_hours: Decimal
    pilot_hours: Decimal | None
    exact_hours: Decimal
    hours: Decimal
    areas: tuple[AreaHours, ...]


@dataclass(frozen=True)
class CreditApproval:
    """An approver's act: the credit of an edition with its terms as they were then, for good.

    It stands for the editorial editions after it as well, whatever would be computed of them.
    """

    edition_number: int
    credit: Credit
    terms: CreditTerms
    name: str
    title: str
    note: str
    approved_at: datetime

    def stands_for(self, last_material: int) -> bool:
        """True for an edition before which the last material or first one is of that number."""
        return self.edition_number >= last_material


def is_waiting(credit: Credit, approval: CreditApproval | None) -> bool:
    """True for credit with hours that no approver has approved."""
    return approval is None and bool(credit.hours)


@dataclass(frozen=True)
class Formula:
    """The numbers of a published formula for minutes of study, and where they stand."""

    source: str
    factor: Decimal
    constant: Decimal
    per_word: Decimal
    per_question: Decimal
    per_difficulty: Decimal


MERGENER = Formula(
    source=(
        "Mergener MA. A preliminary study to determine the amount of continuing education credit "
        "to award for home study programs. Am J Pharm Educ. 1991;55:263-266."
    ),
    factor=Decimal("0.9"),
    # Some pages misprint the constant as +22.3; their own worked sample needs the minus.
    constant=Decimal("-22.3"),
    per_word=Decimal("0.00209"),
    per_question=Decimal("2.78"),
    per_difficulty=Decimal("15.5"),
)
WORDS_PER_HOUR = 6000

AREA_NAMES = {
    "a": "ethics",
    "b": "developmental sexuality",
    "c": "socio-cultural and familial factors",
    "d": "orientation and gender identity",
    "e": "intimacy and relationships",
    "f": "diversities in expression",
    "g": "anatomy and physiology",
    "h": "health and medical factors",
    "i": "range of functioning",
    "j": "exploitation, abuse, assault",
    "k": "technology",
    "l": "substance use",
    "m": "pleasure enhancement",
    "n": "learning theory",
    "o": "professional communication and personal reflection",
    "p": "history",
    "q": "research",
}


def mergener_minutes(words: int, questions: int, difficulty: Decimal) -> Decimal:
    """Minutes by the Mergener formula, never below zero."""
    minutes = MERGENER.factor * (
        MERGENER.constant
        + MERGENER.per_word * words
        + MERGENER.per_question * questions
        + MERGENER.per_difficulty * difficulty
    )
    return max(Decimal(0), minutes)


def word_hours(words: int) -> Decimal:
    """Hours by the word rule: words ÷ 6000."""
    return Decimal(words) / WORDS_PER_HOUR


def pilot_hours(minutes: tuple[int, ...]) -> Decimal | None:
    """The mean of the pilot readers' times in hours, or None without readers."""
    return Decimal(sum(minutes)) / (60 * len(minutes)) if minutes else None


def rounded(hours: Decimal, rule: Rounding) -> Decimal:
    """Hours in whole steps of the rule."""
    mode = ROUND_HALF_UP if rule is Rounding.QUARTER_NEAREST else ROUND_FLOOR
    return (hours / rule.step).to_integral_value(rounding=mode) * rule.step


def calculate(terms: CreditTerms, words: int, questions: int) -> Credit:
    """The credit of one course from its study words and graded questions presented."""
    minutes = mergener_minutes(words, questions, terms.difficulty)
    by_words, by_mergener = word_hours(words), minutes / 60
    by_pilot = pilot_hours(terms.pilot_minutes)
    exact = {
        Method.WORDS: by_words,
        Method.MERGENER: by_mergener,
        Method.LOWER: min(by_words, by_mergener),
        Method.PILOT: by_pilot or Decimal(0),
    }[terms.method]
    hours = rounded(exact, terms.rounding)
    return Credit(
        words=words,
        questions=questions,
        word_hours=by_words,
        mergener_minutes=minutes,
        mergener_hours=by_mergener,
        pilot_hours=by_pilot,
        exact_hours=exact,
        hours=hours,
        areas=shares(hours, terms.areas, terms.rounding.step),
    )


@dataclass(frozen=True)
class MethodLine:
    """One method of finding the credit, with its exact result; None where it was not used."""

    method: Method
    minutes: Decimal | None
    hours: Decimal | None
    is_chosen: bool


def method_lines(credit: Credit, chosen: Method) -> tuple[MethodLine, ...]:
    """The credit by every method, the chosen one among them."""
    hours = {
        Method.WORDS: credit.word_hours,
        Method.MERGENER: credit.mergener_hours,
        Method.LOWER: min(credit.word_hours, credit.mergener_hours),
        Method.PILOT: credit.pilot_hours,
    }
    minutes = {m: None if h is None else h * 60 for m, h in hours.items()}
    minutes[Method.MERGENER] = credit.mergener_minutes
    return tuple(MethodLine(m, minutes[m], hours[m], m is chosen) for m in Method)


def shares(hours: Decimal, areas: tuple[AreaShare, ...], step: Decimal) -> tuple[AreaHours, ...]:
    """Hours by area in whole steps, largest remainders first, so that they sum to the credit."""
    steps = int(hours / step)
    exact = [steps * area.percent for area in areas]  # in hundredths of a step
    dealt = [amount // 100 for amount in exact]
    by_remainder = sorted(range(len(areas)), key=lambda i: (-(exact[i] % 100), i))
    for i in by_remainder[: steps - sum(dealt)]:
        dealt[i] += 1
    return tuple(
        AreaHours(area.letter, count * step) for area, count in zip(areas, dealt, strict=True)
    )


@dataclass(frozen=True)
class Earned:
    """The hours of one completion; `on` is its day where the provider is."""

    course: str
    at: datetime
    on: date
    hours: Decimal


@dataclass(frozen=True)
class Customs:
    """What boards are used to accept, and where that stands; a provider may have others one day."""

    source: str
    license_period_months: int
    most_hours: Decimal
    within: timedelta


CUSTOMS = Customs(
    source="CE_RULES 1",
    license_period_months=36,
    most_hours=Decimal(8),
    within=timedelta(hours=24),
)


class Flag(StrEnum):
    """What a board may ask about a completion: told to the learner, and never a refusal."""

    COMPLETED_BEFORE = "completed before"
    MANY_HOURS = "many hours"


def flags(new: Earned, known: Iterable[Earned], customs: Customs = CUSTOMS) -> tuple[Flag, ...]:
    """What is to be told about a completion, by those that came before it (CE_RULES 1)."""
    earlier = [it for it in known if it.at < new.at]
    again = any(it.course == new.course and is_in_period(it.on, new.on, customs) for it in earlier)
    recent = sum((it.hours for it in earlier if new.at - it.at < customs.within), Decimal(0))
    is_too_much = new.hours > 0 and recent + new.hours > customs.most_hours
    found = {Flag.COMPLETED_BEFORE: again, Flag.MANY_HOURS: is_too_much}
    return tuple(flag for flag, is_up in found.items() if is_up)


def is_in_period(first: date, second: date, customs: Customs = CUSTOMS) -> bool:
    """True when two days lie in one license period, if it began on the first of them."""
    months = 12 * (second.year - first.year) + second.month - first.month
    return (months, second.day) < (customs.license_period_months, first.day)
