"""When a course is offered: planned for later, out of the catalog and back, each once."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.domain.plans import Outcome
from lms.services import jobs, plans, teaching
from lms.store.database import Database
from lms.store.rows import AuditEventRow, PlanRow
from lms.web import requests
from tests.content import good_course
from tests.queries import asked
from tests.signing import signing_at
from tests.web.looking import repeated_ids, said
from tests.web.writers import COURSE, MODULE, REVIEW, Writer, file_of, publishes, writer

__all__ = ["writer"]

OFFERING = f"/studio/{COURSE}/draft/offering"


def plans_it(writer: Writer, day: str, time: str = "08:30", **fields: str) -> None:
    """Review the draft, and let it be published later."""
    writer.get(REVIEW)
    sent = {"seen": writer.field("seen"), "once": writer.field("once")}
    writer.post(f"{OFFERING}/plan", sent, day=day, time=time, **fields)


def soon() -> str:
    """A day next week, as a form sends it."""
    return (requests.read_clock() + timedelta(days=7)).date().isoformat()


def count(database: Database) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(PlanRow)).one()


def kinds(database: Database) -> list[str]:
    with database.reading() as session:
        return list(session.scalars(select(AuditEventRow.kind)))


def test_a_draft_is_planned_once_and_taken_back(writer: Writer, database: Database) -> None:
    writer.rewrites("Opening", "First")
    plans_it(writer, soon(), kind="editorial")
    again = writer.field("once") if 'name="once"' in writer.page.text else ""

    assert writer.page.headers["Location"] == f"{OFFERING}?done=planned"
    page = writer.follows()
    assert "The edition is planned." in said(page.text)
    assert "as Cleo Hart reviewed it" in said(page.text)
    assert repeated_ids(page.text) == set()
    assert again == ""
    assert "An edition is planned for" in said(writer.get(REVIEW).text)
    assert f"{OFFERING}/plan" not in writer.page.text.split("<main")[1].split("take-back")[0]

    with database.reading() as session:
        taught = teaching.get_taught(session, writer.person, COURSE)
        plan = plans.find_plan(session, taught)
    assert plan is not None
    for _ in range(2):
        writer.get(OFFERING)
        writer.post(f"{OFFERING}/plan/{plan.public_id}/take-back", {})
        assert writer.page.status_code == 303

    with database.reading() as session:
        plan = plans.find_plan(session, taught)
    assert plan is not None
    assert plan.outcome is Outcome.TAKEN_BACK
    assert b"First" not in file_of(database, MODULE)
    assert kinds(database).count("publishing planned") == 1
    assert kinds(database).count("publishing taken back") == 1


def test_a_double_click_plans_once(writer: Writer, database: Database) -> None:
    writer.rewrites("Opening", "First")
    writer.get(REVIEW)
    sent = {"seen": writer.field("seen"), "once": writer.field("once")}

    for _ in range(2):
        writer.post(f"{OFFERING}/plan", sent, day=soon(), time="08:30", kind="editorial")
        assert writer.page.headers["Location"] == f"{OFFERING}?done=planned"

    assert count(database) == 1


@pytest.mark.parametrize(
    ("day", "time", "words"),
    [
        ("2020-01-01", "08:30", "That time is over"),
        ("soon", "08:30", "Write the day as year-month-day"),
        ("2020-01-01", "early", "Write the time as hour and minute"),
    ],
)
def test_what_is_no_time_to_come_stays_in_its_field(
    day: str, time: str, words: str, writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")

    plans_it(writer, day, time, kind="material", reason="Because it matters.")

    assert writer.page.status_code == 422
    assert words in said(writer.page.text)
    assert f'value="{day}"' in writer.page.text
    assert f'value="{time}"' in writer.page.text
    assert "Because it matters." in writer.page.text
    assert '<details class="stack" open>' in writer.page.text
    assert count(database) == 0


def test_a_plan_that_was_overtaken_says_so_before_its_time_and_after(
    writer: Writer, database: Database
) -> None:
    writer.rewrites("Opening", "First")
    plans_it(writer, soon(), kind="editorial")
    publishes(database, good_course.files(history=good_course.HISTORY + "\nMore.\n"))

    assert "It will not be published." in said(writer.get(OFFERING).text)

    due = requests.read_clock() + timedelta(days=8)
    jobs.work_off(database, signing_at("https://learn.example.org"), lambda: due)
    page = said(writer.get(OFFERING).text)

    assert "was not published. An edition was published meanwhile" in page
    assert "It will not be published." not in page
    assert f'href="{REVIEW}"' in writer.page.text


def test_a_course_leaves_the_catalog_and_comes_back(writer: Writer, database: Database) -> None:
    assert f'href="{OFFERING}"' in writer.get(f"/studio/{COURSE}").text
    for act, words in (("archive", "out of the catalog"), ("put-back", "in the catalog again")):
        for _ in range(2):
            writer.get(OFFERING)
            writer.post(f"{OFFERING}/{act}", {})
            assert words in said(writer.follows().text)
        assert (f"/courses/{COURSE}" in writer.get("/").text) is (act == "put-back")

    assert kinds(database).count("course archived") == 1
    assert kinds(database).count("course put back") == 1


def test_there_is_no_third_act(writer: Writer) -> None:
    writer.get(OFFERING)

    assert writer.post(f"{OFFERING}/burn", {}).status_code == 404


def test_the_page_costs_few_questions(writer: Writer, database: Database) -> None:
    writer.get(OFFERING)

    with asked(database) as statements:
        writer.get(OFFERING)

    assert len(statements) <= 7
