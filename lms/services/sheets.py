"""A quiz as its learner finds it: the door before an attempt, or the sheet of the open one."""

from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.accommodations import TimeLimit, time_limit_between
from lms.domain.attempts import counts, problem_of, problem_so_far, seconds_left
from lms.domain.cases import Reach, next_parts, reaches
from lms.domain.completion import Graded, ModuleStanding, QuizStanding
from lms.domain.courses import CourseFacts, OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.grading import needed
from lms.domain.questions import Answer, Draw, Question, Quiz, ShownQuestion, Story, shown
from lms.services.accommodations import find_time_limit
from lms.services.enrollments import Learning, get_learning_for, get_provider
from lms.store import attempts, editions


@dataclass(frozen=True)
class EarlierAttempt:
    """An attempt that was handed in, with what it earned."""

    attempt: str
    number: int
    earned: Fraction
    possible: int
    is_passed: bool
    handed_in_at: datetime


@dataclass(frozen=True)
class QuizDoor:
    """A quiz before it is begun: what it asks, what passes, and whether one may begin."""

    learning: Learning
    entry: OutlineEntry
    module_number: int
    quiz: Quiz  # without its blocks
    time_limit: TimeLimit | None
    asked: int
    needed: int
    possible: int
    standing: ModuleStanding
    attempts_left: int | None
    earlier: tuple[EarlierAttempt, ...]
    ask: str

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts

    @property
    def passed_with(self) -> EarlierAttempt | None:
        """The attempt that passed this quiz, or None."""
        return next((it for it in self.earlier if it.is_passed), None)

    @property
    def attempts_allowed(self) -> int | None:
        """How many attempts there are in all, or None when they are unlimited."""
        quiz = self.standing.quiz
        if quiz is None or quiz.attempts_left is None:
            return None
        return quiz.attempts_used + quiz.attempts_left

    @property
    def is_used_up(self) -> bool:
        """True when no attempt is left and the quiz is not passed."""
        return self.standing.is_stuck

    @property
    def is_open(self) -> bool:
        """True when the module is finished (CE_RULES 1)."""
        return self.standing.finished_at is not None


@dataclass(frozen=True)
class NextPart:
    """What of a case is not opened yet: where it begins and how much it is, and nothing else."""

    position: int
    case: str
    questions: int
    points: int


@dataclass(frozen=True)
class SheetItem:
    """An item of a sheet with the answer that is kept; sequence 0 means none yet.

    `problem` says what is wrong with an answer, and once handing in was tried, what is missing.
    `next_part` is what the case goes on with below it.
    """

    question: ShownQuestion
    answer: Answer
    sequence: int
    saved_at: datetime | None
    is_late: bool
    problem: str
    is_closed: bool
    next_part: NextPart | None

    @property
    def is_answered(self) -> bool:
        """True when the answer that is kept can be graded, and nothing of it is left empty."""
        return not problem_of(self.question.asks, self.answer)


@dataclass(frozen=True)
class Sheet:
    """An attempt in progress: items without keys, each with what is kept for it.

    What is in a later part of a case is not among the items until that part is opened.
    """

    attempt: str
    number: int
    learning: Learning
    entry: OutlineEntry
    module_number: int
    quiz: Quiz  # without its blocks
    needed: int
    possible: int
    attempts_allowed: int | None
    time_limit: TimeLimit | None
    deadline_at: datetime | None
    seconds_left: int | None
    is_over: bool
    asked: int
    items: tuple[SheetItem, ...]

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts

    @property
    def answered(self) -> int:
        """How many items have an answer that can be graded."""
        return sum(item.is_answered for item in self.items)

    @property
    def attempts_left(self) -> int | None:
        """How many attempts are left once this one is handed in, or None when unlimited."""
        return None if self.attempts_allowed is None else self.attempts_allowed - self.number

    @property
    def last_saved_at(self) -> datetime | None:
        """When the newest answer was kept."""
        return max((i.saved_at for i in self.items if i.saved_at), default=None)

    @property
    def unfinished(self) -> tuple[SheetItem, ...]:
        """Items with a problem beside them."""
        return tuple(item for item in self.items if item.problem)

    @property
    def next_parts(self) -> tuple[NextPart, ...]:
        """What is not opened yet, of each case that goes on."""
        return tuple(item.next_part for item in self.items if item.next_part)


