"""Pictures are what their names say; the line that shows one that is not is named (IN-10)."""

import pytest

from lms.content.folder import read_files
from lms.content.problems import Problem
from tests.content.good_course import GOOD, HISTORY, SLUG, with_files

PNG = GOOD["images/bench.png"]
SHOWN = len(HISTORY.splitlines()) + 2
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg"><circle r="1"/></svg>'


def problems(name: str, content: bytes, markdown: str = "") -> list[Problem]:
    """What is found in a course with this file among its images, and with this text."""
    changed = {f"images/{name}": content, "02-history.md": f"{HISTORY}\n{markdown}\n"}
    reading = read_files(SLUG, with_files(changed))
    assert (reading.course is None) == bool(reading.problems)
    return list(reading.problems)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("fake.png", b"<!doctype html><script>alert(1)</script>"),
        ("empty.png", b""),
        ("other.jpg", PNG),
        ("scan.tiff", b"II*\0"),
        ("noending", PNG),
        ("handler.svg", DRAWING.replace(b"<circle", b'<circle onclick="x()"')),
        ("script.svg", DRAWING.replace(b"<circle", b"<script>x()</script><circle")),
        ("outward.svg", DRAWING.replace(b'r="1"', b'fill="url(https://x.example/a)"')),
        ("form.pdf", b"%PDF-1.7"),
    ],
)
@pytest.mark.parametrize("mark", ["!", ""])
def test_a_file_that_is_not_the_picture_it_should_be_is_named_where_it_is_used(
    name: str, content: bytes, mark: str
) -> None:
    (found,) = problems(name, content, f"See {mark}[it](images/{name}).")

    assert (found.file, found.line, found.column) == ("02-history.md", SHOWN, 5)
    assert found.code == "not-a-picture"


def test_a_file_that_nothing_uses_is_named_itself() -> None:
    (found,) = problems("fake.png", b"<html>")

    assert (found.file, found.line, found.code) == ("images/fake.png", 1, "not-a-picture")


def test_a_document_comes_with_a_way_out() -> None:
    (found,) = problems("form.pdf", b"%PDF-1.7", "[The form](images/form.pdf)")

    assert found.suggestion.startswith("Put the file on a website and link to it there")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.PNG", PNG),
        ("a.jpeg", b"\xff\xd8\xff\xe0"),
        ("a.gif", b"GIF89a"),
        ("a.webp", b"RIFF\0\0\0\0WEBP"),
        ("a.svg", DRAWING),
    ],
)
def test_pictures_of_every_type_may_be_shown(name: str, content: bytes) -> None:
    assert problems(name, content, f"![A picture](images/{name})") == []
