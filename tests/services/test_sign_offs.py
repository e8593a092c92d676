"""Where a sign-off is asked for, nothing is published that no second person has read."""

import pytest
from sqlalchemy import select

from lms.content.reading import read_files
from lms.domain.access import Person, Role
from lms.domain.colleagues import Duty
from lms.domain.courses import SourceFile
from lms.domain.errors import Refusal
from lms.domain.plans import Outcome, Plan
from lms.services import (
    authoring,
    colleagues,
    draft_reviews,
    drafts,
    jobs,
    plans,
    sign_offs,
    teaching,
    written,
)
from lms.services.authoring import Published, SignOffWanted
from lms.services.sign_offs import SignOffMissing, State
from lms.store.database import Database
from lms.store.rows import AuditEventRow, SignOffPassedOverRow
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.services.test_drafts import MODULE, Author
from tests.services.test_starting import Founder
from tests.signing import signing_at
from tests.web.writers import publishes

COURSE = good_course.SLUG
WORDS, NEW = "Opening words.", "Welcoming words."


class House:
    """Cleo writes a course that asks for a sign-off, and Rhea reviews it."""

    def __init__(self, database: Database) -> None:
        self.database = database
        publishes(database)
        self.cleo = Author(database, signed_up(database, "Cleo Hart", Role.INSTRUCTOR))
        self.rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
        self.dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
        with database.writing() as session:
            teaching.assign(session, self.cleo.person.email, COURSE, make.START)
            taught = teaching.get_taught(session, self.cleo.person, COURSE)
            by = self.cleo.person
            colleagues.add(session, taught, by, self.rhea.email, Duty.REVIEWER, make.START)
            sign_offs.ask(session, taught, by, make.START)

    def digest(self) -> str:
        """What the review of the draft says that its reader has seen."""
        with self.database.reading() as session:
            taught = self.cleo.taught
            reading = draft_reviews.read_draft(taught, drafts.list_files(session, taught))
            return draft_reviews.review(session, taught, reading).content_hash

    def signs(self, person: Person, seen: str = "") -> None:
        seen = seen or self.digest()
        with self.database.writing() as session:
            taught = written.get_read(session, person, COURSE)
            sign_offs.sign_off(session, taught, person, seen, make.later(1))

    def state(self, person: Person) -> State:
        digest = self.digest()
        with self.database.reading() as session:
            taught = written.get_read(session, person, COURSE)
            return sign_offs.get_state(session, taught, person, digest)

    def publishes(self) -> Published:
        with self.database.reading() as session:
            taught = self.cleo.taught
            files = drafts.list_files(session, taught)
        reading, seen = draft_reviews.read_draft(taught, files), self.digest()
        with self.database.writing() as session:
            by, now = self.cleo.person, make.later(2)
            return draft_reviews.publish(session, taught, by, reading, seen, None, now)

    def plans(self) -> Plan:
        """The draft as it stands, for in two days."""
        with self.database.reading() as session:
            taught = self.cleo.taught
            files = drafts.list_files(session, taught)
        reading = draft_reviews.read_draft(taught, files)
        wish = plans.Wish(self.digest(), None, make.later(2 * 24))
        with self.database.writing() as session:
            return plans.plan(session, taught, self.cleo.person, reading, wish, make.later(2))

    def works(self) -> None:
        """Let the worker do what is due in three days."""
        signing = signing_at("https://learn.example.org")
        jobs.work_off(self.database, signing, lambda: make.later(3 * 24))

    def publishes_folder(self, over: str = "") -> Published:
        """The course from files, with a word changed."""
        text = good_course.MODULE.replace(WORDS, NEW).encode()
        files = tuple(
            SourceFile(it.path, text if it.path == MODULE else it.content)
            for it in good_course.files()
        )
        draft = authoring.Draft(COURSE, read_files(COURSE, files).course, files, ())
        with self.database.writing() as session:
            return authoring.publish(session, draft, make.later(3), over_sign_off=over)


@pytest.fixture
def house(database: Database) -> House:
    return House(database)


def test_a_draft_that_nobody_signed_off_is_not_published(house: House) -> None:
    house.cleo.rewrites(WORDS, NEW)

    with pytest.raises(SignOffMissing, match="a reviewer or an author who saved none"):
        house.publishes()

    assert house.state(house.cleo.person).is_missing
    assert house.state(house.rhea).may_sign


