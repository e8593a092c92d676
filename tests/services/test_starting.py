"""A new course: a draft and an author, nobody else knows of it, and publishing makes it public."""

from datetime import UTC, datetime
from io import BytesIO
from zipfile import ZipFile

import pytest
from sqlalchemy import select

from lms.content.example import example
from lms.content.reading import read_files
from lms.domain.access import Person, Role
from lms.domain.courses import SourceFile
from lms.domain.drafts import FileState
from lms.domain.editions import Change
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services import authoring, courses, drafts, sign_offs, starting, teaching
from lms.services.authoring import AddressTaken, SignOffWanted, WouldUndo
from lms.services.starting import Named
from lms.services.teaching import Taught
from lms.services.written import Begun, Written, get_written, list_shelves
from lms.store import editions
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.services.test_drafts import COURSE, QUIZ, START, Author, changed, publishes
from tests.stated import stated

NEW = "grief-and-closeness"


class Founder(Author):
    """Somebody who begins a course."""

    slug = NEW

    @property
    def taught(self) -> Written:  # type: ignore[override]
        """The course as it stands."""
        with self.database.reading() as session:
            return get_written(session, self.person, self.slug)

    def begins(
        self, files: tuple[SourceFile, ...] | None = None, new: Named | None = None
    ) -> Begun:
        """A course of these files, or of the worked example."""
        named = new or Named("Grief and closeness", self.slug)
        made = self.example(named) if files is None else files
        with self.database.writing() as session:
            return starting.begin(session, self.person, named, made, self.at)

    def example(self, named: Named) -> tuple[SourceFile, ...]:
        with self.database.reading() as session:
            return starting.from_example(session, named, self.person, self.at)

    def states(self) -> None:
        """What the example leaves for its author to say."""
        opened = self.opens("course.md")
        self.saves(stated(opened.text), opened.since, "course.md")

    def copies(self, source: str, title: str = "") -> Begun:
        """A course that they write."""
        named = Named(title, self.slug)
        with self.database.reading() as session:
            files = starting.from_course(session, named, self.person, source)
        return self.begins(files, named)


@pytest.fixture
def cleo(database: Database) -> Founder:
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), START)
    return Founder(database, signed_up(database, "Cleo Ray", Role.INSTRUCTOR))


def packed(files: tuple[SourceFile, ...]) -> bytes:
    held = BytesIO()
    with ZipFile(held, "w") as archive:
        for file in files:
            archive.writestr(f"folder/{file.path}", file.content)
    return held.getvalue()


# -- a draft without an edition ------------------------------------------------------


def test_a_course_is_begun_with_its_author_and_every_file_as_a_save(cleo: Founder) -> None:
    begun = cleo.begins()

    assert (begun.facts.title, begun.facts.slug) == ("Grief and closeness", NEW)
    assert cleo.taught == begun
    assert [it.slug for it in begun.facts.outline] == ["first-session", "level-of-help"]
    with cleo.database.reading() as session:
        desk = drafts.get_desk(session, begun)
        kinds = session.scalars(select(AuditEventRow.kind)).all()
    assert {file.state for file in desk.files} == {FileState.NEW}
    assert (desk.based_on, desk.is_behind) == (None, False)
    assert cleo.files() == example("Grief and closeness", "Cleo Ray", START.date())
    assert "course begun" in kinds


def test_a_begun_course_is_written_looked_at_and_its_history_kept(cleo: Founder) -> None:
    cleo.begins(good_course.files())

    save = cleo.rewrites("Opening words.", "Welcoming words.")

    assert "Welcoming words." in cleo.opens().text
    assert cleo.text_of(save.since) == good_course.MODULE
    with cleo.database.reading() as session:
        first = drafts.get_state(session, cleo.taught, save.since)
        seen = drafts.look(drafts.list_files(session, cleo.taught), cleo.taught, QUIZ, "# x")
    assert (first.before, first.now) == (None, cleo.opens().text)
    assert seen.problems
    assert cleo.restores(save.since).number == save.number + 1
    assert cleo.opens().text == good_course.MODULE


def test_a_course_whose_disclosure_nobody_made_is_not_published(cleo: Founder) -> None:
    cleo.begins()

    review, reading = reviewed = cleo.reviews()

    assert not review.may_publish
    assert {it.code for it in reading.problems} == {"unwritten-fact", "unwritten-text"}
    with pytest.raises(Refusal, match="has errors"):
        cleo.publishes(reviewed)


