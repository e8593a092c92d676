"""What learners were allowed: extra time, and with it in one list the attempts granted."""

from datetime import datetime

from sqlalchemy import bindparam, insert, literal, select, union_all
from sqlalchemy.orm import Session

from lms.domain.accommodations import Allowance, MoreAttempts, MoreTime
from lms.store.rows import AccommodationRow, AttemptGrantRow, PersonRow

_EXTRA_TIME = (
    select(AccommodationRow.extra_time_percent)
    .where(AccommodationRow.enrollment_id == bindparam("enrollment_id"))
    .order_by(AccommodationRow.id.desc())
    .limit(1)
)


def add_extra_time(
    session: Session,
    enrollment_id: int,
    percent: int,
    reason: str,
    granted_by_id: int | None,
    now: datetime,
) -> None:
    """Record that somebody has longer for the timed quizzes of a course from now on."""
    session.execute(
        insert(AccommodationRow).values(
            enrollment_id=enrollment_id,
            extra_time_percent=percent,
            reason=reason,
            granted_by_id=granted_by_id,
            granted_at=now,
        )
    )


def find_extra_time(session: Session, enrollment_id: int) -> int:
    """The extra time in force, in percent; 0 where there is none: one query."""
    return session.scalar(_EXTRA_TIME, {"enrollment_id": enrollment_id}) or 0


def list_allowances(session: Session, enrollment_id: int) -> tuple[Allowance, ...]:
    """Everything that somebody was allowed in a course, the newest first: one query."""
    grant, time = AttemptGrantRow, AccommodationRow
    granted = select(
        grant.id,
        grant.module,
        grant.count.label("number"),
        grant.reason,
        grant.granted_by_id,
        grant.granted_at,
    ).where(grant.enrollment_id == enrollment_id)
    lengthened = select(
        time.id,
        literal(""),
        time.extra_time_percent,
        time.reason,
        time.granted_by_id,
        time.granted_at,
    ).where(time.enrollment_id == enrollment_id)
    both = union_all(granted, lengthened).subquery()
    rows = session.execute(
        select(both.c.module, both.c.number, both.c.reason, PersonRow.legal_name, both.c.granted_at)
        .outerjoin(PersonRow, PersonRow.id == both.c.granted_by_id)
        .order_by(both.c.granted_at.desc(), both.c.id.desc())
    )
    return tuple(
        MoreAttempts(module, number, reason, by or "", at)
        if module
        else MoreTime(number, reason, by or "", at)
        for module, number, reason, by, at in rows
    )
