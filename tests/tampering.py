"""Changing a database past the product, as somebody may who may do all with it."""

from sqlalchemy import text

from lms.store import migrating
from lms.store.database import Database


def tampers(database: Database, *statements: str) -> None:
    """Do that with every guard taken away: triggers and foreign keys."""
    with migrating.without_foreign_keys(database.writer) as connection, connection.begin():
        if database.file is None:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        else:
            triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
            for name in connection.scalars(text(triggers)).all():
                connection.execute(text(f"DROP TRIGGER {name}"))
        for statement in statements:
            connection.execute(text(statement))