def get_quiz_page(
    session: Session, person: Person, course: str, slug: str, now: datetime
) -> QuizDoor | Sheet:
    """The sheet of the open attempt, or the door before the next one.

    NotFound for who is not in the course, and for a module without a graded quiz.
    """
    return quiz_page_of(session, get_learning_for(session, person, course), slug, now)


def quiz_page_of(session: Session, here: Learning, slug: str, now: datetime) -> QuizDoor | Sheet:
    """The same for a learner who is known."""
    standing = get_quizzed(here, slug)
    tried = attempts.list_attempts(session, here.enrollment.id, slug)
    if tried and tried[-1].handed_in_at is None:
        return sheet_of(session, here, tried[-1], now)
    return _door(session, here, standing, tried)


def get_quizzed(here: Learning, slug: str) -> ModuleStanding:
    """How it stands with a module that has a graded quiz; NotFound for any other."""
    standing = here.standing.module(slug)
    if standing is None or not standing.entry.asked:
        raise NotFound
    return standing


def sheet_of(session: Session, here: Learning, attempt: attempts.Attempt, now: datetime) -> Sheet:
    """The sheet of an attempt in progress, by the rules of the edition that it began with."""
    questions = editions.list_questions(session, [item.question_hash for item in attempt.items])
    kept = attempts.list_latest(session, attempt.id)
    found = editions.find_quiz(session, attempt.edition_id, attempt.module)
    standing = here.standing.module(attempt.module)
    if found is None or standing is None:
        raise NotFound
    quiz = found[1].quiz
    asked = [questions[item.question_hash] for item in attempt.items]
    opened = attempts.list_opened(session, attempt)
    reached = reaches(attempt.places, opened)
    following = _following(attempt, asked, opened)
    possible = sum(question.points for question in asked)
    return Sheet(
        attempt=attempt.public_id,
        number=attempt.number,
        learning=here,
        entry=standing.entry,
        module_number=module_number(here.facts, attempt.module),
        quiz=replace(quiz, blocks=()),
        needed=needed(possible, quiz.pass_mark_percent),
        possible=possible,
        attempts_allowed=_allowed(standing.quiz, attempt.number),
        time_limit=_time_limit(attempt, quiz),
        deadline_at=attempt.deadline_at,
        seconds_left=seconds_left(attempt.deadline_at, now),
        is_over=not counts(attempt.deadline_at, now),
        asked=len(asked),
        items=tuple(
            _sheet_item(
                attempt,
                shown_in(attempt, position, question),
                kept.get(position),
                following.get(position + 1),
                is_closed=reached[position] is Reach.CLOSED,
            )
            for position, question in enumerate(asked)
            if reached[position] is not Reach.HIDDEN
        ),
    )


def find_sheet_to_hand_in(
    session: Session, person: Person, course: str, slug: str, now: datetime
) -> Sheet | None:
    """The open sheet with a problem beside every item that cannot be graded, or None."""
    page = get_quiz_page(session, person, course, slug, now)
    if not isinstance(page, Sheet):
        return None
    return with_problems(page, frozenset(range(page.asked)))


def with_problems(sheet: Sheet, positions: frozenset[int]) -> Sheet:
    """The sheet with a problem beside each of these items that cannot be graded."""
    items = (
        _with_problem(item) if item.question.position in positions else item for item in sheet.items
    )
    return replace(sheet, items=tuple(items))


def _with_problem(item: SheetItem) -> SheetItem:
    return replace(item, problem=problem_of(item.question.asks, item.answer))


