"""Moodle XML in: every type that has a like here, and a line for everything that has none."""

import pytest

from lms.domain.questions import Kind, Question
from lms.exchange.texts import FileRefused
from lms.services.exchange import Imported
from tests.exchange.asked import imported, only, questions, said

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<quiz>\n'


def moodle(*questions: str) -> Imported:
    return imported(f"{HEAD}{''.join(questions)}</quiz>", "questions.xml")


def item(kind: str, inside: str, text: str = "<p>What is <b>it</b>?</p>") -> str:
    return (
        f'<question type="{kind}"><name><text>Its name</text></name>'
        f'<questiontext format="html"><text><![CDATA[{text}]]></text></questiontext>'
        f"{inside}</question>\n"
    )


def answer(text: str, fraction: str = "0", feedback: str = "", inside: str = "") -> str:
    return (
        f'<answer fraction="{fraction}" format="html"><text>{text}</text>'
        f'<feedback format="html"><text>{feedback}</text></feedback>{inside}</answer>'
    )


def one(kind: str, inside: str, text: str = "<p>What is <b>it</b>?</p>") -> Question:
    return only(f"{HEAD}{item(kind, inside, text)}</quiz>", "questions.xml")


def test_a_star_behind_a_backslash_is_a_star_and_one_alone_a_placeholder() -> None:
    starred = one("shortanswer", answer("a\\*b", "100") + answer("a*c", "100"))
    gap = one("cloze", "", "<p>It is {1:SA:=a\\*b}.</p>")

    assert starred.words is not None
    assert starred.words.accepted == ("a*b",)
    assert gap.slots[0].accepted == ("a*b",)


def test_a_choice_with_all_that_stands_around_it() -> None:
    found = moodle(
        item(
            "multichoice",
            answer("Talk", "100", "Yes.")
            + answer("Touch")
            + "<generalfeedback><text>So it is.</text></generalfeedback>"
            "<defaultgrade>2.0</defaultgrade><penalty>0.3333333</penalty><single>true</single>"
            "<hint><text>Think.</text></hint><tags><tag><text>ethics</text></tag></tags>"
            "<incorrectfeedback><text>Wrong.</text></incorrectfeedback>",
        )
    )

    [question] = questions(found.text)
    assert (question.kind, question.points, question.name) == (Kind.SINGLE, 2, "Its name")
    assert question.stem_html == "<p>What is <strong>it</strong>?</p>"
    assert question.options[0].feedback_html == "<p>Yes.</p>"
    assert question.explanation_html == "<p>So it is.</p>"
    assert question.hint_html == "<p>Think.</p>"
    told = said(found.losses)
    assert "question 1 (line 3), “Its name”: The penalty 0.3333333" in told
    assert "The tags (ethics)" in told
    assert "The feedback for any wrong answer has no place." in told


def test_a_multiple_response_shares_its_points() -> None:
    question = one(
        "multichoice",
        answer("A", "33.33333")
        + answer("B", "33.33333")
        + answer("C", "33.33333")
        + answer("D", "-33.33333")
        + "<single>false</single>",
    )

    assert (question.kind, question.has_partial_credit) == (Kind.MULTIPLE, True)


def test_true_and_false_words_and_numbers() -> None:
    truth = one("truefalse", answer("true") + answer("false", "100", "Right."))
    words = one("shortanswer", answer("Serotonin", "100") + answer("dopamine", "0", "No."))
    number = one("numerical", answer("10", "100", "", "<tolerance>0.5</tolerance>"))

    assert [option.is_right for option in truth.options] == [False, True]
    assert truth.options[1].feedback_html == "<p>Right.</p>"
    assert words.words is not None
    assert words.words.accepted == ("Serotonin",)
    assert words.words.mistakes[0].value == "dopamine"
    assert number.numeric is not None
    assert (number.numeric.low, number.numeric.high) == ("9.5", "10.5")


