"""GIFT out: strict enough that other readers agree, and a line for what it cannot say."""

from lms.domain.questions import Mistake, Question, WordsKey
from lms.exchange.gift_write import gift_file
from lms.exchange.losses import Losses
from tests import make
from tests.exchange.asked import said


def written(*questions: Question) -> tuple[str, str]:
    losses = Losses()
    content = gift_file(make.a_quiz(make.a_section(*questions)), losses)
    return content.decode(), said(losses.all)


def test_a_choice_stands_in_braces_with_feedback_and_explanation() -> None:
    text, _ = written(make.a_question())

    assert text == (
        "$CATEGORY: Quiz - module-1\n\n"
        "::Question k7m2::[html]<p>What does k7m2 ask?</p>{\n"
        "\t=<p>Right</p>#<p>About\\: Right</p>\n"
        "\t~<p>Wrong</p>#<p>About\\: Wrong</p>\n"
        "\t~<p>Also wrong</p>#<p>About\\: Also wrong</p>\n"
        "####<p>Why k7m2 is so.</p>\n}\n"
    )


def test_the_weights_are_those_that_moodle_accepts() -> None:
    three = make.a_multiple_question(right=("A", "B", "C"), wrong=("D",))
    all_or_nothing = make.a_multiple_question(has_partial_credit=False)
    many = make.a_multiple_question(right=[f"R{n}" for n in range(12)], wrong=("W",))

    text, told = written(three, all_or_nothing, many)

    assert text.count("~%33.33333%") == 3
    assert text.count("~%-33.33333%") == 1
    assert text.count("~%-100%") == 3
    assert (text.count("~%10%"), text.count("~%5%")) == (8, 4)
    assert "“All or nothing” has no weight in GIFT." in told
    assert "12 right answers have no equal weights" in told


def test_words_and_numbers_carry_weights_so_that_no_reader_takes_them_for_choices() -> None:
    words = make.a_words_question(
        words=WordsKey(("a -> b", "x=y*"), (Mistake("{c}", "<p>No #1.</p>"),))
    )
    text, told = written(words, make.a_numeric_question(low="1", high="2.5"))

    assert "\t=%100%a → b\n\t=%100%x\\=y\\*\n\t=%0%\\{c\\}#<p>No \\#1.</p>\n" in text
    assert "{#\n\t=%100%1.75:0.75\n\t=%0%2:0#" in text
    assert "The unit “minute” has no place in GIFT." in told
    assert "An arrow → stands there." in told


def test_true_and_false_say_the_wrong_feedback_first() -> None:
    text, _ = written(make.a_true_false_question(is_true=False))

    assert "{FALSE#<p>About\\: True</p>#<p>About\\: False</p>####" in text


def test_steps_pairs_and_gaps() -> None:
    text, told = written(
        make.an_ordering_question(), make.a_matching_question(), make.a_cloze_question()
    )

    assert "\t=<p>First</p> -> 1\n\t=<p>Second</p> -> 2\n" in text
    assert "\t=<p>Wanting</p> -> Desire\n" in text
    assert "\t= -> Orgasm\n" in text
    assert "<p>Informed {\n\t=%100%consent\n\t=%100%agreement\n" in text
    assert "} to _____ therapy.</p>" in text
    assert "Steps to put in order have no place in GIFT." in told
    assert "A text with 2 gaps has no place in GIFT." in told


def test_pools_texts_and_rules_are_told() -> None:
    losses = Losses()
    quiz = make.a_quiz(
        make.a_pool(*make.questions(3), choose=2, title="Ethics/law"),
        instructions_html="<p>Read this.</p>",
        time_limit_minutes=30,
    )

    text = gift_file(quiz, losses).decode()

    assert "::Instructions::[html]<p>Read this.</p>\n" in text
    assert "$CATEGORY: Quiz - module-1/Ethics//law\n" in text
    told = said(losses.all)
    assert "“Ethics/law”: A pool that draws 2 of its questions has no place in GIFT." in told
    assert "The pass mark (80%)" in told
    assert "30 minutes" in told
    assert "The objective has no place in GIFT. It is left out." in told


def test_nothing_in_a_text_is_read_as_gift() -> None:
    text, _ = written(
        make.a_question(
            name="a::b {c}",
            stem_html="<p>// no comment</p>\n<pre><code>a = {b}\n\nc ~ d</code></pre>",
            right=("%50% of it",),
            wrong=("[html] tags",),
        )
    )

    item = text.split("\n\n", 1)[1]
    assert "\n\n" not in item.strip()
    assert "::a\\:\\:b \\{c\\}::[html]<p>// no comment</p>" in item
    assert "<pre><code>a \\= \\{b\\}<br><br>c \\~ d</code></pre>{" in item


def test_what_waits_and_what_branches_is_told() -> None:
    losses = Losses()
    case = make.a_case([make.a_question("aaaa")], [make.a_question("bbbb")])
    first, last = (
        make.a_scene("it-rings", make.a_choice("Listen", "it-stops")),
        make.a_scene("it-stops"),
    )

    gift_file(make.a_quiz(case, scenarios=(make.a_scenario("a-call", first, last),)), losses)

    told = said(losses.all)
    assert "Later 1" in told
    assert "A part that waits until it is opened has no place in GIFT." in told
    assert "A scenario, whose choices lead on, has no place in GIFT." in told
