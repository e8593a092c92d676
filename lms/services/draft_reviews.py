"""Reviews: what publishing a draft would do, and publishing it with open eyes."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content import folder
from lms.content.problems import Problem, Severity, has_errors
from lms.content.reading import CourseReading
from lms.domain.access import Person
from lms.domain.changes import Changed, QuestionChange, changed_questions
from lms.domain.courses import SourceFile
from lms.domain.credit import Credit
from lms.domain.editions import Change, change_between, material_reasons
from lms.domain.errors import Refusal
from lms.domain.lengths import foremost
from lms.domain.paging import PAGE_LENGTH
from lms.services import authoring, draft_checks, sign_offs
from lms.services.authoring import Overrule, Published
from lms.services.draft_saves import hold
from lms.services.drafts import Desk, get_desk, list_addresses
from lms.services.file_changes import FileChange, changes_of, pages_changed
from lms.services.teaching import count_asked, get_attendance_of
from lms.services.written import Written
from lms.store import drafts, editions
from lms.store.shelves import Shelf
from lms.store.teaching import Attendance

DraftReading = CourseReading
"""A whole draft, read and rendered: what a review and a page of its health are made of."""


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
    asked: int
    """How many in progress read an older edition and are asked already to go on in a newer one."""

    @property
    def following(self) -> int:
        """How many in progress read an editorial edition at once."""
        return self.attendance.in_progress - self.asked

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

    @property
    def foremost_questions(self) -> tuple[QuestionChange, ...]:
        """As many of them as a page shows with their keys, other keys first."""
        return foremost(self.questions)

    @property
    def further_keys(self) -> int:
        """How many of the other questions have another key."""
        others = self.questions[len(self.foremost_questions) :]
        return sum(it.what is Changed.KEY for it in others)


def read_draft(taught: Written, files: tuple[SourceFile, ...]) -> DraftReading:
    """The whole draft read and rendered, which takes up to a second; ask outside a transaction."""
    return read_files(taught.facts.slug, files)


# Some hundred kilobytes each: a course may have gigabytes of files, which are not kept here.
_readings: Shelf[CourseReading] = Shelf(8)


def read_files(slug: str, files: tuple[SourceFile, ...]) -> CourseReading:
    """A course of that address read and rendered; ask outside a transaction."""
    key = f"{slug} {editions.content_hash(files)}"

    def fetch(_missing: list[str]) -> dict[str, CourseReading]:
        return {key: replace(folder.read_files(slug, files), files=())}

    return replace(_readings.take([key], fetch)[key], files=files)


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
        changes=changes_of(session, edition, desk, reading.files, pages_changed(old, new)),
        questions=changed_questions(old, new) if old and new else (),
        change=None if new is None else change_between(old, new),
        reasons=() if new is None or old is None else material_reasons(old, new),
        credit_before=None if edition is None else edition.written.credit,
        credit_after=None if new is None else new.facts.credit,
        attendance=get_attendance_of(session, taught.course_id),
        asked=count_asked(session, taught.course_id),
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
    now_there = editions.address_of(list_addresses(session, taught))
    newest = editions.find_newest(session, taught.facts.slug)
    if {seen, now_there} != {editions.content_hash(reading.files)}:
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
