"""Keep forms sent, known addresses, hashes of facts, and only the year of an evaluation"""

import hashlib

import sqlalchemy as sa
from alembic import op

from lms.domain.errors import Refusal

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make what is not there yet: before the first release, 0001 grew from day to day."""
    inspector = sa.inspect(op.get_bind())
    tables = inspector.get_table_names()
    columns = {
        table: {column["name"] for column in inspector.get_columns(table)}
        for table in ("course_editions", "evaluation_answers")
    }
    if "is_shipped" not in columns["course_editions"]:
        raise Refusal(
            "This database was made before the first release, by a version that is too old to be "
            "brought up to date. Name another folder in LMS_HOME and publish the courses there."
        )
    if "forms_sent" not in tables:
        _make_forms_sent()
    if "known_addresses" not in tables:
        _make_known_addresses()
    if "facts_hash" not in columns["course_editions"]:
        _keep_hashes_of_facts()
    if "sent_on" in columns["evaluation_answers"]:
        _keep_only_the_year()


def _make_forms_sent() -> None:
    op.create_table(
        "forms_sent",
        sa.Column("key_hash", sa.String(length=64), nullable=False),
        sa.Column("onward", sa.Text(), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "length(onward) <= 8192", name=op.f("ck_forms_sent_onward_not_too_long")
        ),
        sa.PrimaryKeyConstraint("key_hash", name=op.f("pk_forms_sent")),
    )
    op.create_index(op.f("ix_forms_sent_sent_at"), "forms_sent", ["sent_at"])


def _make_known_addresses() -> None:
    op.create_table(
        "known_addresses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_known_addresses_person_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_known_addresses")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_known_addresses_address_hash")),
    )
    op.create_index(op.f("ix_known_addresses_person_id"), "known_addresses", ["person_id"])


def _keep_hashes_of_facts() -> None:
    editions = sa.table("course_editions", *map(sa.column, ("id", "facts", "facts_hash")))
    op.add_column("course_editions", sa.Column("facts_hash", sa.String(length=64)))
    bind = op.get_bind()
    for number, facts in bind.execute(sa.select(editions.c.id, editions.c.facts)).all():
        hashed = hashlib.sha256(facts.encode()).hexdigest()
        mine = editions.update().where(editions.c.id == number)
        bind.execute(mine.values(facts_hash=hashed))
    with op.batch_alter_table("course_editions") as batch:
        batch.alter_column("facts_hash", existing_type=sa.String(length=64), nullable=False)


def _keep_only_the_year() -> None:
    known = ("id", "edition_id", "item", "rating", "comment")
    old = sa.table("evaluation_answers", *map(sa.column, known), sa.column("sent_on", sa.Date()))
    rows = op.get_bind().execute(sa.select(old)).mappings()
    kept = [{name: row[name] for name in known} | {"sent_in": row["sent_on"].year} for row in rows]
    op.drop_table("evaluation_answers")
    new = op.create_table(
        "evaluation_answers",
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("item", sa.String(length=255), nullable=False),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=True),
        sa.Column("sent_in", sa.Integer(), nullable=False),
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
    op.create_index(op.f("ix_evaluation_answers_edition_id"), "evaluation_answers", ["edition_id"])
    op.bulk_insert(new, kept)
