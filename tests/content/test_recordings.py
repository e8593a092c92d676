"""What keeps a recording from being followed by everybody is named, at the line it is about."""

import pytest

from lms.content import recordings
from lms.content.captions import MOST_FLAWS, read_captions
from lms.content.folder import check, read_files
from lms.content.problems import Problem
from lms.content.reading import read_page
from tests.content.good_course import EVALUATION, HISTORY, MODULE, SLUG, with_files
from tests.recorded import CAPTIONS, CLIPS, FILM, SOUND

SHOWN = len(HISTORY.splitlines()) + 2
LINE = "![Maya at her second visit](media/clip.webm)"
TIMES = "00:01.000 --> 00:02.000"


def problems(markdown: str = LINE, **changed: bytes) -> list[Problem]:
    """What is found in a course with a film, its captions and this text; `_` for `/` and `.`."""
    named = {f"media/{name.replace('_', '.')}": content for name, content in changed.items()}
    files = {"media/clip.webm": FILM, "media/clip.vtt": CAPTIONS} | named
    text = {"02-history.md": f"{HISTORY}\n{markdown}\n".encode()}
    return list(read_files(SLUG, with_files(files | text)).problems)


def places(found: list[Problem]) -> list[tuple[str, int, int, str]]:
    return [(it.file, it.line, it.column, it.code) for it in found]


@pytest.mark.parametrize("name", sorted(CLIPS))
def test_recordings_of_every_type_may_be_shown(name: str) -> None:
    line = f"![A talk](media/part-1/{name})"
    folder = {f"media/part-1/{name}": CLIPS[name], "media/part-1/clip.vtt": CAPTIONS}
    text = {"02-history.md": f"{HISTORY}\n> [!CASE] Maya, 34\n> {line}\n\n{line}\n".encode()}

    assert read_files(SLUG, with_files(folder | text)).problems == ()


def test_a_recording_without_captions_is_named_where_it_is_shown() -> None:
    [found] = problems(f"{LINE}\n\n![Talk](media/talk.mp3)", talk_mp3=SOUND)

    assert places([found]) == [("02-history.md", SHOWN + 2, 1, "no-captions")]
    assert "media/talk.vtt" in found.suggestion


def test_a_recording_that_nothing_shows_is_named_itself() -> None:
    found = problems(talk_mp3=SOUND)

    assert places(found) == [("media/talk.mp3", 1, 1, "no-captions")]


@pytest.mark.parametrize(
    ("content", "words"),
    [(SOUND, "another type: audio/mpeg"), (b"<html>", "not the recording"), (b"", "not the")],
)
def test_a_recording_that_is_not_what_its_name_says_is_named(content: bytes, words: str) -> None:
    [found] = problems(clip_webm=content)

    assert places([found]) == [("02-history.md", SHOWN, 1, "not-a-recording")]
    assert words in found.message


def test_a_recording_that_is_too_large_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recordings, "LARGEST_RECORDING", len(FILM) - 1)

    assert places(problems()) == [("02-history.md", SHOWN, 1, "too-large")]


def test_other_files_have_no_place_among_recordings_and_recordings_none_among_pictures() -> None:
    found = problems(scan_png=b"\x89PNG\r\n\x1a\n")
    assert places(found) == [("media/scan.png", 1, 1, "not-a-recording")]

    [stray] = read_files(SLUG, with_files({"images/talk.mp3": SOUND})).problems
    assert (stray.file, stray.code) == ("images/talk.mp3", "not-a-picture")
    assert "folder media" in stray.suggestion


def test_a_recording_that_is_not_there_is_missing() -> None:
    [found] = problems("![Talk](media/none.mp3)")

    assert (found.code, found.line) == ("missing-image", SHOWN)
    assert "There is no recording" in found.message


def test_a_recording_is_told_in_words_as_a_picture_is() -> None:
    assert places(problems("![](media/clip.webm)")) == [("02-history.md", SHOWN, 1, "no-alt")]


@pytest.mark.parametrize(
    ("markdown", "line", "column"),
    [
        (f"See {LINE} here.", 0, 5),
        (f"| Film |\n| --- |\n| {LINE} |", 2, 3),
        (f"{LINE}\n\n{LINE} Look.", 2, 1),
        ("[Watch](media/clip.webm)", 0, 1),
        ("![Words](media/clip.vtt)", 0, 1),
    ],
)
def test_a_recording_where_no_player_has_room_is_named(
    markdown: str, line: int, column: int
) -> None:
    expected = ("02-history.md", SHOWN + line, column, "misplaced-recording")

    assert places(problems(markdown)) == [expected]


