"""Regrades: corrected keys as they were ordered and undone, and which of them are in force."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import Session

from lms.domain.regrading import RegradePolicy
from lms.store.columns import from_text, to_text
from lms.store.editions import StoredQuiz
from lms.store.prepared import Prepared
from lms.store.rows import (
    CourseEditionRow,
    CourseRow,
    EditionModuleRow,
    PersonRow,
    QuizVersionRow,
    RegradeRow,
    RegradeUndoRow,
)


@dataclass(frozen=True)
class Undone:
    """That a regrade was undone: why, and when."""

    reason: str
    at: datetime


@dataclass(frozen=True)
class Regrade:
    """A corrected key as it was ordered: `attempts` are those whose grade it was to change."""

    id: int
    public_id: str
    course_id: int
    module: str
    stamp: str
    question_hash: str
    covers: frozenset[str]
    policy: RegradePolicy
    reason: str
    attempts: int
    ordered_by: str
    ordered_at: datetime
    undone: Undone | None


@dataclass(frozen=True)
class NewRegrade:
    """A regrade that is about to be ordered; the rest is known by whoever keeps it."""

    course_id: int
    module: str
    stamp: str
    question_hash: str
    covers: frozenset[str]
    policy: RegradePolicy
    reason: str
    attempts: int


# -- holding -----------------------------------------------------------------------


def hold_keys(session: Session, course_id: int) -> None:
    """Wait for every hand-in of the course that knows the old rulings; keep the next one waiting.

    Without it an attempt handed in at the same moment would escape the new ruling on PostgreSQL.
    """
    session.execute(select(CourseRow.id).where(CourseRow.id == course_id).with_for_update())


def hold_regrading(session: Session, course_id: int) -> None:
    """Let nobody else regrade attempts of the course until this transaction ends."""
    one = select(CourseRow.id).where(CourseRow.id == course_id)
    session.execute(one.with_for_update(key_share=True))


_SHARE_KEYS = (
    select(CourseRow.id)
    .join(CourseEditionRow, CourseEditionRow.course_id == CourseRow.id)
    .where(CourseEditionRow.id == bindparam("edition_id"))
    .with_for_update(read=True, key_share=True, of=CourseRow)
)


def share_keys(session: Session, edition_id: int) -> None:
    """Let no ruling on the edition's course come up until this transaction ends."""
    connection = session.connection()
    # SQLite has one writer at a time.
    if connection.dialect.name == "postgresql":
        connection.execute(_SHARE_KEYS, {"edition_id": edition_id})


# -- regrades ----------------------------------------------------------------------

_REGRADES = (
    select(
        RegradeRow.id,
        RegradeRow.public_id,
        RegradeRow.course_id,
        RegradeRow.module,
        RegradeRow.stamp,
        RegradeRow.question_hash,
        RegradeRow.covers,
        RegradeRow.policy,
        RegradeRow.reason,
        RegradeRow.attempts,
        func.coalesce(PersonRow.legal_name, ""),
        RegradeRow.ordered_at,
        RegradeUndoRow.reason,
        RegradeUndoRow.undone_at,
    )
    .outerjoin(RegradeUndoRow, RegradeUndoRow.regrade_id == RegradeRow.id)
    .outerjoin(PersonRow, PersonRow.id == RegradeRow.ordered_by_id)
)


def add_regrade(
    session: Session, public_id: str, new: NewRegrade, person_id: int | None, now: datetime
) -> int:
    """Keep that a key was corrected; the number of the regrade comes back."""
    row = RegradeRow(
        public_id=public_id,
        course_id=new.course_id,
        module=new.module,
        stamp=new.stamp,
        question_hash=new.question_hash,
        covers=to_text(sorted(new.covers)),
        policy=new.policy.value,
        reason=new.reason,
        attempts=new.attempts,
        ordered_by_id=person_id,
        ordered_at=now,
    )
    session.add(row)
    session.flush()
    return row.id


def add_undo(
    session: Session, regrade_id: int, reason: str, person_id: int | None, now: datetime
) -> None:
    """Keep that a regrade was undone."""
    session.add(
        RegradeUndoRow(regrade_id=regrade_id, reason=reason, undone_by_id=person_id, undone_at=now)
    )
    session.flush()


def find_regrade(session: Session, public_id: str) -> Regrade | None:
    """The regrade of that address, or None."""
    row = session.execute(_REGRADES.where(RegradeRow.public_id == public_id)).first()
    return None if row is None else _regrade(tuple(row))


def list_regrades(session: Session, course_id: int) -> tuple[Regrade, ...]:
    """Every key that was corrected in a course, the newest first: one query."""
    return list_regrades_of(session, [course_id])[course_id]


