"""Drafts: authors write in the browser, and no save that was acknowledged is ever lost."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.content import folder
from lms.content.endings import as_before, shown
from lms.content.merging import merged
from lms.content.names import IMAGES, WORKS, file_name
from lms.content.problems import Problem, Severity, has_errors
from lms.content.reading import CourseReading, PageReading, read_page
from lms.content.survey import is_page
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.credit import Credit
from lms.domain.drafts import (
    ANOTHER,
    AS_PUBLISHED,
    FileState,
    Save,
    hashes_now,
    is_aside,
    newest_on_line,
    states,
)
from lms.domain.editions import Change, change_between, material_reasons
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.media import Picture, picture_of
from lms.domain.paging import Paged, page_of
from lms.services import authoring, sign_offs
from lms.services.authoring import Overrule, Published
from lms.services.teaching import Taught, get_attendance
from lms.store import audit, drafts, editions
from lms.store.editions import Edition
from lms.store.teaching import Attendance

MOST_CHARACTERS = 500_000
"""The longest text of one file; a module of 3,000 words has about 20,000."""


@dataclass(frozen=True)
class DraftFile:
    """A file of a draft: how it stands beside the edition, and its newest save, if it has any."""

    path: str
    state: FileState
    save: Save | None

    @property
    def is_text(self) -> bool:
        """True for what can be written in a browser: pages, and the list of works."""
        return _is_text(self.path)

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

    taught: Taught
    based_on: int
    """The number of the edition that the draft goes on from."""
    files: tuple[DraftFile, ...]

    @property
    def is_behind(self) -> bool:
        """True when an edition was published meanwhile that the draft knows nothing of."""
        return self.based_on != self.taught.edition.number

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
        """The file at a path; NotFound where there is none."""
        found = next((file for file in self.files if file.path == path), None)
        if found is None:
            raise NotFound
        return found

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
class Typed:
    """What an author sends: a text, the save that they began from, and a name for this save."""

    path: str
    text: str
    since: int
    token: str


@dataclass(frozen=True)
class SavedState:
    """A save to look at: its text, what the file said before it, and what it says now.

    A text is None where there was no file.
    """

    save: Save
    text: str | None
    before: str | None
    now: str | None
    is_newest: bool


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


class TextUnreadable(Refusal):
    """A file that is not UTF-8 cannot be shown in a form without losing characters."""

    sentence = (
        "This file is not saved as UTF-8, so a browser would lose characters of it. Save it again "
        "as UTF-8 in the editor that it came from, and publish the folder."
    )


# -- looking -----------------------------------------------------------------------


def get_desk(session: Session, taught: Taught) -> Desk:
    """Every file of the draft, or of the newest edition where nobody has begun one."""
    base_id, number, line = _ground(session, taught)
    published = editions.list_hashes(session, base_id)
    found = states(published, hashes_now(published, line))
    files = tuple(DraftFile(path, state, line.get(path)) for path, state in found.items())
    return Desk(taught, number, files)


def list_files(session: Session, taught: Taught) -> tuple[SourceFile, ...]:
    """Every file of the draft with its bytes, in the order of paths."""
    base_id, _, line = _ground(session, taught)
    now = hashes_now(editions.list_hashes(session, base_id), line)
    contents = drafts.list_contents(session, now.values())
    return tuple(SourceFile(path, contents[hash_]) for path, hash_ in now.items())


def get_text(session: Session, taught: Taught, path: str) -> Text:
    """A file to be edited; NotFound where the draft has no such text."""
    base_id, _, line = _ground(session, taught)
    published = editions.list_hashes(session, base_id)
    now = hashes_now(published, line)
    if path not in now or not _is_text(path):
        raise NotFound
    content = drafts.list_contents(session, [now[path]])[now[path]]
    save = line.get(path)
    since = AS_PUBLISHED if save is None else save.number
    return Text(path, _readable(content), since, states(published, now)[path], save)


def get_picture(session: Session, taught: Taught, path: str) -> Picture:
    """A picture as the draft has it; NotFound for a file that is none, or not safe."""
    base_id, _, line = _ground(session, taught)
    hash_ = hashes_now(editions.list_hashes(session, base_id), line).get(f"{IMAGES}/{path}")
    picture = None if hash_ is None else picture_of(drafts.list_contents(session, [hash_])[hash_])
    if picture is None:
        raise NotFound
    return picture


def list_saves(session: Session, taught: Taught, path: str | None, wanted: int) -> Paged[Save]:
    """A page of everything that was ever saved in a draft, or of one file; the newest first."""
    draft_id = drafts.find_draft(session, taught.edition.course_id)
    if draft_id is None:
        return Paged((), 1, 0)

    def fetch(start: int, count: int) -> Sequence[Save]:
        return drafts.list_saves(session, draft_id, path, start, count)

    return page_of(drafts.count_saves(session, draft_id, path), wanted, fetch)


def get_state(session: Session, taught: Taught, number: int) -> SavedState:
    """A save with its text, whoever made it and however long ago; NotFound where there is none."""
    draft_id, save = _saved(session, taught, number)
    newest = drafts.find_newest(session, draft_id, save.path)
    return SavedState(
        save=save,
        text=_text_at(session, save),
        before=_text_since(session, draft_id, save),
        now=_text_at(session, newest) if newest else None,
        is_newest=newest is not None and newest.number == save.number,
    )


def get_collision(session: Session, taught: Taught, number: int) -> Collision:
    """Both sides of a save that was kept beside the line; NotFound for any other."""
    draft_id, aside = _saved(session, taught, number)
    if not aside.is_aside:
        raise NotFound
    theirs = drafts.find_newest(session, draft_id, aside.path)
    began = _text_since(session, draft_id, aside) or ""
    yours = _text_at(session, aside) or ""
    now = began if theirs is None else _text_at(session, theirs) or ""
    both, is_clean = merged(began, yours, now)
    return Collision(aside, theirs, began, yours, now, both, is_clean)


def look(files: Sequence[SourceFile], taught: Taught, path: str, text: str) -> PageReading:
    """What learners would see of a text and what is wrong with it; nothing is kept."""
    slug = taught.edition.facts.slug
    before = next((file.content for file in files if file.path == path), b"")
    others = [file for file in files if file.path != path]
    typed = SourceFile(path, as_before(text, before))
    return read_page(slug, sorted([*others, typed], key=lambda file: file.path), path)


def refuse_too_long(text: str) -> None:
    """FieldRefusal for a text that is longer than a file may be."""
    if len(text) > MOST_CHARACTERS:
        raise FieldRefusal(
            "text",
            f"This text has more than {MOST_CHARACTERS:,} characters. Make two modules of it.",
        )


# -- saving ------------------------------------------------------------------------


def save(session: Session, taught: Taught, author: Person, typed: Typed, now: datetime) -> Save:
    """Keep a text for good; the same save sent twice is one.

    Where others have saved the file since its author began, the text is kept beside the line
    (`is_aside`) and changes nothing; `get_collision` shows both.
    """
    draft_id = _begun(session, taught, author, now)
    known = drafts.find_by_token(session, draft_id, typed.token)
    if known is not None:
        return known
    refuse_too_long(typed.text)
    text = get_text(session, taught, typed.path)
    content = as_before(typed.text, _bytes_now(session, taught, typed.path))
    hash_ = editions.digest(content)
    if text.save and text.save.content_hash == hash_:
        return text.save  # whoever says the same as the newest save takes nothing from anybody
    return _add(session, draft_id, typed, content, author, text.since, now)


def restore(
    session: Session, taught: Taught, author: Person, number: int, token: str, now: datetime
) -> Save:
    """Let a file say again what it said at a save: a new save, so that nothing is lost by it."""
    draft_id = _begun(session, taught, author, now)
    known = drafts.find_by_token(session, draft_id, token)
    if known is not None:
        return known
    _, save_ = _saved(session, taught, number)
    if save_.content_hash is None:
        raise NotFound
    content = drafts.list_contents(session, [save_.content_hash])[save_.content_hash]
    newest = drafts.find_newest(session, draft_id, save_.path)
    since = AS_PUBLISHED if newest is None else newest.number
    typed = Typed(save_.path, "", since, token)
    return _add(session, draft_id, typed, content, author, since, now)


def _add(
    session: Session,
    draft_id: int,
    typed: Typed,
    content: bytes,
    author: Person,
    newest: int,
    now: datetime,
) -> Save:
    number = drafts.next_number(session, draft_id)
    if not 0 <= typed.since < number:
        raise NotFound
    new = Save(
        number=number,
        path=typed.path,
        since=typed.since,
        content_hash=editions.digest(content),
        author=author.legal_name,
        saved_at=now,
        is_aside=is_aside(typed.since, newest),
    )
    drafts.add_save(session, draft_id, new, content, author.id, typed.token)
    return new


# -- an edition that was published meanwhile -------------------------------------------


@dataclass(frozen=True)
class TakenOver:
    """What became of a draft that went on to a newer edition.

    `merged` are the files in which both changed different lines. In the files of `asides` both
    changed the same ones: the draft's text stands, and the edition's is kept beside it.
    """

    number: int
    merged: tuple[str, ...]
    asides: tuple[Save, ...]


def take_over(session: Session, taught: Taught, author: Person, now: datetime) -> TakenOver:
    """Let a draft go on from the newest edition without losing a word of either."""
    draft_id = _begun(session, taught, author, now)
    base_id, _, line = _ground(session, taught)
    newest = editions.find_newest(session, taught.edition.facts.slug)
    if newest is None:
        raise NotFound
    old, new = editions.list_hashes(session, base_id), editions.list_hashes(session, newest.id)
    both, asides = [], []
    if newest.id != base_id:
        drafts.add_base(session, draft_id, newest.id, now)
    for path in sorted(line):
        if path not in new or old.get(path) == new[path]:
            continue
        save_, is_clean = _taken_over(session, draft_id, author, line[path], old, new[path], now)
        if not is_clean:
            asides.append(save_)
        elif save_.content_hash != new[path]:
            both.append(path)
    return TakenOver(newest.number, tuple(both), tuple(asides))


def _taken_over(
    session: Session,
    draft_id: int,
    author: Person,
    mine: Save,
    old: Mapping[str, str],
    new: str,
    now: datetime,
) -> tuple[Save, bool]:
    """The save that brings the edition's text of a file into the draft, and whether it could."""
    first, theirs, yours = (_at(session, it) for it in (old.get(mine.path), new, mine.content_hash))
    text, is_clean = merged(shown(first) or "", shown(yours) or "", shown(theirs) or "")
    if mine.content_hash == old.get(mine.path):
        content = theirs
    else:
        content = as_before(text, yours) if is_clean else theirs
    typed = Typed(mine.path, "", mine.number, token_urlsafe(16))
    newest = mine.number if is_clean else ANOTHER
    return _add(session, draft_id, typed, content, author, newest, now), is_clean


