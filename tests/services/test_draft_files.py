"""Modules and files of a draft: every step is a save, and what is taken out comes back."""

from dataclasses import dataclass

import pytest

from lms.domain.drafts import FileState
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services import draft_files, drafts
from lms.services.draft_files import Step
from lms.services.drafts import Desk
from lms.store.database import Database
from tests.content import good_course
from tests.services.test_drafts import MODULE, QUIZ, Author, publishes, teaches

NEW, NEW_QUIZ, BENCH = "03-grief.md", "03-grief.quiz.md", "images/bench.png"


@dataclass
class Keeper(Author):
    """An author who keeps the files of the course in order."""

    steps: int = 0

    def step(self) -> Step:
        """A change of their own."""
        self.steps += 1
        return Step(self.person, f"step-{self.steps}", self.at)

    def adds(self, title: str = "Grief", name: str = "") -> str:
        with self.database.writing() as session:
            return draft_files.add_module(session, self.taught, self.step(), title, name)

    def renames(self, slug: str, title: str, name: str) -> str:
        with self.database.writing() as session:
            return draft_files.rename_module(session, self.taught, self.step(), slug, title, name)

    def removes(self, slug: str) -> None:
        with self.database.writing() as session:
            draft_files.remove_module(session, self.taught, self.step(), slug)

    def takes_out(self, path: str) -> None:
        with self.database.writing() as session:
            draft_files.remove_file(session, self.taught, self.step(), path)

    def puts_back(self, path: str) -> None:
        with self.database.writing() as session:
            draft_files.put_back(session, self.taught, self.step(), path)

    def desk(self) -> Desk:
        with self.database.reading() as session:
            return drafts.get_desk(session, self.taught)

    def slugs(self) -> list[str]:
        with self.database.reading() as session:
            return [it.slug for it in draft_files.list_modules(session, self.taught)]

    def count(self) -> int:
        with self.database.reading() as session:
            return drafts.list_saves(session, self.taught, None, 1).total


@pytest.fixture
def cleo(database: Database) -> Keeper:
    publishes(database)
    return Keeper(database, teaches(database, "Cleo Ray").person)


def test_an_added_module_is_three_saves(cleo: Keeper) -> None:
    assert cleo.adds() == "grief"

    assert cleo.count() == 3
    assert cleo.slugs() == ["what-it-is", "history", "grief"]
    assert cleo.desk().get_file(NEW).state is FileState.NEW
    assert cleo.desk().get_file(NEW_QUIZ).state is FileState.NEW


@pytest.mark.parametrize(
    ("title", "name", "field"),
    [
        ("", "grief", "title"),
        ("愛", "", "name"),
        ("Grief", "Not Plain", "name"),
        ("Grief", "quiz", "name"),
        ("Grief", "history", "name"),
        ("Grief", "g" * 81, "name"),
    ],
)
def test_a_module_is_refused_beside_the_field(
    title: str, name: str, field: str, cleo: Keeper
) -> None:
    with pytest.raises(FieldRefusal) as refused:
        cleo.adds(title, name)

    assert refused.value.field == field
    assert cleo.count() == 0


def test_a_removed_module_is_out_and_can_be_put_back_as_it_was(cleo: Keeper) -> None:
    cleo.rewrites("Opening words.", "Welcoming words.")
    before = {it.path: it.content for it in cleo.files()}

    cleo.removes("what-it-is")
    assert cleo.slugs() == ["history"]
    assert [it.path for it in cleo.desk().taken_out] == [MODULE, QUIZ]
    assert cleo.desk().get_file(MODULE).state is FileState.REMOVED
    with pytest.raises(NotFound):
        cleo.opens()

    cleo.puts_back(MODULE)
    after = {it.path: it.content for it in cleo.files()}
    assert cleo.slugs() == ["history", "what-it-is"]
    assert {**after, "course.md": b""} == {**before, "course.md": b""}
    assert cleo.desk().taken_out == ()


def test_a_module_that_was_never_published_comes_back_too(cleo: Keeper) -> None:
    cleo.adds()
    files = cleo.files()

    cleo.removes("grief")
    assert NEW not in {it.path for it in cleo.desk().files}
    cleo.puts_back(NEW)

    assert cleo.files() == files


def test_a_module_is_put_back_without_its_quiz(cleo: Keeper) -> None:
    cleo.removes("what-it-is")
    out = {it.path for it in cleo.desk().taken_out}
    assert draft_files.modules_with_quiz(out) == {MODULE}

    with cleo.database.writing() as session:
        draft_files.put_back_alone(session, cleo.taught, cleo.step(), MODULE)

    assert [it.path for it in cleo.desk().taken_out] == [QUIZ]
    assert cleo.slugs() == ["history", "what-it-is"]
    cleo.puts_back(QUIZ)
    assert cleo.desk().taken_out == ()


