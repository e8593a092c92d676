"""`lms backup`, `lms restore` and `lms migrate`, as their users type them."""

from pathlib import Path

import pytest

from lms.services import accounts
from lms.store import migrating
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
    assert replaced.stdout.splitlines() == [
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
