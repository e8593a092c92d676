"""Keep signing keys and signed credentials"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None
# Every certificate from before is signed once the server works again.
changes_counts = ("outbox",)

KEY_NAME, MULTIKEY, ISSUER = 32, 64, 300
LIST_BITS = 131_072
SIGN_ALL = """
INSERT INTO outbox (kind, subject, made_at, due_at, tries)
SELECT 'render certificate', serial, issued_at, issued_at, 0
FROM certificates JOIN certificate_files ON certificate_files.certificate_id = certificates.id
WHERE certificates.voided_at IS NULL
"""


def upgrade() -> None:
    """Make the tables, and ask for the credentials of certificates that are there."""
    _make_signing_keys()
    _make_credentials()
    _index_voided()
    op.execute(SIGN_ALL)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _word(name: str, longest: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=longest), nullable=False)


def _make_signing_keys() -> None:
    op.create_table(
        "signing_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        _word("name", KEY_NAME),
        _word("multikey", MULTIKEY),
        _time("made_at"),
        _time("retired_at", nullable=True),
        _time("compromised_from", nullable=True),
        sa.CheckConstraint("length(trim(name)) > 0", name=op.f("ck_signing_keys_name_not_blank")),
        sa.CheckConstraint(
            f"length(name) <= {KEY_NAME}", name=op.f("ck_signing_keys_name_not_too_long")
        ),
        sa.CheckConstraint(
            "retired_at IS NULL OR retired_at >= made_at",
            name=op.f("ck_signing_keys_retired_after_made"),
        ),
        sa.CheckConstraint(
            "compromised_from IS NULL OR retired_at IS NOT NULL",
            name=op.f("ck_signing_keys_compromised_is_retired"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signing_keys")),
        sa.UniqueConstraint("name", name=op.f("uq_signing_keys_name")),
        sa.UniqueConstraint("multikey", name=op.f("uq_signing_keys_multikey")),
    )


def _make_credentials() -> None:
    op.create_table(
        "credentials",
        sa.Column("certificate_id", sa.Integer(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        _word("digest", 64),
        _word("issuer", ISSUER),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("list_number", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        _time("signed_at"),
        sa.CheckConstraint("list_number >= 1", name=op.f("ck_credentials_list_from_one")),
        sa.CheckConstraint(
            f"position >= 0 AND position < {LIST_BITS}",
            name=op.f("ck_credentials_position_in_list"),
        ),
        sa.CheckConstraint(
            f"length(issuer) <= {ISSUER}", name=op.f("ck_credentials_issuer_not_too_long")
        ),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_credentials_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["signing_keys.id"], name=op.f("fk_credentials_key_id")
        ),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_credentials")),
        sa.UniqueConstraint("digest", name=op.f("uq_credentials_digest")),
        sa.UniqueConstraint(
            "list_number", "position", name=op.f("uq_credentials_list_number_position")
        ),
    )
    for columns in (["issuer", "list_number"], ["list_number", "signed_at"], ["key_id"]):
        op.create_index(op.f(f"ix_credentials_{'_'.join(columns)}"), "credentials", columns)


def _index_voided() -> None:
    """Status lists ask for what was voided, which is little of much."""
    where = sa.text("voided_at IS NOT NULL")
    op.create_index(
        "ix_certificates_voided",
        "certificates",
        ["voided_at"],
        sqlite_where=where,
        postgresql_where=where,
    )
