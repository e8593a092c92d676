"""Folders and files on the disk: read, checked and fixed."""

import errno
import os
from pathlib import Path

import pytest

from lms.content import disk
from lms.content.folder import (
    check,
    fix,
    read_course,
    read_library,
    read_programs,
    read_provider,
)
from lms.domain.errors import Refusal
from tests.content.good_course import (
    GOOD,
    GOOD_SET,
    HISTORY,
    PROVIDER,
    QUIZ,
    SLUG,
    write_library,
    write_program,
    write_set,
)

QUIZ_FILE = "01-what-it-is.quiz.md"
UNSTAMPED = QUIZ.replace("<!-- q:aaa1 -->\n", "")


def codes(path: Path) -> list[str]:
    return [problem.code for problem in check(path)]


def test_a_library_is_its_courses_and_its_provider(tmp_path: Path) -> None:
    write_library(tmp_path)

    library = read_library(tmp_path)

    assert [course.slug for course in library.courses] == [SLUG]
    assert library.courses[0].course is not None
    assert library.provider.provider is not None
    assert library.provider.provider.signatory_name == "Dora Park, PhD"
    assert library.problems == ()
    assert check(tmp_path) == ()


def test_every_file_of_a_course_is_kept_byte_for_byte(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {QUIZ_FILE: QUIZ.replace("\n", "\r\n").rstrip()})
    (folder / ".DS_Store").write_bytes(b"x")

    reading = read_course(folder)

    kept = {file.path: file.content for file in reading.files}
    assert kept == {**GOOD, QUIZ_FILE: QUIZ.replace("\n", "\r\n").rstrip().encode()}
    assert reading.course is not None


def test_problems_are_named_by_the_path_that_was_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_library(tmp_path, {QUIZ_FILE: UNSTAMPED})
    monkeypatch.chdir(tmp_path)

    named = [
        check(path)[0].file
        for path in (Path(), Path(SLUG), Path(SLUG, QUIZ_FILE), folder, folder / QUIZ_FILE)
    ]

    inside = f"{SLUG}/{QUIZ_FILE}"
    assert named == [inside, inside, inside, f"{folder}/{QUIZ_FILE}", f"{folder}/{QUIZ_FILE}"]


def test_one_file_of_a_course_is_checked_as_a_part_of_it(tmp_path: Path) -> None:
    quiz = QUIZ.replace("Objective:** O1", "Objective:** O9", 1)
    folder = write_library(tmp_path, {QUIZ_FILE: quiz, "02-history.md": b""})

    assert codes(folder / QUIZ_FILE) == ["unknown-objective"]
    assert codes(folder / "references.json") == []
    assert "no-front-matter" in codes(folder / "02-history.md")


def test_a_file_may_stand_anywhere(tmp_path: Path) -> None:
    module = tmp_path / "01-alone.md"
    module.write_text(
        "---\ntitle: Alone\nobjectives: [O1]\n---\n\n## A\n\n"
        "[@anything] [b](02-none.md) [c](#a) ![D](images/d.png)\n"
    )
    quiz = tmp_path / "alone.quiz.md"
    quiz.write_text(QUIZ)
    (tmp_path / "evaluation.md").write_bytes(GOOD["evaluation.md"])

    assert codes(module) == ["missing-module", "missing-image"]
    assert codes(quiz) == []
    assert codes(tmp_path / "evaluation.md") == []


def test_a_missing_picture_is_compared_with_pictures_alone(tmp_path: Path) -> None:
    shown = f"{GOOD['02-history.md'].decode()}\n![D](images/none.png)\n"
    folder = write_library(tmp_path, {"02-history.md": shown, "images/bench.png": None})

    tips = [it.suggestion for it in check(folder) if it.code == "missing-image"]

    assert set(tips) == {"Correct the link."}


def test_provider_works_and_other_files_by_themselves(tmp_path: Path) -> None:
    write_library(tmp_path)
    (tmp_path / "alone.json").write_text("{}")
    works = tmp_path / "references.json"
    works.write_text("{}")

    assert codes(tmp_path / "provider.md") == []
    assert codes(works) == ["bad-references"]
    assert codes(tmp_path / "alone.json") == ["not-course-file"]
    assert codes(tmp_path / "nowhere") == ["unreadable"]


def test_a_file_that_is_no_page_of_a_course_is_one_plain_problem(tmp_path: Path) -> None:
    readme = tmp_path / "README.md"
    readme.write_text("# About\n\nSee [the tour](docs/tour.md), [[this]] and <!-- that.\n")

    (found,) = check(readme)

    assert (found.code, found.line) == ("not-course-file", 1)
    assert found.message == "“README.md” is no part of a course."
    assert found.suggestion == (
        "Check a folder of courses, a course, or a page of one, such as course.md."
    )


