"""What a restore has undone is read from what it replaced, on both databases."""

from datetime import UTC, datetime
from pathlib import Path

from lms.domain.undoing import Acts, Compromised, Reissued, Voided
from lms.services import certificates, jobs, signing_keys
from lms.services.undoing import find_undone
from lms.store.backups import Shelf
from lms.store.database import Database
from lms.store.restoring import replace
from tests import make
from tests.services.test_snapshot_checks import corrects
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.store.test_backups import backed_up, quietly

NOTHING = Acts(*(frozenset[str](),) * 2, frozenset(), frozenset(), frozenset(), frozenset())
THEN = datetime(2026, 11, 28, 12, tzinfo=UTC)


def acts(
    *serials: str,
    voided: tuple[str, ...] = (),
    compromised: tuple[str, ...] = (),
    reissued: tuple[tuple[str, str], ...] = (),
    erased: tuple[int, ...] = (),
) -> Acts:
    """A record with one key, key-1, in which this was done."""
    return Acts(
        serials=frozenset(serials),
        keys=frozenset({"key-1", *compromised}),
        voided=frozenset(Voided(it, THEN, "Issued in error.") for it in voided),
        reissued=frozenset(Reissued(*it) for it in reissued),
        compromised=frozenset(Compromised(it, THEN.date()) for it in compromised),
        erased=frozenset(erased),
    )


def test_a_record_knows_all_that_it_did_itself() -> None:
    it = acts("A", "B", voided=("A",), compromised=("key-1",), reissued=(("A", "B"),), erased=(7,))

    assert it.since(it) == NOTHING


def test_what_the_older_state_does_not_know_is_named_where_it_can_be_done_again() -> None:
    older = acts("A", "B", "C", voided=("C",))
    newer = acts(
        *"ABCDE",
        voided=("A", "C", "E"),
        compromised=("key-1", "key-2"),
        reissued=(("B", "D"),),
        erased=(7,),
    )

    undone = newer.since(older)

    assert undone.serials == {"D", "E"}
    assert undone.keys == {"key-2"}
    assert {it.serial for it in undone.voided} == {"A"}
    assert undone.compromised == {Compromised("key-1", THEN.date())}
    assert undone.reissued == {Reissued("B", "D")}
    assert undone.erased == {7}


def test_a_restore_is_compared_with_what_it_replaced(database: Database, tmp_path: Path) -> None:
    publishes(database)
    ada, signing = Learner(database), signing_at("https://learn.example.org", tmp_path / "keys")
    serial = ada.enrolls().does_everything().evaluates().attests()
    ben = Learner(database, "Ben Ito").enrolls().does_everything().evaluates().attests()
    jobs.work_off(database, signing, lambda: ada.at)
    file, shelf = backed_up(database, tmp_path), Shelf(tmp_path / "backups", make.later(950))
    new, later = corrects(ada, ben), make.later(950)
    with database.writing() as session:
        certificates.void(session, serial, "Issued in error.", later)
    signing_keys.mark_compromised(database, signing, "key-1", make.START, later)

    done = replace(database, file, shelf, quietly)
    undone = find_undone(database, done, shelf, signing.folder)

    assert undone.keys == ("key-2",)
    assert undone.known_until is not None
    assert undone.known_until < later
    assert undone.acts == Acts(
        serials=frozenset({new}),
        keys=frozenset({"key-2"}),
        voided=frozenset({Voided(serial, later, "Issued in error.")}),
        reissued=frozenset({Reissued(ben, new)}),
        compromised=frozenset({Compromised("key-1", make.START.astimezone(UTC).date())}),
        erased=frozenset(),
    )
    assert [it.name for it in shelf.folder.iterdir()] == [done.kept.file.name if done.kept else ""]
