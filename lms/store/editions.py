"""Editions in and out of the database: a whole course, or just the part that a page needs."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lms.domain.courses import (
    Course,
    CourseFacts,
    Module,
    Provider,
    SourceFile,
    with_approval,
)
from lms.domain.credit import CreditApproval, is_waiting
from lms.domain.editions import Change
from lms.domain.questions import Question, Quiz
from lms.store.columns import from_text, to_text
from lms.store.credit import approval_in, with_acts
from lms.store.prepared import Prepared
from lms.store.rows import (
    BlobRow,
    CourseEditionRow,
    CourseRow,
    EditionFileRow,
    EditionModuleRow,
    ModuleVersionRow,
    ProviderEditionRow,
    QuestionVersionRow,
    QuizVersionRow,
)
from lms.store.shelves import Shelf


@dataclass(frozen=True)
class Edition:
    """A published edition's place and facts, without its modules."""

    id: int
    course_id: int
    number: int
    content_hash: str
    change: Change
    published_at: datetime
    written: CourseFacts
    is_archived: bool
    is_shipped: bool
    approval: CreditApproval | None

    @cached_property
    def facts(self) -> CourseFacts:
        """The facts as they stand: with the credit that was approved, if any was."""
        return with_approval(self.written, self.approval)

    @property
    def is_waiting(self) -> bool:
        """True while its hours wait for an approver."""
        return is_waiting(self.facts.credit, self.approval)


@dataclass(frozen=True)
class ModuleFound:
    """A module as an edition has it: its content's address, and the facts of the whole course."""

    hash: str
    module: Module
    facts: CourseFacts


@dataclass(frozen=True)
class StoredQuiz:
    """A quiz as kept: its rules, and where each question of each block is."""

    quiz: Quiz  # its blocks have no questions
    possible: int
    hashes: tuple[tuple[str, ...], ...]


def digest(content: bytes) -> str:
    """The address of some content: its SHA-256 in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def content_hash(files: Iterable[SourceFile]) -> str:
    """The address of a whole folder: paths and bytes, in the order of paths."""
    return address_of({file.path: digest(file.content) for file in files})


def address_of(hashes: Mapping[str, str]) -> str:
    """The same where the addresses of the files are known already, by their paths."""
    lines = sorted(f"{path}\0{hash_}" for path, hash_ in hashes.items())
    return digest("\n".join(lines).encode())


# -- provider ------------------------------------------------------------------


def find_provider(session: Session) -> Provider | None:
    """The provider's facts in force, or None before the first publishing."""
    newest = select(ProviderEditionRow.facts).order_by(ProviderEditionRow.id.desc()).limit(1)
    text = session.scalar(newest)
    return None if text is None else from_text(Provider, text)


def add_provider(session: Session, provider: Provider, now: datetime) -> int:
    """Put new facts about the provider in force; the number of their edition comes back."""
    text = to_text(provider)
    row = ProviderEditionRow(content_hash=digest(text.encode()), facts=text, published_at=now)
    session.add(row)
    session.flush()
    return row.id


# -- facts ---------------------------------------------------------------------

# Some kilobytes each.
_facts: Shelf[CourseFacts] = Shelf(500)
_questions: Shelf[Question] = Shelf(5000)
# Some tens of kilobytes each.
_modules: Shelf[Module] = Shelf(200)
_FACTS_TEXTS = select(CourseEditionRow.facts_hash, CourseEditionRow.facts).where(
    CourseEditionRow.facts_hash.in_(bindparam("hashes", expanding=True))
)


def list_facts(session: Session, hashes: Iterable[str]) -> dict[str, CourseFacts]:
    """Facts of courses by their address: no query for those seen before, one for all others."""

    def fetch(missing: list[str]) -> dict[str, CourseFacts]:
        rows = session.connection().execute(_FACTS_TEXTS, {"hashes": missing})
        return {hash_: from_text(CourseFacts, text) for hash_, text in rows}

    return _facts.take(hashes, fetch)


def get_facts(session: Session, hash_: str) -> CourseFacts:
    """The facts at an address that an edition names."""
    return list_facts(session, [hash_])[hash_]


# -- finding -------------------------------------------------------------------

_EDITION = with_acts(
    select(
        CourseEditionRow.id,
        CourseEditionRow.course_id,
        CourseEditionRow.number,
        CourseEditionRow.content_hash,
        CourseEditionRow.change,
        CourseEditionRow.published_at,
        CourseEditionRow.facts_hash,
        CourseRow.archived_at,
        CourseEditionRow.is_shipped,
    ).join(CourseRow, CourseRow.id == CourseEditionRow.course_id)
)
_NEWEST_NUMBER = (
    select(func.max(CourseEditionRow.number))
    .where(CourseEditionRow.course_id == CourseRow.id)
    .correlate(CourseRow)
    .scalar_subquery()
)
_NEWEST = _EDITION.where(CourseEditionRow.number == _NEWEST_NUMBER)
_OF_SLUG = _EDITION.where(CourseRow.slug == bindparam("slug"))
_NEWEST_OF_SLUG = _NEWEST.where(CourseRow.slug == bindparam("slug"))
_NEWEST_OF_SLUGS = _NEWEST.where(CourseRow.slug.in_(bindparam("slugs", expanding=True)))


