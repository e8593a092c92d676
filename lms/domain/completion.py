"""Where a learner stands in a course, computed from facts whenever asked, and why not yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from typing import Any

from lms.domain.courses import CourseFacts, OutlineEntry

# Where facts stand that are about no single module: no slug is empty.
WHOLE_COURSE = ""
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Finished:
    """A module was marked as read."""

    module: str
    at: datetime


@dataclass(frozen=True)
class Started:
    """An attempt on a module's quiz was begun."""

    module: str
    attempt: str
    at: datetime


@dataclass(frozen=True)
class Graded:
    """An attempt was graded; a later grade of the same attempt takes its place."""

    module: str
    attempt: str
    earned: Fraction
    possible: int
    is_passed: bool
    at: datetime


@dataclass(frozen=True)
class Granted:
    """An administrator granted further attempts, with a reason."""

    module: str
    count: int
    at: datetime


@dataclass(frozen=True)
class Evaluated:
    """The course evaluation was sent; its answers are kept without the person."""

    at: datetime


@dataclass(frozen=True)
class Completed:
    """The attestation was given and the completion recorded."""

    at: datetime
    serial: str


Fact = Finished | Started | Graded | Granted | Evaluated | Completed


@dataclass(frozen=True)
class QuizStanding:
    """How it stands with one quiz. `attempts_left` is None when attempts are unlimited."""

    attempts_used: int
    attempts_left: int | None
    open_attempt: str
    best: Graded | None
    is_passed: bool


@dataclass(frozen=True)
class ModuleStanding:
    """How it stands with one module."""

    entry: OutlineEntry
    finished_at: datetime | None
    quiz: QuizStanding | None

    @property
    def is_done(self) -> bool:
        """Finished, and its quiz passed where it has one."""
        return self.finished_at is not None and (self.quiz is None or self.quiz.is_passed)

    @property
    def is_stuck(self) -> bool:
        """True when nothing but the quiz is left, and no attempt on it."""
        quiz = self.quiz
        return (
            self.finished_at is not None
            and quiz is not None
            and not quiz.is_passed
            and quiz.attempts_left == 0
            and not quiz.open_attempt
        )


class Step(StrEnum):
    """What is next in a course; ASK when only an administrator can give another attempt."""

    READ = "read"
    QUIZ = "quiz"
    ASK = "ask"
    EVALUATE = "evaluate"
    ATTEST = "attest"
    NOTHING = "nothing"


class GateName(StrEnum):
    """The gates in their order (CE_RULES 1)."""

    MODULES = "modules"
    QUIZZES = "quizzes"
    EVALUATION = "evaluation"
    ATTESTATION = "attestation"


class GateState(StrEnum):
    """Done, open now, or opens later."""

    DONE = "done"
    NOW = "now"
    LATER = "later"


@dataclass(frozen=True)
class Gate:
    """One gate: how much is done, and the modules it still waits for."""

    name: GateName
    state: GateState
    done: int
    total: int
    left: tuple[ModuleStanding, ...]


@dataclass(frozen=True)
class Standing:
    """The whole answer: per module what is done, what is next, and why not complete yet."""

    modules: tuple[ModuleStanding, ...]
    gates: tuple[Gate, ...]
    evaluated_at: datetime | None
    completed: Completed | None

    @property
    def is_complete(self) -> bool:
        """True once the completion is recorded; nothing undoes it."""
        return self.completed is not None

    @property
    def modules_finished_at(self) -> datetime | None:
        """When the last required module was finished; None while one is left."""
        times = [m.finished_at for m in self.modules if not m.entry.is_optional]
        done = [at for at in times if at is not None]
        return max(done) if done and len(done) == len(times) else None

    @property
    def may_evaluate(self) -> bool:
        """True when every required module is finished and passed and no evaluation was sent."""
        return self.gate(GateName.EVALUATION).state is GateState.NOW

    @property
    def may_attest(self) -> bool:
        """True when only the attestation is missing."""
        return self.gate(GateName.ATTESTATION).state is GateState.NOW

    def module_to_go_on_with(self, last: str) -> ModuleStanding | None:
        """The module read last if it is not done, else the next required one that is not stuck."""
        waiting = [m for m in self.modules if not m.entry.is_optional and not m.is_done]
        if self.is_complete or not waiting:
            return None
        found = self.module(last)
        begun = [found] if found is not None and not found.is_done else []
        return next((m for m in begun + waiting if not m.is_stuck), waiting[0])

    def step(self, here: ModuleStanding | None) -> Step:
        """What is next, `here` being the module to go on with."""
        if self.is_complete:
            return Step.NOTHING
        if here is None:
            return Step.ATTEST if self.may_attest else Step.EVALUATE
        if here.finished_at is None:
            return Step.READ
        return Step.ASK if here.is_stuck else Step.QUIZ

    def gate(self, name: GateName) -> Gate:
        """The gate of that name."""
        return next(gate for gate in self.gates if gate.name is name)

    def module(self, slug: str) -> ModuleStanding | None:
        """The module of that slug, or None."""
        return next((m for m in self.modules if m.entry.slug == slug), None)


def standing(facts_of_course: CourseFacts, facts: Iterable[Fact]) -> Standing:
    """The learner's standing; the order in which facts arrive does not matter."""
    known = _by_module(facts)
    modules = tuple(_module_standing(e, known.get(e.slug, [])) for e in facts_of_course.outline)
    of_course = known.get(WHOLE_COURSE, [])
    evaluated = min((f.at for f in of_course if isinstance(f, Evaluated)), default=None)
    completed = min(
        (f for f in of_course if isinstance(f, Completed)),
        key=lambda f: (f.at, f.serial),
        default=None,
    )
    return Standing(modules, _gates(modules, evaluated, completed), evaluated, completed)


