"""Every key of a course that is kept fits where it is kept (IN-13), and is one thing's own."""

import pytest

from lms.content.folder import CourseReading, read_files
from lms.content.render_page import LONGEST_SLUG, slug_of
from lms.domain.courses import Course, SourceFile
from tests.content.good_course import COURSE, EVALUATION, HISTORY, MODULE, QUIZ, SLUG, with_files

WORDS = "which of the following statements about desire after a birth is the most careful one "
LONG = WORDS * 5
NAME = "m" * 80


def long_course() -> tuple[SourceFile, ...]:
    """A course with names as long as they may be, and headings that are far longer."""
    text = HISTORY + "".join(f"\n## {LONG}{n % 3}\n\nText.\n" for n in range(12))
    answers = "\n- [x] Talk\n- [ ] Walk\n\n**Objective:** O1\n**Explanation:** So.\n"
    questions = "".join(f"\n### {LONG}{n % 4}\n\nWhat happens?\n{answers}" for n in range(12))
    scenes = f"### {LONG}0\n\n- [{LONG}](#second)\n\n### Second\n\n**Ending:**\n"
    questions += "".join(f"\n## Scenario: {LONG}{n}\n\n{scenes}" for n in range(2))
    scale = "**Scale:** 1 to 5 (Little … Much)\n**Comment:** Why?\n"
    rate = "**Rate each objective**\n"
    items = "".join(f"\n### {LONG}{n % 2}\n{scale if n < 3 else rate}" for n in range(6))
    changed = {
        f"02-{NAME}.md": text,
        f"02-{NAME}.quiz.md": f"---\ntitle: Quiz\n---\n{questions}",
        "02-history.md": None,
        "course.md": COURSE.replace("02-history", f"02-{NAME}"),
        "01-what-it-is.md": MODULE,
        "01-what-it-is.quiz.md": QUIZ,
        "evaluation.md": EVALUATION + items,
    }
    return with_files(
        {path: text and text.replace("O1", "O123456789") for path, text in changed.items()}
    )


def keys(course: Course) -> dict[str, list[str]]:
    """What is kept of a course by name, by the table of names that it stands in."""
    found = {f"sections of {m.slug}": [s.slug for s in m.sections] for m in course.modules}
    found["questions"] = [each.stamp for quiz in course.quizzes for each in quiz.questions]
    found["evaluation"] = [item.key for item in course.facts.evaluation.items]
    told = [scenario for quiz in course.quizzes for scenario in quiz.scenarios]
    found["scenarios"] = [scenario.slug for scenario in told]
    found |= {f"scenes of {it.slug}": [scene.slug for scene in it.scenes] for it in told}
    found["modules"] = [module.slug for module in course.modules]
    return found


def course_of(reading: CourseReading) -> Course:
    assert reading.course is not None, "\n".join(map(str, reading.problems))
    return reading.course


def test_every_kept_key_is_within_its_limit_and_stands_once() -> None:
    course = course_of(read_files("c" * 100, long_course()))

    for place, found in keys(course).items():
        longest = 80 if place.startswith(("sections", "modules")) else 120
        assert max(map(len, found)) <= longest, place
        assert len(set(found)) == len(found), place
    assert len(course.facts.slug) == 100


def test_the_keys_of_a_course_are_the_same_each_time() -> None:
    first, second = (course_of(read_files(SLUG, long_course())) for _ in range(2))

    assert keys(first) == keys(second)


def test_long_headings_that_begin_alike_stay_apart_wherever_they_stand() -> None:
    one, other = slug_of(f"{LONG} one"), slug_of(f"{LONG} other")

    assert one != other
    assert len(one) == len(other) == LONGEST_SLUG
    assert slug_of("A heading of the usual length") == "a-heading-of-the-usual-length"


@pytest.mark.parametrize(
    ("slug", "path"),
    [
        (SLUG, f"03-{'x' * 81}.md"),
        ("c" * 101, "course.md"),
        (SLUG, f"images/{'a' * 124}/{'b' * 124}.png"),
    ],
)
def test_names_for_which_there_is_no_room_are_refused_in_a_sentence(slug: str, path: str) -> None:
    content = dict.fromkeys([path], HISTORY if path.startswith("03") else b"\x89PNG\r\n\x1a\n")
    changed = {} if path == "course.md" else content

    reading = read_files(slug, with_files(changed))

    (found,) = [each for each in reading.problems if each.code == "long-name"]
    assert reading.course is None
    assert (found.file, found.line) == (path, 1)
    assert found.message.endswith("characters.")


def test_names_that_just_fit_are_taken() -> None:
    path = f"images/{'a' * 123}/{'b' * 120}.png"

    reading = read_files("c" * 100, with_files({path: b"\x89PNG\r\n\x1a\n"}))

    assert len(path) == 255
    assert course_of(reading)
