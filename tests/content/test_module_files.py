"""Modules added, renamed, moved and taken out in files: only the lines about them change."""

from lms.content import module_files
from lms.content.module_files import Changes
from lms.content.names import COURSE
from lms.content.problems import Severity
from lms.content.reading import read_files
from lms.content.stamp_checks import stamps_on
from lms.domain.courses import SourceFile
from tests.content import good_course

GOOD = {it.path: it.content for it in good_course.files()}
PAGE, QUIZ = "01-what-it-is.md", "01-what-it-is.quiz.md"


def applied(files: dict[str, bytes], changes: Changes) -> dict[str, bytes]:
    return {path: it for path, it in {**files, **changes}.items() if it is not None}


def codes(files: dict[str, bytes]) -> set[str]:
    """What the checks find in these files, beside the small picture that no browser shows."""
    folder = tuple(SourceFile(path, content) for path, content in sorted(files.items()))
    problems = read_files(good_course.SLUG, folder).problems
    return {it.code for it in problems if it.severity is Severity.ERROR} - {"not-a-picture"}


def titles(files: dict[str, bytes]) -> list[str]:
    return [title for _, title in module_files.list_modules(files)]


def test_a_module_is_added_with_a_quiz_and_without_an_error() -> None:
    changes = module_files.with_module(GOOD, 'Grief: [the] "first" year', "grief")

    files = applied(GOOD, changes)
    assert set(changes) == {"03-grief.md", "03-grief.quiz.md", COURSE}
    assert titles(files) == ["What it is", "History", 'Grief: (the) "first" year']
    assert codes(files) == set()
    assert b"3. [Grief:" in files[COURSE]
    assert (
        files[COURSE].replace(b'3. [Grief: (the) "first" year](03-grief.md)\n', b"") == GOOD[COURSE]
    )


def test_an_added_module_asks_its_author_to_write_it() -> None:
    files = applied(GOOD, module_files.with_module(GOOD, "Grief", "grief"))
    folder = tuple(SourceFile(path, content) for path, content in sorted(files.items()))

    found = read_files(good_course.SLUG, folder).problems

    unwritten = [(it.file, it.line) for it in found if it.code == "unwritten-text"]
    quiz = [("03-grief.quiz.md", line) for line in (8, 10, 11, 12, 15)]
    assert unwritten == [("03-grief.md", 6), ("03-grief.md", 10), *quiz]


def test_added_modules_have_stamps_and_numbers_of_their_own() -> None:
    once = applied(GOOD, module_files.with_module(GOOD, "Grief", "grief"))
    twice = applied(once, module_files.with_module(once, "Grief", "grief-again"))

    assert {"03-grief.md", "04-grief-again.md"} <= set(twice)
    assert codes(twice) == set()


def test_a_stamp_that_is_written_closely_is_not_given_again() -> None:
    quiz = module_files.with_module(GOOD, "Grief", "grief")["03-grief.quiz.md"] or b""
    taken = {
        **GOOD,
        QUIZ: GOOD[QUIZ] + quiz.replace(b"<!-- q:", b"<!--q:").replace(b" -->", b"-->"),
    }

    again = module_files.with_module(taken, "Grief", "grief")["03-grief.quiz.md"] or b""

    assert stamps_on(quiz) == stamps_on(taken[QUIZ])[-1:]
    assert stamps_on(again) != stamps_on(quiz)


def test_the_first_module_begins_an_outline() -> None:
    empty = {COURSE: GOOD[COURSE].partition(b"## First part")[0]}

    assert titles(applied(empty, module_files.with_module(empty, "Grief", "grief"))) == ["Grief"]


def test_a_module_goes_with_its_quiz_and_its_line_and_comes_back_listed() -> None:
    changes = module_files.without_module(GOOD, "what-it-is")

    files = applied(GOOD, changes)
    assert changes[PAGE] is None
    assert changes[QUIZ] is None
    assert titles(files) == ["History"]
    assert files[COURSE] == GOOD[COURSE].replace(b"1. [What it is](01-what-it-is.md)\n", b"")
    back = {**files, PAGE: GOOD[PAGE]}
    listed = module_files.listed_too(back, PAGE, "What it is")
    assert titles({**back, COURSE: listed}) == ["History", "What it is"]
    assert module_files.listed_too(GOOD, PAGE, "What it is") == GOOD[COURSE]


def test_another_title_changes_the_heads_and_the_line_of_the_outline() -> None:
    changes = module_files.renamed(GOOD, "what-it-is", "What: it is", "what-it-is")

    files = applied(GOOD, changes)
    assert set(changes) == {PAGE, QUIZ, COURSE}
    assert files[PAGE] == GOOD[PAGE].replace(b"title: What it is", b'title: "What: it is"')
    assert files[QUIZ].startswith(b'---\ntitle: "Quiz - What: it is"\n')
    assert b"1. [What: it is](01-what-it-is.md)" in files[COURSE]
    assert codes(files) == set()


def test_another_address_moves_page_and_quiz_and_takes_every_link_along() -> None:
    code = b"\n```\n[x](01-what-it-is.md)\n```\n\n[named][it], [a](<01-what-it-is.md#in-words>).\n"
    named = b"\n[it]: 01-what-it-is.md\n"
    good = {**GOOD, "02-history.md": GOOD["02-history.md"] + code + named}

    files = applied(good, module_files.renamed(good, "what-it-is", "What it is", "the-frame"))

    assert PAGE not in files
    assert QUIZ not in files
    assert (files["01-the-frame.md"], files["01-the-frame.quiz.md"]) == (good[PAGE], good[QUIZ])
    history = files["02-history.md"].decode()
    assert "(01-the-frame.md#in-words)" in history
    assert "[it]: 01-the-frame.md" in history
    assert "(<01-the-frame.md#in-words>)" in history
    assert "[x](01-what-it-is.md)" in history
    assert codes(files) == set()


def test_a_module_moves_one_place_and_the_ends_of_lines_stay() -> None:
    dos = {**GOOD, COURSE: GOOD[COURSE].replace(b"\n", b"\r\n")}

    down = applied(dos, module_files.moved_down(dos, "what-it-is"))

    assert titles(down) == ["History", "What it is"]
    assert b"1. [History](02-history.md) (optional)\r\n2. [What it is]" in down[COURSE]
    assert applied(down, module_files.moved_up(down, "what-it-is")) == dos
    assert module_files.moved_up(dos, "what-it-is") == {}
    assert module_files.moved_down(dos, "history") == {}
    assert module_files.moved_down(dos, "nothing") == {}


def test_a_page_without_a_head_is_renamed_all_the_same() -> None:
    bare = {**GOOD, PAGE: b"No head.\n"}

    files = applied(bare, module_files.renamed(bare, "what-it-is", "The frame", "the-frame"))

    assert files["01-the-frame.md"] == b"No head.\n"
    assert titles(files) == ["The frame", "History"]
