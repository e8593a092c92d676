"""Changes of files: what a review shows of each, as learners read it and line by line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy.orm import Session

from lms.content.endings import shown
from lms.content.fact_changes import FactChange, fact_changes
from lms.content.names import COURSE, IMAGES, MEDIA, WORKS, Role, file_name
from lms.content.page_changes import Room, html_change, page_change
from lms.content.picture_files import Size, size_of
from lms.content.survey import is_page
from lms.content.uses import MOST_NAMED, alternatives_at
from lms.content.works_changes import WorkChange, work_changes
from lms.domain.courses import Course, SourceFile
from lms.domain.drafts import FileState
from lms.domain.errors import NotFound
from lms.domain.media import Picture, picture_of
from lms.services.draft_ground import is_picture, is_recording
from lms.services.drafts import Desk, DraftFile
from lms.services.written import Written
from lms.store import drafts, editions
from lms.store.editions import Edition

MOST_DRAWN = 20_000
"""Characters of a drawing whose source is compared too; it is shown as a picture anyway."""


@dataclass(frozen=True)
class PictureShown:
    """A picture on one side of a change, and what the pages of that side say of it."""

    kind: str
    """Empty for what no page can show."""
    size: Size | None
    """None for a drawing, which has any size."""
    byte_count: int
    alternatives: tuple[str, ...]

    @property
    def foremost(self) -> tuple[str, ...]:
        """As many of its alternative texts as a sentence names."""
        return self.alternatives[:MOST_NAMED]


@dataclass(frozen=True)
class Sides:
    """A picture before and after; None on a side that has none."""

    before: PictureShown | None
    after: PictureShown | None


@dataclass(frozen=True)
class FileChange:
    """A file that an edition would change: its text before and after; None where there is none."""

    path: str
    state: FileState
    before: str | None
    after: str | None
    page_html: str
    """The page as learners read it, with <ins> and <del>; empty where that is not known."""
    facts: tuple[FactChange, ...]
    works: tuple[WorkChange, ...]
    picture: Sides | None
    """None for what is no picture."""

    @property
    def is_recording(self) -> bool:
        """True for a recording, which is played and not read."""
        return is_recording(self.path)

    @property
    def address(self) -> str:
        """The path inside its folder of media, as its address has it."""
        return self.path.removeprefix(f"{IMAGES}/").removeprefix(f"{MEDIA}/")

    @property
    def is_shown(self) -> bool:
        """True where it is shown as learners see it, so that its lines can be folded away."""
        return bool(self.page_html or self.facts or self.works or self.picture)


def pages_changed(old: Course | None, new: Course | None) -> dict[str, str]:
    """The pages that learners will read otherwise, with their changes, by their modules; what the
    course says of itself stands under no module."""
    if old is None or new is None:
        return {}
    before, room = {it.slug: it for it in old.modules}, Room()
    changed = {"": html_change(old.facts.description_html, new.facts.description_html, room)}
    stayed = [it for it in new.modules if it.slug in before]
    changed |= {it.slug: page_change(before[it.slug], it, room) for it in stayed}
    return {slug: html for slug, html in changed.items() if html}


def changes_of(
    session: Session,
    edition: Edition | None,
    desk: Desk,
    files: Sequence[SourceFile],
    pages: Mapping[str, str],
) -> tuple[FileChange, ...]:
    """Every file of a draft that is not as the edition has it: three queries at most.

    Of the edition no more is read than what changed, and its pages where a picture did.
    """
    changed = desk.changed
    has_pictures = any(is_picture(it.path) for it in changed)
    read = {it.path for it in changed if not is_recording(it.path)}
    published = {} if edition is None else editions.list_hashes(session, edition.id)
    needed = {
        path: hash_
        for path, hash_ in published.items()
        if path in read or (has_pictures and is_page(path))
    }
    contents = drafts.list_contents(session, needed.values()) if needed else {}
    old = _Side({path: contents[hash_] for path, hash_ in needed.items()})
    new = _Side({file.path: file.content for file in files})
    return tuple(_change(it, old, new, pages) for it in changed)


def get_published_picture(session: Session, taught: Written, path: str) -> Picture:
    """A picture as learners' newest edition has it; NotFound for a file that is none, or not
    safe."""
    newest = taught.newest
    path = f"{IMAGES}/{path}"
    content = None if newest is None else editions.find_file(session, newest.id, path)
    picture = None if content is None else picture_of(content)
    if picture is None:
        raise NotFound
    return picture


@dataclass(frozen=True)
class _Side:
    """The files of one side of a change, and what their pages say of their pictures."""

    contents: Mapping[str, bytes]

    @cached_property
    def alternatives(self) -> Mapping[str, tuple[str, ...]]:
        pages = (SourceFile(path, it) for path, it in self.contents.items() if is_page(path))
        return alternatives_at(pages)

    def content(self, path: str) -> bytes:
        return self.contents.get(path, b"")

    def text(self, path: str) -> str | None:
        content = self.contents.get(path)
        return None if content is None or is_recording(path) else shown(content)

    def picture(self, path: str) -> PictureShown | None:
        content = self.contents.get(path)
        if content is None:
            return None
        found = picture_of(content)
        kind = found.kind if found else ""
        said = self.alternatives.get(path, ())
        return PictureShown(kind, size_of(content), len(content), said)


def _change(file: DraftFile, old: _Side, new: _Side, pages: Mapping[str, str]) -> FileChange:
    path, role = file.path, file_name(file.path).role
    before, after = old.text(path), new.text(path)
    is_drawn = is_picture(path)
    if is_drawn and len(before or "") + len(after or "") > MOST_DRAWN:
        before = after = None
    both = (before, after) if before is not None and after is not None else None
    return FileChange(
        path=path,
        state=file.state,
        before=before,
        after=after,
        page_html=pages.get(file.slug, "") if role in (Role.MODULE, Role.COURSE) else "",
        facts=fact_changes(*both) if both and path == COURSE else (),
        works=work_changes(old.content(path), new.content(path)) if path == WORKS else (),
        picture=Sides(old.picture(path), new.picture(path)) if is_drawn else None,
    )
