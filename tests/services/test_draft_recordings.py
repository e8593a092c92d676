"""The recordings of a draft: sent, captioned, replaced, removed and put back."""

from datetime import UTC, datetime

import pytest

from lms.content.uses import Use
from lms.domain.access import Person, Role
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.recordings import LARGEST_CAPTIONS, LARGEST_SENT_RECORDING
from lms.services import draft_files, draft_recordings, draft_saves, drafts, teaching
from lms.services.draft_files import Step
from lms.services.draft_recordings import (
    MOST_RECORDINGS,
    Recordings,
    Sent,
    prepare_captions,
    prepare_recording,
)
from lms.services.inserts import list_inserts
from lms.services.teaching import Taught
from lms.store.database import Database
from tests.accounts import signed_up
from tests.content import good_course
from tests.recorded import CAPTIONS, CLIPS, FILM, SOUND
from tests.services.test_drafts import Author, publishes

COURSE, TALK, WORDS = good_course.SLUG, "media/talk.mp3", "media/talk.vtt"
NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


class Recorder:
    """Somebody who teaches the course, and keeps its recordings."""

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
    def found(self) -> Recordings:
        with self.database.reading() as session:
            files = drafts.list_files_to_read(session, self.taught)
            gone = sorted(drafts.list_taken_out(session, self.taught))
        return draft_recordings.get_recordings(files, gone)

    def adds(self, content: bytes = SOUND, name: str = "Talk.mp3") -> str:
        sent = prepare_recording(content, name, tuple(self.files()), "")
        with self.database.writing() as session:
            return draft_recordings.add(session, self.taught, self.person, sent, NOW).path

    def captions(self, path: str = TALK, content: bytes = CAPTIONS) -> str:
        sent = prepare_captions(content, self.found.captionable, path)
        with self.database.writing() as session:
            return draft_recordings.keep_captions(session, self.taught, self.person, sent, NOW).path

    def removes(self, path: str) -> None:
        with self.database.writing() as session:
            draft_recordings.remove(session, self.taught, self.person, path, NOW)

    def puts_back(self, path: str) -> None:
        with self.database.writing() as session:
            draft_recordings.put_back(session, self.taught, self.person, path, NOW)


@pytest.fixture
def ines(database: Database) -> Recorder:
    publishes(database, good_course.with_files({}))
    person = signed_up(database, "Ines Dahl", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, person.email, COURSE, NOW)
    return Recorder(database, person)


def test_each_recording_says_what_it_is_whether_it_has_captions_and_where_it_is_used(
    ines: Recorder,
) -> None:
    assert ines.adds() == TALK
    [alone] = ines.found.listed
    assert (alone.name, alone.kind, alone.captions, alone.uses) == (
        *("talk.mp3", "audio/mpeg", ""),
        (),
    )

    assert ines.captions(content=CAPTIONS.replace(b"01.500 -->", b"01.000 -->")) == WORDS
    Author(ines.database, ines.person).rewrites("Opening words.", f"![A talk]({TALK})")

    [talk] = ines.found.listed
    assert (talk.captions, talk.flaw_count) == (WORDS, 1)
    assert talk.uses == (Use("01-what-it-is.md", 6),)


def test_a_look_at_a_page_has_no_bytes_of_recordings_and_the_course_has(ines: Recorder) -> None:
    ines.adds(FILM, "film.webm")

    with ines.database.reading() as session:
        beside = {it.path: it.content for it in drafts.list_files_to_read(session, ines.taught)}

    assert ines.files() == beside | {"media/film.webm": FILM}
    assert beside["media/film.webm"] == b""


def test_a_second_recording_never_takes_the_captions_of_the_first(ines: Recorder) -> None:
    ines.adds()

    assert ines.adds(FILM, "Talk.webm") == "media/talk-2.webm"


@pytest.mark.parametrize(
    ("content", "instead", "field", "words"),
    [
        (b"", "", "file", "This file is empty"),
        (b"x" * (LARGEST_SENT_RECORDING + 1), "", "file", "larger than 20 MB"),
        (b"<html>", "", "file", "no recording"),
        (SOUND, "media/none.mp3", "instead", "not in the draft"),
        (SOUND, WORDS, "instead", "not in the draft"),
        (FILM, TALK, "file", "another type"),
    ],
)
def test_what_is_no_fit_recording_is_refused_beside_its_field(
    content: bytes, instead: str, field: str, words: str
) -> None:
    with pytest.raises(FieldRefusal, match=words) as refusal:
        prepare_recording(content, "a.mp3", (TALK, WORDS), instead)

    assert list(refusal.value.problems) == [field]


def test_a_course_has_room_for_so_many_recordings() -> None:
    paths = [f"media/{n}.mp3" for n in range(MOST_RECORDINGS)]

    with pytest.raises(FieldRefusal, match="50 recordings"):
        prepare_recording(SOUND, "a.mp3", paths, "")
    assert prepare_recording(SOUND, "a.mp3", paths, paths[0]).path == paths[0]


