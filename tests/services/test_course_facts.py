"""The facts of a course as a form: only what changed is written, and nobody is overwritten."""

import pytest

from lms.domain.drafts import Save
from lms.domain.errors import FormRefusal, NotFound
from lms.services import course_facts
from lms.services.course_facts import (
    FactsChanged,
    FactsUnreadable,
    OpenedFacts,
    RowInBraces,
    TooManyRows,
)
from lms.services.draft_saves import Typed
from lms.store.database import Database
from tests.calls import called
from tests.content import good_course
from tests.services.test_drafts import Author, publishes, teaches

PAGE = "course.md"


class Registrar(Author):
    """An author at the form of facts."""

    def opens_facts(self) -> OpenedFacts:
        with self.database.reading() as session:
            return course_facts.open_facts(session, self.taught)

    def fills(self, opened: OpenedFacts, token: str = "", **changed: str) -> Save | None:
        """The form as it was opened, with other words in these fields."""
        self.sent += 1
        with self.database.reading() as session:
            began = course_facts.get_page(session, self.taught, opened.since)
        page = course_facts.write_facts(began, {**opened.fields, **changed})
        sent = Typed("", page, opened.since, token or f"facts-{self.person.id}-{self.sent}")
        return self.keeps(began, sent)

    def keeps(self, began: str, sent: Typed) -> Save | None:
        with self.database.writing() as session:
            return course_facts.keep_facts(session, self.taught, self.person, began, sent, self.at)


@pytest.fixture
def cleo(database: Database) -> Registrar:
    publishes(database)
    return Registrar(database, teaches(database, "Cleo Ray").person)


def test_a_fact_is_one_line_of_the_page_and_the_same_twice_is_nothing(cleo: Registrar) -> None:
    opened = cleo.opens_facts()

    save = cleo.fills(opened, summary="What the  profession does.")

    expected = good_course.COURSE.replace("What the profession is.", "What the profession does.")
    assert save is not None
    assert cleo.opens(PAGE).text == expected
    assert cleo.fills(cleo.opens_facts()) is None


def test_line_ends_and_what_no_form_asks_for_stay(database: Database) -> None:
    page = good_course.COURSE.replace("attempts: 3\n", "attempts: 3  # as agreed\n")
    publishes(database, good_course.files(course=page.replace("\n", "\r\n")))
    cleo = Registrar(database, teaches(database, "Cleo Ray").person)

    cleo.fills(cleo.opens_facts(), attempts="5")

    content = next(it.content for it in cleo.files() if it.path == PAGE)
    assert content == page.replace("attempts: 3", "attempts: 5").replace("\n", "\r\n").encode()


@pytest.mark.parametrize(
    ("changed", "field", "sentence"),
    [
        ({"title": ""}, "title", "Say the title."),
        ({"pass_mark": "most"}, "pass_mark", "not a whole percentage"),
        ({"released": "2026-02-30"}, "released", "no day 2026-02-30"),
        ({"expires": "2020-01-01"}, "expires", "expires before it is released"),
        ({"areas": "a 60%, q 30%"}, "areas", "add up to 90%"),
        ({"areas": "ethics"}, "areas", "a 60%, p 40%"),
        ({"pilot_minutes": "ten"}, "pilot_minutes", "in digits"),
        ({"author_1_disclosure": ""}, "author_1_disclosure", "Say the disclosure, which"),
        ({"author_3_name": "Ben"}, "author_3_credentials", "Say the credentials, which"),
        ({"objective_1_key": "1"}, "objective_1_text", "cannot be the key"),
        ({"objective_1_text": ""}, "objective_1_text", "Say at least one objective, which"),
        ({"summary": "a\u202eb"}, "summary", "invisible control"),
        ({"summary": "x" * 2001}, "summary", "Shorten this"),
    ],
)
def test_what_is_wrong_is_said_beside_its_field_in_the_words_of_the_checks(
    changed: dict[str, str], field: str, sentence: str, cleo: Registrar
) -> None:
    with pytest.raises(FormRefusal) as refused:
        cleo.fills(cleo.opens_facts(), **changed)

    assert sentence in refused.value.problems[field]
    assert cleo.opens(PAGE).text == good_course.COURSE


