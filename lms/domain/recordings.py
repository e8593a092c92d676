"""Recordings of sound and film: known by their content, never by their name (IN-10)."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import PurePosixPath

MP3, M4A, OGG = "audio/mpeg", "audio/mp4", "audio/ogg"
MP4, WEBM = "video/mp4", "video/webm"
CAPTIONS = "text/vtt; charset=utf-8"
KINDS = {".mp3": MP3, ".m4a": M4A, ".ogg": OGG, ".mp4": MP4, ".webm": WEBM}
CAPTIONS_ENDING = ".vtt"
MEGABYTE = 1024 * 1024
LARGEST_RECORDING = 40 * MEGABYTE
# What an author may send in a browser: a lesson in speech, or some minutes of film.
LARGEST_SENT_RECORDING = 20 * MEGABYTE
LARGEST_CAPTIONS = 1 * MEGABYTE
# How much of a recording is sent at a time to a player that asks for a part of it.
PIECE = 2 * MEGABYTE
# What must be seen of a file to say what it begins like.
BEGINNING = 64

_FILM, _SOUND = b"vide", b"soun"
_EBML = b"\x1aE\xdf\xa3"
_OGG_SOUNDS = (b"OpusHead", b"\x01vorbis", b"\x7fFLAC")
_FIRST_PAGE = 4096
# A file has some dozens of boxes at each level; of more none is looked at.
_MOST_BOXES = 200


@dataclass(frozen=True)
class Piece:
    """A part of a file, and from which byte on it is."""

    content: bytes
    first: int


@dataclass(frozen=True)
class Wanted:
    """The bytes that a player asks for, the first and the last of them counted from 0.

    Without a first it asks for so many from the end, without a last for all from there on.
    """

    first: int | None
    last: int | None


@dataclass(frozen=True)
class Kept:
    """A recording or its captions as they are kept: their address, what they are, how large."""

    digest: str
    kind: str
    byte_count: int


def kind_named(path: str) -> str:
    """What a file of the folder of recordings is by the ending of its name; empty for no kind."""
    ending = PurePosixPath(path).suffix.lower()
    return CAPTIONS if ending == CAPTIONS_ENDING else KINDS.get(ending, "")


def is_film(kind: str) -> bool:
    """True for what is seen and not only heard."""
    return kind.startswith("video/")


def captions_path(path: str) -> str:
    """Where the captions of a recording stand: beside it, under the same name."""
    return str(PurePosixPath(path).with_suffix(CAPTIONS_ENDING))


def begins_like(kind: str, beginning: bytes) -> bool:
    """True when a file with that beginning can be of the kind that its name says."""
    if kind == CAPTIONS:
        return beginning.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT")
    if kind == MP3:
        return _is_mp3(beginning)
    if kind in (M4A, MP4):
        return beginning[4:8] == b"ftyp"
    return beginning.startswith({OGG: b"OggS", WEBM: _EBML}.get(kind, b"\0none"))


def recording_kind(content: bytes) -> str | None:
    """What a recording is, or None where the bytes are none that every browser can play."""
    if content[4:8] == b"ftyp":
        tracks = _tracks(content)
        return MP4 if _FILM in tracks else M4A if _SOUND in tracks else None
    if content.startswith(b"OggS"):
        page = content[:_FIRST_PAGE]
        return OGG if b"theora" not in page and any(it in page for it in _OGG_SOUNDS) else None
    if content.startswith(_EBML):
        return WEBM if b"webm" in content[:BEGINNING] else None
    return MP3 if _is_mp3(content) else None


def cut(wanted: Wanted, whole: int) -> tuple[int, int] | None:
    """From which byte on a player is sent how many: a piece of what it wants, then it asks again.

    None where no byte of a file of that size is wanted.
    """
    first, last = wanted.first, wanted.last
    if first is None:
        first, last = max(0, whole - (last or 0)), None
    end = whole if last is None else min(last + 1, whole)
    return (first, min(end - first, PIECE)) if 0 <= first < end else None


def _is_mp3(content: bytes) -> bool:
    """The notes that stand before the sound, or a frame of layer III."""
    is_frame = content[:1] == b"\xff" and len(content) > 1 and content[1] & 0xE6 == 0xE2  # noqa: PLR2004
    return content.startswith(b"ID3") or is_frame


def _tracks(content: bytes) -> frozenset[bytes]:
    """What the tracks of an MPEG-4 file are: boxes within boxes, each with its length and name."""
    places = [(0, len(content))]
    for name in (b"moov", b"trak", b"mdia", b"hdlr"):
        places = [
            (first, last)
            for outer in places
            for found, first, last in islice(_boxes(content, *outer), _MOST_BOXES)
            if found == name
        ]
    return frozenset(content[first + 8 : first + 12] for first, _ in places)


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes between two places: the name of each, and where its inside begins and ends."""
    while at + 8 <= end:
        size, name, head = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8], 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        stop = at + size if size else end
        if stop < at + head or stop > end:
            return
        yield name, at + head, stop
        at = stop
