"""Requirement sets and who follows them, in and out of the database."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.requirement_sets import RequirementSet
from lms.store.columns import from_text, to_text
from lms.store.rows import FollowedRequirementRow, RequirementSetRow


@dataclass(frozen=True)
class NewSet:
    """A requirement set about to be published; `is_shipped` when it came with the product."""

    requirements: RequirementSet
    content_hash: str
    is_shipped: bool


@dataclass(frozen=True)
class Newest:
    """The set in force of a slug, as publishing compares it."""

    content_hash: str
    is_shipped: bool


@dataclass(frozen=True)
class Followed:
    """That somebody follows a set, and the first day of their cycle where it has cycles."""

    slug: str
    began_on: date | None


_NEWEST_IDS = select(func.max(RequirementSetRow.id)).group_by(RequirementSetRow.slug)


def list_sets(session: Session) -> tuple[RequirementSet, ...]:
    """The sets in force, in the order of their titles: one query."""
    texts = session.scalars(
        select(RequirementSetRow.facts).where(RequirementSetRow.id.in_(_NEWEST_IDS))
    )
    read = (from_text(RequirementSet, text) for text in texts)
    return tuple(sorted(read, key=lambda it: (it.title.casefold(), it.slug)))


def find_set(session: Session, slug: str) -> RequirementSet | None:
    """The set in force of that slug, or None."""
    newest = select(RequirementSetRow.facts).where(RequirementSetRow.slug == slug)
    text = session.scalar(newest.order_by(RequirementSetRow.id.desc()).limit(1))
    return None if text is None else from_text(RequirementSet, text)


def find_newest(session: Session, slug: str) -> Newest | None:
    """How the set in force of that slug compares with another, or None."""
    newest = select(RequirementSetRow.content_hash, RequirementSetRow.is_shipped)
    of_slug = newest.where(RequirementSetRow.slug == slug)
    row = session.execute(of_slug.order_by(RequirementSetRow.id.desc()).limit(1)).one_or_none()
    return None if row is None else Newest(*row)


def has_set(session: Session, slug: str, content_hash: str) -> bool:
    """True when a set of that slug with that content was ever published."""
    same = (RequirementSetRow.slug == slug, RequirementSetRow.content_hash == content_hash)
    return session.scalar(select(RequirementSetRow.id).where(*same).limit(1)) is not None


def add_set(session: Session, new: NewSet, now: datetime) -> None:
    """Put a requirement set in force."""
    session.execute(
        insert(RequirementSetRow).values(
            slug=new.requirements.slug,
            version=new.requirements.version,
            content_hash=new.content_hash,
            facts=to_text(new.requirements),
            is_shipped=new.is_shipped,
            published_at=now,
        )
    )


def list_followed(session: Session, person_id: int) -> dict[str, Followed]:
    """What a person follows, by slug: one query."""
    rows = session.execute(
        select(FollowedRequirementRow.slug, FollowedRequirementRow.began_on).where(
            FollowedRequirementRow.person_id == person_id
        )
    )
    return {slug: Followed(slug, began_on) for slug, began_on in rows}


def follow(
    session: Session, person_id: int, slug: str, began_on: date | None, now: datetime
) -> None:
    """Let a person follow a set, or from another day on."""
    mine = (FollowedRequirementRow.person_id == person_id, FollowedRequirementRow.slug == slug)
    changed = session.execute(
        update(FollowedRequirementRow)
        .where(*mine)
        .values(began_on=began_on)
        .returning(FollowedRequirementRow.id)
    )
    if changed.one_or_none() is None:
        session.execute(
            insert(FollowedRequirementRow).values(
                person_id=person_id, slug=slug, began_on=began_on, followed_at=now
            )
        )


def unfollow(session: Session, person_id: int, slug: str) -> bool:
    """Let a person follow a set no longer; False when they did not."""
    mine = (FollowedRequirementRow.person_id == person_id, FollowedRequirementRow.slug == slug)
    ended = session.execute(
        delete(FollowedRequirementRow).where(*mine).returning(FollowedRequirementRow.id)
    )
    return ended.one_or_none() is not None
