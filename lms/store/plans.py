"""Plans in and out of the database."""

import secrets
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.editions import Change
from lms.domain.plans import Outcome, Plan
from lms.store.rows import CourseRow, DraftRow, PersonRow, PlanRow

_PLAN = select(PlanRow, PersonRow.legal_name).join(PersonRow, PersonRow.id == PlanRow.planned_by_id)


def add(session: Session, plan: Plan) -> Plan:
    """Keep a plan under an address of its own; the caller holds the draft."""
    kept = replace(plan, public_id=secrets.token_hex(8))
    session.execute(
        insert(PlanRow).values(
            public_id=kept.public_id,
            draft_id=plan.draft_id,
            upto=plan.upto,
            base_id=plan.base_id,
            content_hash=plan.content_hash,
            change=plan.change,
            reason=plan.reason,
            planned_by_id=plan.planner_id,
            planned_at=plan.planned_at,
            due_at=plan.due_at,
            settled_at=None,
            outcome=None,
            words="",
        )
    )
    return kept


def find(session: Session, public_id: str) -> Plan | None:
    """The plan of that address, or None."""
    return _first(session, _PLAN.where(PlanRow.public_id == public_id))


def find_newest(session: Session, draft_id: int) -> Plan | None:
    """What was planned last for a draft, whatever became of it, or None."""
    newest = _PLAN.where(PlanRow.draft_id == draft_id).order_by(PlanRow.id.desc())
    return _first(session, newest.limit(1))


def find_slug(session: Session, plan: Plan) -> str:
    """The course that a plan is about."""
    asked = select(CourseRow.slug).join(DraftRow, DraftRow.course_id == CourseRow.id)
    return session.scalars(asked.where(DraftRow.id == plan.draft_id)).one()


def settle(session: Session, plan: Plan, outcome: Outcome, now: datetime, words: str = "") -> bool:
    """Keep what became of a plan; False where that is known already."""
    settled = (
        update(PlanRow)
        .where(PlanRow.public_id == plan.public_id, PlanRow.settled_at.is_(None))
        .values(settled_at=now, outcome=outcome, words=words)
        .returning(PlanRow.id)
    )
    return session.scalar(settled) is not None


def _first(session: Session, asked: Select[PlanRow, str]) -> Plan | None:
    found = session.execute(asked).first()
    if found is None:
        return None
    row, planner = found
    return Plan(
        public_id=row.public_id,
        draft_id=row.draft_id,
        upto=row.upto,
        base_id=row.base_id,
        content_hash=row.content_hash,
        change=Change(row.change) if row.change else None,
        reason=row.reason,
        planner_id=row.planned_by_id,
        planner=planner,
        planned_at=row.planned_at,
        due_at=row.due_at,
        settled_at=row.settled_at,
        outcome=Outcome(row.outcome) if row.outcome else None,
        words=row.words,
    )