def test_a_draft_that_a_reviewer_signed_off_is_published(house: House) -> None:
    house.cleo.rewrites(WORDS, NEW)
    house.signs(house.rhea)

    assert [it.name for it in house.state(house.cleo.person).signed] == ["Rhea Lund"]
    assert house.publishes().edition is not None


def test_whatever_is_saved_after_it_asks_for_a_sign_off_anew(house: House) -> None:
    house.cleo.rewrites(WORDS, NEW)
    house.signs(house.rhea)
    house.cleo.rewrites(NEW, "Other words.")

    with pytest.raises(SignOffMissing):
        house.publishes()


def test_what_was_signed_off_to_follow_one_edition_is_not_to_follow_another(house: House) -> None:
    """An edition is published between, and the text goes back to what had been signed off."""
    house.cleo.rewrites(WORDS, NEW)
    house.signs(house.rhea)
    house.publishes()
    house.cleo.rewrites(NEW, "Other words.")
    house.signs(house.rhea)
    house.publishes()
    house.cleo.rewrites("Other words.", NEW)

    assert house.state(house.rhea).signed == ()
    with pytest.raises(SignOffMissing):
        house.publishes()


def test_nobody_signs_off_a_draft_that_they_saved_a_part_of(house: House) -> None:
    house.cleo.rewrites(WORDS, NEW)

    assert not house.state(house.cleo.person).may_sign
    with pytest.raises(Refusal, match="You saved some of these changes yourself"):
        house.signs(house.cleo.person)


def test_another_author_and_an_administrator_may_sign_off(house: House) -> None:
    sol = signed_up(house.database, "Sol Ibarra", Role.INSTRUCTOR)
    with house.database.writing() as session:
        teaching.assign(session, sol.email, COURSE, make.START)
    house.cleo.rewrites(WORDS, NEW)

    assert house.state(sol).may_sign
    assert house.state(house.dora).may_sign
    house.signs(sol)
    assert house.publishes().edition is not None


def test_who_wrote_what_was_published_before_may_sign_off_what_follows(house: House) -> None:
    sol = signed_up(house.database, "Sol Ibarra", Role.INSTRUCTOR)
    with house.database.writing() as session:
        teaching.assign(session, sol.email, COURSE, make.START)
    house.cleo.rewrites(WORDS, NEW)
    house.signs(house.rhea)
    house.publishes()

    Author(house.database, sol, house.cleo.at).rewrites(NEW, "Sol's words.")

    assert house.state(house.cleo.person).may_sign
    assert not house.state(sol).may_sign


def test_what_changed_since_it_was_read_is_not_signed_off(house: House) -> None:
    house.cleo.rewrites(WORDS, NEW)
    seen = house.digest()
    house.cleo.rewrites(NEW, "Other words.")

    with pytest.raises(Refusal, match="Somebody saved in this draft after you read it"):
        house.signs(house.rhea, seen)


def test_a_draft_that_is_as_published_has_nothing_to_sign_off(house: House) -> None:
    with pytest.raises(Refusal, match="nothing to sign off"):
        house.signs(house.rhea)


def test_signing_off_twice_is_once_and_stands_in_the_log(house: House) -> None:
    house.cleo.rewrites(WORDS, NEW)
    house.signs(house.rhea)
    house.signs(house.rhea)

    assert len(house.state(house.cleo.person).signed) == 1
    assert events(house.database) == [
        ("sign off asked for", house.cleo.person.id),
        ("draft signed off", house.rhea.id),
    ]


def test_a_course_that_asks_no_longer_is_published_alone(house: House) -> None:
    with house.database.writing() as session:
        for _ in range(2):
            sign_offs.ask_no_longer(session, house.cleo.taught, house.dora, make.later(1))
    house.cleo.rewrites(WORDS, NEW)

    assert house.publishes().edition is not None
    assert events(house.database)[1:] == [("sign off asked for no longer", house.dora.id)]


def test_no_author_lifts_the_rule_alone(house: House) -> None:
    with (
        house.database.writing() as session,
        pytest.raises(Refusal, match="Only an administrator"),
    ):
        sign_offs.ask_no_longer(session, house.cleo.taught, house.cleo.person, make.later(1))
    house.cleo.rewrites(WORDS, NEW)

    with pytest.raises(SignOffMissing):
        house.publishes()


