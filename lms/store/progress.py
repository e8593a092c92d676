"""Progress: what a learner did, everything about it in one question to the database."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
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
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from lms.domain.completion import (
    Completed,
    Evaluated,
    Fact,
    Finished,
    Graded,
    Granted,
    Started,
)
from lms.store.prepared import Prepared
from lms.store.rows import (
    AttemptGrantRow,
    AttemptRow,
    CertificateRow,
    CompletionRow,
    EnrollmentRow,
    EvaluationSentRow,
    GradeRow,
    ModuleFinishedRow,
    PlaceRow,
    SectionReadRow,
)


@dataclass(frozen=True)
class ReadingPlace:
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
    places: tuple[ReadingPlace, ...]
    sections: Mapping[tuple[str, str], tuple[datetime, ...]]

    def read_at(self, module: str) -> tuple[datetime, ...]:
        """Every time that a section of that module was read."""
        sections = (times for (slug, _), times in self.sections.items() if slug == module)
        return tuple(at for times in sections for at in times)

    def place(self, module: str) -> ReadingPlace | None:
        """Where they stopped in that module, or None."""
        return next((place for place in self.places if place.module == module), None)

    @property
    def last_place(self) -> ReadingPlace | None:
        """Where they read last in the course, or None."""
        return max(self.places, key=lambda place: place.at, default=None)


NO_PROGRESS = Progress((), (), {})

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
        _text(columns.get("module")).label("module"),
        _text(columns.get("name")).label("name"),
        _text(columns.get("earned")).label("earned"),
        func.coalesce(columns.get("number", null()), 0).label("number"),
        func.coalesce(cast(columns.get("flag", null()), Integer), 0).label("flag"),
        at.label("at"),
    )


def _text(column: Column | None) -> ColumnElement[str]:
    return literal("") if column is None else cast(column, String)


Which = Callable[[Column], ColumnElement[bool]]


def _everything(which: Which) -> CompoundSelect[Any]:
    """Every fact and place of the enrollments that `which` tells by their column."""
    return union_all(*_of_reading(which), *_of_quizzes(which), *_of_the_whole(which))


def _of_reading(which: Which) -> tuple[Select[Any], ...]:
    read, place, finished = SectionReadRow, PlaceRow, ModuleFinishedRow
    return tuple(
        _fact(kind, row.enrollment_id, at, module=row.module, **more).where(
            which(row.enrollment_id)
        )
        for kind, row, at, more in (
            ("finished", finished, finished.finished_at, {}),
            ("place", place, place.at, {"name": place.section}),
            ("section", read, read.read_at, {"name": read.section}),
        )
    )


def _of_quizzes(which: Which) -> tuple[Select[Any], ...]:
    attempt, grade, grant = AttemptRow, GradeRow, AttemptGrantRow
    sat = {"module": attempt.module, "name": attempt.public_id}
    earned = {"earned": grade.earned, "number": grade.possible, "flag": grade.is_passed}
    granted = {"module": grant.module, "number": grant.count}
    ours = which(attempt.enrollment_id)
    return (
        _fact("started", attempt.enrollment_id, attempt.started_at, **sat).where(ours),
        _fact("graded", attempt.enrollment_id, grade.graded_at, **sat, **earned)
        .join(grade, grade.attempt_id == attempt.id)
        .where(ours),
        _fact("granted", grant.enrollment_id, grant.granted_at, **granted).where(
            which(grant.enrollment_id)
        ),
    )


def _of_the_whole(which: Which) -> tuple[Select[Any], ...]:
    sent, done, certificate = EvaluationSentRow, CompletionRow, CertificateRow
    newer = aliased(CertificateRow)
    # The one that stands: an original, or what was last issued in its place.
    is_newest = and_(
        certificate.completion_id == done.id,
        ~select(newer.id)
        .where(newer.replaces_id == certificate.id)
        .correlate(certificate)
        .exists(),
    )
    return (
        _fact("evaluated", sent.enrollment_id, sent.sent_at).where(which(sent.enrollment_id)),
        _fact("completed", done.enrollment_id, done.completed_at, name=certificate.serial)
        .join(certificate, is_newest)
        .where(which(done.enrollment_id)),
    )


_OPEN_OF_PERSON = select(EnrollmentRow.id).where(
    EnrollmentRow.person_id == bindparam("person_id"), EnrollmentRow.left_at.is_(None)
)
# Not a list of ids: SQLAlchemy would write the statement anew for every request.
_OF_ONE = _everything(lambda enrollment: enrollment == bindparam("enrollment_id"))
_OF_PERSON = _everything(lambda enrollment: enrollment.in_(_OPEN_OF_PERSON))
_OF_MANY = _everything(lambda enrollment: enrollment.in_(bindparam("enrollments", expanding=True)))


# The same few marks are earned by everybody, and reading one takes longer than a row.
_fraction = lru_cache(1000)(Fraction)

# kind, enrollment, module, name, earned, number, flag, at
_Row = tuple[str, int, str, str, str, int, int, datetime]
_ALL_OF_ONE: Prepared[_Row] = Prepared(_OF_ONE, _Row)
_ALL_OF_PERSON: Prepared[_Row] = Prepared(_OF_PERSON, _Row)


def get_progress(session: Session, enrollment_id: int) -> Progress:
    """Everything known about one enrollment: one query."""
    return _progress(_ALL_OF_ONE.ask(session, enrollment_id=enrollment_id))


def list_progress(session: Session, person_id: int) -> dict[int, Progress]:
    """Everything known about each open enrollment of a person: one query for all."""
    return _by_enrollment(_ALL_OF_PERSON.ask(session, person_id=person_id))


def list_progress_of(session: Session, enrollment_ids: list[int]) -> dict[int, Progress]:
    """The same for each of these enrollments, open or not: one query for all."""
    rows = session.connection().execute(_OF_MANY, {"enrollments": enrollment_ids})
    return _by_enrollment(tuple(row) for row in rows)


def _by_enrollment(found: Iterable[_Row]) -> dict[int, Progress]:
    rows: dict[int, list[_Row]] = {}
    for row in found:
        rows.setdefault(row[1], []).append(row)
    return {enrollment: _progress(of_it) for enrollment, of_it in rows.items()}


def _progress(rows: Iterable[_Row]) -> Progress:
    facts: list[Fact] = []
    places: list[ReadingPlace] = []
    sections: dict[tuple[str, str], tuple[datetime, ...]] = {}
    for kind, _, module, name, earned, number, flag, at in rows:
        if kind == "section":
            sections[module, name] = (*sections.get((module, name), ()), at)
        elif kind == "place":
            places.append(ReadingPlace(module, name, at))
        else:
            facts.append(_FACTS[kind](module, name, earned, number, bool(flag), at))
    return Progress(tuple(facts), tuple(places), sections)


_FACTS: dict[str, Callable[[str, str, str, int, bool, datetime], Fact]] = {
    "finished": lambda module, _name, _earned, _number, _flag, at: Finished(module, at),
    "started": lambda module, name, _earned, _number, _flag, at: Started(module, name, at),
    "graded": lambda module, name, earned, number, flag, at: Graded(
        module, name, _fraction(earned), number, flag, at
    ),
    "granted": lambda module, _name, _earned, number, _flag, at: Granted(module, number, at),
    "evaluated": lambda _module, _name, _earned, _number, _flag, at: Evaluated(at),
    "completed": lambda _module, name, _earned, _number, _flag, at: Completed(at, name),
}


# -- adding facts ------------------------------------------------------------------


def keep_place(
    session: Session, enrollment_id: int, edition_id: int, place: ReadingPlace, *, is_new: bool
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
