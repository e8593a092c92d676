"""The recordings of a draft with their captions: which there are, where they are used, and more."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.content.captions import read_captions
from lms.content.names import MEDIA, Role, file_name
from lms.content.pictures import markdown_for
from lms.content.recordings import recording_path
from lms.content.uses import Use, in_words, media_at
from lms.domain.access import Person
from lms.domain.courses import SourceFile
from lms.domain.drafts import Save
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.domain.names import filled_line
from lms.domain.recordings import (
    LARGEST_CAPTIONS,
    LARGEST_SENT_RECORDING,
    MEGABYTE,
    captions_path,
    kind_named,
    recording_kind,
)
from lms.services import draft_saves, drafts
from lms.services.draft_media import LONGEST_ALTERNATIVE
from lms.services.written import Written
from lms.store.drafts import list_contents

MOST_RECORDINGS = 50
TOO_LARGE = (
    f"This file is larger than {LARGEST_SENT_RECORDING // MEGABYTE} MB. Export it smaller, or make "
    "two recordings of it."
)
CAPTIONS_TOO_LARGE = f"These captions are larger than {LARGEST_CAPTIONS // MEGABYTE} MB."
GONE = "This recording is not in the draft any more."


# -- what there is -----------------------------------------------------------------


@dataclass(frozen=True)
class Listed:
    """A file of the folder of recordings: its kind, its captions, and where it is used."""

    path: str
    kind: str
    """Empty for what no page can play."""
    captions: str
    """The path of its captions; empty where it has none, and for captions that stand alone."""
    flaw_count: int
    """How many things are wrong with its captions."""
    uses: tuple[Use, ...]

    @property
    def name(self) -> str:
        """The path inside its folder, as its address has it."""
        return self.path.removeprefix(f"{MEDIA}/")

    @property
    def is_recording(self) -> bool:
        """False for captions without their recording, and for files that belong elsewhere."""
        return bool(self.kind) and file_name(self.path).role is Role.RECORDING


@dataclass(frozen=True)
class Recordings:
    """The recordings of a draft, and the paths of the files that were taken out of it."""

    listed: tuple[Listed, ...]
    taken_out: tuple[str, ...]

    @property
    def captionable(self) -> tuple[str, ...]:
        """The paths of the recordings, each of which needs captions."""
        return tuple(it.path for it in self.listed if it.is_recording)


def get_recordings(files: Sequence[SourceFile], taken_out: Sequence[str]) -> Recordings:
    """The recordings among a draft's files, whose bytes are not asked for."""
    uses, contents = media_at(files), {it.path: it.content for it in files}
    owned = _captioning(contents)
    paths = [it for it in contents if _is_here(it) and it not in owned]
    listed = (
        _listed(path, contents.get(captions_path(path)), uses.get(path, ())) for path in paths
    )
    return Recordings(tuple(listed), tuple(path for path in taken_out if _is_here(path)))


def _listed(path: str, captions: bytes | None, uses: tuple[Use, ...]) -> Listed:
    if captions is None or not _is_recording(path):
        return Listed(path, kind_named(path), "", 0, uses)
    flaws = read_captions(captions).flaws
    return Listed(path, kind_named(path), captions_path(path), len(flaws), uses)


def _is_here(path: str) -> bool:
    return path.startswith(f"{MEDIA}/")


def _is_recording(path: str) -> bool:
    return file_name(path).role is Role.RECORDING


# -- one more, or another in its place ---------------------------------------------


@dataclass(frozen=True)
class Sent:
    """A file that is fit for the course: its bytes and the path that it gets."""

    path: str
    content: bytes


def prepare_recording(content: bytes, filename: str, paths: Sequence[str], instead: str) -> Sent:
    """A recording as it would be kept; FieldRefusal for what is none.

    `paths` are those of all files that the draft has or had, `instead` the recording whose place it
    takes, or empty.
    """
    if not content:
        empty = "This file is empty: it has no bytes. Export the recording anew, and send that."
        raise FieldRefusal("file", empty if filename else "Choose the recording to send.")
    if len(content) > LARGEST_SENT_RECORDING:
        raise FieldRefusal("file", TOO_LARGE)
    kind = recording_kind(content)
    if kind is None:
        raise FieldRefusal(
            "file",
            "This is no recording that a page can play. Send film as .mp4 or .webm, sound as .mp3, "
            ".m4a or .ogg.",
        )
    if instead:
        return _in_place(content, kind, paths, instead)
    if sum(map(_is_recording, paths)) >= MOST_RECORDINGS:
        raise FieldRefusal(
            "file",
            f"The course has {MOST_RECORDINGS} recordings already. Remove those that nothing uses.",
        )
    return Sent(recording_path(filename, kind, list(filter(_is_here, paths))), content)


