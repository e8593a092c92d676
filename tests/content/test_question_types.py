"""From Markdown to what is asked and graded: ordering, matching, words, gaps and reflection."""

import re
from fractions import Fraction

import pytest

from lms.content.choices import option_key
from lms.content.folder import read_files
from lms.content.stamps import is_stamp
from lms.content.write import with_fixes
from lms.domain.grading import find_mistake, share_earned
from lms.domain.questions import Answer, Kind, Question, Quiz, WordsKey, filled_with
from tests.content.good_course import MODULE, QUIZ, SLUG, files
from tests.content.question_sources import REFLECTION, SOURCES, TAIL, quiz_source

# What the page puts the fields between.
GAP = re.compile("\ue000([0-9]+)\ue001")


def quiz_of(*questions: str) -> Quiz:
    reading = read_files(SLUG, files(quiz=quiz_source(*questions)))
    assert reading.course is not None, "\n".join(map(str, reading.problems))
    return reading.course.quizzes[0]


@pytest.fixture(scope="module")
def quiz() -> Quiz:
    return quiz_of(*SOURCES)


def question(quiz: Quiz, kind: Kind) -> Question:
    return next(each for each in quiz.questions if each.kind is kind)


def test_a_course_with_every_new_type_is_read(quiz: Quiz) -> None:
    assert [each.kind for each in quiz.questions] == [
        Kind.ORDERING,
        Kind.MATCHING,
        Kind.CLOZE,
        Kind.WORDS,
        Kind.REFLECTION,
    ]
    assert (quiz.asked, quiz.possible) == (5, 6)


def test_the_steps_are_the_options_in_the_right_order(quiz: Quiz) -> None:
    asked = question(quiz, Kind.ORDERING)
    first, second = asked.options

    assert first.html == "Touch for one’s own <em>interest</em>"
    assert first.key == option_key("Touch for one's own *interest*")
    assert (first.is_right, first.feedback_html, asked.slots) == (True, "", ())
    assert share_earned(asked, filled_with([(first.key, "1"), (second.key, "2")])) == 1
    assert share_earned(asked, filled_with([(first.key, "2"), (second.key, "1")])) == 0


def test_every_line_offers_all_right_cells_and_two_may_share_one(quiz: Quiz) -> None:
    asked = question(quiz, Kind.MATCHING)
    keys = {text: option_key(text) for text in ("Bancroft", "Basson", "Kinsey")}

    assert [option.html for option in asked.options] == ["Bancroft", "Basson", "Kinsey"]
    assert [slot.html for slot in asked.slots] == [
        "Dual <em>control</em>",
        "Circular",
        "Responsive desire",
    ]
    assert asked.slots[0].key == option_key("Dual *control*")
    assert {slot.choices for slot in asked.slots} == {tuple(keys.values())}
    assert [slot.accepted for slot in asked.slots] == [
        (keys["Bancroft"],),
        (keys["Basson"],),
        (keys["Basson"],),
    ]
    right = [(slot.key, *slot.accepted) for slot in asked.slots]
    assert share_earned(asked, filled_with(right)) == 1
    assert share_earned(asked, filled_with(right[:2])) == Fraction(2, 3)


def test_the_gaps_are_marked_in_the_stem_by_their_numbers_and_nothing_tells_the_key(
    quiz: Quiz,
) -> None:
    asked = question(quiz, Kind.CLOZE)
    listed = asked.slots[1]

    assert GAP.findall(asked.stem_html) == ["1", "2", "3"] == [slot.key for slot in asked.slots]
    assert "<strong>\ue0002\ue001</strong>" in asked.stem_html
    assert "\ue0001\ue001 “arousal”." in asked.stem_html
    assert "<li>a list with \ue0003\ue001</li>" in asked.stem_html
    assert "<code>[[this]]</code>" in asked.stem_html
    assert not re.search("follow|responsive|a gap", asked.stem_html)
    assert asked.slots[0].accepted == ("follow", "come after")
    assert [option.html for option in asked.options] == ["responsive", "spontaneous"]
    assert listed.choices == tuple(f"2-{option_key(o.html)}" for o in asked.options)
    assert listed.accepted == listed.choices[:1]


def test_typed_gaps_are_graded_as_words_and_listed_ones_by_their_key(quiz: Quiz) -> None:
    asked = question(quiz, Kind.CLOZE)
    right = [("1", "Come  After"), ("2", asked.slots[1].accepted[0]), ("3", "a gap")]

    assert share_earned(asked, filled_with(right)) == 1
    assert share_earned(asked, filled_with(right[1:])) == Fraction(2, 3)


