"""Drafts: what authors were told is saved is there, whatever they and others do."""

import gc
import weakref
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from lms.content.reading import CourseReading, read_files
from lms.domain.access import Person, Role
from lms.domain.courses import SourceFile
from lms.domain.drafts import AS_PUBLISHED, FileState, Save
from lms.domain.editions import Change
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services import (
    authoring,
    draft_ground,
    draft_reviews,
    draft_saves,
    draft_takeovers,
    drafts,
    teaching,
)
from lms.services.authoring import Overrule, Published, WouldUndo
from lms.services.draft_ground import (
    MOST_CHARACTERS,
    MOST_SHOWN,
    TextUnreadable,
    TooLongToShow,
)
from lms.services.draft_reviews import Review
from lms.services.draft_saves import Typed
from lms.services.draft_takeovers import TakenOver
from lms.services.drafts import Collision, Text
from lms.services.teaching import Taught
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.content import good_course
from tests.queries import asked
from tests.sittings import Learner

COURSE = good_course.SLUG
MODULE, QUIZ = "01-what-it-is.md", "01-what-it-is.quiz.md"
LAMP, BENCH = "images/lamp.png", "images/bench.png"
PNG = b"\x89PNG\r\n\x1a\n"
START = datetime(2026, 11, 22, 12, tzinfo=UTC)


@dataclass
class Author:
    """Somebody who teaches the course, and writes in it."""

    database: Database
    person: Person
    at: datetime = START
    sent: int = 0
    course: str = COURSE

    @property
    def taught(self) -> Taught:
        """The course as it stands."""
        with self.database.reading() as session:
            return teaching.get_taught(session, self.person, self.course)

    def opens(self, path: str = MODULE) -> Text:
        """A file, to be edited."""
        with self.database.reading() as session:
            return drafts.get_text(session, self.taught, path)

    def saves(self, text: str, since: int, path: str = MODULE, token: str = "") -> Save:
        """A text, as a browser sends it."""
        self.at += timedelta(seconds=2)
        self.sent += 1
        typed = Typed(path, text, since, token or f"{self.person.id}-{self.sent}")
        with self.database.writing() as session:
            return draft_saves.save(session, self.taught, self.person, typed, self.at)

    def rewrites(self, old: str, new: str, path: str = MODULE) -> Save:
        """A file, with one word for another."""
        opened = self.opens(path)
        assert old in opened.text
        return self.saves(opened.text.replace(old, new), opened.since, path)

    def redraws(self, path: str, content: bytes) -> Save:
        """A picture, with other bytes."""
        with self.database.writing() as session:
            return draft_saves.keep_file(session, self.taught, self.person, path, content, self.at)

    def restores(self, number: int, token: str = "again") -> Save:
        """What a file said at a save."""
        with self.database.writing() as session:
            taught = self.taught
            return draft_saves.restore(session, taught, self.person, number, token, self.at)

    def collides(self, number: int) -> Collision:
        """Both sides of a save that came too late."""
        with self.database.reading() as session:
            return drafts.get_collision(session, self.taught, number)

    def text_of(self, number: int) -> str | None:
        """What a save says."""
        with self.database.reading() as session:
            return drafts.get_state(session, self.taught, number).text

    def files(self) -> tuple[SourceFile, ...]:
        """The folder as the draft has it."""
        with self.database.reading() as session:
            return drafts.list_files(session, self.taught)

    def reviews(self) -> tuple[Review, CourseReading]:
        """What publishing would do."""
        taught, reading = self.taught, draft_reviews.read_draft(self.taught, self.files())
        with self.database.reading() as session:
            return draft_reviews.review(session, taught, reading), reading

    def takes_over(self) -> TakenOver:
        """What was published meanwhile."""
        with self.database.writing() as session:
            return draft_takeovers.take_over(session, self.taught, self.person, self.at)

    def publishes(
        self, reviewed: tuple[Review, CourseReading], overrule: Overrule | None = None
    ) -> Published:
        """The draft as it was reviewed."""
        review, reading = reviewed
        seen = review.content_hash
        with self.database.writing() as session:
            return draft_reviews.publish(
                session, self.taught, self.person, reading, seen, overrule, self.at
            )


def publishes(
    database: Database,
    files: tuple[SourceFile, ...] | None = None,
    *,
    over_edits: bool = False,
    at: str = COURSE,
) -> None:
    """The course in those files, or the small one that has no problem."""
    folder = files or good_course.files()
    course = read_files(at, folder).course
    assert course is not None
    with database.writing() as session:
        authoring.publish_provider(session, make.a_provider(), START)
        draft = authoring.Draft(at, course, folder, ())
        authoring.publish(session, draft, START, over_edits=over_edits)


