"""Recordings are what their bytes say; a player gets the part of one that it asks for (IN-10)."""

import pytest

from lms.domain.recordings import (
    CAPTIONS,
    KINDS,
    PIECE,
    Wanted,
    begins_like,
    captions_path,
    cut,
    kind_named,
    recording_kind,
)
from tests.recorded import CAPTIONS as WORDS
from tests.recorded import CLIPS


def box(name: bytes, inside: bytes) -> bytes:
    return (8 + len(inside)).to_bytes(4, "big") + name + inside


def mpeg(*handlers: bytes) -> bytes:
    tracks = (box(b"mdia", box(b"hdlr", bytes(8) + it)) for it in handlers)
    inside = b"".join(box(b"trak", track) for track in tracks)
    return box(b"ftyp", b"isom") + box(b"moov", inside)


@pytest.mark.parametrize("name", sorted(CLIPS))
def test_each_type_is_known_by_its_content(name: str) -> None:
    content = CLIPS[name]

    assert recording_kind(content) == kind_named(f"media/{name}")
    kinds = {kind for kind in (*KINDS.values(), CAPTIONS) if begins_like(kind, content[:64])}
    mpeg_4 = {"audio/mp4", "video/mp4"}
    assert kinds == (mpeg_4 if kinds & mpeg_4 else {recording_kind(content)})


def test_what_is_seen_makes_an_mpeg_a_film() -> None:
    assert recording_kind(mpeg(b"soun")) == "audio/mp4"
    assert recording_kind(mpeg(b"soun", b"vide")) == "video/mp4"
    assert recording_kind(mpeg()) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"\xff\xd8\xff\xe0",
        b"\xff",
        b"\xff\xf1AAC",
        b"OggS" + bytes(40) + b"\x80theora",
        b"\x1aE\xdf\xa3" + b"B\x82\x88matroska",
        b"RIFF\0\0\0\0WAVE",
        mpeg(b"vide")[:30],
        box(b"ftyp", b"isom") + b"\0\0\0\1moov" + bytes(8),
        box(b"ftyp", b"isom") + b"\0\0\0\2moov",
        WORDS,
    ],
)
def test_what_no_browser_plays_is_no_recording(content: bytes) -> None:
    assert recording_kind(content) is None


def test_captions_begin_with_their_word() -> None:
    assert begins_like(CAPTIONS, WORDS)
    assert begins_like(CAPTIONS, b"\xef\xbb\xbfWEBVTT")
    assert not begins_like(CAPTIONS, b"<script>")
    assert not begins_like("", b"WEBVTT")


def test_captions_stand_beside_their_recording() -> None:
    assert captions_path("media/Part 1/talk.one.mp3") == "media/Part 1/talk.one.vtt"


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (Wanted(0, None), (0, 1000)),
        (Wanted(0, 99), (0, 100)),
        (Wanted(900, 5000), (900, 100)),
        (Wanted(None, 10), (990, 10)),
        (Wanted(None, 5000), (0, 1000)),
        (Wanted(999, 999), (999, 1)),
        (Wanted(1000, None), None),
        (Wanted(5, 4), None),
        (Wanted(None, 0), None),
    ],
)
def test_a_player_gets_what_lies_in_the_range(wanted: Wanted, sent: tuple[int, int] | None) -> None:
    assert cut(wanted, 1000) == sent


def test_a_player_that_asks_for_much_gets_a_piece_and_asks_again() -> None:
    assert cut(Wanted(0, None), 10 * PIECE) == (0, PIECE)
    assert cut(Wanted(PIECE, 9 * PIECE), 10 * PIECE) == (PIECE, PIECE)
