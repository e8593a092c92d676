"""Drafts: what authors have before them, and all that was ever saved in it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from sqlalchemy.orm import Session

from lms.content.endings import as_before
from lms.content.fact_changes import FactChange, fact_changes
from lms.content.merging import is_too_long, merged
from lms.content.names import COURSE, IMAGES, WORKS, file_name
from lms.content.reading import PageReading, read_page
from lms.content.works_changes import WorkChange, work_changes
from lms.domain.courses import SourceFile
from lms.domain.drafts import AS_PUBLISHED, FileState, Save, hashes_now, states, undecided
from lms.domain.errors import NotFound, Refusal
from lms.domain.media import Picture, picture_of
from lms.domain.paging import Paged, page_of
from lms.services.draft_ground import (
    TextUnreadable,
    TooLongToShow,
    find_saved,
    ground_of,
    is_picture,
    is_recording,
    is_text,
    is_too_long_to_show,
    published_hashes,
    readable,
    standing,
)
from lms.services.written import Written
from lms.store import drafts


@dataclass(frozen=True)
class DraftFile:
    """A file of a draft: how it stands beside the edition, and its newest save, if it has any."""

    path: str
    state: FileState
    save: Save | None

    @property
    def is_text(self) -> bool:
        """True for what can be written in a browser: pages, and the list of works."""
        return is_text(self.path)

    @property
    def role(self) -> str:
        """The part that it plays in the course: course, module, quiz, works and so on."""
        return file_name(self.path).role.name.lower()

    @property
    def slug(self) -> str:
        """The name of the module that it belongs to; empty where there is none."""
        return file_name(self.path).slug


@dataclass(frozen=True)
class Pair:
    """A module's page and the quiz beside it, either of which may be missing."""

    slug: str
    module: DraftFile | None
    quiz: DraftFile | None


@dataclass(frozen=True)
class Desk:
    """A course as its authors have it before them."""

    taught: Written
    based_on: int | None
    """The number of the edition that the draft goes on from; None where it began from none."""
    files: tuple[DraftFile, ...]
    taken_out: tuple[Save, ...]
    """The saves by which files were taken out, each for as long as nobody put its file back."""
    undecided: tuple[Save, ...]
    """The texts kept beside the draft that nobody has decided about yet."""

    @property
    def is_behind(self) -> bool:
        """True when an edition was published meanwhile that the draft knows nothing of."""
        newest = self.taught.newest
        return newest is not None and self.based_on != newest.number

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The modules in the order of their files, each with its quiz."""
        modules, quizzes = (
            {it.slug: it for it in self.playing(role)} for role in ("module", "quiz")
        )
        return tuple(
            Pair(slug, modules.get(slug), quizzes.get(slug))
            for slug in dict.fromkeys([*modules, *quizzes])
        )

    def playing(self, *roles: str) -> tuple[DraftFile, ...]:
        """The files that play these parts."""
        return tuple(file for file in self.files if file.role in roles)

    def get_file(self, path: str) -> DraftFile:
        """The file at a path, taken out or not; NotFound where there never was one."""
        gone = (DraftFile(it.path, FileState.REMOVED, it) for it in self.taken_out)
        found = next((file for file in (*self.files, *gone) if file.path == path), None)
        if found is None:
            raise NotFound
        return found

    def find_undecided(self, path: str) -> Save | None:
        """The text kept beside a file, where nobody has decided about it yet."""
        return next((it for it in self.undecided if it.path == path), None)

    @property
    def changed(self) -> tuple[DraftFile, ...]:
        """The files that are not as the edition has them."""
        return tuple(file for file in self.files if file.state is not FileState.SAME)


@dataclass(frozen=True)
class Text:
    """A file's text to be edited, with the save that whoever edits it begins from."""

    path: str
    text: str
    since: int
    state: FileState
    save: Save | None


@dataclass(frozen=True)
class SavedState:
    """A save to look at: its text, what the file said before it, and what it says now.

    A text is None where there was no file, or one that is no text, such as a picture.
    """

    save: Save
    text: str | None
    before: str | None
    now: str | None
    is_newest: bool
    has_before: bool
    """True where the file held something when the author of the save began."""

    @property
    def facts(self) -> tuple[FactChange, ...]:
        """The facts of the course that it changed."""
        if self.save.path != COURSE or self.before is None or self.text is None:
            return ()
        return fact_changes(self.before, self.text)

    @property
    def works(self) -> tuple[WorkChange, ...]:
        """The works of the list that it changed."""
        if self.save.path != WORKS or self.before is None or self.text is None:
            return ()
        return work_changes(self.before.encode(), self.text.encode())

    @property
    def is_picture(self) -> bool:
        """True for a save of a picture, which is restored and not read."""
        return is_picture(self.save.path)

    @property
    def is_recording(self) -> bool:
        """True for a save of a recording, which is restored and not read either."""
        return is_recording(self.save.path)


