"""GIFT in: what Moodle reads, with everything that is lost told in its place."""

import pytest

from lms.domain.questions import Kind
from tests.exchange.asked import imported, only, questions, said


def test_a_choice_has_its_feedback_and_its_explanation() -> None:
    question = only(
        "::The tomb::Who is buried in Grant's tomb? {\n"
        "~Grant #Only his name is there.\n=no one#Yes!\n~Jefferson\n####Nobody is *buried*.\n}\n"
    )

    assert (question.kind, question.name) == (Kind.SINGLE, "The tomb")
    assert [(o.html, o.is_right) for o in question.options] == [
        ("Grant", False),
        ("no one", True),
        ("Jefferson", False),
    ]
    assert question.options[0].feedback_html == "<p>Only his name is there.</p>"
    assert question.explanation_html == "<p>Nobody is *buried*.</p>"


def test_escapes_are_letters_of_the_text() -> None:
    question = only(r"Which is 2\:1 \{of\} 5 \#1? { ~ \= 2 + 2 = \= 2 + 3 ~ \~5 \\ }")

    assert question.stem_html == "<p>Which is 2:1 {of} 5 #1?</p>"
    assert [option.html for option in question.options] == ["= 2 + 2", "= 2 + 3", "~5 \\"]


def test_weights_of_a_multiple_response_are_shares_or_told() -> None:
    exact = imported("Who? {~%-50%No one ~%50%Grant ~%50%His wife ~%-50%His father}")
    other = imported("Who? {~No one ~%75%Grant ~%25%His wife}")

    [question] = questions(exact.text)
    assert exact.losses == ()
    assert (question.kind, question.has_partial_credit) == (Kind.MULTIPLE, True)
    assert "The weight 75% of “Grant” is not carried over." in said(other.losses)
    assert "line 1, “Who?”" in said(other.losses)


def test_a_share_of_a_point_for_a_wrong_choice_is_told() -> None:
    found = imported("Hard? {~wrong ~%50%half credit =full credit}")

    [question] = questions(found.text)
    assert [option.is_right for option in question.options] == [False, False, True]
    assert "The weight 50% of “half credit”" in said(found.losses)


def test_one_right_choice_of_several_says_so() -> None:
    found = imported("Which? {~%100%Talk ~%-100%Touch}")

    [question] = questions(found.text)
    assert question.kind is Kind.MULTIPLE
    assert "Select all that apply." in question.stem_html
    assert "Several answers may be chosen" in said(found.losses)


def test_two_equals_signs_among_choices_are_told() -> None:
    found = imported("Which? {=Talk =Consent ~Touch}")

    [question] = questions(found.text)
    assert question.kind is Kind.MULTIPLE
    assert "which systems read differently" in said(found.losses)


@pytest.mark.parametrize(("written", "is_true"), [("T", True), ("FALSE", False)])
def test_true_and_false_have_their_feedback(written: str, is_true: bool) -> None:
    question = only(f"The sun rises. {{{written}#You are wrong.#You are right.####So it is.}}")

    true, false = question.options
    assert (question.kind, true.is_right, false.is_right) == (Kind.TRUE_FALSE, is_true, not is_true)
    right, wrong = (true, false) if is_true else (false, true)
    assert right.feedback_html == "<p>You are right.</p>"
    assert wrong.feedback_html == "<p>You are wrong.</p>"
    assert question.explanation_html == "<p>So it is.</p>"


def test_words_have_their_mistakes_and_what_is_lost_is_told() -> None:
    found = imported(
        "::Home::Jesus came from {\n=Nazareth#Yes!\n=%75%Nazereth#Misspelled.\n"
        "=%0%Bethlehem#Born there.\n=%0%*#No.\n}"
    )

    [question] = questions(found.text)
    assert question.kind is Kind.WORDS
    assert question.words is not None
    assert question.words.accepted == ("Nazareth",)
    assert [mistake.value for mistake in question.words.mistakes] == ["Nazereth", "Bethlehem"]
    assert question.explanation_html == "<p>Yes!</p>"
    assert "“Nazereth” earns 75% there. It counts as wrong." in said(found.losses)
    assert "Feedback for all other answers" in said(found.losses)


@pytest.mark.parametrize(
    ("written", "low", "high"),
    [
        ("#1822", 1822, 1822),
        ("#1822:5", 1817, 1827),
        ("#3.141..3.142", 3.141, 3.142),
        ("#=-0.5:0.25", -0.75, -0.25),
        ("#1e3", 1000, 1000),
    ],
)
def test_numbers_have_their_tolerance(written: str, low: float, high: float) -> None:
    question = only(f"::Number::How many? {{{written}}}")

    assert question.numeric is not None
    assert (float(question.numeric.low), float(question.numeric.high)) == (low, high)


def test_several_numbers_leave_one_and_tell_of_the_others() -> None:
    found = imported("Born? {#\n=1822:0#Right!\n=%50%1822:2#Close.\n=%0%1823:0#Late.\n}")

    [question] = questions(found.text)
    assert question.numeric is not None
    assert (question.numeric.low, question.numeric.high) == ("1822", "1822")
    assert [mistake.value for mistake in question.numeric.mistakes] == ["1823"]
    assert "1822 ± 2 earns 50% there." in said(found.losses)


