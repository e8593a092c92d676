"""A receipt's code: the same for the same answers, and another one for any other."""

import re
from dataclasses import replace
from datetime import timedelta, timezone

from hypothesis import strategies as st

from lms.domain.questions import Answer, filled_with
from lms.domain.receipts import Stored, receipt_code, tidy_code
from tests import make
from tests.domain.laws import law

QUESTIONS = ("a" * 64, "b" * 64, "c" * 64)
STORED = (
    Stored(0, 1, Answer(chosen=frozenset({"right", "wrong"})), make.later(1)),
    Stored(1, 2, Answer(typed="2.5"), make.later(2)),
    Stored(2, 1, filled_with((("wanting", "desire"), ("responding", "arousal"))), make.later(3)),
)
HANDED_IN = make.later(4)


def code(stored=STORED, questions=QUESTIONS, attempt="an-attempt", handed_in_at=HANDED_IN):
    return receipt_code(attempt, questions, stored, handed_in_at)


ANSWERS = st.builds(
    Answer,
    st.frozensets(st.text(max_size=5), max_size=3),
    st.text(max_size=10),
    st.lists(st.tuples(st.text(max_size=3), st.text(max_size=3)), max_size=3).map(tuple),
)
LINES = st.builds(
    Stored,
    st.integers(0, 2),
    st.integers(1, 3),
    ANSWERS,
    st.integers(0, 10**9).map(lambda it: make.START + timedelta(microseconds=it)),
)
# No two answers to an item have the same number.
SHEETS = st.lists(LINES, max_size=6, unique_by=lambda it: (it.position, it.sequence))


def test_a_code_is_sixteen_letters_and_digits_in_four_groups():
    assert re.fullmatch(r"([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}", code())


def test_a_code_never_changes_since_receipts_are_kept_for_years():
    assert code() == "CB7R-CBHV-YBEB-S8M4"


@law(SHEETS, st.randoms())
def test_the_order_in_which_answers_come_does_not_matter(sheet, chance):
    shuffled = list(sheet)
    chance.shuffle(shuffled)

    assert code(shuffled) == code(sheet)


@law(SHEETS, SHEETS)
def test_other_answers_give_another_code(one, other):
    def by_place(sheet):
        return {
            (it.position, it.sequence): replace(
                it, answer=replace(it.answer, filled=tuple(sorted(it.answer.filled)))
            )
            for it in sheet
        }

    assert (code(one) == code(other)) == (by_place(one) == by_place(other))


def test_any_change_gives_another_code():
    first, second, third = STORED
    swapped = (replace(first, position=1), replace(second, position=0), third)
    changes = {
        "an answer": code((replace(first, answer=Answer(frozenset({"right"}))), second, third)),
        "a typed one": code((first, replace(second, answer=Answer(typed="2.50")), third)),
        "a place": code((first, second, replace(third, answer=filled_with([("wanting", "x")])))),
        "a time": code(
            (replace(first, given_at=first.given_at + timedelta(microseconds=1)), second, third)
        ),
        "a number": code((replace(first, sequence=2), second, third)),
        "an order": code(swapped),
        "one less": code((first, second)),
        "a question": code(questions=("d" * 64, *QUESTIONS[1:])),
        "the order of questions": code(questions=QUESTIONS[::-1]),
        "a question nobody answered": code(questions=(*QUESTIONS, "d" * 64)),
        "an attempt": code(attempt="another-attempt"),
        "the time of handing in": code(handed_in_at=HANDED_IN + timedelta(microseconds=1)),
    }

    assert len({code(), *changes.values()}) == 1 + len(changes)


def test_the_zone_in_which_a_time_is_told_does_not_matter():
    there = timezone(timedelta(hours=-5))
    elsewhere = [replace(it, given_at=it.given_at.astimezone(there)) for it in STORED]

    assert code(elsewhere, handed_in_at=HANDED_IN.astimezone(there)) == code()


def test_a_code_is_found_however_it_is_copied():
    bare = code().replace("-", "")

    assert tidy_code(f" {bare.lower()} ") == code()
    assert tidy_code("OIL0 1234 5678 9abc") == "0110-1234-5678-9ABC"
    assert tidy_code(" not one ") == "not one"
