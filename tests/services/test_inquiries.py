"""What learners ask is theirs and the authors', answered once, and published without a name."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from lms.domain.access import Person, Role
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.inquiries import MOST_WAITING, Inquiry, heading_of
from lms.domain.mail import Letter
from lms.services import accounts, inquiries, jobs, privacy, teaching
from lms.services.inquiries import AskPage
from lms.services.privacy import get_my_data
from lms.store import erasing, outbox
from lms.store.database import Database
from lms.store.rows import AuditEventRow, SharedAnswerRow
from tests import make
from tests.accounts import signed_up
from tests.personas import Clock
from tests.queries import asked
from tests.signing import signing_at
from tests.sittings import COURSE, MODULE, Learner, publishes

SECTION = "where-it-began"
PUBLIC = "http://localhost"


class Class:
    """Ada and Ben, who learn, and Cleo, who instructs them."""

    def __init__(self, database: Database) -> None:
        self.database = database
        publishes(database)
        self.ada = Learner(database, "Ada Marlowe").enrolls()
        self.ben = Learner(database, "Ben Okafor").enrolls()
        self.cleo = signed_up(database, "Cleo Hart", Role.INSTRUCTOR)
        with database.writing() as session:
            teaching.assign(session, self.cleo.email, COURSE, make.START)

    def asks(
        self, text: str = "Why then?", section: str = SECTION, by: Person | None = None
    ) -> str:
        with self.database.writing() as session:
            person = by or self.ada.person
            return inquiries.ask(session, person, COURSE, MODULE, section, text, make.later(2))

    def answers(self, inquiry: str, text: str = "Because of it.") -> None:
        with self.database.writing() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            inquiries.answer(session, taught, self.cleo, inquiry, text, make.later(3))

    def shares(self, inquiry: str, question: str = "Why?", answer: str = "So.") -> None:
        with self.database.writing() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            words = (question, answer)
            inquiries.share(session, taught, self.cleo, inquiry, words, make.later(4))

    def takes_back(self, inquiry: str) -> None:
        with self.database.writing() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            inquiries.take_back(session, taught, self.cleo, inquiry, make.later(5))

    def page(self, person: Person) -> AskPage:
        with self.database.reading() as session:
            return inquiries.get_ask_page(session, person, COURSE, MODULE, SECTION, 1, 1)

    def waiting(self) -> tuple[Inquiry, ...]:
        with self.database.reading() as session:
            taught = teaching.get_taught(session, self.cleo, COURSE)
            return inquiries.list_unanswered(session, taught, 1).entries

    def kinds(self) -> list[tuple[str, int | None]]:
        its = select(AuditEventRow.kind, AuditEventRow.actor_id).where(
            AuditEventRow.subject.startswith("question ")
        )
        with self.database.reading() as session:
            return [tuple(row) for row in session.execute(its.order_by(AuditEventRow.id))]


@pytest.fixture
def room(database: Database) -> Class:
    return Class(database)


def test_a_question_is_its_askers_and_the_authors_alone(room: Class) -> None:
    room.asks()

    assert [it.text for it in room.page(room.ada.person).mine.entries] == ["Why then?"]
    assert room.page(room.ben.person).mine.entries == ()
    assert [(it.text, it.asker) for it in room.waiting()] == [("Why then?", "Ada Marlowe")]


def test_an_answer_stands_beside_its_question_and_the_question_waits_no_longer(room: Class) -> None:
    inquiry = room.asks()
    room.answers(inquiry)
    room.answers(inquiry, "And of this.")

    (mine,) = room.page(room.ada.person).mine.entries
    assert [(it.text, it.by) for it in mine.replies] == [
        ("Because of it.", "Cleo Hart"),
        ("And of this.", "Cleo Hart"),
    ]
    assert room.waiting() == ()


def test_what_is_published_is_everybodys_and_names_nobody(room: Class) -> None:
    inquiry = room.asks()
    room.answers(inquiry)
    room.shares(inquiry)
    room.shares(inquiry)
    with pytest.raises(Refusal, match="published an answer to this question meanwhile"):
        room.shares(inquiry, "Again?", "No.")

    (shared,) = room.page(room.ben.person).shared.entries
    assert (shared.question, shared.answer) == ("Why?", "So.")
    room.takes_back(inquiry)
    room.takes_back(inquiry)
    assert room.page(room.ben.person).shared.entries == ()
    assert [kind for kind, _ in room.kinds()] == [
        "question asked",
        "question answered",
        "answer published",
        "answer taken back",
    ]


def test_words_for_everybody_that_name_the_asker_are_refused(room: Class) -> None:
    inquiry = room.asks()
    room.answers(inquiry)

    with pytest.raises(Refusal, match="These words name who asked"):
        room.shares(inquiry, "ada marlowe asks why.")


def test_a_question_that_was_not_answered_is_not_published(room: Class) -> None:
    with pytest.raises(Refusal, match="Answer whoever asked first"):
        room.shares(room.asks())


@pytest.mark.parametrize(
    ("section", "text", "field"),
    [
        ("no-such-section", "Why?", "section"),
        (SECTION, " \n ", "text"),
        (SECTION, "x" * 4001, "text"),
    ],
)
def test_a_question_about_nothing_or_without_words_is_refused(
    room: Class, section: str, text: str, field: str
) -> None:
    with pytest.raises(FieldRefusal) as refusal:
        room.asks(text, section)

    assert refusal.value.field == field


def test_so_many_questions_may_wait_and_no_more(room: Class) -> None:
    first, *_ = [room.asks(f"Number {n}?") for n in range(MOST_WAITING)]
    with pytest.raises(Refusal, match="wait for an answer"):
        room.asks("One more?")

    room.answers(first)

    assert room.asks("One more?")


def test_nobody_asks_in_a_course_that_they_are_not_in(room: Class) -> None:
    with pytest.raises(NotFound):
        room.asks(by=signed_up(room.database, "Eve Stone"))


def test_the_list_of_an_author_takes_three_queries_however_many_asked(room: Class) -> None:
    for number in range(3):
        room.answers(room.asks(f"Number {number}?"))
    with room.database.reading() as session:
        taught = teaching.get_taught(session, room.cleo, COURSE)
        with asked(room.database) as statements:
            page = inquiries.list_answered(session, taught, 1)

    assert [it.text for it in page.entries] == ["Number 2?", "Number 1?", "Number 0?"]
    assert len(statements) == 3


# -- the letter --------------------------------------------------------------------


def letters(room: Class) -> list[Letter]:
    """What is posted when everything that is due is done."""
    posted: list[Letter] = []
    clock = Clock(make.later(4))
    jobs.work_off(room.database, signing_at(PUBLIC), clock, posted.append)
    return posted


def test_whoever_asked_gets_one_letter_that_says_nothing_of_what_was_said(room: Class) -> None:
    room.answers(room.asks())

    (letter,) = letters(room)

    assert letter.to == "ada@example.org"
    assert f"{PUBLIC}/me/questions" in letter.text
    assert "Why then?" not in letter.text
    assert "Because of it." not in letter.text
    assert letters(room) == []


def test_a_letter_that_the_server_did_not_take_is_tried_again(room: Class) -> None:
    room.answers(room.asks())

    def refuse(letter: Letter) -> None:
        raise OSError

    jobs.work_off(room.database, signing_at(PUBLIC), Clock(make.later(4)), refuse)

    with room.database.reading() as session:
        (job,) = outbox.list_due(session, make.later(4) + timedelta(hours=1))
    assert (job.kind, job.tries) == (inquiries.JOB, 1)


def test_a_closed_account_gets_no_letter(room: Class) -> None:
    room.answers(room.asks())
    with room.database.writing() as session:
        accounts.disable(session, room.ada.person.id, None, make.later(4))

    assert letters(room) == []


# -- privacy -----------------------------------------------------------------------


def test_what_was_asked_and_answered_is_among_my_data(room: Class) -> None:
    room.answers(room.asks())

    with room.database.reading() as session:
        parts = {it.table: it for it in get_my_data(session, room.ada.person)}

    assert [it["text"] for it in parts["inquiries"].rows] == ["Why then?"]
    assert [it["text"] for it in parts["inquiry_answers"].rows] == ["Because of it."]


def test_an_erasure_takes_what_was_asked_and_leaves_what_names_nobody(room: Class) -> None:
    inquiry = room.asks()
    room.answers(inquiry)
    room.shares(inquiry)
    with room.database.reading() as session:
        deleted = privacy.get_erasing(session, room.ada.person.public_id, make.later(5)).deleted
    with room.database.writing() as session:
        erasing.erase(session, room.ada.person.id, make.later(5))

    assert {("Questions to the instructor", 1), ("Answers of the instructor", 1)} <= {*deleted}
    with room.database.reading() as session:
        taught = teaching.get_taught(session, room.cleo, COURSE)
        assert inquiries.list_answered(session, taught, 1).entries == ()
        assert session.scalar(select(func.count()).select_from(SharedAnswerRow)) == 1
    assert letters(room) == []


def test_a_heading_is_its_words() -> None:
    assert heading_of("<em>Desire</em> &amp; arousal\n") == "Desire & arousal"