@pytest.mark.parametrize(
    ("content", "of_which", "field", "words"),
    [
        (CAPTIONS, "", "of_which", "Choose the recording"),
        (CAPTIONS, "media/none.mp3", "of_which", "Choose the recording"),
        (b"", TALK, "captions", "Choose the captions"),
        (b"x" * (LARGEST_CAPTIONS + 1), TALK, "captions", "larger than 1 MB"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nA", TALK, "captions", "Line 1: The first line"),
        (b"WEBVTT\n\n00:01 --> 00:02\nA", TALK, "captions", "Line 3: The times"),
    ],
)
def test_what_are_no_captions_is_refused_beside_its_field(
    content: bytes, of_which: str, field: str, words: str
) -> None:
    with pytest.raises(FieldRefusal, match=words) as refusal:
        prepare_captions(content, [TALK], of_which)

    assert list(refusal.value.problems) == [field]


def test_captions_are_a_text_of_the_draft_with_a_history(ines: Recorder) -> None:
    ines.adds()
    ines.captions()
    second = CAPTIONS.replace(b"fine", b"well")
    ines.captions(content=second)

    with ines.database.reading() as session:
        text = drafts.get_text(session, ines.taught, WORDS)
        state = drafts.get_state(session, ines.taught, text.since)

    assert text.text.encode() == second
    assert "fine" in (state.before or "")


def test_a_recording_in_anothers_place_keeps_its_name_and_the_other_can_be_had_back(
    ines: Recorder,
) -> None:
    ines.adds()
    other = SOUND + bytes(9)
    sent = prepare_recording(other, "x", tuple(ines.files()), TALK)
    with ines.database.writing() as session:
        save = draft_recordings.replace(session, ines.taught, ines.person, sent, NOW)
    assert ines.files()[TALK] == other

    with ines.database.writing() as session:
        draft_saves.restore(session, ines.taught, ines.person, save.since, "back", NOW)

    assert ines.files()[TALK] == SOUND
    with ines.database.reading() as session:
        state = drafts.get_state(session, ines.taught, save.number)
    assert (state.is_recording, state.text, state.is_newest) == (True, None, False)


def test_two_who_send_one_name_take_nothing_from_each_other(ines: Recorder) -> None:
    ines.adds()
    sent = Sent("media/none.mp3", SOUND)

    with ines.database.writing() as session, pytest.raises(FieldRefusal, match="meanwhile"):
        draft_recordings.add(session, ines.taught, ines.person, Sent(TALK, FILM), NOW)
    with ines.database.writing() as session, pytest.raises(FieldRefusal, match="not in the draft"):
        draft_recordings.replace(session, ines.taught, ines.person, sent, NOW)


def test_a_recording_that_a_page_plays_stays_and_its_place_is_named(ines: Recorder) -> None:
    ines.adds()
    ines.captions()
    Author(ines.database, ines.person).rewrites("Opening words.", f"![A talk]({TALK})")

    with pytest.raises(Refusal, match=r"used in 01-what-it-is\.md, line 6\."):
        ines.removes(TALK)
    with pytest.raises(Refusal, match="captions of a recording"):
        ines.removes(WORDS)
    for path in ("media/none.mp3", "course.md"):
        with pytest.raises(Refusal, match="nothing to remove"):
            ines.removes(path)


@pytest.mark.parametrize("path", [TALK, WORDS])
def test_no_other_room_takes_out_what_is_played(ines: Recorder, path: str) -> None:
    ines.adds()
    ines.captions()
    Author(ines.database, ines.person).rewrites("Opening words.", f"![A talk]({TALK})")
    step = Step(ines.person, "once", NOW)

    with ines.database.writing() as session, pytest.raises(Refusal, match="media/talk"):
        draft_files.remove_file(session, ines.taught, step, path)

    assert {TALK, WORDS} <= set(ines.files())


def test_a_recording_goes_and_comes_back_with_its_captions(ines: Recorder) -> None:
    ines.adds()
    ines.captions()

    ines.removes(TALK)

    assert not {TALK, WORDS} & set(ines.files())
    assert ines.found.taken_out == (TALK, WORDS)
    ines.puts_back(TALK)
    assert (ines.files()[TALK], ines.files()[WORDS]) == (SOUND, CAPTIONS)
    for path in (TALK, "media/none.mp3", "course.md"):
        with pytest.raises(NotFound):
            ines.puts_back(path)


@pytest.mark.parametrize("written", ["", "  ", "x" * 301])
def test_what_a_recording_is_is_said_in_a_sentence(written: str) -> None:
    with pytest.raises(FieldRefusal):
        draft_recordings.name_in(written)


def test_recordings_are_offered_where_they_can_be_played() -> None:
    files = good_course.with_files(
        {"media/clip.mp4": CLIPS["clip.mp4"], "media/clip.vtt": CAPTIONS}
    )

    [offered] = list_inserts(files, {}, "02-history.md").recordings

    assert offered.text == "![Say what is heard or seen](media/clip.mp4)"
    assert list_inserts(files, {}, "01-what-it-is.quiz.md").recordings == ()