def test_words_are_accepted_and_known_mistakes_answered(quiz: Quiz) -> None:
    asked = question(quiz, Kind.WORDS)

    assert isinstance(asked.words, WordsKey)
    assert asked.words.accepted == ("Serotonin", "5-HT")
    assert share_earned(asked, Answer(typed="seratonin")) == 1
    assert share_earned(asked, Answer(typed="5-ht")) == 1
    mistake = find_mistake(asked, Answer(typed="Dopamine"))
    assert mistake is not None
    assert (mistake.value, mistake.feedback_html) == ("dopamine", "<p>Not <em>that</em> one.</p>")


def test_a_reflection_asks_for_words_and_earns_no_points(quiz: Quiz) -> None:
    asked = question(quiz, Kind.REFLECTION)

    assert asked.stem_html == "<p>Think of a couple.</p>\n<p>What would you <em>ask</em> them?</p>"
    assert (asked.least_words, asked.points, asked.ways) == (3, 0, 0)
    assert share_earned(asked, Answer(typed="How are you?")) == 1
    assert share_earned(asked, Answer(typed="How?")) == 0


def test_a_heading_with_gaps_is_the_stem_and_its_name_tells_nothing() -> None:
    asked = quiz_of("### *Desire* may [[follow]] arousal\n").questions[0]

    assert asked.stem_html == "<p><em>Desire</em> may \ue0001\ue001 arousal</p>"
    assert asked.name == "Desire may ___ arousal"
    assert asked.stamp == "what-it-is#desire-may-___-arousal"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("See [the [[word]] there](https://example.org/).", 7),
        ("See [there](https://example.org/[[word]]).", 7),
        ("See ![a [[word]] > b](images/bench.png).", 7),
        ('See ![a bench](images/bench.png "a [[word]]").', 7),
        ("See this.[^1]\n\n[^1]: A note with a [[word]].\n\n", 9),
        ("*[sex]: a [[word]]\n\nOf sex.", 7),
        ("| a | b |\n| --- | --- |\n| c | d | [[e]] |\n\n", 9),
    ],
)
def test_a_gap_where_no_field_can_stand_is_a_problem(text: str, line: int) -> None:
    quiz = quiz_source(f"### Lost\n\n{text} And [[another]].\n")

    reading = read_files(SLUG, files(quiz=quiz))

    assert reading.course is None
    assert [(each.line, each.code) for each in reading.problems if each.column > 1] == [
        (line, "lost-gap")
    ]


def test_what_is_code_for_the_renderer_is_no_gap() -> None:
    asked = quiz_of("### Code\n\nIn ``[[word]] ` `` and `[[this]]` is no [[gap]].\n").questions[0]

    assert GAP.findall(asked.stem_html) == ["1"]
    assert asked.stem_html.count("[[") == 2


def test_only_the_product_can_mark_a_gap() -> None:
    typed = "\ue004\ue011\ue000 and \ue0001\ue001"
    other = f"### Typed {typed}\n\nWhich {typed}?\n\n- [x] a {typed}\n- [ ] b\n"
    gapped = f"### Gap\n\nA {typed} [[gap]].\n"

    for text in (other, gapped):
        reading = read_files(SLUG, files(quiz=quiz_source(text)))

        assert reading.course is None
        assert {each.code for each in reading.problems} >= {"control-character"}


def test_fixing_stamps_every_type_once_and_leaves_the_rest_alone() -> None:
    text = quiz_source(*SOURCES)
    found = read_files(SLUG, files(quiz=text)).problems

    content, made = with_fixes(text.encode(), [each.fix for each in found if each.fix])

    stamped = content.decode().splitlines()
    added = [line for line in stamped if is_stamp(line.removeprefix("<!-- ").removesuffix(" -->"))]
    assert len(made) == len(set(added)) == 5
    assert [line for line in stamped if line not in added] == text.splitlines()
    again = read_files(SLUG, files(quiz=content))
    assert [each for each in again.problems if each.fix] == []


def test_an_objective_that_only_a_reflection_names_is_not_tested() -> None:
    quiz = QUIZ.replace("**Objective:** O1\n", "") + "\n" + REFLECTION + TAIL

    reading = read_files(SLUG, files(quiz=quiz))

    assert "untested-objective" in {each.code for each in reading.problems}


def test_a_knowledge_check_may_have_gaps() -> None:
    check = "### Check: Desire\n\nDesire may [[follow]] arousal, or [[*precede* | cause]] it.\n"

    reading = read_files(SLUG, files(module=f"{MODULE[: MODULE.index('### Check')]}{check}"))

    assert reading.course is not None, reading.problems
    (asked,) = reading.course.modules[0].checks
    assert GAP.findall(asked.stem_html) == ["1", "2"]
    assert "follow" not in "".join(
        part.html for section in reading.course.modules[0].sections for part in section.parts
    )
