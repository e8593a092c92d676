"""Plans: drafts that are to be published later."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.editions import Change
from lms.domain.names import COMMENT_LENGTH
from lms.domain.plans import Outcome
from lms.store.rows.base import Base, Digest, Id, PersonId, PublicId, at_most, one_of


class PlanRow(Base):
    """A draft as it was reviewed, to be published at a time; one at once for each draft."""

    __tablename__ = "plans"
    __table_args__ = (
        CheckConstraint("upto >= 0", name="upto_not_negative"),
        CheckConstraint("due_at > planned_at", name="due_later"),
        CheckConstraint("(settled_at IS NULL) = (outcome IS NULL)", name="settled_has_outcome"),
        CheckConstraint(
            "outcome IS NULL OR outcome <> 'refused' OR length(trim(words)) > 0",
            name="refused_has_words",
        ),
        one_of("change", Change, "change_known"),
        one_of("outcome", Outcome, "outcome_known"),
        at_most("reason", COMMENT_LENGTH),
        at_most("words", COMMENT_LENGTH),
        Index(
            "uq_plans_open",
            "draft_id",
            unique=True,
            sqlite_where=text("settled_at IS NULL"),
            postgresql_where=text("settled_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    draft_id: Mapped[int] = mapped_column(ForeignKey("drafts.id"), index=True)
    upto: Mapped[int]
    base_id: Mapped[int | None] = mapped_column(ForeignKey("course_editions.id"))
    content_hash: Mapped[Digest]
    change: Mapped[str | None] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    planned_by_id: Mapped[PersonId]
    planned_at: Mapped[datetime]
    due_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str | None] = mapped_column(String(16))
    words: Mapped[str] = mapped_column(Text)
