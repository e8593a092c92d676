"""`NAME.quiz.md` read: its head, its sections, pools and scenarios, and questions (FORMAT 4)."""

from collections.abc import Sequence

from lms.content.blocks import read_block
from lms.content.body import BodyLine
from lms.content.drafts import QuizDraft
from lms.content.front_matter import fields_of
from lms.content.groups import TITLE, grouped
from lms.content.headings import heading_of
from lms.content.pages import Page
from lms.content.passages import block, passage, shown_text
from lms.content.practice import check_practice
from lms.content.readers import attempts, member_of, minutes, percent, text
from lms.content.render_page import Ids
from lms.content.render_shapes import Fragment
from lms.content.scenarios import is_scenario, read_scenarios
from lms.domain.questions import Feedback, Shuffle


def read_quiz(page: Page) -> QuizDraft:
    """The quiz on a page; what is wrong with it is among the page's findings."""
    findings = page.findings
    groups = grouped(page.body, findings)
    ids = Ids()
    blocks = [read_block(page, group, ids) for group in groups if not is_scenario(group)]
    intro = groups[0].intro
    fields = fields_of(page.head, findings, "The quiz")
    quiz = QuizDraft(
        file=page.file,
        module=page.name.slug,
        line=fields.place_of("title").line,
        title=fields.required("title", text, ""),
        instructions=_instructions(page.file, intro),
        blocks=tuple(each for each in blocks if each.questions),
        pass_mark=fields.optional("pass mark", percent, None),
        attempts=fields.optional("attempts", attempts, None),
        feedback=fields.optional("feedback", member_of(Feedback), Feedback.AFTER_PASSING),
        shuffle=fields.optional("shuffle", member_of(Shuffle), Shuffle.OPTIONS),
        time_limit=fields.optional("time limit", minutes, None),
        scenarios=read_scenarios(page, groups),
    )
    fields.finish()
    if not quiz.blocks and not quiz.scenarios:
        message = "This quiz has no question."
        findings.add("no-questions", quiz.line, message, "Begin one with a line ### …")
    elif not quiz.is_graded:
        check_practice(quiz, fields, findings)
    return quiz


def _instructions(file: str, intro: Sequence[BodyLine]) -> Fragment | None:
    """What stands above the first question; its title becomes a bold line."""
    lines = []
    for line in intro:
        heading = heading_of(line)
        is_title = heading is not None and heading.level == TITLE and heading.text
        lines.append(
            (line.number, f"**{heading.text}**" if is_title and heading else shown_text(line))
        )
    found = passage(lines, 1)
    return None if found.is_empty else block(file, found)
