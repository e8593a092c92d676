"""Course health: every problem of a whole draft, what it covers, and what credit it comes to.

Flow: the draft is read outside a transaction, as for a review; what is shown is made of that
reading, also where errors stand. A problem with a fix is mended in the file as it is saved just
then, which makes one more save.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.content.names import Role, file_name
from lms.content.problems import Problem, Severity
from lms.content.reading import CourseReading
from lms.domain.access import Person
from lms.domain.courses import CourseFacts
from lms.domain.credit import MethodLine, method_lines
from lms.domain.drafts import Save
from lms.domain.paging import Paged, page_of_list
from lms.services import draft_saves, drafts
from lms.services.draft_saves import Typed
from lms.services.drafts import Desk
from lms.services.fixes import FixGone, mend
from lms.services.teaching import CoveragePage, coverage_page
from lms.services.written import Written


@dataclass(frozen=True)
class Sketch:
    """A course as far as it can be made of a draft: its facts with the credit, and what it covers.

    `methods` are the hours by every method, before they are rounded.
    """

    facts: CourseFacts
    methods: tuple[MethodLine, ...]
    covered: CoveragePage


@dataclass(frozen=True)
class Health:
    """How a draft is as a whole: a page of its problems, and a sketch where one can be made."""

    desk: Desk
    counts: Mapping[Severity, int]
    problems: Paged[Problem]
    quiz_paths: Mapping[str, str]
    """Where the quiz of each module is written, by the module."""
    sketch: Sketch | None

    @property
    def is_sound(self) -> bool:
        """True when no error stands, so that the sketch is the course as it would be published."""
        return not self.counts[Severity.ERROR]


def get_health(
    session: Session, taught: Written, reading: CourseReading, wanted: int, wanted_questions: int
) -> Health:
    """What the reading of a draft says of it; each of its lists has pages of its own."""
    course = reading.sketch
    named = [(it, file_name(it.path)) for it in reading.files]
    return Health(
        desk=drafts.get_desk(session, taught),
        counts={
            severity: sum(it.severity is severity for it in reading.problems)
            for severity in Severity
        },
        problems=page_of_list(reading.problems, wanted),
        quiz_paths={name.slug: it.path for it, name in named if name.role is Role.QUIZ},
        sketch=None
        if course is None
        else Sketch(
            facts=course.facts,
            methods=method_lines(course.facts.credit, course.facts.credit_terms.method),
            covered=coverage_page(course, wanted_questions),
        ),
    )


def mend_saved(
    session: Session,
    taught: Written,
    author: Person,
    reading: CourseReading,
    path: str,
    place: str,
    now: datetime,
) -> Save:
    """Mend one problem in a file of the draft, as a save of its own.

    FixGone where the problem is gone, or somebody saved the file since the draft was read.
    """
    draft_saves.hold(session, taught, author, now)
    opened = drafts.get_text(session, taught, path)
    read = next((it.content for it in reading.files if it.path == path), None)
    if drafts.find_content(session, taught, path) != read:
        raise FixGone
    mended = mend(opened.text, [it for it in reading.problems if it.file == path], place)
    typed = Typed(path, mended.text, opened.since, token_urlsafe(16))
    return draft_saves.save(session, taught, author, typed, now)
