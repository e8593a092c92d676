"""Where a sign-off is asked for, who signed what off, and whose work a draft's changes are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.sign_offs import Saved, SignOff
from lms.store.columns import insert_unless_taken
from lms.store.rows import (
    DraftSaveRow,
    PersonRow,
    SignOffPassedOverRow,
    SignOffRow,
    SignOffRuleRow,
)


@dataclass(frozen=True)
class Ground:
    """A draft, and the number of the edition that its files would follow; 0 before the first."""

    draft_id: int
    follows: int


def is_asked_of(session: Session, course_id: int | None) -> bool:
    """True when that course asks for a sign-off, or for None the provider does of all."""
    its = select(SignOffRuleRow.is_asked).where(
        SignOffRuleRow.course_id.is_not_distinct_from(course_id)
    )
    return bool(session.scalar(its.order_by(SignOffRuleRow.id.desc()).limit(1)))


def set_asked(
    session: Session, course_id: int | None, is_asked: bool, set_by_id: int, now: datetime
) -> None:
    """Let that course, or for None the provider, ask for a sign-off from now on, or no longer."""
    row = {"course_id": course_id, "is_asked": is_asked, "set_by_id": set_by_id, "set_at": now}
    session.execute(insert(SignOffRuleRow).values(row))


def add(session: Session, ground: Ground, digest: str, person_id: int, now: datetime) -> bool:
    """Keep that somebody signed these files off to follow an edition; False when they had."""
    row = {"content_hash": digest, "signed_by_id": person_id, "signed_at": now}
    place = {"draft_id": ground.draft_id, "follows": ground.follows}
    new = insert_unless_taken(session, SignOffRow).values(**place, **row)
    added = new.on_conflict_do_nothing().returning(SignOffRow.id)
    return session.scalar(added) is not None


def list_sign_offs(session: Session, ground: Ground, digest: str) -> tuple[SignOff, ...]:
    """Who signed these files off to follow that edition, in their order; there are few."""
    rows = session.execute(
        select(
            SignOffRow.signed_by_id,
            PersonRow.legal_name,
            SignOffRow.content_hash,
            SignOffRow.signed_at,
        )
        .join(PersonRow, PersonRow.id == SignOffRow.signed_by_id)
        .where(
            SignOffRow.draft_id == ground.draft_id,
            SignOffRow.follows == ground.follows,
            SignOffRow.content_hash == digest,
        )
        .order_by(SignOffRow.id)
    )
    return tuple(SignOff(*row) for row in rows)


def list_saved(session: Session, draft_id: int, upto: int | None = None) -> tuple[Saved, ...]:
    """Every save of a draft in its order, or those up to a number, without texts."""
    saves = (
        select(
            DraftSaveRow.path,
            DraftSaveRow.blob_hash,
            DraftSaveRow.author_id,
            DraftSaveRow.is_aside,
        )
        .where(DraftSaveRow.draft_id == draft_id)
        .order_by(DraftSaveRow.number)
    )
    if upto is not None:
        saves = saves.where(DraftSaveRow.number <= upto)
    return tuple(Saved(*row) for row in session.execute(saves))


def pass_over(session: Session, edition_id: int, reason: str) -> None:
    """Keep why an edition was published without the sign-off that was asked for."""
    session.execute(insert(SignOffPassedOverRow).values(edition_id=edition_id, reason=reason))
