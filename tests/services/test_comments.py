"""Comments stay at their passages while authors write, and nothing that was said is lost."""

import pytest
from sqlalchemy import select

from lms.domain.access import Person, Role
from lms.domain.colleagues import Duty
from lms.domain.comments import Act, Placed, placed
from lms.domain.errors import FieldRefusal, NotFound
from lms.domain.quotations import Found
from lms.services import colleagues, comments, draft_files, drafts, privacy, teaching, written
from lms.services.comments import Opened, Typed
from lms.services.draft_files import Step
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.queries import asked
from tests.services.test_drafts import MODULE, Author
from tests.store.at_once import at_once
from tests.web.writers import publishes

COURSE = good_course.SLUG
WORDS = "Opening words."


class Reviewer:
    """Rhea, who reviews the course that Cleo writes."""

    def __init__(self, database: Database) -> None:
        self.database = database
        publishes(database)
        self.cleo = Author(database, signed_up(database, "Cleo Hart", Role.INSTRUCTOR))
        self.person = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
        with database.writing() as session:
            teaching.assign(session, self.cleo.person.email, COURSE, make.START)
            taught = teaching.get_taught(session, self.cleo.person, COURSE)
            by = self.cleo.person
            colleagues.add(session, taught, by, self.person.email, Duty.REVIEWER, make.START)

    def says(self, text: str = "Why so?", quote: str = WORDS) -> str:
        """A comment on a passage of the module; the thread's address comes back."""
        with self.database.writing() as session:
            taught = written.get_read(session, self.person, COURSE)
            typed = Typed(quote, "", "", text)
            return comments.begin(session, taught, self.person, MODULE, typed, make.later(1))

    def does(self, act: Act, thread: str, text: str = "", by: Person | None = None) -> None:
        verb = {Act.SAID: comments.answer, Act.RESOLVED: comments.resolve}
        with self.database.writing() as session:
            taught = written.get_read(session, by or self.person, COURSE)
            do = verb.get(act, comments.reopen)
            do(session, taught, by or self.person, thread, text, make.later(2))

    def opens(self, thread: str, page: int = 1) -> Opened:
        with self.database.reading() as session:
            taught = written.get_read(session, self.person, COURSE)
            return comments.get_thread(session, taught, thread, page)

    def beside(self, path: str = MODULE) -> tuple[Placed, ...]:
        """The open threads of a page, by the line that they stand at now."""
        with self.database.reading() as session:
            taught = written.get_read(session, self.person, COURSE)
            found = comments.list_threads_of(session, taught, path, 1)
            text = drafts.find_content(session, taught, path) or b""
        return placed(found.entries, text.decode())

    def renames(self, slug: str, to: str) -> None:
        """A module, which its author gives another address."""
        step = Step(self.cleo.person, f"{slug}-{to}", make.later(1))
        with self.database.writing() as session:
            taught = self.cleo.taught
            draft_files.rename_module(session, taught, step, slug, "What it is", to)


@pytest.fixture
def rhea(database: Database) -> Reviewer:
    return Reviewer(database)


def test_a_comment_stands_at_its_passage_while_an_author_edits_around_it(rhea: Reviewer) -> None:
    thread = rhea.says()
    line = rhea.beside()[0].passage

    rhea.cleo.rewrites(WORDS, f"A new first paragraph.\n\nAnd then: {WORDS} And more.")

    found = rhea.opens(thread).passage
    assert line is not None
    assert found is not None
    assert (found.found, found.line) == (Found.EXACT, line.line + 2)


def test_a_comment_follows_its_page_to_another_address_and_on(rhea: Reviewer) -> None:
    thread, settled = rhea.says(), rhea.says("Settled.")
    rhea.does(Act.RESOLVED, settled)
    rhea.renames("what-it-is", "what-it-does")
    rhea.renames("what-it-does", "what-it-can-do")

    opened = rhea.opens(thread)
    assert opened.thread.path == "01-what-it-can-do.md"
    assert opened.is_there
    assert opened.passage is not None
    assert rhea.opens(settled).thread.path == "01-what-it-can-do.md"
    assert rhea.beside("01-what-it-does.md") == ()
    assert [it.thread.public_id for it in rhea.beside("01-what-it-can-do.md")] == [thread]


def test_a_comment_outlives_its_passage_with_the_quotation(rhea: Reviewer) -> None:
    thread = rhea.says()

    rhea.cleo.saves("---\ntitle: Anew\n---\n\nNothing of it is left.", 0)

    opened = rhea.opens(thread)
    assert opened.passage is None
    assert opened.is_there
    assert opened.thread.quotation.exact == WORDS
    assert [it.text for it in opened.comments.entries] == ["Why so?"]