def _at(session: Session, hash_: str | None) -> bytes:
    return b"" if hash_ is None else drafts.list_contents(session, [hash_])[hash_]


# -- publishing --------------------------------------------------------------------


@dataclass(frozen=True)
class FileChange:
    """A file that an edition would change: its text before and after; None where there is none."""

    path: str
    state: FileState
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Review:
    """What publishing a draft would do, to be read before it is done."""

    desk: Desk
    content_hash: str
    problems: tuple[Problem, ...]
    changes: tuple[FileChange, ...]
    change: Change | None
    """Editorial or material as inferred; None while an error stands."""
    reasons: tuple[str, ...]
    credit_before: Credit
    credit_after: Credit | None
    attendance: Attendance

    @property
    def may_publish(self) -> bool:
        """True when there is something to publish, no error stands, and no edition is newer."""
        return bool(self.changes) and self.change is not None and not self.desk.is_behind

    @property
    def errors(self) -> int:
        """How many problems stop publishing."""
        return sum(it.severity is Severity.ERROR for it in self.problems)


def read_draft(taught: Taught, files: tuple[SourceFile, ...]) -> CourseReading:
    """The whole draft read and rendered, which takes up to a second; ask outside a transaction."""
    return _read(taught.edition.facts.slug, files)


@lru_cache(maxsize=8)
def _read(slug: str, files: tuple[SourceFile, ...]) -> CourseReading:
    return folder.read_files(slug, files)


