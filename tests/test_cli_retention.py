"""`lms retention`, as an operator types it."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lms.settings import Settings
from lms.store.database import open_database
from tests.accounts import new_cookie, signed_up
from tests.test_cli import Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


def leaves_a_browser_signed_in(terminal: Terminal) -> None:
    chosen = Settings.from_environment({"LMS_HOME": str(terminal.home)})
    database = open_database(chosen.database_url)
    long_ago = datetime.now(UTC) - timedelta(days=90)
    new_cookie(database, signed_up(database, "Ada Marlowe", at=long_ago), long_ago)
    database.close()


def test_nothing_is_deleted_without_being_asked_to(terminal: Terminal) -> None:
    assert terminal.types("retention").stdout == "Nothing is to be deleted.\n"
    leaves_a_browser_signed_in(terminal)

    told = terminal.types("retention")
    again = terminal.types("retention")

    assert told.exit_code == 0
    assert "sessions" in told.stdout
    assert "Sessions that nobody uses any more." in told.stdout
    assert "Nothing was deleted." in told.stdout
    assert again.stdout == told.stdout

    applied = terminal.types("retention", "--apply")

    assert applied.stdout.endswith("1 row deleted.\n")
    assert terminal.types("retention").stdout == "Nothing is to be deleted.\n"