def test_the_first_edition_is_reviewed_and_published(cleo: Founder) -> None:
    cleo.begins()
    cleo.states()

    review, reading = reviewed = cleo.reviews()
    published = cleo.publishes(reviewed)

    assert (review.change, review.credit_before, review.may_publish) == (Change.FIRST, None, True)
    assert reading.problems == ()
    assert published.edition is not None
    assert (published.edition.number, published.edition.change) == (1, Change.FIRST)
    assert isinstance(cleo.taught, Taught)
    with cleo.database.reading() as session:
        desk = drafts.get_desk(session, cleo.taught)
        assert courses.get_course_page(session, None, NEW, make.a_provider(), START)
    assert (desk.based_on, desk.changed) == (1, ())


def test_what_the_first_save_said_stays_known_after_publishing(cleo: Founder) -> None:
    cleo.begins(good_course.files())
    before = cleo.opens().save
    assert before is not None
    cleo.rewrites("Opening words.", "Welcoming words.")

    cleo.publishes(cleo.reviews())

    with cleo.database.reading() as session:
        state = drafts.get_state(session, cleo.taught, before.number)
    assert (state.before, state.text) == (None, good_course.MODULE)


def test_a_first_edition_with_errors_is_not_published(cleo: Founder) -> None:
    cleo.begins()
    opened = cleo.opens("course.md")
    cleo.saves(stated(opened.text).replace("pass mark: 80%\n", ""), opened.since, "course.md")

    with pytest.raises(Refusal, match="has errors"):
        cleo.publishes(cleo.reviews())

    assert isinstance(cleo.taught, Begun)


def test_nobody_comes_to_teach_a_folder_by_beginning_a_course_of_its_address(
    cleo: Founder,
) -> None:
    cleo.slug = COURSE
    cleo.begins(good_course.files())

    with pytest.raises(AddressTaken, match="somebody began a course of that address"):
        publishes(cleo.database)
    with cleo.database.writing() as session, pytest.raises(AddressTaken):
        authoring.publish_shipped(session, good_draft(), START)

    with cleo.database.reading() as session:
        assert editions.find_newest(session, COURSE) is None


def test_a_begun_course_that_asks_for_a_sign_off_is_not_published_from_files(
    cleo: Founder,
) -> None:
    cleo.slug = COURSE
    cleo.begins(good_course.files())
    with cleo.database.writing() as session:
        sign_offs.ask(session, cleo.taught, cleo.person, START)

    with pytest.raises(SignOffWanted):
        publishes(cleo.database, over_edits=True)


def test_no_shipped_course_is_published_where_the_provider_asks_for_sign_offs(
    cleo: Founder,
) -> None:
    with cleo.database.writing() as session:
        sign_offs.ask_of_all(session, cleo.person, START)

    with cleo.database.writing() as session, pytest.raises(SignOffWanted):
        authoring.publish_shipped(session, good_draft(), START)


def good_draft() -> authoring.Draft:
    files = good_course.files()
    return authoring.Draft(COURSE, read_files(COURSE, files).course, files, ())


def test_a_folder_published_over_a_begun_course_takes_nothing_from_the_draft(
    cleo: Founder,
) -> None:
    cleo.slug = COURSE
    cleo.begins(good_course.files(module=good_course.MODULE.replace("Opening", "My own")))

    publishes(cleo.database, over_edits=True)

    assert "My own words." in cleo.opens().text
    with pytest.raises(Refusal, match="published meanwhile"):
        cleo.publishes(cleo.reviews())
    with cleo.database.reading() as session:
        assert drafts.get_desk(session, cleo.taught).is_behind
    cleo.takes_over()
    assert "My own words." in cleo.opens().text
    assert cleo.publishes(cleo.reviews()).edition is not None


def test_a_folder_undoes_nothing_of_a_course_that_was_only_written_here(cleo: Founder) -> None:
    """Exported after its first edition, changed there, and here too."""
    cleo.slug = COURSE
    cleo.begins(good_course.files())
    cleo.publishes(cleo.reviews())
    cleo.rewrites("Opening", "First")
    cleo.publishes(cleo.reviews())
    mine = changed("talk therapy", "a talk therapy")

    with pytest.raises(WouldUndo) as refusal:
        publishes(cleo.database, mine)
    assert "-First words." in refusal.value.differences
    with cleo.database.reading() as session:
        together = authoring.bring_together(session, COURSE, mine)
    (page,) = together.files
    assert b"First words." in page.content
    assert b"a talk therapy" in page.content


