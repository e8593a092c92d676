"""A course that was begun and discarded: out of everybody's sight, and all of it comes back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from lms.domain.access import Person, Role
from lms.domain.colleagues import Duty
from lms.domain.errors import FieldRefusal, NotFound
from lms.services import authoring, colleagues, discarding, drafts, plans, written
from lms.services.authoring import AddressTaken
from lms.services.discarding import Planned, Published
from lms.services.plans import Wish
from lms.services.written import get_written, list_shelves
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import AuditEventRow, DraftSaveRow
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.services.test_drafts import COURSE, START, publishes
from tests.services.test_starting import NEW, Founder


@pytest.fixture
def cleo(database: Database) -> Founder:
    """An author who began a course."""
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), START)
    founder = Founder(database, signed_up(database, "Cleo Ray", Role.INSTRUCTOR))
    founder.begins(good_course.files())
    return founder


def discards(author: Founder) -> None:
    with author.database.writing() as session:
        taught = get_written(session, author.person, author.slug)
        discarding.discard(session, author.person, taught.facts.slug, START + timedelta(hours=1))


def puts_back(database: Database, person: Person) -> None:
    with database.writing() as session:
        discarding.put_back(session, person, NEW, START + timedelta(hours=2))


def listed(database: Database, person: Person) -> list[str]:
    """What the studio lists for somebody, to write and to review."""
    with database.reading() as session:
        shelves = list_shelves(session, person)
    mine = [it.written.facts.slug for it in shelves.written.entries]
    return mine + [it.facts.slug for it in shelves.reviewed.entries]


def discarded(database: Database, person: Person) -> list[str]:
    with database.reading() as session:
        return [it.slug for it in discarding.list_discarded(session, person).entries]


def test_nobody_comes_to_a_discarded_course(cleo: Founder) -> None:
    database = cleo.database
    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        colleagues.add(session, cleo.taught, cleo.person, rhea.email, Duty.REVIEWER, START)
    assert all(listed(database, it) == [NEW] for it in (cleo.person, rhea, dora))

    discards(cleo)

    for person in (cleo.person, rhea, dora):
        assert listed(database, person) == []
        with database.reading() as session, pytest.raises(NotFound):
            written.get_read(session, person, NEW)
        with database.reading() as session, pytest.raises(NotFound):
            get_written(session, person, NEW)


def test_everything_that_was_saved_comes_back(cleo: Founder) -> None:
    save = cleo.rewrites("Opening words.", "Welcoming words.")
    files = cleo.files()
    with cleo.database.reading() as session:
        before = session.scalars(select(DraftSaveRow.id).order_by(DraftSaveRow.id)).all()

    discards(cleo)
    puts_back(cleo.database, cleo.person)

    assert cleo.files() == files
    with cleo.database.reading() as session:
        after = session.scalars(select(DraftSaveRow.id).order_by(DraftSaveRow.id)).all()
        told = select(AuditEventRow.kind).order_by(AuditEventRow.id)
        kinds = session.scalars(told).all()
        state = drafts.get_state(session, cleo.taught, save.number)
    assert after == before
    assert "Welcoming words." in (state.text or "")
    assert kinds[-2:] == ["course discarded", "course put back"]
    assert listed(cleo.database, cleo.person) == [NEW]
    assert discarded(cleo.database, cleo.person) == []


def test_its_authors_and_administrators_put_it_back_and_nobody_else(cleo: Founder) -> None:
    database = cleo.database
    ben = signed_up(database, "Ben Okafor", Role.INSTRUCTOR)
    ada = signed_up(database, "Ada Marlowe", Role.LEARNER)
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        colleagues.add(session, cleo.taught, cleo.person, ben.email, Duty.REVIEWER, START)
    discards(cleo)

    for person in (ben, ada):
        assert discarded(database, person) == []
        with pytest.raises(NotFound):
            puts_back(database, person)

    assert discarded(database, cleo.person) == [NEW]
    assert discarded(database, dora) == [NEW]
    puts_back(database, dora)
    assert listed(database, cleo.person) == [NEW]
    with pytest.raises(NotFound):
        puts_back(database, dora)


def test_its_address_stays_taken(cleo: Founder) -> None:
    discards(cleo)

    with pytest.raises(FieldRefusal, match="Another course has this address"):
        cleo.begins(good_course.files())


def test_a_folder_of_its_address_is_refused_and_when_it_must_be_published_it_is_back(
    database: Database,
) -> None:
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), START)
    founder = Founder(database, signed_up(database, "Cleo Ray", Role.INSTRUCTOR))
    founder.slug = COURSE
    founder.begins(good_course.files())
    discards(founder)

    with pytest.raises(AddressTaken):
        publishes(database)
    publishes(database, over_edits=True)

    with database.reading() as session:
        newest = editions.find_newest(session, COURSE)
    assert newest is not None
    assert not newest.is_archived
    assert listed(database, founder.person) == [COURSE]
    assert discarded(database, founder.person) == []


def test_a_published_course_is_not_discarded(cleo: Founder) -> None:
    cleo.publishes(cleo.reviews())

    with pytest.raises(Published, match="out of the catalog"):
        discards(cleo)

    assert listed(cleo.database, cleo.person) == [NEW]


def test_an_archived_course_is_none_that_was_discarded(cleo: Founder) -> None:
    cleo.publishes(cleo.reviews())
    with cleo.database.writing() as session:
        authoring.archive(session, NEW, START, cleo.person.id)

    assert listed(cleo.database, cleo.person) == [NEW]
    assert discarded(cleo.database, cleo.person) == []
    with pytest.raises(NotFound):
        puts_back(cleo.database, cleo.person)


def test_a_course_whose_first_edition_is_planned_is_not_discarded(cleo: Founder) -> None:
    review, reading = cleo.reviews()
    wish = Wish(review.content_hash, None, START + timedelta(days=2))
    with cleo.database.writing() as session:
        plans.plan(session, cleo.taught, cleo.person, reading, wish, START)

    with pytest.raises(Planned, match="Take the plan back"):
        discards(cleo)

    assert listed(cleo.database, cleo.person) == [NEW]
