"""What earlier versions of the product left behind is brought up to date, or refused plainly."""

import re
from collections.abc import Iterator
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Connection, text

from lms.domain.errors import Refusal
from lms.store import migrating
from lms.store.database import Database, open_database
from lms.store.rows import Base
from lms.store.stock import take_stock
from tests.databases import PostgresServer

NOON = "2026-11-09 12:00:00+00:00"
HELD = {
    "courses": {"id": 1, "slug": "foundations"},
    "course_editions": {
        **{"id": 7, "course_id": 1, "number": 1, "content_hash": "c" * 64, "change": "first"},
        **{"reason": "", "renderer": "1", "is_shipped": True, "facts": '{"title": "Wörter"}'},
        "published_at": NOON,
    },
    "edition_modules": {
        **{"edition_id": 7, "slug": "module-1", "position": 0, "module_hash": "m" * 64},
    },
    "module_versions": {"hash": "m" * 64, "renderer": "1", "content": "{}"},
    "evaluation_answers": {
        **{"id": "e" * 32, "edition_id": 7, "item": "objective-O1", "rating": 5},
        "sent_on": date(2025, 12, 31).isoformat(),
    },
}
ORDER = ("courses", "course_editions", "module_versions", "edition_modules", "evaluation_answers")


def put(connection: Connection, table: str) -> None:
    names = ", ".join(HELD[table])
    values = ", ".join(f":{name}" for name in HELD[table])
    connection.execute(text(f"INSERT INTO {table} ({names}) VALUES ({values})"), HELD[table])


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'earlier.sqlite3'}"
    else:
        postgres: PostgresServer = request.getfixturevalue("postgres")
        url = postgres.new("earlier")
    opened = open_database(url)
    yield opened
    opened.close()


def of_version(database: Database, revision: str) -> Database:
    """The database as that version made it, with a published course and an evaluation."""
    migrating.upgrade(database.writer, revision=revision)
    with database.writer.begin() as connection:
        for table in ORDER:
            put(connection, table)
    return database


def test_ds_10_the_first_tables_are_brought_up_to_date_with_what_they_hold(
    empty: Database,
) -> None:
    earlier = of_version(empty, "0001")

    earlier.migrate()

    facts = sha256(HELD["course_editions"]["facts"].encode()).hexdigest()
    with earlier.reading() as session:
        connection = session.connection()
        assert connection.scalar(text("SELECT facts_hash FROM course_editions")) == facts
        answers = connection.execute(text("SELECT id, rating, sent_in FROM evaluation_answers"))
        assert answers.all() == [("e" * 32, 5, 2025)]
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    assert earlier.is_ready()


def test_ds_10_the_rules_of_the_first_tables_still_hold_after_a_batch(empty: Database) -> None:
    earlier = of_version(empty, "0001")
    earlier.migrate()

    broken = {
        "number_from_one": "number = 0, change = 'editorial'",
        "change_known": "number = 2, change = 'odd'",
        "first_is_number_one": "number = 2",
        "reason_not_too_long": f"reason = '{'x' * 4001}'",
        "": "course_id = 9",
    }
    for rule, change in broken.items():
        with (
            pytest.raises(Exception, match=rf"(?i)(constraint|violates).*{rule}"),
            earlier.writing() as session,
        ):
            session.execute(text(f"UPDATE course_editions SET {change}"))


# Before the first release 0001 grew from day to day; this is what its later forms lacked.
UNDONE = {
    "forms_sent": "DROP TABLE forms_sent",
    "known_addresses": "DROP TABLE known_addresses",
    "facts_hash": "ALTER TABLE course_editions DROP COLUMN facts_hash",
}
LACKED = [
    ("forms_sent", "known_addresses", "facts_hash"),
    ("known_addresses", "facts_hash"),
    ("forms_sent", "facts_hash"),
    ("known_addresses",),
    (),
]