def test_pairs_are_matched_and_a_line_without_a_left_side_is_a_distractor() -> None:
    question = only("Match. {\n=Canada -> Ottawa\n=Italy -> Rome\n= -> Lyon\n}")

    assert question.kind is Kind.MATCHING
    assert [slot.html for slot in question.slots] == ["Canada", "Italy"]
    assert sorted(option.html for option in question.options) == ["Lyon", "Ottawa", "Rome"]


def test_a_missing_word_is_a_gap() -> None:
    typed = only("::Sum::Two plus two equals {=four =4}.")
    chosen = only("::Tomb::Grant is {~buried =entombed ~living} in it.")

    assert (typed.kind, typed.slots[0].accepted) == (Kind.CLOZE, ("four", "4"))
    assert chosen.kind is Kind.CLOZE
    assert [(o.html, o.is_right) for o in chosen.options] == [
        ("buried", False),
        ("entombed", True),
        ("living", False),
    ]


def test_a_missing_word_that_fits_no_gap_is_a_choice_with_a_blank() -> None:
    question = only("::Bars::It is {~a [b] =c | d} here.")

    assert question.kind is Kind.SINGLE
    assert question.stem_html == "<p>It is ___ here.</p>"


def test_a_missing_word_with_feedback_keeps_it_beside_a_blank() -> None:
    question = only("::Tomb::Grant is {~buried#No. =entombed#Yes!} in it.")

    assert (question.kind, question.stem_html) == (Kind.SINGLE, "<p>Grant is ___ in it.</p>")
    assert [option.feedback_html for option in question.options] == ["<p>No.</p>", "<p>Yes!</p>"]


def test_an_essay_is_a_reflection_and_a_text_without_braces_stands_above() -> None:
    found = imported(
        "Read this first.\n\nIs it so? {T}\n\n"
        "$CATEGORY: $course$/top/Ethics\n\n::Story::Maya is 34.\n\nWrite to her. {}\n"
    )

    first, second = questions(found.text)
    assert (first.kind, second.kind) == (Kind.TRUE_FALSE, Kind.REFLECTION)
    assert found.text.index("Read this first.") < found.text.index("### Is it so?")
    assert "## Ethics\n\nMaya is 34.\n\n### Write to her." in found.text


def test_the_first_category_names_the_quiz() -> None:
    found = imported("$CATEGORY: The frame\n\nIs it so? {T}\n\n$CATEGORY: The frame/Part\n\nB? {F}")

    assert 'title: "The frame"' in found.text
    assert "## Part" in found.text


def test_a_comment_is_told_and_separates_nothing() -> None:
    found = imported("// one\nWhat is 2 + 2? {\n~3\n// two\n=4\n}\n")

    [question] = questions(found.text)
    assert [option.html for option in question.options] == ["3", "4"]
    assert said(found.losses) == (
        "line 1: 2 lines of comments are not carried over. Learners never saw them."
    )


def test_html_is_written_as_markdown_and_what_has_none_is_told() -> None:
    found = imported(
        "::Look::[html]<h3>Look</h3><p>At <b>this</b> <u>word</u>:</p><ul><li>one</li>"
        '<li>two</li></ul><p><img src\\="a.png" alt\\="A bench"></p>{T}'
    )

    [question] = questions(found.text)
    assert "<strong>this</strong> word:" in question.stem_html
    assert "<li>one</li>" in question.stem_html
    assert "(Picture: A bench)" in question.stem_html
    told = said(found.losses)
    assert "Underlining has no Markdown. The words are kept." in told
    assert "The picture (a.png) is not carried over." in told
    assert "A heading inside a question" in told


def test_markdown_stays_markdown_and_none_of_it_is_syntax_of_a_quiz() -> None:
    found = imported(
        "::M::[markdown]# Title\nSome *words* and [[gap]]\n\n- [x] no box\n\n"
        "**Answer\\:** 3 ![x](y.png) [in](a.md) [out](https\\://example.org) {T}".replace(
            "\n\n", "\n"
        )
    )

    [question] = questions(found.text)
    assert question.kind is Kind.TRUE_FALSE
    assert "<strong>Title</strong>" in question.stem_html
    assert "<em>words</em>" in question.stem_html
    assert "[[gap]]" in question.stem_html
    assert "https://example.org" in question.stem_html
    assert "The link to “a.md” leads nowhere." in said(found.losses)


@pytest.mark.parametrize(
    ("item", "why"),
    [
        ("Bad {hello}", "is no kind of answer"),
        ("One? {~a ~b}", "No answer of it is right."),
        ("All? {~%50%a ~%50%b}", "no wrong answer"),
        ("None? {=%50%half}", "earns all points"),
        ("Pair {=a -> b}", "fewer than two pairs"),
        ("Number {#seven}", "No number of it"),
        ("{T}", "It asks nothing."),
    ],
)
def test_what_cannot_be_asked_is_left_out_and_told(item: str, why: str) -> None:
    found = imported(f"Is it so? {{T}}\n\n{item}\n")

    assert found.questions == 1
    assert why in said(found.losses)
    assert "line 3" in said(found.losses)


@pytest.mark.parametrize("start", ["::Bad:: Who is it? {=x ~y", "::Bad {=x"])
def test_a_brace_that_is_never_closed_leaves_the_question_out_and_says_so(start: str) -> None:
    found = imported(f"{start}\n\n::Next:: Who? {{=a ~b}}\n")

    [question] = questions(found.text)
    assert question.name == "Next"
    assert "=x" not in found.text
    assert "Write the missing } there." in said(found.losses)
    assert "line 1" in said(found.losses)
