"""Retention: a run says what it would delete, deletes only that, and never the record."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from lms.domain.retention import years_after, years_before
from lms.services import retention
from lms.services.retention import Past
from lms.store.database import Database
from lms.store.rows import Base
from tests import make
from tests.accounts import new_cookie
from tests.beginnings import begun_once
from tests.sittings import Learner, publishes

NOW = years_after(make.START.date(), 8)
LATER = make.START.replace(year=NOW.year, month=NOW.month, day=NOW.day)
RECORD = ("completions", "certificates", "roster_facts", "attempts", "answers", "grades")


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, who completed the course."""
    publishes(database)
    learner = Learner(database).enrolls().does_everything().evaluates()
    learner.attests()
    return learner


@pytest.fixture
def ben(database: Database, ada: Learner) -> Learner:
    """Ben, who began it and did not finish."""
    learner = Learner(database, "Ben Okafor").enrolls().reads()
    learner.takes()
    return learner


def rows(database: Database) -> dict[str, int]:
    with database.reading() as session:
        return {
            name: session.scalars(select(func.count()).select_from(table)).one()
            for name, table in Base.metadata.tables.items()
        }


def past(database: Database, at: datetime) -> dict[str, Past]:
    with database.reading() as session:
        return {it.table: it for it in retention.list_past(session, at)}


def test_pr03_a_run_deletes_unfinished_courses_and_never_the_record(
    database: Database, ben: Learner
) -> None:
    before = rows(database)
    told = past(database, LATER - timedelta(days=6 * 365))
    at = LATER - timedelta(days=4 * 365)

    retention.apply(database, at)

    after = rows(database)
    assert told == {}
    assert before["enrollments"] - after["enrollments"] == 1
    assert before["attempts"] - after["attempts"] == 1
    assert after["completions"] == after["certificates"] == 1
    assert past(database, at) == {}


def test_what_is_said_is_what_is_deleted(database: Database, ben: Learner) -> None:
    new_cookie(database, ben.person, make.START)
    at = LATER - timedelta(days=4 * 365)
    before, told = rows(database), past(database, at)

    deleted = retention.apply(database, at)

    after = rows(database)
    gone = {name: before[name] - after[name] for name in before if before[name] > after[name]}
    assert gone == {name: it.rows for name, it in told.items()}
    assert sum(gone.values()) == deleted


def test_who_came_back_in_time_keeps_everything(database: Database, ben: Learner) -> None:
    ben.at = make.START + timedelta(days=800)
    ben.reads("module-2")

    at = make.START + timedelta(days=3 * 365 + 30)

    assert past(database, at) == {}
    assert retention.apply(database, at) == 0


def test_a_record_past_its_time_is_told_of_and_kept(database: Database, ada: Learner) -> None:
    before = rows(database)
    told = past(database, LATER)

    retention.apply(database, LATER)

    assert set(RECORD) <= told.keys()
    assert "by hand" in told["completions"].why
    assert not any(told[name].is_deleted for name in RECORD)
    after = rows(database)
    assert {name: after[name] for name in RECORD} == {name: before[name] for name in RECORD}


def test_each_step_of_a_run_is_an_event(database: Database, ben: Learner) -> None:
    retention.apply(database, LATER)

    events = Base.metadata.tables["audit_events"]
    with database.reading() as session:
        found = session.scalars(
            select(events.c.subject).where(events.c.kind == "retention applied")
        ).all()
    assert "retention unfinished" in found


def test_years_end_no_day_too_early() -> None:
    assert years_after(date(2028, 2, 29), 7) == date(2035, 3, 1)
    assert years_before(make.START.replace(year=2028, month=2, day=29), 3).day == 28
