"""Both databases keep the promises that every floor above relies on."""

from sqlalchemy import text

from lms.store.database import Database
from lms.store.rows import CourseRow


def test_ds15_an_empty_database_migrates_and_keeps_a_row(database: Database) -> None:
    with database.writing() as session:
        session.add(CourseRow(slug="foundations", archived_at=None))

    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM courses")) == 1
    assert database.is_ready()
