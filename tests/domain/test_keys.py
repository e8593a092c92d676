"""Keys: one definition of another key, and what of a new key is about an old version."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations, permutations, product

import pytest
from hypothesis import strategies as st

from lms.domain.editions import Change, change_between
from lms.domain.grading import share_earned
from lms.domain.keys import corrected, find_corrected, has_same_key, key_in_words
from lms.domain.questions import Answer, Kind, Mistake, Option, Question, Slot, filled_with
from tests import make
from tests.domain.laws import law


def choosing(*texts: str) -> Answer:
    return Answer(chosen=frozenset(map(make.key_of, texts)))


def with_key(*right: str, kind: Kind = Kind.SINGLE) -> Question:
    """The same three options, of which these are right."""
    options = tuple(
        make.an_option(text, is_right=text in right) for text in ("First", "Second", "Third")
    )
    return replace(make.a_question(), kind=kind, options=options)


def test_two_right_answers_found_later_are_each_right_alone() -> None:
    shown, new = with_key("First"), with_key("First", "Second", kind=Kind.MULTIPLE)

    after = corrected(shown, new)

    assert [share_earned(after, choosing(it)) for it in ("First", "Second", "Third")] == [1, 1, 0]


def test_an_option_that_was_reworded_keeps_its_key_and_no_other_gets_it() -> None:
    shown = with_key("First")
    reworded = replace(
        shown, options=(make.an_option("First, said better", is_right=True), *shown.options[1:])
    )

    assert has_same_key(shown, reworded)
    assert corrected(shown, reworded) == shown


def test_of_several_right_options_a_reworded_one_stays_right() -> None:
    shown = with_key("First", "Second", kind=Kind.MULTIPLE)
    changed = replace(
        shown,
        options=(
            make.an_option("First, said better", is_right=True),
            make.an_option("Second", is_right=False),
            make.an_option("Third", is_right=True),
        ),
    )

    after = corrected(shown, changed)

    assert after.right_keys == {make.key_of("First"), make.key_of("Third")}


@pytest.mark.parametrize("question", make.of_every_kind(), ids=lambda it: str(it.kind))
def test_a_question_has_the_same_key_as_itself_with_other_explanations(question: Question) -> None:
    reworded = replace(question, explanation_html="<p>Better.</p>", stem_html="<p>Better?</p>")

    assert has_same_key(question, reworded)


@pytest.mark.parametrize("question", make.of_every_kind(), ids=lambda it: str(it.kind))
def test_a_key_is_told_in_words(question: Question) -> None:
    assert bool(key_in_words(question)) is (question.kind is not Kind.REFLECTION)


def test_words_and_numbers_take_the_new_key() -> None:
    words = make.a_words_question()
    assert words.words is not None
    wider = replace(words, words=replace(words.words, accepted=(*words.words.accepted, "quasar")))
    number = make.a_numeric_question()
    assert number.numeric is not None
    moved = replace(number, numeric=replace(number.numeric, low="90", high="91"))

    assert share_earned(corrected(words, wider), Answer(typed="quasar")) == 1
    assert share_earned(corrected(number, moved), Answer(typed="90")) == 1
    assert not has_same_key(words, wider)
    assert not has_same_key(number, moved)


def test_another_kind_of_question_corrects_nothing() -> None:
    assert corrected(with_key("First"), make.a_words_question()) == with_key("First")


# Worded anew


def reworded(question: Question, keys: frozenset[str], stem: str = "") -> Question:
    """The same question with these options and lines in other words."""

    def anew(key: str) -> str:
        return f"{key}-mended" if key in keys else key

    return replace(
        question,
        stem_html=stem or question.stem_html,
        options=tuple(replace(it, key=anew(it.key)) for it in question.options),
        slots=tuple(
            replace(
                it,
                key=it.key if question.kind is Kind.CLOZE else anew(it.key),
                choices=tuple(map(anew, it.choices)),
                accepted=tuple(map(anew, it.accepted)) if it.choices else it.accepted,
            )
            for it in question.slots
        ),
    )


WORDS = ("Dyspareunia", "dispareunia", "vaginismus", "consent", "x", "1", "2 minutes", "one two")


def every_answer(question: Question) -> Iterator[Answer]:
    """All that it can be answered with; of what is typed, some of it."""
    yield Answer()
    if question.slots:
        offered = [slot.choices or WORDS for slot in question.slots]
        for texts in product(*([*it, ""] for it in offered)):
            yield filled_with(zip((it.key for it in question.slots), texts, strict=True))
    elif question.kind is Kind.ORDERING:
        keys = [option.key for option in question.options]
        for places in permutations("123"):
            yield filled_with(zip(keys, places, strict=True))
    elif question.options:
        keys = [option.key for option in question.options]
        sizes = (1,) if question.kind is not Kind.MULTIPLE else range(1, len(keys) + 1)
        for chosen in chain.from_iterable(combinations(keys, size) for size in sizes):
            yield Answer(chosen=frozenset(chosen))
    else:
        accepted = question.words.accepted if question.words else ()
        number = (question.numeric.low, question.numeric.high) if question.numeric else ()
        yield from (Answer(typed=text) for text in (*WORDS, *accepted, *number))


def shares(question: Question, asked: Question) -> list[Fraction]:
    """What every answer to the one that was asked earns by the other."""
    return [share_earned(question, answer) for answer in every_answer(asked)]


@law(st.sampled_from(make.of_every_kind()), st.data())
def test_law_a_question_that_differs_in_wording_alone_changes_no_share(
    shown: Question, data: st.DataObject
) -> None:
    known = [it.key for it in (*shown.options, *shown.slots)]
    keys = data.draw(st.sets(st.sampled_from(known))) if known else set()
    stem = data.draw(st.sampled_from(["", "<p>In other words.</p>"]))

    mended = reworded(shown, frozenset(keys), stem)

    assert shares(corrected(shown, mended), shown) == shares(shown, shown)
    assert has_same_key(shown, mended)


def test_a_spelling_mended_in_a_matching_answer_keeps_everybodys_point() -> None:
    shown = make.a_matching_question()
    mended = reworded(shown, frozenset({"arousal"}))

    assert share_earned(corrected(shown, mended), make.right_answer(shown)) == 1
    assert key_in_words(corrected(shown, mended)) == key_in_words(shown)


def test_a_key_that_changes_while_another_line_is_worded_anew_is_corrected() -> None:
    shown = make.a_matching_question()
    [wanting, responding] = shown.slots
    changed = replace(
        shown,
        slots=(
            replace(wanting, accepted=("arousal",)),
            replace(responding, key="responding-better"),
        ),
    )

    after = corrected(shown, changed)

    assert [slot.accepted for slot in after.slots] == [("arousal",), ("arousal",)]


def cloze(stem: str, *accepted: str) -> Question:
    """A sentence with gaps to type into."""
    slots = tuple(Slot(str(at), "", (), (word,)) for at, word in enumerate(accepted, 1))
    return make.a_cloze_question(stem_html=stem, options=(), slots=slots)


def test_a_gap_that_is_put_in_front_corrects_no_other_gap() -> None:
    shown = cloze("Ask for 1 first.", "consent")
    longer = cloze("Ask for 1 2 first.", "informed", "consent")

    assert corrected(shown, longer) == shown
    assert find_corrected(shown, longer) is None
    assert not has_same_key(shown, longer)


def test_gaps_that_change_places_with_their_sentence_correct_each_other_never() -> None:
    shown = cloze("First 1, then 2.", "consent", "touch")
    turned = cloze("To 1 one needs 2.", "touch", "consent")

    assert find_corrected(shown, turned) is None


def test_a_gap_in_the_same_sentence_takes_another_key() -> None:
    shown = cloze("Ask for 1 first.", "consent")

    assert corrected(shown, cloze("Ask for 1 first.", "leave")).slots[0].accepted == ("leave",)


def test_a_gap_that_accepts_one_word_more_is_the_same_gap_in_a_mended_sentence() -> None:
    shown = cloze("Ask for 1 frist.", "consent")
    [gap] = shown.slots
    wider = replace(cloze("Ask for 1 first."), slots=(replace(gap, accepted=("consent", "leave")),))

    assert corrected(shown, wider).slots[0].accepted == ("consent", "leave")


# Another key


NUMBER, TERM = make.a_numeric_question(), make.a_words_question()
STEPS = ("First", "Second", "Third")


def with_range(**changes: str) -> Question:
    """The question that a number answers, with another range or unit."""
    assert NUMBER.numeric is not None
    return replace(NUMBER, numeric=replace(NUMBER.numeric, **changes))


def with_words(*accepted: str, mistakes: tuple[str, ...] = ()) -> Question:
    """The question that a term answers, with these words."""
    assert TERM.words is not None
    wrong = tuple(Mistake(it, "") for it in mistakes)
    return replace(TERM, words=replace(TERM.words, accepted=accepted, mistakes=wrong))


def filled(question: Question, *accepted: tuple[str, ...]) -> Question:
    """The same lines or gaps, which accept these."""
    pairs = zip(question.slots, accepted, strict=True)
    return replace(question, slots=tuple(replace(slot, accepted=it) for slot, it in pairs))


def in_parts(*them: Question) -> tuple[Question, ...]:
    """Each of them with and without credit for a part."""
    return tuple(replace(it, has_partial_credit=is_on) for it in them for is_on in (False, True))


CHOSEN = [right for size in (1, 2, 3) for right in combinations(STEPS, size)]
FAMILIES: Mapping[str, tuple[Question, ...]] = {
    "single": tuple(with_key(it) for it in STEPS),
    "multiple": in_parts(*(with_key(*it, kind=Kind.MULTIPLE) for it in CHOSEN)),
    "numeric": (
        with_range(),
        with_range(low="1.0", high="1.00"),
        with_range(unit="minutes"),
        with_range(high="2"),
    ),
    "words": (
        with_words("Dyspareunia"),
        with_words("DYSPAREUNIA"),
        with_words("Dyspareunia", mistakes=("x",)),
        with_words("Dyspareunia", mistakes=("dispareunia",)),
        with_words("Dyspareunia", "consent"),
    ),
    "ordering": in_parts(*(make.an_ordering_question(steps=it) for it in permutations(STEPS))),
    "matching": in_parts(
        *(
            filled(make.a_matching_question(), (one,), (other,))
            for one, other in product(("desire", "arousal"), repeat=2)
        )
    ),
    "cloze": in_parts(
        *(
            filled(make.a_cloze_question(), typed, (chosen,))
            for typed in (("consent",), ("Consent", "x"))
            for chosen in ("talk", "massage")
        )
    ),
    "reflection": tuple(make.a_reflection(least_words=it) for it in (0, 1, 2)),
}


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_law_two_keys_are_the_same_where_every_answer_earns_the_same(
    family: tuple[Question, ...],
) -> None:
    for shown, new in product(family, repeat=2):
        is_same = shares(shown, shown) == shares(new, shown)

        assert has_same_key(shown, new) is is_same, (shown, new)
        assert shares(corrected(shown, new), shown) == shares(new, shown)


@pytest.mark.parametrize("family", FAMILIES.values(), ids=FAMILIES)
def test_law_an_edition_is_material_wherever_a_key_is_another(family: tuple[Question, ...]) -> None:
    courses = [make.a_course(1, quiz=make.a_quiz(make.a_section(it))) for it in family]

    for (shown, old), (new, course) in product(zip(family, courses, strict=True), repeat=2):
        if not has_same_key(shown, new):
            assert change_between(old, course) is Change.MATERIAL


@pytest.mark.parametrize(
    "new",
    [
        make.a_words_question(),
        with_key("First"),
        make.an_ordering_question(steps=("Second", "First", "Third, said better")),
        make.an_ordering_question(steps=("First", "Second")),
    ],
)
def test_what_is_too_different_has_another_key_and_corrects_nothing(new: Question) -> None:
    shown = make.an_ordering_question(steps=STEPS)

    assert find_corrected(shown, new) is None
    assert corrected(shown, new) == shown
    assert not has_same_key(shown, new)


def test_a_right_answer_that_nobody_was_offered_corrects_nothing() -> None:
    shown = with_key("First")
    options = (
        make.an_option("First"),
        make.an_option("Second"),
        make.an_option("New", is_right=True),
    )

    assert find_corrected(shown, replace(shown, options=options)) is None


def test_an_option_more_or_less_that_was_never_right_keeps_the_key() -> None:
    shown = with_key("First")
    more: tuple[Option, ...] = (*shown.options, make.an_option("Fourth"))

    assert has_same_key(shown, replace(shown, options=more))
    assert has_same_key(shown, replace(shown, options=shown.options[:2]))
