"""Bringing a database up to date with a backup from before, should a migration do harm."""

from lms.domain.errors import Refusal
from lms.store.backups import Backup, Shelf, back_up
from lms.store.database import Database
from lms.store.migrating import MigrationFailed
from lms.store.sqlite_files import Tell


def bring_up_to_date(database: Database, shelf: Shelf, tell: Tell) -> Backup | None:
    """Migrate; the backup of what the database held comes back where there was a need for one."""
    made: list[Backup] = []

    def keep() -> None:
        made.append(back_up(database, shelf.new_file(), tell))

    try:
        database.migrate(keep)
    except Refusal as fault:
        if not made:
            raise
        raise MigrationFailed(
            f"{fault} The database is as it was; a backup of it from before is {made[0].file}."
        ) from fault
    return made[0] if made else None
