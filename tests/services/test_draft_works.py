"""The works of a draft: found where they are cited, added from a paste, removed when unused."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.content.names import WORKS
from lms.content.uses import Use, in_words
from lms.domain.access import Person, Role
from lms.domain.courses import SourceFile
from lms.domain.drafts import Save
from lms.domain.errors import FieldRefusal, Refusal
from lms.services import draft_saves, draft_works, drafts, teaching
from lms.services.draft_works import (
    BIBTEX,
    CSL,
    MOST_LISTED,
    MOST_PASTED,
    MOST_PROBLEMS,
    MOST_WORKS,
    RIS,
    Bibliography,
    ListChanged,
    Proposal,
    propose,
)
from lms.services.teaching import Taught
from lms.store.database import Database
from tests.accounts import signed_up
from tests.calls import called
from tests.content import good_course
from tests.services.test_drafts import publishes

COURSE = good_course.SLUG
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BOOK = "@book{x, author={Masters, William}, title={Human Sexual Inadequacy}, year={1970}}"
AGAIN = BOOK.replace("@book{x", "@book{other").replace("Inadequacy", "inadequacy.")
LIST = good_course.REFERENCES.encode()


class Librarian:
    """Somebody who teaches the course, and keeps its works."""

    def __init__(self, database: Database, person: Person) -> None:
        self.database, self.person = database, person

    @property
    def taught(self) -> Taught:
        with self.database.reading() as session:
            return teaching.get_taught(session, self.person, COURSE)

    def files(self) -> tuple[SourceFile, ...]:
        with self.database.reading() as session:
            return drafts.list_files(session, self.taught)

    @property
    def list(self) -> bytes:
        return draft_works.list_of(self.files())

    @property
    def bibliography(self) -> Bibliography:
        return draft_works.get_bibliography(self.files())

    def pastes(self, text: str) -> Proposal:
        return propose(text, self.list)

    def adds(self, proposal: Proposal, *chosen: int, seen: str = "") -> Save:
        with self.database.writing() as session:
            return draft_works.add(
                session, self.taught, self.person, proposal, seen or proposal.seen, chosen, NOW
            )

    def removes(self, key: str) -> Save:
        with self.database.writing() as session:
            return draft_works.remove(session, self.taught, self.person, key, NOW)


@pytest.fixture
def lena(database: Database) -> Librarian:
    publishes(database)
    person = signed_up(database, "Lena Orr", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, person.email, COURSE, NOW)
    return Librarian(database, person)


# -- the bibliography ---------------------------------------------------------------------


def test_each_work_says_where_it_is_cited(lena: Librarian) -> None:
    [work] = lena.bibliography.works

    assert (work.key, work.html) == ("hall2020", "<i>Principles</i>. (n.d.).")
    assert work.uses == (
        Use("01-what-it-is.md", 10),
        Use("02-history.md", 8),
        Use("course.md", 26),
    )
    assert (lena.bibliography.unused, lena.bibliography.alike, lena.bibliography.problems) == (
        (),
        (),
        (),
    )


def test_a_work_that_nothing_cites_and_one_that_stands_twice_are_shown(lena: Librarian) -> None:
    proposal = lena.pastes(f"{BOOK}\n{AGAIN}")
    lena.adds(proposal, 0, 1)

    assert [it.key for it in lena.bibliography.unused] == ["masters1970", "masters1970b"]
    assert [it.keys for it in lena.bibliography.alike] == [("masters1970", "masters1970b")]


# -- a paste -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (BOOK, BIBTEX),
        ("TY  - BOOK\r\nAU  - Masters, William\r\nTI  - Human\r\nPY  - 1970\r\nER  - ", RIS),
        (
            '{"type": "book", "title": "Human", "author": [{"family": "Masters"}],'
            ' "issued": {"date-parts": [[1970]]}}',
            CSL,
        ),
        (
            '[{"id": "x", "type": "book", "title": "Human", "author": [{"family": "Masters"}],'
            ' "issued": {"raw": "1970"}}]',
            CSL,
        ),
    ],
)
def test_each_format_is_recognized(text: str, form: str) -> None:
    proposal = propose(text, LIST)

    [found] = proposal.candidates
    assert (proposal.form, proposal.problems, found.key) == (form, (), "masters1970")
    assert found.html.startswith("Masters")


def test_a_work_that_is_on_the_list_already_is_told_so(lena: Librarian) -> None:
    lena.adds(lena.pastes(BOOK), 0)

    [again, other] = lena.pastes(f"{AGAIN}\n{BOOK.replace('1970', '1966')}").candidates

    assert (again.key, again.same_as) == ("masters1970b", ("masters1970",))
    assert (other.key, other.same_as) == ("masters1966", ())


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n", "just words", "x" * (MOST_PASTED + 1)),
        *("@COMMENT{}", "@string{jsm = {The Journal}}", '@preamble{"x"}', "[]"),
    ],
)
def test_what_is_no_works_is_refused_beside_the_field(text: str) -> None:
    with pytest.raises(FieldRefusal) as refusal:
        propose(text, LIST)

    assert list(refusal.value.problems) == ["text"]


def test_more_works_than_are_looked_through_are_refused() -> None:
    many = "\n".join("@book{a,title={b}}" for _ in range(MOST_WORKS + 1))

    with pytest.raises(FieldRefusal, match="in parts"):
        propose(many, LIST)


def test_of_very_many_problems_the_first_are_listed() -> None:
    proposal = propose("@a{\n" * (MOST_PROBLEMS + 1), LIST)
    few = propose("@a{\n" * MOST_PROBLEMS, LIST)
    untitled = [{"id": f"a{number}", "type": "book"} for number in range(MOST_PROBLEMS + 1)]
    found = draft_works.get_bibliography([SourceFile(WORKS, json.dumps(untitled).encode())])

    assert len(proposal.problems) == MOST_PROBLEMS + 1
    assert proposal.foremost == proposal.problems[:MOST_PROBLEMS]
    assert few.foremost == few.problems
    assert found.foremost == found.problems[:MOST_PROBLEMS] != found.problems


def test_a_work_that_cannot_be_listed_is_named_at_its_line(lena: Librarian) -> None:
    proposal = lena.pastes('[\n{"id": "a", "type": "book"},\n{"id": "b", "title": "B"}, 7]')

    assert proposal.candidates == ()
    assert [(it.line, it.message) for it in proposal.problems] == [
        (2, '"a" has no title.'),
        (3, "This is no work."),
        (3, '"b" has the type "", which CSL does not know.'),
    ]
    [cut] = lena.pastes('[\n{"id": "a",\n').problems
    assert cut.line == 2


PIECES = st.sampled_from(
    [
        *("@book{a,", "@article{", "title={", "}", "{", '"', " # ", "author={A and B}", "and "),
        *("\\", '\\"{u}', "$", "%", "\n", "\r\n", "TY  - JOUR", "TI  - x", "ER  - ", "AU  - ,,"),
        *("PY  - /", "[", "]", '{"type":"book","title":"x"}', '"issued":{"date-parts":[[', ","),
        *('"title":"\\ud800"', ":", "DO  - ", "@string{", "@comment{", "year=1970,", "\x00", "李"),
        *("\u2028", "\ufeff", "@", "@misc{b, title={T}, url={http://e.org/%}}", "{" * 50),
    ]
)


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_whatever_is_pasted_each_problem_names_a_line_of_it(text: str) -> None:
    try:
        proposal = propose(text, LIST)
    except FieldRefusal:
        return

    last = text.replace("\r\n", "\n").count("\n") + 1
    assert all(1 <= it.line <= last for it in proposal.problems)
    assert all(it.message and it.suggestion for it in proposal.problems)
    assert all(1 <= it.line <= last and it.key for it in proposal.candidates)
    assert proposal.candidates or proposal.problems


@given(st.one_of(st.text(), st.lists(PIECES).map("".join)))
def test_what_can_be_added_can_be_read(text: str) -> None:
    try:
        proposal = propose(text, LIST)
    except FieldRefusal:
        return
    fields = [it.fields for it in proposal.candidates]
    files = (SourceFile(WORKS, draft_works.added(LIST, fields) if fields else LIST),)

    bibliography = draft_works.get_bibliography(files)

    assert bibliography.problems == ()
    assert {it.key for it in bibliography.works} == {
        "hall2020",
        *(it.key for it in proposal.candidates),
    }


# -- changing the list -------------------------------------------------------------


def test_what_is_chosen_comes_to_the_end_of_the_list_and_is_a_save(lena: Librarian) -> None:
    proposal = lena.pastes(f"{BOOK}\n{BOOK.replace('1970', '1966')}")

    save = lena.adds(proposal, 1)

    assert (save.path, save.is_aside, save.number) == (WORKS, False, 1)
    assert lena.list == LIST.replace(
        b'"}\n]',
        b'"},\n {"id": "masters1966", "type": "book", "title": "Human Sexual Inadequacy", '
        b'"author": [{"family": "Masters", "given": "William"}], '
        b'"issued": {"date-parts": [[1966]]}}\n]',
    )
    with lena.database.reading() as session:
        assert drafts.get_text(session, lena.taught, WORKS).since == save.number


def test_nothing_is_added_to_a_list_that_was_not_seen(lena: Librarian) -> None:
    proposal = lena.pastes(BOOK)
    lena.adds(lena.pastes(BOOK.replace("Masters", "Johnson")), 0)

    with pytest.raises(ListChanged):
        lena.adds(proposal, 0)
    with pytest.raises(ListChanged):
        lena.adds(lena.pastes(BOOK), 0, seen=proposal.seen)
    assert [it.key for it in lena.bibliography.works] == ["johnson1970", "hall2020"]


def test_a_course_has_room_for_so_many_works(lena: Librarian) -> None:
    works = [{"id": f"w{n}", "type": "book", "title": f"T {n}"} for n in range(MOST_LISTED)]
    with lena.database.writing() as session:
        content = json.dumps(works).encode()
        draft_saves.keep_file(session, lena.taught, lena.person, WORKS, content, NOW)

    with pytest.raises(FieldRefusal, match="room for 1,000 works"):
        lena.adds(lena.pastes(BOOK), 0)


def test_each_work_is_compared_once_however_many_there_are() -> None:
    works = [{"id": f"w{n}", "type": "book", "title": f"T {n}"} for n in range(300)]
    pasted = json.dumps(works[:40])

    with called() as times:
        proposal = propose(pasted, json.dumps(works).encode())

    assert [it.same_as for it in proposal.candidates[:2]] == [("w0",), ("w1",)]
    assert times["_words_of"] <= len(works) + 2 * 40


def test_a_work_is_found_by_words_of_its_authors_year_title_and_key(lena: Librarian) -> None:
    lena.adds(lena.pastes(BOOK), 0)

    def found(words: str) -> list[str]:
        return [it.key for it in draft_works.found_in(lena.bibliography, words)]

    assert found("MÁSTERS inadequacy 1970") == found("masters1970") == ["masters1970"]
    assert found("masters hall") == []
    assert found(" ") == ["masters1970", "hall2020"]


def test_at_least_one_work_is_chosen(lena: Librarian) -> None:
    with pytest.raises(FieldRefusal, match="at least one"):
        lena.adds(lena.pastes(BOOK), 7)


def test_a_work_that_nothing_cites_is_removed_and_can_be_had_back(lena: Librarian) -> None:
    first = lena.adds(lena.pastes(BOOK), 0)

    removed = lena.removes("masters1970")

    assert lena.list == LIST
    with lena.database.writing() as session:
        draft_saves.restore(session, lena.taught, lena.person, first.number, "back", NOW)
    assert [it.key for it in lena.bibliography.works] == ["masters1970", "hall2020"]
    assert removed.number == first.number + 1


def test_while_others_wait_no_work_is_rendered(lena: Librarian) -> None:
    lena.adds(lena.pastes(BOOK), 0)

    with called() as names:
        lena.removes("masters1970")

    assert "cited_at" in names
    assert not {"listed", "entry", "sanitize"} & names.keys()


def test_a_work_that_is_cited_stays_and_its_places_are_named(lena: Librarian) -> None:
    with pytest.raises(Refusal, match=r"01-what-it-is\.md, line 10; 02-history\.md, line 8 and"):
        lena.removes("hall2020")
    with pytest.raises(Refusal, match="not on the list"):
        lena.removes("nobody")
    assert lena.list == LIST


def test_of_many_places_the_first_are_named() -> None:
    uses = [Use("a.md", line) for line in range(1, 8)]

    assert in_words(uses[:1]) == "a.md, line 1"
    assert in_words(uses).endswith("a.md, line 5 and 2 more places")
    assert in_words(uses[:6]).endswith("and 1 more place")