@dataclass(frozen=True)
class Collision:
    """A save that came after somebody else's: all three texts, and one made of both.

    Where both changed the same lines `is_clean` is False, and `merged` has both with marks
    between them.
    """

    aside: Save
    theirs: Save | None
    began: str
    yours: str
    now: str
    merged: str
    is_clean: bool

    @property
    def is_too_long(self) -> bool:
        """True where nobody looked which lines both changed."""
        return is_too_long(self.began, self.yours, self.now)


def get_desk(session: Session, taught: Written) -> Desk:
    """Every file of the draft, or of the newest edition where nobody has begun one."""
    draft_id = drafts.find_draft(session, taught.course_id)
    saves = () if draft_id is None else drafts.list_line(session, draft_id)
    base_id, number, line = standing(session, taught, draft_id, saves)
    published = published_hashes(session, base_id)
    found = states(published, hashes_now(published, line))
    files = tuple(DraftFile(path, state, line.get(path)) for path, state in found.items())
    taken_out = tuple(it for it in line.values() if it.content_hash is None)
    return Desk(taught, number, files, taken_out, undecided(saves))


def list_files(session: Session, taught: Written) -> tuple[SourceFile, ...]:
    """Every file of the draft with its bytes, in the order of paths."""
    return _list_files(session, taught, lambda _path: True)


def list_files_to_read(session: Session, taught: Written) -> tuple[SourceFile, ...]:
    """The same with recordings empty: pages are read without them, and each has up to 40 MB."""
    return _list_files(session, taught, lambda path: not is_recording(path))


def list_files_beside(session: Session, taught: Written, text: str) -> tuple[SourceFile, ...]:
    """The same for a look at one text, with pictures empty that it does not name: a course may
    have gigabytes of them."""
    return _list_files(session, taught, lambda path: is_text(path) or _shows(text, path))


def _list_files(
    session: Session, taught: Written, is_needed: Callable[[str], bool]
) -> tuple[SourceFile, ...]:
    now = list_addresses(session, taught)
    needed = {path: hash_ for path, hash_ in now.items() if is_needed(path)}
    contents = drafts.list_contents(session, needed.values())
    return tuple(
        SourceFile(path, contents[hash_] if path in needed else b"") for path, hash_ in now.items()
    )


def _shows(text: str, path: str) -> bool:
    name = path.rpartition("/")[2]
    return is_picture(path) and (name in text or quote(name) in text)


def get_text(session: Session, taught: Written, path: str) -> Text:
    """A file to be edited; NotFound where the draft has no such text."""
    base_id, _, line = ground_of(session, taught)
    published = published_hashes(session, base_id)
    now = hashes_now(published, line)
    if path not in now or not is_text(path):
        raise NotFound
    content = drafts.list_contents(session, [now[path]])[now[path]]
    save = line.get(path)
    since = AS_PUBLISHED if save is None else save.number
    return Text(path, readable(content), since, states(published, now)[path], save)


def find_content(session: Session, taught: Written, path: str) -> bytes | None:
    """The bytes of a file as the draft has it, or None where it has none."""
    hash_ = find_address(session, taught, path)
    return None if hash_ is None else drafts.list_contents(session, [hash_])[hash_]


def find_address(session: Session, taught: Written, path: str) -> str | None:
    """The address of what a file holds as the draft has it, or None where it has none."""
    return list_addresses(session, taught).get(path)


def list_addresses(session: Session, taught: Written) -> dict[str, str]:
    """The address of what each file holds as the draft has it, by path: none of it is read."""
    base_id, _, line = ground_of(session, taught)
    return hashes_now(published_hashes(session, base_id), line)


def get_picture(session: Session, taught: Written, path: str) -> Picture:
    """A picture as the draft has it; NotFound for a file that is none, or not safe."""
    hash_ = find_address(session, taught, f"{IMAGES}/{path}")
    picture = None if hash_ is None else picture_of(drafts.list_contents(session, [hash_])[hash_])
    if picture is None:
        raise NotFound
    return picture


