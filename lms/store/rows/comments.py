"""Comments on drafts: which passage each is about, and what was said; none ever changes."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.domain.comments import Act
from lms.domain.names import COMMENT_LENGTH
from lms.domain.quotations import AROUND, QUOTE_LENGTH
from lms.store.rows.base import Base, CourseId, Id, PersonId, PublicId, at_most, not_blank, one_of
from lms.store.rows.editions import PATH_LENGTH


class CommentThreadRow(Base):
    """A passage of a draft's file that somebody commented on, by its words and those around it."""

    __tablename__ = "comment_threads"
    __table_args__ = (
        not_blank("path"),
        at_most("path", PATH_LENGTH),
        not_blank("exact"),
        at_most("exact", QUOTE_LENGTH),
        at_most("prefix", AROUND),
        at_most("suffix", AROUND),
    )

    id: Mapped[Id]
    public_id: Mapped[PublicId] = mapped_column(unique=True)
    course_id: Mapped[CourseId]
    path: Mapped[str] = mapped_column(String(PATH_LENGTH))
    exact: Mapped[str] = mapped_column(String(QUOTE_LENGTH))
    prefix: Mapped[str] = mapped_column(String(AROUND))
    suffix: Mapped[str] = mapped_column(String(AROUND))


class CommentMoveRow(Base):
    """The file that a thread is about got another name; the newest counts."""

    __tablename__ = "comment_moves"
    __table_args__ = (not_blank("path"), at_most("path", PATH_LENGTH))

    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(ForeignKey("comment_threads.id"), index=True)
    path: Mapped[str] = mapped_column(String(PATH_LENGTH))
    moved_at: Mapped[datetime]


class CommentRow(Base):
    """What somebody said in a thread, or that they resolved or reopened it."""

    __tablename__ = "comments"
    __table_args__ = (
        one_of("act", Act, "act_known"),
        CheckConstraint("act <> 'said' OR length(trim(text)) > 0", name="said_something"),
        at_most("text", COMMENT_LENGTH),
    )

    id: Mapped[Id]
    thread_id: Mapped[int] = mapped_column(ForeignKey("comment_threads.id"), index=True)
    act: Mapped[str] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text)
    author_id: Mapped[PersonId]
    made_at: Mapped[datetime]