def test_a_question_of_a_quiz_is_commented_on_by_its_words(rhea: Reviewer) -> None:
    with rhea.database.writing() as session:
        taught = written.get_read(session, rhea.person, COURSE)
        path = "01-what-it-is.quiz.md"
        words = next(
            line for line in good_course.QUIZ.splitlines() if line.endswith("?") and len(line) > 9
        )
        typed = Typed(words, "", "", "Two answers are right.")
        thread = comments.begin(session, taught, rhea.person, path, typed, make.later(1))

    passage = rhea.opens(thread).passage
    assert passage is not None
    assert words in good_course.QUIZ.splitlines()[passage.line - 1]


def test_a_thread_is_answered_resolved_and_reopened_and_says_who_did_what(rhea: Reviewer) -> None:
    thread = rhea.says()
    rhea.does(Act.SAID, thread, "Because of Kaplan.", rhea.cleo.person)
    rhea.does(Act.RESOLVED, thread)
    assert not rhea.opens(thread).thread.is_open
    assert rhea.beside() == ()

    rhea.does(Act.REOPENED, thread, "Not yet.")

    opened = rhea.opens(thread)
    assert opened.thread.is_open
    assert [(it.act, it.text, it.author) for it in opened.comments.entries] == [
        (Act.SAID, "Why so?", "Rhea Lund"),
        (Act.SAID, "Because of Kaplan.", "Cleo Hart"),
        (Act.RESOLVED, "", "Rhea Lund"),
        (Act.REOPENED, "Not yet.", "Rhea Lund"),
    ]


def test_a_thread_that_two_resolve_at_once_is_resolved_once(rhea: Reviewer) -> None:
    thread = rhea.says()

    at_once([lambda: rhea.does(Act.RESOLVED, thread)] * 4)

    assert [it.act for it in rhea.opens(thread).comments.entries] == [Act.SAID, Act.RESOLVED]


def test_a_last_word_is_kept_where_another_has_resolved_the_thread_meanwhile(
    rhea: Reviewer,
) -> None:
    thread = rhea.says()
    rhea.does(Act.RESOLVED, thread, "Done.")
    rhea.does(Act.RESOLVED, thread, "But mind the second edition.", rhea.cleo.person)

    said = [(it.act, it.text) for it in rhea.opens(thread).comments.entries]
    assert said[1:] == [
        (Act.RESOLVED, "Done."),
        (Act.SAID, "But mind the second edition."),
    ]


def test_open_and_resolved_threads_are_listed_apart_page_by_page(rhea: Reviewer) -> None:
    threads = [rhea.says(f"Number {n}") for n in range(27)]
    rhea.does(Act.RESOLVED, threads[0])

    with rhea.database.reading() as session:
        taught = written.get_read(session, rhea.person, COURSE)
        with asked(rhea.database) as statements:
            first = comments.list_threads(session, taught, 1)
        second = comments.list_threads(session, taught, 2)
        resolved = comments.list_resolved(session, taught, 1)

    assert len(statements) == 2
    assert (first.total, len(first.entries), len(second.entries)) == (26, 25, 1)
    assert first.entries[0].first.text == "Number 26"
    assert [it.public_id for it in resolved.entries] == [threads[0]]


@pytest.mark.parametrize(
    ("quote", "text", "field"),
    [("nobody's words", "Why?", "quote"), (WORDS, " ", "text"), (WORDS, "x" * 4001, "text")],
)
def test_what_quotes_nothing_or_says_nothing_is_refused_and_nothing_is_kept(
    rhea: Reviewer, quote: str, text: str, field: str
) -> None:
    with pytest.raises(FieldRefusal) as refusal:
        rhea.says(text, quote)

    assert refusal.value.field == field
    assert rhea.beside() == ()


def test_a_thread_of_another_course_is_nobodys(rhea: Reviewer) -> None:
    with pytest.raises(NotFound):
        rhea.opens("no-such-thread")


def test_the_log_knows_who_said_something_and_not_what(rhea: Reviewer) -> None:
    thread = rhea.says()
    rhea.does(Act.RESOLVED, thread)

    found = select(AuditEventRow.kind, AuditEventRow.actor_id, AuditEventRow.detail).where(
        AuditEventRow.subject == f"comment {thread}"
    )
    with rhea.database.reading() as session:
        rows = [tuple(row) for row in session.execute(found.order_by(AuditEventRow.id))]
    assert rows == [
        ("comment said", rhea.person.id, "{}"),
        ("comment resolved", rhea.person.id, "{}"),
    ]


def test_what_somebody_said_is_among_their_data(rhea: Reviewer) -> None:
    rhea.says("Something of mine.")

    with rhea.database.reading() as session:
        parts = {it.table: it for it in privacy.get_my_data(session, rhea.person)}

    assert [it["text"] for it in parts["comments"].rows] == ["Something of mine."]