def list_taken_out(session: Session, taught: Written) -> dict[str, str]:
    """The address of what each file held that was taken out of the draft, by path."""
    base_id, _, line = ground_of(session, taught)
    draft_id = drafts.find_draft(session, taught.course_id)
    gone = [path for path, save_ in line.items() if save_.content_hash is None]
    if draft_id is None or not gone:
        return {}
    held = {**published_hashes(session, base_id), **drafts.list_last_held(session, draft_id)}
    return {path: held[path] for path in gone if path in held}


def find_taken_out(session: Session, taught: Written, path: str) -> bytes | None:
    """What a file held before it was taken out of the draft; None for one that is not out."""
    hash_ = list_taken_out(session, taught).get(path)
    return None if hash_ is None else drafts.list_contents(session, [hash_])[hash_]


def list_saves(session: Session, taught: Written, path: str | None, wanted: int) -> Paged[Save]:
    """A page of everything that was ever saved in a draft, or of one file; the newest first."""
    draft_id = drafts.find_draft(session, taught.course_id)
    if draft_id is None:
        return Paged((), 1, 0)

    def fetch(start: int, count: int) -> Sequence[Save]:
        return drafts.list_saves(session, draft_id, path, start, count)

    return page_of(drafts.count_saves(session, draft_id, path), wanted, fetch)


def get_state(session: Session, taught: Written, number: int) -> SavedState:
    """A save with its text, whoever made it and however long ago; NotFound where there is none."""
    draft_id, save = find_saved(session, taught, number)
    newest = drafts.find_newest(session, draft_id, save.path)
    is_newest = newest is not None and newest.number == save.number
    has_before = find_address_since(session, draft_id, save) is not None
    if is_picture(save.path) or is_recording(save.path):
        return SavedState(save, None, None, None, is_newest, has_before)
    return SavedState(
        save=save,
        text=_said_at(session, save),
        before=_said_since(session, draft_id, save),
        now=_said_at(session, newest) if newest else None,
        is_newest=is_newest,
        has_before=has_before,
    )


def get_collision(session: Session, taught: Written, number: int) -> Collision:
    """Both sides of a save that was kept beside the line; NotFound for any other."""
    draft_id, aside = find_saved(session, taught, number)
    if not aside.is_aside:
        raise NotFound
    if is_picture(aside.path) or is_recording(aside.path):
        raise Refusal(
            "Two pictures or recordings cannot be shown as one text. Both are in the history of "
            "this draft: restore the one that it goes on with."
        )
    theirs = drafts.find_newest(session, draft_id, aside.path)
    began = _text_since(session, draft_id, aside) or ""
    yours = _text_at(session, aside) or ""
    now = began if theirs is None else _text_at(session, theirs) or ""
    both, is_clean = merged(began, yours, now)
    return Collision(aside, theirs, began, yours, now, both, is_clean)


# What a look at one text finds.
Seen = PageReading


def look(files: Sequence[SourceFile], taught: Written, path: str, text: str) -> Seen:
    """What learners would see of a text and what is wrong with it; nothing is kept.

    TooLongToShow for a page of more than MOST_SHOWN characters.
    """
    if is_too_long_to_show(path, text):
        raise TooLongToShow
    slug = taught.facts.slug
    before = next((file.content for file in files if file.path == path), b"")
    others = [file for file in files if file.path != path]
    typed = SourceFile(path, as_before(text, before))
    return read_page(slug, sorted([*others, typed], key=lambda file: file.path), path)


def find_address_since(session: Session, draft_id: int, save_: Save) -> str | None:
    """The address of what the file held when the author of that save began, or None."""
    if save_.since != AS_PUBLISHED:
        began = drafts.find_save(session, draft_id, save_.since)
        return None if began is None else began.content_hash
    first = drafts.find_first_base(session, draft_id)
    return published_hashes(session, first).get(save_.path)


def _text_since(session: Session, draft_id: int, save_: Save) -> str | None:
    """What the file said when the author of that save began."""
    return _text_of(session, find_address_since(session, draft_id, save_))


def _said_since(session: Session, draft_id: int, save_: Save) -> str | None:
    """The same, and nothing where that is no text."""
    try:
        return _text_since(session, draft_id, save_)
    except TextUnreadable:
        return None


def _said_at(session: Session, save_: Save) -> str | None:
    try:
        return _text_at(session, save_)
    except TextUnreadable:
        return None


def _text_at(session: Session, save_: Save) -> str | None:
    return _text_of(session, save_.content_hash)


def _text_of(session: Session, hash_: str | None) -> str | None:
    return None if hash_ is None else readable(drafts.list_contents(session, [hash_])[hash_])
