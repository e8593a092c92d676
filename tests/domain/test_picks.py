"""What learners gave: options, what filled places, and what they typed; never who did."""

from fractions import Fraction

from lms.domain.picks import Place, places
from lms.domain.questions import Answer, Question, filled_with
from tests import make


def given(question: Question, answers: dict[Answer, int], most: int = 3) -> tuple[Place, ...]:
    """What so many learners each gave for a question."""
    return places(question, answers, most)


def told(place: Place) -> list[tuple[str, int]]:
    return [(pick.html, pick.learners) for pick in place.picks]


def typed(*texts: str, **counted: int) -> dict[Answer, int]:
    return {Answer(typed=text): 1 for text in texts} | {
        Answer(typed=text): count for text, count in counted.items()
    }


def test_options_stand_in_the_order_of_their_author():
    question = make.a_question()
    answers = {
        make.wrong_answer(make.a_question(wrong=("Wrong",))): 3,
        make.right_answer(question): 1,
    }

    [place] = given(question, answers)

    assert told(place) == [("<p>Right</p>", 1), ("<p>Wrong</p>", 3), ("<p>Also wrong</p>", 0)]
    assert [pick.share for pick in place.picks] == [Fraction(1, 4), Fraction(3, 4), 0]
    assert place.has_rival


def test_of_several_options_each_is_counted_for_whoever_chose_it():
    question = make.a_multiple_question()
    one_of_each = Answer(chosen=frozenset({"first-right", "first-wrong"}))

    [place] = given(question, {make.right_answer(question): 2, one_of_each: 1})

    assert [pick.learners for pick in place.picks] == [3, 2, 1, 0]
    assert place.learners == 3
    assert not place.has_rival


def test_the_same_words_are_one_answer_however_they_were_typed():
    question = make.a_words_question()

    [place] = given(question, typed("Dyspareunia", "VAGINISMUS", "vaginismus ", "Vulvodynia"))

    assert told(place) == [("Dyspareunia", 1), ("vaginismus", 2), ("vulvodynia", 1)]
    assert [pick.is_known_mistake for pick in place.picks] == [False, True, False]
    assert place.has_rival


def test_the_same_number_is_one_answer_with_its_unit_and_without():
    question = make.a_numeric_question()

    [place] = given(question, typed("2", "2.0", "2 minutes", "two") | typed(**{"1": 4}))

    assert told(place)[0] == ("1 to 1 minute", 4)
    assert [pick.learners for pick in place.picks] == [4, 3, 1]
    assert place.picks[1].is_known_mistake


def test_only_the_most_frequent_wrong_answers_are_named():
    question = make.a_words_question()

    [place] = given(question, typed(a=5, b=3, c=2, d=1), most=2)

    assert told(place) == [("Dyspareunia", 0), ("a", 5), ("b", 3)]
    assert (place.others, place.learners) == (3, 11)


def test_what_was_typed_is_text_and_no_markup():
    question = make.a_words_question()

    [place] = given(question, typed("<b>bold</b>", "!!!"))

    assert told(place)[1:] == [("!!!", 1), ("b&gt;bold&lt;/b", 1)]


def test_each_step_line_and_gap_is_a_place_of_its_own():
    ordering, matching, cloze = (
        make.an_ordering_question(),
        make.a_matching_question(),
        make.a_cloze_question(),
    )

    steps = given(ordering, {make.wrong_answer(ordering): 2, make.right_answer(ordering): 1})
    lines = given(matching, {filled_with([("wanting", "arousal")]): 2})
    gaps = given(cloze, {filled_with([("1", "Touch"), ("2", "massage")]): 1})

    assert (steps[0].html, told(steps[0])) == (
        "<p>First</p>",
        [("1", 1), ("3", 2)],
    )
    assert [(place.html, place.learners) for place in lines] == [
        ("<p>Wanting</p>", 2),
        ("<p>Responding</p>", 0),
    ]
    assert told(lines[0]) == [("<p>Desire</p>", 0), ("<p>Arousal</p>", 2)]
    assert [told(place) for place in gaps] == [
        [("consent", 0), ("touch", 1)],
        [("<p>talk</p>", 0), ("<p>massage</p>", 1)],
    ]


def test_what_was_written_in_a_reflection_is_not_kept():
    assert given(make.a_reflection(), typed("what I felt")) == ()
