"""How many questions a page shows with their keys."""

from dataclasses import replace

import pytest

from lms.domain.changes import Changed, QuestionChange
from lms.domain.lengths import MOST_KEYED, count_keyed, foremost, key_length
from lms.domain.questions import Question
from tests import make


def with_options(count: int) -> Question:
    options = tuple(make.an_option(f"No. {number}") for number in range(count))
    return replace(make.a_question(), options=options)


def test_every_answer_of_a_key_counts() -> None:
    lengths = {it.kind.value: key_length(it) for it in make.of_every_kind()}

    assert key_length(with_options(4)) == 5
    assert all(length > 1 for kind, length in lengths.items() if kind != "reflection")
    assert lengths["reflection"] == 1


@pytest.mark.parametrize(
    ("sizes", "shown"),
    [
        ((), 0),
        ((4, 4, 4), 3),
        ((MOST_KEYED - 1,), 1),
        ((MOST_KEYED,), 0),
        ((MOST_KEYED - 6, 4, 4), 2),
        ((4, MOST_KEYED, 4), 1),
    ],
)
def test_questions_are_shown_from_the_first_as_long_as_there_is_room(
    sizes: tuple[int, ...], shown: int
) -> None:
    assert count_keyed(map(with_options, sizes)) == shown


def test_a_changed_question_takes_the_room_of_both_its_keys() -> None:
    half = with_options(MOST_KEYED // 2 - 1)
    changed = QuestionChange("module", Changed.KEY, half, half)
    new = QuestionChange("module", Changed.ADDED, None, half)

    assert foremost((changed, new)) == (changed,)
    assert foremost((new, new, new)) == (new, new)
