"""The `lms` command, as its users type it: exit status 0 fine, 1 not fine, 2 wrong usage."""

import json
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import structlog
from click.testing import CliRunner, Result
from sqlalchemy import select

from lms import cli, serving
from lms.app import open_store
from lms.cli import main
from lms.content.folder import LibraryReading
from lms.domain.access import Role
from lms.domain.errors import NotFound
from lms.domain.provider import FACTS
from lms.paths import shipped_courses_folder
from lms.services import accounts, certificates, courses, demo, programs, provider, transcripts
from lms.settings import Settings
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import CourseRow, EnrollmentRow
from tests import make
from tests.accounts import NOON, signed_up
from tests.content.good_course import SLUG as COURSE
from tests.content.good_course import write_library, write_set
from tests.journeys.learners import publishes_all
from tests.sittings import Learner, publishes
from tests.web.frame import SECRET

SHIPPED = ("foundations-of-sex-therapy", "concerns-in-context")


class Terminal:
    """A terminal with a home of its own."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.environment = {"LMS_HOME": str(home), "LMS_PASSWORD": "marigold ribbon 27"}

    def types(self, *words: str | Path) -> Result:
        """Run `lms` with these words."""
        result = CliRunner().invoke(main, [str(w) for w in words], env=self.environment)
        assert "Traceback" not in result.output
        assert result.exception is None or isinstance(result.exception, SystemExit)
        return result

    def database(self) -> Database:
        """The database that the commands work on."""
        return open_store(Settings.from_environment(self.environment))


@pytest.fixture
def new_terminal(tmp_path: Path) -> Terminal:
    """A terminal in whose home nothing is yet."""
    return Terminal(tmp_path / "home")


@pytest.fixture
def terminal(new_terminal: Terminal, sqlite_template: Path) -> Terminal:
    """A terminal in whose home an empty database is: making its tables takes its time."""
    new_terminal.home.mkdir()
    shutil.copyfile(sqlite_template, new_terminal.home / "lms.sqlite3")
    return new_terminal


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A small course and its provider, to be changed."""
    return write_library(tmp_path / "courses").parent


def broken(library: Path) -> Path:
    """Take the right answer out of the first box of a quiz."""
    quiz = library / COURSE / "01-what-it-is.quiz.md"
    quiz.write_text(quiz.read_text().replace("- [x]", "- [ ]", 1))
    return quiz


def test_a_check_that_finds_nothing_says_nothing(terminal: Terminal, library: Path) -> None:
    result = terminal.types("check", library)

    assert (result.exit_code, result.output) == (0, "")


def test_check_names_file_line_and_what_to_do_and_touches_no_database(
    new_terminal: Terminal, library: Path
) -> None:
    quiz = broken(library)

    result = new_terminal.types("check", library)

    assert result.exit_code == 1
    first, suggestion = result.output.splitlines()[:2]
    assert first.startswith(f"{quiz}:")
    assert " error no-right-answer " in first
    assert suggestion.strip()
    assert not new_terminal.home.exists()


def test_check_as_json_has_every_part_of_a_problem(terminal: Terminal, library: Path) -> None:
    broken(library)

    result = terminal.types("check", library, "--format", "json")

    problems = json.loads(result.stdout)["problems"]
    assert result.exit_code == 1
    assert set(problems[0]) == {
        "file", "line", "column", "code", "severity", "message", "suggestion", "fix",
    }  # fmt: skip


def test_fix_writes_missing_stamps_and_changes_no_other_line(
    terminal: Terminal, library: Path
) -> None:
    quiz = library / COURSE / "01-what-it-is.quiz.md"
    before = quiz.read_text().splitlines()
    stamp = next(line for line in before if line.startswith("<!-- q:"))
    quiz.write_text("\n".join(line for line in before if line != stamp) + "\n")

    result = terminal.types("check", library, "--fix")

    after = quiz.read_text().splitlines()
    assert result.exit_code == 0
    assert len(after) == len(before)
    assert [line for line in after if not line.startswith("<!-- q:")] == [
        line for line in before if not line.startswith("<!-- q:")
    ]


def test_publishing_twice_says_unchanged(terminal: Terminal, library: Path) -> None:
    first = terminal.types("publish", library)
    second = terminal.types("publish", library)

    assert f"{COURSE}: edition 1 published (first)" in first.output
    assert f"{COURSE}: unchanged" in second.output


