"""Starting: a new course with an address, a draft and an author, and no edition yet.

Flow: the files come from the worked example, an archive or a course that its author teaches; the
address is checked as `lms check` checks the name of a folder; course, draft, its first saves and
the assignment are one transaction. Nobody but its authors comes to it before it is published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.content import archive
from lms.content.example import example, retitled
from lms.content.findings import Findings
from lms.content.first_look import first_look
from lms.content.names import COURSE, LONGEST_COURSE, NO_LATIN, WORKS, slug_from
from lms.content.reading import check_folder
from lms.content.survey import is_page
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.drafts import AS_PUBLISHED
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.names import LINE_LENGTH, clean_line
from lms.services import draft_saves, drafts
from lms.services.draft_saves import Typed
from lms.services.enrollments import provider_day
from lms.services.written import Begun, begun_of, get_written
from lms.store import audit, editions, starting, teaching
from lms.store.starting import CoursePage

MOST_BYTES = archive.MOST_BYTES
LONGEST_TITLE = LINE_LENGTH

_SENTENCES: Mapping[str, str] = {
    "bad-name": "Use small letters, digits and hyphens alone: first-course.",
    "taken-name": "A page of the product has this name. Choose another address.",
    "device-name": "Windows keeps this name for a device, so no folder there can have it. Choose "
    "another address.",
    "long-name": f"Shorten it to {LONGEST_COURSE} characters.",
}


@dataclass(frozen=True)
class Named:
    """A new course's title, empty where its files keep theirs, and its address, empty where it is
    made of theirs."""

    title: str
    slug: str


def named(title: str, address: str) -> Named:
    """What was typed, the address made from the title where it was left empty; FieldRefusal for
    an address that `lms check` would refuse as the name of a folder."""
    title = clean_line("title", title, LONGEST_TITLE)
    address = clean_line("address", address, LONGEST_COURSE)
    return Named(title, _checked(address or slug_from(title, LONGEST_COURSE)))


def settled(new: Named, files: Sequence[SourceFile]) -> Named:
    """The same with the address made of its files' title where nothing else was typed."""
    if new.slug:
        return new
    title = new.title or first_look(_page_of(files)).title
    slug = slug_from(title, LONGEST_COURSE)
    if not slug:
        ask = NO_LATIN if title else "Write an address"
        raise FieldRefusal("address", f"{ask}, such as first-course.")
    return replace(new, slug=_checked(slug))


def _checked(slug: str) -> str:
    findings = Findings(COURSE)
    if slug:
        check_folder(slug, findings)
    for problem in findings.problems:
        raise FieldRefusal("address", _SENTENCES.get(problem.code, problem.message))
    return slug


def _page_of(files: Sequence[SourceFile]) -> bytes:
    return next((it.content for it in files if it.path == COURSE), b"")


def from_example(
    session: Session, new: Named, author: Person, now: datetime
) -> tuple[SourceFile, ...]:
    """The files of the worked example, under that title, released on the provider's day."""
    if not new.title:
        raise FieldRefusal("title", "Write a title; it can be changed later.")
    provider = editions.find_provider(session)
    today = provider_day(provider, now) if provider else now.date()
    return example(new.title, author.legal_name, today)


def from_archive(new: Named, content: bytes) -> tuple[SourceFile, ...]:
    """The files of a course folder in a .zip; byte for byte, unless a title was typed."""
    try:
        files = archive.read_archive(content)
    except Refusal as refusal:
        raise FieldRefusal("archive", str(refusal)) from refusal
    _refuse_unreadable(files)
    return retitled(files, new.title) if new.title else files


def _refuse_unreadable(files: Sequence[SourceFile]) -> None:
    """No editor could open such a text, so nobody could mend it here."""
    for file in files:
        try:
            if is_page(file.path) or file.path == WORKS:
                file.content.decode()
        except UnicodeDecodeError:
            raise FieldRefusal(
                "archive",
                f"{file.path} is not saved as UTF-8. Save it so with any editor, and pack the "
                "folder again.",
            ) from None


def from_course(
    session: Session, new: Named, author: Person, source: str
) -> tuple[SourceFile, ...]:
    """The files of a course that its author may write, as its draft stands.

    Stamps tell questions apart within a course, so the copy keeps them.
    """
    if not source:
        raise FieldRefusal("source", "Choose the course to copy.")
    try:
        written = get_written(session, author, source)
    except NotFound:
        raise FieldRefusal("source", "You write no course at this address.") from None
    files = drafts.list_files(session, written)
    return retitled(files, new.title) if new.title else files


def begin(
    session: Session, author: Person, new: Named, files: Sequence[SourceFile], now: datetime
) -> Begun:
    """A course of these files, with nobody but its author knowing of it; a plain refusal where
    the address is taken."""
    course_id = starting.add_course(session, new.slug)
    if course_id is None:
        raise FieldRefusal("address", "Another course has this address. Choose another.")
    begun = begun_of(CoursePage(course_id, new.slug, _page_of(files)))
    draft_id = draft_saves.hold(session, begun, author, now)
    for file in files:
        typed = Typed(file.path, "", AS_PUBLISHED, token_urlsafe(16))
        draft_saves.keep(session, draft_id, typed, file.content, author, AS_PUBLISHED, now)
    teaching.assign(session, course_id, author.id, now)
    audit.record(session, now, "course begun", author.id, f"course {new.slug}")
    return begun
