"""The pictures of a draft: sent, replaced, removed and put back; nothing of it is ever lost."""

from datetime import UTC, datetime

import pytest

from lms.content.picture_files import Size
from lms.content.uses import Use
from lms.domain.access import Person, Role
from lms.domain.courses import SourceFile
from lms.domain.drafts import FileState, Save
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.media import LARGEST_PICTURE
from lms.services import draft_media, draft_saves, draft_takeovers, drafts, teaching
from lms.services.draft_media import MOST_MEDIA, Gallery, Sent, prepare
from lms.services.teaching import Taught
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up
from tests.content import good_course
from tests.pictures import CAMERA, a_picture
from tests.services.test_drafts import Author, changed, publishes

COURSE, BENCH = good_course.SLUG, "images/bench.png"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"><path d="M0 0"/></svg>'


class Illustrator:
    """Somebody who teaches the course, and keeps its pictures."""

    def __init__(self, database: Database, person: Person) -> None:
        self.database, self.person = database, person

    @property
    def taught(self) -> Taught:
        with self.database.reading() as session:
            return teaching.get_taught(session, self.person, COURSE)

    def files(self) -> dict[str, bytes]:
        with self.database.reading() as session:
            return {it.path: it.content for it in drafts.list_files(session, self.taught)}

    @property
    def gallery(self) -> Gallery:
        with self.database.reading() as session:
            files = drafts.list_files(session, self.taught)
            gone = sorted(drafts.list_taken_out(session, self.taught))
        return draft_media.get_gallery(files, gone)

    def adds(self, content: bytes, name: str = "New bench.png") -> Save:
        sent = prepare(content, name, tuple(self.files()), "")
        with self.database.writing() as session:
            return draft_media.add(session, self.taught, self.person, sent, NOW)

    def sees(self) -> int:
        """The newest save that the page of pictures knows of."""
        with self.database.reading() as session:
            return draft_media.newest_seen(drafts.get_desk(session, self.taught))

    def replaces(self, path: str, content: bytes, since: int | None = None) -> Save:
        sent = prepare(content, "x", tuple(self.files()), path)
        seen = self.sees() if since is None else since
        with self.database.writing() as session:
            return draft_media.replace(session, self.taught, self.person, sent, seen, NOW)

    def looks_at(self, number: int) -> bytes:
        with self.database.reading() as session:
            return draft_media.get_picture_of(session, self.taught, number).content

    def removes(self, path: str) -> Save:
        with self.database.writing() as session:
            return draft_media.remove(session, self.taught, self.person, path, NOW)

    def puts_back(self, path: str) -> Save:
        with self.database.writing() as session:
            return draft_media.put_back(session, self.taught, self.person, path, NOW)


@pytest.fixture
def ines(database: Database) -> Illustrator:
    publishes(database, good_course.with_files({BENCH: make.PIXEL}))
    person = signed_up(database, "Ines Dahl", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, person.email, COURSE, NOW)
    return Illustrator(database, person)


def test_each_picture_says_what_it_is_and_where_it_is_used(ines: Illustrator) -> None:
    ines.adds(DRAWING, "plan.svg")

    bench, plan = ines.gallery.media
    assert (bench.path, bench.name, bench.kind) == (BENCH, "bench.png", "image/png")
    assert (bench.size, bench.byte_count) == (Size(1, 1), len(make.PIXEL))
    assert bench.uses == (Use("01-what-it-is.md", 24),)
    assert (plan.kind, plan.size, plan.uses) == ("image/svg+xml", None, ())


def test_a_new_picture_is_named_safely_and_tells_nothing_of_its_camera(ines: Illustrator) -> None:
    save = ines.adds(a_picture(kind="JPEG"), "C:\\Fotos\\Bänke & <Parks>.JPEG")

    assert (save.path, save.is_aside) == ("images/banke-parks.jpg", False)
    assert CAMERA.encode() not in ines.files()[save.path]
    again = ines.adds(a_picture(kind="JPEG"), "banke parks.jpg")
    assert again.path == "images/banke-parks-2.jpg"
    assert ines.adds(make.PIXEL, "図.png").path == "images/picture.png"
    with ines.database.reading() as session:
        states = {it.path: it.state for it in drafts.get_desk(session, ines.taught).files}
    assert states[save.path] is FileState.NEW