def test_sets_of_requirements_are_published_and_a_wrong_one_is_named_by_its_line(
    terminal: Terminal, library: Path
) -> None:
    good, wrong = write_set(library), write_set(library, name="other.yaml")
    wrong.write_text(wrong.read_text().replace("30", "thirty"))

    first = terminal.types("publish", library)
    wrong.unlink()
    second = terminal.types("publish", library)

    assert first.exit_code == 1
    assert f"requirements/{good.name}: published" in first.output
    assert "requirements/other.yaml:8:15: error wrong-type" in first.output
    assert second.exit_code == 0
    assert "requirements/" not in second.output


def test_a_new_database_is_not_made_in_silence(new_terminal: Terminal, library: Path) -> None:
    first = new_terminal.types("publish", library)
    second = new_terminal.types("publish", library)

    assert f"Making a new database: {new_terminal.home}" in first.stderr
    assert second.stderr == ""


def test_publishing_an_archived_course_says_that_it_is_back(
    terminal: Terminal, library: Path
) -> None:
    terminal.types("publish", library)
    terminal.types("archive", COURSE)

    again = terminal.types("publish", library)

    assert f"{COURSE}: unchanged, back in the catalog" in again.output


def test_production_with_the_invented_provider_is_warned_of(
    terminal: Terminal, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.environment |= {"LMS_ENV": "production", "LMS_SECRET_KEY": SECRET}
    shutil.copy(shipped_courses_folder() / "provider.md", library)
    production, database = Settings.from_environment(terminal.environment), terminal.database()
    cli.publish_shipped(database, library)
    capsys.readouterr()

    cli.warn_of_provider(database, production)
    assert "is invented and ships as an example" in capsys.readouterr().err

    page = library / "provider.md"
    page.write_text(re.sub("^name: .*$", "name: Our own house", page.read_text(), flags=re.M))
    terminal.types("publish", library)
    cli.warn_of_provider(database, production)
    assert capsys.readouterr().err == ""


def test_a_course_with_errors_is_not_published_and_says_why(
    terminal: Terminal, library: Path
) -> None:
    broken(library)

    result = terminal.types("publish", library)

    assert result.exit_code == 1
    assert "no-right-answer" in result.output
    with terminal.database().reading() as session, pytest.raises(NotFound):
        courses.get_course_page(session, None, COURSE, make.a_provider(), NOON)


def test_choosing_the_kind_of_change_asks_for_a_reason(terminal: Terminal, library: Path) -> None:
    assert terminal.types("publish", library, "--editorial").exit_code == 2


def test_export_writes_every_file_byte_for_byte(
    terminal: Terminal, library: Path, tmp_path: Path
) -> None:
    terminal.types("publish", library)
    out = tmp_path / "out"

    result = terminal.types("export", COURSE, out)

    assert result.exit_code == 0
    there = {p.relative_to(out): p.read_bytes() for p in out.rglob("*") if p.is_file()}
    source = library / COURSE
    assert there == {
        p.relative_to(source): p.read_bytes() for p in source.rglob("*") if p.is_file()
    }


def test_export_never_replaces_an_edit_unasked(
    terminal: Terminal, library: Path, tmp_path: Path
) -> None:
    terminal.types("publish", library)
    out = tmp_path / "out"
    terminal.types("export", COURSE, out)
    edited, missing = out / "course.md", next(out.glob("*.quiz.md"))
    edited.write_text("Mine, and not published yet.\n", encoding="utf-8")
    missing.unlink()

    refused = terminal.types("export", COURSE, out)

    assert refused.exit_code == 1
    assert "holds 1 file that differs from the edition: course.md." in refused.stderr
    assert "--overwrite" in refused.stderr
    assert edited.read_text(encoding="utf-8") == "Mine, and not published yet.\n"
    assert not missing.exists()

    replaced = terminal.types("export", COURSE, out, "--overwrite")

    assert replaced.exit_code == 0
    for path in (edited, missing):
        assert path.read_bytes() == (library / COURSE / path.name).read_bytes()


def test_export_into_a_folder_that_holds_the_same_does_nothing_but_fill_in(
    terminal: Terminal, library: Path, tmp_path: Path
) -> None:
    terminal.types("publish", library)
    out = tmp_path / "out"
    terminal.types("export", COURSE, out)
    (out / "notes.txt").write_text("Nothing of the edition.", encoding="utf-8")
    (out / "course.md").unlink()

    again = terminal.types("export", COURSE, out)

    assert again.exit_code == 0
    assert (out / "course.md").read_bytes() == (library / COURSE / "course.md").read_bytes()
    assert (out / "notes.txt").is_file()


def test_export_names_a_few_of_many_edits_and_counts_them(
    terminal: Terminal, library: Path, tmp_path: Path
) -> None:
    terminal.types("publish", library)
    out = tmp_path / "out"
    terminal.types("export", COURSE, out)
    modules = sorted(out.glob("*.md"))
    for path in modules:
        path.write_text("Mine.\n", encoding="utf-8")

    refused = terminal.types("export", COURSE, out)

    assert f"holds {len(modules)} files that differ" in refused.stderr
    assert f"and {len(modules) - 3} more. Nothing was written." in refused.stderr
    assert len(refused.stderr.strip().splitlines()) == 1


def test_export_writes_through_no_link_and_over_no_folder(
    terminal: Terminal, library: Path, tmp_path: Path
) -> None:
    terminal.types("publish", library)
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere.md"
    (out / "references.json").mkdir(parents=True)
    (out / "course.md").symlink_to(elsewhere)

    refused = terminal.types("export", COURSE, out)

    assert refused.exit_code == 1
    assert "holds 2 files that differ" in refused.stderr
    assert not elsewhere.exists()


def test_export_over_edits_replaces_a_link_and_leaves_alone_where_it_led(
    terminal: Terminal, library: Path, tmp_path: Path
) -> None:
    terminal.types("publish", library)
    out, elsewhere = tmp_path / "out", tmp_path / "elsewhere"
    out.mkdir()
    elsewhere.mkdir()
    (elsewhere / "mine.md").write_text("Mine.")
    (out / "course.md").symlink_to(elsewhere / "mine.md")
    (out / "images").symlink_to(elsewhere)

    replaced = terminal.types("export", COURSE, out, "--overwrite")

    assert replaced.exit_code == 0
    assert {path.name: path.read_text() for path in elsewhere.iterdir()} == {"mine.md": "Mine."}
    assert (out / "course.md").read_bytes() == (library / COURSE / "course.md").read_bytes()


def test_archive_takes_a_course_out_and_publishing_puts_it_back(
    terminal: Terminal, library: Path
) -> None:
    terminal.types("publish", library)

    archived = terminal.types("archive", COURSE)
    put_back = terminal.types("publish", library)

    assert archived.exit_code == put_back.exit_code == 0
    assert terminal.types("archive", "no-such-course").exit_code == 1


def test_people_are_added_listed_and_given_roles(terminal: Terminal) -> None:
    added = terminal.types("people", "add", "ana@example.org", "--name", "Ana Popović")
    role = terminal.types("people", "role", "ana@example.org", "administrator")
    listed = terminal.types("people", "list")

    assert (added.exit_code, role.exit_code) == (0, 0)
    assert "administrator" in listed.output
    assert "ana@example.org" in listed.output


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("ana@example.org", "--name", "Ana"), "There is an account with this address."),
        (("ana", "--name", "Ana"), "Enter an e-mail address"),
        (("eve@example.org", "--name", " "), "Enter the name"),
        (("eve@example.org", "--name", "Eve", "--time-zone", "Mars"), "Choose a time zone"),
    ],
)
def test_nobody_is_asked_for_a_password_that_would_be_of_no_use(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], said: str
) -> None:
    terminal.types("people", "add", "ana@example.org", "--name", "Ana")
    del terminal.environment["LMS_PASSWORD"]
    questions: list[str] = []
    monkeypatch.setattr(cli, "getpass", lambda question: questions.append(question) or "")

    result = terminal.types("people", "add", *words)

    assert result.exit_code == 1
    assert result.stderr.startswith(said)
    assert questions == []