class _Row(NamedTuple):
    """An edition as its tables have it."""

    id: int
    course_id: int
    number: int
    content_hash: str
    change: str
    published_at: datetime
    facts_hash: str
    archived_at: datetime | None
    is_shipped: bool | int
    act_number: int | None
    calculation: str | None
    approver_name: str | None
    approver_title: str | None
    note: str | None
    approved_at: datetime | None
    last_material: int


_ACT_FROM = _Row._fields.index("act_number")
_OFFERED: Prepared[_Row] = Prepared(_NEWEST.where(CourseRow.archived_at.is_(None)), _Row)
_BY_IDS = _EDITION.where(CourseEditionRow.id.in_(bindparam("ids", expanding=True)))


def _editions(session: Session, rows: Iterable[Sequence[Any]]) -> tuple[Edition, ...]:
    found = [_Row(*row) for row in rows]
    facts = list_facts(session, [row.facts_hash for row in found])
    return tuple(_edition(row, facts[row.facts_hash]) for row in found)


def _edition(row: _Row, facts: CourseFacts) -> Edition:
    return Edition(
        id=row.id,
        course_id=row.course_id,
        number=row.number,
        content_hash=row.content_hash,
        change=Change(row.change),
        published_at=row.published_at,
        written=facts,
        is_archived=row.archived_at is not None,
        is_shipped=bool(row.is_shipped),
        approval=approval_in(row[_ACT_FROM:]),
    )


def find_newest(session: Session, slug: str) -> Edition | None:
    """The newest edition of a course, archived or not, or None."""
    rows = session.connection().execute(_NEWEST_OF_SLUG, {"slug": slug}).all()
    return next(iter(_editions(session, rows)), None)


def list_of_course(session: Session, slug: str) -> tuple[Edition, ...]:
    """Every edition of a course, the newest first; none where there is no such course."""
    rows = session.connection().execute(_OF_SLUG, {"slug": slug}).all()
    return tuple(sorted(_editions(session, rows), key=lambda edition: -edition.number))


def list_newest(session: Session, slugs: Sequence[str]) -> tuple[Edition, ...]:
    """The newest edition of each of these courses, in the order of slugs."""
    rows = session.connection().execute(_NEWEST_OF_SLUGS, {"slugs": list(slugs)}).all()
    return tuple(sorted(_editions(session, rows), key=lambda edition: edition.facts.slug))


def list_offered(session: Session) -> tuple[Edition, ...]:
    """The newest edition of every course that is not archived, in the order of slugs."""
    found = _editions(session, _OFFERED.ask(session))
    return tuple(sorted(found, key=lambda edition: edition.facts.slug))


def list_by_ids(session: Session, ids: Iterable[int]) -> dict[int, Edition]:
    """Editions by their number in the table, in one query."""
    rows = session.connection().execute(_BY_IDS, {"ids": sorted(set(ids))})
    return {edition.id: edition for edition in _editions(session, rows)}


def has_edition(session: Session, slug: str, content_hash: str) -> bool:
    """True when any edition of that course, the newest or not, was ever made of that content."""
    kept = (
        select(CourseEditionRow.id)
        .join(CourseRow, CourseRow.id == CourseEditionRow.course_id)
        .where(CourseRow.slug == slug, CourseEditionRow.content_hash == content_hash)
    )
    return session.scalars(kept).first() is not None


_MODULE_HASHES: Prepared[tuple[str, str]] = Prepared(
    select(CourseEditionRow.facts_hash, EditionModuleRow.module_hash)
    .join(EditionModuleRow, EditionModuleRow.edition_id == CourseEditionRow.id)
    .where(CourseEditionRow.id == bindparam("edition_id"))
    .where(EditionModuleRow.slug == bindparam("slug")),
    tuple[str, str],
)
_MODULE_TEXTS = select(ModuleVersionRow.hash, ModuleVersionRow.content).where(
    ModuleVersionRow.hash.in_(bindparam("hashes", expanding=True))
)


def find_module(session: Session, edition_id: int, slug: str) -> ModuleFound | None:
    """A module of an edition, or None: one query, and two more where it was not seen before."""
    rows = _MODULE_HASHES.ask(session, edition_id=edition_id, slug=slug)
    if not rows:
        return None
    [(facts_hash, hash_)] = rows
    return ModuleFound(hash_, _get_module(session, hash_), get_facts(session, facts_hash))


def _get_module(session: Session, hash_: str) -> Module:
    def fetch(missing: list[str]) -> dict[str, Module]:
        rows = session.connection().execute(_MODULE_TEXTS, {"hashes": missing})
        return {found: from_text(Module, text) for found, text in rows}

    return _modules.take([hash_], fetch)[hash_]


