"""Editions that an earlier version kept are read as they were."""

import json

from lms.domain.courses import CourseFacts
from lms.domain.questions import Quiz
from lms.store.columns import from_text, to_text
from tests import make


def test_a_quiz_and_an_outline_kept_before_there_were_scenarios_still_read() -> None:
    quiz, facts = make.a_quiz(), make.a_course().facts
    kept_quiz, kept_facts = json.loads(to_text(quiz)), json.loads(to_text(facts))

    del kept_quiz["scenarios"]
    for entry in kept_facts["outline"]:
        del entry["scenarios"], entry["practiced"]

    assert from_text(Quiz, json.dumps(kept_quiz)) == quiz
    assert from_text(CourseFacts, json.dumps(kept_facts)) == facts


def test_a_scenario_is_read_as_it_was_kept() -> None:
    quiz = make.a_quiz(scenarios=(make.a_scenario(),))

    assert from_text(Quiz, to_text(quiz)) == quiz
