"""Drafts: authors write in the browser, and no save that was acknowledged is ever lost."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from secrets import token_urlsafe
from urllib.parse import quote

from sqlalchemy.orm import Session

from lms.content import folder, names
from lms.content.endings import as_before, shown
from lms.content.merging import merged
from lms.content.names import IMAGES, WORKS, Role, file_name
from lms.content.page_changes import page_change
from lms.content.problems import Problem, Severity, has_errors
from lms.content.reading import CourseReading, PageReading, read_page
from lms.content.survey import is_page
from lms.domain.access import Person
from lms.domain.changes import QuestionChange, changed_questions
from lms.domain.courses import Course, SourceFile
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
    undecided,
)
from lms.domain.editions import Change, change_between, material_reasons
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.media import Picture, picture_of
from lms.domain.paging import PAGE_LENGTH, Paged, page_of
from lms.services import authoring, draft_checks, sign_offs
from lms.services.authoring import Overrule, Published
from lms.services.teaching import get_attendance_of
from lms.services.written import Written
from lms.store import audit, drafts, editions
from lms.store.editions import Edition
from lms.store.teaching import Attendance

MOST_CHARACTERS = 500_000
"""The longest text of one file; a module of 3,000 words has about 20,000."""

DraftReading = CourseReading
"""A whole draft, read and rendered: what a review and a page of its health are made of."""


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
class Typed:
    """What an author sends: a text, the save that they began from, and a name for this save."""

    path: str
    text: str
    since: int
    token: str


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


class TextUnreadable(Refusal):
    """A file that is not UTF-8 cannot be shown in a form without losing characters."""

    sentence = (
        "This file is not saved as UTF-8, so a browser would lose characters of it. Save it again "
        "as UTF-8 in the editor that it came from, and publish the folder."
    )


def is_picture(path: str) -> bool:
    """True for a file of the folder of pictures, which no editor of texts opens."""
    return names.is_picture(path)


def is_recording(path: str) -> bool:
    """True for a recording; its captions are a text."""
    return file_name(path).role is Role.RECORDING


# -- looking -----------------------------------------------------------------------


def get_desk(session: Session, taught: Written) -> Desk:
    """Every file of the draft, or of the newest edition where nobody has begun one."""
    draft_id = drafts.find_draft(session, taught.course_id)
    saves = () if draft_id is None else drafts.list_line(session, draft_id)
    base_id, number, line = _standing(session, taught, draft_id, saves)
    published = _published(session, base_id)
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
    return _list_files(session, taught, lambda path: _is_text(path) or _shows(text, path))


def _list_files(
    session: Session, taught: Written, is_needed: Callable[[str], bool]
) -> tuple[SourceFile, ...]:
    base_id, _, line = _ground(session, taught)
    now = hashes_now(_published(session, base_id), line)
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
    base_id, _, line = _ground(session, taught)
    published = _published(session, base_id)
    now = hashes_now(published, line)
    if path not in now or not _is_text(path):
        raise NotFound
    content = drafts.list_contents(session, [now[path]])[now[path]]
    save = line.get(path)
    since = AS_PUBLISHED if save is None else save.number
    return Text(path, _readable(content), since, states(published, now)[path], save)


def find_content(session: Session, taught: Written, path: str) -> bytes | None:
    """The bytes of a file as the draft has it, or None where it has none."""
    hash_ = find_address(session, taught, path)
    return None if hash_ is None else drafts.list_contents(session, [hash_])[hash_]


def find_address(session: Session, taught: Written, path: str) -> str | None:
    """The address of what a file holds as the draft has it, or None where it has none."""
    base_id, _, line = _ground(session, taught)
    return hashes_now(_published(session, base_id), line).get(path)


def get_picture(session: Session, taught: Written, path: str) -> Picture:
    """A picture as the draft has it; NotFound for a file that is none, or not safe."""
    base_id, _, line = _ground(session, taught)
    hash_ = hashes_now(_published(session, base_id), line).get(f"{IMAGES}/{path}")
    picture = None if hash_ is None else picture_of(drafts.list_contents(session, [hash_])[hash_])
    if picture is None:
        raise NotFound
    return picture


def list_taken_out(session: Session, taught: Written) -> dict[str, str]:
    """The address of what each file held that was taken out of the draft, by path."""
    base_id, _, line = _ground(session, taught)
    draft_id = drafts.find_draft(session, taught.course_id)
    gone = [path for path, save_ in line.items() if save_.content_hash is None]
    if draft_id is None or not gone:
        return {}
    held = {**_published(session, base_id), **drafts.list_last_held(session, draft_id)}
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
    draft_id, save = _saved(session, taught, number)
    newest = drafts.find_newest(session, draft_id, save.path)
    if is_picture(save.path) or is_recording(save.path):
        is_newest = newest is not None and newest.number == save.number
        return SavedState(save, None, None, None, is_newest)
    return SavedState(
        save=save,
        text=_said_at(session, save),
        before=_said_since(session, draft_id, save),
        now=_said_at(session, newest) if newest else None,
        is_newest=newest is not None and newest.number == save.number,
    )


def get_collision(session: Session, taught: Written, number: int) -> Collision:
    """Both sides of a save that was kept beside the line; NotFound for any other."""
    draft_id, aside = _saved(session, taught, number)
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
    """What learners would see of a text and what is wrong with it; nothing is kept."""
    slug = taught.facts.slug
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


def save(session: Session, taught: Written, author: Person, typed: Typed, now: datetime) -> Save:
    """Keep a text for good; the same save sent twice is one.

    Where others have saved the file since its author began, the text is kept beside the line
    (`is_aside`) and changes nothing; `get_collision` shows both.
    """
    draft_id = hold(session, taught, author, now)
    known = drafts.find_by_token(session, draft_id, typed.token)
    if known is not None:
        return known
    refuse_too_long(typed.text)
    newest = drafts.find_newest(session, draft_id, typed.path)
    content = as_before(typed.text, _bytes_now(session, taught, newest, typed.path))
    if newest and newest.content_hash == editions.digest(content):
        return newest  # whoever says the same as the newest save takes nothing from anybody
    since = AS_PUBLISHED if newest is None else newest.number
    return keep(session, draft_id, typed, content, author, since, now)


def restore(
    session: Session, taught: Written, author: Person, number: int, token: str, now: datetime
) -> Save:
    """Let a file say again what it said at a save: a new save, so that nothing is lost by it."""
    draft_id = hold(session, taught, author, now)
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
    return keep(session, draft_id, typed, content, author, since, now)


def keep_file(
    session: Session,
    taught: Written,
    author: Person,
    path: str,
    content: bytes | None,
    now: datetime,
    token: str = "",
) -> Save:
    """Keep the bytes of a file for good, or take it out where they are None.

    The caller holds the draft and has looked at the newest save, so the line goes on.
    """
    draft_id = hold(session, taught, author, now)
    newest = drafts.find_newest(session, draft_id, path)
    since = AS_PUBLISHED if newest is None else newest.number
    typed = Typed(path, "", since, token or token_urlsafe(16))
    return keep(session, draft_id, typed, content, author, since, now)


def keep(
    session: Session,
    draft_id: int,
    typed: Typed,
    content: bytes | None,
    author: Person,
    newest: int,
    now: datetime,
) -> Save:
    """Add a save for whoever holds the draft; None for content takes the file out of it."""
    number = drafts.next_number(session, draft_id)
    if not 0 <= typed.since < number:
        raise NotFound
    new = Save(
        number=number,
        path=typed.path,
        since=typed.since,
        content_hash=None if content is None else editions.digest(content),
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


def take_over(session: Session, taught: Written, author: Person, now: datetime) -> TakenOver:
    """Let a draft go on from the newest edition without losing a word of either."""
    draft_id = hold(session, taught, author, now)
    base_id, _, line = _ground(session, taught)
    newest = editions.find_newest(session, taught.facts.slug)
    if newest is None:
        raise NotFound
    old, new = _published(session, base_id), editions.list_hashes(session, newest.id)
    both, asides = [], []
    if newest.id != base_id:
        drafts.add_base(session, draft_id, newest.id, now)
    for path in sorted(line):
        if path in old and path not in new and line[path].content_hash == old[path]:
            # The edition has taken out what the draft had left as it was.
            typed = Typed(path, "", line[path].number, token_urlsafe(16))
            keep(session, draft_id, typed, None, author, line[path].number, now)
            continue
        if path not in new or new[path] in (old.get(path), line[path].content_hash):
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
    texts = [shown(it) for it in (first, yours, theirs)]
    text, is_clean = merged(texts[0] or "", texts[1] or "", texts[2] or "")
    is_untouched = mine.content_hash in (old.get(mine.path), new)
    # What was taken out stays out until somebody puts it back; pictures have no lines to merge.
    is_mergeable = mine.content_hash is not None and None not in texts
    is_clean = is_untouched or (is_clean and is_mergeable)
    content = theirs if is_untouched or not is_clean else as_before(text, yours)
    typed = Typed(mine.path, "", mine.number, token_urlsafe(16))
    newest = mine.number if is_clean else ANOTHER
    return keep(session, draft_id, typed, content, author, newest, now), is_clean


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
    page_html: str
    """The page as learners read it, with <ins> and <del>; empty where that is not known."""


@dataclass(frozen=True)
class Review:
    """What publishing a draft would do, to be read before it is done."""

    desk: Desk
    content_hash: str
    problems: tuple[Problem, ...]
    changes: tuple[FileChange, ...]
    questions: tuple[QuestionChange, ...]
    """What became of questions; nothing while an error stands, or before the first edition."""
    change: Change | None
    """First, editorial or material as inferred; None while an error stands."""
    reasons: tuple[str, ...]
    credit_before: Credit | None
    """None where there is no edition yet."""
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

    @property
    def foremost(self) -> tuple[Problem, ...]:
        """As many of them as a page of a list has, errors first; Course health has them all."""
        by_severity = sorted(self.problems, key=lambda it: it.severity is not Severity.ERROR)
        return tuple(by_severity[:PAGE_LENGTH])


def read_draft(taught: Written, files: tuple[SourceFile, ...]) -> DraftReading:
    """The whole draft read and rendered, which takes up to a second; ask outside a transaction."""
    return read_files(taught.facts.slug, files)


@lru_cache(maxsize=8)
def read_files(slug: str, files: tuple[SourceFile, ...]) -> CourseReading:
    """A course of that address read and rendered; ask outside a transaction."""
    return folder.read_files(slug, files)


def review(session: Session, taught: Written, reading: CourseReading) -> Review:
    """What publishing would do: what changes, for whom, and what stands in its way."""
    desk = get_desk(session, taught)
    edition = taught.newest
    old = None if edition is None else editions.get_course(session, edition)
    new = reading.course
    return Review(
        desk=desk,
        content_hash=editions.content_hash(reading.files),
        problems=reading.problems,
        changes=_changes(session, edition, desk, reading.files, _pages(old, new)),
        questions=changed_questions(old, new) if old and new else (),
        change=None if new is None else change_between(old, new),
        reasons=() if new is None or old is None else material_reasons(old, new),
        credit_before=None if edition is None else edition.written.credit,
        credit_after=None if new is None else new.facts.credit,
        attendance=get_attendance_of(session, taught.course_id),
    )


def publish(
    session: Session,
    taught: Written,
    publisher: Person,
    reading: CourseReading,
    seen: str,
    overrule: Overrule | None,
    now: datetime,
) -> Published:
    """Make an edition of a draft; `seen` is the address of the files that its publisher reviewed.

    A plain refusal where somebody saved or published meanwhile, or an error stands.
    """
    draft_id = hold_publishable(session, taught, publisher, reading, seen, now)
    return publish_held(session, taught, draft_id, publisher, reading, overrule, now)


def hold_publishable(
    session: Session,
    taught: Written,
    publisher: Person,
    reading: CourseReading,
    seen: str,
    now: datetime,
) -> int:
    """The draft, to which nobody else saves before this ends, where it may be published as it is.

    A plain refusal where somebody saved or published meanwhile, or an error stands.
    """
    draft_id = hold(session, taught, publisher, now)
    files = list_files(session, taught)
    newest = editions.find_newest(session, taught.facts.slug)
    if {seen, editions.content_hash(files)} != {editions.content_hash(reading.files)}:
        raise Refusal(
            "Somebody saved in this draft after you reviewed it. Review it again, then publish."
        )
    base = drafts.find_base(session, draft_id)
    if (newest.id if newest else None) != (base[0] if base else None):
        raise Refusal(
            "An edition was published meanwhile that this draft does not go on from. Take it over "
            "into the draft, then publish."
        )
    if has_errors(reading.problems) or reading.course is None:
        raise Refusal("The draft has errors. Mend them, then publish.")
    sign_offs.refuse_unsigned(session, taught, seen)
    return draft_id


def publish_held(
    session: Session,
    taught: Written,
    draft_id: int,
    publisher: Person,
    reading: CourseReading,
    overrule: Overrule | None,
    now: datetime,
) -> Published:
    """Make an edition of what was read of a draft that may be published; it goes on from that."""
    slug = taught.facts.slug
    draft = authoring.Draft(slug, reading.course, reading.files, reading.problems)
    published = authoring.publish_written(session, draft, now, publisher.id, overrule)
    if published.edition is not None:
        drafts.add_base(session, draft_id, published.edition.id, now)
        draft_checks.ask(session, draft_id, now)
    return published


def _pages(old: Course | None, new: Course | None) -> dict[str, str]:
    """The pages that learners will read otherwise, with their changes, by their modules."""
    if old is None or new is None:
        return {}
    before = {it.slug: it for it in old.modules}
    changed = {it.slug: page_change(before[it.slug], it) for it in new.modules if it.slug in before}
    return {slug: html for slug, html in changed.items() if html}


def _changes(
    session: Session,
    edition: Edition | None,
    desk: Desk,
    files: Sequence[SourceFile],
    pages: Mapping[str, str],
) -> tuple[FileChange, ...]:
    published = () if edition is None else editions.list_files(session, edition.id)
    before = {file.path: file.content for file in published}
    after = {file.path: file.content for file in files}
    return tuple(
        FileChange(
            path=it.path,
            state=it.state,
            before=_told(before, it.path),
            after=_told(after, it.path),
            page_html=pages.get(it.slug, "") if file_name(it.path).role is Role.MODULE else "",
        )
        for it in desk.changed
    )


def _told(contents: Mapping[str, bytes], path: str) -> str | None:
    content = contents.get(path)
    return None if content is None else shown(content)


# -- the ground that a draft stands on -----------------------------------------------


def _ground(session: Session, taught: Written) -> tuple[int | None, int | None, dict[str, Save]]:
    """The edition that the draft goes on from, its number, and the save each path stands at.

    A draft that began from no edition goes on from none until one is published or taken over.
    """
    draft_id = drafts.find_draft(session, taught.course_id)
    saves = () if draft_id is None else drafts.list_line(session, draft_id)
    return _standing(session, taught, draft_id, saves)


def _standing(
    session: Session, taught: Written, draft_id: int | None, saves: Sequence[Save]
) -> tuple[int | None, int | None, dict[str, Save]]:
    base = None if draft_id is None else drafts.find_base(session, draft_id)
    line = newest_on_line(saves)
    if base is not None:
        return (*base, line)
    newest = taught.newest
    return (newest.id, newest.number, {}) if newest and not line else (None, None, line)


def _published(session: Session, base_id: int | None) -> dict[str, str]:
    """The address of each file of an edition by path; none where there is no edition."""
    return {} if base_id is None else editions.list_hashes(session, base_id)


def hold(session: Session, taught: Written, author: Person, now: datetime) -> int:
    """The draft of a course, begun where there is none; nobody else saves before this ends."""
    draft_id = drafts.hold_draft(session, taught.course_id, now)
    newest = taught.newest
    is_new = drafts.find_base(session, draft_id) is None and not drafts.count_saves(
        session, draft_id
    )
    if newest is not None and is_new:
        drafts.add_base(session, draft_id, newest.id, now)
        subject = f"course {taught.facts.slug}"
        audit.record(session, now, "draft begun", author.id, subject)
    draft_checks.ask(session, draft_id, now)
    return draft_id


def _saved(session: Session, taught: Written, number: int) -> tuple[int, Save]:
    draft_id = drafts.find_draft(session, taught.course_id)
    save_ = None if draft_id is None else drafts.find_save(session, draft_id, number)
    if draft_id is None or save_ is None:
        raise NotFound
    return draft_id, save_


def _bytes_now(session: Session, taught: Written, newest: Save | None, path: str) -> bytes:
    """What a text says as the draft stands, nothing where somebody took it out meanwhile; a file
    that is not UTF-8 is refused, and NotFound for what never was a text of the draft."""
    if not _is_text(path):
        raise NotFound
    if newest is not None and newest.content_hash is None:
        return b""
    base_id, _, line = _ground(session, taught)
    hash_ = hashes_now(_published(session, base_id), line).get(path)
    if hash_ is None:
        raise NotFound
    content = drafts.list_contents(session, [hash_])[hash_]
    _readable(content)
    return content


def _text_since(session: Session, draft_id: int, save_: Save) -> str | None:
    """What the file said when the author of that save began."""
    if save_.since != AS_PUBLISHED:
        began = drafts.find_save(session, draft_id, save_.since)
        return None if began is None else _text_at(session, began)
    first = drafts.find_first_base(session, draft_id)
    content = None if first is None else editions.find_file(session, first, save_.path)
    return None if content is None else _readable(content)


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
    if save_.content_hash is None:
        return None
    return _readable(drafts.list_contents(session, [save_.content_hash])[save_.content_hash])


def _readable(content: bytes) -> str:
    text = shown(content)
    if text is None:
        raise TextUnreadable
    return text


def _is_text(path: str) -> bool:
    return is_page(path) or path == WORKS or file_name(path).role is Role.CAPTIONS