def test_the_provider_asks_for_every_course_whatever_the_course_says(house: House) -> None:
    with house.database.writing() as session:
        sign_offs.ask_no_longer(session, house.cleo.taught, house.dora, make.later(1))
        sign_offs.ask_of_all(session, house.dora, make.later(1))
    house.cleo.rewrites(WORDS, NEW)

    with pytest.raises(SignOffMissing):
        house.publishes()
    with pytest.raises(SignOffWanted):
        house.publishes_folder()


def test_a_folder_is_published_only_over_the_sign_off_and_for_a_reason(house: House) -> None:
    with pytest.raises(SignOffWanted, match="--over-sign-off"):
        house.publishes_folder()

    published = house.publishes_folder("The board asked for it today.")

    assert published.edition is not None
    with house.database.reading() as session:
        kept = session.scalars(select(SignOffPassedOverRow.reason)).all()
    assert kept == ["The board asked for it today."]
    assert events(house.database)[-1] == ("sign off passed over", None)


def test_a_planned_edition_needs_its_sign_off_and_whatever_is_saved_later_is_no_part_of_it(
    house: House,
) -> None:
    house.cleo.rewrites(WORDS, NEW)
    with pytest.raises(SignOffMissing):
        house.plans()
    house.signs(house.rhea)
    plan = house.plans()
    with house.database.writing() as session:
        by, mail = house.cleo.person, house.rhea.email
        colleagues.add(session, house.cleo.taught, by, mail, Duty.AUTHOR, make.later(2))
    Author(house.database, house.rhea, house.cleo.at).rewrites(NEW, "Rhea's words.")

    house.works()

    with house.database.reading() as session:
        found = plans.find_plan(session, house.cleo.taught)
    assert found is not None
    assert (found.public_id, found.outcome) == (plan.public_id, Outcome.PUBLISHED)
    assert house.cleo.taught.edition.number == 2


def test_a_plan_is_not_carried_out_where_a_sign_off_is_asked_for_since(house: House) -> None:
    with house.database.writing() as session:
        sign_offs.ask_no_longer(session, house.cleo.taught, house.dora, make.later(1))
    house.cleo.rewrites(WORDS, NEW)
    house.plans()
    with house.database.writing() as session:
        sign_offs.ask(session, house.cleo.taught, house.cleo.person, make.later(1))

    house.works()

    with house.database.reading() as session:
        found = plans.find_plan(session, house.cleo.taught)
    assert found is not None
    assert found.outcome is Outcome.REFUSED
    assert "asks for a sign-off" in found.words
    assert house.cleo.taught.edition.number == 1


def test_a_first_edition_needs_its_sign_off_too(database: Database) -> None:
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), make.START)
    founder = Founder(database, signed_up(database, "Cleo Hart", Role.INSTRUCTOR))
    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    founder.begins()
    founder.states()
    with database.writing() as session:
        by, taught = founder.person, founder.taught
        colleagues.add(session, taught, by, rhea.email, Duty.REVIEWER, make.START)
        sign_offs.ask(session, taught, by, make.START)
    with database.reading() as session:
        assert written.get_read(session, rhea, taught.facts.slug).may_write is False
        assert [it.facts.slug for it in written.list_shelves(session, rhea).reviewed.entries] == [
            taught.facts.slug
        ]
    reviewed = founder.reviews()
    with pytest.raises(SignOffMissing):
        founder.publishes(reviewed)

    for _ in range(2):
        with database.writing() as session:
            seen = reviewed[0].content_hash
            read = written.get_read(session, rhea, taught.facts.slug)
            sign_offs.sign_off(session, read, rhea, seen, make.later(1))
    with database.reading() as session:
        state = sign_offs.get_state(session, taught, founder.person, seen)
    assert [it.name for it in state.signed] == ["Rhea Lund"]
    assert founder.publishes(reviewed).edition is not None


def test_the_same_folder_again_needs_no_sign_off(house: House) -> None:
    house.publishes_folder("The board asked for it today.")

    assert house.publishes_folder().edition is None


def events(database: Database) -> list[tuple[str, int | None]]:
    found = select(AuditEventRow.kind, AuditEventRow.actor_id).where(
        AuditEventRow.kind.contains("sign")
        & AuditEventRow.kind.contains("off")
        & ~AuditEventRow.kind.contains("assigned")
    )
    with database.reading() as session:
        return [tuple(row) for row in session.execute(found.order_by(AuditEventRow.id))]