def test_a_recording_is_played_in_no_question_and_in_no_description() -> None:
    asked = MODULE.replace("What does sex", f"{LINE}\n\nWhat does sex")
    pages = {
        "01-what-it-is.md": asked,
        "evaluation.md": EVALUATION.replace("###", f"{LINE}\n\n###", 1),
    }
    files = {name: text.encode() for name, text in pages.items()}
    files |= {"media/clip.webm": FILM, "media/clip.vtt": CAPTIONS}

    found = read_files(SLUG, with_files(files)).problems

    assert {(it.file, it.code) for it in found} == {(it, "misplaced-recording") for it in pages}
    page = read_page(SLUG, with_files(files), "01-what-it-is.md")
    assert [it.code for it in page.problems] == ["misplaced-recording"]


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        (b"\xff", 1, "not-utf8"),
        (b"WEBVTT\n\n00:01.000 --> 00:02.000\n\xff", 4, "not-utf8"),
        (b"", 1, "bad-captions"),
        (b"1\n00:00:01,000 --> 00:00:02,000\nFrom a .srt", 1, "bad-captions"),
        (b"WEBVTT", 1, "bad-captions"),
        (f"WEBVTT\n\n{TIMES}\n".encode(), 1, "bad-captions"),
        (f"WEBVTT\n\n{TIMES}\nA\n\n00:03 --> 00:04\nB".encode(), 6, "bad-captions"),
        (f"WEBVTT\n\n{TIMES}\nA\n{TIMES}\nB".encode(), 3, "bad-captions"),
        (f"WEBVTT\n\n-00:03.000 --> 00:00.500\nB\n\n{TIMES}\nA".encode(), 3, "bad-captions"),
        (f"WEBVTT\n\n{TIMES}\nA\n\n2\n00:04.000 --> 00:03.000\nB".encode(), 7, "bad-captions"),
        (f"WEBVTT\n\n{TIMES}\nA\n\n00:01.500 --> 00:03.000\nB".encode(), 6, "caption-times"),
        (f"WEBVTT\n\n{TIMES}\nA\n\n00:00.500 --> 00:00.900\nB".encode(), 6, "caption-times"),
        (f"WEBVTT\n\n{TIMES}\nA\n\n00:02.000 --> 00:03.000\n".encode(), 6, "caption-times"),
        (f"WEBVTT\n\n{TIMES}\nA\n\nlost words".encode(), 6, "caption-times"),
    ],
)
def test_what_is_wrong_with_captions_stands_at_their_line(
    text: bytes, line: int, code: str
) -> None:
    found = problems(clip_vtt=text)

    assert places(found) == [("media/clip.vtt", line, 1, code)]
    assert [str(it.severity) for it in found] == ["warning" if code == "caption-times" else "error"]


def test_captions_of_any_maker_are_read() -> None:
    notes = "NOTE by hand\n\nSTYLE\n::cue {}\n\nREGION\nid:a\n\n"
    text = f"\ufeffWEBVTT - a talk\r\nLanguage: es\r\n\r\n{notes}7\r\n{TIMES} line:0\r\nS\u00ed\r\n"

    found = read_captions(text.encode())

    assert found.flaws == ()
    assert (found.language, [cue.text for cue in found.cues]) == ("es", ["S\u00ed"])


def test_only_the_first_of_many_flaws_are_told() -> None:
    text = "WEBVTT\n\n" + "00:04.000 --> 00:03.000\nB\n\n" * 100

    assert len(read_captions(text.encode()).flaws) == MOST_FLAWS


def test_captions_without_a_recording_are_a_warning() -> None:
    found = problems(other_vtt=CAPTIONS)

    assert places(found) == [("media/other.vtt", 1, 1, "captions-alone")]
    assert read_page(SLUG, with_files({"media/a.vtt": b"WEBVTT"}), "media/a.vtt").problems


def test_a_name_is_found_that_no_captions_have() -> None:
    taken = ["media/talk.mp3", "media/talk-2.vtt"]

    assert recordings.recording_path("C:\\T\\Tälk.MP4", "video/mp4", taken) == "media/talk-3.mp4"
    assert recordings.recording_path("談.webm", "video/webm", ()) == "media/recording.webm"
    assert recordings.recording_path("Aux.webm", "video/webm", ()) == "media/aux-recording.webm"


def test_a_page_by_itself_may_show_what_stands_beside_it(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    folder = tmp_path_factory.mktemp("page")
    (folder / "media").mkdir()
    (folder / "media" / "clip.webm").write_bytes(FILM)
    (folder / "02-history.md").write_text(f"{HISTORY.partition(' [@hall')[0]}.\n\n{LINE}\n")

    assert [it.code for it in check(folder / "02-history.md")] == []