@pytest.mark.parametrize(
    "words",
    [
        ("people", "role", "nobody@example.org", "learner"),
        ("people", "reset", "nobody@example.org"),
        ("people", "add", "no-address", "--name", "Ana"),
        ("people", "grant", "nobody@example.org", COURSE, "what-it-is", "--reason", "illness"),
        ("people", "disable", "nobody@example.org"),
        ("people", "enable", "nobody@example.org"),
        ("certificates", "void", "7K3M-Q9XA-04TZ", "--reason", "error"),
        ("certificates", "void", "7K3M-Q9XA-04TZ", "--reason", "er\u202eror"),
        ("export", "no-such-course", "somewhere"),
        ("check", "no-such-path"),
    ],
)
def test_what_cannot_be_done_is_one_plain_sentence(
    words: tuple[str, ...], terminal: Terminal
) -> None:
    terminal.types("migrate")

    result = terminal.types(*words)

    assert result.exit_code == 1
    assert result.stdout == ""
    assert len(result.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("reason", "said"), [(" ", "The reason is empty."), ("a" * 4001, "Shorten this")]
)
@pytest.mark.parametrize(
    "words",
    [
        ("people", "grant", "ana@example.org", COURSE, "what-it-is"),
        ("certificates", "void", "7K3M-Q9XA-04TZ"),
    ],
)
def test_in13_a_reason_says_something_and_has_an_end(
    words: tuple[str, ...], reason: str, said: str, terminal: Terminal
) -> None:
    result = terminal.types(*words, "--reason", reason)

    assert result.exit_code == 1
    assert result.stderr.startswith(said)


