"""Keep reviewers of courses, comments, sign-offs and questions to instructors"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

FROZEN = (
    *("comment_threads", "comments"),
    *("sign_off_rules", "sign_offs", "sign_offs_passed_over"),
)
PATH, QUOTE, AROUND, TEXT = 255, 500, 32, 4000
SLUG, SECTION, HEADING = 120, 255, 255


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_course_reviewers()
    _make_comment_threads()
    _make_comments()
    _make_sign_off_rules()
    _make_sign_offs()
    _make_inquiries()
    _make_inquiry_answers()
    _make_shared_answers()
    for table in FROZEN:
        _only_add(table)


def _only_add(table: str) -> None:
    """Let a table refuse to change or forget a row: what was said stays."""
    words = f"{table} is only added to"
    if op.get_bind().dialect.name == "sqlite":
        for act in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_add BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def _make_comment_threads() -> None:
    op.create_table(
        "comment_threads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=PATH), nullable=False),
        sa.Column("exact", sa.String(length=QUOTE), nullable=False),
        sa.Column("prefix", sa.String(length=AROUND), nullable=False),
        sa.Column("suffix", sa.String(length=AROUND), nullable=False),
        *_not_blank("comment_threads", "path", "exact"),
        *_at_most("comment_threads", path=PATH, exact=QUOTE, prefix=AROUND, suffix=AROUND),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_comment_threads_course_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_threads")),
        sa.UniqueConstraint("public_id", name=op.f("uq_comment_threads_public_id")),
    )
    op.create_index(op.f("ix_comment_threads_course_id"), "comment_threads", ["course_id"])


def _make_comments() -> None:
    op.create_table(
        "comments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=16), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('said', 'resolved', 'reopened')", name=op.f("ck_comments_act_known")
        ),
        sa.CheckConstraint(
            "act <> 'said' OR length(trim(text)) > 0", name=op.f("ck_comments_said_something")
        ),
        *_at_most("comments", text=TEXT),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["comment_threads.id"], name=op.f("fk_comments_thread_id")
        ),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_comments_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comments")),
    )
    for column in ("thread_id", "author_id"):
        op.create_index(op.f(f"ix_comments_{column}"), "comments", [column])


def _make_sign_off_rules() -> None:
    op.create_table(
        "sign_off_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=True),
        sa.Column("is_asked", sa.Boolean(), nullable=False),
        sa.Column("set_by_id", sa.Integer(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_sign_off_rules_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["set_by_id"], ["people.id"], name=op.f("fk_sign_off_rules_set_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off_rules")),
    )
    for column in ("course_id", "set_by_id"):
        op.create_index(op.f(f"ix_sign_off_rules_{column}"), "sign_off_rules", [column])


def _make_sign_offs() -> None:
    op.create_table(
        "sign_offs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=False),
        sa.Column("follows", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("signed_by_id", sa.Integer(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("follows >= 0", name=op.f("ck_sign_offs_follows_not_negative")),
        sa.ForeignKeyConstraint(["draft_id"], ["drafts.id"], name=op.f("fk_sign_offs_draft_id")),
        sa.ForeignKeyConstraint(
            ["signed_by_id"], ["people.id"], name=op.f("fk_sign_offs_signed_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_offs")),
        sa.UniqueConstraint(
            "draft_id",
            "follows",
            "content_hash",
            "signed_by_id",
            name=op.f("uq_sign_offs_draft_id_follows_content_hash_signed_by_id"),
        ),
    )
    for column in ("draft_id", "signed_by_id"):
        op.create_index(op.f(f"ix_sign_offs_{column}"), "sign_offs", [column])
    op.create_table(
        "sign_offs_passed_over",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        *_not_blank("sign_offs_passed_over", "reason"),
        *_at_most("sign_offs_passed_over", reason=TEXT),
        sa.ForeignKeyConstraint(
            ["edition_id"],
            ["course_editions.id"],
            name=op.f("fk_sign_offs_passed_over_edition_id"),
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_sign_offs_passed_over")),
    )


def _make_inquiries() -> None:
    op.create_table(
        "inquiries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=SLUG), nullable=False),
        sa.Column("section", sa.String(length=SECTION), nullable=False),
        sa.Column("heading", sa.String(length=HEADING), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *_not_blank("inquiries", "text"),
        *_at_most("inquiries", module=SLUG, section=SECTION, heading=HEADING, text=TEXT),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_inquiries_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiries")),
        sa.UniqueConstraint("public_id", name=op.f("uq_inquiries_public_id")),
    )
    op.create_index(op.f("ix_inquiries_enrollment_id"), "inquiries", ["enrollment_id"])


def _make_inquiry_answers() -> None:
    op.create_table(
        "inquiry_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("answered_by_id", sa.Integer(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        *_not_blank("inquiry_answers", "text"),
        *_at_most("inquiry_answers", text=TEXT),
        sa.ForeignKeyConstraint(
            ["inquiry_id"], ["inquiries.id"], name=op.f("fk_inquiry_answers_inquiry_id")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_inquiry_answers_answered_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inquiry_answers")),
    )
    for column in ("inquiry_id", "answered_by_id"):
        op.create_index(op.f(f"ix_inquiry_answers_{column}"), "inquiry_answers", [column])


def _make_shared_answers() -> None:
    op.create_table(
        "shared_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("inquiry", sa.String(length=32), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=SLUG), nullable=False),
        sa.Column("section", sa.String(length=SECTION), nullable=False),
        sa.Column("heading", sa.String(length=HEADING), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("shared_by_id", sa.Integer(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        *_not_blank("shared_answers", "question", "answer"),
        *_at_most("shared_answers", module=SLUG, section=SECTION, heading=HEADING),
        *_at_most("shared_answers", question=TEXT, answer=TEXT),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_shared_answers_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["shared_by_id"], ["people.id"], name=op.f("fk_shared_answers_shared_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_answers")),
        sa.UniqueConstraint("inquiry", name=op.f("uq_shared_answers_inquiry")),
    )
    for column in ("course_id", "shared_by_id"):
        op.create_index(op.f(f"ix_shared_answers_{column}"), "shared_answers", [column])


def _not_blank(table: str, *columns: str) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"length(trim({it})) > 0", name=op.f(f"ck_{table}_{it}_not_blank"))
        for it in columns
    ]


def _at_most(table: str, **longest: int) -> list[sa.CheckConstraint]:
    return [
        sa.CheckConstraint(f"length({it}) <= {most}", name=op.f(f"ck_{table}_{it}_not_too_long"))
        for it, most in longest.items()
    ]


def _make_course_reviewers() -> None:
    op.create_table(
        "course_reviewers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_reviewers_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_course_reviewers_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_reviewers")),
        sa.UniqueConstraint(
            "course_id", "person_id", name=op.f("uq_course_reviewers_course_id_person_id")
        ),
    )
    for column in ("course_id", "person_id"):
        op.create_index(op.f(f"ix_course_reviewers_{column}"), "course_reviewers", [column])