def review(session: Session, taught: Taught, reading: CourseReading) -> Review:
    """What publishing would do: what changes, for whom, and what stands in its way."""
    desk = get_desk(session, taught)
    edition = taught.edition
    old = editions.get_course(session, edition)
    new = reading.course
    return Review(
        desk=desk,
        content_hash=editions.content_hash(reading.files),
        problems=reading.problems,
        changes=_changes(session, edition, desk, reading.files),
        change=None if new is None else change_between(old, new),
        reasons=() if new is None else material_reasons(old, new),
        credit_before=edition.written.credit,
        credit_after=None if new is None else new.facts.credit,
        attendance=get_attendance(session, taught),
    )


def publish(
    session: Session,
    taught: Taught,
    publisher: Person,
    reading: CourseReading,
    seen: str,
    overrule: Overrule | None,
    now: datetime,
) -> Published:
    """Make an edition of a draft; `seen` is the address of the files that its publisher reviewed.

    A plain refusal where somebody saved or published meanwhile, or an error stands.
    """
    draft_id = _begun(session, taught, publisher, now)
    files = list_files(session, taught)
    newest = editions.find_newest(session, taught.edition.facts.slug)
    if {seen, editions.content_hash(files)} != {editions.content_hash(reading.files)}:
        raise Refusal(
            "Somebody saved in this draft after you reviewed it. Review it again, then publish."
        )
    base = drafts.find_base(session, draft_id)
    if newest is None or base is None or base[0] != newest.id:
        raise Refusal(
            "An edition was published meanwhile that this draft does not go on from. Take it over "
            "into the draft, then publish."
        )
    if has_errors(reading.problems) or reading.course is None:
        raise Refusal("The draft has errors. Mend them, then publish.")
    sign_offs.refuse_unsigned(session, taught, seen)
    slug = taught.edition.facts.slug
    draft = authoring.Draft(slug, reading.course, files, reading.problems)
    published = authoring.publish_written(session, draft, now, publisher.id, overrule)
    if published.edition is not None:
        drafts.add_base(session, draft_id, published.edition.id, now)
    return published


