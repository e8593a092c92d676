"""`evaluation.md` read: ratings and comments, without right answers (FORMAT 5)."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from lms.content.findings import Findings
from lms.content.front_matter import fields_of
from lms.content.groups import Item, grouped
from lms.content.item_text import ItemText, read_item
from lms.content.labels import SURVEY, Label
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.readers import text
from lms.content.render_page import Ids, slug_of
from lms.content.render_shapes import Fragment
from lms.content.scenarios import check_no_scenario, is_scenario
from lms.content.wording import normalized, plain, quoted
from lms.domain.courses import EvaluationItem, Objective

USUAL_TITLE = "Course evaluation"
MOST_STEPS = 11

_REQUIRED = re.compile(r" ?\( ?required ?\)\Z", re.IGNORECASE)
_SCALE = re.compile(
    r"(?P<low>[0-9]{1,2}) ?(?:to|–|-) ?(?P<high>[0-9]{1,2})"
    r"(?: ?\((?P<low_label>[^()…]*?) ?(?:…|\.\.\.) ?(?P<high_label>[^()…]*)\))?"
)
_LEARNED = re.compile(r"\blearn", re.IGNORECASE)
_USEFUL = re.compile(r"\b(?:useful|practice|apply|work)", re.IGNORECASE)


@dataclass(frozen=True)
class Scale:
    """The steps of a rating and the words at its ends."""

    low: int
    high: int
    low_label: str
    high_label: str


AGREEMENT = Scale(1, 5, "Strongly disagree", "Strongly agree")
NO_SCALE = Scale(0, 0, "", "")


@dataclass(frozen=True)
class EvaluationDraft:
    """The evaluation before its introduction is rendered."""

    title: str
    intro: Fragment | None
    items: tuple[EvaluationItem, ...]


def read_evaluation(page: Page, objectives: Sequence[Objective]) -> EvaluationDraft:
    """The evaluation on a page; what is wrong with it is among the page's findings."""
    findings = page.findings
    fields = fields_of(page.head, findings, "The evaluation")
    title = fields.optional("title", text, USUAL_TITLE)
    fields.finish()
    groups = grouped(page.body, findings)
    ids = Ids()
    check_no_scenario(groups, findings)
    items = tuple(
        found
        for group in groups
        for item in ([] if is_scenario(group) else group.items)
        for found in _items(item, ids, objectives, findings)
    )
    _check_demands(items, bool(objectives), findings)
    intro = passage_of(groups[0].intro, page.head.body_from)
    return EvaluationDraft(title, None if intro.is_empty else block(page.file, intro), items)


def _items(
    item: Item, ids: Ids, objectives: Sequence[Objective], findings: Findings
) -> Iterator[EvaluationItem]:
    found = read_item(item.heading, item.lines, findings)
    heading = normalized(plain(found.heading.text))
    is_required = _REQUIRED.search(heading) is not None
    heading = _REQUIRED.sub("", heading)
    key = ids.take(slug_of(heading))
    prompt = heading if found.stem.is_empty else normalized(plain(found.stem.markdown))
    scale = _scale(found, findings)
    _check_item(found, findings)
    if found.first(Label.RATE_OBJECTIVES):
        for objective in objectives:
            words = f"{prompt.rstrip(':')}: {objective.text}"
            own = ids.take(f"{key}-{objective.key}")
            yield _rating(own, words, objective.key, scale, is_required)
    elif found.first(Label.SCALE):
        yield _rating(key, prompt, "", scale, is_required)
    if comment := found.first(Label.COMMENT):
        asked = normalized(plain(comment.value.markdown)) or prompt
        yield _rating(ids.take(f"{key}-comment"), asked, "", NO_SCALE, is_required)


def _rating(
    key: str, prompt: str, objective: str, scale: Scale, is_required: bool
) -> EvaluationItem:
    return EvaluationItem(
        key=key,
        prompt=prompt,
        objective=objective,
        low=scale.low,
        high=scale.high,
        low_label=scale.low_label,
        high_label=scale.high_label,
        is_required=is_required,
    )


def _scale(item: ItemText, findings: Findings) -> Scale:
    """The scale that an item names; agreement in five steps where it names none."""
    label = item.first(Label.SCALE) or item.first(Label.RATE_OBJECTIVES)
    words = normalized(label.value.markdown) if label else ""
    if not label or not words:
        return AGREEMENT
    match = _SCALE.fullmatch(words)
    low, high = (int(match["low"]), int(match["high"])) if match else (0, 0)
    if not match or not low < high < low + MOST_STEPS:
        findings.add(
            "bad-scale",
            label.line,
            f"{quoted(words)} is not a scale.",
            "Write it like this: 1 to 5 (Strongly disagree … Strongly agree)",
            column=label.column,
        )
        return AGREEMENT
    return Scale(low, high, match["low_label"] or "", match["high_label"] or "")


def _check_item(item: ItemText, findings: Findings) -> None:
    for label in item.labels:
        if label.name not in SURVEY:
            findings.add(
                "misplaced-label",
                label.line,
                f"“{label.name}” has no place in an evaluation.",
                "Use **Scale:**, **Rate each objective** or **Comment:**.",
                column=label.column,
            )
    right = next((option for option in item.options if option.is_right), None)
    if right:
        message, tip = "An evaluation has no right answers.", "Leave the box empty, or use a scale."
        findings.add("evaluation-key", right.line, message, tip, column=right.column)
    elif item.options:
        message = "Options in an evaluation are not supported yet."
        tip = "Use **Scale:** 1 to 5 (… … …) or **Comment:**."
        findings.add("not-yet", item.options[0].line, message, tip)
    elif not any(label.name in SURVEY for label in item.labels):
        message = f"{quoted(item.heading.text)} does not say how it is answered."
        tip = "Add a line **Scale:** 1 to 5 (… … …), **Rate each objective** or **Comment:**."
        findings.add("no-answer", item.heading.line, message, tip)


def _check_demands(
    items: Sequence[EvaluationItem], has_objectives: bool, findings: Findings
) -> None:
    """What every evaluation asks (CE_RULES 1): each objective, how much learned, how useful."""
    ratings = [item.prompt for item in items if not item.is_comment and not item.objective]
    if has_objectives and not any(item.objective for item in items):
        message = "The evaluation does not rate the objectives."
        tip = "Add a question with a line **Rate each objective**."
        findings.add("objectives-not-rated", 1, message, tip)
    if not any(_LEARNED.search(prompt) for prompt in ratings):
        message, tip = (
            "No rating asks how much was learned.",
            "Add one: ### How much did you learn?",
        )
        findings.add("learning-not-rated", 1, message, tip)
    if not any(_USEFUL.search(prompt) for prompt in ratings):
        message = "No rating asks how useful the course is for practice."
        tip = "Add one: ### How useful is this course for your practice?"
        findings.add("usefulness-not-rated", 1, message, tip)
