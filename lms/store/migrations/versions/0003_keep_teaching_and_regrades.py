"""Keep who instructs, accommodations, regrades, and the later parts opened in an attempt"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REASON = 4000
SLUG = 120


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_course_instructors()
    _make_accommodations()
    _make_parts_opened()
    _make_regrades()
    _make_regrade_undos()
    _make_regraded_attempts()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _whole(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=nullable)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=False)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [of], name=op.f(f"fk_{table}_{column}"))


def _at_most(table: str, column: str, longest: int) -> sa.CheckConstraint:
    name = op.f(f"ck_{table}_{column}_not_too_long")
    return sa.CheckConstraint(f"length({column}) <= {longest}", name=name)


def _reason(table: str) -> tuple[sa.Column[str] | sa.CheckConstraint, ...]:
    filled = sa.CheckConstraint(
        "length(trim(reason)) > 0", name=op.f(f"ck_{table}_reason_not_blank")
    )
    return _text("reason"), filled, _at_most(table, "reason", REASON)


def _make_course_instructors() -> None:
    op.create_table(
        "course_instructors",
        _id(),
        _whole("course_id"),
        _whole("person_id"),
        _time("since_at"),
        _key("course_instructors", "course_id", "courses.id"),
        _key("course_instructors", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_instructors")),
        sa.UniqueConstraint(
            "course_id", "person_id", name=op.f("uq_course_instructors_course_id_person_id")
        ),
    )
    for column in ("course_id", "person_id"):
        op.create_index(op.f(f"ix_course_instructors_{column}"), "course_instructors", [column])


def _make_accommodations() -> None:
    op.create_table(
        "accommodations",
        _id(),
        _whole("enrollment_id"),
        _whole("extra_time_percent"),
        *_reason("accommodations"),
        _whole("granted_by_id", nullable=True),
        _time("granted_at"),
        sa.CheckConstraint(
            "extra_time_percent BETWEEN 0 AND 400",
            name=op.f("ck_accommodations_extra_time_bounded"),
        ),
        _key("accommodations", "enrollment_id", "enrollments.id"),
        _key("accommodations", "granted_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accommodations")),
    )
    op.create_index(op.f("ix_accommodations_enrollment_id"), "accommodations", ["enrollment_id"])


def _make_parts_opened() -> None:
    op.create_table(
        "parts_opened",
        _id(),
        _whole("attempt_id"),
        _whole("position"),
        _time("opened_at"),
        sa.CheckConstraint("position >= 1", name=op.f("ck_parts_opened_position_from_one")),
        _key("parts_opened", "attempt_id", "attempts.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_parts_opened")),
        sa.UniqueConstraint(
            "attempt_id", "position", name=op.f("uq_parts_opened_attempt_id_position")
        ),
    )
    op.create_index(op.f("ix_parts_opened_attempt_id"), "parts_opened", ["attempt_id"])


def _make_regrades() -> None:
    op.create_table(
        "regrades",
        _id(),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        _whole("course_id"),
        sa.Column("module", sa.String(length=SLUG), nullable=False),
        sa.Column("stamp", sa.String(length=SLUG), nullable=False),
        sa.Column("question_hash", sa.String(length=64), nullable=False),
        _text("covers"),
        sa.Column("policy", sa.String(length=16), nullable=False),
        *_reason("regrades"),
        _whole("attempts"),
        _whole("ordered_by_id", nullable=True),
        _time("ordered_at"),
        _at_most("regrades", "module", SLUG),
        _at_most("regrades", "stamp", SLUG),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_regrades_attempts_not_negative")),
        sa.CheckConstraint(
            "policy IN ('full_credit', 'both_count', 'new_counts', 'no_change')",
            name=op.f("ck_regrades_policy_known"),
        ),
        _key("regrades", "course_id", "courses.id"),
        _key("regrades", "question_hash", "question_versions.hash"),
        _key("regrades", "ordered_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrades")),
        sa.UniqueConstraint("public_id", name=op.f("uq_regrades_public_id")),
    )
    op.create_index(op.f("ix_regrades_course_id"), "regrades", ["course_id"])


def _make_regrade_undos() -> None:
    op.create_table(
        "regrade_undos",
        _id(),
        _whole("regrade_id"),
        *_reason("regrade_undos"),
        _whole("undone_by_id", nullable=True),
        _time("undone_at"),
        _key("regrade_undos", "regrade_id", "regrades.id"),
        _key("regrade_undos", "undone_by_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regrade_undos")),
        sa.UniqueConstraint("regrade_id", name=op.f("uq_regrade_undos_regrade_id")),
    )


def _make_regraded_attempts() -> None:
    op.create_table(
        "regraded_attempts",
        _id(),
        _whole("regrade_id"),
        _whole("attempt_id"),
        _whole("grade_id"),
        sa.Column("is_undo", sa.Boolean(), nullable=False),
        _key("regraded_attempts", "regrade_id", "regrades.id"),
        _key("regraded_attempts", "attempt_id", "attempts.id"),
        _key("regraded_attempts", "grade_id", "grades.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_regraded_attempts")),
        sa.UniqueConstraint(
            "regrade_id",
            "attempt_id",
            "is_undo",
            name=op.f("uq_regraded_attempts_regrade_id_attempt_id_is_undo"),
        ),
    )
    op.create_index(op.f("ix_regraded_attempts_attempt_id"), "regraded_attempts", ["attempt_id"])