def test_a_program_is_a_description_and_courses_in_an_order(tmp_path: Path) -> None:
    write_library(tmp_path)
    program = write_program(tmp_path)
    program.write_text(program.read_text().replace("\n1. [", "\nWhere to *begin*.\n\n1. ["))

    (found,) = read_library(tmp_path).programs

    assert found.program is not None
    assert found.program.slug == "first-steps"
    assert found.program.courses == ("foundations",)
    assert found.program.description_html == "<p>Where to <em>begin</em>.</p>"
    assert codes(program) == codes(tmp_path) == []


def test_nothing_is_made_of_a_program_that_is_known(tmp_path: Path) -> None:
    write_library(tmp_path)
    write_program(tmp_path)

    (found,) = read_programs(tmp_path, lambda slug, _files: slug == "first-steps")

    assert found.is_known
    assert found.program is None


def test_a_programs_file_name_is_part_of_an_address(tmp_path: Path) -> None:
    write_library(tmp_path)
    write_program(tmp_path).rename(tmp_path / "programs" / "First Steps.md")

    (found,) = check(tmp_path)

    assert (found.code, Path(found.file).name) == ("bad-name", "First Steps.md")


def test_a_program_with_a_course_that_is_not_there_says_so(tmp_path: Path) -> None:
    write_library(tmp_path)
    program = write_program(tmp_path)

    program.write_text(program.read_text().replace("foundations", "elsewhere"))

    assert codes(program) == codes(tmp_path) == ["missing-course"]
    assert check(tmp_path)[0].file == str(program)


def test_a_folder_without_courses_or_provider_says_so(tmp_path: Path) -> None:
    assert codes(tmp_path) == ["missing-provider", "no-courses"]
    assert read_provider(tmp_path / "provider.md").provider is None


