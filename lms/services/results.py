"""The result of an attempt: only what its release rule allows leaves this floor (AC-05)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.attempts import counted_until
from lms.domain.completion import Graded, ModuleStanding, QuizStanding
from lms.domain.courses import CourseFacts, OutlineEntry
from lms.domain.errors import NotFound
from lms.domain.grading import Grade, find_mistake, needed, rights_of_places
from lms.domain.questions import (
    MANY_PLACES,
    Answer,
    Draw,
    Feedback,
    Kind,
    Question,
    ShownQuestion,
    filled_places,
)
from lms.domain.regrading import Held, RegradePolicy, corrected_by
from lms.domain.release import Release, release, release_of_attempt
from lms.services import rulings
from lms.services.enrollments import Learning, get_learning_for
from lms.services.sheets import get_quizzed, module_number, shown_in
from lms.store import attempts, editions, grades, regraded_attempts


@dataclass(frozen=True)
class OptionVerdict:
    """An option in a result; `is_right` is None while the key is not released.

    `is_chosen_late` says that only an answer after the deadline has it, which does not count.
    """

    html: str
    is_chosen: bool
    is_chosen_late: bool
    is_right: bool | None
    feedback_html: str


@dataclass(frozen=True)
class PlaceVerdict:
    """A step, line or gap in a result; what is right is None or empty until the key is released."""

    html: str
    given_html: str
    right_html: str
    is_right: bool | None


@dataclass(frozen=True)
class ResultItem:
    """An item of a result. What is not released yet is None or empty here."""

    question: ShownQuestion
    share: Fraction | None
    options: tuple[OptionVerdict, ...]
    places: tuple[PlaceVerdict, ...]
    typed: str
    late: Answer | None  # a newer answer that came after the deadline and does not count
    accepted: str
    typed_feedback_html: str
    explanation_html: str
    source_html: str
    objectives: tuple[str, ...]

    @property
    def is_late(self) -> bool:
        """True when the newest answer came after the deadline."""
        return self.late is not None


@dataclass(frozen=True)
class GradedAnew:
    """That an item's key was corrected after, or before, the attempt was handed in (CE_RULES 7).

    `before` is None where the attempt was handed in when the correction held already.
    """

    position: int
    policy: RegradePolicy
    reason: str
    is_undo: bool
    before: Fraction | None
    after: Fraction
    at: datetime


@dataclass(frozen=True)
class Result:
    """A handed-in attempt as its learner may see it."""

    attempt: str
    number: int
    learning: Learning
    entry: OutlineEntry
    module_number: int
    earned: Fraction
    possible: int
    needed: int
    pass_mark_percent: int
    is_passed: bool
    handed_in_at: datetime
    release: Release
    standing: ModuleStanding
    items: tuple[ResultItem, ...]
    graded_anew: tuple[GradedAnew, ...]

    @property
    def facts(self) -> CourseFacts:
        """The facts of the course."""
        return self.learning.facts

    @property
    def is_quiz_passed(self) -> bool:
        """True when this attempt or another one passed the quiz."""
        return self.standing.quiz is not None and self.standing.quiz.is_passed

    @property
    def is_used_up(self) -> bool:
        """True when no attempt is left or open, and the quiz is not passed."""
        return self.standing.is_stuck

    @property
    def attempts_allowed(self) -> int | None:
        """How many attempts there are in all, or None when they are unlimited."""
        quiz = self.standing.quiz
        if quiz is None or quiz.attempts_left is None:
            return None
        return quiz.attempts_used + quiz.attempts_left


@dataclass(frozen=True)
class _Marked:
    """An item with its key, the answer that counted and what it earned; never leaves this file."""

    question: Question
    plan: Draw
    seen: ShownQuestion
    answer: Answer
    late: Answer | None
    share: Fraction


def get_result(session: Session, person: Person, course: str, slug: str, public_id: str) -> Result:
    """The person's own handed-in attempt; NotFound while it is still open."""
    here = get_learning_for(session, person, course)
    attempt = _handed_in(session, person, here, slug, public_id)
    standing = get_quizzed(here, slug)
    grade = grades.find_grade(session, attempt.id)
    found = editions.find_quiz(session, attempt.edition_id, slug)
    if grade is None or found is None or attempt.handed_in_at is None:
        raise NotFound
    held = rulings.list_held(session, attempt.edition_id, slug)
    marked = _marked(session, attempt, grade, held)
    released = release_of_attempt(
        _released(found[1].quiz.feedback, standing.quiz),
        [it.question.ways for it in marked],
    )
    return Result(
        attempt=public_id,
        number=attempt.number,
        learning=here,
        entry=standing.entry,
        module_number=module_number(here.facts, slug),
        earned=grade.earned,
        possible=grade.possible,
        needed=needed(grade.possible, grade.pass_mark_percent),
        pass_mark_percent=grade.pass_mark_percent,
        is_passed=grade.is_passed,
        handed_in_at=attempt.handed_in_at,
        release=released,
        standing=standing,
        items=tuple(_item(it, released) for it in marked),
        graded_anew=_graded_anew(session, here, attempt, grade, held),
    )