def test_grant_gives_further_attempts_as_ever_and_extra_time(
    terminal: Terminal, library: Path
) -> None:
    terminal.types("publish", library)
    terminal.types("people", "add", "ana@example.org", "--name", "Ana")
    with terminal.database().writing() as session:
        courses.enroll(session, accounts.get_person(session, "ana@example.org"), COURSE, NOON)
    grant = ("people", "grant", "ana@example.org", COURSE)

    more = terminal.types(*grant, "what-it-is", "--attempts", "2", "--reason", "illness")
    longer = terminal.types(*grant, "--extra-time", "50", "--reason", "dyslexia")
    ended = terminal.types(*grant, "--extra-time", "0", "--reason", "asked for it")

    assert more.output == "ana@example.org may try what-it-is 2 more time(s).\n"
    assert longer.output == f"ana@example.org has 50 % more time for each timed quiz of {COURSE}.\n"
    assert ended.output == f"ana@example.org has no extra time in {COURSE} any more.\n"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("what-it-is", "--extra-time", "50"),
        ("--attempts", "2", "--extra-time", "50"),
        ("--extra-time", "401"),
        ("what-it-is", "--attempts", "0"),
    ],
)
def test_a_grant_is_of_attempts_on_a_module_or_of_time(
    words: tuple[str, ...], terminal: Terminal
) -> None:
    result = terminal.types("people", "grant", "ana@example.org", COURSE, *words, "--reason", "x")

    assert result.exit_code == 2


def test_reset_prints_a_one_time_link_on_the_public_address(terminal: Terminal) -> None:
    terminal.environment["LMS_PUBLIC_URL"] = "https://learn.example.org"
    terminal.types("people", "add", "ana@example.org", "--name", "Ana")

    result = terminal.types("people", "reset", "ana@example.org")

    assert result.output.startswith("https://learn.example.org/reset/")


def test_reset_without_a_public_address_names_the_server_that_started_last(
    terminal: Terminal,
) -> None:
    terminal.types("people", "add", "ana@example.org", "--name", "Ana")
    chosen = Settings.from_environment(terminal.environment)
    assert terminal.types("people", "reset", "ana@example.org").output.startswith(
        "http://127.0.0.1:8000/reset/"
    )

    serving.keep_address(chosen.serving_on("::1", 8123))

    result = terminal.types("people", "reset", "ana@example.org")
    assert result.output.startswith("http://[::1]:8123/reset/")
    assert sorted(path.name for path in terminal.home.glob("address*")) == ["address"]


@pytest.mark.parametrize("text", ["", "nonsense", "http://127.0.0.1:port", "http://[::1", "\0"])
def test_an_address_file_that_says_nothing_is_passed_over(terminal: Terminal, text: str) -> None:
    chosen = Settings.from_environment(terminal.environment)
    (terminal.home / serving.ADDRESS).write_text(text)

    assert serving.as_served(chosen) == chosen


def test_a_disabled_person_is_listed_as_such_and_can_be_enabled(terminal: Terminal) -> None:
    terminal.types("people", "add", "ana@example.org", "--name", "Ana")

    disabled = terminal.types("people", "disable", "ana@example.org")
    listed = terminal.types("people", "list")
    enabled = terminal.types("people", "enable", "ana@example.org")

    assert (disabled.exit_code, enabled.exit_code) == (0, 0)
    assert "ana@example.org  disabled" in listed.output
    assert "disabled" not in terminal.types("people", "list").output


