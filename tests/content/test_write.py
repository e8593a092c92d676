"""Files rewritten: only the lines that a fix is about."""

from pathlib import Path

from lms.content.problems import Fix
from lms.content.source import read_source
from lms.content.write import with_fixes, write_file, write_files
from lms.domain.courses import SourceFile


def test_a_replaced_line_keeps_its_ending() -> None:
    content, made = with_fixes(
        b"one\r\ntwo\nthree", [Fix(1, 1, ("ONE",), ""), Fix(3, 3, ("3",), "")]
    )

    assert content == b"ONE\r\ntwo\n3"
    assert len(made) == 2


def test_an_inserted_line_ends_like_the_first_line_of_the_file() -> None:
    assert with_fixes(b"one\r\ntwo", [Fix(2, 1, ("new",), "")])[0] == b"one\r\nnew\r\ntwo"
    assert with_fixes(b"one\ntwo", [Fix(3, 2, ("new",), "")])[0] == b"one\ntwo\nnew"
    assert with_fixes(b"", [Fix(1, 0, ("new",), "")])[0] == b"new\n"


def test_of_two_fixes_about_one_line_the_first_is_made() -> None:
    fixes = [Fix(1, 1, ("a",), "first"), Fix(1, 1, ("b",), "second"), Fix(1, 2, ("c",), "third")]

    content, made = with_fixes(b"one\ntwo\n", fixes)

    assert content == b"a\ntwo\n"
    assert [fix.what for fix in made] == ["first"]


def test_a_line_may_be_replaced_and_have_another_put_before_it() -> None:
    content, _ = with_fixes(b"one\n", [Fix(1, 1, ("ONE",), ""), Fix(1, 0, ("zero",), "")])

    assert content == b"zero\nONE\n"


def test_lines_that_do_not_exist_or_cannot_be_read_are_left_alone() -> None:
    fixes = [Fix(1, 1, ("a",), ""), Fix(9, 9, ("b",), ""), Fix(0, 0, ("c",), "")]

    assert with_fixes(b"\xff\n", fixes) == (b"\xff\n", ())


def test_lines_end_at_every_kind_of_ending_and_at_no_other() -> None:
    source = read_source("x", "a\r\nb\rc\nd\u2028e\x0cf\x85".encode())

    assert [line.text for line in source.lines] == ["a", "b", "c", "d\u2028e\x0cf\x85"]


def test_a_file_that_somebody_changed_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "a.md"
    path.write_bytes(b"theirs")

    assert not write_file(path, b"ours", expected=b"before")
    assert path.read_bytes() == b"theirs"
    assert list(tmp_path.iterdir()) == [path]


def test_writing_over_links_changes_nothing_where_they_lead(tmp_path: Path):
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    ours.mkdir()
    theirs.mkdir()
    (tmp_path / "photo.png").write_bytes(b"theirs")
    (theirs / "inner").symlink_to(tmp_path)
    (ours / "images").symlink_to(theirs)

    write_files(ours, [SourceFile("images/inner/photo.png", b"ours")])

    assert (ours / "images" / "inner" / "photo.png").read_bytes() == b"ours"
    assert (theirs / "inner").is_symlink()
    assert (tmp_path / "photo.png").read_bytes() == b"theirs"
