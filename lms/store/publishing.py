"""Keeping a new edition: what earlier ones hold already is shared with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.courses import Course, SourceFile
from lms.domain.editions import Change, EditionMark
from lms.domain.questions import Block, Question, Quiz
from lms.store.columns import to_text
from lms.store.editions import StoredQuiz, content_hash, digest
from lms.store.rows import (
    BlobRow,
    CourseEditionRow,
    CourseRow,
    EditionFileRow,
    EditionModuleRow,
    ModuleVersionRow,
    QuestionVersionRow,
    QuizVersionRow,
)

# In JSON a text cannot hold these quotes, so it is nothing that somebody wrote.
_NO_CASE = ',"is_case":false,"parts":[]'


@dataclass(frozen=True)
class NewEdition:
    """An edition about to be kept."""

    course: Course
    files: tuple[SourceFile, ...]
    change: Change
    reason: str
    renderer: str
    is_shipped: bool
    """True when it came with the product, and nobody chose to publish it."""


def add_edition(
    session: Session, new: NewEdition, now: datetime, publisher_id: int | None
) -> EditionMark:
    """Keep a new edition; what earlier editions hold already is shared with them."""
    course_id = _course_id(session, new.course.facts.slug)
    count = select(func.coalesce(func.max(CourseEditionRow.number), 0))
    number = 1 + session.scalars(count.where(CourseEditionRow.course_id == course_id)).one()
    facts = to_text(new.course.facts)
    row = CourseEditionRow(
        course_id=course_id,
        number=number,
        content_hash=content_hash(new.files),
        change=new.change.value,
        reason=new.reason,
        renderer=new.renderer,
        is_shipped=new.is_shipped,
        facts_hash=digest(facts.encode()),
        facts=facts,
        published_at=now,
        published_by_id=publisher_id,
    )
    session.add(row)
    session.flush()
    _keep_files(session, row.id, new.files)
    _keep_modules(session, row.id, new)
    return EditionMark(row.id, number, new.change, new.reason, now)


def set_archived(session: Session, slug: str, archived_at: datetime | None) -> None:
    """Take a course out of the catalog, or put it back."""
    session.execute(update(CourseRow).where(CourseRow.slug == slug).values(archived_at=archived_at))


def _course_id(session: Session, slug: str) -> int:
    found = session.scalar(select(CourseRow.id).where(CourseRow.slug == slug))
    if found is not None:
        return found
    row = CourseRow(slug=slug, archived_at=None)
    session.add(row)
    session.flush()
    return row.id


def _keep_files(session: Session, edition_id: int, files: tuple[SourceFile, ...]) -> None:
    contents = {digest(file.content): file.content for file in files}
    _keep_new(session, BlobRow, {h: {"content": content} for h, content in contents.items()})
    session.execute(
        insert(EditionFileRow),
        [
            {"edition_id": edition_id, "path": file.path, "blob_hash": digest(file.content)}
            for file in files
        ],
    )


def _keep_modules(session: Session, edition_id: int, new: NewEdition) -> None:
    quiz_hashes = _keep_quizzes(session, new.course.quizzes, new.renderer)
    texts = {module.slug: to_text(module) for module in new.course.modules}
    hashes = {slug: digest(text.encode()) for slug, text in texts.items()}
    versions = {
        hashes[slug]: {"content": text, "renderer": new.renderer} for slug, text in texts.items()
    }
    _keep_new(session, ModuleVersionRow, versions)
    rows = [
        {
            "edition_id": edition_id,
            "slug": entry.slug,
            "position": position,
            "module_hash": hashes[entry.slug],
            "quiz_hash": quiz_hashes.get(entry.slug),
        }
        for position, entry in enumerate(new.course.facts.outline)
    ]
    session.execute(insert(EditionModuleRow), rows)


def _keep_quizzes(session: Session, quizzes: Iterable[Quiz], renderer: str) -> dict[str, str]:
    """The hash of each module's quiz; all quizzes are asked for and kept at once."""
    hashes: dict[str, str] = {}
    questions: dict[str, dict[str, object]] = {}
    contents: dict[str, dict[str, object]] = {}
    for quiz in quizzes:
        versions = {question.stamp: _version_of(question, renderer) for question in quiz.questions}
        text = _text_of(_stored(quiz, {stamp: hash_ for stamp, (hash_, _) in versions.items()}))
        hashes[quiz.module] = digest(text.encode())
        contents[hashes[quiz.module]] = {"content": text}
        questions.update(versions.values())
    if hashes:
        _keep_new(session, QuestionVersionRow, questions)
        _keep_new(session, QuizVersionRow, contents)
    return hashes


def _version_of(question: Question, renderer: str) -> tuple[str, dict[str, object]]:
    text = to_text(question)
    return digest(text.encode()), {"stamp": question.stamp, "content": text, "renderer": renderer}


def _stored(quiz: Quiz, hashes: Mapping[str, str]) -> StoredQuiz:
    """A quiz with the hashes of its questions in their places."""
    return StoredQuiz(
        replace(quiz, blocks=tuple(_emptied(block) for block in quiz.blocks)),
        quiz.possible,
        tuple(tuple(hashes[q.stamp] for q in block.questions) for block in quiz.blocks),
    )


def _text_of(stored: StoredQuiz) -> str:
    """A quiz as it is kept; blocks that are no case say nothing of it, as before there were any."""
    return to_text(stored).replace(_NO_CASE, "")


def _emptied(block: Block) -> Block:
    return replace(block, questions=())


def _keep_new(
    session: Session,
    kind: type[BlobRow | ModuleVersionRow | QuestionVersionRow | QuizVersionRow],
    contents: Mapping[str, Mapping[str, object]],
) -> None:
    """Insert what no earlier edition holds."""
    known = set(session.scalars(select(kind.hash).where(kind.hash.in_(contents))))
    fresh = [{"hash": h, **columns} for h, columns in contents.items() if h not in known]
    if fresh:
        session.execute(insert(kind), fresh)
