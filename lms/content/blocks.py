"""Sections and pools of a quiz, and the questions in them (FORMAT 4.2)."""

import re

from lms.content.drafts import BlockDraft, QuestionDraft
from lms.content.findings import Findings
from lms.content.gaps import with_blanks
from lms.content.groups import Group, Item
from lms.content.headings import Heading
from lms.content.item_text import read_item
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.questions import read_question
from lms.content.render_page import Ids
from lms.content.stamps import identity_of
from lms.content.wording import counted, plain, quoted

_SPECIAL = re.compile(r"(case|pool|later) ?:[ \t]*", re.IGNORECASE)
_CHOOSE = re.compile(r"\([ \t]*choose[ \t]+([0-9]{1,4})[ \t]*\)\Z", re.IGNORECASE)
_NOT_YET = {
    "case": ("Cases are", "Use a section whose text tells the story: ## …"),
    "later": ("Later parts of a case are", "Put the text into the stem of a question."),
}


def read_block(page: Page, group: Group, ids: Ids) -> BlockDraft:
    """A section or pool with its questions; a heading that is not supported yet says so."""
    findings = page.findings
    special, title, choose = _heading(group.heading, findings)
    if special in _NOT_YET and group.heading:
        _not_yet(special, group.heading, findings)
    questions = tuple(
        _question(page, item, ids) for item in group.items if not _is_later(item, findings)
    )
    intro = passage_of(group.intro, group.heading.line if group.heading else 1)
    drawn = choose if special == "pool" else None
    found = BlockDraft(
        line=group.heading.line if group.heading else 1,
        title=title,
        # Above the first heading stand the quiz's own instructions.
        intro=None if intro.is_empty or group.heading is None else block(page.file, intro),
        choose=drawn,
        questions=questions,
    )
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


def _is_later(item: Item, findings: Findings) -> bool:
    special = _SPECIAL.match(item.heading.text)
    if special is None or special[1].casefold() != "later":
        return False
    _not_yet("later", item.heading, findings)
    return True


def _not_yet(kind: str, heading: Heading, findings: Findings) -> None:
    what, instead = _NOT_YET[kind]
    findings.add("not-yet", heading.line, f"{what} not supported yet.", instead)


def _check_block(
    found: BlockDraft,
    special: str,
    heading: Heading | None,
    choose: int | None,
    findings: Findings,
) -> None:
    if heading is None:
        return
    if special == "pool":
        _check_pool(found, findings)
    elif choose is not None and special != "case":
        findings.add(
            "choose-without-pool",
            heading.line,
            f"{quoted(heading.text)} is a section, so all of its questions are asked.",
            f"Write: ## Pool: {found.title} (choose {choose})",
        )
    elif not found.questions and special not in _NOT_YET:
        message = f"The section {quoted(heading.text)} has no question."
        findings.add("empty-section", heading.line, message, "Add one, or delete the heading.")


def _check_pool(pool: BlockDraft, findings: Findings) -> None:
    name = quoted(pool.title)
    if not pool.choose:
        message = f"The pool {name} does not say how many of its questions are drawn."
        findings.add("pool-without-number", pool.line, message, "Write (choose 2) after its name.")
    elif pool.choose > len(pool.questions):
        message = (
            f"The pool {name} is to give {counted(pool.choose, 'question')} and holds "
            f"{len(pool.questions)}."
        )
        findings.add("pool-too-small", pool.line, message, "Add questions, or choose fewer.")
    points = {question.settings.points for question in pool.questions}
    if len(points) > 1:
        odd = next(
            q for q in pool.questions if q.settings.points != pool.questions[0].settings.points
        )
        message = f"The questions of the pool {name} are worth different points."
        tip = "Give all of them the same, so that every draw is worth the same."
        if 0 in points:
            tip = "A reflection has no points: put it into a section of its own."
        findings.add("unequal-points", odd.settings.line or odd.heading.line, message, tip)
