"""A scene of a scenario: its text, and what one can choose in it or how it ends (FORMAT 4.2)."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from lms.content.body import BodyLine
from lms.content.choices import option_key
from lms.content.drafts import ChoiceDraft, SceneDraft
from lms.content.findings import Findings
from lms.content.gaps import find_gaps
from lms.content.groups import Item
from lms.content.headings import Heading
from lms.content.item_text import dedented, split_at_quote
from lms.content.labels import FoundLabel, Label, bold_label, plain_label
from lms.content.option_lines import ChoiceLine, choice_line, is_list_item
from lms.content.passages import Passage, block, inline_in_link, passage, passage_of, shown_text
from lms.content.pieces import (
    Begins,
    Boxless,
    Piece,
    is_inside_option,
    is_quote,
    is_rule,
    unquoted,
)
from lms.content.render_page import slug_of
from lms.content.render_shapes import Fragment
from lms.content.scene_links import SceneLink, scene_link
from lms.content.slips import check_indents, check_wording
from lms.content.wording import did_you_mean, plain, quoted, twins

# Anchors of the scenes of a scenario, each with the slug of its scene.
Anchors = Mapping[str, str]

_AS_LINK = "Write it as a link: - [What is said or done](#heading-of-a-scene)"


def slug_of_scene(heading: Heading) -> str:
    """What a scene is known by: its heading, as links write it."""
    return slug_of(plain(heading.text))


def read_scene(file: str, item: Item, anchors: Anchors, findings: Findings) -> SceneDraft:
    """The scene below a heading; what is wrong with it is among the findings."""
    pieces = _cut(item.lines)
    choices = tuple(
        _choice(file, piece, piece.begins, anchors, findings)
        for piece in pieces
        if isinstance(piece.begins, ChoiceLine)
    )
    endings = [piece for piece in pieces if _is_ending(piece)]
    _check_pieces(pieces, findings)
    _check_equal(choices, findings)
    _check_way_on(item.heading, choices, endings, findings)
    ending = _value(endings[0]) if endings else None
    text = _text(pieces, item.heading.line)
    return SceneDraft(
        line=item.heading.line,
        last=item.lines[-1].number if item.lines else item.heading.line,
        slug=slug_of_scene(item.heading),
        title=plain(item.heading.text),
        text=_fragment(file, text),
        choices=choices,
        has_ending=bool(endings),
        ending=_fragment(file, ending) if ending else None,
    )


def misplaced_label(label: FoundLabel, line: BodyLine, findings: Findings) -> None:
    """Reports a label that says nothing where it stands: all but the ending of a scene."""
    message = f"“{label.name}” has no place in a scenario, which is never marked."
    tip = "Delete it, or say it in the text of a scene."
    if label.name is Label.ENDING:
        message, tip = "An ending belongs in a scene.", "Begin the scene with a line ### …"
    findings.add("misplaced-label", line.number, message, tip, column=label.column)


def _cut(lines: Sequence[BodyLine]) -> tuple[Piece, ...]:
    """The lines of a scene in pieces, in their order; the first is text, perhaps empty."""
    pieces = [Piece()]
    is_after_blank = True
    for line in lines:
        current = pieces[-1]
        if line.is_code or line.is_blank or (is_after_blank and is_rule(line.bare)):
            current.lines.append(line)
            is_after_blank = not line.is_code
            continue
        begins = _first_says(line, current, is_after_blank)
        if begins or (is_after_blank and _ends(current, line)):
            pieces.append(Piece(begins))
        pieces[-1].lines.append(line)
        is_after_blank = False
    return tuple(pieces)


def _first_says(line: BodyLine, current: Piece, is_after_blank: bool) -> Begins:
    if choice := choice_line(line.bare):
        return choice
    if label := bold_label(line.bare):
        return label
    is_start = is_after_blank or current.begins is not None
    label = plain_label(line.bare) if is_start else None
    # People in a scene may say “Answer: …”.
    if label and label.name is Label.ENDING:
        return label
    return Boxless() if _is_option(current) and is_list_item(line.bare) else None


def _ends(current: Piece, line: BodyLine) -> bool:
    """True when a new paragraph does not belong to the piece above it."""
    if current.begins is None or is_quote(line) or _is_ending(current):
        return False
    return isinstance(current.begins, FoundLabel) or not is_inside_option(line)


def _is_option(piece: Piece) -> bool:
    return isinstance(piece.begins, ChoiceLine | Boxless)


def _is_ending(piece: Piece) -> bool:
    return isinstance(piece.begins, FoundLabel) and piece.begins.name is Label.ENDING


def _text(pieces: Sequence[Piece], line: int) -> Passage:
    """What stands above the options."""
    first = next((i for i, piece in enumerate(pieces) if _is_option(piece)), len(pieces))
    texts = [piece for piece in pieces[:first] if piece.begins is None]
    return passage_of([each for piece in texts for each in piece.lines], line)


def _value(piece: Piece) -> Passage:
    """What a label says, over as many paragraphs as it takes."""
    first, *below = piece.lines
    said = piece.begins.value if isinstance(piece.begins, FoundLabel) else ""
    lines = [(first.number, said), *((line.number, shown_text(line)) for line in below)]
    return passage(lines, first.number)


def _fragment(file: str, text: Passage) -> Fragment | None:
    return None if text.is_empty else block(file, text)


def _choice(
    file: str, piece: Piece, begins: ChoiceLine, anchors: Anchors, findings: Findings
) -> ChoiceDraft:
    first = piece.lines[0]
    above, quote = split_at_quote(piece.lines[1:])
    written = passage([(first.number, begins.text), *dedented(above)], first.number)
    link = scene_link(written.markdown)
    text = link.text if link else written.markdown
    feedback = passage([(line.number, unquoted(line)) for line in quote], first.number)
    _check_choice(first, begins, link, findings)
    return ChoiceDraft(
        line=first.number,
        column=begins.column,
        key=option_key(text),
        text=text,
        shown=inline_in_link(file, Passage(first.number, tuple(text.split("\n")))),
        to=_target(first, begins, link, anchors, findings) if link else "",
        feedback=_fragment(file, feedback),
    )


def _check_choice(
    line: BodyLine, begins: ChoiceLine, link: SceneLink | None, findings: Findings
) -> None:
    if begins.mark:
        message, tip = "In a scenario no option is right or wrong.", "Leave the box empty."
        findings.add("scenario-key", line.number, message, tip)
    if link is None and begins.text:
        _without_link(line, begins.text, findings)
    elif link is None or not link.text:
        message = "This option says nothing."
        findings.add("empty-option", line.number, message, _AS_LINK, column=begins.column)


def _without_link(line: BodyLine, text: str, findings: Findings) -> None:
    message = f"{quoted(text)} is an option, and it is no link to a scene."
    findings.add("option-without-link", line.number, message, _AS_LINK)


def _target(
    line: BodyLine, begins: ChoiceLine, link: SceneLink, anchors: Anchors, findings: Findings
) -> str:
    """The slug of the scene that a link leads to, or else that was probably meant."""
    if not link.is_inside:
        where = quoted(link.target) if len(link.target) > 1 else "nowhere"
        message = f"An option leads to a scene of its scenario, and this one to {where}."
        tip = "Write the heading of the scene after #, with hyphens for spaces."
        findings.add("outside-scenario", line.number, message, tip, column=begins.column)
        return ""
    if link.slug in anchors:
        return anchors[link.slug]
    message = f"There is no scene #{link.slug} in this scenario."
    tip = did_you_mean(link.slug, anchors, "Write that scene, or correct the link.")
    findings.add("missing-scene", line.number, message, tip, column=begins.column)
    return next(iter(get_close_matches(link.slug, anchors, n=1)), "")


def _check_labels(pieces: Sequence[Piece], findings: Findings) -> None:
    ended = 0
    for piece in pieces:
        label = piece.begins
        if not isinstance(label, FoundLabel):
            continue
        if label.name is not Label.ENDING:
            misplaced_label(label, piece.lines[0], findings)
        elif ended:
            line, tip = piece.lines[0].number, "Delete one of the two."
            message = f"“{label.name}” is given twice; line {ended} has it first."
            findings.add("repeated-label", line, message, tip, column=label.column)
        else:
            ended = piece.lines[0].number


def _check_pieces(pieces: Sequence[Piece], findings: Findings) -> None:
    _check_labels(pieces, findings)
    has_options = False
    for piece in pieces:
        check_wording(piece, findings)
        _check_gaps(piece, findings)
        if isinstance(piece.begins, Boxless):
            _without_link(piece.lines[0], piece.lines[0].bare.strip(), findings)
        if _is_option(piece):
            check_indents(piece, findings)
        elif has_options and piece.begins is None:
            message = "This text stands below the options, where nobody looks for it."
            tip = "Move it above them, or below one of them as an indented quote: >"
            findings.add("misplaced-text", piece.lines[0].number, message, tip)
        has_options = has_options or _is_option(piece)


def _check_gaps(piece: Piece, findings: Findings) -> None:
    for line in piece.lines:
        for gap in find_gaps(Passage(line.number, (line.bare,)), frozenset())[:1]:
            message = f"{quoted(f'[[{gap.inside}]]')} is shown as it stands: scenes have no gaps."
            tip = "Write the word, or put it into code: `[[ ]]`"
            findings.add("misplaced-gap", gap.line, message, tip, column=gap.column)


def _check_equal(choices: Sequence[ChoiceDraft], findings: Findings) -> None:
    for place, first in twins([choice.text for choice in choices]):
        message = f"{quoted(choices[place].text)} stands twice; line {choices[first].line} has it."
        tip = "Change or delete one of the two."
        findings.add("equal-options", choices[place].line, message, tip)


def _check_way_on(
    heading: Heading, choices: Sequence[ChoiceDraft], endings: Sequence[Piece], findings: Findings
) -> None:
    name = quoted(heading.text)
    if choices and endings:
        message = f"The scene {name} has an ending, and options that go on."
        line = endings[0].lines[0].number
        findings.add("ending-with-options", line, message, "Delete one of the two.")
    elif not choices and not endings:
        message = f"The scene {name} has neither an option nor an ending."
        tip = "Add - [What is said or done](#heading-of-a-scene), or a line **Ending:** …"
        findings.add("dead-end", heading.line, message, tip)
