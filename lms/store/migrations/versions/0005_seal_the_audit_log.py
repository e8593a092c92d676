"""Chain the audit log and let nothing in it change"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# What may be set, once, in a row of certificates.
VOID = ("voided_at", "void_reason")


def upgrade() -> None:
    """Make the chain's tables, find events quickly, and let the record refuse to change."""
    _make_links()
    _make_heads()
    op.create_index(op.f("ix_audit_events_kind_id"), "audit_events", ["kind", "id"])
    op.create_index(op.f("ix_audit_events_actor_id_id"), "audit_events", ["actor_id", "id"])
    op.create_index(op.f("ix_audit_events_at"), "audit_events", ["at"])
    for table in ("audit_links", "audit_heads", "completions", "certificate_files"):
        _only_add(table)
    _only_void("certificates")
    if _is_sqlite():
        return
    for table in (
        *("audit_events", "audit_links", "audit_heads"),
        *("completions", "certificates", "certificate_files"),
    ):
        op.execute(
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
        )


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _make_links() -> None:
    op.create_table(
        "audit_links",
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.CheckConstraint("position >= 1", name=op.f("ck_audit_links_position_from_one")),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_audit_links_digest_whole")),
        sa.ForeignKeyConstraint(
            ["event_id"], ["audit_events.id"], name=op.f("fk_audit_links_event_id")
        ),
        sa.PrimaryKeyConstraint("position", name=op.f("pk_audit_links")),
        sa.UniqueConstraint("event_id", name=op.f("uq_audit_links_event_id")),
    )


def _make_heads() -> None:
    op.create_table(
        "audit_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.CheckConstraint("length(digest) = 64", name=op.f("ck_audit_heads_digest_whole")),
        sa.CheckConstraint("length(key) = 64", name=op.f("ck_audit_heads_key_whole")),
        sa.CheckConstraint("length(signature) = 128", name=op.f("ck_audit_heads_signature_whole")),
        sa.ForeignKeyConstraint(
            ["position"], ["audit_links.position"], name=op.f("fk_audit_heads_position")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_heads")),
    )
    op.create_index(op.f("ix_audit_heads_position"), "audit_heads", ["position"])


def _only_add(table: str) -> None:
    """Let a table refuse to change or forget a row (AU-02)."""
    words = f"{table} is only added to"
    if _is_sqlite():
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


def _only_void(table: str) -> None:
    """Let certificates refuse any change but to be voided, once."""
    words = f"{table} is only added to, and voided once"
    columns = [it["name"] for it in sa.inspect(op.get_bind()).get_columns(table)]
    frozen = [name for name in columns if name not in VOID]
    old, new = (", ".join(f"{row}.{name}" for name in frozen) for row in ("OLD", "NEW"))
    if _is_sqlite():
        op.execute(
            f"CREATE TRIGGER {table}_no_update BEFORE UPDATE ON {table} WHEN "
            f"OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR ({new}) IS NOT ({old}) "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        op.execute(
            f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
        )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_only_void BEFORE UPDATE ON {table} FOR EACH ROW WHEN "
        f"(OLD.voided_at IS NOT NULL OR NEW.voided_at IS NULL OR ({new}) IS DISTINCT FROM ({old})) "
        f"EXECUTE FUNCTION {table}_refuse()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuse()"
    )
