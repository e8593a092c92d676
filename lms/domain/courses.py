"""A course edition as a value: what its author wrote, rendered and ready to print."""

from dataclasses import dataclass, replace
from datetime import date
from itertools import takewhile

from lms.domain.credit import WORDS_PER_HOUR, Credit, CreditApproval, CreditTerms, calculate
from lms.domain.questions import Question, Quiz
from lms.domain.references import ReferenceEntry


@dataclass(frozen=True)
class Author:
    """Who wrote the course; the disclosure looks back 24 months (CE_RULES 1)."""

    name: str
    credentials: str
    disclosure: str


@dataclass(frozen=True)
class Objective:
    """What the learner will be able to do, with the key that modules and items name."""

    key: str
    text: str


@dataclass(frozen=True)
class Part:
    """A stretch of a module: HTML to print, or an ungraded knowledge check."""

    html: str
    check: Question | None


@dataclass(frozen=True)
class Section:
    """A `##` section: progress, resume and the contents list go by its slug."""

    slug: str
    title_html: str
    parts: tuple[Part, ...]


@dataclass(frozen=True)
class Module:
    """A module's text; `words` are study words (FORMAT 3), `minimum_minutes` is active reading."""

    slug: str
    title: str
    objectives: tuple[str, ...]
    minimum_minutes: int | None
    opening_html: str
    sections: tuple[Section, ...]
    references: tuple[ReferenceEntry, ...]
    words: int

    @property
    def checks(self) -> tuple[Question, ...]:
        """Its knowledge checks, in reading order."""
        return tuple(
            part.check for section in self.sections for part in section.parts if part.check
        )

    def checks_before(self, slug: str) -> int:
        """How many knowledge checks stand before the section of that slug."""
        before = takewhile(lambda section: section.slug != slug, self.sections)
        return sum(1 for section in before for part in section.parts if part.check)


@dataclass(frozen=True)
class ScenarioEntry:
    """A scenario as the outline names it."""

    slug: str
    title: str


@dataclass(frozen=True)
class OutlineEntry:
    """A module as the outline names it; `asked` and `has_quiz` are about graded quizzes only.

    `practiced` counts the questions of a practice quiz. Neither it nor a scenario counts.
    """

    slug: str
    title: str
    part: str
    is_optional: bool
    words: int
    asked: int
    pass_mark_percent: int
    attempts: int | None
    has_quiz: bool
    practiced: int = 0
    scenarios: tuple[ScenarioEntry, ...] = ()
    time_limit_minutes: int | None = None
    # How many of those that are asked may be reflections, which are never marked.
    reflections: int = 0

    @property
    def graded(self) -> int:
        """How many graded questions every attempt presents: what counts for credit."""
        return self.asked - self.reflections

    @property
    def has_practice(self) -> bool:
        """True when there is something to practice beside the text."""
        return bool(self.practiced or self.scenarios)

    @property
    def minutes(self) -> int:
        """Estimated reading time at the word rule's pace: whole minutes, halves up, at least 1."""
        pace = WORDS_PER_HOUR // 60
        return max(1, (self.words + pace // 2) // pace)


@dataclass(frozen=True)
class EvaluationItem:
    """One question of the course evaluation; `objective` is set where it rates one."""

    key: str
    prompt: str
    objective: str
    low: int
    high: int
    low_label: str
    high_label: str
    is_required: bool

    @property
    def is_comment(self) -> bool:
        """Free text rather than a rating."""
        return self.high == 0


@dataclass(frozen=True)
class Evaluation:
    """The survey that ends a course; it has no right answers."""

    title: str
    intro_html: str
    items: tuple[EvaluationItem, ...]


@dataclass(frozen=True)
class Approval:
    """A body's approval as dated configuration; `statement` may hold {hours} and {period}."""

    body: str
    number: str
    statement: str
    valid_from: date
    valid_to: date
    formats: tuple[str, ...]

    def covers(self, day: date, format_: str) -> bool:
        """In force on that day, its last one included, for that format."""
        return self.valid_from <= day <= self.valid_to and self.is_for(format_)

    def is_for(self, format_: str) -> bool:
        """True for a format that it names; none named means all."""
        return not self.formats or format_ in self.formats


@dataclass(frozen=True)
class Provider:
    """Who offers the courses and answers for them."""

    name: str
    address: str
    email: str
    website: str
    time_zone: str
    signatory_name: str
    signatory_title: str
    refunds: str
    grievances: str
    accommodations: str
    retention: str
    approvals: tuple[Approval, ...]


@dataclass(frozen=True)
class CourseFacts:
    """Everything about a course that a learner is told before starting, and the outline."""

    slug: str
    title: str
    approved_title: str
    summary: str
    level: str
    audience: str
    format: str
    authors: tuple[Author, ...]
    objectives: tuple[Objective, ...]
    credit_terms: CreditTerms
    credit: Credit
    pass_mark_percent: int
    attempts: int | None
    released_on: date
    reviewed_on: date
    expires_on: date
    description_html: str
    outline: tuple[OutlineEntry, ...]
    references: tuple[str, ...]
    evaluation: Evaluation
    # Who offers or pays for it beside the provider, in their words; empty where nobody does.
    support: str = ""
    # For how long its certificate counts; None where it counts for good.
    valid_months: int | None = None
    # Never in a file and never kept with the edition: the approver's act comes beside it.
    approval: CreditApproval | None = None

    @property
    def required(self) -> tuple[OutlineEntry, ...]:
        """The modules that count, in order."""
        return tuple(entry for entry in self.outline if not entry.is_optional)

    @property
    def standard_percent(self) -> int:
        """The mark that every quiz was passed at or above: what a certificate may truly state."""
        marks = (entry.pass_mark_percent for entry in self.required if entry.has_quiz)
        return min(marks, default=self.pass_mark_percent)

    def gives_credit_on(self, day: date) -> bool:
        """True up to the expiry date in the provider's time zone, which itself still counts."""
        return day <= self.expires_on

    def approvals_on(self, day: date, configured: tuple[Approval, ...]) -> tuple[Approval, ...]:
        """The approvals that designate credit that day: for its format, and for hours above 0.

        None does before an approver has approved the hours (decision 4).
        """
        if self.approval is None or not self.credit.hours:
            return ()
        return tuple(approval for approval in configured if approval.covers(day, self.format))

    def entry(self, slug: str) -> OutlineEntry | None:
        """The outline's line for a module, or None."""
        return next((entry for entry in self.outline if entry.slug == slug), None)

    def module_title(self, slug: str) -> str:
        """What a module is called; one that is not in the outline goes by its slug."""
        entry = self.entry(slug)
        return entry.title if entry else slug


def with_approval(facts: CourseFacts, approval: CreditApproval | None) -> CourseFacts:
    """The facts with the credit that was approved in the place of what was computed."""
    if approval is None:
        return facts
    return replace(facts, credit=approval.credit, credit_terms=approval.terms, approval=approval)


def credit_of(terms: CreditTerms, outline: tuple[OutlineEntry, ...]) -> Credit:
    """The credit of a course: once for all its required modules together (CE_RULES 2)."""
    required = [entry for entry in outline if not entry.is_optional]
    words = sum(entry.words for entry in required)
    return calculate(terms, words, sum(entry.graded for entry in required))


@dataclass(frozen=True)
class Course:
    """A whole edition: the facts, every module and every quiz."""

    facts: CourseFacts
    modules: tuple[Module, ...]
    quizzes: tuple[Quiz, ...]


@dataclass(frozen=True)
class SourceFile:
    """A file of the course folder as it stands: path relative to the folder, and bytes."""

    path: str
    content: bytes
