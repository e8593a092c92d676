"""Every content case, and that no problem goes without one."""

from dataclasses import fields, replace
from fractions import Fraction

import pytest

from lms.content import course_checks, credit_checks, flaws, quiz_checks
from lms.content.codes import CODES, ITEM_WRITING
from lms.content.thresholds import THRESHOLDS
from tests.content.reading_cases import Case, Near, all_cases, fixed, problems_of, shown, values

CASES = all_cases()
EDGES = [(case, near) for case in CASES for near in case.nears]

# These are about files and folders and have tests of their own in test_library.py.
OF_FOLDERS = frozenset(
    {"unreadable", "not-course-file", "too-large", "symlink", "missing-course-page", "no-credit"}
    | {"missing-evaluation", "missing-provider", "no-courses", "stray-file", "not-utf8"}
    | {"bad-name"}
)
# Found only when a course is rendered; test_question_types.py has it.
OF_RENDERING = frozenset({"lost-gap"})
# They need the bytes of recordings; test_recordings.py has them.
OF_RECORDINGS = frozenset(
    {"not-a-recording", "no-captions", "bad-captions", "misplaced-recording"}
    | {"captions-alone", "caption-times"}
)

# What each number among the thresholds decides about.
DECIDES = {
    "key_to_distractor_length": "key-longest",
    "option_length_ratio": "option-lengths",
    "long_option_characters": "key-longest",
    "key_longest_share": "key-often-longest",
    "key_position_share": "key-position",
    "fewest_for_shares": "key-position",
    "items_per_hour": "few-items",
    "true_false_per_hour": "many-true-false",
    "review_years": "late-expiry",
    "telling_word_letters": "stem-word-in-key",
}
NOTCHES = {int: 1, Fraction: Fraction(7, 100)}


def codes_of(case: Case, source: str) -> set[str]:
    return {problem.code for problem in problems_of(case, source)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.title)
def test_a_case_is_as_it_says(case: Case) -> None:
    found = problems_of(case, case.source)

    assert shown(found, case) == case.expected
    assert not case.never & {problem.code for problem in found}
    if "values" in case.blocks:
        assert values(case) == case.blocks["values"].splitlines()
    if "fixed" in case.blocks:
        assert fixed(case) == case.blocks["fixed"]
    for problem in found:
        assert problem.message.endswith((".", "?"))
        assert problem.message[0].isupper() or not problem.message[0].isalpha()
        assert problem.suggestion


@pytest.mark.parametrize(("case", "near"), EDGES, ids=[case.title for case, _ in EDGES])
def test_a_near_miss_is_none(case: Case, near: Near) -> None:
    changed = near.changed(case.source)

    assert near.code in case.expected_codes
    assert near.code not in codes_of(case, changed)
    assert changed != case.source
    assert len(near.lines) <= 4


def test_every_problem_is_triggered_by_a_case_and_avoided_by_another() -> None:
    triggered = {code for case in CASES for code in case.expected_codes}
    avoided = {code for case in CASES for code in case.never} | {near.code for _, near in EDGES}

    assert triggered | OF_FOLDERS | OF_RENDERING | OF_RECORDINGS >= CODES
    assert avoided | OF_FOLDERS | OF_RENDERING | OF_RECORDINGS >= CODES


@pytest.mark.parametrize("code", sorted(ITEM_WRITING))
def test_every_item_writing_warning_has_a_case_and_a_near_miss(code: str) -> None:
    assert any(code in case.expected_codes for case in CASES)
    assert any(code == near.code for _, near in EDGES)


def test_every_number_among_the_thresholds_is_known_to_decide() -> None:
    kinds = {field.name: type(getattr(THRESHOLDS, field.name)) for field in fields(THRESHOLDS)}

    assert {name for name, kind in kinds.items() if kind in NOTCHES} == set(DECIDES)


@pytest.mark.parametrize("sign", [-1, 1], ids=["lower", "higher"])
@pytest.mark.parametrize(("name", "code"), DECIDES.items())
def test_a_threshold_lies_between_a_case_and_a_near_miss(
    name: str, code: str, sign: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = getattr(THRESHOLDS, name)
    moved = replace(THRESHOLDS, **{name: number + sign * NOTCHES[type(number)]})

    for module in (course_checks, credit_checks, flaws, quiz_checks):
        monkeypatch.setattr(module, "THRESHOLDS", moved)

    edges = [(case, near) for case, near in EDGES if near.code == code]
    assert any(
        code not in codes_of(case, case.source) or code in codes_of(case, near.changed(case.source))
        for case, near in edges
    )


@pytest.mark.parametrize("word", sorted(THRESHOLDS.absolute_words))
def test_each_absolute_word_counts(word: str) -> None:
    case = next(case for case in CASES if case.title.startswith("edges: An absolute word"))

    assert "absolute-words" in codes_of(case, case.source.replace("all times, always", word))


@pytest.mark.parametrize("word", sorted(THRESHOLDS.negative_words))
def test_each_negative_word_counts(word: str) -> None:
    case = next(case for case in CASES if case.title.startswith("edges: A negative"))

    assert "negative-stem" in codes_of(case, case.source.replace("never", word))
