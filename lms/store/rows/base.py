"""What all tables share: one metadata, named constraints, and shorthands for columns."""

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, MetaData, String
from sqlalchemy.orm import DeclarativeBase, mapped_column

from lms.store.columns import UtcTime


class Base(DeclarativeBase):
    """The mother of all rows."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UtcTime}


Id = Annotated[int, mapped_column(primary_key=True)]
PersonId = Annotated[int, mapped_column(ForeignKey("people.id"), index=True)]
CourseId = Annotated[int, mapped_column(ForeignKey("courses.id"), index=True)]
EditionId = Annotated[int, mapped_column(ForeignKey("course_editions.id"), index=True)]
EnrollmentId = Annotated[int, mapped_column(ForeignKey("enrollments.id"), index=True)]
AttemptId = Annotated[int, mapped_column(ForeignKey("attempts.id"), index=True)]
Digest = Annotated[str, mapped_column(String(64))]
PublicId = Annotated[str, mapped_column(String(32))]
# What file names, headings and stamps become in addresses.
SLUG_LENGTH = 120
Slug = Annotated[str, mapped_column(String(SLUG_LENGTH))]


def one_of(column: str, values: Iterable[str], name: str) -> CheckConstraint:
    """A constraint that a text column holds one of the listed words."""
    words = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} IN ({words})", name=name)


def not_blank(column: str) -> CheckConstraint:
    """A constraint that a text column says something."""
    return CheckConstraint(f"length(trim({column})) > 0", name=f"{column}_not_blank")


def at_most(column: str, longest: int) -> CheckConstraint:
    """A constraint that a text column has so many characters or fewer (IN-13)."""
    return CheckConstraint(f"length({column}) <= {longest}", name=f"{column}_not_too_long")
