"""The audit log in the office: searched, paged, and each event with its link."""

from datetime import timedelta
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import insert, select

from lms.credentials import seals
from lms.domain.audit import canonical, event_fields
from lms.services.sealing import Sealer
from lms.store import audit
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests.accounts import NOON
from tests.personas import Ada, Dora
from tests.queries import asked

LOG = "/office/audit/"
MANY = 10_000
DAY = timedelta(days=1)


def seal(database: Database, folder: Path) -> None:
    Sealer(database, lambda: seals.open_seal(folder)).seal(NOON)


def happens(database: Database, kind: str, actor: int | None, subject: str, days: int = 0) -> None:
    with database.writing() as session:
        audit.record(session, NOON + days * DAY, kind, actor, subject, module="what-is")


def rows(page: str) -> list[str]:
    """The lines of the table, as text."""
    body = page.partition("<tbody>")[2].partition("</tbody>")[0]
    return [unescape(line) for line in body.split("<tr>")[1:]]


def look(dora: Dora, **asked: str) -> str:
    return dora.get(f"{LOG}?{urlencode(asked)}").text


@pytest.fixture
def told(database: Database, ada: Ada, dora: Dora) -> Database:
    """A log in which Ada did something twice and the product once."""
    happens(database, "module finished", ada.person.id, "enrollment 71")
    happens(database, "module finished", ada.person.id, "enrollment 72", days=2)
    happens(database, "certificate lacks glyphs", None, "certificate 9K", days=4)
    return database


def test_the_newest_is_first_in_plain_words_with_who_did_it(told: Database, dora: Dora) -> None:
    lines = rows(dora.get(LOG).text)

    assert "Certificate made with letters missing" in lines[0]
    assert "The product" in lines[0]
    assert "Module finished" in lines[1]
    assert "enrollment 72" in lines[1]
    assert "Ada" in lines[1]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("kind=module+finished", 2),
        ("subject=enrollment+71", 1),
        ("subject=enrollment+7", 0),
        ("actor=ada@example.org&kind=module+finished", 2),
        ("actor=dora@example.org&kind=module+finished", 0),
        ("kind=module+finished&since=2026-11-23", 1),
        ("kind=module+finished&until=2026-11-22", 1),
        ("kind=module+finished&since=2026-11-22&until=2026-11-24", 2),
        ("kind=module+finished&since=2026-11-25&until=2026-11-24", 0),
    ],
)
def test_it_is_searched_by_kind_subject_actor_and_days(
    told: Database, dora: Dora, query: str, found: int
) -> None:
    page = dora.get(f"{LOG}?{query}").text

    assert len(rows(page)) == found
    assert ("No event fits" in page) == (found == 0)


def test_what_makes_no_sense_is_told_beside_its_field_and_stays(told: Database, dora: Dora) -> None:
    page = unescape(dora.get(f"{LOG}?actor=nobody@example.org&kind=module+finished").text)

    assert "Nobody here has this e-mail address" in page
    assert 'value="nobody@example.org"' in page
    assert '<option value="module finished" selected>' in page
    assert rows(page) == []
    for day in ("soon", "0000-01-01", "9999-12-31"):
        assert dora.get(f"{LOG}?since=0001-01-01&until={day}").status_code == 422
        assert f'value="{day}"' in dora.page.text
        assert f"“{day}” is no day" in unescape(dora.page.text)


@pytest.mark.parametrize("kind", ["module", "Module finished", "<b>", "rôle"])
def test_a_kind_of_event_that_is_none_is_told_and_stays(
    told: Database, dora: Dora, kind: str
) -> None:
    page = unescape(look(dora, kind=kind))

    assert dora.page.status_code == 422
    assert f"No event in the log is called “{kind}”. Choose one of the list." in page
    assert f"<option selected>{kind}</option>" in page
    assert rows(page) == []


def test_all_that_makes_no_sense_is_told_at_once(told: Database, dora: Dora) -> None:
    page = unescape(look(dora, kind="none", actor="nobody@example.org", since="soon", until="x"))

    assert dora.page.status_code == 422
    for sentence in ("is called “none”", "Nobody here has this", "“soon” is no", "“x” is no day"):
        assert sentence in page


def test_a_search_is_kept_from_page_to_page(database: Database, dora: Dora) -> None:
    for number in range(30):
        happens(database, "module finished", None, f"enrollment {number}")

    page = dora.get(f"{LOG}?kind=module+finished").text

    assert len(rows(page)) == 25
    assert 'href="/office/audit/?kind=module%20finished&amp;page=2"' in page
    assert len(rows(dora.get(f"{LOG}?kind=module%20finished&page=2").text)) == 5


def test_au02_the_office_sees_how_far_it_is_sealed_and_signed(
    told: Database, dora: Dora, tmp_path: Path
) -> None:
    before = dora.get(LOG).text
    assert "not sealed yet" in before
    assert "Never" in before

    seal(told, tmp_path)
    after = dora.get(LOG).text

    assert "not sealed yet" not in after
    assert "All up to position" in after


def test_au02_an_event_shows_its_link_and_what_it_is_made_of(
    told: Database, dora: Dora, tmp_path: Path
) -> None:
    seal(told, tmp_path)
    with told.reading() as session:
        newest, before = audit.list_entries(session, audit.Search(kind="module finished"), 0, 2)

    page = unescape(dora.get(f"{LOG}{newest.event.id}").text)

    assert newest.digest in page
    assert canonical(event_fields(newest.event)) in page
    assert "what-is" in page
    assert "person" in page
    assert before.digest in page or newest.position > before.position + 1


@pytest.mark.parametrize("event", ["0", "99999999999999999999", "x", "1.5"])
def test_there_is_no_event_of_another_number(dora: Dora, event: str) -> None:
    assert dora.get(f"{LOG}{event}").status_code == 404


def test_au02_looking_changes_nothing(told: Database, dora: Dora) -> None:
    with told.reading() as session:
        before = session.scalars(select(AuditEventRow.id)).all()

    dora.get(LOG)

    with told.reading() as session:
        assert session.scalars(select(AuditEventRow.id)).all() == before


def test_av_04_ten_thousand_events_are_shown_with_ten_queries_or_fewer(
    database: Database, dora: Dora, ada: Ada, tmp_path: Path
) -> None:
    kinds = ("module finished", "attempt started", "attempt handed in", "signed in")
    row = {"at": NOON, "actor_id": ada.person.id, "detail": "{}"}
    made = [
        {**row, "kind": kinds[number % 4], "subject": f"enrollment {number}"}
        for number in range(MANY)
    ]
    with database.writing() as session:
        session.execute(insert(AuditEventRow), made)
    seal(database, tmp_path)

    for query in ("", "?page=300", "?kind=signed+in&actor=ada@example.org&since=2026-01-01"):
        with asked(database) as statements:
            page = dora.get(f"{LOG}{query}").text

        assert len(rows(page)) == 25
        assert len(statements) <= 10