def test_what_was_wrong_before_does_not_keep_other_facts_from_being_saved(
    cleo: Registrar,
) -> None:
    cleo.rewrites("pass mark: 80%", "pass mark: most", PAGE)

    assert cleo.fills(cleo.opens_facts(), title="Other foundations") is not None


def test_rows_are_added_and_taken_out_and_a_key_is_given(cleo: Registrar) -> None:
    cleo.fills(cleo.opens_facts(), objective_3_text="Explain the frame", author_1_credentials="MD")

    fields = cleo.opens_facts().fields
    assert (fields["objective_2_key"], fields["objective_2_text"]) == ("O2", "Explain the frame")
    assert fields["author_1_credentials"] == "MD"


def test_what_the_form_has_no_room_for_is_refused_and_not_dropped(cleo: Registrar) -> None:
    opened = cleo.opens_facts()
    rows = {f"objective_{n}_text": f"Explain the frame {n}" for n in range(2, 101)}

    with pytest.raises(TooManyRows):
        cleo.fills(opened, **rows)
    rows["objective_100_text"] = "  "
    assert cleo.fills(opened, **rows) is not None

    text = cleo.opens(PAGE).text
    one_more = text.replace("  - O1: ", "  - O100: Explain another frame\n  - O1: ")
    cleo.saves(one_more, cleo.opens(PAGE).since, path=PAGE)
    with pytest.raises(TooManyRows, match="99 authors"):
        cleo.opens_facts()


def test_a_row_in_braces_that_cannot_be_changed_says_where_it_can(cleo: Registrar) -> None:
    text = cleo.opens(PAGE).text
    start, end = text.index("authors:"), text.index("objectives:")
    braces = f"{text[:start]}authors:\n  - {{name: Cleo Ray, disclosure: None.}}\n{text[end:]}"
    cleo.saves(braces, cleo.opens(PAGE).since, path=PAGE)

    with pytest.raises(RowInBraces, match="in the editor"):
        cleo.fills(cleo.opens_facts(), author_1_credentials="PhD")

    assert cleo.opens(PAGE).text == braces


def test_while_others_wait_no_facts_are_read(cleo: Registrar) -> None:
    began = good_course.COURSE
    sent = Typed("", began.replace("title: Foundations", "title: Ground"), 0, "once")

    with called() as names:
        assert cleo.keeps(began, sent) is not None

    assert "save" in names
    assert not {"read_values", "read_yaml", "compose"} & names.keys()


def test_facts_of_a_page_that_went_on_meanwhile_are_sent_again(cleo: Registrar) -> None:
    page = good_course.COURSE.replace("title: Foundations", "title: Ground")

    with pytest.raises(FactsChanged):
        cleo.keeps(good_course.COURSE.replace("hall2020", "hall1920"), Typed("", page, 0, "once"))

    assert cleo.opens(PAGE).text == good_course.COURSE


def test_two_at_the_form_are_shown_both(cleo: Registrar) -> None:
    first, second = cleo.opens_facts(), cleo.opens_facts()
    cleo.fills(first, title="One")

    late = cleo.fills(second, summary="Two.")

    assert late is not None
    assert late.is_aside
    assert "title: One" in cleo.opens(PAGE).text
    both = cleo.collides(late.number)
    assert both.yours == good_course.COURSE.replace("What the profession is.", "Two.")


def test_a_form_that_names_another_file_or_no_save_changes_nothing(cleo: Registrar) -> None:
    other = cleo.rewrites("Opening words.", "Welcoming words.")
    cleo.fills(cleo.opens_facts(), title="One")
    opened = cleo.opens_facts()

    for since in (other.number, 99):
        with pytest.raises(NotFound):
            cleo.fills(OpenedFacts(opened.fields, since), title="Two")


def test_a_head_that_cannot_be_read_says_where_to_mend_it(cleo: Registrar) -> None:
    opened = cleo.opens(PAGE)
    cleo.saves("---\ntitle: [\n---\n", opened.since, PAGE)

    with pytest.raises(FactsUnreadable, match="in the editor"):
        cleo.opens_facts()