def list_regrades_of(
    session: Session, course_ids: Collection[int]
) -> dict[int, tuple[Regrade, ...]]:
    """The same for each of these courses: one query for all."""
    rows = session.execute(
        _REGRADES.where(RegradeRow.course_id.in_(course_ids)).order_by(RegradeRow.id.desc())
    )
    found: dict[int, list[Regrade]] = {course_id: [] for course_id in course_ids}
    for row in rows:
        found[row.course_id].append(_regrade(tuple(row)))
    return {course_id: tuple(made) for course_id, made in found.items()}


def list_of_stamp(session: Session, course_id: int, module: str, stamp: str) -> tuple[Regrade, ...]:
    """Every regrade about a question, undone or not, oldest first."""
    rows = session.execute(
        _REGRADES.where(
            RegradeRow.course_id == course_id,
            RegradeRow.module == module,
            RegradeRow.stamp == stamp,
        ).order_by(RegradeRow.id)
    )
    return tuple(_regrade(tuple(row)) for row in rows)


def _regrade(row: Sequence[Any]) -> Regrade:
    id_, public_id, course_id, module, stamp, hash_, covers, policy, reason, attempts, *rest = row
    ordered_by, ordered_at, why, undone_at = rest
    return Regrade(
        id=id_,
        public_id=public_id,
        course_id=course_id,
        module=module,
        stamp=stamp,
        question_hash=hash_,
        covers=frozenset(from_text(list[str], covers)),
        policy=RegradePolicy(policy),
        reason=reason,
        attempts=attempts,
        ordered_by=ordered_by,
        ordered_at=ordered_at,
        undone=Undone(why, undone_at) if undone_at else None,
    )


@dataclass(frozen=True)
class InForce:
    """A ruling that holds when an attempt on a module's quiz is handed in or looked at."""

    id: int
    question_hash: str
    covers: frozenset[str]
    policy: RegradePolicy
    reason: str
    ordered_at: datetime


# id, hash, covers, policy, reason, at
_InForce = tuple[int, str, str, str, str, datetime]
_IN_FORCE: Prepared[_InForce] = Prepared(
    select(
        RegradeRow.id,
        RegradeRow.question_hash,
        RegradeRow.covers,
        RegradeRow.policy,
        RegradeRow.reason,
        RegradeRow.ordered_at,
    )
    .join(CourseEditionRow, CourseEditionRow.course_id == RegradeRow.course_id)
    .outerjoin(RegradeUndoRow, RegradeUndoRow.regrade_id == RegradeRow.id)
    .where(CourseEditionRow.id == bindparam("edition_id"))
    .where(RegradeRow.module == bindparam("module"))
    .where(RegradeRow.policy != RegradePolicy.NO_CHANGE.value)
    .where(RegradeUndoRow.id.is_(None)),
    _InForce,
)


def list_in_force(session: Session, edition_id: int, module: str) -> tuple[InForce, ...]:
    """What holds for a module's quiz in the course of that edition, oldest first: one query."""
    rows = sorted(_IN_FORCE.ask(session, edition_id=edition_id, module=module))
    return tuple(
        InForce(
            id_, hash_, frozenset(from_text(list[str], covers)), RegradePolicy(policy), reason, at
        )
        for id_, hash_, covers, policy, reason, at in rows
    )


# -- versions of questions ---------------------------------------------------------


@dataclass(frozen=True)
class QuizVersion:
    """A version of a module's quiz by its address, and the newest edition that has it."""

    module: str
    edition: int
    hash: str
    quiz: StoredQuiz

    @property
    def hashes(self) -> tuple[str, ...]:
        """The addresses of all its questions, in the author's order."""
        return tuple(hash_ for block in self.quiz.hashes for hash_ in block)


def list_quiz_versions(session: Session, course_id: int) -> tuple[QuizVersion, ...]:
    """Every version of every quiz that a course ever had: one query."""
    return list_quiz_versions_of(session, [course_id])[course_id]


def list_quiz_versions_of(
    session: Session, course_ids: Collection[int]
) -> dict[int, tuple[QuizVersion, ...]]:
    """The same for each of these courses: one query for all."""
    newest = func.max(CourseEditionRow.number)
    rows = session.execute(
        select(
            CourseEditionRow.course_id,
            EditionModuleRow.slug,
            newest,
            QuizVersionRow.hash,
            QuizVersionRow.content,
        )
        .join(EditionModuleRow, EditionModuleRow.edition_id == CourseEditionRow.id)
        .join(QuizVersionRow, QuizVersionRow.hash == EditionModuleRow.quiz_hash)
        .where(CourseEditionRow.course_id.in_(course_ids))
        .group_by(
            CourseEditionRow.course_id,
            EditionModuleRow.slug,
            QuizVersionRow.hash,
            QuizVersionRow.content,
        )
    )
    found: dict[int, list[QuizVersion]] = {course_id: [] for course_id in course_ids}
    for course_id, module, number, hash_, content in rows:
        quiz = from_text(StoredQuiz, content)
        found[course_id].append(QuizVersion(module, number, hash_, quiz))
    return {course_id: tuple(versions) for course_id, versions in found.items()}
