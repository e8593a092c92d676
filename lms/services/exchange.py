"""Questions from other systems, and for them: each time with what was lost on the way."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import PurePath

from sqlalchemy.orm import Session

from lms.content.problems import Problem, Severity
from lms.content.reading import page_problems
from lms.domain.courses import SourceFile
from lms.domain.errors import NotFound
from lms.domain.questions import Quiz
from lms.exchange.gift_write import gift_file
from lms.exchange.losses import Alike, Loss, Losses, grouped, report
from lms.exchange.qti_package import qti_package
from lms.exchange.quiz_source import quiz_text, stretches
from lms.exchange.quiz_values import Found, Part
from lms.exchange.readers import Source, read_questions
from lms.exchange.texts import MOST_BYTES, FileRefused
from lms.services.teaching import Taught
from lms.store import editions, regrades
from lms.store.editions import Edition

__all__ = [
    "MOST_BYTES",
    "Alike",
    "Exported",
    "FileRefused",
    "Imported",
    "Loss",
    "Source",
    "Target",
    "grouped",
    "report",
]

MOST_QUESTIONS = 1_000
LONGEST_TITLE = 200
# Dropping one question may uncover what is wrong with another.
_MOST_ROUNDS = 5
_PAGE = "imported.quiz.md"
_NOT_IN_A_NAME = re.compile(r"[^a-z0-9]+")
_LONGEST_NAME = 60
_OTHER_LINE = re.compile(r"; line [0-9]+ [^.;]*| in line [0-9]+")


class Target(StrEnum):
    """The formats that a quiz can be exported to."""

    GIFT = "gift"
    QTI = "qti"


@dataclass(frozen=True)
class Imported:
    """The text of a `NAME.quiz.md`, how many questions it has, and what was lost on the way.

    `problems` is what a check says of the text: it has warnings that only its author can answer.
    """

    text: str
    questions: int
    losses: tuple[Loss, ...]
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Exported:
    """A file for another system, with the name it goes by, and what it does not say."""

    target: Target
    name: str
    content: bytes
    losses: tuple[Loss, ...]


def imported(content: bytes, name: str, source: Source | None = None) -> Imported:
    """The questions of somebody's file as a quiz of ours.

    FileRefused where it cannot be read, holds too many questions, or none that can be asked here.
    """
    losses = Losses()
    found = read_questions(content, source, name, losses)
    if len(found.questions) > MOST_QUESTIONS:
        raise FileRefused(
            f"This file has more than {MOST_QUESTIONS:,} questions; split it and import the parts."
        )
    title = found.title or PurePath(name).stem.replace("_", " ").strip() or "Quiz"
    return _checked(title[:LONGEST_TITLE], found, losses)


def quiz_name(name: str) -> str:
    """The name of a quiz's file, made of any other file's."""
    plain = _NOT_IN_A_NAME.sub("-", PurePath(name).name.partition(".")[0].lower()).strip("-")
    return f"{plain[:_LONGEST_NAME].strip('-') or 'imported'}.quiz.md"


def exported(session: Session, course: str, module: str, target: Target) -> Exported:
    """The quiz of a module of the newest edition, as a file for another system.

    NotFound where there is no such course or quiz, or where the quiz asks no questions.
    """
    newest = editions.find_newest(session, course)
    if newest is None:
        raise NotFound(f"There is no course {course}. The catalog lists the courses there are.")
    return _exported(session, newest, module, target)


def list_exported(session: Session, taught: Taught, module: str) -> tuple[Exported, ...]:
    """The same in every format there is, for whoever teaches the course; NotFound as there."""
    return tuple(_exported(session, taught.edition, module, target) for target in Target)


def _exported(session: Session, newest: Edition, module: str, target: Target) -> Exported:
    quiz, losses = _get_quiz(session, newest, module), Losses()
    if target is Target.GIFT:
        name, content = f"{module}.gift", gift_file(quiz, losses)
    else:
        name, content = f"{module}.zip", qti_package(quiz, losses)
    _unsaid_of_rulings(session, newest, quiz, losses)
    return Exported(target, name, content, losses.all)


def _get_quiz(session: Session, newest: Edition, module: str) -> Quiz:
    course = newest.facts.slug
    found = editions.find_quiz(session, newest.id, module)
    if found is None:
        raise NotFound(f"{course} has no module {module} with a quiz. Its page lists its modules.")
    quiz = editions.fill_quiz(session, found[1])[0]
    if not quiz.questions:
        raise NotFound(f"The quiz of {module} has scenarios alone, which no other format can ask.")
    return quiz


def _unsaid_of_rulings(session: Session, newest: Edition, quiz: Quiz, losses: Losses) -> None:
    """Decisions in force about the keys of a quiz: marks here go by them too."""
    in_force = regrades.list_in_force(session, newest.id, quiz.module)
    about = editions.list_questions(session, {it.question_hash for it in in_force}).values()
    ruled = {question.stamp for question in about}
    for number, question in enumerate(quiz.questions, 1):
        if question.stamp in ruled:
            losses.at(f"question {number}", question.name).add(
                "A decision about its key is in force here and is not in the file.",
                "The file has the newest key alone.",
            )


def _checked(title: str, found: Found, losses: Losses) -> Imported:
    """The quiz without what our own reader refuses; each refusal is a loss."""
    quiz = _looked_at(title, found.parts)
    for _round in range(_MOST_ROUNDS):
        kept = _without(title, quiz.parts, quiz.errors, losses)
        if kept == quiz.parts:
            break
        quiz = _looked_at(title, kept)
    for error in quiz.errors:
        losses.add(f"Our format refuses the whole: {_why(error)}", "Mend it before publishing.")
    if not quiz.questions:
        raise FileRefused("No question of this file can be asked here.")
    return Imported(quiz.text, quiz.questions, losses.all, quiz.problems)


@dataclass(frozen=True)
class _LookedAt:
    """Parts of a quiz, their text, and what our own reader says of it."""

    parts: tuple[Part, ...]
    text: str
    problems: tuple[Problem, ...]

    @property
    def errors(self) -> tuple[Problem, ...]:
        return tuple(it for it in self.problems if it.severity is Severity.ERROR)

    @property
    def questions(self) -> int:
        return sum(len(part.questions) for part in self.parts)


def _looked_at(title: str, parts: tuple[Part, ...]) -> _LookedAt:
    text = quiz_text(title, parts)
    return _LookedAt(parts, text, page_problems(SourceFile(_PAGE, text.encode()), frozenset()))


def _without(
    title: str, parts: tuple[Part, ...], errors: Sequence[Problem], losses: Losses
) -> tuple[Part, ...]:
    """The parts without the questions and texts in which an error stands."""
    refused = {}
    for stretch in stretches(title, parts):
        error = next((it for it in errors if stretch.first <= it.line <= stretch.last), None)
        if error and stretch.about is not None:
            refused[id(stretch.about)] = error
    return tuple(_part_without(part, refused, losses) for part in parts)


def _part_without(part: Part, refused: dict[int, Problem], losses: Losses) -> Part:
    kept = []
    for question in part.questions:
        if error := refused.get(id(question)):
            here = losses.at(question.at, question.name)
            here.add(f"Our format refuses it: {_why(error)}", "The question is left out.")
        else:
            kept.append(question)
    texts = part.texts
    if texts and (error := refused.get(id(part))):
        here = losses.at("", part.title)
        here.add(f"Our format refuses this text: {_why(error)}", "It is left out.")
        texts = []
    return Part(part.title, texts, kept)


def _why(error: Problem) -> str:
    """What a problem says, without lines of a text that nobody has seen."""
    return _OTHER_LINE.sub("", error.message)
