"""Inquiries: learners ask the instructor about a section, and authors answer.

A question and its answers are the asker's and the authors' alone. What an author publishes to
everybody in the course is a copy in words of the author's choice, and nothing of it leads to who
asked.
"""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import CourseFacts, Module, Section
from lms.domain.errors import FieldRefusal, NotFound, Refusal, together
from lms.domain.inquiries import MOST_WAITING, Inquiry, SharedAnswer, heading_of
from lms.domain.mail import Letter
from lms.domain.names import COMMENT_LENGTH, clean_text
from lms.domain.paging import Paged, page_of
from lms.services.enrollments import get_enrolled_for
from lms.services.teaching import Taught
from lms.store import audit, editions, enrollments, inquiries, outbox, people
from lms.store.inquiries import Which

JOB = "tell of answer"


@dataclass(frozen=True)
class AskPage:
    """Where a learner asks about a module: their own questions, and what everybody reads."""

    facts: CourseFacts
    module: Module
    section: Section | None
    mine: Paged[Inquiry]
    shared: Paged[SharedAnswer]


@dataclass(frozen=True)
class Asked:
    """A question as an author has it before them, and what everybody reads of it."""

    inquiry: Inquiry
    shared: SharedAnswer | None


# -- learners ----------------------------------------------------------------------


def get_ask_page(
    session: Session,
    person: Person,
    course: str,
    module: str,
    section: str,
    wanted: int,
    wanted_shared: int,
) -> AskPage:
    """The page on which somebody in the course asks about a module."""
    _, reading = get_enrolled_for(session, person, course)
    found = editions.find_module(session, reading.current.id, module)
    edition = editions.find_newest(session, course)
    if found is None or edition is None:
        raise NotFound
    course_id = edition.course_id
    return AskPage(
        facts=found.facts,
        module=found.module,
        section=_find_section(found.module, section),
        mine=_page(session, Which(person_id=person.id, course=course, module=module), wanted),
        shared=page_of(
            inquiries.count_shared(session, course_id, module),
            wanted_shared,
            lambda start, count: inquiries.list_shared(session, course_id, module, start, count),
        ),
    )


def ask(
    session: Session,
    person: Person,
    course: str,
    module: str,
    section: str,
    text: str,
    now: datetime,
) -> str:
    """Ask the instructor about a section; the question's address comes back."""
    # An erasure takes what was asked in a completed course, whose enrollment stays.
    people.hold_open_account(session, person.id)
    enrollments.hold_enrolled(session, person.id, course)
    enrolled, reading = get_enrolled_for(session, person, course)
    found = editions.find_module(session, reading.current.id, module)
    if found is None:
        raise NotFound
    about, said = together(
        lambda: _section(found.module, section),
        lambda: _said("text", text, "Write what you want to ask."),
    )
    waiting = inquiries.count(session, Which(person.id, course, is_answered=False))
    if waiting >= MOST_WAITING:
        raise Refusal(
            f"{waiting} questions of yours in this course wait for an answer. Ask again when some "
            "of them are answered."
        )
    inquiry = Inquiry(
        public_id=token_urlsafe(12),
        course=course,
        module=module,
        section=about.slug,
        heading=heading_of(about.title_html),
        text=said,
        asker=person.legal_name,
        asked_at=now,
        replies=(),
    )
    inquiries.add(session, enrolled.id, inquiry)
    audit.record(session, now, "question asked", person.id, f"question {inquiry.public_id}")
    return inquiry.public_id


def list_mine(session: Session, person: Person, wanted: int) -> Paged[Inquiry]:
    """A page of everything that somebody asked, in whatever course: three queries."""
    return _page(session, Which(person_id=person.id), wanted)


# -- authors -----------------------------------------------------------------------


def list_unanswered(session: Session, taught: Taught, wanted: int) -> Paged[Inquiry]:
    """A page of the questions of a course that wait for an answer: three queries."""
    return _page(session, Which(course=taught.edition.facts.slug, is_answered=False), wanted)


def list_answered(session: Session, taught: Taught, wanted: int) -> Paged[Inquiry]:
    """A page of those that were answered: three queries."""
    return _page(session, Which(course=taught.edition.facts.slug, is_answered=True), wanted)


