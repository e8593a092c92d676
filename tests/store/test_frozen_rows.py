"""The tables of the record refuse to change what was written, whoever asks (AU-02)."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from lms.store.backups import Shelf, back_up
from lms.store.database import Database, open_database
from lms.store.restoring import replace
from lms.store.rows import Base
from lms.store.stock import take_stock
from tests.accounts import NOON
from tests.databases import PostgresServer
from tests.store.test_backups import quietly
from tests.store.test_constraints import FINE, LATER, insert_fine_rows

# A column that somebody might like to change, of each table that is only added to.
FROZEN = {
    "audit_events": "kind = 'other'",
    "audit_links": "position = 7",
    "audit_heads": "position = 7",
    "completions": "attestation = 'other'",
    "certificate_files": "missing_glyphs = 'x'",
    "credentials": "document = '{\"x\": 1}'",
    "certificate_prints": "digest = digest",
    "certificate_reissues": "reason = 'other'",
    "credit_approvals": "calculation = '{\"hours\": 9}'",
    "roster_facts": "facts = '{\"x\": 1}'",
    "roster_reported": "is_voided = NOT is_voided",
    "roster_parts": "lines = '[[]]'",
    "program_editions": "facts = '{\"x\": 1}'",
    "program_certificate_files": "missing_glyphs = 'x'",
    "draft_bases": "taken_at = taken_at",
    "draft_saves": "path = 'other.md'",
    "comment_threads": "exact = 'other'",
    "comment_moves": "path = 'other.md'",
    "comments": "text = 'other'",
    "sign_off_rules": "is_asked = NOT is_asked",
    "sign_offs": "content_hash = 'other'",
    "sign_offs_passed_over": "reason = 'other'",
}
# Of these a row may be voided, once.
VOIDABLE = ("certificates", "program_certificates")
VOID = ("voided_at", "void_reason")
GUARDED = {*FROZEN, *VOIDABLE}


@pytest.fixture(params=["sqlite", "postgresql"])
def full(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database of each kind with a row in every table, made by the migrations alone."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'full.sqlite3'}"
    else:
        url = request.getfixturevalue("postgres").new("frozen")
    with closing(open_database(url)) as opened:
        opened.migrate()
        insert_fine_rows(opened, until=list(FINE)[-1])
        yield opened


def refuses(database: Database, statement: str, **values: object) -> str:
    """What the database says when it is told to do that."""
    with pytest.raises(DBAPIError) as refusal, database.writing() as session:
        session.execute(text(statement), values)
    return str(refusal.value.orig)


def test_au02_the_record_is_neither_changed_nor_forgotten(full: Database) -> None:
    for table, change in FROZEN.items():
        assert "only added to" in refuses(full, f"UPDATE {table} SET {change}")

    for table in sorted(GUARDED):
        assert "only added to" in refuses(full, f"DELETE FROM {table}")


def test_au02_nothing_is_emptied_or_written_over_past_the_triggers(full: Database) -> None:
    if full.file is None:
        for table in sorted(GUARDED):
            assert "only added to" in refuses(full, f"TRUNCATE {table} CASCADE")
        return
    for table in sorted(GUARDED):
        row = {**FINE[table]}
        columns, names = ", ".join(row), ", ".join(f":{name}" for name in row)
        said = refuses(full, f"INSERT OR REPLACE INTO {table} ({columns}) VALUES ({names})", **row)
        assert "only added to" in said


@pytest.mark.parametrize("table", VOIDABLE)
def test_au02_a_certificate_is_voided_once_and_nothing_else_of_it_changes(
    full: Database, table: str
) -> None:
    voided = f"UPDATE {table} SET voided_at = :at, void_reason = :reason"
    columns = {it.name: it for it in Base.metadata.tables[table].columns}
    emptied = {name for name, it in columns.items() if not it.nullable} - {"id", *VOID}
    linked = ["replaces_id = id"] if "replaces_id" in columns else []
    for change in ("id = 9", *linked, *(f"{name} = NULL" for name in sorted(emptied))):
        both = f"UPDATE {table} SET {change}, voided_at = :at, void_reason = 'x'"
        assert "voided once" in refuses(full, both, at=LATER)
    assert "voided once" in refuses(full, f"UPDATE {table} SET serial = 'S2'")

    with full.writing() as session:
        session.execute(text(voided), {"at": LATER, "reason": "issued by mistake"})

    assert "voided once" in refuses(full, voided, at=LATER, reason="another reason")
    assert "voided once" in refuses(full, voided, at=None, reason="")


def test_au02_ds_10_the_newest_tables_have_every_trigger(full: Database) -> None:
    """A table that a migration makes anew loses its triggers, and says nothing."""
    with full.reading() as session:
        found = take_stock(session.connection()).triggers

    acts = ("no_update", "no_delete") if full.file else ("only_add", "no_truncate")
    due = {(table, f"{table}_{act}") for table in FROZEN for act in acts}
    void = ("no_update", "no_delete") if full.file else ("only_void", "no_delete", "no_truncate")
    due |= {(table, f"{table}_{act}") for table in VOIDABLE for act in void}
    assert due <= found


def test_au02_ds_11_a_restored_record_is_guarded_as_before(
    full: Database, tmp_path: Path, postgres: PostgresServer
) -> None:
    kept = back_up(full, tmp_path / "kept", quietly).file
    with full.writing() as session:
        event = {**FINE["audit_events"], "id": 2}
        session.execute(insert(Base.metadata.tables["audit_events"]).values(**event))

    replace(full, kept, Shelf(tmp_path / "shelf", NOON), quietly)

    with full.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM audit_events")) == 1
    for table in sorted(GUARDED):
        assert "only added to" in refuses(full, f"DELETE FROM {table}")