def changed(old: str, new: str) -> tuple[SourceFile, ...]:
    """The folder, with other words in its module."""
    return tuple(
        SourceFile(it.path, it.content.replace(old.encode(), new.encode()))
        if it.path == MODULE
        else it
        for it in good_course.files()
    )


@pytest.fixture
@begun_once
def cleo(database: Database) -> Author:
    publishes(database)
    return teaches(database, "Cleo Ray")


def teaches(database: Database, name: str, course: str = COURSE) -> Author:
    person = signed_up(database, name, Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, person.email, course, START)
    return Author(database, person, course=course)


# -- saving ------------------------------------------------------------------------


def test_a_draft_begins_with_what_is_published(cleo: Author) -> None:
    with cleo.database.reading() as session:
        desk = drafts.get_desk(session, cleo.taught)

    assert {it.path for it in desk.files} == {it.path for it in good_course.files()}
    assert (desk.based_on, desk.is_behind, desk.changed) == (1, False, ())
    assert cleo.opens().since == AS_PUBLISHED
    assert cleo.files() == tuple(sorted(good_course.files(), key=lambda it: it.path))


def test_what_is_saved_is_what_is_opened_and_learners_see_nothing_of_it(cleo: Author) -> None:
    save = cleo.rewrites("talk therapy", "a talk therapy")

    opened = cleo.opens()
    assert "a talk therapy" in opened.text
    assert (opened.since, opened.state, opened.save) == (save.number, FileState.CHANGED, save)
    assert cleo.taught.edition.number == 1
    with cleo.database.reading() as session:
        assert authoring.export(session, COURSE) == tuple(
            sorted(good_course.files(), key=lambda it: it.path)
        )


