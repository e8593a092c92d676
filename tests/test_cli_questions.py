"""`lms questions`, as its users type it."""

from pathlib import Path

import pytest

from lms.content.problems import Severity
from lms.services import checking
from tests.content.good_course import SLUG, write_library
from tests.test_cli import Terminal

GIFT = "Is it so? {T#No.#Yes.####So it is.}\n\nHard? {~a ~%50%b =c}\n"


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "questions.txt"
    made.write_text(GIFT)
    return made


def test_questions_come_in_as_a_quiz_and_what_is_lost_is_told(
    terminal: Terminal, file: Path, tmp_path: Path
) -> None:
    quiz = tmp_path / "01-new.quiz.md"

    result = terminal.types("questions", "import", file, "--to", quiz)

    assert result.exit_code == 0
    assert result.stdout.startswith(f"2 questions written into {quiz}.")
    assert result.stderr.startswith("Not carried over:\n  line 3, “Hard?”: The weight 50%")
    assert [p for p in checking.check([quiz]) if p.severity is Severity.ERROR] == []
    assert not terminal.home.exists()


def test_an_import_writes_over_nothing_and_needs_the_name_of_a_quiz(
    terminal: Terminal, file: Path, tmp_path: Path
) -> None:
    quiz = tmp_path / "01-new.quiz.md"
    quiz.write_text("mine")

    taken = terminal.types("questions", "import", file, "--to", quiz)
    unnamed = terminal.types("questions", "import", file, "--to", tmp_path / "new.md")

    assert (taken.exit_code, unnamed.exit_code) == (1, 1)
    assert "exists already" in taken.stderr
    assert "is no name of a quiz" in unnamed.stderr
    assert quiz.read_text() == "mine"


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xff\xfea\x00", "not saved as UTF-8"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><quiz/>', "declares a document type"),
        (b"nothing to ask", "No question of this file"),
    ],
)
def test_in_09_a_file_that_cannot_be_read_is_one_sentence_and_writes_nothing(
    terminal: Terminal, file: Path, tmp_path: Path, content: bytes, why: str
) -> None:
    file.write_bytes(content)
    quiz = tmp_path / "01-new.quiz.md"

    form = ["--format", "moodle-xml"] if b"DOCTYPE" in content else []
    result = terminal.types("questions", "import", file, "--to", quiz, *form)

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert why in result.stderr
    assert not quiz.exists()


def test_a_file_that_is_not_there_is_named(terminal: Terminal, tmp_path: Path) -> None:
    result = terminal.types("questions", "import", tmp_path / "no.gift", "--to", "a.quiz.md")

    assert result.exit_code == 1
    assert "no.gift" in result.stderr


@pytest.mark.parametrize(("form", "begins"), [("gift", b"$CATEGORY"), ("qti", b"PK")])
def test_a_published_quiz_goes_out(
    terminal: Terminal, tmp_path: Path, form: str, begins: bytes
) -> None:
    library, file = write_library(tmp_path / "courses").parent, tmp_path / "out"
    terminal.types("publish", library)
    export = ("questions", "export", SLUG, "what-it-is", file, "--format", form)

    first, again = terminal.types(*export), terminal.types(*export)

    assert (first.exit_code, again.exit_code) == (0, 1)
    assert file.read_bytes().startswith(begins)
    assert "question 1, “Question 1” and 5 more: The objective has no" in first.stderr
    assert first.stdout.endswith(f"is written into {file}, but for what is named above.\n")
    assert "exists already" in again.stderr