_QUIZ_TEXT = (
    select(CourseEditionRow.facts_hash, QuizVersionRow.content)
    .join(EditionModuleRow, EditionModuleRow.edition_id == CourseEditionRow.id)
    .join(QuizVersionRow, QuizVersionRow.hash == EditionModuleRow.quiz_hash)
    .where(CourseEditionRow.id == bindparam("edition_id"))
    .where(EditionModuleRow.slug == bindparam("slug"))
)


def find_quiz(
    session: Session, edition_id: int, slug: str
) -> tuple[CourseFacts, StoredQuiz] | None:
    """A module's quiz with the facts of its course, its questions still elsewhere: one query."""
    row = session.connection().execute(_QUIZ_TEXT, {"edition_id": edition_id, "slug": slug}).first()
    if row is None:
        return None
    return get_facts(session, row.facts_hash), from_text(StoredQuiz, row.content)


_QUESTION_TEXTS = select(QuestionVersionRow.hash, QuestionVersionRow.content).where(
    QuestionVersionRow.hash.in_(bindparam("hashes", expanding=True))
)


def list_questions(session: Session, hashes: Iterable[str]) -> dict[str, Question]:
    """Questions by their address: no query for those seen before, one for all others."""

    def fetch(missing: list[str]) -> dict[str, Question]:
        rows = session.connection().execute(_QUESTION_TEXTS, {"hashes": missing})
        return {hash_: from_text(Question, content) for hash_, content in rows}

    return _questions.take(hashes, fetch)


def fill_quiz(session: Session, stored: StoredQuiz) -> tuple[Quiz, dict[str, str]]:
    """The quiz with its questions, and the address of each by stamp."""
    questions = list_questions(session, [h for block in stored.hashes for h in block])
    blocks = tuple(
        replace(block, questions=tuple(questions[h] for h in hashes))
        for block, hashes in zip(stored.quiz.blocks, stored.hashes, strict=True)
    )
    by_stamp = {questions[h].stamp: h for block in stored.hashes for h in block}
    return replace(stored.quiz, blocks=blocks), by_stamp


def get_course(session: Session, edition: Edition) -> Course:
    """The whole edition: facts, modules and quizzes with their questions."""
    rows = session.execute(
        select(ModuleVersionRow.content, QuizVersionRow.content)
        .select_from(EditionModuleRow)
        .join(ModuleVersionRow, ModuleVersionRow.hash == EditionModuleRow.module_hash)
        .outerjoin(QuizVersionRow, QuizVersionRow.hash == EditionModuleRow.quiz_hash)
        .where(EditionModuleRow.edition_id == edition.id)
        .order_by(EditionModuleRow.position)
    ).all()
    quizzes = (from_text(StoredQuiz, quiz) for _, quiz in rows if quiz is not None)
    return Course(
        facts=edition.written,
        modules=tuple(from_text(Module, module) for module, _ in rows),
        quizzes=tuple(fill_quiz(session, stored)[0] for stored in quizzes),
    )


def list_files(session: Session, edition_id: int) -> tuple[SourceFile, ...]:
    """The edition's source files, byte for byte as they were published."""
    rows = session.execute(
        select(EditionFileRow.path, BlobRow.content)
        .join(BlobRow, BlobRow.hash == EditionFileRow.blob_hash)
        .where(EditionFileRow.edition_id == edition_id)
        .order_by(EditionFileRow.path)
    )
    return tuple(SourceFile(path, content) for path, content in rows)


def find_file(session: Session, edition_id: int, path: str) -> bytes | None:
    """One source file of an edition, or None."""
    return session.scalar(
        select(BlobRow.content)
        .join(EditionFileRow, EditionFileRow.blob_hash == BlobRow.hash)
        .where(EditionFileRow.edition_id == edition_id, EditionFileRow.path == path)
    )


def list_hashes(session: Session, edition_id: int) -> dict[str, str]:
    """The address of each file of an edition, by path."""
    rows = session.execute(
        select(EditionFileRow.path, EditionFileRow.blob_hash).where(
            EditionFileRow.edition_id == edition_id
        )
    )
    return {row.path: row.blob_hash for row in rows}


def list_ids(session: Session, course_id: int) -> tuple[int, ...]:
    """Every edition of a course by its place in the table, the first one first."""
    ids = select(CourseEditionRow.id).where(CourseEditionRow.course_id == course_id)
    return tuple(session.scalars(ids.order_by(CourseEditionRow.id)))


def find_newest_from_files(session: Session, course_id: int) -> int | None:
    """The newest edition of a course that was published from a folder, or None."""
    from_files = select(func.max(CourseEditionRow.id)).where(
        CourseEditionRow.course_id == course_id, CourseEditionRow.published_by_id.is_(None)
    )
    return session.scalar(from_files)
