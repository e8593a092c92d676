"""A question as text: what its author wrote, each part with its line, before any is interpreted."""

from collections.abc import Sequence
from dataclasses import dataclass

from lms.content.body import BodyLine
from lms.content.findings import Findings
from lms.content.gaps import has_gap
from lms.content.headings import Heading
from lms.content.labels import FoundLabel, Label
from lms.content.option_lines import OptionLine
from lms.content.passages import Passage, passage, passage_of
from lms.content.pieces import Piece, cut, is_answer, is_gapped, is_quote, unquoted
from lms.content.slips import check_slips

# What a heading in a module begins with where it is a question.
CHECK = "check:"


@dataclass(frozen=True)
class OptionText:
    """An option with its feedback; `is_right` is None when the box holds something unknown."""

    line: int
    column: int
    is_right: bool | None
    box: str
    text: Passage
    feedback: Passage


@dataclass(frozen=True)
class LabelText:
    """A label with its value, and the quote below it."""

    name: Label
    line: int
    column: int
    value: Passage
    quote: Passage


@dataclass(frozen=True)
class ItemText:
    """A heading and everything below it, up to the next one."""

    heading: Heading
    last: int
    lines: tuple[BodyLine, ...]
    stem: Passage
    options: tuple[OptionText, ...]
    labels: tuple[LabelText, ...]
    rest: Passage

    @property
    def asked(self) -> Passage:
        """What is asked: the stem, or the heading where no text stands below it."""
        if not self.stem.is_empty:
            return self.stem
        line, text = self.heading.line, self.heading.text
        if text.casefold().startswith(CHECK):
            text = text[len(CHECK) :].strip()
        return passage([(line, text)], line)

    @property
    def code(self) -> frozenset[int]:
        """The numbers of the lines that are code."""
        return frozenset(line.number for line in self.lines if line.is_code)

    def labeled(self, name: Label) -> tuple[LabelText, ...]:
        """The labels of one name, in order."""
        return tuple(label for label in self.labels if label.name is name)

    def first(self, name: Label) -> LabelText | None:
        """The first label of a name, or None."""
        return next(iter(self.labeled(name)), None)


def read_item(heading: Heading, lines: Sequence[BodyLine], findings: Findings) -> ItemText:
    """The parts of a question; `lines` are those below its heading."""
    pieces = cut(lines, heading.text)
    check_slips(pieces, findings)
    end = _end_of_stem(pieces, heading)
    texts = [(i, piece) for i, piece in enumerate(pieces) if piece.begins is None]
    return ItemText(
        heading=heading,
        last=lines[-1].number if lines else heading.line,
        lines=tuple(lines),
        stem=_joined([piece for i, piece in texts if i < end], heading.line),
        options=tuple(
            _option(piece, piece.begins) for piece in pieces if isinstance(piece.begins, OptionLine)
        ),
        labels=tuple(
            _label(piece, piece.begins) for piece in pieces if isinstance(piece.begins, FoundLabel)
        ),
        rest=_joined([piece for i, piece in texts if i >= end], heading.line),
    )


def _end_of_stem(pieces: Sequence[Piece], heading: Heading) -> int:
    """The stem goes on up to the answer, or up to the last text that has gaps to fill in."""
    answers = [i for i, piece in enumerate(pieces) if is_answer(piece.begins)]
    gaps = [i + 1 for i, piece in enumerate(pieces) if is_gapped(piece)]
    if has_gap(heading.text):
        gaps.append(1)
    return answers[0] if answers else max(gaps, default=len(pieces))


def _joined(pieces: Sequence[Piece], line: int) -> Passage:
    return passage_of([each for piece in pieces for each in piece.lines], line)


def split_at_quote(
    lines: Sequence[BodyLine],
) -> tuple[Sequence[BodyLine], Sequence[BodyLine]]:
    """What stands above the first quote, and the rest."""
    at = next((i for i, line in enumerate(lines) if is_quote(line)), len(lines))
    return lines[:at], lines[at:]


def _option(piece: Piece, option: OptionLine) -> OptionText:
    first = piece.lines[0]
    above, quote = split_at_quote(piece.lines[1:])
    return OptionText(
        line=first.number,
        column=option.box_column,
        is_right=option.is_right,
        box=option.box,
        text=passage([(first.number, option.text), *dedented(above)], first.number),
        feedback=passage([(line.number, unquoted(line)) for line in quote], first.number),
    )


def _label(piece: Piece, label: FoundLabel) -> LabelText:
    first = piece.lines[0]
    takes_quote = label.name in (Label.COMMON_MISTAKE, Label.ANSWER, Label.ALSO_ACCEPT)
    above, quote = split_at_quote(piece.lines[1:]) if takes_quote else (piece.lines[1:], ())
    below = [(line.number, line.text if line.is_code else line.bare) for line in above]
    return LabelText(
        name=label.name,
        line=first.number,
        column=label.column,
        value=passage([(first.number, label.value), *below], first.number),
        quote=passage([(line.number, unquoted(line)) for line in quote], first.number),
    )


def dedented(lines: Sequence[BodyLine]) -> list[tuple[int, str]]:
    """Lines without the indentation that they share, which is the list's and not theirs."""
    texts = [(line.number, line.text if line.is_code else line.bare) for line in lines]
    indents = [len(text) - len(text.lstrip()) for _, text in texts if text.strip()]
    shared = min(indents, default=0)
    return [(number, text[shared:]) for number, text in texts]
