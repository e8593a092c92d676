"""A course through both doors: files and the browser, one the same as the other."""

import shutil
from pathlib import Path

import pytest

from lms.content.archive import read_archive
from lms.domain.access import Role
from lms.paths import shipped_courses_folder
from lms.services import draft_reviews, draft_saves, drafts, folders, teaching
from lms.services.draft_saves import Typed
from lms.store import people
from tests.accounts import NOON, signed_up
from tests.test_cli import Terminal

COURSE, MODULE = "sexual-dysfunctions", "03-erectile-disorder.md"
OLD, NEW = "## ", "## On "


@pytest.fixture
def terminal(tmp_path: Path, sqlite_template: Path) -> Terminal:
    """A terminal in whose home an empty database is."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copyfile(sqlite_template, home / "lms.sqlite3")
    return Terminal(home)


def writes(terminal: Terminal) -> str:
    """Cleo changes one heading in the browser and publishes; the line as it reads from then on."""
    database = terminal.database()
    cleo = signed_up(database, "Cleo Ray", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, NOON)
        taught = teaching.get_taught(session, cleo, COURSE)
        opened = drafts.get_text(session, taught, MODULE)
        typed = Typed(MODULE, opened.text.replace(OLD, NEW, 1), opened.since, "first")
        draft_saves.save(session, taught, cleo, typed, NOON)
        files = drafts.list_files(session, taught)
    reading = draft_reviews.read_draft(taught, files)
    with database.reading() as session:
        seen = draft_reviews.review(session, taught, reading).content_hash
    with database.writing() as session:
        published = draft_reviews.publish(session, taught, cleo, reading, seen, None, NOON)
    database.close()
    assert published.edition is not None
    return next(line for line in typed.text.splitlines() if line.startswith(NEW))


def download(terminal: Terminal) -> bytes:
    """The folder of the newest edition, as Cleo takes it along from the studio."""
    database = terminal.database()
    with database.reading() as session:
        account = people.find_account(session, "cleo@example.org")
        assert account is not None
        folder = folders.get_published(
            session, teaching.get_taught(session, account.person, COURSE)
        )
    database.close()
    return folders.archive_of(folder)


@pytest.mark.slow
def test_what_is_written_in_the_browser_is_exported_and_undone_by_no_folder(
    terminal: Terminal, tmp_path: Path
) -> None:
    shipped = shipped_courses_folder()
    terminal.types("publish", shipped / COURSE)
    line = writes(terminal)

    exported = tmp_path / COURSE
    terminal.types("export", COURSE, exported)

    taken = {it.path: it.content for it in read_archive(download(terminal))}
    written = {it for it in exported.rglob("*") if it.is_file()}
    assert taken == {it.relative_to(exported).as_posix(): it.read_bytes() for it in written}

    for file in sorted(it for it in (shipped / COURSE).rglob("*") if it.is_file()):
        out = exported / file.relative_to(shipped / COURSE)
        before, after = (it.read_bytes().split(b"\n") for it in (file, out))
        changed = [(a, b) for a, b in zip(before, after, strict=True) if a != b]
        is_the_one = file.name == MODULE
        assert changed == [(line.replace(NEW, OLD, 1).encode(), line.encode())] * is_the_one

    refused = terminal.types("publish", shipped / COURSE)
    assert refused.exit_code == 1
    assert "undo what edition 2 changed in the browser in 03-erectile-disorder.md" in refused.stderr
    assert f"-{line}" in refused.stderr
    shutil.copy(shipped / "provider.md", tmp_path / "provider.md")
    assert "unchanged" in terminal.types("publish", exported).stdout

    mine = tmp_path / "mine" / COURSE
    shutil.copytree(shipped / COURSE, mine)
    shutil.copy(shipped / "provider.md", mine.parent / "provider.md")
    page = mine / MODULE
    page.write_bytes(page.read_bytes() + b"\nOne more line.\n")
    assert "touch nowhere: lms merge FOLDER puts" in terminal.types("publish", mine).stderr
    assert terminal.types("merge", mine).stdout == f"{MODULE}: has both changes now\n"
    assert page.read_bytes() == (exported / MODULE).read_bytes() + b"\nOne more line.\n"
    assert "lacks nothing" in terminal.types("merge", mine).stdout

    both = page.read_bytes()
    page.write_bytes(both.replace(line.encode(), b"## Otherwise"))
    touching = terminal.types("merge", mine)
    assert touching.exit_code == 1
    assert f"changed the same lines of {MODULE}" in touching.stderr
    assert f"-{line}" in touching.stderr
    assert b"## Otherwise" in page.read_bytes()
    page.write_bytes(both)
    assert "edition 3 published" in terminal.types("publish", mine).stdout

    over = terminal.types("publish", "--over-edits", shipped / COURSE)
    assert over.exit_code == 0
    assert "edition 4 published" in over.stdout
