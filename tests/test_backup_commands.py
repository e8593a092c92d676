"""`lms backup`, `lms restore` and `lms migrate`, as their users type them."""

import re
from pathlib import Path

import pytest

from lms.app import work_off
from lms.services import accounts
from lms.settings import Settings
from lms.store import migrating
from tests.services.test_snapshot_checks import corrects
from tests.sittings import Learner, publishes
from tests.store.test_migrating import MOVE_ATTEMPTS, add_migration
from tests.test_cli import Terminal

ADD_ADA = ("people", "add", "ada@example.org", "--name", "Ada Marlowe")
ADD_BEN = ("people", "add", "ben@example.org", "--name", "Ben Ito")


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


def people(terminal: Terminal) -> list[str]:
    database = terminal.database()
    with database.reading() as session:
        found = [it.person.email for it in accounts.list_people(session)]
    database.close()
    return found


def test_ds_11_one_command_backs_up_and_one_restores(terminal: Terminal, tmp_path: Path) -> None:
    terminal.types(*ADD_ADA)
    file = tmp_path / "monday.sqlite3"

    backup = terminal.types("backup", file)
    terminal.types(*ADD_BEN)
    refused = terminal.types("restore", file)
    before = people(terminal)
    replaced = terminal.types("restore", file, "--replace")

    assert backup.exit_code == 0
    assert backup.stdout.splitlines()[0].startswith(f"{file} is whole: 2 rows in ")
    assert f"what else lies in {terminal.home}, such as secret-key" in backup.stdout
    assert backup.stderr == "Backing up: 100 %\n"
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "holds 4 rows already" in refused.stderr
    assert before == ["ada@example.org", "ben@example.org"]
    assert replaced.exit_code == 0
    kept = next((terminal.home / "backups").iterdir())
    assert replaced.stdout.splitlines()[:2] == [
        f"A backup of what was replaced: {kept}",
        f"Restored 2 rows from {file}.",
    ]
    assert people(terminal) == ["ada@example.org"]


def test_ds_11_a_backup_restores_into_a_home_that_is_new(
    terminal: Terminal, tmp_path: Path
) -> None:
    terminal.types(*ADD_ADA)
    terminal.types("backup", tmp_path / "monday.sqlite3")
    elsewhere = Terminal(tmp_path / "elsewhere")

    restored = elsewhere.types("restore", tmp_path / "monday.sqlite3")

    assert (restored.exit_code, restored.stderr) == (0, "Restoring: 100 %\n")
    assert people(elsewhere) == ["ada@example.org"]


@pytest.fixture
def issued(terminal: Terminal) -> str:
    """The serial of a certificate that a course gave."""
    terminal.types("migrate")
    database = terminal.database()
    publishes(database)
    serial = Learner(database).enrolls().does_everything().evaluates().attests()
    work_off(Settings.from_environment(terminal.environment), database)
    database.close()
    return serial


def test_a_restore_names_what_was_voided_reissued_and_compromised_since(
    terminal: Terminal, issued: str, tmp_path: Path
) -> None:
    file = tmp_path / "monday.sqlite3"
    database = terminal.database()
    other = Learner(database, "Ben Ito").enrolls().does_everything().evaluates().attests()
    terminal.types("backup", file)
    new = corrects(Learner(database, "Irma Lund"), other)
    later = Learner(database, "Cleo Sand").enrolls().does_everything().evaluates().attests()
    database.close()
    terminal.types("certificates", "void", issued, "--reason", "Issued in error.")
    terminal.types("certificates", "void", later, "--reason", "Issued in error.")
    terminal.types("keys", "compromised", "key-1", "--from", "2026-11-01")

    restored = terminal.types("restore", file, "--replace")

    said = restored.stdout.splitlines()
    kept = next((terminal.home / "backups").iterdir())
    assert restored.exit_code == 0
    assert said[2].startswith("The backup knows what happened until 20")
    assert said[3].startswith("key-2 was made after that, perhaps because others may have had the")
    assert re.fullmatch(
        r"Valid again though it was voided on \S+ \(Issued in error\.\): "
        f"lms certificates void {issued} --reason TEXT",
        said[4],
    )
    assert said[5].endswith(": lms keys compromised key-1 --from 2026-11-01")
    assert said[6].startswith(f"{other} was replaced by {new}, which is unknown now")
    assert said[7] == (
        f"Certificates issued meanwhile, which are unknown now: {', '.join(sorted([new, later]))}."
    )
    assert said[8].endswith(f"What was replaced is in {kept}.")
    assert len(said) == 9
    for line in said[4:6]:
        command = line.partition(": lms ")[2].replace("TEXT", "again").split()
        assert terminal.types(*command).exit_code == 0


def test_a_restore_in_which_nothing_of_it_is_undone_says_so(
    terminal: Terminal, issued: str, tmp_path: Path
) -> None:
    terminal.types("certificates", "void", issued, "--reason", "Issued in error.")
    terminal.types("backup", tmp_path / "monday.sqlite3")

    restored = terminal.types("restore", tmp_path / "monday.sqlite3", "--replace")

    assert "No certificate was voided, reissued or issued meanwhile" in restored.stdout
    assert issued not in restored.stdout


def test_where_no_database_can_tell_a_restore_says_what_cannot_be_known(
    terminal: Terminal, issued: str, tmp_path: Path
) -> None:
    file = tmp_path / "monday.sqlite3"
    terminal.types("backup", file)
    terminal.types("keys", "compromised", "key-1", "--from", "2026-11-01")
    for lost in terminal.home.glob("lms.sqlite3*"):
        lost.unlink()

    restored = terminal.types("restore", file)

    assert restored.exit_code == 0
    assert "key-2 was made after that" in restored.stdout
    assert "cannot be known from here: no database was replaced that could tell" in restored.stdout
    assert "Look into a newer backup" in restored.stdout


def test_ds_11_what_cannot_be_done_is_said_in_one_sentence(
    terminal: Terminal, tmp_path: Path
) -> None:
    nothing = terminal.types("backup", tmp_path / "monday")
    terminal.types(*ADD_ADA)
    terminal.types("backup", tmp_path / "monday")
    again = terminal.types("backup", tmp_path / "monday")
    missing = terminal.types("restore", tmp_path / "tuesday")

    assert [it.exit_code for it in (nothing, again, missing)] == [1, 1, 1]
    assert [len(it.output.splitlines()) for it in (nothing, again, missing)] == [1, 1, 1]
    assert terminal.types("backup").exit_code == 2
    assert terminal.types("restore").exit_code == 2


def test_ds_10_migrating_keeps_a_backup_and_says_where(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal.types(*ADD_ADA)
    first = terminal.types("migrate")
    monkeypatch.setattr(migrating, "FOLDER", add_migration(tmp_path, MOVE_ATTEMPTS))

    second = terminal.types("migrate")

    kept = next((terminal.home / "backups").iterdir())
    assert first.output == "The database is up to date.\n"
    assert second.stdout == "The database is up to date.\n"
    assert second.stderr == (
        f"Backing up: 100 %\nThe database was migrated. A backup from before: {kept}\n"
    )
