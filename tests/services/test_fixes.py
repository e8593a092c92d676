"""A fix that a check knows is made in the text alone, at its lines alone."""

import pytest

from lms.content.problems import Problem
from lms.content.reading import read_page
from lms.services.fixes import FixGone, mend, place_of
from tests.content import good_course

QUIZ = "01-what-it-is.quiz.md"
STAMP = "<!-- q:aaa1 -->\n"


def problems_of(text: str) -> tuple[Problem, ...]:
    return read_page(good_course.SLUG, good_course.with_files({QUIZ: text}), QUIZ).problems


def test_a_question_without_a_stamp_is_stamped_in_its_own_line() -> None:
    text = good_course.QUIZ.replace(STAMP, "")
    (problem,) = problems_of(text)

    mended = mend(text, (problem,), place_of(problem))

    assert (problem.code, mended.line) == ("no-stamp", problem.line)
    lines = mended.text.split("\n")
    stamp = lines.pop(problem.line)
    assert stamp.startswith("<!-- q:")
    assert "\n".join(lines) == text
    assert problems_of(mended.text) == ()


@pytest.mark.parametrize("ending", ["\n", "\r\n"])
def test_the_ends_of_lines_stay_as_they_are(ending: str) -> None:
    text = good_course.QUIZ.replace(STAMP, "").replace("\n", ending)
    (problem,) = problems_of(text)

    mended = mend(text, (problem,), place_of(problem))

    assert mended.text.count(ending) == text.count(ending) + 1
    assert mended.text.count("\n") == mended.text.count(ending)


@pytest.mark.parametrize("place", ["", "1:1:no-stamp", "5:1:other", "5", "x" * 900])
def test_a_problem_that_is_not_there_changes_nothing(place: str) -> None:
    text = good_course.QUIZ.replace(STAMP, "")

    with pytest.raises(FixGone, match="not in the text any more"):
        mend(text, problems_of(text), place)


def test_a_stamp_that_another_page_has_is_told_while_it_is_written() -> None:
    other = f"## One\n\n### Check: What\n{STAMP}\n- [x] a\n- [ ] b\n"
    files = good_course.with_files({"02-history.md": f"{good_course.HISTORY}\n{other}"})

    found = read_page(good_course.SLUG, files, QUIZ).problems

    assert [it.code for it in found] == ["duplicate-stamp"]
    assert "02-history.md" in found[0].message
