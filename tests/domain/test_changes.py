"""What became of the questions of a course, other keys first."""

from dataclasses import replace

from lms.domain.changes import Changed, changed_questions
from lms.domain.courses import Course
from lms.domain.questions import Question
from tests import make


def a_course(*questions: Question) -> Course:
    return make.a_course(quiz=make.a_quiz(make.a_section(*questions)))


def told(old: Course, new: Course) -> list[tuple[str, Changed]]:
    return [(it.name, it.what) for it in changed_questions(old, new)]


def test_a_course_that_stays_has_no_changed_question() -> None:
    questions = make.questions(3)

    assert told(a_course(*questions), a_course(*questions)) == []
    assert told(a_course(*questions), a_course(*questions[::-1])) == []


def test_new_and_removed_questions_are_told() -> None:
    one, two, three = make.questions(3)

    assert told(a_course(one, two), a_course(two, three)) == [
        (three.name, Changed.ADDED),
        (one.name, Changed.REMOVED),
    ]


def test_another_key_is_told_before_other_words() -> None:
    one, two = make.questions(2)
    reworded = replace(one, stem_html="<p>In other words?</p>")
    options = tuple(replace(it, is_right=not it.is_right) for it in two.options)
    turned = replace(two, options=options, stem_html="<p>In other words?</p>")

    changes = changed_questions(a_course(one, two), a_course(reworded, turned))

    assert [(it.before, it.after, it.what) for it in changes] == [
        (two, turned, Changed.KEY),
        (one, reworded, Changed.WORDS),
    ]
