"""A course as a value: what its author wrote, and what the product makes of it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import partial

import pytest

from lms.content.folder import CourseReading, read_files
from lms.content.problems import Severity
from lms.content.render import render
from lms.content.typeset import typeset
from lms.domain.courses import Author, Course
from lms.domain.questions import Feedback, Kind, NumericKey, Question, Quiz, Shuffle
from tests.content.good_course import (
    COURSE,
    EVALUATION,
    HISTORY,
    MODULE,
    QUIZ,
    SLUG,
    files,
    with_files,
)


def course_of(reading: CourseReading) -> Course:
    assert reading.course is not None, "\n".join(map(str, reading.problems))
    return reading.course


@pytest.fixture(scope="module")
def course() -> Course:
    return course_of(read_files(SLUG, files()))


def quiz_with(text: str, head: str = "title: Quiz") -> Quiz:
    quiz = f"---\n{head}\n---\n\n{text}\n\n**Objective:** O1\n**Explanation:** Because.\n"
    return course_of(read_files(SLUG, files(quiz=quiz))).quizzes[0]


def question(text: str) -> Question:
    return quiz_with(text).questions[0]


def test_a_course_tells_everything_that_a_learner_is_shown_before_starting(course: Course) -> None:
    facts = course.facts

    assert (facts.slug, facts.title, facts.approved_title) == (SLUG, "Foundations", "Foundations")
    assert facts.authors == (
        Author(
            "Cleo Ray",
            "PhD, LMFT",
            "No relevant financial relationships in the past 24 months.",
        ),
    )
    assert facts.objectives[0].text == "Distinguish sex therapy from other services"
    assert (facts.pass_mark_percent, facts.attempts) == (80, 3)
    assert (facts.released_on, facts.expires_on) == (date(2026, 11, 1), date(2029, 10, 31))
    assert facts.references == ("hall2020",)
    assert facts.description_html.startswith("<p>What this course is about")


def test_the_outline_follows_course_md_and_optional_modules_give_no_credit(course: Course) -> None:
    first, second = course.facts.outline

    assert (first.slug, first.part, first.asked, first.has_quiz) == (
        "what-it-is",
        "First part",
        6,
        True,
    )
    assert (second.slug, second.is_optional, second.has_quiz) == ("history", True, False)
    assert course.facts.credit.words == first.words
    assert course.facts.credit.questions == 6
    assert course.facts.credit.hours == Decimal("0.50")


def test_a_knowledge_check_stands_where_its_author_put_it(course: Course) -> None:
    module = course.modules[0]
    words, last = module.sections

    assert module.opening_html == "<p>Opening words.</p>"
    assert [bool(part.check) for part in words.parts] == [False, True]
    assert [bool(part.check) for part in last.parts] == [False]
    assert module.checks[0].name == "The frame"
    assert module.checks[0].options[0].feedback_html == "<p>Yes, talk alone.</p>"


def test_a_check_below_a_heading_that_is_no_section_is_not_lost_in_silence() -> None:
    check = MODULE[MODULE.index("### Check") : MODULE.index("## At last")]
    inside_a_list = f"- One\n  ## In a list\n\n{check}"
    text = MODULE[: MODULE.index("Opening")] + inside_a_list + MODULE[MODULE.index("## At") :]

    found = read_files(SLUG, files(module=text, history=HISTORY.replace("#in-words", "")))

    (problem,) = [each for each in found.problems if each.file == "01-what-it-is.md"][:1]
    assert found.course is None
    assert (problem.line, problem.code) == (9, "check-outside")
    assert problem.suggestion == "Put it below a ## heading."


def test_knowledge_checks_are_no_study_words(course: Course) -> None:
    without = MODULE[: MODULE.index("### Check")] + MODULE[MODULE.index("## At last") :]

    shorter = course_of(read_files(SLUG, files(module=without)))

    assert shorter.modules[0].words == course.modules[0].words


def test_the_evaluation_rates_each_objective_and_takes_comments(course: Course) -> None:
    objective, learned, _useful, comment = course.facts.evaluation.items

    assert objective.objective == "O1"
    assert objective.prompt.endswith("Distinguish sex therapy from other services")
    assert (learned.low, learned.high, learned.high_label) == (1, 5, "Strongly agree")
    assert learned.is_required
    assert comment.is_comment
    assert not comment.is_required


def test_every_item_of_an_evaluation_has_a_key_of_its_own() -> None:
    twice = EVALUATION + EVALUATION.split("---\n")[2]

    items = course_of(read_files(SLUG, files(evaluation=twice))).facts.evaluation.items

    assert len({item.key for item in items}) == len(items) == 8


def test_a_quiz_takes_from_the_course_what_its_head_leaves_out(course: Course) -> None:
    quiz = course.quizzes[0]

    assert (quiz.module, quiz.title) == ("what-it-is", "Quiz - What it is")
    assert (quiz.pass_mark_percent, quiz.attempts) == (80, 3)
    assert (quiz.feedback, quiz.shuffle) == (Feedback.AFTER_PASSING, Shuffle.OPTIONS)
    assert quiz.time_limit_minutes is None
    assert [each.stamp for each in quiz.questions] == [f"aaa{n}" for n in range(1, 7)]


def test_a_quiz_may_differ_from_its_course() -> None:
    quiz = quiz_with(
        "### One\n\nHow many?\n\n**Answer:** 14",
        "title: Quiz\npass mark: 70%\nattempts: unlimited\nfeedback: after submitting\n"
        "shuffle: questions\ntime limit: 30 minutes",
    )

    assert (quiz.pass_mark_percent, quiz.attempts, quiz.time_limit_minutes) == (70, None, 30)
    assert (quiz.feedback, quiz.shuffle) == (Feedback.AFTER_SUBMITTING, Shuffle.QUESTIONS)


def test_a_practice_quiz_tests_nothing_and_counts_for_nothing() -> None:
    practice = QUIZ.replace("title: Quiz", "feedback: each answer\ntitle: Quiz")

    alone = read_files(SLUG, files(quiz=practice))
    beside = course_of(
        read_files(SLUG, with_files({"02-history.quiz.md": practice.replace("q:aaa", "q:bbb")}))
    )

    assert {it.code for it in alone.problems if it.severity is Severity.ERROR} == {
        "untested-objective"
    }
    usual = course_of(read_files(SLUG, files()))
    assert beside.facts.credit == usual.facts.credit
    assert beside.facts.outline[1].practiced == 6
    assert not beside.facts.outline[1].has_quiz
    assert not beside.quizzes[1].is_graded


def test_a_reflection_is_asked_and_is_no_graded_question() -> None:
    opening = "\n### Opening\n<!-- q:z9z9 -->\n\n**Reflection:** How would you begin?\n"

    course = course_of(read_files(SLUG, files(quiz=QUIZ + opening)))

    assert (course.facts.outline[0].asked, course.facts.outline[0].graded) == (7, 6)
    assert course.facts.credit.questions == 6


def test_questions_of_an_optional_module_do_not_count() -> None:
    other = QUIZ.replace("q:aaa", "q:bbb")

    course = course_of(read_files(SLUG, with_files({"02-history.quiz.md": other})))

    assert course.facts.credit.questions == 6


def test_a_question_without_a_stamp_is_known_by_its_quiz_and_heading() -> None:
    text = "### What now?\n\n- [x] Talk\n- [ ] Walk"

    assert question(text).stamp == "what-it-is#what-now"


def test_an_option_is_known_by_its_words_whatever_its_place_and_quotes() -> None:
    one = question('### What?\n\n- [x] Say "so"\n- [ ] Walk')
    other = question("### What?\n\n- [ ] Walk\n- [x]  Say\u00a0“so”")

    assert {option.key for option in one.options} == {option.key for option in other.options}
    assert one.right_keys == other.right_keys


def test_the_heading_is_the_stem_where_no_text_stands_below_it() -> None:
    alone = question("### What *now*?\n\n- [x] Talk\n- [ ] Walk")
    below = question("### Now\n\nWhat **now**?\n\n- [x] Talk\n- [ ] Walk")

    assert (alone.name, alone.stem_html) == ("What now?", "<p>What <em>now</em>?</p>")
    assert (below.name, below.stem_html) == ("Now", "<p>What <strong>now</strong>?</p>")


def test_a_numeric_key_is_exact_text() -> None:
    asked = question(
        "### How many?\n\n**Answer:** 0.1 +/- 33% points\n**Common mistake:** 2\n> Too many.\n"
    )

    assert asked.kind is Kind.NUMERIC
    assert asked.numeric is not None
    assert replace(asked.numeric, mistakes=()) == NumericKey(
        "0.067", "0.133", "points", "0.1 +/- 33% points", ()
    )
    assert asked.numeric.mistakes[0].value == "2"
    assert asked.numeric.mistakes[0].feedback_html == "<p>Too many.</p>"


def test_a_pool_draws_and_a_section_introduces() -> None:
    pool = "\n".join(f"### Q{n}\n\nHow many?\n\n**Answer:** {n}\n" for n in range(3))
    quiz = quiz_with(f"# Read this\n\nFirst.\n\n## Pool: All (choose 2)\n\nA story.\n\n{pool}")

    block = quiz.blocks[0]
    assert (block.title, block.choose, block.intro_html) == ("All", 2, "<p>A story.</p>")
    assert quiz.asked == 2
    assert "Read this" in quiz.instructions_html
    assert "First." in quiz.instructions_html


def test_an_error_anywhere_keeps_the_course_back_and_warnings_do_not() -> None:
    broken = read_files(SLUG, files(quiz=QUIZ.replace("- [x]", "- [ ]", 1)))
    warned = read_files(SLUG, files(history=HISTORY + "\n[^1]\n"))

    assert broken.course is None
    assert [problem.code for problem in broken.problems] == ["no-right-answer"]
    assert course_of(warned)
    assert [problem.code for problem in warned.problems] == ["missing-footnote"]


def test_a_broken_module_does_not_hide_the_problems_of_another() -> None:
    found = read_files(SLUG, files(module=b"\xff\xfe", history=HISTORY.replace("@hall", "@hull")))

    by_file = {(problem.file, problem.code) for problem in found.problems}
    assert ("01-what-it-is.md", "not-utf8") in by_file
    assert ("02-history.md", "unknown-citation") in by_file


def test_a_text_that_cannot_be_rendered_is_refused_with_its_place() -> None:
    hostile = HISTORY + "\n" + "[" * 400_000 + "\n"

    found = read_files(SLUG, files(history=hostile)).problems

    assert [(p.file, p.code) for p in found] == [("02-history.md", "render-refused")]


def test_a_course_without_its_pages_says_which(tmp_path: object) -> None:
    found = read_files("Bad Name", files(course=None, evaluation=None)).problems

    codes = {problem.code for problem in found}
    assert {"missing-course-page", "missing-evaluation", "bad-name"} <= codes


def test_credit_that_is_thin_or_leans_on_true_and_false_is_warned_of() -> None:
    fewer = QUIZ[: QUIZ.index("### Question 3")]
    true_false = QUIZ.replace("Talk of number 2", "True").replace("Work of number 2", "False")
    nothing = COURSE.replace("method: mergener", "method: words")

    def codes(**changed: str) -> set[str]:
        return {problem.code for problem in read_files(SLUG, files(**changed)).problems}

    hours = COURSE.replace("difficulty: 3", "difficulty: 5")
    assert codes(quiz=fewer, course=hours) == {"few-items"}
    assert codes(course=nothing) == {"no-credit"}
    assert codes(quiz=true_false) == {"many-true-false"}
    assert codes() == set()


def test_reading_twice_says_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    twice = partial(typeset, renderer=render)  # by two processes
    monkeypatch.setattr("lms.content.reading.typeset", twice)
    changed = files(quiz=QUIZ.replace("<!-- q:aaa1 -->\n", ""), module=MODULE + "\n[x](y.md)\n")

    assert read_files(SLUG, changed) == read_files(SLUG, changed)


def test_who_supports_a_course_is_told_where_its_author_says_so() -> None:
    course = COURSE.replace("pass mark:", "support: A grant of the Example Foundation.\npass mark:")

    facts = course_of(read_files(SLUG, files(course=course))).facts

    assert facts.support == "A grant of the Example Foundation."
    assert course_of(read_files(SLUG, files())).facts.support == ""


def test_for_how_long_a_certificate_counts_is_read_in_months() -> None:
    course = COURSE.replace("pass mark:", "valid for: 24 months\npass mark:")

    facts = course_of(read_files(SLUG, files(course=course))).facts

    assert facts.valid_months == 24
    assert course_of(read_files(SLUG, files())).facts.valid_months is None


@pytest.mark.parametrize("typed", ["24", "2 years", "0 months", "241 months", "-3 months"])
def test_a_validity_that_is_no_number_of_months_is_named_with_its_line(typed: str) -> None:
    course = COURSE.replace("pass mark:", f"valid for: {typed}\npass mark:")
    line = course.splitlines().index(f"valid for: {typed}") + 1

    (problem,) = read_files(SLUG, files(course=course)).problems

    assert (problem.file, problem.line, problem.code) == ("course.md", line, "wrong-type")
    assert problem.suggestion == "Write it like this: 24 months"
