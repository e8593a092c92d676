"""The sealer chains what happened, once and in order; nothing that is changed escapes (AU-02)."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select

from lms.credentials import seals
from lms.domain import audit as chain
from lms.domain.audit import Tampered
from lms.services import audit_checks, sealing
from lms.services.sealing import Sealer
from lms.store import audit
from lms.store.database import Database
from lms.store.rows import AuditEventRow, AuditHeadRow, AuditLinkRow
from tests.accounts import NOON
from tests.databases import PostgresServer
from tests.queries import asked
from tests.store.at_once import at_once
from tests.store.test_backups import quietly
from tests.tampering import tampers

MINUTE = timedelta(minutes=1)


def happens(database: Database, count: int = 1, at: datetime = NOON) -> None:
    """So many events, each in a transaction of its own."""
    for _ in range(count):
        with database.writing() as session:
            audit.record(session, at, "signed in", None, "person 7", by="office")


def sealer(database: Database, folder: Path) -> Sealer:
    return Sealer(database, lambda: seals.open_seal(folder))


def order(database: Database) -> list[int]:
    """The events in the order in which they are sealed."""
    with database.reading() as session:
        links = select(AuditLinkRow.position, AuditLinkRow.event_id)
        rows = session.execute(links.order_by(AuditLinkRow.position)).all()
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    return [row.event_id for row in rows]


def heads(database: Database) -> list[int]:
    """The positions of which heads were signed."""
    with database.reading() as session:
        return list(session.scalars(select(AuditHeadRow.position).order_by(AuditHeadRow.id)))


def verified(database: Database, folder: Path, now: datetime = NOON) -> audit_checks.Verified:
    keys = {seal.key for seal in seals.list_seals(folder)}
    return audit_checks.verify(database, keys, now, quietly)


def test_au02_what_happened_is_sealed_soon_after_and_found_whole(
    database: Database, tmp_path: Path
) -> None:
    happens(database, 3)
    mine = sealer(database, tmp_path)
    assert verified(database, tmp_path).unsealed.count == 3

    assert mine.seal(NOON) == 3
    happens(database)
    assert mine.seal(NOON) == 1
    assert mine.seal(NOON) == 0

    found = verified(database, tmp_path)
    assert (found.checked.position, found.unsealed.count, found.checked.heads) == (4, 0, 1)
    assert order(database) == sorted(order(database))


def test_au02_a_head_is_signed_once_a_minute_and_again_when_all_is_quiet(
    database: Database, tmp_path: Path
) -> None:
    happens(database)
    mine = sealer(database, tmp_path)
    mine.seal(NOON)
    happens(database)
    mine.seal(NOON + MINUTE / 2)
    assert heads(database) == [1]

    mine.seal(NOON + MINUTE)
    mine.seal(NOON + 9 * MINUTE)

    assert heads(database) == [1, 2]


def test_au02_where_there_is_no_key_all_is_sealed_and_nothing_signed(database: Database) -> None:
    happens(database)

    assert Sealer(database, lambda: None).seal(NOON) == 1

    assert heads(database) == []


def test_au02_an_event_that_is_committed_late_is_not_lost(
    database: Database, tmp_path: Path
) -> None:
    happens(database, 2)
    mine = sealer(database, tmp_path)
    with database.reading() as session:
        first = session.scalars(select(func.max(AuditEventRow.id))).one()
    # As on PostgreSQL: a transaction took the numbers between, and commits after a later one.
    commits(database, first + 10)
    mine.seal(NOON)

    commits(database, first + 5)
    mine.seal(NOON)

    assert order(database)[-2:] == [first + 10, first + 5]
    assert verified(database, tmp_path).unsealed.count == 0


def commits(database: Database, event_id: int) -> None:
    with database.writing() as session:
        session.execute(
            insert(AuditEventRow).values(
                id=event_id, at=NOON, kind="signed in", subject="person 7", detail="{}"
            )
        )


def test_au02_what_is_older_than_each_look_goes_back_is_sealed_within_the_hour(
    sqlite_database: Database, tmp_path: Path
) -> None:
    mine = sealer(sqlite_database, tmp_path)
    commits(sqlite_database, 10 * sealing.LOOK_BACK)
    mine.seal(NOON)
    mine.seal(NOON)
    commits(sqlite_database, 1)

    assert mine.seal(NOON + 59 * MINUTE) == 0
    assert mine.seal(NOON + 60 * MINUTE) == 1


def test_au02_two_open_transactions_on_postgresql_are_sealed_as_they_commit(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    with postgres.emptied() as database:
        mine = sealer(database, tmp_path)
        with database.writing() as slow:
            audit.record(slow, NOON, "signed in", None, "person 1")
            happens(database)
            mine.seal(NOON)
            assert len(order(database)) == 1

        mine.seal(NOON)

        assert len(order(database)) == 2
        assert order(database) == sorted(order(database), reverse=True)


def test_au02_many_sealers_at_once_make_one_chain(database: Database, tmp_path: Path) -> None:
    happens(database, 40)

    at_once([lambda: sealer(database, tmp_path).seal(NOON)] * 4 + [lambda: happens(database)] * 2)
    sealer(database, tmp_path).seal(NOON)

    assert len(set(order(database))) == 42
    assert verified(database, tmp_path).checked.position == 42


def test_au02_an_idle_sealer_asks_one_question(database: Database, tmp_path: Path) -> None:
    happens(database)
    mine = sealer(database, tmp_path)
    mine.seal(NOON)

    with asked(database) as statements:
        mine.seal(NOON + 2 * MINUTE)

    assert len(statements) == 1


def test_au02_all_that_waits_is_sealed_when_asked_for(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "EVENTS_AT_ONCE", 2)
    happens(database, 5)
    told: list[tuple[int, int]] = []

    sealed = sealer(database, tmp_path).seal_all(
        lambda what, done, whole: told.append((done, whole))
    )

    assert sealed == 5
    assert told == [(2, 5), (4, 5), (4, 5), (5, 5)]


# Ids of the rows are put in by the test: they differ from database to database.
CRIMES = {
    "changed": (
        ["UPDATE audit_events SET kind = 'signed out' WHERE id = {second}"],
        r"Position 2: event \d+ \(signed out, person 7\) is not what was sealed there",
    ),
    "of another time": (
        ["UPDATE audit_events SET at = '2020-01-01 00:00:00' WHERE id = {second}"],
        "Position 2: .* is not what was sealed there",
    ),
    "removed": (
        [
            "DELETE FROM audit_links WHERE position = 2",
            "DELETE FROM audit_events WHERE id = {second}",
        ],
        "Position 2 is missing",
    ),
    "cut off": (
        [
            "DELETE FROM audit_links WHERE position > 2",
            "DELETE FROM audit_events WHERE id > {second}",
        ],
        "Position 3 is missing: a head was signed of position 4",
    ),
    "swapped": (
        [
            "UPDATE audit_links SET event_id = -1 WHERE position = 2",
            "UPDATE audit_links SET event_id = {second} WHERE position = 3",
            "UPDATE audit_links SET event_id = {third} WHERE position = 2",
        ],
        r"Position 2: event \d+ stands before event \d+: they were reordered",
    ),
    "sealed anew": (
        ["UPDATE audit_links SET digest = '{zeros}' WHERE position = 4"],
        "Position 4: .* is not what was sealed there",
    ),
    "with another head": (
        ["UPDATE audit_heads SET signed_at = '2020-01-01 00:00:00'"],
        "Position 4: its signed head does not fit its signature",
    ),
}


@pytest.mark.parametrize("crime", CRIMES)
def test_au02_the_first_event_that_was_tampered_with_is_named(
    crime: str, database: Database, tmp_path: Path
) -> None:
    statements, sentence = CRIMES[crime]
    happens(database, 4)
    sealer(database, tmp_path).seal(NOON)
    _first, second, third, _fourth = order(database)
    verified(database, tmp_path)

    tampers(database, *(it.format(second=second, third=third, zeros="0" * 64) for it in statements))

    with pytest.raises(Tampered, match=sentence):
        verified(database, tmp_path)


def test_au02_a_chain_that_was_made_anew_has_no_signature_of_ours(
    database: Database, tmp_path: Path
) -> None:
    happens(database, 2)
    sealer(database, tmp_path / "ours").seal(NOON)
    tampers(
        database,
        "UPDATE audit_events SET subject = 'person 8'",
        "DELETE FROM audit_heads",
        "DELETE FROM audit_links",
    )

    sealer(database, tmp_path / "theirs").seal(NOON)

    assert verified(database, tmp_path / "theirs").checked.position == 2
    with pytest.raises(Tampered, match=r"signed with the key \w+, which LMS_HOME does not have"):
        verified(database, tmp_path / "ours")


def test_a_log_whose_heads_were_removed_is_not_called_whole(
    database: Database, tmp_path: Path
) -> None:
    happens(database, 2)
    sealer(database, tmp_path).seal(NOON)
    assert not verified(database, tmp_path).gap

    tampers(database, "DELETE FROM audit_heads")

    assert "not covered by a signed head" in verified(database, tmp_path).gap
    assert not verified(database, tmp_path / "no keys").gap


def test_a_log_that_was_emptied_of_its_chain_is_not_called_whole(
    database: Database, tmp_path: Path
) -> None:
    happens(database, 2)
    sealer(database, tmp_path).seal(NOON)

    tampers(database, "DELETE FROM audit_heads", "DELETE FROM audit_links")

    assert "not covered by a signed head" in verified(database, tmp_path).gap


def test_a_log_that_names_its_key_is_to_be_signed_though_the_file_is_gone(
    database: Database, tmp_path: Path
) -> None:
    with database.writing() as session:
        audit.record(session, NOON, "audit key made", None, f"audit key {'a' * 64}")
    Sealer(database, lambda: None).seal(NOON)

    assert "not covered by a signed head" in verified(database, tmp_path).gap


def test_heads_cut_off_are_missed_as_soon_as_one_was_due(
    database: Database, tmp_path: Path
) -> None:
    mine, later = sealer(database, tmp_path), NOON + 2 * MINUTE
    happens(database)
    mine.seal(NOON)
    happens(database, at=NOON + MINUTE / 2)
    happens(database, at=later)
    mine.seal(later)
    assert heads(database) == [1, 3]
    assert not verified(database, tmp_path, NOON + 99 * MINUTE).gap

    tampers(database, "DELETE FROM audit_heads WHERE position = 3")

    gap = verified(database, tmp_path, NOON + 99 * MINUTE).gap
    assert gap.startswith("From position 3 on the audit log is not covered by a signed head: event")
    assert "the newest head, of position 1, was signed at 2026" in gap
    assert not verified(database, tmp_path, later).gap


def test_what_came_within_a_minute_of_a_head_was_not_to_be_signed_yet(
    database: Database, tmp_path: Path
) -> None:
    mine, soon = sealer(database, tmp_path), NOON + MINUTE / 2
    happens(database)
    mine.seal(NOON)
    happens(database, at=soon)
    mine.seal(soon)

    assert heads(database) == [1]
    assert not verified(database, tmp_path, NOON + 99 * MINUTE).gap


def test_au02_what_is_no_time_or_no_text_is_told_as_plainly(
    sqlite_database: Database, tmp_path: Path
) -> None:
    happens(sqlite_database, 2)
    sealer(sqlite_database, tmp_path).seal(NOON)

    tampers(sqlite_database, "UPDATE audit_events SET at = 'noon', detail = x'ff' WHERE id = 2")

    with pytest.raises(Tampered, match="Position 2: event 2 was removed, or cannot be read"):
        verified(sqlite_database, tmp_path)


def test_au02_a_dump_holds_what_the_database_holds(database: Database, tmp_path: Path) -> None:
    happens(database, 3)
    sealer(database, tmp_path).seal(NOON)
    file = tmp_path / "log.jsonl"

    assert audit_checks.dump(database, file, quietly) == 3

    assert audit_checks.verify_file(file, NOON, quietly) == verified(database, tmp_path)
    assert len(file.read_text().splitlines()) == 3 + 1 + 1
    forged = file.read_text().replace('"signed_at":"2026', '"signed_at":"2025')
    file.write_text(forged)
    with pytest.raises(Tampered, match="its signed head does not fit its signature"):
        audit_checks.verify_file(file, NOON, quietly)


def test_the_digest_of_a_stored_event_is_that_of_the_rule(
    database: Database, tmp_path: Path
) -> None:
    happens(database)
    sealer(database, tmp_path).seal(NOON)

    with database.reading() as session:
        [entry] = audit.list_entries(session, audit.Search(), 0, 9)

    assert entry.digest == chain.link(chain.NOTHING_BEFORE, entry.event)
