"""The key of a question: what it asks for, as its one way to answer it says (FORMAT 4.2)."""

from collections.abc import Callable
from dataclasses import dataclass

from lms.content.answers import read_answer
from lms.content.choices import choice_kind, read_options
from lms.content.cloze import check_unclosed, read_gaps
from lms.content.drafts import NumericDraft, OptionDraft, SlotDraft, WordsDraft
from lms.content.findings import Findings
from lms.content.gaps import find_gaps, find_unclosed, with_blanks_in, with_marks
from lms.content.item_text import ItemText, LabelText
from lms.content.labels import Label
from lms.content.matching import read_pairs
from lms.content.ordering import read_steps
from lms.content.passages import block, gapped
from lms.content.reflection import read_reflection
from lms.content.render_shapes import Fragment
from lms.content.wording import listed, quoted
from lms.domain.questions import Kind


@dataclass(frozen=True)
class Key:
    """What a question asks for and what answers it; `kind` is None where that is not known."""

    kind: Kind | None
    stem: Fragment
    stem_text: str
    options: tuple[OptionDraft, ...] = ()
    slots: tuple[SlotDraft, ...] = ()
    numeric: NumericDraft | None = None
    words: WordsDraft | None = None
    least_words: int = 0


@dataclass(frozen=True)
class _Way:
    """One way to answer a question, and the line where it begins."""

    line: int
    name: str
    read: Callable[[str, ItemText, Findings], Key]


def read_key(file: str, item: ItemText, findings: Findings) -> Key:
    """The key that an author has written, with what is wrong with it among the findings."""
    match _ways(item):
        case [way]:
            return way.read(file, item, findings)
        case []:
            _no_answer(item, findings)
        case ways:
            message = f"{quoted(item.heading.text)} has {listed(way.name for way in ways)}."
            findings.add("two-answers", ways[-1].line, message, "Keep one of them.")
    return _key(file, item, None, options=read_options(file, item, findings))


def _ways(item: ItemText) -> list[_Way]:
    """Every way to answer the question that its author has written, in reading order."""
    found = [
        _Way(label.line, name, read)
        for label, name, read in (
            (item.first(Label.ANSWER), "an **Answer:**", _typed),
            (item.first(Label.CORRECT_ORDER), "a **Correct order:**", _ordered),
            (item.first(Label.CORRECT_PAIRS), "**Correct pairs:**", _matched),
            (item.first(Label.REFLECTION), "a **Reflection:**", _reflected),
        )
        if label
    ]
    gaps = find_gaps(item.asked, item.code)
    if item.options:
        found.append(_Way(item.options[0].line, "options", _chosen))
    if gaps:
        found.append(_Way(gaps[0].line, "gaps", _filled))
    return sorted(found, key=lambda way: way.line)


def _no_answer(item: ItemText, findings: Findings) -> None:
    if find_unclosed(item.asked, item.code):
        check_unclosed(item.asked, item.code, findings)
        return
    if item.first(Label.ENDING):
        # A scene that stands among questions, which the label's own problem says.
        return
    message = f"{quoted(item.heading.text)} has no answer."
    tip = "Add options, - [x] right and - [ ] wrong, or a line **Answer:** with a number or a word."
    findings.add("no-answer", item.heading.line, message, tip)


def _key(
    file: str,
    item: ItemText,
    kind: Kind | None,
    options: tuple[OptionDraft, ...] = (),
    slots: tuple[SlotDraft, ...] = (),
) -> Key:
    stem = item.asked
    return Key(kind, block(file, stem), stem.markdown, options, slots)


def _chosen(file: str, item: ItemText, findings: Findings) -> Key:
    options = read_options(file, item, findings)
    return _key(file, item, choice_kind(item, options, findings), options)


def _typed(file: str, item: ItemText, findings: Findings) -> Key:
    stem = item.asked
    answer = read_answer(file, item, _label(item, Label.ANSWER), findings)
    shown = block(file, stem)
    if isinstance(answer, WordsDraft):
        return Key(Kind.WORDS, shown, stem.markdown, words=answer)
    return Key(Kind.NUMERIC if answer else None, shown, stem.markdown, numeric=answer)


def _ordered(file: str, item: ItemText, findings: Findings) -> Key:
    steps = read_steps(file, item, _label(item, Label.CORRECT_ORDER), findings)
    return _key(file, item, Kind.ORDERING, steps)


def _matched(file: str, item: ItemText, findings: Findings) -> Key:
    options, slots = read_pairs(file, item, _label(item, Label.CORRECT_PAIRS), findings)
    return _key(file, item, Kind.MATCHING, options, slots)


def _filled(file: str, item: ItemText, findings: Findings) -> Key:
    options, slots = read_gaps(file, item.asked, item.code, findings)
    shown = gapped(file, with_marks(item.asked, item.code))
    return Key(Kind.CLOZE, shown, with_blanks_in(item.asked, item.code), options, slots)


def _reflected(file: str, item: ItemText, findings: Findings) -> Key:
    stem, least = read_reflection(item, _label(item, Label.REFLECTION), findings)
    return Key(Kind.REFLECTION, block(file, stem), stem.markdown, least_words=least)


def _label(item: ItemText, name: Label) -> LabelText:
    return item.labeled(name)[0]
