"""What a text of ours asks: the domain's questions, read and rendered as publishing does it."""

from collections.abc import Sequence
from dataclasses import replace
from xml.etree.ElementTree import Element

from lms.content.build_questions import build_question
from lms.content.problems import Problem, Severity
from lms.content.reading import page_problems
from lms.content.survey import survey_page
from lms.content.typeset import typeset
from lms.domain.courses import SourceFile
from lms.domain.questions import Kind, Question
from lms.exchange.html_tree import read_html
from lms.exchange.losses import Loss
from lms.services import exchange
from lms.services.exchange import Imported

FILE = "imported.quiz.md"


def imported(text: str | bytes, name: str = "questions.txt") -> Imported:
    """The quiz made of somebody's file; our own reader finds no error in it."""
    content = text.encode() if isinstance(text, str) else text
    found = exchange.imported(content, name)
    assert _refused(found.problems) == []
    return found


def errors(text: str) -> list[str]:
    """What our own reader refuses in a quiz."""
    return _refused(page_problems(SourceFile(FILE, text.encode()), frozenset()))


def _refused(problems: Sequence[Problem]) -> list[str]:
    # Of reflections alone no quiz can be made; the loss report says so.
    return [
        str(problem)
        for problem in problems
        if problem.severity is Severity.ERROR and problem.code != "no-points"
    ]


def questions(text: str) -> tuple[Question, ...]:
    """The questions of a quiz, rendered."""
    survey = survey_page(SourceFile(FILE, text.encode()), frozenset())
    texts, refused = typeset(survey)
    assert not refused
    drafts = survey.quizzes[FILE].questions
    return tuple(build_question(draft, texts) for draft in drafts)


def only(text: str | bytes, name: str = "questions.txt") -> Question:
    """The one question of a file, after our own reader has read what came of it."""
    [question] = questions(imported(text, name).text)
    return question


def said(losses: Sequence[Loss]) -> str:
    """The losses as a person reads them."""
    return "\n".join(map(str, losses))


def shown(html: str) -> str:
    """HTML as it is compared: its elements and words, whatever its spaces."""
    return _shown(read_html(html)).replace("<p>", "").replace("</p>", "").strip()


def _shown(element: Element) -> str:
    pieces = [_flat(element.text)]
    for child in element:
        pieces += [f"<{child.tag}>{_shown(child)}</{child.tag}>", _flat(child.tail)]
    return "".join(pieces).replace("> ", ">").replace(" <", "<")


def _flat(text: str | None) -> str:
    said = text or ""
    return " ".join(said.split()) if said.strip() else ""


def compared(question: Question) -> tuple[object, ...]:
    """What a question asks and answers, without its identity and what stands beside it."""
    question = _in_one_order(question)
    html = {option.key: shown(option.html) for option in question.options}
    numeric, words = question.numeric, question.words
    return (
        question.kind,
        question.name,
        shown(question.stem_html),
        [(shown(o.html), o.is_right, shown(o.feedback_html)) for o in question.options],
        numeric and (float(numeric.low), float(numeric.high)),
        words and words.accepted,
        [
            (mistake.value, shown(mistake.feedback_html))
            for key in (numeric, words)
            if key
            for mistake in key.mistakes
        ],
        [
            (shown(slot.html), [html.get(each, each) for each in slot.accepted])
            for slot in question.slots
        ],
        shown(question.explanation_html),
        question.has_partial_credit,
    )


def _in_one_order(question: Question) -> Question:
    """What lines are matched with stands in no order, and nothing is said to it."""
    if question.kind is not Kind.MATCHING:
        return question
    plain = (replace(option, is_right=True, feedback_html="") for option in question.options)
    return replace(question, options=tuple(sorted(plain, key=lambda option: option.html)))
