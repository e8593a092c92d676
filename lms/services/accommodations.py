"""Accommodations: an administrator lets one learner try more often, or take longer."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person, Policy, may_enter
from lms.domain.accommodations import (
    Allowance,
    MoreTime,
    TimeLimit,
    clean_attempts,
    clean_extra_time,
    clean_reason,
    lengthened,
)
from lms.domain.completion import ModuleStanding
from lms.domain.errors import FieldRefusal, together
from lms.domain.questions import Quiz
from lms.services.enrollments import hold_learning_for
from lms.services.teaching import Learner
from lms.store import accommodations, audit, people
from lms.store.progress import add_grant


@dataclass(frozen=True)
class Grant:
    """Further attempts, why, and who gives them: nobody's name where it is the `lms` command."""

    attempts: int
    reason: str
    by: Person | None = None


@dataclass(frozen=True)
class ExtraTime:
    """Longer time in percent of each limit, why, and who gives it; 0 ends what there was."""

    percent: int
    reason: str
    by: Person | None = None


@dataclass(frozen=True)
class Allowed:
    """What a learner was allowed in a course, and what more the person who asks may allow."""

    entries: tuple[Allowance, ...]
    may_grant: bool
    quizzes: tuple[ModuleStanding, ...]  # whose attempts are limited, and that are not passed

    @property
    def extra_time_percent(self) -> int:
        """The extra time in force; 0 where there is none."""
        return next((it.percent for it in self.entries if isinstance(it, MoreTime)), 0)


# -- granting ----------------------------------------------------------------------


def grant(
    session: Session, person: Person, course: str, slug: str, given: Grant, now: datetime
) -> None:
    """Let a learner try a quiz more often; a fact that is kept with its reason.

    NotFound for who is not in the course; FieldRefusal where the quiz asks for no further attempt.
    """
    people.hold_open_account(session, person.id)
    here = hold_learning_for(session, person, course)
    standing = here.standing.module(slug)
    if standing is None or standing.quiz is None:
        raise FieldRefusal("module", "Choose a module of this course that has a graded quiz.")
    if standing.quiz.is_passed:
        raise FieldRefusal("module", "That quiz is passed and stays so. Choose one that is not.")
    if standing.quiz.attempts_left is None:
        raise FieldRefusal("module", "That quiz has no limit of attempts. Choose one that has.")
    by_id = given.by.id if given.by else None
    add_grant(session, here.enrollment.id, slug, given.attempts, given.reason, by_id, now)
    subject = f"enrollment {here.enrollment.id}"
    audit.record(
        session, now, "attempts granted", by_id, subject, module=slug, count=given.attempts
    )


def lengthen(
    session: Session, person: Person, course: str, given: ExtraTime, now: datetime
) -> None:
    """Let a learner take longer for every attempt that they begin after this.

    NotFound for who is not in the course.
    """
    people.hold_open_account(session, person.id)
    here = hold_learning_for(session, person, course)
    by_id = given.by.id if given.by else None
    accommodations.add_extra_time(
        session, here.enrollment.id, given.percent, given.reason, by_id, now
    )
    subject = f"enrollment {here.enrollment.id}"
    audit.record(session, now, "extra time granted", by_id, subject, percent=given.percent)


def clean_grant(by: Person, attempts: str, reason: str) -> Grant:
    """Further attempts as somebody typed them into the form; FormRefusal names what is wrong."""
    count, why = together(
        lambda: clean_attempts("attempts", attempts),
        lambda: clean_reason("attempts_reason", reason),
    )
    return Grant(count, why, by)


def clean_time(by: Person, percent: str, reason: str) -> ExtraTime:
    """Extra time as somebody typed it into the form; FormRefusal names what is wrong."""
    more, why = together(
        lambda: clean_extra_time("percent", percent),
        lambda: clean_reason("percent_reason", reason),
    )
    return ExtraTime(more, why, by)


# -- what is in force --------------------------------------------------------------


def find_time_limit(session: Session, enrollment_id: int, quiz: Quiz) -> TimeLimit | None:
    """How long that learner has for an attempt that they begin now: no query without a limit."""
    if not quiz.time_limit_minutes:
        return None
    return lengthened(
        quiz.time_limit_minutes, accommodations.find_extra_time(session, enrollment_id)
    )


def get_allowed(session: Session, person: Person, learner: Learner) -> Allowed:
    """What a learner of a course that the person teaches was allowed so far: one query."""
    return Allowed(
        entries=accommodations.list_allowances(session, learner.seat.enrollment_id),
        may_grant=may_enter(Policy.ADMINISTRATORS, person.role) and learner.seat.left_at is None,
        quizzes=tuple(
            module
            for module in learner.learning.standing.modules
            if module.quiz and not module.quiz.is_passed and module.quiz.attempts_left is not None
        ),
    )
