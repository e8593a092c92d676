"""Files with something broken in them, and texts that look like our own syntax (IN-09)."""

import re
from random import Random
from time import process_time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.content.labels import Label
from lms.exchange import escaping
from lms.exchange.html_tree import read_html, text_of
from lms.exchange.losses import Losses
from lms.exchange.quiz_source import quiz_text
from lms.exchange.readers import Source, read_questions
from lms.exchange.texts import MOST_BYTES, FileRefused
from tests.content.test_mutations import MARKS
from tests.exchange.asked import errors, imported, questions
from tests.exchange.test_moodle_xml import HEAD, answer, item
from tests.torture_size import examples

SEED = 20261128
MUTATIONS = examples(quick=150, full=20_000)
# A row long enough to see how its time grows, and a time that asks no further question.
LONGEST = examples(quick=10_000, full=40_000)
SOON = LONGEST / 80_000

AIKEN = "What is it?\nAnd why?\nA. Talk\nB) Touch\nANSWER: A\n\nSo?\nA. Yes\nB. No\nANSWER: A,B\n"
GIFT = (
    "// c\n$CATEGORY: a/b\n\n::n::[html]<p>a <b>b</b></p>{=a#f ~b ~%50%c####g}\n\n"
    "x {T#a#b}\n\ny {#=1..2#f =%0%3:0 ~#z}\n\nm {=a -> b =c -> d}\n\n"
    "z {~%50%a ~%50%b ~%-50%c} e.\n\n"
    "[markdown]*a* `b` - c {}\n\ntext \\{ \\} \\\\ only\n"
)
XML = HEAD + "".join(
    (
        item("multichoice", answer("a", "100", "f") + answer("b") + "<single>true</single>"),
        item("cloze", "", "<p>{1:SA:=a~%50%b#f} {2:MC:=a~b}</p>"),
        item(
            "matching", "<subquestion><text>a</text><answer><text>b</text></answer></subquestion>"
        ),
        item("numerical", answer("1", "100", "", "<tolerance>0.1</tolerance>")),
        item("gapselect", "<selectoption><text>a</text><group>1</group></selectoption>", "[[1]]"),
        item("essay", "<minwordlimit>5</minwordlimit>"),
    )
)
SEEDS = {Source.AIKEN: AIKEN, Source.GIFT: GIFT, Source.MOODLE_XML: f"{XML}</quiz>"}
PIECES = ["{", "}", "=", "~", "#", "####", "%50%", "->", "::", "\\", "\n", "\n\n", "//", "[html]"]
PIECES += [
    "<![CDATA[",
    "]]>",
    "</text>",
    "<!--",
    "&lt;",
    "&#0;",
    "<p>",
    "<table><tr><td>",
    "ANSWER: ",
]
PIECES += [
    "{1:MC:",
    "[[1]]",
    "\u2980",
    "\ue000",
    "\x00",
    "$$",
    "1e99",
    "%-0.%",
    "A. ",
    "<!DOCTYPE a>",
]
BYTES = [mark.encode() for mark in (*MARKS, *PIECES)] + [b"\xff", b"\xfe\xff", b"\xed\xa0\x80"]


def mutated(content: bytes, chance: Random) -> bytes:
    """The bytes with a stretch cut out, doubled or moved, or with something put in."""
    start = chance.randrange(len(content) + 1)
    stretch = content[start : start + chance.choice((1, 3, 20, 80))]
    rest = content[:start] + content[start + len(stretch) :]
    at = chance.randrange(len(rest) + 1)
    mark = chance.choice(BYTES) * chance.choice((1, 1, 1, 3, 50))
    return chance.choice(
        (rest, content[:at] + stretch + content[at:], rest[:at] + stretch + rest[at:])
        + (content[:start] + mark + content[start:],) * 4
    )


def assert_plain(refusal: FileRefused) -> None:
    """It is one sentence on one line."""
    assert str(refusal).endswith(".")
    assert "\n" not in str(refusal)


