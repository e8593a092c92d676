"""Keep external certificates and the requirements that learners follow"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SLUG = 120
FACTS = 60_000
LARGEST_FILE = 5_242_880


def upgrade() -> None:
    """Make the tables; nothing that is there changes."""
    _make_external_certificates()
    _make_external_files()
    _make_requirement_sets()
    _make_followed_requirements()


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer(), nullable=False)


def _time(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)


def _key(table: str, column: str, of: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [of], name=op.f(f"fk_{table}_{column}"))


def _at_most(table: str, column: str, longest: int) -> sa.CheckConstraint:
    name = op.f(f"ck_{table}_{column}_not_too_long")
    return sa.CheckConstraint(f"length({column}) <= {longest}", name=name)


def _not_blank(table: str, column: str) -> sa.CheckConstraint:
    name = op.f(f"ck_{table}_{column}_not_blank")
    return sa.CheckConstraint(f"length(trim({column})) > 0", name=name)


def _make_external_certificates() -> None:
    op.create_table(
        "external_certificates",
        _id(),
        sa.Column("public_id", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        _time("entered_at"),
        _time("changed_at"),
        _at_most("external_certificates", "facts", FACTS),
        _not_blank("external_certificates", "facts"),
        _key("external_certificates", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_external_certificates")),
        sa.UniqueConstraint("public_id", name=op.f("uq_external_certificates_public_id")),
    )
    op.create_index(
        op.f("ix_external_certificates_person_id"), "external_certificates", ["person_id"]
    )


def _make_external_files() -> None:
    op.create_table(
        "external_files",
        sa.Column("external_certificate_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        _time("added_at"),
        sa.CheckConstraint(
            "kind IN ('application/pdf', 'image/png', 'image/jpeg')",
            name=op.f("ck_external_files_kind_known"),
        ),
        sa.CheckConstraint(
            f"size BETWEEN 1 AND {LARGEST_FILE}", name=op.f("ck_external_files_size_bounded")
        ),
        _key("external_files", "external_certificate_id", "external_certificates.id"),
        sa.PrimaryKeyConstraint("external_certificate_id", name=op.f("pk_external_files")),
    )


def _make_requirement_sets() -> None:
    op.create_table(
        "requirement_sets",
        _id(),
        sa.Column("slug", sa.String(length=SLUG), nullable=False),
        sa.Column("version", sa.Text(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("is_shipped", sa.Boolean(), nullable=False),
        _time("published_at"),
        _at_most("requirement_sets", "slug", SLUG),
        _not_blank("requirement_sets", "slug"),
        sa.CheckConstraint(
            "length(content_hash) = 64", name=op.f("ck_requirement_sets_content_hash_length")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_requirement_sets")),
    )
    op.create_index(op.f("ix_requirement_sets_slug"), "requirement_sets", ["slug"])


def _make_followed_requirements() -> None:
    op.create_table(
        "followed_requirements",
        _id(),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=SLUG), nullable=False),
        sa.Column("began_on", sa.Date(), nullable=True),
        _time("followed_at"),
        _at_most("followed_requirements", "slug", SLUG),
        _not_blank("followed_requirements", "slug"),
        _key("followed_requirements", "person_id", "people.id"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_followed_requirements")),
        sa.UniqueConstraint(
            "person_id", "slug", name=op.f("uq_followed_requirements_person_id_slug")
        ),
    )
    op.create_index(
        op.f("ix_followed_requirements_person_id"), "followed_requirements", ["person_id"]
    )
