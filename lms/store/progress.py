"""Progress: what a learner did, everything about it in one question to the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Select,
    String,
    and_,
    bindparam,
    cast,
    func,
    insert,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import InstrumentedAttribute, Session

from lms.domain.completion import (
    Completed,
    Evaluated,
    Fact,
    Finished,
    Graded,
    Granted,
    Started,
)
from lms.store.rows import (
    AttemptGrantRow,
    AttemptRow,
    CertificateRow,
    CompletionRow,
    EvaluationSentRow,
    GradeRow,
    ModuleFinishedRow,
    PlaceRow,
    SectionReadRow,
)


@dataclass(frozen=True)
class Place:
    """Where somebody stopped reading a module."""

    module: str
    section: str
    at: datetime


@dataclass(frozen=True)
class Progress:
    """Everything known about one enrollment: facts, places, and each time a section was read.

    A section is known by its module and its own slug.
    """

    facts: tuple[Fact, ...]
    places: tuple[Place, ...]
    sections: Mapping[tuple[str, str], tuple[datetime, ...]]

    def read_at(self, module: str) -> tuple[datetime, ...]:
        """Every time that a section of that module was read."""
        sections = (times for (slug, _), times in self.sections.items() if slug == module)
        return tuple(at for times in sections for at in times)

    def place(self, module: str) -> Place | None:
        """Where they stopped in that module, or None."""
        return next((place for place in self.places if place.module == module), None)

    @property
    def last_place(self) -> Place | None:
        """Where they read last in the course, or None."""
        return max(self.places, key=lambda place: place.at, default=None)


Column = ColumnElement[Any] | InstrumentedAttribute[Any]


# -- facts: one question to the database for everything known ---------------------


def _fact(
    kind: str,
    enrollment: Column,
    at: Column,
    **columns: Column,
) -> Select[Any]:
    return select(
        literal(kind).label("kind"),
        enrollment.label("enrollment_id"),
        cast(columns.get("module", null()), String).label("module"),
        cast(columns.get("name", null()), String).label("name"),
        cast(columns.get("earned", null()), String).label("earned"),
        func.coalesce(columns.get("number", null()), 0).label("number"),
        func.coalesce(columns.get("flag", null()), False).label("flag"),
        at.label("at"),
    )


_IDS: BindParameter[int] = bindparam("ids", expanding=True)
_PARTS = (
    _fact(
        "finished",
        ModuleFinishedRow.enrollment_id,
        ModuleFinishedRow.finished_at,
        module=ModuleFinishedRow.module,
    ).where(ModuleFinishedRow.enrollment_id.in_(_IDS)),
    _fact(
        "started",
        AttemptRow.enrollment_id,
        AttemptRow.started_at,
        module=AttemptRow.module,
        name=AttemptRow.public_id,
    ).where(AttemptRow.enrollment_id.in_(_IDS)),
    _fact(
        "graded",
        AttemptRow.enrollment_id,
        GradeRow.graded_at,
        module=AttemptRow.module,
        name=AttemptRow.public_id,
        earned=GradeRow.earned,
        number=GradeRow.possible,
        flag=GradeRow.is_passed,
    )
    .join(GradeRow, GradeRow.attempt_id == AttemptRow.id)
    .where(AttemptRow.enrollment_id.in_(_IDS)),
    _fact(
        "granted",
        AttemptGrantRow.enrollment_id,
        AttemptGrantRow.granted_at,
        module=AttemptGrantRow.module,
        number=AttemptGrantRow.count,
    ).where(AttemptGrantRow.enrollment_id.in_(_IDS)),
    _fact("evaluated", EvaluationSentRow.enrollment_id, EvaluationSentRow.sent_at).where(
        EvaluationSentRow.enrollment_id.in_(_IDS)
    ),
    _fact(
        "completed",
        CompletionRow.enrollment_id,
        CompletionRow.completed_at,
        name=CertificateRow.serial,
    )
    .join(
        CertificateRow,
        and_(
            CertificateRow.completion_id == CompletionRow.id, CertificateRow.replaces_id.is_(None)
        ),
    )
    .where(CompletionRow.enrollment_id.in_(_IDS)),
    _fact(
        "place", PlaceRow.enrollment_id, PlaceRow.at, module=PlaceRow.module, name=PlaceRow.section
    ).where(PlaceRow.enrollment_id.in_(_IDS)),
    _fact(
        "section",
        SectionReadRow.enrollment_id,
        SectionReadRow.read_at,
        module=SectionReadRow.module,
        name=SectionReadRow.section,
    ).where(SectionReadRow.enrollment_id.in_(_IDS)),
)
_EVERYTHING = union_all(*_PARTS)


def get_progress(session: Session, enrollment_id: int) -> Progress:
    """Everything known about one enrollment: one query."""
    return list_progress(session, [enrollment_id])[enrollment_id]


def list_progress(session: Session, enrollment_ids: Iterable[int]) -> dict[int, Progress]:
    """Everything known about each enrollment: one query for all."""
    ids = sorted(set(enrollment_ids))
    rows: dict[int, list[Any]] = {id_: [] for id_ in ids}
    for row in session.execute(_EVERYTHING, {"ids": ids}):
        rows[row.enrollment_id].append(row)
    return {id_: _progress(found) for id_, found in rows.items()}


def _progress(rows: list[Any]) -> Progress:
    sections: dict[tuple[str, str], tuple[datetime, ...]] = {}
    for row in rows:
        if row.kind == "section":
            key = (row.module, row.name)
            sections[key] = (*sections.get(key, ()), _aware(row.at))
    return Progress(
        facts=tuple(_FACTS[row.kind](row, _aware(row.at)) for row in rows if row.kind in _FACTS),
        places=tuple(Place(r.module, r.name, _aware(r.at)) for r in rows if r.kind == "place"),
        sections=sections,
    )


_FACTS: dict[str, Callable[[Any, datetime], Fact]] = {
    "finished": lambda row, at: Finished(row.module, at),
    "started": lambda row, at: Started(row.module, row.name, at),
    "graded": lambda row, at: Graded(
        row.module, row.name, Fraction(row.earned), row.number, bool(row.flag), at
    ),
    "granted": lambda row, at: Granted(row.module, row.number, at),
    "evaluated": lambda row, at: Evaluated(at),
    "completed": lambda row, at: Completed(at, row.name),
}


def _aware(at: datetime) -> datetime:
    return at if at.tzinfo else at.replace(tzinfo=UTC)


# -- adding facts ------------------------------------------------------------------


def keep_place(
    session: Session, enrollment_id: int, edition_id: int, place: Place, *, is_new: bool
) -> None:
    """Keep the reader's place, and that the section was read where that is news."""
    key = (PlaceRow.enrollment_id == enrollment_id, PlaceRow.module == place.module)
    moved = session.execute(update(PlaceRow).where(*key).values(section=place.section, at=place.at))
    if moved.rowcount == 0:  # type: ignore[attr-defined]
        values = {"module": place.module, "section": place.section, "at": place.at}
        session.execute(insert(PlaceRow).values(enrollment_id=enrollment_id, **values))
    if is_new:
        session.execute(
            insert(SectionReadRow).values(
                enrollment_id=enrollment_id,
                edition_id=edition_id,
                module=place.module,
                section=place.section,
                read_at=place.at,
            )
        )


def add_finished(
    session: Session, enrollment_id: int, edition_id: int, module: str, now: datetime
) -> None:
    """Record that a module was marked as read."""
    session.execute(
        insert(ModuleFinishedRow).values(
            enrollment_id=enrollment_id, edition_id=edition_id, module=module, finished_at=now
        )
    )


def add_grant(
    session: Session,
    enrollment_id: int,
    module: str,
    count: int,
    reason: str,
    granted_by_id: int | None,
    now: datetime,
) -> None:
    """Record further attempts that an administrator granted."""
    session.add(
        AttemptGrantRow(
            enrollment_id=enrollment_id,
            module=module,
            count=count,
            reason=reason,
            granted_by_id=granted_by_id,
            granted_at=now,
        )
    )
    session.flush()
