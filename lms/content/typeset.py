"""Every text of a course rendered in one call: what was not seen before, in one limited child."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import zip_longest

from lms.content.drafts import BlockDraft, QuestionDraft, QuizDraft, ScenarioDraft
from lms.content.module_page import report_outside
from lms.content.problems import Problem
from lms.content.render_lines import gaps_in
from lms.content.render_once import Renderer, render_once
from lms.content.render_shapes import Fragment, Rendered
from lms.content.survey import Survey
from lms.domain.questions import Kind

Texts = Mapping[Fragment, Rendered]


def typeset(survey: Survey, renderer: Renderer = render_once) -> tuple[Texts, tuple[Problem, ...]]:
    """The rendered texts of a survey by their fragments, and those that were refused."""
    fragments = list(dict.fromkeys(_fragments(survey)))
    # The renderer tells a course by the folder that a file stands in.
    placed = [replace(each, file=f"{survey.slug}/{each.file}") for each in fragments]
    rendered = renderer(placed, survey.works)
    problems = tuple(
        replace(problem, file=fragment.file)
        for fragment, text in zip(fragments, rendered, strict=True)
        for problem in text.problems
    )
    texts = zip(fragments, map(survey.sized, fragments, rendered), strict=True)
    return dict(texts), problems


def check_places(survey: Survey, texts: Texts) -> None:
    """Finds knowledge checks that were rendered and stand in no section, so nobody sees them."""
    for page in survey.pages:
        module = survey.modules.get(page.file)
        if module is None or texts[module.text].problems:
            continue
        placed = {part for section in texts[module.text].sections for part in section.parts}
        for number, check in enumerate(module.checks):
            if number not in placed:
                report_outside(check.heading, page.findings)


def check_gaps(survey: Survey, texts: Texts) -> None:
    """Finds gaps that were rendered where nothing can be filled in, such as in a link."""
    for page in survey.pages:
        for question in survey.questions_on(page.file):
            text = texts[question.stem]
            if question.kind is not Kind.CLOZE or text.problems:
                continue
            shown = zip_longest(question.slots, gaps_in(text.html))
            lost = next((slot for slot, key in shown if slot and slot.key != key), None)
            if lost:
                message = (
                    "This gap stands where nothing can be filled in: in code, a link or a note."
                )
                tip = "Move it into the running text."
                page.findings.add("lost-gap", lost.line, message, tip, column=lost.column)


def _fragments(survey: Survey) -> Iterator[Fragment]:
    if survey.course and survey.course.description:
        yield survey.course.description
    if survey.evaluation and survey.evaluation.intro:
        yield survey.evaluation.intro
    for module in survey.modules.values():
        yield module.text
        for check in module.checks:
            yield from _of_question(check)
    for quiz in survey.quizzes.values():
        yield from _of_quiz(quiz)


def _of_quiz(quiz: QuizDraft) -> Iterator[Fragment]:
    if quiz.instructions:
        yield quiz.instructions
    for block in quiz.blocks:
        yield from _of_block(block)
    for scenario in quiz.scenarios:
        yield from _of_scenario(scenario)


def _of_scenario(scenario: ScenarioDraft) -> Iterator[Fragment]:
    yield from filter(None, [scenario.intro])
    for scene in scenario.scenes:
        yield from filter(None, [scene.text, scene.ending])
        for choice in scene.choices:
            yield choice.shown
            yield from filter(None, [choice.feedback])


def _of_block(block: BlockDraft) -> Iterator[Fragment]:
    if block.intro:
        yield block.intro
    yield from (part.text for part in block.parts)
    for question in block.questions:
        yield from _of_question(question)


def _of_question(question: QuestionDraft) -> Iterator[Fragment]:
    yield question.stem
    for option in question.options:
        yield option.shown
        yield from filter(None, [option.feedback])
    yield from filter(None, [slot.shown for slot in question.slots])
    yield from filter(None, [mistake.feedback for mistake in question.mistakes])
    yield from filter(None, [question.hint, question.explanation, question.source])
