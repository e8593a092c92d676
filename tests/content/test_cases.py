"""Every content case, and that no problem goes without one."""

import pytest

from lms.content.codes import CODES
from tests.content.reading_cases import Case, all_cases, fixed, problems_of, shown, values

CASES = all_cases()

# These are about files and folders and have tests of their own in test_library.py.
OF_FOLDERS = frozenset(
    {"unreadable", "not-course-file", "too-large", "symlink", "missing-course-page", "no-credit"}
    | {"missing-evaluation", "missing-provider", "no-courses", "stray-file", "few-items"}
    | {"many-true-false", "not-utf8", "bad-name"}
)
# Found only when a course is rendered; test_question_types.py has it.
OF_RENDERING = frozenset({"lost-gap"})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_is_as_it_says(case: Case) -> None:
    found = problems_of(case, case.source)

    assert shown(found, case) == case.expected
    assert not case.never & {problem.code for problem in found}
    if "values" in case.blocks:
        assert values(case) == case.blocks["values"].splitlines()
    if "fixed" in case.blocks:
        assert fixed(case) == case.blocks["fixed"]


def test_every_problem_is_triggered_by_a_case_and_avoided_by_another() -> None:
    triggered = {code for case in CASES for code in case.expected_codes}
    avoided = {code for case in CASES for code in case.never}

    assert triggered | OF_FOLDERS | OF_RENDERING >= CODES
    assert avoided | OF_FOLDERS | OF_RENDERING >= CODES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_every_problem_says_in_sentences_what_is_wrong_and_what_to_do(case: Case) -> None:
    for problem in problems_of(case, case.source):
        assert problem.message.endswith((".", "?"))
        assert problem.message[0].isupper() or not problem.message[0].isalpha()
        assert problem.suggestion
