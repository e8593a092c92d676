"""Whatever pages, networks and clocks do to an attempt: what was acknowledged is what is stored.

A machine of hypothesis plays one learner with two tabs whose requests come late, twice, in another
order or not at all. Beside the database it keeps what the learner was told, and compares.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    multiple,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Select, select

from lms.domain.access import Role
from lms.domain.attempts import GRACE, problem_of
from lms.domain.courses import Course
from lms.domain.errors import (
    AlreadyPassed,
    AttemptClosed,
    AttemptsUsedUp,
    FieldRefusal,
    Refusal,
    StaleAnswer,
)
from lms.domain.grading import Grade, grade
from lms.domain.keys import has_same_key
from lms.domain.questions import Answer, Question, Shuffle
from lms.domain.regrading import RegradePolicy, Ruling, regraded, ruled_share
from lms.services import accommodations, authoring, courses, proposals, quizzes, regrading, teaching
from lms.services.answers import Offered
from lms.services.enrollments import get_learning_for
from lms.services.quizzes import Kept, Returned, Sitting, Wish
from lms.services.sheets import Sheet
from lms.store import attempts, grades
from lms.store.columns import from_text
from lms.store.database import Database
from lms.store.rows import AnswerRow, AttemptRow, EnrollmentRow, GradeRow
from tests import make
from tests.accounts import signed_up
from tests.faults import Fault, failing_at_commit
from tests.sittings import MODULE, Learner
from tests.torture_size import examples

MINUTES, ATTEMPTS = 10, 3
COVERED = "covered"
TABS = ("first tab", "second tab")


def choose(*options: str) -> Answer:
    return Answer(frozenset(map(make.key_of, options)))


# What can be said to each item, blank first; every choice fits an item of each edition.
CHOICES: tuple[tuple[Answer, ...], ...] = (
    (Answer(), choose("Right"), choose("Wrong"), choose("Also wrong")),
    (Answer(), choose("Right"), choose("Wrong")),
    (
        Answer(),
        choose("First right"),
        choose("First right", "Second right"),
        choose("First right", "First wrong"),
    ),
    (Answer(), Answer(typed="1"), Answer(typed="2"), Answer(typed="1 minute"), Answer(typed="x")),
)
PLACES = range(len(CHOICES))


def a_course(slug: str, *, is_timed: bool, right: str = "Right", pass_mark: int = 80) -> Course:
    """One quiz of four items, one of them from a pool; another edition has another key and mark."""
    wrong = tuple({"Right", "Wrong", "Also wrong"} - {right})
    single = partial(make.a_question, right=(right,), wrong=sorted(wrong))
    quiz = make.a_quiz(
        make.a_pool(*(single(f"p{number}") for number in range(3)), choose=1),
        make.a_section(single("q1"), make.a_multiple_question(), make.a_numeric_question()),
        shuffle=Shuffle.OPTIONS,
        pass_mark_percent=pass_mark,
        attempts=ATTEMPTS,
        time_limit_minutes=MINUTES if is_timed else None,
    )
    return make.a_course(1, quiz=quiz, slug=slug)


# -- the model -----------------------------------------------------------------------


@dataclass(frozen=True)
class Told:
    """An answer that is stored, as the learner was told."""

    sequence: int
    answer: Answer
    at: datetime


@dataclass
class Known:
    """An attempt as the learner knows it: what was asked, and every answer that was taken."""

    sitting: Sitting
    asked: Sequence[Question]
    pass_mark: int
    deadline_at: datetime | None
    told: dict[int, list[Told]] = field(default_factory=lambda: {place: [] for place in PLACES})
    handed_in_at: datetime | None = None

    def standing(self) -> dict[int, Told]:
        """The last answer to every item that has one."""
        return {place: given[-1] for place, given in self.told.items() if given}

    def counting(self) -> dict[int, Answer]:
        """The answers that stood when time was up (DS-07)."""
        in_time = {
            place: [it.answer for it in given if self._is_in_time(it)]
            for place, given in self.told.items()
        }
        return {place: given[-1] for place, given in in_time.items() if given}

    def grade(self, decisions: Sequence["Decision"]) -> Grade:
        """What the attempt is worth, by what was shown, what was told and what was decided."""
        answers, shares = self.counting(), []
        for place, question in enumerate(self.asked):
            about = [it.ruling for it in decisions if it.is_about(question)]
            answer = answers.get(place, Answer())
            shares.append((question.stamp, ruled_share(question, COVERED, answer, about)))
        return regraded(grade(self.asked, answers, self.pass_mark), shares)

    def is_unfinished(self) -> bool:
        """True while an item has no answer that can be graded."""
        standing = self.standing()
        answers = [standing[place].answer if place in standing else Answer() for place in PLACES]
        return any(map(problem_of, (question.asks for question in self.asked), answers))

    def is_over(self, at: datetime) -> bool:
        """True after the last moment at which an answer counts."""
        return self.deadline_at is not None and at > self.deadline_at + GRACE

    def _is_in_time(self, told: Told) -> bool:
        return not self.is_over(told.at)


@dataclass
class Decision:
    """A key that was corrected, for the versions of the question that had another one."""

    regrade: str
    policy: RegradePolicy
    newest: Question
    covered: Sequence[Question]
    is_undone: bool = False

    def is_about(self, question: Question) -> bool:
        """True while the decision holds for that version."""
        return not self.is_undone and question in self.covered

    @property
    def ruling(self) -> Ruling:
        """The decision as a rule about whatever it covers."""
        return Ruling(self.policy, self.newest, frozenset({COVERED}))


class Verdict(Enum):
    """What becomes of an answer that arrives."""

    NEWS = "it stands from now on"
    KNOWN = "it stands already"
    UNTOUCHED = "the page repeats what it was shown, and a newer one stands"
    STALE = "a newer one stands, and the learner is told"


def verdict(told: Sequence[Told], offered: Offered) -> Verdict:
    """The policy where two pages disagree (DS-05), which lives here and nowhere else."""
    standing = told[-1] if told else Told(0, Answer(), make.START)
    if offered.answer == standing.answer:
        return Verdict.KNOWN
    if offered.sequence > standing.sequence:
        return Verdict.NEWS
    shown = next((it.answer for it in told if it.sequence == offered.sequence - 1), Answer())
    return Verdict.UNTOUCHED if offered.answer == shown else Verdict.STALE


@dataclass(frozen=True)
class Message:
    """What a tab sends: one answer, or with a wish the whole sheet."""

    tab: str
    sitting: Sitting
    offered: tuple[Offered, ...]
    wish: Wish | None


@dataclass
class Page:
    """A sheet in a tab: what it shows in each place, and the sequence that it last knew."""

    sitting: Sitting
    sequences: dict[int, int]
    answers: dict[int, Answer]

    def offers(self, place: int) -> Offered:
        """The answer in that place, as the page sends it."""
        return Offered(place, self.sequences[place] + 1, self.answers[place])


class Fate(Enum):
    """What befalls a request on its way."""

    WELL = "done, and answered"
    CRASHED = "rolled back before its commit, and never answered"
    UNHEARD = "done, and its answer is lost"


fates = st.sampled_from((*[Fate.WELL] * 4, *Fate))
tabs = st.sampled_from(TABS)
AROUND_THE_END = (timedelta(0), timedelta(microseconds=1), timedelta(seconds=1))
waits = st.sampled_from((*AROUND_THE_END, timedelta(minutes=5)))
delays = st.sampled_from((False, False, True))
wishes = st.sampled_from((*Wish, Wish.HAND_IN_ANYWAY))
numbers = count(1)


# -- the machine ---------------------------------------------------------------------


class Attempts(RuleBasedStateMachine):
    """One learner before one quiz."""

    messages = Bundle("messages")

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self.known: dict[str, Known] = {}
        self.pages: dict[str, Page] = {}
        self.granted = 0
        self.decisions: list[Decision] = []
        self.attempts_of_edition = 0

    @initialize(is_timed=st.sampled_from((True, True, False)))
    def comes(self, is_timed: bool) -> None:
        """Somebody new in a course of their own, who has read its module."""
        number = next(numbers)
        slug = f"course-{number}"
        self.editions = [
            a_course(slug, is_timed=is_timed),
            a_course(slug, is_timed=is_timed, right="Wrong", pass_mark=60),
        ]
        with self.database.writing() as session:
            authoring.publish_provider(session, make.a_provider(), make.START)
        self._publish()
        person = signed_up(self.database, f"Ada{number} Marlowe")
        self.learner = Learner(self.database, person, slug).enrolls().reads()
        self.cleo = signed_up(self.database, f"Cleo{number} Hart", Role.INSTRUCTOR)
        with self.database.writing() as session:
            teaching.assign(session, self.cleo.email, slug, make.START)
        for tab in TABS:
            self.starts(tab, Fate.WELL)

    # -- what the learner does -------------------------------------------------------

    @rule(tab=tabs, fate=fates)
    def starts(self, tab: str, fate: Fate) -> None:
        """Press Begin, which may also be pressed twice, or in the other tab."""
        refused = self._refusal_of_start()
        if refused is not None:
            with pytest.raises(refused), self._befalling(fate):
                self.learner.begins()
            return
        try:
            with self._befalling(fate):
                sitting = self.learner.begins()
        except Fault:
            return
        if sitting.attempt not in self.known:
            assert self._open() is None, "a second attempt was begun beside an open one"
            self._remember(sitting)
        assert self._open() is self.known[sitting.attempt]
        if fate is Fate.WELL:
            self.looks(tab)

    @rule(tab=tabs)
    def looks(self, tab: str) -> None:
        """Load the quiz in a tab: it shows what is stored."""
        page, known = self.learner.looks_at(), self._open()
        if known is None:
            assert not isinstance(page, Sheet)
            self.pages.pop(tab, None)
            return
        assert isinstance(page, Sheet)
        assert page.attempt == known.sitting.attempt
        shown = {place: (item.sequence, item.answer) for place, item in enumerate(page.items)}
        standing = {place: (it.sequence, it.answer) for place, it in known.standing().items()}
        assert shown == {place: (0, Answer()) for place in PLACES} | standing
        self.pages[tab] = Page(
            known.sitting,
            {place: sequence for place, (sequence, _) in shown.items()},
            {place: answer for place, (_, answer) in shown.items()},
        )

    @rule(
        target=messages,
        tab=tabs,
        place=st.sampled_from(PLACES),
        choice=st.integers(0, 4),
        fate=fates,
        is_delayed=delays,
    )
    def answers(self, tab: str, place: int, choice: int, fate: Fate, is_delayed: bool) -> Message:
        """Answer an item in a tab, whose script sends it; it may be long on its way."""
        page = self._page_in(tab)
        if page is None:
            return multiple()
        page.answers[place] = CHOICES[place][choice % len(CHOICES[place])]
        message = Message(tab, page.sitting, (page.offers(place),), wish=None)
        if not is_delayed:
            self._arrives(message, fate)
        return message

    @rule(
        target=messages,
        tab=tabs,
        wish=wishes,
        right=st.none() | st.integers(0, len(CHOICES)),
        fate=fates,
        is_delayed=delays,
    )
    def sends_sheet(
        self, tab: str, wish: Wish, right: int | None, fate: Fate, is_delayed: bool
    ) -> Message:
        """Send the whole form of a tab as it stands, or filled in with so many right answers."""
        page = self._page_in(tab)
        if page is None:
            return multiple()
        if right is not None:
            page.answers = make.answers(self.known[page.sitting.attempt].asked, right)
        message = Message(tab, page.sitting, tuple(map(page.offers, PLACES)), wish)
        if not is_delayed:
            self._arrives(message, fate)
        return message

    @rule(message=messages, fate=fates)
    def arrives(self, message: Message, fate: Fate) -> None:
        """What was sent once arrives: late, again, or after what was sent later."""
        self._arrives(message, fate)

    # -- what happens around them ----------------------------------------------------

    @rule(wait=waits)
    def time_passes(self, wait: timedelta) -> None:
        """A while later, or at the very end of the time for the quiz and just after it."""
        known = self._open()
        end = known.deadline_at + GRACE if known and known.deadline_at else None
        if wait in AROUND_THE_END and end is not None:
            self.learner.at = max(self.learner.at, end + wait)
        else:
            self.learner.at += wait

    @precondition(lambda self: self.attempts_of_edition > 0)
    @rule(is_taken=st.booleans())
    def author_changes_the_key(self, is_taken: bool) -> None:
        """Another edition comes out, with another key and mark; the learner may go on in it."""
        self.editions.reverse()
        self._publish()
        with self.database.writing() as session:
            person, slug = self.learner.person, self.learner.course
            offered = get_learning_for(session, person, slug).reading.offered
            if is_taken and offered is not None:
                courses.choose_edition(session, person, slug, offered.number, self.learner.at)

    @precondition(lambda self: len(self.known) >= ATTEMPTS + self.granted)
    @rule()
    def office_grants_another(self) -> None:
        """An administrator gives another attempt."""
        given = accommodations.Grant(1, "asked for it")
        quiz = self.learner.learning().standing.modules[0].quiz
        person, slug = self.learner.person, self.learner.course
        refusing = pytest.raises(FieldRefusal) if quiz and quiz.is_passed else nullcontext()
        with refusing, self.database.writing() as session:
            accommodations.grant(session, person, slug, MODULE, given, self.learner.at)
        self.granted += not (quiz and quiz.is_passed)

    @precondition(lambda self: bool(self.known))
    @rule(place=st.sampled_from(PLACES), policy=st.sampled_from(list(RegradePolicy)), fate=fates)
    def instructor_corrects_a_key(self, place: int, policy: RegradePolicy, fate: Fate) -> None:
        """The instructor decides about an item that the learner was asked."""
        stamp = next(reversed(self.known.values())).asked[place].stamp
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, self.learner.course)
            proposal = proposals.get_proposal(session, taught, MODULE, stamp, policy, 1)
        with suppress(Fault), self._befalling(fate), self.database.writing() as session:
            regrade = regrading.order(
                session, self.cleo, taught, proposal.decided, "It was wrong.", self.learner.at
            )
        if fate is Fate.CRASHED:
            return
        newest, every = proposal.versions.newest, [it for _, it in proposal.versions.all]
        reached = [
            it
            for it in every
            if not has_same_key(it, newest) or any(made.is_about(it) for made in self.decisions)
        ]
        is_for_all = policy is RegradePolicy.FULL_CREDIT or not reached
        covered = every if is_for_all else reached
        self.decisions.append(Decision(regrade, policy, newest, covered))

    @precondition(lambda self: any(not it.is_undone for it in self.decisions))
    @rule(which=st.integers(0, 9), fate=fates)
    def instructor_undoes(self, which: int, fate: Fate) -> None:
        """Any decision that holds is undone, the latest or an earlier one."""
        standing = [it for it in self.decisions if not it.is_undone]
        decision = standing[which % len(standing)]
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, self.learner.course)
        with suppress(Fault), self._befalling(fate), self.database.writing() as session:
            regrading.undo(
                session, self.cleo, taught, decision.regrade, "It was right.", self.learner.at
            )
        decision.is_undone = fate is not Fate.CRASHED

    # -- what has to hold at every moment --------------------------------------------

    @invariant()
    def stored_is_what_was_acknowledged(self) -> None:
        """Every answer that was taken is stored, late ones too, and nothing else is (DS-01)."""
        columns = (AnswerRow.position, AnswerRow.sequence, AnswerRow.answer, AnswerRow.given_at)
        rows = select(AttemptRow.public_id, *columns).join(
            AttemptRow, AttemptRow.id == AnswerRow.attempt_id
        )
        assert {
            (attempt, place, Told(sequence, from_text(Answer, answer), at))
            for attempt, place, sequence, answer, at in self._mine(rows)
        } == {
            (attempt, place, told)
            for attempt, known in self.known.items()
            for place, given in known.told.items()
            for told in given
        }

    @invariant()
    def at_most_one_attempt_is_open(self) -> None:
        """There are the attempts that the learner was told of, and one is open or none (DS-04)."""
        stored = self._mine(select(AttemptRow.public_id, AttemptRow.handed_in_at))

        assert dict(stored) == {key: known.handed_in_at for key, known in self.known.items()}
        assert [at for _, at in stored].count(None) <= 1

    @invariant()
    def a_grade_follows_from_what_was_shown_and_told(self) -> None:
        """The grade that stands follows from what was decided too; late answers do not count.

        So undoing a decision restores every mark (CE_RULES 7).
        """
        columns = (AttemptRow.public_id, GradeRow.earned, GradeRow.is_passed)
        rows = select(*columns).join(GradeRow, GradeRow.attempt_id == AttemptRow.id)
        # Of what was decided about an attempt the last one stands: a dict keeps that.
        given = self._mine(rows.order_by(AttemptRow.number, GradeRow.id))
        stored = list({key: (key, earned, passed) for key, earned, passed in given}.values())

        due = {key: self._grade(known) for key, known in self.known.items() if known.handed_in_at}
        assert stored == [(key, str(it.earned), it.is_passed) for key, it in due.items()]
        facts = self.learner.learning().standing.modules[0].quiz
        assert facts is not None
        assert facts.is_passed == any(it.is_passed for it in due.values())

    def teardown(self) -> None:
        """In the end the floors below tell the same of every attempt, closed ones too."""
        for known in self.known.values():
            assert self.learner.asked(known.sitting) == known.asked
            with self.database.reading() as session:
                found = attempts.find_for(session, self.learner.person.id, known.sitting.attempt)
                assert found is not None
                latest = attempts.list_latest(session, found.id)
                stored_grade = grades.find_grade(session, found.id)
            assert {
                place: Told(it.sequence, it.answer, it.given_at) for place, it in latest.items()
            } == known.standing()
            assert stored_grade == (self._grade(known) if known.handed_in_at else None)

    def _mine(self, rows: Select[Any]) -> list[tuple[Any, ...]]:
        mine = rows.join(EnrollmentRow, EnrollmentRow.id == AttemptRow.enrollment_id).where(
            EnrollmentRow.person_id == self.learner.person.id
        )
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(mine)]

    # -- how it is done --------------------------------------------------------------

    def _page_in(self, tab: str) -> Page | None:
        """The sheet in a tab; where none is, the learner begins again if they may."""
        if tab not in self.pages:
            self.starts(tab, Fate.WELL)
        return self.pages.get(tab)

    def _arrives(self, message: Message, fate: Fate) -> None:
        known = self.known[message.sitting.attempt]
        if known.handed_in_at is not None:
            self._comes_after_the_end(message, fate)
            return
        verdicts = [verdict(known.told[it.position], it) for it in message.offered]
        try:
            with self._befalling(fate):
                answered = self._delivers(message)
        except StaleAnswer:
            assert message.wish is None
            assert verdicts[0] in (Verdict.STALE, Verdict.UNTOUCHED)
            return
        except Fault:
            return
        for it, what in zip(message.offered, verdicts, strict=True):
            if what is Verdict.NEWS:
                told = Told(it.sequence, it.answer, self.learner.at)
                known.told[it.position].append(told)
        if message.wish is None:
            self._is_told(message, known, answered, fate)
        else:
            is_stopped = (
                Verdict.STALE in verdicts
                or (message.wish.ends_attempt and Verdict.UNTOUCHED in verdicts)
                or (message.wish is Wish.HAND_IN and known.is_unfinished())
            )
            self._is_returned(message, known, answered, fate, is_stopped=is_stopped)

    def _comes_after_the_end(self, message: Message, fate: Fate) -> None:
        """Handing in twice is handing in once; an answer is refused, and nothing changes."""
        if message.wish is not None and message.wish.ends_attempt:
            with suppress(AttemptClosed, Fault), self._befalling(fate):
                assert self._delivers(message) is None
        else:
            with pytest.raises(AttemptClosed), self._befalling(fate):
                self._delivers(message)

    def _is_told(self, message: Message, known: Known, answered: object, fate: Fate) -> None:
        (offered,) = message.offered
        standing = known.standing().get(offered.position)
        assert isinstance(answered, Kept)
        assert (standing.answer if standing else Answer()) == offered.answer
        assert answered.sequence == (standing.sequence if standing else 0)
        at = standing.at if standing else self.learner.at
        assert answered.saved_at == at
        assert answered.is_late == known.is_over(at)
        page = self.pages.get(message.tab)
        if fate is Fate.WELL and page is not None and page.sitting == message.sitting:
            page.sequences[offered.position] = answered.sequence

    def _is_returned(
        self, message: Message, known: Known, answered: object, fate: Fate, *, is_stopped: bool
    ) -> None:
        assert isinstance(answered, Returned) == is_stopped
        if not is_stopped and message.wish is not None and message.wish.ends_attempt:
            known.handed_in_at = self.learner.at
            assert self.learner.result(message.sitting).earned == self._grade(known).earned
        if fate is Fate.WELL:
            self.looks(message.tab)

    def _delivers(self, message: Message) -> Kept | Returned | None:
        person, at = self.learner.person, self.learner.at
        with self.database.writing() as session:
            if message.wish is None:
                (offered,) = message.offered
                return quizzes.save_answer(session, person, message.sitting, offered, at)
            return quizzes.submit(
                session, person, message.sitting, message.offered, message.wish, at
            )

    def _befalling(self, fate: Fate) -> AbstractContextManager[object]:
        return failing_at_commit(self.database) if fate is Fate.CRASHED else nullcontext()

    def _refusal_of_start(self) -> type[Refusal] | None:
        if self._open() is not None:
            return None
        if any(self._grade(known).is_passed for known in self.known.values()):
            return AlreadyPassed
        return AttemptsUsedUp if len(self.known) == ATTEMPTS + self.granted else None

    def _open(self) -> Known | None:
        waiting = [known for known in self.known.values() if known.handed_in_at is None]
        return waiting[0] if waiting else None

    def _grade(self, known: Known) -> Grade:
        return known.grade(self.decisions)

    def _remember(self, sitting: Sitting) -> None:
        self.attempts_of_edition += 1
        sheet = self.learner.sheet()
        self.known[sitting.attempt] = Known(
            sitting, self.learner.asked(sitting), sheet.quiz.pass_mark_percent, sheet.deadline_at
        )

    def _publish(self) -> None:
        self.attempts_of_edition = 0
        course = self.editions[0]
        files = (make.a_source_file(text=repr(course)),)
        draft = authoring.Draft(course.facts.slug, course, files, ())
        with self.database.writing() as session:
            authoring.publish(session, draft, make.START)


def test_ds05_ds07_what_is_acknowledged_is_stored_and_graded_whatever_happens(
    database: Database,
) -> None:
    # An example here is many acts: far fewer than a law of values takes.
    often = examples(quick=10, full=200) if database.file else examples(quick=4, full=200)

    run_state_machine_as_test(lambda: Attempts(database), settings=settings(max_examples=often))
