"""`## Scenario: name` read: its scenes, and whether they lead to each other (FORMAT 4.2)."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from lms.content.drafts import ScenarioDraft, SceneDraft
from lms.content.findings import Findings
from lms.content.groups import Group
from lms.content.headings import Heading, headings
from lms.content.labels import bold_label
from lms.content.option_lines import choice_line, option_line
from lms.content.pages import Page
from lms.content.passages import block, passage_of
from lms.content.pieces import Piece
from lms.content.render_page import Ids, slug_of
from lms.content.scenes import Anchors, misplaced_label, read_scene, slug_of_scene
from lms.content.slips import check_wording
from lms.content.strayed import without_questions
from lms.content.wording import plain, quoted

_SCENARIO = re.compile(r"scenario ?:[ \t]*", re.IGNORECASE)


def is_scenario(group: Group) -> bool:
    """True for a `##` heading that begins a scenario, with all below it."""
    return group.heading is not None and _SCENARIO.match(group.heading.text) is not None


def read_scenarios(page: Page, groups: Iterable[Group]) -> tuple[ScenarioDraft, ...]:
    """The scenarios of a quiz; what is wrong with them is among the page's findings."""
    found = tuple(_scenarios(page, groups))
    _check_names([(it.line, it.slug, it.title) for it in found], "scenario", page.findings)
    return found


def check_no_scenario(groups: Iterable[Group], findings: Findings) -> None:
    """Reports scenarios on a page that has none."""
    for group in groups:
        if group.heading and is_scenario(group):
            message = f"{quoted(group.heading.text)} has no place here."
            tip = "Move it into the file of a quiz, whose name ends in .quiz.md"
            findings.add("misplaced-scenario", group.heading.line, message, tip)


def _scenarios(page: Page, groups: Iterable[Group]) -> Iterator[ScenarioDraft]:
    # Where a heading stands twice on the page, links to the second one end in -1.
    ids = Ids()
    on_page = {it.line: ids.take(slug_of_scene(it)) for it in headings(page.body)}
    for group in groups:
        if group.heading and is_scenario(group):
            items = without_questions(group.heading, group, page.findings)
            scenes = [item.heading for item in items]
            anchors = {on_page.get(it.line, ""): slug_of_scene(it) for it in reversed(scenes)}
            anchors |= {slug_of_scene(it): slug_of_scene(it) for it in scenes}
            yield _scenario(page, group.heading, replace(group, items=list(items)), anchors)


def _scenario(page: Page, heading: Heading, group: Group, anchors: Anchors) -> ScenarioDraft:
    findings = page.findings
    title = plain(_SCENARIO.sub("", heading.text, count=1))
    intro = passage_of(group.intro, heading.line)
    scenario = ScenarioDraft(
        line=heading.line,
        slug=slug_of(title),
        title=title,
        intro=None if intro.is_empty else block(page.file, intro),
        scenes=tuple(read_scene(page.file, item, anchors, findings) for item in group.items),
    )
    _check_intro(group, findings)
    _check_names([(it.line, it.slug, it.title) for it in scenario.scenes], "scene", findings)
    _check_scenario(scenario, findings)
    return scenario


def _check_intro(group: Group, findings: Findings) -> None:
    check_wording(Piece(None, group.intro), findings)
    for line in group.intro:
        if label := bold_label(line.bare):
            misplaced_label(label, line, findings)
    # Boxes are looked for in every section.
    links = (it for it in group.intro if choice_line(it.bare) and not option_line(it.bare))
    if stray := next(links, None):
        message, tip = "These options belong to no scene.", "Begin one above them: ### …"
        findings.add("options-outside", stray.number, message, tip)


def _check_names(named: Sequence[tuple[int, str, str]], what: str, findings: Findings) -> None:
    """Finds names given twice; each has its line, its slug and its words."""
    seen: dict[str, int] = {}
    for line, slug, title in named:
        if slug in seen:
            message = f"The {what} {quoted(title)} stands twice; line {seen[slug]} has it first."
            findings.add("same-name", line, message, "Give one of the two another name.")
        seen.setdefault(slug, line)


def _check_scenario(scenario: ScenarioDraft, findings: Findings) -> None:
    name = quoted(scenario.title)
    if not scenario.title:
        message = "This scenario has no name."
        findings.add("empty-heading", scenario.line, message, "Write it after ## Scenario:")
    if not scenario.scenes:
        message = f"The scenario {name} has no scene."
        findings.add("no-scenes", scenario.line, message, "Begin the first with a line ### …")
        return
    reached = _reached(scenario)
    for scene in scenario.scenes:
        if scene.slug not in reached:
            message = f"No way leads to the scene {quoted(scene.title)}."
            tip = f"Link to it from a scene that is reached: - […](#{scene.slug}), or delete it."
            findings.add("unreachable-scene", scene.line, message, tip)
    if all(map(_goes_on, reached.values())):
        message = f"From the beginning of the scenario {name} no ending can be reached."
        tip = "End a branch with a scene that has a line **Ending:** … and no options."
        findings.add("no-ending", scenario.line, message, tip)


def _goes_on(scene: SceneDraft) -> bool:
    """True where a branch neither ends nor leads where nobody knows."""
    is_known = all(choice.to for choice in scene.choices)
    return bool(scene.choices) and is_known and not scene.has_ending


def _reached(scenario: ScenarioDraft) -> dict[str, SceneDraft]:
    """The scenes to which one can come from the first, that one among them."""
    scenes = {scene.slug: scene for scene in reversed(scenario.scenes)}
    reached: dict[str, SceneDraft] = {}
    waiting = [scenario.scenes[0].slug]
    while waiting:
        slug = waiting.pop()
        if slug in scenes and slug not in reached:
            reached[slug] = scenes[slug]
            waiting += [choice.to for choice in scenes[slug].choices]
    return reached