def test_the_log_names_who_began_a_draft(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    cleo.rewrites("First", "Last")

    begun = select(AuditEventRow.actor_id).where(AuditEventRow.kind == "draft begun")
    with cleo.database.reading() as session:
        assert list(session.scalars(begun)) == [cleo.person.id]


def test_one_word_changed_in_a_browser_is_one_word_changed_in_the_file(database: Database) -> None:
    files = tuple(
        SourceFile(it.path, it.content.replace(b"\n", b"\r\n") if it.path == MODULE else it.content)
        for it in good_course.files()
    )
    publishes(database, files)
    cleo = teaches(database, "Cleo Ray")
    opened = cleo.opens()

    # A form ends every line in CR LF, whatever the file does.
    cleo.saves(opened.text.replace("Opening", "First").replace("\n", "\r\n"), opened.since)
    quiz = cleo.opens(QUIZ)
    cleo.saves(quiz.text.replace("\n", "\r\n") + "\r\n", quiz.since, QUIZ)

    before = {it.path: it.content for it in files}
    after = {it.path: it.content for it in cleo.files()}
    assert after[MODULE] == before[MODULE].replace(b"Opening", b"First")
    assert after[QUIZ] == before[QUIZ] + b"\n"


def test_a_save_sent_twice_is_one(cleo: Author) -> None:
    opened = cleo.opens()

    first = cleo.saves("One\n", opened.since, token="same")
    again = cleo.saves("One\n", opened.since, token="same")

    assert first == again
    assert cleo.opens().since == first.number


def test_the_same_text_saved_again_is_no_further_save(cleo: Author) -> None:
    first = cleo.rewrites("Opening", "First")
    opened = cleo.opens()

    assert cleo.saves(opened.text, opened.since) == first


def test_a_text_longer_than_any_module_is_refused(cleo: Author) -> None:
    with pytest.raises(FieldRefusal, match="Make two modules"):
        cleo.saves("x" * (MOST_CHARACTERS + 1), AS_PUBLISHED)


def test_a_page_of_more_characters_than_are_shown_is_kept_and_not_looked_at(cleo: Author) -> None:
    longest = good_course.MODULE.ljust(MOST_SHOWN, "x")

    assert drafts.look(cleo.files(), cleo.taught, MODULE, longest).module
    with pytest.raises(TooLongToShow, match="can be saved, but not previewed"):
        drafts.look(cleo.files(), cleo.taught, MODULE, f"{longest}x")
    assert cleo.saves(f"{longest}x", AS_PUBLISHED).number == 1


def test_works_and_captions_of_that_length_are_looked_at(cleo: Author) -> None:
    for path in ("references.json", "media/talk.vtt"):
        seen = drafts.look(cleo.files(), cleo.taught, path, "x" * (MOST_SHOWN + 1))

        assert seen.problems


def test_what_is_no_text_of_the_course_cannot_be_written(cleo: Author) -> None:
    for path in ("images/a.png", "07-nothing.md", "../course.md"):
        with pytest.raises(NotFound):
            cleo.opens(path)
        with pytest.raises(NotFound):
            cleo.saves("text", AS_PUBLISHED, path)


def test_a_save_that_names_one_from_the_future_is_refused(cleo: Author) -> None:
    for since in (7, -1):
        with pytest.raises(NotFound):
            cleo.saves("text", since)


def test_a_file_that_is_not_utf8_is_not_shown_with_characters_missing(cleo: Author) -> None:
    with pytest.raises(TextUnreadable, match="UTF-8"):
        draft_ground.readable(b"caf\xe9")


# -- two at once -------------------------------------------------------------------


def test_two_tabs_have_no_silent_winner(cleo: Author) -> None:
    opened = cleo.opens()
    first = cleo.saves(opened.text.replace("Opening words", "First words"), opened.since)

    second = cleo.saves(opened.text.replace("Opening words", "Last words"), opened.since)

    assert (first.is_aside, second.is_aside) == (False, True)
    assert "First words" in cleo.opens().text
    found = cleo.collides(second.number)
    assert (found.theirs, found.is_clean) == (first, False)
    assert "Opening words" in found.began
    assert "Last words" in found.yours
    assert "First words" in found.now
    assert "First words" in found.merged
    assert "Last words" in found.merged


def test_what_two_authors_changed_in_different_places_comes_merged(cleo: Author) -> None:
    dana = teaches(cleo.database, "Dana Ruiz")
    opened = dana.opens()
    cleo.rewrites("Opening words", "First words")

    aside = dana.saves(opened.text.replace("talk therapy", "a talk therapy"), opened.since)
    found = dana.collides(aside.number)
    kept = dana.saves(found.merged, found.theirs.number if found.theirs else 0)

    assert found.is_clean
    assert not kept.is_aside
    assert "First words" in cleo.opens().text
    assert "a talk therapy" in cleo.opens().text


def test_only_a_save_that_came_late_has_another_side(cleo: Author) -> None:
    save = cleo.rewrites("Opening", "First")

    for number in (save.number, 99):
        with pytest.raises(NotFound):
            cleo.collides(number)


# -- history -----------------------------------------------------------------------


def test_every_save_can_be_seen_and_restored(cleo: Author) -> None:
    began = cleo.opens().text
    numbers = [cleo.rewrites("Opening", "First").number, cleo.rewrites("First", "Last").number]

    assert "First" in (cleo.text_of(numbers[0]) or "")
    assert "Last" in (cleo.text_of(numbers[1]) or "")
    restored = cleo.restores(numbers[0])

    assert cleo.opens().text == began.replace("Opening", "First")
    assert restored.number == numbers[1] + 1
    assert cleo.restores(numbers[0]) == restored  # pressed twice
    with cleo.database.reading() as session:
        listed = drafts.list_saves(session, cleo.taught, MODULE, 1)
        assert [it.number for it in listed.entries] == [3, 2, 1]
        assert drafts.list_saves(session, cleo.taught, QUIZ, 1).total == 0
        state = drafts.get_state(session, cleo.taught, numbers[1])
    assert "First" in (state.before or "")
    assert not state.is_newest


def test_nobody_else_comes_to_a_draft(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    stranger = signed_up(cleo.database, "Sten Aker", Role.INSTRUCTOR)

    with cleo.database.reading() as session, pytest.raises(NotFound):
        teaching.get_taught(session, stranger, COURSE)


# -- looking -----------------------------------------------------------------------


def test_a_look_shows_what_learners_would_see_and_keeps_nothing(cleo: Author) -> None:
    text = cleo.opens().text.replace("Opening words", "Other words")

    seen = drafts.look(cleo.files(), cleo.taught, MODULE, text)

    assert seen.module is not None
    assert "Other words" in seen.module.opening_html
    assert seen.problems == ()
    assert "Opening words" in cleo.opens().text


def test_a_look_names_each_problem_at_its_line(cleo: Author) -> None:
    text = cleo.opens(QUIZ).text.replace("- [x]", "- [ ]", 1)

    seen = drafts.look(cleo.files(), cleo.taught, QUIZ, text)

    assert seen.quiz is None
    assert [it.file for it in seen.problems] == [QUIZ]
    assert seen.problems[0].line > 1


# -- publishing --------------------------------------------------------------------


def test_an_edition_of_the_draft_is_what_was_reviewed(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    review, reading = cleo.reviews()

    assert review.may_publish
    assert (review.change, review.reasons, review.problems) == (Change.EDITORIAL, (), ())
    assert [(it.path, it.state) for it in review.changes] == [(MODULE, FileState.CHANGED)]
    published = cleo.publishes((review, reading))

    assert published.edition is not None
    assert (published.edition.number, published.edition.change) == (2, Change.EDITORIAL)
    with cleo.database.reading() as session:
        assert authoring.export(session, COURSE) == cleo.files()
        desk = drafts.get_desk(session, cleo.taught)
    assert (desk.based_on, desk.changed, desk.is_behind) == (2, (), False)


def test_publishing_reads_no_file_again_that_was_reviewed(cleo: Author) -> None:
    cleo.redraws("images/bench.png", make.PIXEL)
    cleo.rewrites("Opening", "First")
    reviewed = cleo.reviews()

    with asked(cleo.database) as statements:
        cleo.publishes(reviewed)

    assert [it for it in statements if "blobs.content" in it] == []
    with cleo.database.reading() as session:
        assert authoring.export(session, COURSE) == cleo.files()


def test_what_was_read_of_a_course_is_kept_without_its_files(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    files = cleo.files()
    first = draft_reviews.read_files(COURSE, files)
    kept = [weakref.ref(file) for file in files]
    assert first.files == files

    del files
    again = draft_reviews.read_files(COURSE, cleo.files())

    assert again.course is first.course
    assert again.files == first.files
    del first
    gc.collect()
    assert [it() for it in kept if it() is not None] == []


def test_one_folder_under_two_addresses_is_two_courses(cleo: Author) -> None:
    files = cleo.files()

    one, other = (draft_reviews.read_files(slug, files) for slug in (COURSE, "another"))

    assert (one.slug, other.slug) == (COURSE, "another")


def test_an_open_tab_goes_on_after_publishing(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    opened = cleo.opens()
    cleo.publishes(cleo.reviews())

    save = cleo.saves(opened.text.replace("First", "Last"), opened.since)

    assert not save.is_aside
    assert "Last" in cleo.opens().text


def test_another_key_is_material_and_may_be_overruled_with_a_reason(cleo: Author) -> None:
    learner = Learner(cleo.database, "Ada Marlowe", COURSE).enrolls()
    quiz = cleo.opens(QUIZ)
    lines = quiz.text.split("\n")
    right = next(n for n, line in enumerate(lines) if line.startswith("- [x]"))
    wrong = next(n for n, line in enumerate(lines) if line.startswith("- [ ]"))
    lines[right], lines[wrong] = (
        lines[right].replace("[x]", "[ ]"),
        lines[wrong].replace("[ ]", "[x]"),
    )
    cleo.saves("\n".join(lines), quiz.since, QUIZ)
    review, reading = cleo.reviews()

    assert review.change is Change.MATERIAL
    assert "questions or keys" in review.reasons
    assert review.attendance.in_progress == 1
    overrule = Overrule(Change.EDITORIAL, "Nobody has been asked it yet.")
    published = cleo.publishes((review, reading), overrule)

    assert published.edition is not None
    assert published.edition.change is Change.EDITORIAL
    assert learner.person is not None


def test_a_draft_that_somebody_saved_in_after_the_review_is_not_published(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    reviewed = cleo.reviews()
    cleo.rewrites("First", "Last")

    with pytest.raises(Refusal, match="Review it again"):
        cleo.publishes(reviewed)
    assert cleo.taught.edition.number == 1


def test_a_draft_behind_an_edition_from_files_undoes_nothing_of_it(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    publishes(cleo.database, changed("talk therapy", "a talk therapy"))
    reviewed = cleo.reviews()

    assert reviewed[0].desk.is_behind
    assert not reviewed[0].may_publish
    with pytest.raises(Refusal, match="published meanwhile"):
        cleo.publishes(reviewed)


def test_an_edition_from_files_is_taken_over_where_the_edits_do_not_touch(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    publishes(cleo.database, changed("talk therapy", "a talk therapy"))

    taken = cleo.takes_over()

    assert (taken.number, taken.merged, taken.asides) == (2, (MODULE,), ())
    assert "First words" in cleo.opens().text
    assert "a talk therapy" in cleo.opens().text
    assert cleo.takes_over() == TakenOver(2, (), ())
    cleo.publishes(cleo.reviews())
    assert cleo.taught.edition.number == 3


@pytest.mark.parametrize(("is_changed", "stays"), [(False, False), (True, True)])
def test_a_file_that_an_edition_took_out_goes_out_of_a_draft_that_left_it_alone(
    is_changed: bool, stays: bool, cleo: Author
) -> None:
    """The draft had saved it once and published it, and perhaps saved it again since."""
    publishes(cleo.database, (*good_course.files(), SourceFile(LAMP, PNG)))
    cleo.takes_over()
    cleo.redraws(LAMP, PNG + b"1")
    cleo.publishes(cleo.reviews())
    without = tuple(it for it in cleo.files() if it.path != LAMP)
    if is_changed:
        cleo.redraws(LAMP, PNG + b"2")
    publishes(cleo.database, without, over_edits=True)

    cleo.takes_over()

    assert (LAMP in [it.path for it in cleo.files()]) is stays


def test_a_look_takes_the_bytes_of_the_pictures_that_its_text_names(cleo: Author) -> None:
    def without_bytes(text: str) -> list[str]:
        with cleo.database.reading() as session:
            found = drafts.list_files_beside(session, cleo.taught, text)
        assert [it.path for it in found] == [it.path for it in cleo.files()]
        return [it.path for it in found if not it.content]

    assert without_bytes("Words.") == [BENCH]
    assert without_bytes("![A bench](images/bench.png)") == []


def test_where_the_edits_touch_both_texts_are_kept(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    publishes(cleo.database, changed("Opening", "Last"))

    [aside] = cleo.takes_over().asides

    assert "First words" in cleo.opens().text
    found = cleo.collides(aside.number)
    assert "Last words" in found.yours
    assert "First words" in found.now
    with cleo.database.reading() as session:
        desk = drafts.get_desk(session, cleo.taught)
    assert not desk.is_behind
    assert [(it.path, it.number) for it in desk.undecided] == [(MODULE, aside.number)]
    assert cleo.reviews()[0].desk.undecided == desk.undecided

    cleo.saves(found.merged, found.theirs.number if found.theirs else 0)
    with cleo.database.reading() as session:
        assert drafts.get_desk(session, cleo.taught).undecided == ()


def test_a_text_that_was_put_back_follows_the_edition(cleo: Author) -> None:
    cleo.rewrites("Opening", "First")
    cleo.rewrites("First", "Opening")
    publishes(cleo.database, changed("Opening", "Last"))

    cleo.takes_over()

    assert "Last words" in cleo.opens().text
    with cleo.database.reading() as session:
        assert drafts.get_desk(session, cleo.taught).changed == ()


# -- both doors --------------------------------------------------------------------


def test_a_folder_that_lacks_what_was_written_here_is_refused_with_the_difference(
    cleo: Author,
) -> None:
    cleo.rewrites("Opening words", "First words")
    cleo.publishes(cleo.reviews())

    with pytest.raises(WouldUndo, match="undo what edition 2 changed") as refusal:
        publishes(cleo.database, changed("talk therapy", "a talk therapy"))

    assert "-First words." in refusal.value.differences
    assert "+Opening words." in refusal.value.differences
    assert cleo.taught.edition.number == 2


def test_an_exported_folder_is_published_with_what_changed_in_it_since(cleo: Author) -> None:
    cleo.rewrites("Opening words", "First words")
    cleo.publishes(cleo.reviews())

    exported = {it.path: it.content for it in cleo.files()}
    exported[MODULE] = exported[MODULE].replace(b"talk therapy", b"a talk therapy")
    files = tuple(SourceFile(path, content) for path, content in exported.items())
    publishes(cleo.database, files)

    assert cleo.taught.edition.number == 3
    cleo.takes_over()
    assert "First words" in cleo.opens().text
    assert "a talk therapy" in cleo.opens().text


def test_a_draft_with_errors_is_not_published(cleo: Author) -> None:
    cleo.rewrites("title:", "titel:")
    reviewed = cleo.reviews()

    assert reviewed[0].errors > 0
    assert reviewed[0].change is None
    with pytest.raises(Refusal, match="errors"):
        cleo.publishes(reviewed)
