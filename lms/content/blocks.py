"""Sections, pools and cases of a quiz, and the questions in them (FORMAT 4.2)."""

import re

from lms.content.drafts import BlockDraft, QuestionDraft
from lms.content.findings import Findings
from lms.content.gaps import with_blanks
from lms.content.groups import Group, Item
from lms.content.headings import Heading
from lms.content.item_text import read_item
from lms.content.later_parts import check_outside, is_later, read_parts
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.questions import read_question
from lms.content.render_page import Ids
from lms.content.stamps import identity_of
from lms.content.wording import counted, plain, quoted

_SPECIAL = re.compile(r"(case|pool|later) ?:[ \t]*", re.IGNORECASE)
_CHOOSE = re.compile(r"\([ \t]*choose[ \t]+([0-9]{1,4})[ \t]*\)\Z", re.IGNORECASE)


def read_block(page: Page, group: Group, ids: Ids) -> BlockDraft:
    """A section, pool or case with its questions."""
    findings = page.findings
    special, title, choose = _heading(group.heading, findings)
    questions = tuple(_question(page, item, ids) for item in group.items if not is_later(item))
    intro = passage_of(group.intro, group.heading.line if group.heading else 1)
    found = BlockDraft(
        line=group.heading.line if group.heading else 1,
        title=title,
        # Above the first heading stand the quiz's own instructions.
        intro=None if intro.is_empty or group.heading is None else block(page.file, intro),
        choose=choose if special in ("pool", "case") else None,
        questions=questions,
        is_case=special == "case",
        parts=read_parts(page, group.items, findings) if special == "case" else (),
    )
    if special != "case":
        check_outside(group, findings)
    _check_block(found, special, group.heading, choose, findings)
    return found


def _question(page: Page, item: Item, ids: Ids) -> QuestionDraft:
    identity = identity_of(page.name.slug, plain(with_blanks(item.heading.text)), ids)
    text = read_item(item.heading, item.lines, page.findings)
    return read_question(page.file, text, identity, page.findings)


def _heading(heading: Heading | None, findings: Findings) -> tuple[str, str, int | None]:
    """The kind of a section (or nothing), its title, and how many questions are drawn."""
    if heading is None:
        return "", "", None
    text = heading.text
    special = _SPECIAL.match(text)
    chosen = _CHOOSE.search(text)
    kind = special[1].casefold() if special else ""
    title = text[special.end() if special else 0 : chosen.start() if chosen else len(text)].strip()
    return kind, plain(title), int(chosen[1]) if chosen else None


def _check_block(
    found: BlockDraft,
    special: str,
    heading: Heading | None,
    choose: int | None,
    findings: Findings,
) -> None:
    if heading is None:
        return
    if special == "pool" or (special == "case" and choose is not None):
        _check_drawn(found, findings)
    elif choose is not None:
        findings.add(
            "choose-without-pool",
            heading.line,
            f"{quoted(heading.text)} is a section, so all of its questions are asked.",
            f"Write: ## Pool: {found.title} (choose {choose})",
        )
    elif not found.questions:
        message = f"The section {quoted(heading.text)} has no question."
        findings.add("empty-section", heading.line, message, "Add one, or delete the heading.")


def _check_drawn(block: BlockDraft, findings: Findings) -> None:
    """What is wrong with a pool, or with a case that draws some of its questions."""
    name = f"{'case' if block.is_case else 'pool'} {quoted(block.title)}"
    if not block.choose:
        message = f"The {name} does not say how many of its questions are drawn."
        findings.add("pool-without-number", block.line, message, "Write (choose 2) after its name.")
    elif block.choose > len(block.questions):
        message = (
            f"The {name} is to give {counted(block.choose, 'question')} and holds "
            f"{len(block.questions)}."
        )
        findings.add("pool-too-small", block.line, message, "Add questions, or choose fewer.")
    elif block.choose <= len(block.parts):
        message = (
            f"The {name} gives {counted(block.choose, 'question')}, and has "
            f"{counted(1 + len(block.parts), 'part')}."
        )
        tip = "Choose at least one for each part, or ask all of them."
        findings.add("later-left-out", block.line, message, tip)
    points = {question.settings.points for question in block.questions}
    if len(points) > 1:
        odd = next(
            q for q in block.questions if q.settings.points != block.questions[0].settings.points
        )
        message = f"The questions of the {name} are worth different points."
        tip = "Give all of them the same, so that every draw is worth the same."
        if 0 in points:
            tip = "A reflection has no points: put it into a section of its own."
        findings.add("unequal-points", odd.settings.line or odd.heading.line, message, tip)