def test_a_folder_that_was_exported_since_is_published(cleo: Founder) -> None:
    cleo.slug = COURSE
    cleo.begins(good_course.files())
    cleo.publishes(cleo.reviews())
    cleo.rewrites("Opening", "First")
    cleo.publishes(cleo.reviews())
    with cleo.database.reading() as session:
        exported = authoring.export(session, COURSE)
    mine = tuple(
        SourceFile(it.path, it.content.replace(b"talk therapy", b"a talk therapy"))
        for it in exported
    )

    publishes(cleo.database, mine)

    with cleo.database.reading() as session:
        newest = editions.find_newest(session, COURSE)
    assert newest is not None
    assert newest.number == 3


# -- who comes to it -----------------------------------------------------------------


def test_nobody_but_its_author_and_administrators_comes_to_a_begun_course(cleo: Founder) -> None:
    cleo.begins()
    others = (
        (signed_up(cleo.database, "Ben Okafor", Role.INSTRUCTOR), False),
        (signed_up(cleo.database, "Ada Marlowe", Role.LEARNER), False),
        (signed_up(cleo.database, "Dora Vance", Role.ADMINISTRATOR), True),
    )

    for person, is_welcome in others:
        assert (NEW in comes_to(cleo.database, person)) is is_welcome


def comes_to(database: Database, person: Person) -> list[str]:
    """The courses that somebody may write, asked at both doors."""
    with database.reading() as session:
        listed = [it.written.facts.slug for it in list_shelves(session, person).written.entries]
        try:
            found = [get_written(session, person, NEW).facts.slug]
        except NotFound:
            found = []
    assert found == [it for it in listed if it == NEW]
    return listed


def test_what_asks_for_an_edition_does_not_know_a_begun_course(cleo: Founder) -> None:
    cleo.begins()

    with cleo.database.reading() as session:
        with pytest.raises(NotFound):
            teaching.get_taught(session, cleo.person, NEW)
        with pytest.raises(NotFound):
            courses.get_course_page(session, None, NEW, make.a_provider(), START)
        with pytest.raises(NotFound):
            authoring.export(session, NEW)


def test_the_list_says_what_is_published_and_which_drafts_are_ahead(cleo: Founder) -> None:
    publishes(cleo.database)
    with cleo.database.writing() as session:
        teaching.assign(session, cleo.person.email, COURSE, START)
    cleo.begins()

    def listed() -> list[tuple[str, bool, int]]:
        with cleo.database.reading() as session:
            entries = list_shelves(session, cleo.person).written.entries
        return [(it.written.facts.slug, it.written.newest is None, it.ahead) for it in entries]

    assert listed() == [(COURSE, False, 0), (NEW, True, len(cleo.files()))]
    cleo.slug = COURSE
    first = cleo.rewrites("Opening words.", "Welcoming words.")
    assert listed()[0] == (COURSE, False, 1)
    cleo.rewrites("Welcoming words.", "Opening words.")
    assert first.number == 1
    assert listed()[0] == (COURSE, False, 0)


# -- title and address ---------------------------------------------------------------


def test_an_address_is_made_of_the_title_where_it_is_left_empty() -> None:
    assert starting.named(" Désir  & nähe, 2 ", "") == Named("Désir & nähe, 2", "desir-nahe-2")
    assert starting.named("", "first-course") == Named("", "first-course")


@pytest.mark.parametrize(
    "address", ["programs", "draft", "new", "First", "a b", "../a", "ä", "a--b", "con", "com1"]
)
def test_an_address_is_refused_as_the_checks_would_refuse_the_folder(address: str) -> None:
    with pytest.raises(FieldRefusal) as refused:
        starting.named("Title", address)

    assert refused.value.field == "address"


@pytest.mark.parametrize(("title", "address"), [("", ""), ("愛", ""), ("Title", "a" * 101)])
def test_without_letters_for_an_address_one_is_asked_for(title: str, address: str) -> None:
    with pytest.raises(FieldRefusal) as refused:
        starting.settled(starting.named(title, address), ())

    assert refused.value.field == "address"


