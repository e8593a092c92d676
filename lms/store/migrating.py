"""Migrations: bring a database up to date, and ask whether it is."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

from lms.store import locks

FOLDER = Path(__file__).with_name("migrations")


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    return config


def upgrade(engine: Engine) -> None:
    """Run every migration that the database has not seen, in one transaction."""
    config = _config()
    with engine.begin() as connection:
        locks.hold_migrating(connection)
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def is_current(engine: Engine) -> bool:
    """True when the newest migration has run."""
    newest = ScriptDirectory.from_config(_config()).get_current_head()
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() == newest


def is_new(engine: Engine) -> bool:
    """True when no migration ever ran."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision() is None
