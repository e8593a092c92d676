"""Moodle XML, the fullest format of questions that Moodle writes, read into ours."""

from collections.abc import Callable
from decimal import Decimal
from xml.etree.ElementTree import Element

from lms.exchange.assembling import Around, add_text, assembled, joined, settled
from lms.exchange.from_text import TextFormat
from lms.exchange.html_tree import read_html, text_of
from lms.exchange.keys_typed import Typed
from lms.exchange.losses import Losses
from lms.exchange.moodle_gaps import cloze, selected
from lms.exchange.moodle_keys import KEYS
from lms.exchange.moodle_text import markdown_in, plain_in, said_in, text_in
from lms.exchange.numbers import are_too_many, left_out, number, plain
from lms.exchange.quiz_values import Found, Gaps, Key, Part, Written, name_from
from lms.exchange.safe_xml import LINE, read_xml
from lms.exchange.texts import FileRefused, flat, seen

MOST_POINTS = 100
_LONGEST_START = 2_000
# Their answers stand in the text itself.
_IN_TEXT: dict[str, Callable[[Element, Losses], tuple[str, Gaps] | None]] = {
    "cloze": cloze,
    "gapselect": selected,
    "ddwtos": selected,
}
_NOT_WHOLE = "Points are whole numbers here."


def read_moodle_xml(text: str, losses: Losses) -> Found:
    """Every question of a file that our format can ask; categories become sections."""
    root = read_xml(text)
    if root.tag != "quiz":
        raise FileRefused(
            f"This XML begins with “{root.tag[:40]}”; Moodle's questions begin with “quiz”."
        )
    parts = [Part()]
    for place, element in enumerate(root.findall("question"), 1):
        _take(element, place, parts, losses)
    return settled(parts, "", losses)


def _take(element: Element, place: int, parts: list[Part], losses: Losses) -> None:
    kind = element.get("type", "")
    if kind == "category":
        path = said_in(element, "category/text").replace("//", "\0").split("/")
        parts.append(Part(seen(path[-1].replace("\0", "/"), losses).strip()))
        return
    at = f"question {place} (line {element.get(LINE)})"
    name = plain_in(element.find("name"), losses) or _name(element, losses)
    here = losses.at(at, name)
    if kind == "description":
        add_text(parts, name, markdown_in(element.find("questiontext"), here, TextFormat.HTML))
    elif question := _question(element, kind, at, name, here):
        parts[-1].questions.append(question)


def _name(element: Element, losses: Losses) -> str:
    """The name of a question that has none: its first words."""
    text = text_in(element.find("questiontext"))[:_LONGEST_START]
    return name_from(text_of(read_html(seen(text, losses))))


def _question(element: Element, kind: str, at: str, name: str, losses: Losses) -> Written | None:
    found = _read(element, kind, losses)
    if found is None:
        return None
    stem, key, said = found
    _check_rest(element, losses)
    explanation = markdown_in(element.find("generalfeedback"), losses, TextFormat.HTML)
    hints = [markdown_in(hint, losses, TextFormat.HTML) for hint in element.findall("hint")]
    around = Around(
        at=at,
        name=name,
        stem=stem,
        explanation=joined([*said, explanation]),
        hint=joined(hints),
        points=_points(element, losses),
    )
    return assembled(around, key, losses)


def _read(element: Element, kind: str, losses: Losses) -> tuple[str, Key, tuple[str, ...]] | None:
    """The stem, the key, and what belongs into the explanation."""
    if kind in _IN_TEXT:
        filled = _IN_TEXT[kind](element, losses)
        return (*filled, ()) if filled else None
    if kind not in KEYS:
        left_out(losses, f"Questions of the type “{kind[:40]}” have no like here.")
        return None
    answers = len(element.findall("answer")) + len(element.findall("subquestion"))
    key = None if are_too_many(answers, losses) else KEYS[kind](element, losses)
    if key is None:
        return None
    stem = markdown_in(element.find("questiontext"), losses, TextFormat.HTML)
    return (stem, key.key, key.said) if isinstance(key, Typed) else (stem, key, ())


def _points(element: Element, losses: Losses) -> int:
    written = said_in(element, "defaultgrade")
    worth = number(written) if written else Decimal(1)
    if worth is None or worth < 0 or worth > MOST_POINTS:
        losses.add(f"“{written[:20]}” is no number of points here.", "It is worth 1 point.")
        return 1
    rounded = max(1, int(worth.to_integral_value()))
    if rounded != worth:
        what = f"It is worth {plain(worth)} points there. {_NOT_WHOLE}"
        losses.add(what, f"It is worth {rounded} here.")
    return rounded


def _check_rest(element: Element, losses: Losses) -> None:
    """Takes down what stands beside the question and has no place."""
    penalty = number(said_in(element, "penalty"))
    if penalty:
        losses.add(f"The penalty {plain(penalty)} for further tries.", "Tries cost nothing here.")
    for tag, what in (
        ("correctfeedback", "The feedback for any right answer"),
        ("partiallycorrectfeedback", "The feedback for any partly right answer"),
        ("incorrectfeedback", "The feedback for any wrong answer"),
        ("graderinfo", "The information for graders"),
        ("responsetemplate", "The template of the response"),
    ):
        if flat(text_in(element, f"{tag}/text")):
            losses.add(f"{what} has no place.", "It is left out.")
    if tags := [said_in(tag, "text") for tag in element.findall("tags/tag")]:
        losses.add(f"The tags ({', '.join(tags)[:60]}) have no place.", "They are left out.")
    if said_in(element, "idnumber"):
        losses.add("The ID number has no place.", "lms check --fix writes a stamp.")
    if said_in(element, "hidden") == "1":
        losses.add("The question is hidden there.", "It is shown here.")
