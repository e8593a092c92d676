"""Authors add and take off colleagues, and a course never loses its last author."""

import pytest
from sqlalchemy import select

from lms.domain.access import Person, Role
from lms.domain.colleagues import Duty
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services import accounts, colleagues, privacy, teaching, written
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.accounts import signed_up
from tests.sittings import COURSE, publishes
from tests.store.at_once import at_once


class Team:
    """Cleo, an author of a course, and whom she adds."""

    def __init__(self, database: Database) -> None:
        self.database = database
        publishes(database)
        self.cleo = signed_up(database, "Cleo Hart", Role.INSTRUCTOR)
        with database.writing() as session:
            teaching.assign(session, self.cleo.email, COURSE, make.START)

    def adds(self, email: str, duty: Duty = Duty.REVIEWER, by: Person | None = None) -> None:
        with self.database.writing() as session:
            taught = teaching.get_taught(session, by or self.cleo, COURSE)
            colleagues.add(session, taught, by or self.cleo, email, duty, make.later(1))

    def takes_off(self, person: Person, by: Person | None = None) -> None:
        with self.database.writing() as session:
            taught = teaching.get_taught(session, by or self.cleo, COURSE)
            colleagues.take_off(session, taught, by or self.cleo, person.public_id, make.later(2))

    def duties(self) -> dict[str, Duty]:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            page = colleagues.list_colleagues(session, taught, 1)
        return {it.legal_name: it.duty for it in page.entries}

    def events(self) -> list[tuple[str, int | None, str]]:
        asked = select(AuditEventRow.kind, AuditEventRow.actor_id, AuditEventRow.subject).where(
            AuditEventRow.kind.contains("assigned") | AuditEventRow.kind.contains("taken back")
        )
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(asked.order_by(AuditEventRow.id))]


@pytest.fixture
def team(database: Database) -> Team:
    return Team(database)


def test_a_reviewer_reads_the_draft_and_is_no_author(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email)

    with team.database.reading() as session:
        read = written.get_read(session, rhea, COURSE)
        assert not read.may_write
        with pytest.raises(NotFound):
            teaching.get_taught(session, rhea, COURSE)
        assert [it.facts.slug for it in written.list_shelves(session, rhea).reviewed.entries] == [
            COURSE
        ]


def test_whoever_is_taken_off_sees_nothing_of_the_course_any_more(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email)
    team.takes_off(rhea)

    with team.database.reading() as session, pytest.raises(NotFound):
        written.get_read(session, rhea, COURSE)


def test_an_instructor_who_became_a_learner_reviews_nothing(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email)
    with team.database.writing() as session:
        accounts.set_role(session, rhea.id, Role.LEARNER, None, make.later(2))
        rhea_now = accounts.get_person(session, rhea.email)

    with team.database.reading() as session, pytest.raises(NotFound):
        written.get_read(session, rhea_now, COURSE)


def test_a_reviewer_who_is_made_an_author_is_one_thing_only(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email)

    team.adds(rhea.email, Duty.AUTHOR)

    assert team.duties() == {"Cleo Hart": Duty.AUTHOR, "Rhea Lund": Duty.AUTHOR}


def test_every_change_is_in_the_log_with_who_made_it_and_without_a_name(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email)
    team.takes_off(rhea)

    by = team.cleo.id
    assert team.events() == [
        ("course assigned", None, f"person {by}"),
        ("review assigned", by, f"person {rhea.id}"),
        ("review taken back", by, f"person {rhea.id}"),
    ]


@pytest.mark.parametrize("email", ["ada@example.org", "nobody@example.org"])
def test_a_learner_and_nobody_are_refused_alike(team: Team, email: str) -> None:
    signed_up(team.database, "Ada Marlowe")

    with pytest.raises(FieldRefusal, match="No instructor here has this address") as refusal:
        team.adds(email)

    assert refusal.value.field == "email"
    assert team.duties() == {"Cleo Hart": Duty.AUTHOR}


def test_whoever_is_there_already_is_not_added_twice(team: Team) -> None:
    with pytest.raises(FieldRefusal, match="Cleo Hart is an author of this course already"):
        team.adds(team.cleo.email, Duty.AUTHOR)


@pytest.mark.parametrize("by_administrator", [False, True])
def test_nobody_takes_the_last_author_off(team: Team, by_administrator: bool) -> None:
    dora = signed_up(team.database, "Dora Vance", Role.ADMINISTRATOR)
    by = dora if by_administrator else team.cleo

    with pytest.raises(Refusal, match="last author"):
        team.takes_off(team.cleo, by)
    with pytest.raises(Refusal, match="last author"):
        team.adds(team.cleo.email, Duty.REVIEWER, by)
    with team.database.writing() as session, pytest.raises(Refusal, match="lms people assign"):
        teaching.unassign(session, team.cleo.email, COURSE, make.later(2))

    assert team.duties() == {"Cleo Hart": Duty.AUTHOR}


def test_two_authors_who_take_each_other_off_at_once_leave_one(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email, Duty.AUTHOR)

    def take(by: Person, whom: Person) -> bool:
        try:
            team.takes_off(whom, by)
        except (Refusal, NotFound):
            return False
        return True

    done = at_once([lambda: take(team.cleo, rhea), lambda: take(rhea, team.cleo)])

    assert sorted(done) == [False, True]


def test_a_reviewer_may_be_erased_and_reviews_nothing_then(team: Team) -> None:
    rhea = signed_up(team.database, "Rhea Lund", Role.INSTRUCTOR)
    team.adds(rhea.email)

    with team.database.reading() as session:
        erasing = privacy.get_erasing(session, rhea.public_id, make.later(3))

    assert erasing.refusal == ""
    assert ("Courses that you review", 1) in erasing.deleted