def _in_place(content: bytes, kind: str, paths: Sequence[str], instead: str) -> Sent:
    if instead not in paths or not _is_recording(instead):
        raise FieldRefusal("instead", f"{GONE} Choose another.")
    if kind_named(instead) != kind:
        raise FieldRefusal(
            "file",
            f"This is another type of recording than {instead}. Export it in that type, or add it "
            "as a new recording.",
        )
    return Sent(instead, content)


def name_in(written: str) -> str:
    """What a player is called, for those who do not see it; FieldRefusal where it is empty."""
    ask = "Say what is heard or seen, for those who do not see it."
    return filled_line("alternative", written, ask, LONGEST_ALTERNATIVE)


def line_for(path: str, name: str) -> str:
    """The line of Markdown that plays a recording, to be put into a text."""
    return markdown_for(path, name)


def prepare_captions(content: bytes, recordings: Sequence[str], of_which: str) -> Sent:
    """Captions as they would be kept beside their recording; FieldRefusal for what is none.

    What is wrong with single captions is mended in the draft, where their lines can be seen.
    """
    if of_which not in recordings:
        raise FieldRefusal("of_which", "Choose the recording that these captions belong to.")
    if not content:
        raise FieldRefusal("captions", "Choose the captions to send.")
    if len(content) > LARGEST_CAPTIONS:
        raise FieldRefusal("captions", CAPTIONS_TOO_LARGE)
    found = read_captions(content)
    if not found.cues:
        flaw = found.flaws[0]
        raise FieldRefusal("captions", f"Line {flaw.line}: {flaw.message} {flaw.suggestion}")
    return Sent(captions_path(of_which), content)


def add(session: Session, taught: Written, author: Person, sent: Sent, now: datetime) -> Save:
    """Keep a new recording, as a save of the draft."""
    if drafts.find_address(session, taught, sent.path) is not None:
        raise FieldRefusal("file", f"Somebody added {sent.path} meanwhile. Send yours again.")
    return draft_saves.keep_file(session, taught, author, sent.path, sent.content, now)


def replace(session: Session, taught: Written, author: Person, sent: Sent, now: datetime) -> Save:
    """Keep a recording in another's place, as a save of the draft; its name stays."""
    if drafts.find_address(session, taught, sent.path) is None:
        raise FieldRefusal("instead", f"{GONE} Choose another.")
    return draft_saves.keep_file(session, taught, author, sent.path, sent.content, now)


def keep_captions(
    session: Session, taught: Written, author: Person, sent: Sent, now: datetime
) -> Save:
    """Keep captions as a save of the draft; those before stay in the history."""
    return draft_saves.keep_file(session, taught, author, sent.path, sent.content, now)


# -- out, and back -----------------------------------------------------------------


def remove(session: Session, taught: Written, author: Person, path: str, now: datetime) -> None:
    """Take a recording that no page uses out of the draft, its captions with it."""
    files = drafts.list_files_to_read(session, taught)
    paths = {file.path for file in files}
    if not _is_here(path) or path not in paths:
        raise Refusal("This file is not in the draft any more, so there is nothing to remove.")
    refuse_used(files, path)
    draft_saves.keep_file(session, taught, author, path, None, now)
    beside = captions_path(path)
    if _is_recording(path) and beside in paths - _captioning(paths - {path}):
        draft_saves.keep_file(session, taught, author, beside, None, now)


def refuse_used(files: Sequence[SourceFile], path: str) -> None:
    """A refusal that names what needs a recording, or captions; nothing for any other file."""
    if path in _captioning({it.path for it in files}):
        raise Refusal(f"{path} are the captions of a recording. Remove that, and they go with it.")
    uses = media_at(files).get(path, ()) if _is_here(path) else ()
    if uses:
        raise Refusal(
            f"{path} is used in {in_words(uses)}. Take it out of the text there, then remove it."
        )


def _captioning(paths: Collection[str]) -> frozenset[str]:
    """The paths of the captions of these recordings."""
    return frozenset(captions_path(it) for it in paths if _is_recording(it))


def put_back(session: Session, taught: Written, author: Person, path: str, now: datetime) -> None:
    """Bring a file back as it was when it was taken out, a recording with its captions."""
    gone = drafts.list_taken_out(session, taught)
    if path not in gone or not _is_here(path):
        raise NotFound
    for each in dict.fromkeys((path, captions_path(path))):
        if each in gone:
            content = list_contents(session, [gone[each]])[gone[each]]
            draft_saves.keep_file(session, taught, author, each, content, now)
