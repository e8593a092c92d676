"""Teaching: the courses that an instructor has, and how their learners stand."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain import editions as edition_rules
from lms.domain.access import Person, Role
from lms.domain.colleagues import Duty, is_last_author
from lms.domain.courses import Course, CourseFacts
from lms.domain.coverage import Coverage, coverage
from lms.domain.editions import EditionMark, reading_for
from lms.domain.errors import NotFound, Refusal
from lms.domain.paging import Paged, page_of, page_of_list
from lms.domain.questions import Question, Quiz
from lms.services.enrollments import Learning, learning_of
from lms.store import audit, colleagues, editions, people, teaching
from lms.store.editions import Edition
from lms.store.enrollments import Enrolled
from lms.store.progress import NO_PROGRESS, list_progress_of
from lms.store.teaching import NOBODY, Attendance, Seat


@dataclass(frozen=True)
class Taught:
    """A course that somebody works on, by its newest edition, and what they do for it."""

    edition: Edition
    duty: Duty = Duty.AUTHOR

    @property
    def may_write(self) -> bool:
        """True for authors; reviewers read the draft and comment."""
        return self.duty is Duty.AUTHOR

    @property
    def course_id(self) -> int:
        """The course's place in the table."""
        return self.edition.course_id

    @property
    def facts(self) -> CourseFacts:
        """Its facts as they stand."""
        return self.edition.facts

    @property
    def newest(self) -> Edition:
        """Its newest edition; `written.Begun` has none."""
        return self.edition


@dataclass(frozen=True)
class Learner:
    """Somebody in a course, and how they stand; `has_left` is about whoever left unfinished."""

    seat: Seat
    learning: Learning

    @property
    def has_left(self) -> bool:
        """True when they left without completing."""
        return self.seat.left_at is not None and not self.learning.standing.is_complete


# -- courses -----------------------------------------------------------------------


def get_taught(session: Session, person: Person, slug: str) -> Taught:
    """A course that the person instructs or administers; NotFound for any other (AC-03)."""
    edition = editions.find_newest(session, slug)
    if edition is None or not may_teach(session, person, edition.course_id):
        raise NotFound
    return Taught(edition)


def get_attendance(session: Session, taught: Taught) -> Attendance:
    """How many people are and were in the course."""
    return get_attendance_of(session, taught.edition.course_id)


def get_attendance_of(session: Session, course_id: int) -> Attendance:
    """The same of a course by its place in the table, whether it has an edition or not."""
    return teaching.list_attendance(session, [course_id]).get(course_id, NOBODY)


def count_asked(session: Session, course_id: int) -> int:
    """How many learners in progress are asked already whether they go on in a newer edition."""
    chosen = teaching.count_in_progress(session, course_id)
    return edition_rules.count_asked(chosen, teaching.list_marks(session, course_id))


def may_teach(session: Session, person: Person, course_id: int) -> bool:
    """True for the instructors of a course, and for administrators."""
    if person.role is Role.ADMINISTRATOR:
        return True
    is_assigned = teaching.is_instructor(session, course_id, person.id)
    return person.role is Role.INSTRUCTOR and is_assigned


def assign(session: Session, email: str, slug: str, now: datetime) -> None:
    """Let an instructor teach a course; a plain refusal says who or what is not there."""
    person, edition = _instructor_and_course(session, email, slug)
    teaching.assign(session, edition.course_id, person.id, now)
    audit.record(session, now, "course assigned", None, f"person {person.id}", course=slug)


def unassign(session: Session, email: str, slug: str, now: datetime) -> None:
    """Let an instructor teach a course no longer; a plain refusal for its last author."""
    person, edition = _instructor_and_course(session, email, slug)
    colleagues.hold_course(session, edition.course_id)
    if is_last_author(colleagues.list_colleagues(session, edition.course_id), person.public_id):
        raise Refusal(
            f"{email} is the last author of {slug}. Assign another instructor first, with "
            f"lms people assign ADDRESS {slug}."
        )
    teaching.unassign(session, edition.course_id, person.id)
    audit.record(session, now, "course taken back", None, f"person {person.id}", course=slug)


