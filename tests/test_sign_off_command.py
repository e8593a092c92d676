"""`lms publish` of a course that asks for a sign-off: refused, unless it is told why."""

from pathlib import Path

import pytest

from lms.domain.access import Role
from lms.services import sign_offs
from tests import make
from tests.accounts import signed_up
from tests.content.good_course import SLUG as COURSE
from tests.test_cli import Terminal, library, new_terminal, terminal

__all__ = ["library", "new_terminal", "terminal"]

WHY = "The board asked for it today."


@pytest.fixture
def changed(terminal: Terminal, library: Path) -> Path:
    """A published library in which a word was changed since; the provider asks for sign-offs."""
    assert terminal.types("publish", library).exit_code == 0
    database = terminal.database()
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        sign_offs.ask_of_all(session, dora, make.later(1))
    database.close()
    page = library / COURSE / "01-what-it-is.md"
    page.write_text(page.read_text().replace("Opening words.", "Welcoming words."))
    return library


def test_a_changed_folder_is_refused_with_the_next_step(terminal: Terminal, changed: Path) -> None:
    refused = terminal.types("publish", changed)

    assert refused.exit_code == 1
    assert f"{COURSE} is not published: it asks for a sign-off by a second person" in refused.stderr


def test_it_is_published_for_a_reason_and_again_without_one(
    terminal: Terminal, changed: Path
) -> None:
    over = terminal.types("publish", "--over-sign-off", WHY, changed)

    assert (over.exit_code, "edition 2 published" in over.stdout) == (0, True)
    assert terminal.types("publish", changed).exit_code == 0


def test_a_reason_that_says_nothing_is_none(terminal: Terminal, changed: Path) -> None:
    refused = terminal.types("publish", "--over-sign-off", "  ", changed)

    assert refused.exit_code == 1
    assert "The reason is empty." in refused.stderr