def test_what_keeps_its_title_gets_its_address_from_it() -> None:
    page = SourceFile("course.md", b"---\ntitle: Rest and closeness\n---\n")

    assert starting.settled(Named("", ""), (page,)) == Named("", "rest-and-closeness")
    assert starting.settled(Named("Sleep", "sleep"), (page,)) == Named("Sleep", "sleep")
    with pytest.raises(FieldRefusal, match="no letter from a to z"):
        starting.settled(Named("愛", ""), (page,))


def test_a_title_in_another_script_is_told_what_an_address_is_made_of() -> None:
    with pytest.raises(FieldRefusal, match=r"no letter from a to z .* such as first-course"):
        starting.settled(starting.named("愛", ""), ())


def test_an_address_is_taken_once_whether_published_or_begun(cleo: Founder) -> None:
    publishes(cleo.database)
    cleo.begins()

    for slug in (NEW, COURSE):
        with pytest.raises(FieldRefusal, match="Another course has this address"):
            cleo.begins(new=Named("Again", slug))

    assert cleo.taught.facts.title == "Grief and closeness"


# -- what it begins from -------------------------------------------------------------


def test_the_example_asks_for_a_title(cleo: Founder) -> None:
    with pytest.raises(FieldRefusal, match="Write a title"):
        cleo.begins(new=Named("", NEW))


def test_the_example_is_released_on_the_day_of_its_provider(cleo: Founder) -> None:
    with cleo.database.writing() as session:
        authoring.publish_provider(session, make.a_provider(time_zone="America/Los_Angeles"), START)
    cleo.at = datetime(2026, 11, 28, 1, 0, tzinfo=UTC)

    cleo.begins()

    page = next(it.content for it in cleo.files() if it.path == "course.md")
    assert b"released: 2026-11-27\n" in page


def test_a_copy_is_the_draft_as_it_stands_with_its_stamps(cleo: Founder) -> None:
    publishes(cleo.database)
    with cleo.database.writing() as session:
        teaching.assign(session, cleo.person.email, COURSE, START)
    cleo.slug = COURSE
    cleo.rewrites("Opening words.", "Welcoming words.")
    expected = cleo.files()

    cleo.slug = NEW
    cleo.copies(COURSE)

    assert cleo.files() == expected
    assert cleo.taught.facts.title == "Foundations"


def test_a_copy_takes_the_title_that_was_typed(cleo: Founder) -> None:
    publishes(cleo.database)
    with cleo.database.writing() as session:
        teaching.assign(session, cleo.person.email, COURSE, START)

    assert cleo.copies(COURSE, "Second steps").facts.title == "Second steps"


def test_nobody_copies_a_course_that_they_do_not_write(cleo: Founder) -> None:
    publishes(cleo.database)

    for unknown in (COURSE, "no-such-course"):
        with pytest.raises(FieldRefusal, match="You write no course at this address"):
            cleo.copies(unknown)
    with pytest.raises(FieldRefusal, match="Choose the course"):
        cleo.copies("")


def test_an_archive_becomes_the_course_byte_for_byte(cleo: Founder) -> None:
    folder = good_course.files()
    new = Named("", NEW)

    cleo.begins(starting.from_archive(new, packed(folder)), new)

    assert cleo.files() == folder
    with cleo.database.reading() as session:
        assert drafts.get_desk(session, cleo.taught).get_file("images/bench.png")
    assert cleo.reviews()[1].problems == read_files(NEW, folder).problems


def test_an_archive_is_refused_beside_its_field() -> None:
    with pytest.raises(FieldRefusal) as refused:
        starting.from_archive(Named("", NEW), b"no archive")

    assert refused.value.field == "archive"


def test_an_archive_with_a_text_that_no_editor_opens_is_refused_by_its_name() -> None:
    folder = tuple(
        SourceFile(it.path, it.content.decode().encode("utf-16") if it.path == QUIZ else it.content)
        for it in good_course.files()
    )

    with pytest.raises(FieldRefusal, match=f"{QUIZ} is not saved as UTF-8") as refused:
        starting.from_archive(Named("", NEW), packed(folder))

    assert refused.value.field == "archive"