def test_a_start_says_what_it_published_and_leaves_an_archived_course_archived(
    terminal: Terminal, library: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.types("migrate")
    database = terminal.database()
    cli.publish_shipped(database, library)
    terminal.types("archive", COURSE)

    cli.publish_shipped(database, library)

    said = capsys.readouterr().out.splitlines()
    assert [line for line in said if line.startswith(COURSE)] == [
        f"{COURSE}: edition 1 published (first)",
        f"{COURSE}: unchanged",
    ]
    with database.reading() as session:
        newest = editions.find_newest(session, COURSE)
    assert newest is not None
    assert newest.is_archived


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://lms:s3cret@127.0.0.1:1/lms",
        "sqlite:////no/such/folder/lms.sqlite3",
        "sqlite:///{letter}",
        "postgresql://lms:s3cret@127.0.0.1:port/lms",
    ],
)
def test_sk01_a_database_that_cannot_be_used_is_one_plain_sentence_without_its_password(
    new_terminal: Terminal, tmp_path: Path, url: str
) -> None:
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear colleague,\n" * 100)
    new_terminal.environment["LMS_DATABASE_URL"] = url.format(letter=letter)

    for words in (("people", "list"), ("migrate",), ("publish", shipped_courses_folder())):
        result = new_terminal.types(*words)
        assert (result.exit_code, result.stdout) == (1, "")
        assert len(result.stderr.splitlines()) == 1
        assert "s3cret" not in result.output


def test_publishing_without_a_provider_is_refused_plainly(
    terminal: Terminal, library: Path
) -> None:
    (library / "provider.md").unlink()

    result = terminal.types("publish", library / COURSE)

    assert result.exit_code == 1
    assert "write provider.md beside the course folders" in result.stderr


def test_a_course_alone_is_published_under_the_provider_in_force(
    terminal: Terminal, library: Path
) -> None:
    terminal.types("publish", library)
    (library / "provider.md").unlink()
    page = library / COURSE / "01-what-it-is.md"
    page.write_text(page.read_text().replace("Opening", "First"))

    result = terminal.types("publish", library / COURSE)

    assert (result.exit_code, result.stderr) == (0, "")
    assert "edition 2 published" in result.stdout


def test_publishing_undoes_no_edit_of_the_office_and_says_so(
    terminal: Terminal, library: Path
) -> None:
    terminal.types("publish", library)
    database = terminal.database()
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        page = provider.get_page(session, NOON)
        typed = {field: getattr(page.facts, field) for field in FACTS} | {"name": "Renamed"}
        provider.change_facts(session, dora, page.edition.id, typed, NOON)
    file = library / "provider.md"

    kept = terminal.types("publish", library)
    file.write_text(file.read_text().replace("refunds: Ask", "refunds: Write", 1))
    refused = terminal.types("publish", library)
    insisted = terminal.types("publish", "--provider", library)

    assert kept.exit_code == 0
    assert "the office changed since stay in force" in kept.stdout
    assert (refused.exit_code, insisted.exit_code) == (1, 0)
    assert "--provider" in refused.stderr
    with database.reading() as session:
        assert provider.get_page(session, NOON).facts.name != "Renamed"


