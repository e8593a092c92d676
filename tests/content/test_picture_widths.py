"""A page offers its wide pictures in several widths; questions stay as they are."""

import re

from lms.content.reading import read_files, read_page
from lms.domain.courses import SourceFile
from tests.content import good_course
from tests.pictures import a_picture

MODULE = "01-what-it-is.md"
SRCSET = re.compile(r'srcset="([^"]*)" sizes="([^"]*)"')


def with_bench(content: bytes, **more: bytes) -> tuple[SourceFile, ...]:
    return good_course.with_files({"images/bench.png": content, **more})


def test_a_wide_picture_is_offered_in_widths_and_whole() -> None:
    course = read_files(good_course.SLUG, with_bench(a_picture(1000, 4))).course

    assert course is not None
    [section] = [it for it in course.modules[0].sections if it.slug == "at-last"]
    [found] = SRCSET.findall("".join(part.html for part in section.parts))
    address = f"/courses/{good_course.SLUG}/media/images/bench.png".replace("images/", "")
    assert found[0] == f"{address}?width=480 480w, {address}?width=960 960w, {address} 1000w"
    assert found[1] == "(min-width: 40rem) 37rem, 100vw"


def test_a_narrow_picture_and_a_drawing_are_shown_as_they_are() -> None:
    for content in (a_picture(480, 4), good_course.files()[0].content):
        course = read_files(good_course.SLUG, with_bench(content)).course
        html = "" if course is None else str(course.modules[0])
        assert "srcset" not in html


def test_a_preview_says_the_same_as_the_published_page() -> None:
    files = with_bench(a_picture(1000, 4))
    course = read_files(good_course.SLUG, files).course

    seen = read_page(good_course.SLUG, files, MODULE).module

    assert course is not None
    assert seen == course.modules[0]


def test_the_picture_of_a_question_stays_as_it_was_asked() -> None:
    shown = good_course.QUIZ.replace("What happens in", "![A bench](images/bench.png)\n\nWhat in")
    quiz = {"01-what-it-is.quiz.md": shown.encode()}

    narrow, wide = (
        read_files(good_course.SLUG, with_bench(a_picture(width, 4), **quiz)).course
        for width in (400, 1000)
    )

    assert narrow is not None
    assert wide is not None
    assert "bench.png" in str(narrow.quizzes)
    assert narrow.quizzes == wide.quizzes