def test_a_folder_of_pages_without_course_md_is_a_course_that_lacks_it(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    (folder / "course.md").unlink()

    assert "missing-course-page" in codes(folder)


def test_links_and_things_that_are_no_files_are_not_followed(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    secret = tmp_path / "secret.md"
    secret.write_text("secret")
    (folder / "03-secret.md").symlink_to(secret)
    (folder / "images" / "up").symlink_to(tmp_path, target_is_directory=True)
    os.mkfifo(folder / "images" / "pipe.png")

    reading = read_course(folder)

    assert [(p.file, p.code) for p in reading.problems] == [
        ("03-secret.md", "symlink"),
        ("images/pipe.png", "unreadable"),
        ("images/up", "symlink"),
    ]
    assert not any(b"secret" in file.content for file in reading.files)


def test_files_beyond_the_limits_are_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_library(tmp_path)
    monkeypatch.setattr(disk, "MOST_MEDIA", 3)

    found = [(problem.file, problem.code) for problem in read_course(folder).problems]

    assert ("images/bench.png", "too-large") in found


def test_stray_files_and_names_that_cannot_be_shown_are_reported(tmp_path: Path) -> None:
    folder = write_library(tmp_path)
    (folder / "notes.txt").write_text("x")
    (folder / "README.md").write_text("# About")
    (folder / "provider.md").write_text(PROVIDER)
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff.md"))).write_text("x")

    found = {(problem.file, problem.code) for problem in read_course(folder).problems}

    assert found == {
        ("notes.txt", "stray-file"),
        ("README.md", "stray-file"),
        ("provider.md", "stray-file"),
        ("�.md", "bad-name"),
    }


def test_fixing_writes_stamps_and_nothing_else(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {QUIZ_FILE: UNSTAMPED.replace("\n", "\r\n")})
    before = (folder / QUIZ_FILE).read_bytes()

    fixed = fix(tmp_path)

    after = (folder / QUIZ_FILE).read_bytes()
    assert [str(each) for each in fixed] == [
        f"{folder / QUIZ_FILE}:6: {fixed[0].what}",
    ]
    stamp = fixed[0].what.split()[-1]
    assert after == before.replace(
        b"### Question 1\r\n", f"### Question 1\r\n<!-- {stamp} -->\r\n".encode()
    )
    assert check(tmp_path) == ()
    assert fix(tmp_path) == ()


def test_fixing_one_file_leaves_the_others(tmp_path: Path) -> None:
    messy = UNSTAMPED.replace("- [x] Talk of number 2", "* [X] Talk of number 2")
    changed = {QUIZ_FILE: messy, "02-history.quiz.md": messy.replace("q:aaa", "q:bbb")}
    folder = write_library(tmp_path, changed)
    other = (folder / "02-history.quiz.md").read_bytes()

    fixed = fix(folder / QUIZ_FILE)

    assert {each.file for each in fixed} == {str(folder / QUIZ_FILE)}
    assert (folder / "02-history.quiz.md").read_bytes() == other
    assert "* [X]" not in (folder / QUIZ_FILE).read_text()


def test_fixing_keeps_the_mode_of_a_file_and_leaves_nothing_beside_it(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {QUIZ_FILE: UNSTAMPED})
    (folder / QUIZ_FILE).chmod(0o640)
    names = sorted(path.name for path in folder.iterdir())

    fix(folder)

    assert (folder / QUIZ_FILE).stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in folder.iterdir()) == names


def test_a_stamp_is_unique_in_the_course(tmp_path: Path) -> None:
    bare = "---\ntitle: Quiz\n---\n" + "\n### Same\n\nWhich?\n\n- [x] A1\n- [ ] B1\n" * 30
    folder = write_library(tmp_path, {QUIZ_FILE: bare, "02-history.quiz.md": bare})

    fixed = fix(folder)

    assert len({each.what for each in fixed}) == len(fixed) == 60
    assert "duplicate-stamp" not in codes(folder)


def test_a_file_that_cannot_be_written_is_refused_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_library(tmp_path, {QUIZ_FILE: UNSTAMPED})

    def full(fd: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Refusal, match=r"cannot be written: No space left on device\.\Z"):
        fix(folder)

    assert (folder / QUIZ_FILE).read_text() == UNSTAMPED


def test_a_file_that_is_read_only_is_refused_in_a_sentence(tmp_path: Path) -> None:
    folder = write_library(tmp_path, {QUIZ_FILE: UNSTAMPED})
    (folder / QUIZ_FILE).chmod(0o444)

    with pytest.raises(Refusal, match=r"\.quiz\.md is read-only\. Allow writing it, then"):
        fix(folder)

    assert (folder / QUIZ_FILE).read_text() == UNSTAMPED


def with_links(*targets: str) -> dict[str, str]:
    """The good course's module of history, with links."""
    links = "\n".join(f"[Further]({target})" for target in targets)
    return {"02-history.md": f"{HISTORY}\n{links}\n"}


def test_links_to_other_courses_are_checked_where_the_folder_of_courses_is_known(
    tmp_path: Path,
) -> None:
    there = f"../{SLUG}/01-what-it-is.md"
    good = (there, f"{there}#in-words", f"../{SLUG}/", f"../{SLUG}/course.md")
    bad = (
        f"../{SLUG}/09-x.md",
        "../elsewhere/01-x.md",
        "../elsewhere/",
        f"../{SLUG}/{'x' * 300}.md",
    )
    folder = write_library(tmp_path, with_links(*good, *bad))

    found = [(problem.line, problem.code) for problem in check(tmp_path)]

    first = len(HISTORY.splitlines()) + 2 + len(good)
    assert found == [
        (first, "missing-module"),
        (first + 1, "missing-module"),
        (first + 2, "missing-course"),
        (first + 3, "missing-module"),
    ]
    assert codes(folder) == codes(folder / "02-history.md") == codes(tmp_path)
    assert read_library(tmp_path).courses[0].course is None


def test_links_to_other_courses_go_unchecked_where_a_course_stands_alone(tmp_path: Path) -> None:
    folder = write_library(tmp_path, with_links("../elsewhere/01-x.md"))
    (tmp_path / "provider.md").unlink()

    assert codes(folder) == []


def test_a_link_to_a_program_leads_to_no_course(tmp_path: Path) -> None:
    write_library(tmp_path, with_links("../programs/first-steps.md"))
    write_program(tmp_path)

    assert "missing-module" in codes(tmp_path)


# -- requirement sets --------------------------------------------------------------


def test_requirement_sets_stand_beside_the_courses_and_are_none(tmp_path: Path) -> None:
    write_library(tmp_path)
    write_set(tmp_path)

    library = read_library(tmp_path)

    assert [course.slug for course in library.courses] == [SLUG]
    assert [each.requirements.slug for each in library.requirements if each.requirements] == [
        "my-board"
    ]
    assert check(tmp_path) == ()


def test_a_wrong_set_stops_nothing_but_itself_and_is_named_by_its_line(tmp_path: Path) -> None:
    write_library(tmp_path)
    wrong = write_set(tmp_path, GOOD_SET.replace("30", "thirty"))
    write_set(tmp_path, name="other.yaml")

    library = read_library(tmp_path)
    places = [(p.file, p.line, p.code) for p in check(tmp_path)]

    assert [each.requirements is None for each in library.requirements] == [True, False]
    assert places == [(str(wrong), 8, "wrong-type")]
    for path in (wrong, wrong.parent):
        assert [(p.file, p.line) for p in check(path)] == [(str(wrong), 8)]


def test_in_07_a_mark_before_a_set_is_found_and_taken_away(tmp_path: Path) -> None:
    path = write_set(tmp_path, "\ufeff" + GOOD_SET)

    assert codes(path) == ["byte-order-mark"]
    fix(path)

    assert path.read_text() == GOOD_SET


def test_a_stray_file_among_the_sets_is_said_to_be_left_out(tmp_path: Path) -> None:
    write_set(tmp_path, name="notes.txt")
    write_set(tmp_path, name="My board.yaml")

    assert codes(tmp_path / "requirements") == ["bad-name", "stray-file"]