def test_what_was_typed_into_a_file_that_was_taken_out_is_kept_beside(cleo: Keeper) -> None:
    opened = cleo.opens()
    cleo.removes("what-it-is")

    save = cleo.saves(opened.text + "More.", opened.since)

    assert save.is_aside
    assert cleo.text_of(save.number) == opened.text + "More."
    assert cleo.collides(save.number).yours == opened.text + "More."
    assert MODULE not in {it.path for it in cleo.files()}
    theirs = cleo.collides(save.number).theirs
    assert theirs is not None
    assert not cleo.saves(opened.text + "Both.", theirs.number).is_aside
    assert cleo.opens().text == opened.text + "Both."


def test_a_removed_file_is_restored_from_an_older_save(cleo: Keeper) -> None:
    first = cleo.rewrites("Opening words.", "Welcoming words.")
    cleo.removes("what-it-is")

    cleo.restores(first.number)

    assert "Welcoming words." in cleo.opens().text


def test_a_picture_that_nothing_uses_is_taken_out_and_put_back(cleo: Keeper) -> None:
    cleo.rewrites("![A bench in a park](images/bench.png) and", "And")
    before = cleo.files()

    cleo.takes_out(BENCH)
    assert BENCH not in {it.path for it in cleo.files()}

    cleo.puts_back(BENCH)

    assert cleo.files() == before


def test_what_a_page_uses_stays_and_its_places_are_named(cleo: Keeper) -> None:
    before = cleo.files()

    with pytest.raises(
        Refusal, match=r"^images/bench\.png is used in 01-what-it-is\.md, line 24\."
    ):
        cleo.takes_out(BENCH)
    with pytest.raises(Refusal, match=r"works that are cited in 01-what-it-is\.md, line \d+"):
        cleo.takes_out("references.json")

    assert (cleo.files(), cleo.count()) == (before, 0)


def test_a_list_of_works_that_nothing_cites_is_taken_out(cleo: Keeper) -> None:
    for path in (it.path for it in cleo.files() if it.path.endswith(".md")):
        text = cleo.opens(path).text
        if "[@" in text:
            cleo.saves(text.replace("[@", "["), cleo.opens(path).since, path=path)

    cleo.takes_out("references.json")

    assert "references.json" not in {it.path for it in cleo.files()}


def test_the_page_of_facts_and_what_is_not_there_stay_as_they_are(cleo: Keeper) -> None:
    for path in ("course.md", "no-such.md", "../x"):
        with pytest.raises(NotFound):
            cleo.takes_out(path)
    for path in (MODULE, "no-such.md"):
        with pytest.raises(NotFound):
            cleo.puts_back(path)
    with pytest.raises(NotFound):
        cleo.removes("no-such")
    with pytest.raises(NotFound):
        cleo.renames("no-such", "Title", "name")

    assert cleo.count() == 0


def test_a_renamed_module_keeps_its_text_and_its_history_under_both_names(cleo: Keeper) -> None:
    save = cleo.rewrites("Opening words.", "Welcoming words.")

    assert cleo.renames("what-it-is", "The frame", "the-frame") == "the-frame"

    assert "Welcoming words." in cleo.opens("01-the-frame.md").text
    assert "title: The frame" in cleo.opens("01-the-frame.md").text
    assert "(01-the-frame.md#in-words)" in cleo.opens("02-history.md").text
    assert cleo.slugs() == ["the-frame", "history"]
    assert "Welcoming words." in (cleo.text_of(save.number) or "")
    with pytest.raises(FieldRefusal):
        cleo.renames("the-frame", "The frame", "history")


def test_a_module_moves_one_place(cleo: Keeper) -> None:
    with cleo.database.writing() as session:
        draft_files.move_module_down(session, cleo.taught, cleo.step(), "what-it-is")
    assert cleo.slugs() == ["history", "what-it-is"]
    with cleo.database.writing() as session:
        draft_files.move_module_up(session, cleo.taught, cleo.step(), "what-it-is")

    assert cleo.files() == good_course.files()


def test_an_edition_that_changes_what_was_taken_out_does_not_bring_it_back(cleo: Keeper) -> None:
    cleo.removes("what-it-is")
    publishes(cleo.database, good_course.files(module=good_course.MODULE + "\nLater words.\n"))

    found = cleo.takes_over()

    assert MODULE not in {it.path for it in cleo.files()}
    assert [it.path for it in found.asides] == [MODULE]