@pytest.mark.parametrize("lacked", LACKED, ids="+".join)
def test_ds_10_every_form_of_the_first_tables_is_brought_up_to_date(
    empty: Database, lacked: tuple[str, ...]
) -> None:
    migrating.upgrade(empty.writer, revision="0002")
    with empty.writing() as session:
        for part in lacked:
            session.execute(text(UNDONE[part]))
        session.execute(text("UPDATE alembic_version SET version_num = '0001'"))

    empty.migrate()

    with empty.reading() as session:
        context = MigrationContext.configure(session.connection())
        assert compare_metadata(context, Base.metadata) == []
    assert empty.is_ready()


def test_ds_10_no_rule_is_lost_or_doubled_on_the_way(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'new.sqlite3'}")
    database.migrate()

    with database.reading() as session:
        tables = text("SELECT name, sql FROM sqlite_master WHERE type = 'table'")
        made = {
            name: sorted(re.findall(r"CONSTRAINT (ck_\w+)", sql))
            for name, sql in session.execute(tables)
        }
    for table in Base.metadata.sorted_tables:
        rules = [it.name for it in table.constraints if isinstance(it, CheckConstraint)]
        assert made[table.name] == sorted(map(str, rules)), table.name
    database.close()


def test_ds_10_what_is_too_old_is_refused_and_left_as_it_was(empty: Database) -> None:
    earlier = of_version(empty, "0001")
    with earlier.writing() as session:
        session.execute(text("ALTER TABLE course_editions DROP COLUMN is_shipped"))
        before = take_stock(session.connection())

    with pytest.raises(Refusal, match="Name another folder in LMS_HOME"):
        earlier.migrate()

    with earlier.reading() as session:
        assert take_stock(session.connection()) == before
        assert migrating.find_revision(session.connection()) == "0001"


CERTIFIED = (
    "INSERT INTO people (id, public_id, email, legal_name, password_hash, role, time_zone,"
    f" created_at) VALUES (1, 'p', 'ada@example.org', 'Ada', 'h', 'learner', 'UTC', '{NOON}')",
    "INSERT INTO enrollments (id, person_id, course_id, edition_id, enrolled_at)"
    f" VALUES (1, 1, 1, 7, '{NOON}')",
    "INSERT INTO completions (id, enrollment_id, person_id, course_id, edition_id, attestation,"
    f" snapshot, completed_at) VALUES (1, 1, 1, 1, 7, 'I attest', '{{}}', '{NOON}')",
    "INSERT INTO certificates (id, serial, completion_id, snapshot, issued_at, void_reason)"
    f" VALUES (1, 'S1', 1, '{{}}', '{NOON}', '')",
    "INSERT INTO certificate_files (certificate_id, pdf, digest, missing_glyphs, rendered_at)"
    f" VALUES (1, '%PDF', '{'d' * 64}', '', '{NOON}')",
)


@pytest.mark.parametrize(("is_voided", "asked"), [(False, 1), (True, 0)])
def test_ds_10_a_certificate_from_before_is_signed_afterwards_unless_voided(
    empty: Database, is_voided: bool, asked: int
) -> None:
    migrating.upgrade(empty.writer, revision="0003")
    with empty.writer.begin() as connection:
        connection.execute(text("INSERT INTO courses (id, slug) VALUES (1, 'foundations')"))
        facts = {**HELD["course_editions"], "facts_hash": "f" * 64}
        names, values = ", ".join(facts), ", ".join(f":{name}" for name in facts)
        connection.execute(text(f"INSERT INTO course_editions ({names}) VALUES ({values})"), facts)
        for statement in CERTIFIED:
            connection.execute(text(statement))
        if is_voided:
            void = f"UPDATE certificates SET voided_at = '{NOON}', void_reason = 'in error'"
            connection.execute(text(void))

    empty.migrate()

    waiting = "SELECT count(*) FROM outbox WHERE subject = 'S1' AND done_at IS NULL"
    with empty.reading() as session:
        assert session.scalar(text(waiting)) == asked
