"""Opening the database that the settings name, for all who need no page."""

from datetime import datetime

from lms.settings import Settings
from lms.store.backups import Shelf
from lms.store.database import Database, open_database
from lms.store.upgrading import bring_up_to_date

__all__ = ["Database", "bring_up_to_date", "open_shelf", "open_store"]


def open_store(settings: Settings) -> Database:
    """The database that the settings name; its folder is made where it is missing."""
    settings.home.mkdir(parents=True, exist_ok=True)
    return open_database(settings.database_url)


def open_shelf(settings: Settings, now: datetime) -> Shelf:
    """Where the product keeps the backups that it makes by itself."""
    return Shelf(settings.home / "backups", now)
