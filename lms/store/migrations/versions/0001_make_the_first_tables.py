"""Make the first tables"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the first tables"""

    op.create_table(
        "blobs",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_blobs_hash_length")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_blobs")),
    )
    op.create_table(
        "courses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(slug) <= 120", name=op.f("ck_courses_slug_not_too_long")),
        sa.CheckConstraint("length(trim(slug)) > 0", name=op.f("ck_courses_slug_not_blank")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_courses")),
        sa.UniqueConstraint("slug", name=op.f("uq_courses_slug")),
    )
    op.create_table(
        "failures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("door", sa.String(length=32), nullable=False),
        sa.Column("subject_hash", sa.String(length=64), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_failures")),
    )
    with op.batch_alter_table("failures", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_failures_door_subject_hash_failed_at"),
            ["door", "subject_hash", "failed_at"],
            unique=False,
        )

    op.create_table(
        "module_versions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("renderer", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_module_versions_hash_length")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_module_versions")),
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(trim(kind)) > 0", name=op.f("ck_outbox_kind_not_blank")),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_outbox_tries_not_negative")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outbox")),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(
            "ix_outbox_waiting",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("legal_name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("time_zone", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("disabled_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(email) <= 254", name=op.f("ck_people_email_not_too_long")),
        sa.CheckConstraint(
            "length(legal_name) <= 200", name=op.f("ck_people_legal_name_not_too_long")
        ),
        sa.CheckConstraint(
            "length(time_zone) <= 64", name=op.f("ck_people_time_zone_not_too_long")
        ),
        sa.CheckConstraint("email LIKE '%_@_%'", name=op.f("ck_people_email_has_at")),
        sa.CheckConstraint(
            "role IN ('learner', 'instructor', 'administrator')", name=op.f("ck_people_role_known")
        ),
        sa.CheckConstraint(
            "length(trim(legal_name)) > 0", name=op.f("ck_people_legal_name_not_blank")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("email", name=op.f("uq_people_email")),
        sa.UniqueConstraint("public_id", name=op.f("uq_people_public_id")),
    )
    op.create_table(
        "provider_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provider_editions")),
    )
    op.create_table(
        "question_versions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("stamp", sa.String(length=120), nullable=False),
        sa.Column("renderer", sa.String(length=120), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(stamp) <= 120", name=op.f("ck_question_versions_stamp_not_too_long")
        ),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_question_versions_hash_length")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_question_versions")),
    )
    with op.batch_alter_table("question_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_versions_stamp"), ["stamp"], unique=False)

    op.create_table(
        "quiz_versions",
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.CheckConstraint("length(hash) = 64", name=op.f("ck_quiz_versions_hash_length")),
        sa.PrimaryKeyConstraint("hash", name=op.f("pk_quiz_versions")),
    )
    op.create_table(
        "audit_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.CheckConstraint("length(trim(kind)) > 0", name=op.f("ck_audit_events_kind_not_blank")),
        sa.ForeignKeyConstraint(["actor_id"], ["people.id"], name=op.f("fk_audit_events_actor_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_events")),
    )
    with op.batch_alter_table("audit_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_audit_events_subject"), ["subject"], unique=False)

    op.create_table(
        "course_editions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("change", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("renderer", sa.String(length=120), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("published_by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "length(reason) <= 4000", name=op.f("ck_course_editions_reason_not_too_long")
        ),
        sa.CheckConstraint(
            "(number = 1) = (change = 'first')", name=op.f("ck_course_editions_first_is_number_one")
        ),
        sa.CheckConstraint(
            "change IN ('first', 'editorial', 'material')",
            name=op.f("ck_course_editions_change_known"),
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_course_editions_number_from_one")),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_course_editions_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["published_by_id"], ["people.id"], name=op.f("fk_course_editions_published_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_course_editions")),
        sa.UniqueConstraint(
            "course_id", "number", name=op.f("uq_course_editions_course_id_number")
        ),
    )
    with op.batch_alter_table("course_editions", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_course_editions_course_id"), ["course_id"], unique=False
        )

    op.create_table(
        "licenses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("profession", sa.String(length=120), nullable=False),
        sa.Column("jurisdiction", sa.String(length=120), nullable=False),
        sa.Column("number", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "length(profession) <= 120", name=op.f("ck_licenses_profession_not_too_long")
        ),
        sa.CheckConstraint(
            "length(jurisdiction) <= 120", name=op.f("ck_licenses_jurisdiction_not_too_long")
        ),
        sa.CheckConstraint("length(number) <= 120", name=op.f("ck_licenses_number_not_too_long")),
        sa.CheckConstraint(
            "length(trim(jurisdiction)) > 0", name=op.f("ck_licenses_jurisdiction_not_blank")
        ),
        sa.CheckConstraint("length(trim(number)) > 0", name=op.f("ck_licenses_number_not_blank")),
        sa.CheckConstraint(
            "length(trim(profession)) > 0", name=op.f("ck_licenses_profession_not_blank")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_licenses_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_licenses")),
        sa.UniqueConstraint(
            "person_id",
            "profession",
            "jurisdiction",
            "number",
            name=op.f("uq_licenses_person_id_profession_jurisdiction_number"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_licenses_public_id")),
    )
    with op.batch_alter_table("licenses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_licenses_person_id"), ["person_id"], unique=False)

    op.create_table(
        "reset_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(length=256), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("expires_at > made_at", name=op.f("ck_reset_links_expires_after_made")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_reset_links_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reset_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reset_links_token_hash")),
    )
    with op.batch_alter_table("reset_links", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reset_links_person_id"), ["person_id"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("seen_at >= started_at", name=op.f("ck_sessions_seen_after_start")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_sessions_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sessions_token_hash")),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "edition_files",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=255), nullable=False),
        sa.Column("blob_hash", sa.String(length=64), nullable=False),
        sa.CheckConstraint("length(path) <= 255", name=op.f("ck_edition_files_path_not_too_long")),
        sa.ForeignKeyConstraint(
            ["blob_hash"], ["blobs.hash"], name=op.f("fk_edition_files_blob_hash")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_edition_files_edition_id")
        ),
        sa.PrimaryKeyConstraint("edition_id", "path", name=op.f("pk_edition_files")),
    )
    op.create_table(
        "edition_modules",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=120), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("module_hash", sa.String(length=64), nullable=False),
        sa.Column("quiz_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "length(slug) <= 120", name=op.f("ck_edition_modules_slug_not_too_long")
        ),
        sa.CheckConstraint("position >= 0", name=op.f("ck_edition_modules_position_from_zero")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_edition_modules_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["module_hash"], ["module_versions.hash"], name=op.f("fk_edition_modules_module_hash")
        ),
        sa.ForeignKeyConstraint(
            ["quiz_hash"], ["quiz_versions.hash"], name=op.f("fk_edition_modules_quiz_hash")
        ),
        sa.PrimaryKeyConstraint("edition_id", "slug", name=op.f("pk_edition_modules")),
        sa.UniqueConstraint(
            "edition_id", "position", name=op.f("uq_edition_modules_edition_id_position")
        ),
    )
    with op.batch_alter_table("edition_modules", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edition_modules_edition_id"), ["edition_id"], unique=False
        )

    op.create_table(
        "enrollments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("enrolled_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "left_at IS NULL OR left_at >= enrolled_at",
            name=op.f("ck_enrollments_left_after_enrolled"),
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_enrollments_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_enrollments_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_enrollments_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enrollments")),
    )
    with op.batch_alter_table("enrollments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enrollments_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrollments_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_enrollments_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_enrollments_open",
            ["person_id", "course_id"],
            unique=True,
            sqlite_where=sa.text("left_at IS NULL"),
            postgresql_where=sa.text("left_at IS NULL"),
        )

    op.create_table(
        "evaluation_answers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=255), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.CheckConstraint(
            "length(item) <= 255", name=op.f("ck_evaluation_answers_item_not_too_long")
        ),
        sa.CheckConstraint(
            "length(comment) <= 4000", name=op.f("ck_evaluation_answers_comment_not_too_long")
        ),
        sa.CheckConstraint(
            "(rating IS NULL) <> (comment IS NULL)",
            name=op.f("ck_evaluation_answers_rating_or_comment"),
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_evaluation_answers_edition_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluation_answers")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("evaluation_answers", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluation_answers_edition_id"), ["edition_id"], unique=False
        )

    op.create_table(
        "attempt_grants",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=True),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(module) <= 120", name=op.f("ck_attempt_grants_module_not_too_long")
        ),
        sa.CheckConstraint(
            "length(reason) <= 4000", name=op.f("ck_attempt_grants_reason_not_too_long")
        ),
        sa.CheckConstraint("count >= 1", name=op.f("ck_attempt_grants_count_from_one")),
        sa.CheckConstraint(
            "length(trim(reason)) > 0", name=op.f("ck_attempt_grants_reason_not_blank")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_attempt_grants_enrollment_id")
        ),
        sa.ForeignKeyConstraint(
            ["granted_by_id"], ["people.id"], name=op.f("fk_attempt_grants_granted_by_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt_grants")),
    )
    with op.batch_alter_table("attempt_grants", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attempt_grants_enrollment_id"), ["enrollment_id"], unique=False
        )

    op.create_table(
        "attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=120), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("plan", sa.Text(), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("length(module) <= 120", name=op.f("ck_attempts_module_not_too_long")),
        sa.CheckConstraint(
            "deadline_at IS NULL OR deadline_at > started_at",
            name=op.f("ck_attempts_deadline_later"),
        ),
        sa.CheckConstraint(
            "handed_in_at IS NULL OR handed_in_at >= started_at", name=op.f("ck_attempts_in_order")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_attempts_number_from_one")),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_attempts_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_attempts_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempts")),
        sa.UniqueConstraint(
            "enrollment_id",
            "module",
            "number",
            name=op.f("uq_attempts_enrollment_id_module_number"),
        ),
        sa.UniqueConstraint("public_id", name=op.f("uq_attempts_public_id")),
    )
    with op.batch_alter_table("attempts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attempts_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_attempts_enrollment_id"), ["enrollment_id"], unique=False
        )
        batch_op.create_index(
            "uq_attempts_open",
            ["enrollment_id", "module"],
            unique=True,
            sqlite_where=sa.text("handed_in_at IS NULL"),
            postgresql_where=sa.text("handed_in_at IS NULL"),
        )

    op.create_table(
        "completions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("attestation", sa.Text(), nullable=False),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(attestation) <= 4000", name=op.f("ck_completions_attestation_not_too_long")
        ),
        sa.CheckConstraint(
            "length(trim(attestation)) > 0", name=op.f("ck_completions_attestation_not_blank")
        ),
        sa.ForeignKeyConstraint(
            ["course_id"], ["courses.id"], name=op.f("fk_completions_course_id")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_completions_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_completions_enrollment_id")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_completions_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_completions")),
        sa.UniqueConstraint("enrollment_id", name=op.f("uq_completions_enrollment_id")),
    )
    with op.batch_alter_table("completions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_completions_course_id"), ["course_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_completions_edition_id"), ["edition_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_completions_person_id"), ["person_id"], unique=False)

    op.create_table(
        "edition_choices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_edition_choices_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_edition_choices_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition_choices")),
        sa.UniqueConstraint(
            "enrollment_id", "edition_id", name=op.f("uq_edition_choices_enrollment_id_edition_id")
        ),
    )
    with op.batch_alter_table("edition_choices", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_edition_choices_edition_id"), ["edition_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_edition_choices_enrollment_id"), ["enrollment_id"], unique=False
        )

    op.create_table(
        "evaluations_sent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_evaluations_sent_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_evaluations_sent_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evaluations_sent")),
        sa.UniqueConstraint("enrollment_id", name=op.f("uq_evaluations_sent_enrollment_id")),
    )
    with op.batch_alter_table("evaluations_sent", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_evaluations_sent_edition_id"), ["edition_id"], unique=False
        )

    op.create_table(
        "modules_finished",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=120), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(module) <= 120", name=op.f("ck_modules_finished_module_not_too_long")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_modules_finished_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_modules_finished_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_modules_finished")),
        sa.UniqueConstraint(
            "enrollment_id", "module", name=op.f("uq_modules_finished_enrollment_id_module")
        ),
    )
    with op.batch_alter_table("modules_finished", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_modules_finished_edition_id"), ["edition_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_modules_finished_enrollment_id"), ["enrollment_id"], unique=False
        )

    op.create_table(
        "places",
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=120), nullable=False),
        sa.Column("section", sa.String(length=255), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(module) <= 120", name=op.f("ck_places_module_not_too_long")),
        sa.CheckConstraint("length(section) <= 255", name=op.f("ck_places_section_not_too_long")),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_places_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("enrollment_id", "module", name=op.f("pk_places")),
    )
    op.create_table(
        "sections_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrollment_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("module", sa.String(length=120), nullable=False),
        sa.Column("section", sa.String(length=255), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(module) <= 120", name=op.f("ck_sections_read_module_not_too_long")
        ),
        sa.CheckConstraint(
            "length(section) <= 255", name=op.f("ck_sections_read_section_not_too_long")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["course_editions.id"], name=op.f("fk_sections_read_edition_id")
        ),
        sa.ForeignKeyConstraint(
            ["enrollment_id"], ["enrollments.id"], name=op.f("fk_sections_read_enrollment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sections_read")),
        sa.UniqueConstraint(
            "enrollment_id",
            "module",
            "section",
            "read_at",
            name=op.f("uq_sections_read_enrollment_id_module_section_read_at"),
        ),
    )
    with op.batch_alter_table("sections_read", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_sections_read_edition_id"), ["edition_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_sections_read_enrollment_id"), ["enrollment_id"], unique=False
        )

    op.create_table(
        "answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(answer) <= 16000", name=op.f("ck_answers_answer_not_too_long")),
        sa.CheckConstraint("position >= 0", name=op.f("ck_answers_position_from_zero")),
        sa.CheckConstraint("sequence >= 1", name=op.f("ck_answers_sequence_from_one")),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempts.id"], name=op.f("fk_answers_attempt_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint(
            "attempt_id",
            "position",
            "sequence",
            name=op.f("uq_answers_attempt_id_position_sequence"),
        ),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_answers_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "certificates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("serial", sa.String(length=32), nullable=False),
        sa.Column("completion_id", sa.Integer(), nullable=False),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("snapshot", sa.Text(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("void_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "length(void_reason) <= 4000", name=op.f("ck_certificates_void_reason_not_too_long")
        ),
        sa.CheckConstraint(
            "(voided_at IS NULL) = (length(trim(void_reason)) = 0)",
            name=op.f("ck_certificates_void_has_reason"),
        ),
        sa.CheckConstraint("replaces_id <> id", name=op.f("ck_certificates_replaces_another")),
        sa.ForeignKeyConstraint(
            ["completion_id"], ["completions.id"], name=op.f("fk_certificates_completion_id")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["certificates.id"], name=op.f("fk_certificates_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_certificates_replaces_id")),
        sa.UniqueConstraint("serial", name=op.f("uq_certificates_serial")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_certificates_completion_id"), ["completion_id"], unique=False
        )
        batch_op.create_index(
            "uq_certificates_original",
            ["completion_id"],
            unique=True,
            sqlite_where=sa.text("replaces_id IS NULL"),
            postgresql_where=sa.text("replaces_id IS NULL"),
        )

    op.create_table(
        "grades",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("earned", sa.String(length=64), nullable=False),
        sa.Column("possible", sa.Integer(), nullable=False),
        sa.Column("pass_mark_percent", sa.Integer(), nullable=False),
        sa.Column("is_passed", sa.Boolean(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("graded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) <= 4000", name=op.f("ck_grades_reason_not_too_long")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_grades_reason_not_blank")),
        sa.CheckConstraint(
            "pass_mark_percent BETWEEN 0 AND 100", name=op.f("ck_grades_pass_mark_is_percent")
        ),
        sa.CheckConstraint("possible >= 0", name=op.f("ck_grades_possible_not_negative")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempts.id"], name=op.f("fk_grades_attempt_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grades")),
    )
    with op.batch_alter_table("grades", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_grades_attempt_id"), ["attempt_id"], unique=False)

    op.create_table(
        "certificate_files",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("pdf", sa.LargeBinary(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("missing_glyphs", sa.Text(), nullable=False),
        sa.Column("rendered_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"],
            ["certificates.id"],
            name=op.f("fk_certificate_files_certificate_id"),
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_certificate_files")),
    )

    _only_add("audit_events")


def _only_add(table: str) -> None:
    """Let the table itself refuse to change or forget a row (AU-02)."""
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
