"""Planned editions: published as they were reviewed, when it was said, or not and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from lms.domain.drafts import FileState
from lms.domain.editions import Change
from lms.domain.errors import NotFound, Refusal
from lms.domain.plans import Outcome, Plan
from lms.services import authoring, draft_reviews, jobs, plans, teaching
from lms.services.authoring import Overrule
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests.services.test_drafts import COURSE, MODULE, Author, changed, publishes, teaches
from tests.signing import signing_at
from tests.store.at_once import at_once

DUE = timedelta(days=3)


@dataclass
class Planner(Author):
    """An author who plans."""

    def plans(self, overrule: Overrule | None = None) -> Plan:
        """The draft as it stands, reviewed, for in three days."""
        review, reading = self.reviews()
        wish = plans.Wish(review.content_hash, overrule, self.at + DUE)
        with self.database.writing() as session:
            return plans.plan(session, self.taught, self.person, reading, wish, self.at)

    def takes_back(self, plan: Plan) -> None:
        with self.database.writing() as session:
            plans.take_back(session, self.taught, self.person, plan.public_id, self.at)

    @property
    def plan(self) -> Plan:
        """What was planned last."""
        with self.database.reading() as session:
            found = plans.find_plan(session, self.taught)
        assert found is not None
        return found

    def text(self) -> str:
        """What learners are given of the module."""
        with self.database.reading() as session:
            content = editions.find_file(session, self.taught.edition.id, MODULE)
        assert content is not None
        return content.decode()


@pytest.fixture
def cleo(database: Database) -> Planner:
    publishes(database)
    author = teaches(database, "Cleo Ray")
    planner = Planner(database, author.person)
    planner.rewrites("Opening", "First")
    return planner


def events(database: Database) -> list[str]:
    """The kinds of all that stands in the log."""
    with database.reading() as session:
        return list(session.scalars(select(AuditEventRow.kind)))


def works(database: Database, at: datetime) -> int:
    """Let the worker do what is due at a time."""
    return jobs.work_off(database, signing_at("https://learn.example.org"), lambda: at)


def test_a_plan_is_carried_out_when_it_is_due_and_not_before(cleo: Planner) -> None:
    plan = cleo.plans()

    works(cleo.database, plan.due_at - timedelta(seconds=1))
    assert cleo.taught.edition.number == 1
    assert cleo.plan.is_open

    works(cleo.database, plan.due_at)
    assert cleo.taught.edition.number == 2
    assert "First" in cleo.text()
    assert cleo.plan.outcome is Outcome.PUBLISHED
    assert cleo.plan.settled_at == plan.due_at


def test_it_is_published_as_it_was_reviewed_and_what_came_later_waits(cleo: Planner) -> None:
    plan = cleo.plans()
    cleo.rewrites("First", "Last")

    works(cleo.database, plan.due_at)

    assert "First" in cleo.text()
    assert "Last" in cleo.opens().text
    assert cleo.opens().state is FileState.CHANGED
    review, _ = cleo.reviews()
    assert review.may_publish


def test_the_word_of_its_author_against_the_proposal_is_kept(cleo: Planner) -> None:
    plan = cleo.plans(Overrule(Change.MATERIAL, "It changes what is advised."))

    works(cleo.database, plan.due_at)

    edition = cleo.taught.edition
    assert (edition.number, edition.change) == (2, Change.MATERIAL)


def test_a_plan_that_was_taken_back_is_not_carried_out(cleo: Planner) -> None:
    plan = cleo.plans()
    cleo.takes_back(plan)
    cleo.takes_back(plan)

    works(cleo.database, plan.due_at)

    assert cleo.taught.edition.number == 1
    assert cleo.plan.outcome is Outcome.TAKEN_BACK
    assert events(cleo.database).count("publishing taken back") == 1


def test_one_edition_is_planned_at_once(cleo: Planner) -> None:
    first = cleo.plans()
    with pytest.raises(Refusal, match="planned already"):
        cleo.plans()

    cleo.takes_back(first)
    assert cleo.plans().is_open


def test_what_another_edition_overtook_is_refused_in_words(cleo: Planner) -> None:
    plan = cleo.plans()
    cleo.publishes(cleo.reviews())
    number = cleo.taught.edition.number

    works(cleo.database, plan.due_at)

    assert cleo.taught.edition.number == number
    assert cleo.plan.outcome is Outcome.REFUSED
    assert "meanwhile" in cleo.plan.words
    assert works(cleo.database, plan.due_at + timedelta(hours=2)) == 0


def test_whoever_no_longer_teaches_the_course_publishes_nothing(
    cleo: Planner, database: Database
) -> None:
    plan = cleo.plans()
    teaches(database, "Rhea Lund")
    with database.writing() as session:
        teaching.unassign(session, cleo.person.email, COURSE, cleo.at)

    works(database, plan.due_at)

    with database.reading() as session:
        newest = editions.find_newest(session, COURSE)
        assert newest is not None
        assert newest.number == 1


def test_what_publishing_refuses_planning_refuses(cleo: Planner) -> None:
    review, reading = cleo.reviews()
    cleo.rewrites("First", "Last")
    wish = plans.Wish(review.content_hash, None, cleo.at + DUE)
    with cleo.database.writing() as session, pytest.raises(Refusal, match="after you reviewed"):
        plans.plan(session, cleo.taught, cleo.person, reading, wish, cleo.at)

    cleo.publishes(cleo.reviews())
    with pytest.raises(Refusal, match="nothing to publish"):
        cleo.plans()


def test_two_workers_publish_a_plan_once(cleo: Planner) -> None:
    plan = cleo.plans()

    at_once([lambda: works(cleo.database, plan.due_at)] * 2)

    assert cleo.taught.edition.number == 2
    assert cleo.plan.outcome is Outcome.PUBLISHED


def test_a_plan_is_taken_back_from_its_own_course_alone(cleo: Planner, database: Database) -> None:
    with database.writing() as session, pytest.raises(NotFound):
        plans.take_back(session, cleo.taught, cleo.person, "nothing", cleo.at)


def test_a_course_leaves_the_catalog_and_comes_back_once(cleo: Planner) -> None:
    for act, is_archived in ((authoring.archive, True), (authoring.put_back, False)):
        for _ in range(2):
            with cleo.database.writing() as session:
                act(session, COURSE, cleo.at, cleo.person.id)
        assert cleo.taught.edition.is_archived is is_archived

    assert events(cleo.database).count("course archived") == 1
    assert events(cleo.database).count("course put back") == 1


def test_files_published_meanwhile_stop_a_plan(cleo: Planner) -> None:
    plan = cleo.plans()
    folder = changed("Opening", "Beginning")
    reading = draft_reviews.read_files(COURSE, folder)
    with cleo.database.writing() as session:
        authoring.publish(session, authoring.Draft(COURSE, reading.course, folder, ()), cleo.at)

    works(cleo.database, plan.due_at)

    assert cleo.plan.outcome is Outcome.REFUSED