def test_production_without_a_public_address_is_warned_of(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    production = {"LMS_ENV": "production", "LMS_SECRET_KEY": SECRET}
    bare = Settings.from_environment(terminal.environment | production)
    named = Settings.from_environment(
        terminal.environment | production | {"LMS_PUBLIC_URL": "https://learn.example.org"}
    )

    cli.warn_of_address(named)
    assert capsys.readouterr().err == ""

    cli.warn_of_address(bare.serving_on("0.0.0.0", 8000))
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("Warning: LMS_PUBLIC_URL is not set")


def test_pr01_a_worker_that_fails_says_where_and_never_what() -> None:
    stopping = threading.Event()

    def work() -> int:
        stopping.set()
        raise ValueError("ada@example.org")

    with structlog.testing.capture_logs() as logs:
        serving.keep_working(work, stopping)

    assert [(line["event"], line["fault"]) for line in logs] == [("worker failed", "ValueError")]
    assert "ada@example.org" not in str(logs)
    assert "exc_info" not in logs[0]


def test_a_voided_certificate_says_so_for_ever(terminal: Terminal, library: Path) -> None:
    terminal.types("publish", library)
    database = terminal.database()
    with database.writing() as session:
        demo.add_people(session, demo.hash_password(), NOON)
    with database.reading() as session:
        ben = accounts.get_person(session, "ben@example.org")
        completed = transcripts.list_lines(session, ben)[0].certificate
    assert completed is not None
    serial = completed.serial

    first = terminal.types("certificates", "void", serial, "--reason", "Issued in error")
    second = terminal.types("certificates", "void", serial, "--reason", "Again")

    assert (first.exit_code, second.exit_code) == (0, 1)
    with database.reading() as session:
        page = certificates.find_certificate_page(session, serial)
    assert page is not None
    assert page.certificate.void_reason == "Issued in error"


def test_a_programs_certificate_is_voided_by_the_same_command(terminal: Terminal) -> None:
    database = terminal.database()
    publishes(database)
    ada = Learner(database).enrolls().does_everything().evaluates()
    ada.attests()
    with database.writing() as session:
        programs.publish(session, make.a_program_reading("foundations"), make.START)
        serial = programs.issue(session, ada.person, "core", ada.at)

    first = terminal.types("certificates", "void", serial, "--reason", "Issued in error")
    second = terminal.types("certificates", "void", serial, "--reason", "Again")

    assert (first.exit_code, second.exit_code) == (0, 1)
    with database.reading() as session:
        page = programs.find_certificate_page(session, serial, ada.at)
    assert page is not None
    assert (page.how, page.certificate.void_reason) == ("voided", "Issued in error")


def test_nonsense_in_the_environment_is_refused_by_name(terminal: Terminal) -> None:
    terminal.environment["LMS_ENV"] = "staging"

    result = terminal.types("people", "list")

    assert result.exit_code == 1
    assert "LMS_ENV" in result.stderr


def test_a_misspelt_setting_is_warned_of_with_the_nearest_name_and_without_its_value(
    terminal: Terminal,
) -> None:
    terminal.types("migrate")
    terminal.environment |= {"LMS_PUBLIC_ULR": "https://hunter2.example.org", "LMS_X": "hunter2"}

    result = terminal.types("people", "list")

    assert result.exit_code == 0
    assert result.stderr.splitlines() == [
        "Warning: LMS_PUBLIC_ULR is not a setting and is ignored. Did you mean LMS_PUBLIC_URL?",
        "Warning: LMS_X is not a setting and is ignored. docs/operating.md lists the settings.",
    ]


def test_a_start_says_where_it_serves_and_where_readers_come_to(
    terminal: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    terminal.types("migrate")
    database, bare = terminal.database(), Settings.from_environment(terminal.environment)
    named = Settings.from_environment(
        terminal.environment | {"LMS_PUBLIC_URL": "https://learn.example.org"}
    )

    cli.say_hello(database, bare.serving_on("127.0.0.1", 8123), False)
    cli.say_hello(database, named.serving_on("127.0.0.1", 8123), False)

    said = [line for line in capsys.readouterr().out.splitlines() if line.startswith("Serving")]
    assert said == [
        "Serving on http://127.0.0.1:8123  (stop with Ctrl+C)",
        "Serving on http://127.0.0.1:8123 for https://learn.example.org  (stop with Ctrl+C)",
    ]


def test_sk01_production_does_not_start_on_a_secret_that_is_easy_to_guess(
    new_terminal: Terminal,
) -> None:
    new_terminal.environment |= {"LMS_ENV": "production", "LMS_SECRET_KEY": "a" * 40}

    result = new_terminal.types("run", "--port", "0")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("LMS_SECRET_KEY repeats a few characters")
    assert not new_terminal.home.exists()


def test_the_demo_learners_are_in_the_course_that_the_catalog_names_first(
    terminal: Terminal, shipped_library: LibraryReading
) -> None:
    two = [it for it in shipped_library.courses if it.slug in SHIPPED]
    publishes_all(terminal.home, replace(shipped_library, courses=tuple(two)))
    database = terminal.database()

    cli.add_demo_people(database)

    with database.reading() as session:
        enrolled = session.scalars(select(CourseRow.slug).join(EnrollmentRow)).unique().all()
    assert enrolled == [SHIPPED[0]]


def test_demo_people_are_refused_in_production(terminal: Terminal) -> None:
    terminal.environment |= {"LMS_ENV": "production", "LMS_SECRET_KEY": SECRET}

    result = terminal.types("run", "--demo", "--port", "0")

    assert result.exit_code == 1
    assert "--demo is refused in production" in result.stderr
