"""What was said in an evaluation cannot be put beside who said it."""

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import OperationalError

from lms.store import record
from lms.store.database import Database
from lms.store.rows import Base
from tests.accounts import NOON
from tests.store.test_constraints import FINE


@pytest.fixture
def answered(sqlite_database: Database) -> Database:
    """Thirty people have sent their evaluations, one after the other; each wrote a number."""
    with sqlite_database.writing() as session:
        for name in ("courses", "course_editions"):
            session.execute(insert(Base.metadata.tables[name]).values(**FINE[name]))
    for person in range(30):
        with sqlite_database.writing() as session:
            record.add_evaluation_answers(session, 1, {"comment": f"{person:02}"}, NOON.date())
    return sqlite_database


def test_no_row_number_tells_in_which_order_answers_were_sent(answered: Database) -> None:
    with answered.reading() as session, pytest.raises(OperationalError, match="no such column"):
        session.execute(text("SELECT rowid FROM evaluation_answers"))


def test_answers_lie_in_the_order_of_random_keys(answered: Database) -> None:
    with answered.reading() as session:
        lying = session.execute(text("SELECT id, comment FROM evaluation_answers")).all()

    comments = [comment for _, comment in lying]
    assert [key for key, _ in lying] == sorted(key for key, _ in lying)
    # One order of 30! is the order of sending.
    assert comments != sorted(comments)