@pytest.mark.parametrize("source", Source)
def test_in_09_any_bytes_are_read_or_refused_in_a_sentence(source: Source) -> None:
    chance = Random(f"{SEED} {source}")
    for _ in range(MUTATIONS):
        content = SEEDS[source].encode()
        for _ in range(chance.choice((1, 1, 2, 6))):
            content = mutated(content, chance)
        losses = Losses()
        try:
            found = read_questions(content, source, "x", losses)
        except FileRefused as refusal:
            assert_plain(refusal)
            continue
        quiz_text("Quiz", found.parts)
        assert all(loss.what and loss.instead for loss in losses.all)


@pytest.mark.parametrize("source", Source)
@pytest.mark.slow
def test_what_comes_of_a_mutated_file_is_read_without_errors(source: Source) -> None:
    chance = Random(f"{SEED} {source} rendered")
    for _ in range(max(1, MUTATIONS // 50)):
        content = mutated(mutated(SEEDS[source].encode(), chance), chance)
        try:
            imported(content, f"x{'.xml' if source is Source.MOODLE_XML else '.txt'}")
        except FileRefused:
            continue


@given(st.binary(max_size=400), st.sampled_from(Source))
def test_in_09_bytes_that_are_no_file_at_all_are_refused(content: bytes, source: Source) -> None:
    try:
        read_questions(content, source, "x", Losses())
    except FileRefused as refusal:
        assert_plain(refusal)


def test_a_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(FileRefused, match="larger than 10 MB"):
        imported(b"a" * (MOST_BYTES + 1))


UNITS = ["[", "![](", "`", "`a ", "<!--", "*", "[a](", "[a]: x\n", "\\", "- a\n", "```\n", "# a\n"]
UNITS += [
    "a{",
    "{1:MC:",
    "=a ",
    "~a",
    "#",
    "####",
    "a ->",
    "::",
    "x{T}\n\n",
    "A. a\n",
    "a\n",
    "%5%",
]
UNITS += [
    "<b>",
    "</b>",
    "<li>",
    "<ul><li>",
    "<td>",
    "<div>",
    "<a href=x>",
    "<a ",
    "</",
    '<a "',
    "<!",
    "<?",
    "&",
    "&lt;",
]


@pytest.mark.parametrize("source", Source)
@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_with_the_length_of_a_file_and_no_faster(unit: str, source: Source) -> None:
    start, end = {
        Source.GIFT: ("::a::[html]x ", "{T}"),
        Source.AIKEN: ("a\nA. b\nB. ", "\nANSWER: A\n"),
        Source.MOODLE_XML: (HEAD + '<question type="essay"><questiontext format="html"><text>', ""),
    }[source]

    def seconds(length: int) -> float:
        inside = unit * (length // len(unit))
        if source is Source.MOODLE_XML:
            inside = f"<![CDATA[{inside}]]></text></questiontext></question></quiz>"
        begun = process_time()
        try:
            found = read_questions(f"{start}{inside}{end}".encode(), source, "x", Losses())
            quiz_text("Quiz", found.parts)
        except FileRefused:
            pass
        return process_time() - begun

    # Quadratic work would take sixteen times as long.
    assert any(
        (longest := seconds(LONGEST)) < SOON or longest < SOON + 10 * seconds(LONGEST // 4)
        for _ in range(3)
    )


@pytest.mark.parametrize("unit", ["`", "`a ", "[", "![a](", "*", "{1:MC:", "{1:SA:=a"])
def test_markdown_and_embedded_answers_take_no_longer(unit: str) -> None:
    text = unit * (40_000 // len(unit))
    gift = f"[markdown]x {''.join(f'{chr(92)}{c}' if c in '{:=' else c for c in text)} {{T}}"
    begun = process_time()

    read_questions(gift.encode(), Source.GIFT, "x", Losses())
    read_questions(
        f"{HEAD}{item('essay', '')}{item('cloze', '', text)}</quiz>".encode(),
        Source.MOODLE_XML,
        "x",
        Losses(),
    )

    assert process_time() - begun < 2


# -- what looks like our own syntax ------------------------------------------------

TRAPS = [
    "# Not a heading", "### Nor this", "- [x] no box", "[ ] no box", "* [ ] nor here", "1. one",
    "**Answer:** 4", "Answer: 4", "**Settings:** 9 points", "Hint: none", "Explanation",
    "__Source__:",
    "[[gap]]", "[[*a* | b]]", "<!-- q:abcd -->", "<!-- allow x: y -->", "<script>alert(1)</script>",
    "> quote", ">", "```", "~~~", "---", "===", "| a | b |", "|---|", "[@key]", "[^1]", "[a]: b",
    "[link](02-x.md)", "![alt](x.png)", "*emphasis*", "_emphasis_", "__init__", "snake_case",
    "`code`",
    "a `b", "\\", "\\[[", "a \\* b", "&lt;", "&amp;amp;", "<https://example.org>", "<a@b.org>",
    ": definition", "Table: caption", "Figure: x", "• bullet", "+ plus", "-5", "2 * 3 * 4", "a*b*c",
    "Later: no", "Case: no", "Check: no", "Pool: x (choose 2)", "C#", "#", "x^2^", "~~a~~", "[x]",
    "p < .05", "a > b", "5 - 3", "{a}", "*[IELT]: x", "[!NOTE]", "+++", "1) one", "12. x", "\u2026",
    "a | b", "\\|", "[]", "[](x)", "**", "*", "_", "$$x$$", "100 %", "    four spaces", "\ttab",
    "a  b",
]  # fmt: skip


def shown_in(html: str) -> str:
    return text_of(read_html(html))


def curled(text: str) -> str:
    """The words as our pages show them, whose typography is not what this is about."""
    pairs = str.maketrans({"“": '"', "”": '"', "‘": "'", "’": "'"})
    plain = " ".join(text.translate(pairs).split())
    return plain.replace("…", "...").replace("—", "---").replace("–", "--")


def assert_shown(traps: list[str]) -> None:
    """In a stem, an option, a feedback and an explanation every text is just that text."""
    parts = []
    for number, trap in enumerate(traps):
        safe = "".join(f"\\{c}" if c in "~=#{}:\\" else c for c in trap)
        parts.append(
            f"::Question {number}::[plain]A {number}\n{safe}\n{{={safe} one#{safe}\n~two {safe}\n"
            f"####{safe}\n}}"
        )
    asked = questions(imported("\n\n".join(parts)).text)
    for question, trap in zip(asked, traps, strict=True):
        words = curled(trap)
        assert curled(shown_in(question.stem_html)).endswith(words), trap
        assert curled(shown_in(question.options[0].html)) == f"{words} one".strip(), trap
        assert curled(shown_in(question.options[1].html)) == f"two {words}".strip(), trap
        assert curled(shown_in(question.options[0].feedback_html)) == words, trap
        assert curled(shown_in(question.explanation_html)) == words, trap


def test_every_label_of_a_quiz_is_known_where_texts_are_made_safe() -> None:
    assert {name.casefold() for name in escaping.LABELS} == {name.casefold() for name in Label}


def test_what_looks_like_our_syntax_is_shown_as_it_stands() -> None:
    assert_shown(TRAPS)


WORDS = st.text(st.sampled_from("ab#*_[]<>`!|-+=:~&;.\\/(){} 1x\"'@^$%"), min_size=1, max_size=14)


WEIGHT = re.compile(r"%[-+]?[0-9.]+%")


def is_text(text: str) -> bool:
    """In GIFT a line that begins with two slashes is a comment, and %50% before an answer its
    weight: neither is to be shown.
    """
    words = text.strip()
    return bool(words) and not words.startswith("//") and not WEIGHT.match(words)


@pytest.mark.slow
@settings(max_examples=examples(quick=3, full=200))
@given(st.lists(WORDS.filter(is_text), min_size=60, max_size=60))
def test_any_text_is_shown_as_it_stands(texts: list[str]) -> None:
    assert_shown([f"{text} z" for text in texts])


def test_a_name_of_any_kind_is_a_heading_and_nothing_else() -> None:
    names = [trap.strip() for trap in TRAPS]
    lines = "".join(f"### {escaping.heading(name)}\n\nx\n\n**Answer:** y\n\n" for name in names)
    text = f"---\ntitle: Quiz\n---\n\n{lines}"

    assert errors(text) == []
    found = [curled(question.name) for question in questions(text)]
    # A check has no place in a quiz, so its word is kept apart.
    assert found == [curled(name).replace("Check:", "Check :") for name in names]
