"""Options understood: which are right, and whether one or several are to be chosen."""

import hashlib
import re
from collections.abc import Sequence

from lms.content.drafts import OptionDraft
from lms.content.findings import Findings
from lms.content.item_text import ItemText, OptionText
from lms.content.passages import block, inline_or_block
from lms.content.wording import normalized, quoted, same, twins
from lms.domain.questions import Kind

FEWEST_OPTIONS = 2

# “All of the above” and its kin: they point at the other options, so they stay last.
_ABOUT_OTHERS = re.compile(
    r"(?:all|none|both|neither|any|some|each|most|two|three)(?: of)?(?: the| these| those)?"
    r" (?:above|of these|these|options|answers|choices|others)(?: are \w+)?"
    r"|(?:both |neither )?\(?[a-e]\)? (?:and|or|nor) \(?[a-e]\)?|(?:all|none) of (?:them|these)"
)
_SELECT_ALL = re.compile(
    r"\b(?:select|choose|check|mark|tick|pick) (?:all|every|any) .{0,20}apply\b"
)
_PAIRS = (frozenset({"true", "false"}), frozenset({"yes", "no"}))


def points_at_others(text: str) -> bool:
    """True for “All of the above” and its kin."""
    return _ABOUT_OTHERS.fullmatch(same(text)) is not None


def option_key(text: str) -> str:
    """What an option is known by: a digest of its text, whatever its place."""
    digest = hashlib.sha256(normalized(text).encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:8]


def read_options(file: str, item: ItemText, findings: Findings) -> tuple[OptionDraft, ...]:
    """The options of a question, with what is wrong with them among the findings."""
    _check_texts(item.options, findings)
    return tuple(_option(file, option) for option in item.options)


def choice_kind(item: ItemText, options: Sequence[OptionDraft], findings: Findings) -> Kind:
    """Single choice, multiple response or true/false, as the options say."""
    kind = _kind(item, options)
    _check_key(item, kind, options, findings)
    return kind


def asks_for_all(stem: str) -> bool:
    """True when the stem says “select all that apply”."""
    return _SELECT_ALL.search(normalized(stem).casefold()) is not None


def _kind(item: ItemText, options: Sequence[OptionDraft]) -> Kind:
    texts = [same(option.text) for option in options]
    if len(texts) == FEWEST_OPTIONS and frozenset(texts) in _PAIRS:
        return Kind.TRUE_FALSE
    several = sum(option.is_right for option in options) > 1
    stem = item.heading.text if item.stem.is_empty else item.stem.markdown
    return Kind.MULTIPLE if several or asks_for_all(stem) else Kind.SINGLE


def _check_key(
    item: ItemText, kind: Kind, options: Sequence[OptionDraft], findings: Findings
) -> None:
    name, line = quoted(item.heading.text), item.heading.line
    rights = [option for option in options if option.is_right]
    if len(options) < FEWEST_OPTIONS:
        message = f"{name} has a single option."
        tip = "Add a line - [ ] with a wrong answer."
        findings.add("one-option", options[0].line, message, tip)
    elif not rights and all(option.is_right is not None for option in item.options):
        message, tip = f"{name} has no right answer.", "Put an x in one box: - [x]"
        findings.add("no-right-answer", line, message, tip)
    elif kind is Kind.TRUE_FALSE and len(rights) > 1:
        message = f"{name} has two right answers that exclude each other."
        findings.add("two-right-answers", rights[1].line, message, "Keep an x in one box.")
    elif len(rights) == len(options):
        message = f"Every option of {name} is right."
        findings.add("all-right", line, message, "Add an option that is wrong: - [ ]")


def _check_texts(options: Sequence[OptionText], findings: Findings) -> None:
    texts = [option.text.markdown for option in options]
    for option, text in zip(options, texts, strict=True):
        if not normalized(text):
            message = "This option says nothing."
            findings.add("empty-option", option.line, message, "Write its text after the box.")
    for place, first in twins(texts):
        message = f"{quoted(texts[place])} stands twice; line {options[first].line} has it first."
        tip = "Change or delete one of the two."
        findings.add("equal-options", options[place].line, message, tip)


def _option(file: str, option: OptionText) -> OptionDraft:
    text = option.text.markdown
    return OptionDraft(
        line=option.line,
        column=option.column,
        key=option_key(text),
        text=text,
        shown=inline_or_block(file, option.text),
        is_right=option.is_right is True,
        feedback=None if option.feedback.is_empty else block(file, option.feedback),
        stays_last=points_at_others(text),
    )
