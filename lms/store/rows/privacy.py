"""Privacy: that somebody was erased, and what was kept of them."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column

from lms.store.rows.base import Base, not_blank


class ErasureRow(Base):
    """A person was erased, once; `kept` says what was kept, why and until when."""

    __tablename__ = "erasures"
    __table_args__ = (not_blank("kept"),)

    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), primary_key=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    kept: Mapped[str] = mapped_column(Text)