def _graded_anew(
    session: Session,
    here: Learning,
    attempt: attempts.Attempt,
    grade: Grade,
    held: Sequence[Held],
) -> tuple[GradedAnew, ...]:
    """Every correction that this attempt met, the newest first: one query where there was any."""
    earned = sorted(
        (fact.at, fact.earned)
        for fact in here.progress.facts
        if isinstance(fact, Graded) and fact.attempt == attempt.public_id
    )
    if len(earned) == 1 and not held:
        return ()
    place = {mark.stamp: position for position, mark in enumerate(grade.marks)}
    anew = regraded_attempts.list_later_grades(session, attempt.id)
    put_back = {it.regrade_id for it in anew if it.is_undo}
    told = []
    for it in reversed(anew):
        before = max((e for e in earned if e[0] < it.at), default=(it.at, None))[1]
        # Met when it was handed in, and undone since with no effect on it: as if it never was.
        if before is None and it.is_undone and it.regrade_id not in put_back:
            continue
        told.append(
            GradedAnew(
                position=place[it.stamp],
                policy=it.policy,
                reason=it.reason,
                is_undo=it.is_undo,
                before=before,
                after=it.earned,
                at=it.at,
            )
        )
    return tuple(told)


def _handed_in(
    session: Session, person: Person, here: Learning, slug: str, public_id: str
) -> attempts.Attempt:
    attempt = attempts.find_for(session, person.id, public_id)
    if attempt is None or attempt.handed_in_at is None:
        raise NotFound
    if attempt.enrollment_id != here.enrollment.id or attempt.module != slug:
        raise NotFound
    return attempt


def _released(feedback: Feedback, quiz: QuizStanding | None) -> Release:
    if quiz is None:
        raise NotFound
    # While an attempt is open none has been used up, though none can be begun (AC-05).
    left = 1 if quiz.open_attempt and quiz.attempts_left == 0 else quiz.attempts_left
    return release(feedback, is_passed=quiz.is_passed, attempts_left=left)


def _marked(
    session: Session, attempt: attempts.Attempt, grade: Grade, held: Sequence[Held]
) -> list[_Marked]:
    questions = editions.list_questions(session, [item.question_hash for item in attempt.items])
    until = counted_until(attempt.deadline_at, attempt.handed_in_at or attempt.started_at)
    counted = attempts.list_standing(session, attempt.id, until)
    latest = attempts.list_latest(session, attempt.id)
    late = {at: given.answer for at, given in latest.items() if given.given_at > until}
    marked = []
    for position, item in enumerate(attempt.items):
        shown_as = questions[item.question_hash]
        question = corrected_by(shown_as, item.question_hash, held)
        plan = Draw(question.stamp, item.option_keys)
        marked.append(
            _Marked(
                question=question,
                plan=plan,
                seen=shown_in(attempt, position, question),
                answer=counted[position].answer if position in counted else Answer(),
                late=late.get(position),
                share=grade.marks[position].share,
            )
        )
    return marked


def _item(it: _Marked, shows: Release) -> ResultItem:
    return ResultItem(
        question=it.seen,
        share=it.share if shows.correctness else None,
        options=tuple(_verdicts(it, shows)),
        places=tuple(place_verdicts(it.question, it.seen, it.answer, has_key=shows.key)),
        typed=it.answer.typed,
        late=it.late,
        accepted=it.question.accepted if shows.key else "",
        typed_feedback_html=_mistake(it.question, it.answer) if shows.chosen_feedback else "",
        explanation_html=it.question.explanation_html if shows.key else "",
        source_html=it.question.source_html if shows.key else "",
        objectives=it.question.objectives,
    )


def _verdicts(it: _Marked, released: Release) -> Iterator[OptionVerdict]:
    if it.question.kind in MANY_PLACES:
        return
    by_key = {option.key: option for option in it.question.options}
    chosen_late = it.late.chosen - it.answer.chosen if it.late else frozenset()
    for key in it.plan.option_keys:
        option, is_chosen = by_key[key], key in it.answer.chosen
        may_explain = released.key or (released.chosen_feedback and is_chosen)
        yield OptionVerdict(
            html=option.html,
            is_chosen=is_chosen,
            is_chosen_late=key in chosen_late,
            is_right=option.is_right if released.key else None,
            feedback_html=option.feedback_html if may_explain else "",
        )


def place_verdicts(
    question: Question, seen: ShownQuestion, answer: Answer, *, has_key: bool
) -> Iterator[PlaceVerdict]:
    """Every step, line or gap of an answer; nothing where a question has none."""
    if question.kind not in MANY_PLACES:
        return
    rights = rights_of_places(question, answer)
    steps = seen.in_order(answer) if question.kind is Kind.ORDERING else ()
    for place in filled_places(question, steps, answer):
        yield PlaceVerdict(
            html=place.html,
            given_html=place.given_html,
            right_html=place.right_html if has_key else "",
            is_right=rights[place.key] if has_key else None,
        )


def _mistake(question: Question, answer: Answer) -> str:
    found = find_mistake(question, answer)
    return found.feedback_html if found else ""
