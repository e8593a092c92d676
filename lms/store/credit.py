"""Credit that was approved: the acts of approvers, and the one that stands for an edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from lms.domain.credit import Credit, CreditApproval, CreditTerms
from lms.domain.editions import Change
from lms.store.columns import from_text, insert_unless_taken, to_text
from lms.store.rows import CourseEditionRow, CreditApprovalRow


@dataclass(frozen=True)
class Calculation:
    """What was approved, as it is kept: the credit in full, and by which terms."""

    credit: Credit
    terms: CreditTerms


# -- of an edition that is being read ------------------------------------------------

_ACT, _OF_ACT = aliased(CreditApprovalRow), aliased(CourseEditionRow)
_EARLIER, _OF_EARLIER = aliased(CreditApprovalRow), aliased(CourseEditionRow)
_MATERIAL = aliased(CourseEditionRow)
_NEWEST_ACT = (
    select(_EARLIER.id)
    .join(_OF_EARLIER, _OF_EARLIER.id == _EARLIER.edition_id)
    .where(_OF_EARLIER.course_id == CourseEditionRow.course_id)
    .where(_OF_EARLIER.number <= CourseEditionRow.number)
    .order_by(_OF_EARLIER.number.desc())
    .limit(1)
    .correlate(CourseEditionRow)
    .scalar_subquery()
)
_LAST_MATERIAL = (
    select(func.max(_MATERIAL.number))
    .where(_MATERIAL.course_id == CourseEditionRow.course_id)
    .where(_MATERIAL.number <= CourseEditionRow.number)
    .where(_MATERIAL.change != Change.EDITORIAL.value)
    .correlate(CourseEditionRow)
    .scalar_subquery()
)
_WHAT_STANDS = (
    _OF_ACT.number.label("act_number"),
    _ACT.calculation,
    _ACT.approver_name,
    _ACT.approver_title,
    _ACT.note,
    _ACT.approved_at,
    _LAST_MATERIAL.label("last_material"),
)


@dataclass(frozen=True)
class Act:
    """The newest act up to an edition, and the number of its last material or first edition."""

    number: int
    calculation: str
    name: str
    title: str
    note: str
    approved_at: datetime
    last_material: int


def with_acts(editions: Any) -> Any:
    """A query of editions with the columns of an `Act` behind those that it has."""
    return (
        editions.add_columns(*_WHAT_STANDS)
        .outerjoin(_ACT, _ACT.id == _NEWEST_ACT)
        .outerjoin(_OF_ACT, _OF_ACT.id == _ACT.edition_id)
    )


def approval_in(columns: Sequence[Any]) -> CreditApproval | None:
    """The approval that stands for an edition with such columns, or None where none does."""
    if columns[0] is None:
        return None
    act = Act(*columns)
    approval = _approval(act)
    return approval if approval.stands_for(act.last_material) else None


def _approval(act: Act) -> CreditApproval:
    found = from_text(Calculation, act.calculation)
    return CreditApproval(
        edition_number=act.number,
        credit=found.credit,
        terms=found.terms,
        name=act.name,
        title=act.title,
        note=act.note,
        approved_at=act.approved_at,
    )


# -- approving -----------------------------------------------------------------------


def add_approval(session: Session, edition_id: int, act: CreditApproval, by_id: int) -> bool:
    """Keep an approver's act; False when the edition has one already."""
    unless_taken = insert_unless_taken(session, CreditApprovalRow).on_conflict_do_nothing(
        index_elements=["edition_id"]
    )
    added = unless_taken.values(
        edition_id=edition_id,
        calculation=to_text(Calculation(act.credit, act.terms)),
        approver_name=act.name,
        approver_title=act.title,
        note=act.note,
        approved_by_id=by_id,
        approved_at=act.approved_at,
    ).returning(CreditApprovalRow.id)
    return session.execute(added).one_or_none() is not None
