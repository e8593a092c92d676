"""QTI 2.1 out: a package that keeps its standard, and a line for what it cannot say."""

from dataclasses import replace
from fractions import Fraction
from xml.etree.ElementTree import Element

import pytest

from lms.content.folder import LibraryReading
from lms.domain.questions import Question, Quiz, Shuffle
from lms.exchange.losses import Losses
from lms.exchange.qti_package import qti_package
from tests import make
from tests.domain import laws
from tests.exchange.asked import said
from tests.exchange.packages import QTI, Package, assert_sound

TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"


def package(*questions: Question, **changes: object) -> Package:
    return assert_sound(qti_package(make.a_quiz(make.a_section(*questions), **changes), Losses()))


def item(question: Question) -> Element:
    [made] = package(question).items
    return made


def processing(made: Element) -> Element:
    found = made.find(f"{QTI}responseProcessing")
    assert found is not None
    return found


def silent(question: Question) -> Question:
    """The question with nothing that is said to an answer."""
    options = tuple(replace(option, feedback_html="") for option in question.options)
    return replace(question, options=options, explanation_html="")


@pytest.mark.parametrize("question", make.of_every_kind(), ids=lambda question: question.kind)
def test_a_question_of_every_kind_is_sound(question: Question) -> None:
    assert item(question).get("title") == question.name


def test_what_is_scored_as_usual_names_the_template_alone() -> None:
    single = processing(item(silent(make.a_question())))
    shared = processing(item(silent(make.a_multiple_question())))

    assert (single.get("template"), len(single)) == (f"{TEMPLATES}/match_correct", 0)
    assert (shared.get("template"), len(shared)) == (f"{TEMPLATES}/map_response", 0)


def test_what_is_said_to_an_answer_is_shown_by_a_rule() -> None:
    made = item(make.a_question())

    modals = made.findall(f"{QTI}modalFeedback")
    assert [modal.get("identifier") for modal in modals] == ["C1", "C2", "C3", "EXPLANATION"]
    assert "".join(modals[-1].itertext()) == "Why k7m2 is so."
    assert processing(made).get("template") == f"{TEMPLATES}/match_correct"
    assert processing(made).find(f".//{QTI}setOutcomeValue[@identifier='FEEDBACK']") is not None


def test_the_shares_of_all_right_options_make_the_whole() -> None:
    rights = [f"Right {n}" for n in range(6)]
    made = item(make.a_multiple_question(right=rights, wrong=("Wrong",)))

    mapping = made.find(f".//{QTI}mapping")
    assert mapping is not None
    shares = {it.get("mapKey"): Fraction(it.get("mappedValue", "")) for it in mapping}
    earned = [share for share in shares.values() if share > 0]
    assert len(earned) == 6
    assert min(Fraction(mapping.get("upperBound", "")), sum(earned)) == 1
    assert min(shares.values()) == -earned[0]


def test_steps_are_not_written_in_their_right_order() -> None:
    made = item(make.an_ordering_question(steps=("A", "B", "C"), has_partial_credit=True))

    right = [value.text for value in made.iter(f"{QTI}value")][:3]
    written = [choice.get("identifier") for choice in made.iter(f"{QTI}simpleChoice")]
    assert right == ["C1", "C2", "C3"]
    assert written != right
    assert len(list(made.iter(f"{QTI}index"))) == 3


def test_a_gap_stands_where_it_stood() -> None:
    made = item(make.a_cloze_question())

    [paragraph] = made.findall(f"{QTI}itemBody/{QTI}div/{QTI}p")
    assert paragraph.text == "Informed "
    entry, choice = paragraph
    assert (entry.tag, entry.tail) == (f"{QTI}textEntryInteraction", " to ")
    assert (choice.tag, choice.tail) == (f"{QTI}inlineChoiceInteraction", " therapy.")


def test_a_range_is_asked_with_both_its_ends_and_its_unit() -> None:
    made = item(make.a_numeric_question(low="1", high="2.5"))

    assert next(value.text for value in made.iter(f"{QTI}value")) == "1.75"
    assert made.find(f".//{QTI}gte/{QTI}baseValue").text == "1"  # type: ignore[union-attr]
    assert made.find(f".//{QTI}lte/{QTI}baseValue").text == "2.5"  # type: ignore[union-attr]
    assert made.find(f".//{QTI}textEntryInteraction").tail == " minute"  # type: ignore[union-attr]


