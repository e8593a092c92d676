"""Every table and column is decided: whose it is, what is shown, what an erasure does (PR-02)."""

import re

import pytest
from sqlalchemy import text

from lms.domain.retention import RULES
from lms.store.database import Database
from lms.store.personal import NOBODYS, PERSONAL, Blank, Keep, Table, Unfinished
from lms.store.rows import Base

TABLES = Base.metadata.tables
TRIGGER = re.compile(r"(\w+?)_(?:only_add|only_void|no_update|no_delete)\Z")
TRIGGERS = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


def declared_columns(name: str) -> list[str]:
    if name in NOBODYS:
        return NOBODYS[name].columns.split()
    declared = PERSONAL[name]
    return [*declared.shown.split(), *" ".join(declared.withheld.values()).split()]


def test_pr02_every_table_is_decided_once() -> None:
    assert {*PERSONAL, *NOBODYS} == set(TABLES)
    assert not PERSONAL.keys() & NOBODYS.keys()


@pytest.mark.parametrize("name", sorted(TABLES))
def test_pr02_every_column_of_a_table_is_shown_or_withheld_for_a_reason(name: str) -> None:
    assert sorted(declared_columns(name)) == sorted(column.name for column in TABLES[name].columns)


@pytest.mark.parametrize("name", sorted(NOBODYS))
def test_pr02_what_leads_to_a_person_is_not_nobodys(name: str) -> None:
    leads = {key.column.table.name for key in TABLES[name].foreign_keys}

    assert "people" not in leads
    assert NOBODYS[name].why


@pytest.mark.parametrize("name", sorted(PERSONAL))
def test_pr02_the_path_of_a_table_leads_to_people(name: str) -> None:
    table = TABLES[name]

    for column in PERSONAL[name].whose.split():
        (key,) = table.c[column].foreign_keys
        table = key.column.table

    assert table.name == "people"


def test_pr03_what_an_erasure_leaves_is_named_by_a_rule_and_whole() -> None:
    for name, declared in PERSONAL.items():
        if isinstance(declared.erased, Keep | Unfinished):
            assert declared.erased.rule in RULES, name
        if isinstance(declared.erased, Blank):
            decided = [*declared.erased.to, *declared.erased.stays.split()]
            assert sorted(decided) == sorted(column.name for column in TABLES[name].columns)


def test_pr03_no_column_of_a_kept_row_that_names_somebody_is_forgotten() -> None:
    """What is unfinished is known by the enrollment, so its path goes there."""
    for name, declared in PERSONAL.items():
        if isinstance(declared.erased, Unfinished):
            assert name == "enrollments" or "enrollment_id" in declared.whose.split()


def test_pr03_what_triggers_hold_fast_is_declared_to_be_kept(database: Database) -> None:
    asked = TRIGGERS["sqlite" if database.url.startswith("sqlite") else "postgresql"]
    with database.reading() as session:
        names = session.scalars(text(asked)).all()

    held = {found[1] for name in names if (found := TRIGGER.match(name))}

    assert {"completions", "certificates", "audit_events"} <= held
    assert [name for name in held if not _is_kept(PERSONAL.get(name))] == []


def _is_kept(declared: Table | None) -> bool:
    return declared is None or isinstance(declared.erased, Keep)