def get_asked(session: Session, taught: Taught, public_id: str) -> Asked:
    """A question with its answers; NotFound for one of another course (AC-03)."""
    inquiry = inquiries.find_inquiry(session, taught.edition.facts.slug, public_id)
    if inquiry is None:
        raise NotFound
    shared = inquiries.find_shared(session, taught.edition.course_id, public_id)
    return Asked(inquiry, shared)


def answer(
    session: Session, taught: Taught, by: Person, public_id: str, text: str, now: datetime
) -> None:
    """Answer whoever asked, and ask for a letter that tells them."""
    get_asked(session, taught, public_id)
    said = _said("text", text, "Write your answer.")
    inquiries.add_answer(session, public_id, said, by.id, now)
    outbox.add(session, JOB, public_id, now)
    audit.record(session, now, "question answered", by.id, f"question {public_id}")


def share(
    session: Session,
    taught: Taught,
    by: Person,
    public_id: str,
    words: tuple[str, str],
    now: datetime,
) -> None:
    """Publish a question and its answer, in these words, to everybody in the course."""
    inquiry = get_asked(session, taught, public_id).inquiry
    if not inquiry.replies:
        raise Refusal("Answer whoever asked first; then publish the answer.")
    question, text = together(
        lambda: _said("question", words[0], "Write the question as everybody may read it."),
        lambda: _said("answer", words[1], "Write the answer as everybody may read it."),
    )
    _refuse_naming(inquiry.asker, question, text)
    shared = SharedAnswer(
        inquiry=public_id,
        module=inquiry.module,
        section=inquiry.section,
        heading=inquiry.heading,
        question=question,
        answer=text,
        shared_at=now,
    )
    if inquiries.share(session, taught.edition.course_id, shared, by.id):
        audit.record(session, now, "answer published", by.id, f"question {public_id}")
        return
    there = inquiries.find_shared(session, taught.edition.course_id, public_id)
    if there is None or (there.question, there.answer) != (question, text):
        raise Refusal(
            "Somebody published an answer to this question meanwhile. Take that one back first, "
            "then publish yours."
        )


def take_back(session: Session, taught: Taught, by: Person, public_id: str, now: datetime) -> None:
    """Let nobody but its asker read an answer any more; doing it twice is doing it once."""
    get_asked(session, taught, public_id)
    if inquiries.take_back(session, taught.edition.course_id, public_id):
        audit.record(session, now, "answer taken back", by.id, f"question {public_id}")


# -- telling -----------------------------------------------------------------------


def find_letter(session: Session, subject: str, address: str, now: datetime) -> Letter | None:
    """The letter that says that a question was answered, and nothing of what was said.

    None where the question or its asker's account is gone.
    """
    asker_id = inquiries.find_asker_id(session, subject)
    course = inquiries.find_course(session, subject)
    edition = None if course is None else editions.find_newest(session, course)
    if asker_id is None or edition is None:
        return None
    account = people.get_account(session, asker_id)
    if not account.is_open:
        return None
    title = edition.facts.title
    return Letter(
        key=f"answer.{subject}.{int(now.timestamp())}",
        to=account.person.email,
        subject=f"Your question about {title} was answered",
        text="\n".join(
            (
                f"Dear {account.person.legal_name},",
                "",
                f"an instructor answered what you asked about “{title}”.",
                "You find your question and the answer here:",
                f"{address}/me/questions",
                "",
            )
        ),
        written_at=now,
    )


def _refuse_naming(asker: str, *texts: str) -> None:
    """Refuse words for everybody in which the asker's whole name stands."""
    if any(asker.casefold() in text.casefold() for text in texts):
        raise Refusal(
            "These words name who asked, and everybody in the course will read them. Leave the "
            "name out."
        )


def _find_section(module: Module, slug: str) -> Section | None:
    return next((it for it in module.sections if it.slug == slug), None)


def _section(module: Module, slug: str) -> Section:
    found = _find_section(module, slug)
    if found is None:
        raise FieldRefusal("section", "Choose the section that you ask about.")
    return found


def _said(field: str, text: str, ask: str) -> str:
    said = clean_text(field, text, COMMENT_LENGTH)
    if not said:
        raise FieldRefusal(field, ask)
    return said


def _page(session: Session, which: Which, wanted: int) -> Paged[Inquiry]:
    return page_of(
        inquiries.count(session, which),
        wanted,
        lambda start, count: inquiries.list_inquiries(session, which, start, count),
    )