def _by_module(facts: Iterable[Fact]) -> dict[str, list[Fact]]:
    # One pass over all facts: hot pages ask for thirty modules and hundreds of facts.
    found: dict[str, list[Fact]] = {}
    for fact in facts:
        slug = WHOLE_COURSE if isinstance(fact, Evaluated | Completed) else fact.module
        found.setdefault(slug, []).append(fact)
    return found


def _module_standing(entry: OutlineEntry, facts: list[Fact]) -> ModuleStanding:
    if not facts:
        return _untouched(entry)
    by_kind: dict[type[Fact], list[Any]] = {}
    for fact in facts:
        by_kind.setdefault(type(fact), []).append(fact)
    finished = min((f.at for f in by_kind.get(Finished, ())), default=None)
    quiz = _quiz_standing(entry, by_kind) if entry.has_quiz else None
    return ModuleStanding(entry, finished, quiz)


# Most modules stand so, for whoever has just begun.
@lru_cache(10_000)
def _untouched(entry: OutlineEntry) -> ModuleStanding:
    quiz = QuizStanding(0, entry.attempts, "", None, is_passed=False)
    return ModuleStanding(entry, None, quiz if entry.has_quiz else None)


def _quiz_standing(entry: OutlineEntry, by_kind: Mapping[type[Fact], list[Any]]) -> QuizStanding:
    started: list[Started] = by_kind.get(Started, [])
    grades = _latest_grades(by_kind.get(Graded, ()))
    granted = sum(f.count for f in by_kind.get(Granted, ()))
    used = len({f.attempt for f in started} | grades.keys())
    still_open = [f for f in started if f.attempt not in grades]
    first_open = min(still_open, key=lambda f: (f.at, f.attempt), default=None)
    # A single grade, which most have, is not compared: fractions take their time.
    best = max(grades.values(), key=_goodness) if len(grades) > 1 else _only(grades)
    return QuizStanding(
        attempts_used=used,
        attempts_left=attempts_left(entry.attempts, used, granted),
        open_attempt=first_open.attempt if first_open else "",
        best=best,
        is_passed=best is not None and best.is_passed,
    )


def _only(grades: Mapping[str, Graded]) -> Graded | None:
    return next(iter(grades.values()), None)


def _latest_grades(graded: Iterable[Graded]) -> dict[str, Graded]:
    latest: dict[str, Graded] = {}
    for grade in graded:
        known = latest.setdefault(grade.attempt, grade)
        # Of two grades at the same moment the better one stands, whichever arrives first.
        if known is not grade and (grade.at, _goodness(grade)) > (known.at, _goodness(known)):
            latest[grade.attempt] = grade
    return latest


def _goodness(graded: Graded) -> tuple[bool, Fraction, timedelta, str, int]:
    # A passing attempt first, even where another edition's mark refused a higher score; then the
    # higher score, then the earlier one. The rest only makes the order of facts not matter.
    share = graded.earned / graded.possible if graded.possible else Fraction(0)
    return graded.is_passed, share, EPOCH - graded.at, graded.attempt, graded.possible


@dataclass(frozen=True)
class Anew:
    """An attempt that was graded anew: what it earned before, and what it earns now."""

    before: Graded
    after: Graded


def graded_anew(facts: Iterable[Fact], since: datetime) -> tuple[Anew, ...]:
    """Every attempt whose grade was changed since then, the latest change first."""
    by_attempt: dict[str, list[Graded]] = {}
    for fact in facts:
        if isinstance(fact, Graded):
            by_attempt.setdefault(fact.attempt, []).append(fact)
    changed = (sorted(grades, key=lambda it: it.at)[-2:] for grades in by_attempt.values())
    anew = (Anew(*pair) for pair in changed if len(pair) > 1 and pair[1].at >= since)
    return tuple(sorted(anew, key=lambda it: it.after.at, reverse=True))


def attempts_left(limit: int | None, used: int, granted: int) -> int | None:
    """Attempts that may still be begun; None when they are unlimited."""
    return None if limit is None else max(0, limit + granted - used)


def _gates(
    modules: tuple[ModuleStanding, ...], evaluated: datetime | None, completed: Completed | None
) -> tuple[Gate, ...]:
    is_complete = completed is not None
    required = [m for m in modules if not m.entry.is_optional]
    quizzed = [m for m in required if m.quiz is not None]
    # A recorded completion passed every gate, whatever a later edition or regrade says.
    unread = [m for m in required if m.finished_at is None and not is_complete]
    unpassed = [m for m in quizzed if m.quiz and not m.quiz.is_passed and not is_complete]
    is_work_done = not unread and not unpassed
    is_evaluated = evaluated is not None or is_complete
    return (
        _gate(GateName.MODULES, len(required), unread),
        _gate(GateName.QUIZZES, len(quizzed), unpassed),
        _step(GateName.EVALUATION, is_evaluated, is_work_done),
        _step(GateName.ATTESTATION, is_complete, is_work_done and is_evaluated),
    )


def _gate(name: GateName, total: int, left: list[ModuleStanding]) -> Gate:
    state = GateState.NOW if left else GateState.DONE
    return Gate(name, state, total - len(left), total, tuple(left))


def _step(name: GateName, is_done: bool, is_open: bool) -> Gate:
    state = GateState.DONE if is_done else GateState.NOW if is_open else GateState.LATER
    return Gate(name, state, int(is_done), 1, ())
