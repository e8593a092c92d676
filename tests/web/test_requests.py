"""What a request reads: a page all in one transaction, a form in blocks of their own."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from lms.domain.errors import NotFound
from lms.store.database import Database
from lms.store.rows import PersonRow
from lms.web.requests import reading, writing
from tests.accounts import signed_up


def people() -> int:
    """How many people there are, asked as a view asks."""
    with reading() as session:
        return int(session.scalar(select(func.count(PersonRow.id))))


def connections(database: Database) -> int:
    """How many connections are in hand."""
    return database.reader.pool.checkedout()  # type: ignore[attr-defined,no-any-return]


@pytest.fixture
def page(app: Flask) -> Iterator[None]:
    """Somebody opens a page."""
    with app.test_request_context("/"):
        yield


@pytest.mark.usefixtures("page")
def test_ds_15_a_page_is_of_one_moment_on_both_databases(database: Database) -> None:
    before = people()

    signed_up(database, "Nora Halloran")

    assert people() == before
    with writing():
        pass
    assert people() == before + 1


@pytest.mark.usefixtures("page")
def test_what_is_refused_ends_what_was_read(database: Database) -> None:
    with pytest.raises(NotFound), reading():
        raise NotFound
    assert connections(database) == 0


@pytest.mark.usefixtures("page")
def test_whoever_is_still_reading_reads_to_the_end(database: Database) -> None:
    with reading() as session:
        before = session.scalar(select(func.count(PersonRow.id)))
        with writing():
            pass
        assert session.scalar(select(func.count(PersonRow.id))) == before
    assert connections(database) == 0


def test_ds_03_a_form_holds_no_transaction_between_its_blocks(
    app: Flask, database: Database
) -> None:
    with app.test_request_context("/", method="POST"):
        before = people()
        assert connections(database) == 0
        signed_up(database, "Nora Halloran")
        assert people() == before + 1
