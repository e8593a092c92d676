"""What a restore has undone, as far as it can be known: from what was replaced, and from the keys.

A backup knows nothing of what came after it, and what it undoes is not undone in the world.
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lms.credentials import keys
from lms.domain.undoing import Acts
from lms.services.jobs import Doors
from lms.store import undoing
from lms.store.backups import Shelf
from lms.store.restoring import Restored, opened_copy


@dataclass(frozen=True)
class Undone:
    """Until when the backup knows what happened, and what came after it.

    No `acts` where no database was replaced that could tell; `keys` are those whose files lie in
    the folder though the backup knows nothing of them.
    """

    known_until: datetime | None
    acts: Acts | None
    keys: tuple[str, ...]
    file: Path | None


def find_undone(doors: Doors, done: Restored, shelf: Shelf, folder: Path) -> Undone:
    """What a restore has undone; read after it is done, and changing nothing."""
    with doors.reading() as session:
        known_until, restored = undoing.find_newest(session), undoing.read_acts(session)
    made_since = sorted(set(keys.list_names(folder)) - restored.keys, key=keys.number_of)
    if done.kept is None:
        return Undone(known_until, None, tuple(made_since), None)
    with opened_copy(done.kept, shelf) as copy, copy.reading() as session:
        acts = undoing.read_acts(session).since(restored)
    return Undone(known_until, acts, tuple(made_since), done.kept.file)
