"""Migrations: bring a database up to date without losing a row, and ask whether it is."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

from lms.domain.errors import Refusal
from lms.store import locks
from lms.store.stock import Stock, list_losses, list_tables, take_stock

FOLDER = Path(__file__).with_name("migrations")
# A migration that means to change how many rows a table has names it in a list of this name.
ANNOUNCED = "changes_counts"

# What is done where a database holds something, while nobody can write and before it is migrated.
Before = Callable[[], object]


class MigrationFailed(Refusal):
    """A migration broke off, or would have lost something; the database is as it was."""


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def upgrade(engine: Engine, before: Before = lambda: None, revision: str = "head") -> None:
    """Run every migration that the database has not seen, in one transaction."""
    with without_foreign_keys(engine) as connection, connection.begin():
        locks.hold_migrating(connection)
        seen = find_revision(connection)
        if seen is None or not is_known(seen):
            run(connection, revision)
        elif seen != newest_revision():
            locks.hold_tables(connection, list_tables(connection))
            stock = take_stock(connection)
            if stock.rows:
                before()
            run(connection, revision)
            _refuse_losses(stock, take_stock(connection), _announced(seen))


@contextmanager
def without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """A connection that has not begun yet; on SQLite it does not look at foreign keys."""
    # With them on, a table that is made anew takes along every row that points at the old one;
    # and inside a transaction they cannot be turned off (DS-10).
    with engine.connect() as connection:
        if connection.dialect.name != "sqlite":
            yield connection
            return
        driver: Any = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        try:
            yield connection
        finally:
            connection.rollback()
            driver.execute("PRAGMA foreign_keys=ON")


def run(connection: Connection, revision: str = "head") -> None:
    """Run the migrations up to that revision in the transaction of the connection."""
    config = _config()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, revision)
    except (CommandError, DBAPIError, Refusal):
        raise
    except Exception as fault:
        # Where, and never what it says: that may quote a name (PR-01).
        place = traceback.extract_tb(fault.__traceback__)[-1]
        raise MigrationFailed(
            f"A migration failed: {type(fault).__name__} at {Path(place.filename).name}, "
            f"line {place.lineno}."
        ) from fault


def _announced(seen: str) -> set[str]:
    steps = _scripts().iterate_revisions("head", seen)
    return {name for step in steps for name in getattr(step.module, ANNOUNCED, ())}


def _refuse_losses(before: Stock, after: Stock, announced: set[str]) -> None:
    losses = list_losses(before, after, announced)
    if losses:
        raise MigrationFailed(f"A migration would lose something: {'; '.join(losses)}.")


def find_revision(connection: Connection) -> str | None:
    """The newest migration that ran; None when none ever did."""
    return MigrationContext.configure(connection).get_current_revision()


def newest_revision() -> str | None:
    """The newest migration that this version of the product has."""
    return _scripts().get_current_head()


def is_known(revision: str) -> bool:
    """True when this version of the product has the migration."""
    try:
        return _scripts().get_revision(revision) is not None
    except CommandError:
        return False


def is_current(engine: Engine) -> bool:
    """True when the newest migration has run."""
    with engine.connect() as connection:
        return find_revision(connection) == newest_revision()


def is_new(engine: Engine) -> bool:
    """True when no migration ever ran."""
    with engine.connect() as connection:
        return find_revision(connection) is None