def _following(
    attempt: attempts.Attempt, asked: list[Question], opened: frozenset[int]
) -> dict[int, NextPart]:
    """What follows in each case that goes on, by the position where its next part begins."""
    found = {}
    for begin in next_parts(attempt.places, opened):
        case = attempt.items[begin].place
        rest = [
            question.points
            for item, question in zip(attempt.items[begin:], asked[begin:], strict=True)
            if item.place and case and item.place.case == case.case
        ]
        title = attempt.items[begin].block_title
        found[begin] = NextPart(begin, title, questions=len(rest), points=sum(rest))
    return found


def _door(
    session: Session,
    here: Learning,
    standing: ModuleStanding,
    tried: tuple[attempts.Attempt, ...],
) -> QuizDoor:
    slug = standing.entry.slug
    found = editions.find_quiz(session, here.edition_id, slug)
    if found is None:
        raise NotFound
    stored = found[1]
    return QuizDoor(
        learning=here,
        entry=standing.entry,
        module_number=module_number(here.facts, slug),
        quiz=replace(stored.quiz, blocks=()),
        time_limit=find_time_limit(session, here.enrollment.id, stored.quiz),
        asked=standing.entry.asked,
        needed=needed(stored.possible, stored.quiz.pass_mark_percent),
        possible=stored.possible,
        standing=standing,
        attempts_left=standing.quiz.attempts_left if standing.quiz else None,
        earlier=_earlier(here, tried),
        ask=get_provider(session).email,
    )


def _earlier(here: Learning, tried: tuple[attempts.Attempt, ...]) -> tuple[EarlierAttempt, ...]:
    graded = (fact for fact in here.progress.facts if isinstance(fact, Graded))
    # A later grade of the same attempt takes the earlier one's place.
    latest = {fact.attempt: fact for fact in sorted(graded, key=lambda fact: fact.at)}
    return tuple(
        EarlierAttempt(
            attempt=it.public_id,
            number=it.number,
            earned=latest[it.public_id].earned,
            possible=latest[it.public_id].possible,
            is_passed=latest[it.public_id].is_passed,
            handed_in_at=it.handed_in_at,
        )
        for it in reversed(tried)
        if it.handed_in_at is not None and it.public_id in latest
    )


def _sheet_item(
    attempt: attempts.Attempt,
    seen: ShownQuestion,
    given: attempts.Given | None,
    next_part: NextPart | None,
    *,
    is_closed: bool,
) -> SheetItem:
    answer = given.answer if given else Answer()
    return SheetItem(
        question=seen,
        answer=answer,
        sequence=given.sequence if given else 0,
        saved_at=given.given_at if given else None,
        is_late=given is not None and not counts(attempt.deadline_at, given.given_at),
        problem=problem_so_far(seen.asks, answer),
        is_closed=is_closed,
        next_part=next_part,
    )


def _time_limit(attempt: attempts.Attempt, quiz: Quiz) -> TimeLimit | None:
    if attempt.deadline_at is None:
        return None
    return time_limit_between(attempt.started_at, attempt.deadline_at, quiz.time_limit_minutes)


def shown_in(attempt: attempts.Attempt, position: int, question: Question) -> ShownQuestion:
    """An item of an attempt as its learner sees it, with what is told before it."""
    item = attempt.items[position]
    plan = Draw(question.stamp, item.option_keys)
    seen = shown(question, plan, position, item.block_title, item.intro_html)
    return replace(seen, told=_find_told(attempt, position))


def _find_told(attempt: attempts.Attempt, position: int) -> Story | None:
    item = attempt.items[position]
    if item.part_html:
        return Story(item.part_title, item.part_html)
    above = attempt.items[position - 1] if position else None
    told = Story(item.block_title, item.intro_html)
    is_told = above is not None and told == Story(above.block_title, above.intro_html)
    return told if item.intro_html and not is_told else None


def _allowed(quiz: QuizStanding | None, number: int) -> int | None:
    if quiz is None or quiz.attempts_left is None:
        return None
    return max(number, quiz.attempts_used + quiz.attempts_left)


def module_number(facts: CourseFacts, slug: str) -> int:
    """A module's place in the outline, counted from one."""
    return next(i for i, entry in enumerate(facts.outline, 1) if entry.slug == slug)