def test_a_pool_is_drawn_and_points_are_weights() -> None:
    quiz = make.a_quiz(
        make.a_section(make.a_question("aaaa", points=3), title="First"),
        make.a_pool(*make.questions(3), choose=2),
        instructions_html="<p>Read <em>this</em>.</p>",
        shuffle=Shuffle.QUESTIONS,
        time_limit_minutes=30,
    )

    made = assert_sound(qti_package(quiz, Losses())).test

    first, pool = made.iter(f"{QTI}assessmentSection")
    assert first.find(f"{QTI}selection") is None
    assert pool.find(f"{QTI}selection").get("select") == "2"  # type: ignore[union-attr]
    assert [weight.get("value") for weight in made.iter(f"{QTI}weight")] == ["3", "1", "1", "1"]
    assert made.find(f"{QTI}timeLimits").get("maxTime") == "1800"  # type: ignore[union-attr]
    assert "".join(first.find(f"{QTI}rubricBlock").itertext()) == "Read this."  # type: ignore[union-attr]


def test_the_same_quiz_is_the_same_bytes() -> None:
    quiz = make.a_quiz(make.a_section(*make.of_every_kind()))

    first, second = (qti_package(quiz, Losses()) for _ in range(2))

    assert first == second
    assert assert_sound(first).dates == {(1980, 1, 1, 0, 0, 0)}


def test_html_becomes_what_qti_knows_and_the_rest_is_told() -> None:
    losses = Losses()
    question = make.a_question(
        stem_html='<aside class="callout" aria-label="Note"><p>A note.</p></aside>'
        '<section class="scroller" tabindex="0"><table><thead><tr><th scope="col">A</th></tr>'
        "</thead></table></section><blockquote>Text</blockquote>"
        '<p><img src="/courses/a/media/b.png" alt="A bench" loading="lazy"></p>'
        '<p id="s-1"><a href="/courses/a">in</a> <a class="cite" href="/courses/a/b#ref-c">'
        '(C, 2020)</a> <a href="https://example.org" rel="noopener">out</a></p>',
    )

    [made] = assert_sound(qti_package(make.a_quiz(make.a_section(question)), losses)).items

    tags = {element.tag.removeprefix(QTI) for element in made.iter()}
    assert not tags & {"aside", "section", "img", "thead", "figure", "svg", "button"}
    assert [link.get("href") for link in made.iter(f"{QTI}a")] == ["https://example.org"]
    told = said(losses.all)
    assert "A picture is not carried over." in told
    assert "A citation leads nowhere outside." in told
    assert "A call-out has no HTML" in told


def test_what_qti_cannot_say_is_told() -> None:
    losses = Losses()

    qti_package(make.a_quiz(make.a_section(make.a_words_question(hint_html="<p>x</p>"))), losses)

    told = said(losses.all)
    assert "The pass mark (80%) and the limit (3 attempts) have no place in QTI." in told
    assert "question 1, “Question w3d6”: The hint has no place in QTI." in told
    assert "a slip in a long word has no place in QTI." in told


def test_characters_that_xml_forbids_are_left_out() -> None:
    made = item(make.a_question(name="a\x0bb\ufffe", stem_html="<p>\x01?</p>"))

    assert made.get("title") == "ab"


def test_stamps_that_are_no_names_give_way_to_numbers() -> None:
    made = package(make.a_question("module#Wörter"), make.a_question("k7m2"))

    assert [it.get("identifier") for it in made.items] == ["item-1", "q-k7m2"]


def test_every_shipped_quiz_is_sound(shipped_library: LibraryReading) -> None:
    courses = [it.course for it in shipped_library.courses if it.course is not None]
    for quiz in (quiz for course in courses for quiz in course.quizzes):
        made = assert_sound(qti_package(quiz, Losses()))

        assert len(made.items) == len(quiz.questions), quiz.module


@laws.law(laws.quizzes())
def test_every_quiz_that_we_can_make_is_sound(quiz: Quiz) -> None:
    assert len(assert_sound(qti_package(quiz, Losses())).items) == len(quiz.questions)