@pytest.mark.parametrize(
    ("content", "instead", "field", "words"),
    [
        (b"", "", "file", "This file is empty"),
        (b"x" * (LARGEST_PICTURE + 1), "", "file", "larger than 10 MB"),
        (b"%PDF-1.7", "", "file", "no picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "", "file", "no picture"),
        (make.PIXEL[:40], "", "file", "damaged"),
        (make.PIXEL, "images/none.png", "instead", "not in the draft"),
        (a_picture(kind="JPEG"), BENCH, "file", "another type"),
    ],
)
def test_what_is_no_fit_picture_is_refused_beside_its_field(
    content: bytes, instead: str, field: str, words: str
) -> None:
    with pytest.raises(FieldRefusal, match=words) as refusal:
        prepare(content, "a.png", (BENCH,), instead)

    assert list(refusal.value.problems) == [field]


def test_without_a_file_one_is_asked_for() -> None:
    with pytest.raises(FieldRefusal, match="Choose the picture"):
        prepare(b"", "", (BENCH,), "")


def test_a_course_has_room_for_so_many_pictures() -> None:
    with pytest.raises(FieldRefusal, match="500 pictures"):
        prepare(make.PIXEL, "a.png", [f"images/{n}.png" for n in range(MOST_MEDIA)], "")


def test_pictures_that_were_taken_out_leave_their_room_and_keep_their_names() -> None:
    gone = [f"images/{n}.png" for n in range(MOST_MEDIA)]

    assert prepare(make.PIXEL, "7.png", (BENCH,), "", gone).path == "images/7-2.png"


def test_two_who_send_one_name_take_nothing_from_each_other(ines: Illustrator) -> None:
    sent = Sent("images/plan.svg", DRAWING)
    with ines.database.writing() as session:
        draft_media.add(session, ines.taught, ines.person, sent, NOW)

    with ines.database.writing() as session, pytest.raises(FieldRefusal, match="meanwhile"):
        draft_media.add(session, ines.taught, ines.person, sent, NOW)


@pytest.mark.parametrize("written", ["", "  ", "x" * 301])
def test_what_a_picture_shows_is_said_in_a_sentence(written: str) -> None:
    with pytest.raises(FieldRefusal):
        draft_media.alternative_in(written)


def test_a_picture_in_anothers_place_keeps_its_name_and_the_other_can_be_had_back(
    ines: Illustrator,
) -> None:
    first = ines.replaces(BENCH, a_picture())

    assert ines.files()[BENCH] != make.PIXEL
    second = ines.replaces(BENCH, make.PIXEL)
    assert (first.path, second.since) == (BENCH, first.number)
    with ines.database.writing() as session:
        draft_saves.restore(session, ines.taught, ines.person, first.number, "back", NOW)
    assert ines.gallery.media[0].size == Size(8, 6)
    with ines.database.reading() as session:
        state = drafts.get_state(session, ines.taught, first.number)
    assert (state.is_picture, state.text, state.is_newest) == (True, None, False)


def test_of_two_who_replace_one_picture_the_second_is_told_of_the_first(ines: Illustrator) -> None:
    seen = ines.sees()
    first = ines.replaces(BENCH, a_picture(), seen)

    with pytest.raises(FieldRefusal, match=r"Ines Dahl changed images/bench\.png") as refusal:
        ines.replaces(BENCH, a_picture(9, 9), seen)

    assert list(refusal.value.problems) == ["instead"]
    assert ines.gallery.media[0].size == Size(8, 6)
    assert ines.replaces(BENCH, a_picture(9, 9), first.number).since == first.number


def test_a_picture_that_came_into_the_draft_meanwhile_is_in_nobodys_way(ines: Illustrator) -> None:
    seen = ines.sees()
    ines.adds(DRAWING, "plan.svg")

    assert not ines.replaces(BENCH, a_picture(), seen).is_aside


def test_the_picture_of_every_save_can_be_seen(ines: Illustrator) -> None:
    first = ines.adds(DRAWING, "plan.svg")
    removed = ines.removes(first.path)
    text = Author(ines.database, ines.person).rewrites("Opening words.", "Welcoming words.")
    broken = Sent("images/x.svg", b"<svg><script/></svg>")
    with ines.database.writing() as session:
        unsafe = draft_media.add(session, ines.taught, ines.person, broken, NOW)

    assert ines.looks_at(first.number) == DRAWING
    for number in (removed.number, text.number, unsafe.number, 99):
        with pytest.raises(NotFound):
            ines.looks_at(number)


def test_a_picture_that_a_page_shows_stays_and_its_place_is_named(ines: Illustrator) -> None:
    with pytest.raises(Refusal, match=r"used in 01-what-it-is\.md, line 24\."):
        ines.removes(BENCH)
    for path in ("images/none.png", "course.md"):
        with pytest.raises(Refusal, match="nothing to remove"):
            ines.removes(path)


def test_a_picture_that_nothing_uses_is_taken_out_and_put_back(ines: Illustrator) -> None:
    save = ines.adds(DRAWING, "plan.svg")

    removed = ines.removes(save.path)

    assert (removed.content_hash, removed.since) == (None, save.number)
    assert save.path not in ines.files()
    assert ines.gallery.taken_out == (save.path,)
    ines.puts_back(save.path)
    assert ines.files()[save.path] == DRAWING
    assert ines.gallery.taken_out == ()
    for path in (save.path, "images/none.png"):
        with pytest.raises(NotFound):
            ines.puts_back(path)


def test_a_published_picture_is_put_back_as_it_was_published(ines: Illustrator) -> None:
    author = Author(ines.database, ines.person)
    author.rewrites("![A bench in a park](images/bench.png) and", "And")
    ines.removes(BENCH)
    assert ines.gallery.taken_out == (BENCH,)

    ines.puts_back(BENCH)

    assert ines.files()[BENCH] == make.PIXEL


def test_an_edition_taken_over_never_mixes_two_pictures(ines: Illustrator) -> None:
    ines.replaces(BENCH, a_picture(9, 9))
    mine = ines.files()[BENCH]
    theirs = {it.path: it.content for it in changed("Opening", "First")} | {BENCH: a_picture(7, 7)}
    publishes(ines.database, tuple(SourceFile(*it) for it in sorted(theirs.items())))

    with ines.database.writing() as session:
        taken = draft_takeovers.take_over(session, ines.taught, ines.person, NOW)

    [aside] = taken.asides
    assert (aside.path, ines.files()[BENCH]) == (BENCH, mine)
    with ines.database.reading() as session, pytest.raises(Refusal, match="one text"):
        drafts.get_collision(session, ines.taught, aside.number)
    with ines.database.writing() as session:
        draft_saves.restore(session, ines.taught, ines.person, aside.number, "back", NOW)
    assert ines.files()[BENCH] == theirs[BENCH]


def test_a_picture_taken_out_stays_out_when_an_edition_is_taken_over(ines: Illustrator) -> None:
    plan, other = "images/plan.svg", DRAWING.replace(b"0 0 1 1", b"0 0 2 2")
    publishes(ines.database, good_course.with_files({BENCH: make.PIXEL, plan: DRAWING}))
    ines.removes(plan)
    publishes(ines.database, good_course.with_files({BENCH: make.PIXEL, plan: other}))

    with ines.database.writing() as session:
        taken = draft_takeovers.take_over(session, ines.taught, ines.person, NOW)

    assert plan not in ines.files()
    with ines.database.writing() as session:
        draft_saves.restore(session, ines.taught, ines.person, taken.asides[0].number, "back", NOW)
    assert ines.files()[plan] == other
