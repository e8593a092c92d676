"""A quiz as an `assessmentTest` of QTI 2.1: its sections, its pools and its points."""

from collections.abc import Iterator, Sequence
from xml.etree.ElementTree import Element

from lms.domain.questions import Block, Question, Quiz, Shuffle
from lms.exchange.losses import Losses
from lms.exchange.qti_content import content
from lms.exchange.qti_xml import document, element, outcome, set_outcome

POINTS = "POINTS"
_SECONDS = 60


def assessment(quiz: Quiz, files: Sequence[Sequence[tuple[str, str]]], losses: Losses) -> Element:
    """The test; `files` has the identifier and the path of each item of each block."""
    limit = quiz.time_limit_minutes
    limits = [element("timeLimits", maxTime=str(limit * _SECONDS))] if limit else []
    sections = (
        _section(quiz, place, block, items, losses)
        for place, (block, items) in enumerate(zip(quiz.blocks, files, strict=True), 1)
    )
    part = element(
        "testPart",
        *sections,
        identifier="part-1",
        navigationMode="nonlinear",
        submissionMode="simultaneous",
    )
    earned = element("testVariables", variableIdentifier="SCORE", weightIdentifier=POINTS)
    return document(
        "assessmentTest",
        outcome("SCORE", "float", "0"),
        outcome("MAXSCORE", "float", str(quiz.possible)),
        *limits,
        part,
        element("outcomeProcessing", set_outcome("SCORE", element("sum", earned))),
        identifier="quiz",
        title=quiz.title or "Quiz",
    )


def _section(
    quiz: Quiz, place: int, block: Block, files: Sequence[tuple[str, str]], losses: Losses
) -> Element:
    drawn = [] if block.choose is None else [element("selection", select=str(block.choose))]
    if quiz.shuffle is Shuffle.QUESTIONS and not block.is_case:
        drawn.append(element("ordering", shuffle="true"))
    items = (
        _reference(question, *file) for question, file in zip(block.questions, files, strict=True)
    )
    return element(
        "assessmentSection",
        *drawn,
        *_rubrics(quiz, place, block, losses),
        *items,
        identifier=f"section-{place}",
        title=block.title or quiz.title or f"Section {place}",
        visible="true",
    )


def _rubrics(quiz: Quiz, place: int, block: Block, losses: Losses) -> Iterator[Element]:
    """What is read above the questions."""
    for html in (quiz.instructions_html if place == 1 else "", block.intro_html):
        if html:
            text = content("div", html, losses.at("", block.title or quiz.title))
            yield element("rubricBlock", text, view="candidate")


def _reference(question: Question, identifier: str, path: str) -> Element:
    weight = element("weight", identifier=POINTS, value=str(question.points))
    return element("assessmentItemRef", weight, identifier=identifier, href=path)
