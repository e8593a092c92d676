"""What was rendered before is not rendered again, and looks the same."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from lms.content.citations import Work
from lms.content.library import read_course
from lms.content.render import Fragment, Rendered, Shape, render
from lms.content.render_once import RenderedOnce
from lms.content.survey import survey_files
from lms.content.typeset import typeset
from lms.domain.courses import SourceFile
from lms.paths import shipped_courses_folder

NO_WORKS: Mapping[str, Work] = {}


class Watched:
    """The renderer, with a list of what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def __call__(
        self, fragments: Sequence[Fragment], works: Mapping[str, Work]
    ) -> tuple[Rendered, ...]:
        self.asked += [each.markdown for each in fragments]
        return render(fragments, works)


def text(markdown: str, file: str = "c/a.md") -> Fragment:
    return Fragment(file, 1, markdown, Shape.INLINE)


def test_a_text_is_rendered_once_and_looks_the_same() -> None:
    watched = Watched()
    once = RenderedOnce(watched)

    first = once([text("*one*"), text("two"), text("*one*")], NO_WORKS)
    again = once([text("two"), text("three"), text("*one*")], NO_WORKS)

    assert watched.asked == ["*one*", "two", "three"]
    assert again == render([text("two"), text("three"), text("*one*")], NO_WORKS)
    assert first[0] == first[2] == again[2]


def test_what_was_refused_is_asked_again() -> None:
    watched = Watched()
    once = RenderedOnce(watched)
    hopeless = text("![" * 300_000)

    assert [once([hopeless], NO_WORKS)[0].problems != () for _ in range(2)] == [True, True]
    assert len(watched.asked) == 2


def test_it_keeps_no_more_than_it_is_told() -> None:
    watched = Watched()
    once = RenderedOnce(watched, lists=1, texts=2)

    once([text("one"), text("two"), text("three")], NO_WORKS)
    once([text("two"), text("three")], NO_WORKS)
    once([text("one")], NO_WORKS)

    assert watched.asked == ["one", "two", "three", "one"]


def test_of_a_course_in_which_one_module_changed_that_module_is_rendered() -> None:
    course = read_course(Path(shipped_courses_folder(), "sexual-dysfunctions"))
    changed = tuple(_with_a_word(it, "03-") for it in course.files)
    watched = Watched()
    once = RenderedOnce(watched)
    for files in (course.files, changed):
        survey = survey_files(course.slug, files)
        watched.asked.clear()
        typeset(survey, once)

    assert len(watched.asked) == 1
    assert "Erections, and a new word" in watched.asked[0]


def _with_a_word(file: SourceFile, of: str) -> SourceFile:
    if not file.path.startswith(of) or file.path.endswith(".quiz.md"):
        return file
    return replace(file, content=file.content + b"\nErections, and a new word.\n")