def _instructor_and_course(session: Session, email: str, slug: str) -> tuple[Person, Edition]:
    account = people.find_account(session, email)
    if account is None:
        raise NotFound(f"Nobody here has the address {email}. See lms people list.")
    edition = editions.find_newest(session, slug)
    if edition is None:
        raise NotFound(f"No course {slug} is published. Its address is its folder's name.")
    return account.person, edition


# -- coverage ----------------------------------------------------------------------


@dataclass(frozen=True)
class ListedQuiz:
    """A graded quiz, and those of its questions that stand on a page."""

    quiz: Quiz
    questions: tuple[Question, ...]


@dataclass(frozen=True)
class CoveragePage:
    """What a course covers, and a page of all the questions of its graded quizzes."""

    coverage: Coverage
    questions: Paged[tuple[Quiz, Question]]
    titles: Mapping[str, str]  # of each module

    @property
    def quizzes(self) -> tuple[ListedQuiz, ...]:
        """The same questions under their quizzes."""
        by_module: dict[str, list[tuple[Quiz, Question]]] = {}
        for quiz, question in self.questions.entries:
            by_module.setdefault(quiz.module, []).append((quiz, question))
        return tuple(
            ListedQuiz(listed[0][0], tuple(question for _, question in listed))
            for listed in by_module.values()
        )


def get_coverage(session: Session, taught: Taught, wanted: int) -> CoveragePage:
    """Which objectives of the newest edition are taught and tested: two queries."""
    return coverage_page(editions.get_course(session, taught.edition), wanted)


def coverage_page(course: Course, wanted: int) -> CoveragePage:
    """The same of a course that is at hand, such as a draft that was read."""
    titles = {entry.slug: entry.title for entry in course.facts.outline}
    asked = [
        (quiz, question)
        for quiz in course.quizzes
        if quiz.is_graded and quiz.module in titles
        for question in quiz.questions
    ]
    return CoveragePage(coverage(course), page_of_list(asked, wanted), titles)


# -- learners ----------------------------------------------------------------------


def list_learners(
    session: Session, taught: Taught, attendance: Attendance, wanted: int
) -> Paged[Learner]:
    """A page of the people in a course with their standing: four queries, however many people."""
    course_id = taught.edition.course_id
    page = page_of(
        attendance.total,
        wanted,
        lambda start, count: teaching.list_seats(session, course_id, start, count),
    )
    return Paged(_learners(session, taught, page.entries), page.number, page.total)


def get_learner(session: Session, taught: Taught, person: str) -> Learner:
    """One of them, known by their public id; NotFound for somebody who is not in the course."""
    seat = teaching.find_seat(session, taught.edition.course_id, person)
    if seat is None:
        raise NotFound
    return _learners(session, taught, (seat,))[0]


def get_learner_as_person(session: Session, person: Person, slug: str, learner: str) -> Person:
    """The same as the person who they are, where `person` teaches the course (AC-03)."""
    found = get_learner(session, get_taught(session, person, slug), learner)
    return people.get_account(session, found.seat.person_id).person


def _learners(session: Session, taught: Taught, seats: tuple[Seat, ...]) -> tuple[Learner, ...]:
    if not seats:
        return ()
    marks = teaching.list_marks(session, taught.edition.course_id)
    enrolled = [_enrolled(taught.edition, seat, marks) for seat in seats]
    readings = [reading_for(it.chosen_number, marks) for it in enrolled]
    by_id = editions.list_by_ids(session, {reading.current.id for reading in readings})
    progress = list_progress_of(session, [seat.enrollment_id for seat in seats])
    return tuple(
        Learner(
            seat,
            learning_of(
                it, reading, by_id[reading.current.id].facts, progress.get(it.id, NO_PROGRESS)
            ),
        )
        for seat, it, reading in zip(seats, enrolled, readings, strict=True)
    )


def _enrolled(edition: Edition, seat: Seat, marks: tuple[EditionMark, ...]) -> Enrolled:
    return Enrolled(
        id=seat.enrollment_id,
        person_id=seat.person_id,
        course_id=edition.course_id,
        slug=edition.facts.slug,
        enrolled_at=seat.enrolled_at,
        is_archived=edition.is_archived,
        chosen_number=next(mark.number for mark in marks if mark.id == seat.chosen_id),
        editions=marks,
    )
