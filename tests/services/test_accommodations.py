"""Accommodations: given by an administrator, kept as facts, and told to who teaches the course."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.domain.access import Person, Role
from lms.domain.accommodations import MoreAttempts, MoreTime, TimeLimit
from lms.domain.errors import FieldRefusal, NotFound
from lms.services import accommodations, teaching
from lms.services.accommodations import Allowed, ExtraTime, Grant
from lms.store import attempts
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.queries import asked
from tests.sittings import MODULE, Learner, publishes


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada before a quiz of thirty minutes."""
    publishes(database, make.a_course(quiz=make.a_quiz(time_limit_minutes=30)))
    return Learner(database).enrolls().reads()


@pytest.fixture
def dora(database: Database) -> Person:
    return signed_up(database, "Dora Vance", Role.ADMINISTRATOR)


def lengthens(ada: Learner, percent: int, by: Person | None = None, why: str = "dyslexia") -> None:
    with ada.database.writing() as session:
        given = ExtraTime(percent, why, by)
        accommodations.lengthen(session, ada.person, ada.course, given, ada.at)


def minutes(ada: Learner) -> int:
    """How long the attempt that Ada begins now, or has begun, lasts."""
    sitting = ada.begins()
    with ada.database.reading() as session:
        attempt = attempts.find_for(session, ada.person.id, sitting.attempt)
    assert attempt is not None
    assert attempt.deadline_at is not None
    return (attempt.deadline_at - attempt.started_at) // timedelta(minutes=1)


def allowed(ada: Learner, by: Person) -> Allowed:
    with ada.database.reading() as session:
        taught = teaching.get_taught(session, by, ada.course)
        learner = teaching.get_learner(session, taught, ada.person.public_id)
        return accommodations.get_allowed(session, by, learner)


# -- extra time --------------------------------------------------------------------


def test_ds_07_an_attempt_that_begins_after_it_has_the_longer_deadline(ada: Learner) -> None:
    lengthens(ada, 50)

    assert ada.door().time_limit == TimeLimit(45, 15)
    assert minutes(ada) == 45
    assert ada.sheet().time_limit == TimeLimit(45, 15)


def test_ds_07_an_attempt_that_has_begun_keeps_its_deadline(ada: Learner) -> None:
    before = minutes(ada)

    lengthens(ada, 100)

    assert (before, minutes(ada)) == (30, 30)
    assert ada.sheet().time_limit == TimeLimit(30, 0)


def test_the_latest_one_counts_and_0_ends_it(ada: Learner) -> None:
    for percent, limit in ((50, TimeLimit(45, 15)), (25, TimeLimit(38, 8)), (0, TimeLimit(30, 0))):
        lengthens(ada, percent)

        assert ada.door().time_limit == limit


def test_ds_07_an_answer_within_the_extra_time_counts(ada: Learner) -> None:
    lengthens(ada, 50)
    sitting = ada.begins()
    ada.waits(minutes=45, seconds=59)

    ada.takes(right=5)

    assert ada.result(sitting).is_passed


def test_extra_time_is_one_persons_in_one_course(ada: Learner) -> None:
    lengthens(ada, 100)

    ben = Learner(ada.database, "Ben Okafor").enrolls().reads()

    assert minutes(ben) == 30


def test_a_quiz_without_a_time_limit_stays_without_and_asks_nothing(database: Database) -> None:
    publishes(database)
    ada = Learner(database).enrolls().reads()
    lengthens(ada, 100)

    with asked(database) as statements:
        ada.begins()
        ada.sheet()

    assert ada.sheet().time_limit is None
    assert not any("accommodations" in statement for statement in statements)


# -- further attempts --------------------------------------------------------------


@pytest.mark.parametrize("module", ["", "module-9"])
def test_attempts_are_granted_on_a_quiz_of_the_course_only(ada: Learner, module: str) -> None:
    with pytest.raises(FieldRefusal), ada.database.writing() as session:
        accommodations.grant(session, ada.person, ada.course, module, Grant(1, "illness"), ada.at)


def test_no_attempt_is_granted_on_a_quiz_that_is_passed(ada: Learner) -> None:
    ada.takes()

    with pytest.raises(FieldRefusal, match="is passed"), ada.database.writing() as session:
        accommodations.grant(session, ada.person, ada.course, MODULE, Grant(1, "illness"), ada.at)


def test_no_attempt_is_granted_on_a_quiz_without_a_limit(database: Database) -> None:
    publishes(database, make.a_course(1, quiz=make.a_quiz(attempts=None)))
    ada = Learner(database).enrolls().reads()

    with pytest.raises(FieldRefusal, match="no limit"), database.writing() as session:
        accommodations.grant(session, ada.person, ada.course, MODULE, Grant(1, "illness"), ada.at)


def test_who_is_not_in_the_course_is_granted_nothing(ada: Learner) -> None:
    ben = signed_up(ada.database, "Ben Okafor")

    with pytest.raises(NotFound), ada.database.writing() as session:
        accommodations.lengthen(session, ben, ada.course, ExtraTime(50, "late"), ada.at)


# -- what is kept of it ------------------------------------------------------------


def test_everything_allowed_is_listed_by_whom_when_and_why_the_newest_first(
    ada: Learner, dora: Person
) -> None:
    first = ada.at
    lengthens(ada, 50, why="by the command")
    ada.waits(hours=1)
    with ada.database.writing() as session:
        given = Grant(2, "illness", dora)
        accommodations.grant(session, ada.person, ada.course, MODULE, given, ada.at)

    seen = allowed(ada, dora)

    assert seen.entries == (
        MoreAttempts(MODULE, 2, "illness", "Dora Vance", ada.at),
        MoreTime(50, "by the command", "", first),
    )
    assert (seen.may_grant, seen.extra_time_percent) == (True, 50)


def test_an_instructor_sees_the_list_and_grants_nothing(ada: Learner) -> None:
    cleo = signed_up(ada.database, "Cleo Hart", Role.INSTRUCTOR)
    with ada.database.writing() as session:
        teaching.assign(session, cleo.email, ada.course, ada.at)
    lengthens(ada, 50)

    seen = allowed(ada, cleo)

    assert len(seen.entries) == 1
    assert not seen.may_grant


def test_who_has_left_is_granted_nothing_more(ada: Learner, dora: Person) -> None:
    ada.leaves()

    assert not allowed(ada, dora).may_grant


def test_only_quizzes_with_attempts_to_run_out_of_are_offered(ada: Learner, dora: Person) -> None:
    ada.takes()

    offered = allowed(ada, dora).quizzes

    assert [module.entry.slug for module in offered] == ["module-2"]


def test_au_01_a_grant_is_in_the_audit_log_with_who_and_how_much_and_never_why(
    ada: Learner, dora: Person
) -> None:
    lengthens(ada, 50, dora)
    with ada.database.writing() as session:
        given = Grant(2, "illness", dora)
        accommodations.grant(session, ada.person, ada.course, MODULE, given, ada.at)

    with ada.database.reading() as session:
        rows = select(AuditEventRow.kind, AuditEventRow.actor_id, AuditEventRow.detail)
        told = [tuple(row) for row in session.execute(rows.order_by(AuditEventRow.id.desc()))][:2]
    assert told == [
        ("attempts granted", dora.id, '{"count":2,"module":"module-1"}'),
        ("extra time granted", dora.id, '{"percent":50}'),
    ]