def test_matching_ordering_and_essays() -> None:
    pairs = one(
        "matching",
        "".join(
            f'<subquestion format="html"><text>{left}</text><answer><text>{right}</text></answer>'
            "</subquestion>"
            for left, right in (("Basson", "Circular"), ("Kaplan", "Linear"), ("", "None"))
        ),
    )
    steps = one("ordering", answer("First", "1") + answer("Second", "2"))
    essay = one("essay", "<minwordlimit>20</minwordlimit><graderinfo><text>x</text></graderinfo>")

    assert (pairs.kind, len(pairs.slots), len(pairs.options)) == (Kind.MATCHING, 2, 3)
    assert [step.html for step in steps.options] == ["First", "Second"]
    assert (essay.kind, essay.least_words) == (Kind.REFLECTION, 20)


def test_gaps_in_a_text_are_typed_or_chosen() -> None:
    typed = one(
        "cloze",
        "",
        "<p>Talk is {1:SHORTANSWER:=free~%100%open#Yes} and "
        "{1:MULTICHOICE:~wrong#No~=right} at {2:NUMERICAL:=5:0.1}.</p>",
    )
    chosen = one(
        "gapselect",
        "<selectoption><text>mat</text><group>1</group></selectoption>"
        "<selectoption><text>dog</text><group>2</group></selectoption>"
        "<selectoption><text>hat</text><group>1</group></selectoption>",
        "<p>The cat sat on the [[1]].</p>",
    )

    assert [slot.accepted for slot in typed.slots if not slot.choices] == [
        ("free", "open"),
        ("5",),
    ]
    assert [o.html for o in typed.options if o.is_right] == ["right"]
    assert [(o.html, o.is_right) for o in chosen.options] == [("mat", True), ("hat", False)]


def test_a_picture_is_told_of_and_never_read() -> None:
    picture = '<file name="a.png" encoding="base64">iVBORw0KGgo=</file>'
    text = '<p><img src="@@PLUGINFILE@@/a.png" alt="A bench"> What?</p>'
    written = item("essay", "", text).replace("</questiontext>", f"{picture}</questiontext>")

    found = moodle(written)

    [question] = questions(found.text)
    assert "(Picture: A bench) What?" in question.stem_html
    assert "The file “a.png” is not carried over." in said(found.losses)
    assert "iVBOR" not in found.text


def test_categories_and_descriptions_are_sections() -> None:
    found = moodle(
        '<question type="category"><category><text>$course$/top/Ethics</text></category>'
        "</question>",
        item("description", "", "<p>Maya is 34.</p>"),
        item("truefalse", answer("true", "100") + answer("false")),
    )

    assert "## Ethics\n\nMaya is 34.\n\n### Its name" in found.text


@pytest.mark.parametrize("kind", ["calculated", "ddimageortext", "random", "no-such-type"])
def test_a_type_without_a_like_is_named(kind: str) -> None:
    found = moodle(item(kind, ""), item("essay", ""))

    assert found.questions == 1
    assert f"Questions of the type “{kind}” have no like here." in said(found.losses)


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE quiz [<!ENTITY a "b">]><quiz>&a;</quiz>',
        '<!DOCTYPE quiz SYSTEM "file:///etc/passwd"><quiz/>',
        '<!DOCTYPE quiz [<!ENTITY % x SYSTEM "http://example.org/x">%x;]><quiz/>',
    ],
)
def test_in_09_document_types_and_entities_are_refused(text: str) -> None:
    with pytest.raises(FileRefused, match="declares a document type or entities"):
        imported(text, "questions.xml")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<quiz><question></quiz>", "line 1 cannot be read"),
        ("<quiz>&unknown;</quiz>", "line 1 cannot be read"),
        ("<html></html>", "begins with “html”"),
        ("<quiz>" + "<a>" * 60, "nested too deeply"),
        ("<quiz></quiz>", "No question of this file"),
        ("<quiz>" + "<a/>" * 200_001 + "</quiz>", "holds too much"),
    ],
)
def test_in_09_xml_that_is_none_or_too_much_is_refused_in_a_sentence(text: str, why: str) -> None:
    with pytest.raises(FileRefused, match=why):
        imported(text, "questions.xml")


@pytest.mark.parametrize(
    "content", ["Wörter?{T}".encode("latin-1"), "Is it?{T}".encode("utf-16"), b"\x00{T}"]
)
def test_a_file_in_another_encoding_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match="not saved as UTF-8"):
        imported(content)


def test_a_byte_order_mark_is_no_part_of_the_text() -> None:
    assert only(b"\xef\xbb\xbfIs it so? {T}\r\n").name == "Is it so?"