def _changes(
    session: Session, edition: Edition, desk: Desk, files: Sequence[SourceFile]
) -> tuple[FileChange, ...]:
    before = {file.path: file.content for file in editions.list_files(session, edition.id)}
    after = {file.path: file.content for file in files}
    return tuple(
        FileChange(it.path, it.state, _told(before, it.path), _told(after, it.path))
        for it in desk.changed
    )


def _told(contents: Mapping[str, bytes], path: str) -> str | None:
    content = contents.get(path)
    return None if content is None else shown(content)


# -- the ground that a draft stands on -----------------------------------------------


def _ground(session: Session, taught: Taught) -> tuple[int, int, dict[str, Save]]:
    """The edition that the draft goes on from, its number, and the save each path stands at."""
    draft_id = drafts.find_draft(session, taught.edition.course_id)
    base = None if draft_id is None else drafts.find_base(session, draft_id)
    if draft_id is None or base is None:
        return taught.edition.id, taught.edition.number, {}
    return (*base, newest_on_line(drafts.list_line(session, draft_id)))


def _begun(session: Session, taught: Taught, author: Person, now: datetime) -> int:
    draft_id = drafts.hold_draft(session, taught.edition.course_id, now)
    if drafts.find_base(session, draft_id) is None:
        drafts.add_base(session, draft_id, taught.edition.id, now)
        subject = f"course {taught.edition.facts.slug}"
        audit.record(session, now, "draft begun", author.id, subject)
    return draft_id


def _saved(session: Session, taught: Taught, number: int) -> tuple[int, Save]:
    draft_id = drafts.find_draft(session, taught.edition.course_id)
    save_ = None if draft_id is None else drafts.find_save(session, draft_id, number)
    if draft_id is None or save_ is None:
        raise NotFound
    return draft_id, save_


def _bytes_now(session: Session, taught: Taught, path: str) -> bytes:
    base_id, _, line = _ground(session, taught)
    hash_ = hashes_now(editions.list_hashes(session, base_id), line)[path]
    return drafts.list_contents(session, [hash_])[hash_]


def _text_since(session: Session, draft_id: int, save_: Save) -> str | None:
    """What the file said when the author of that save began."""
    if save_.since != AS_PUBLISHED:
        began = drafts.find_save(session, draft_id, save_.since)
        return None if began is None else _text_at(session, began)
    first = drafts.find_first_base(session, draft_id)
    content = None if first is None else editions.find_file(session, first, save_.path)
    return None if content is None else _readable(content)


def _text_at(session: Session, save_: Save) -> str | None:
    if save_.content_hash is None:
        return None
    return _readable(drafts.list_contents(session, [save_.content_hash])[save_.content_hash])


def _readable(content: bytes) -> str:
    text = shown(content)
    if text is None:
        raise TextUnreadable
    return text


def _is_text(path: str) -> bool:
    return is_page(path) or path == WORKS
