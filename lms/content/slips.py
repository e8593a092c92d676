"""Slips of form in a question that are understood all the same, each with its fix (FORMAT 6)."""

from collections.abc import Sequence

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.labels import FoundLabel, bolded, unknown_label
from lms.content.option_lines import OptionLine, is_list_item
from lms.content.pieces import Boxless, Piece, is_inside_option, is_quote
from lms.content.problems import Fix
from lms.content.wording import is_pasted, quoted, straightened


def check_slips(pieces: Sequence[Piece], findings: Findings) -> None:
    """Takes down every slip in a question's pieces."""
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        _check_boxless(piece, following, findings)
        if isinstance(piece.begins, OptionLine):
            _check_option(piece, piece.begins, findings)
        check_wording(piece, findings)
    _check_apart(pieces, findings)


def check_wording(piece: Piece, findings: Findings) -> None:
    """Takes down labels that are not bold or unknown, and what a word processor left."""
    if isinstance(piece.begins, FoundLabel) and not piece.begins.is_bold:
        _check_plain_label(piece.lines[0], piece.begins, findings)
    for line in piece.lines:
        _check_unknown_label(line, findings)
        _check_pasted(line, findings)


def check_indents(option: Piece, findings: Findings) -> None:
    """Takes down quotes that only look like feedback for the option above them."""
    for line in option.lines[1:]:
        if is_quote(line) and not is_inside_option(line):
            _unindented(line, findings)


def _check_option(piece: Piece, option: OptionLine, findings: Findings) -> None:
    first = piece.lines[0]
    if option.is_right is None:
        findings.add(
            "unknown-box",
            first.number,
            f"This box holds {quoted(option.box)}.",
            "Write [x] for a right option and [ ] for a wrong one.",
            column=option.box_column,
        )
    elif first.bare.rstrip() != option.tidy:
        findings.add(
            "untidy-option",
            first.number,
            "This option is understood, though it is not written as usual.",
            f"Write it as: {option.tidy[:5]} …",
            fix=_rewritten(first, option.tidy, "tidied the option"),
        )
    check_indents(piece, findings)


def _unindented(line: BodyLine, findings: Findings) -> None:
    text = "  " + line.text.lstrip()
    findings.add(
        "unindented-feedback",
        line.number,
        "This quote is not indented, so it only looks like feedback for the option above it.",
        "Put two spaces before the >",
        fix=Fix(line.number, line.number, (text,), "indented the feedback"),
    )


def _check_boxless(piece: Piece, following: Piece | None, findings: Findings) -> None:
    lines: list[BodyLine] = []
    if isinstance(piece.begins, Boxless):
        lines = piece.lines[:1]
    elif piece.begins is None and following and isinstance(following.begins, OptionLine):
        lines = _items_at_end(piece.lines)
    for line in lines:
        findings.add(
            "no-box",
            line.number,
            f"{quoted(line.bare.strip())} stands among the options without a box.",
            "Begin it with - [ ] or - [x]",
        )


def _items_at_end(lines: Sequence[BodyLine]) -> list[BodyLine]:
    """The list items that a stem ends with: they run on into the options below them."""
    found = []
    for line in reversed(lines):
        if line.is_blank:
            continue
        if not is_list_item(line.bare):
            break
        found.append(line)
    return found[::-1]


def _check_apart(pieces: Sequence[Piece], findings: Findings) -> None:
    """Options must stand together; a second group is usually a question without its heading."""
    has_ended = False
    seen = False
    for piece in pieces:
        is_option = isinstance(piece.begins, OptionLine)
        if is_option and has_ended:
            findings.add(
                "options-apart",
                piece.lines[0].number,
                "These options stand apart from the first ones of the question.",
                "Begin a new question with a line ### …, or move them up to the others.",
            )
            return
        seen = seen or is_option
        has_ended = seen and not is_option and not isinstance(piece.begins, Boxless)


def _check_plain_label(line: BodyLine, label: FoundLabel, findings: Findings) -> None:
    findings.add(
        "plain-label",
        line.number,
        f"“{label.name}:” is taken as a label, though it is not bold.",
        f"Write it as: {bolded(label)[:60]}",
        fix=_rewritten(line, bolded(label), "made the label bold"),
    )


def _check_unknown_label(line: BodyLine, findings: Findings) -> None:
    label = None if line.is_code else unknown_label(line.bare)
    if label:
        text_tip = "Leave out the bold or the colon where it is meant as text."
        findings.add(
            "unknown-label",
            line.number,
            f"There is no label {quoted(label.written)}, so this is shown as text.",
            f"Did you mean **{label.meant}:**?" if label.meant else text_tip,
            column=label.column,
        )


def _check_pasted(line: BodyLine, findings: Findings) -> None:
    if not line.is_code and is_pasted(line.bare):
        column = next(i for i, letter in enumerate(line.bare, 1) if straightened(letter) != letter)
        findings.add(
            "pasted",
            line.number,
            "Curly quotes or no-break spaces from a word processor stand here.",
            "Use straight quotes and plain spaces.",
            column=column,
            fix=Fix(line.number, line.number, (straightened(line.text),), "straightened quotes"),
        )


def _rewritten(line: BodyLine, text: str, what: str) -> Fix | None:
    """The fix that writes a line anew; none where a comment on it would be lost."""
    if line.bare != line.text:
        return None
    return Fix(line.number, line.number, (straightened(text),), what)
