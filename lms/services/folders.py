"""Folders: the folder of a course to take along, as it is published or as its draft stands.

The other door than `lms export`, and the same bytes. What is downloaded can be sent in again under
"Begin a new course", put into a repository, or published with `lms publish`.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.archive import pack
from lms.domain.courses import SourceFile
from lms.domain.errors import NotFound
from lms.services import authoring, drafts
from lms.services.teaching import Taught
from lms.services.written import Written


@dataclass(frozen=True)
class Folder:
    """A course folder with the name that its archive has, and the time that it is of."""

    slug: str
    name: str
    files: tuple[SourceFile, ...]
    at: datetime


def get_published(session: Session, taught: Taught) -> Folder:
    """The files of the newest edition."""
    edition = taught.edition
    slug = edition.facts.slug
    files = authoring.export(session, slug)
    return Folder(slug, f"{slug}-edition-{edition.number}.zip", files, edition.published_at)


def get_draft(session: Session, taught: Written) -> Folder:
    """The files of a draft as they are saved just now."""
    slug, desk = taught.facts.slug, drafts.get_desk(session, taught)
    saves = (*(it.save for it in desk.files), *desk.taken_out)
    times = [it.saved_at for it in saves if it is not None]
    if not times and taught.newest is None:
        raise NotFound
    at = max(times) if times or taught.newest is None else taught.newest.published_at
    return Folder(slug, f"{slug}-draft.zip", drafts.list_files(session, taught), at)


def archive_of(folder: Folder) -> bytes:
    """The folder as a .zip: the same folder is the same bytes, whenever it is asked for."""
    return pack(folder.slug, folder.files, folder.at)
