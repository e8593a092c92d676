"""The recordings of a course: each is what its name says, and has captions beside it (IN-10)."""

import posixpath
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence, Set
from itertools import chain, count

from lms.content.captions import CaptionFlaw, read_captions
from lms.content.findings import Findings
from lms.content.names import IMAGES, MEDIA, Role, device_in, file_name
from lms.content.pictures import Flaw
from lms.content.problems import Problem
from lms.content.wording import quoted
from lms.domain.courses import SourceFile
from lms.domain.recordings import (
    KINDS,
    LARGEST_RECORDING,
    MEGABYTE,
    captions_path,
    kind_named,
    recording_kind,
)

LONGEST_STEM = 60
_ENDINGS = {kind: ending for ending, kind in KINDS.items()}
NAMES = ", ".join(sorted(KINDS))


def recording_path(filename: str, kind: str, taken: Collection[str]) -> str:
    """Where a recording of that kind may stand, named like the file that it came from.

    No other recording has the same name before the ending, since its captions have it too.
    """
    stem = unicodedata.normalize("NFKD", posixpath.splitext(filename.replace("\\", "/"))[0])
    plain = stem.rpartition("/")[2].encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_STEM].strip("-") or "recording"
    words = f"{words}-recording" if device_in(words) else words
    used = {captions_path(path).lower() for path in taken}
    names = chain([words], (f"{words}-{number}" for number in count(2)))
    free = next(it for it in names if f"{MEDIA}/{it}.vtt" not in used)
    return f"{MEDIA}/{free}{_ENDINGS[kind]}"


def recording_flaws(files: Sequence[SourceFile]) -> Mapping[str, Flaw]:
    """What keeps each recording from being shown, by its path; its bytes are looked at."""
    flaws = dict(_by_content(files))
    return {**flaws, **{path: it for path, it in named_flaws(files).items() if path not in flaws}}


def named_flaws(files: Iterable[SourceFile]) -> Mapping[str, Flaw]:
    """The same as far as the names of the files tell it."""
    paths = frozenset(file.path for file in files)
    recordings = (path for path in paths if file_name(path).role is Role.RECORDING)
    return {path: flaw for path in recordings if (flaw := _flaw_named(path, paths))}


def _flaw_named(path: str, paths: Set[str]) -> Flaw | None:
    if not kind_named(path):
        message = f"{quoted(path)} is no recording."
        tip = f"Here belong {NAMES}, each with its captions; pictures belong into {IMAGES}."
        return Flaw(message, tip, "not-a-recording")
    beside = captions_path(path)
    if beside in paths:
        return None
    message = f"{quoted(path)} has no captions, so not everybody can follow it."
    return Flaw(message, f"Write down what is said as WebVTT, in {beside}", "no-captions")


def _by_content(files: Iterable[SourceFile]) -> Iterator[tuple[str, Flaw]]:
    for file in files:
        named = kind_named(file.path)
        if file_name(file.path).role is Role.RECORDING and named:
            if len(file.content) > LARGEST_RECORDING:
                yield file.path, _too_large(file.path)
            elif (kind := recording_kind(file.content)) != named:
                yield file.path, _other_kind(file.path, kind)


def _too_large(path: str) -> Flaw:
    message = f"{quoted(path)} is larger than {LARGEST_RECORDING // MEGABYTE} MB."
    tip = "Export it smaller, such as 720 lines high, or make two recordings of it."
    return Flaw(message, tip, "too-large")


def _other_kind(path: str, kind: str | None) -> Flaw:
    if kind is None:
        message = f"{quoted(path)} is not the recording that its name says."
        tip = "Export it anew: film as .mp4 (H.264) or .webm, sound as .mp3, .m4a or .ogg."
        return Flaw(message, tip, "not-a-recording")
    message = f"{quoted(path)} holds a recording of another type: {kind}."
    return Flaw(message, f"Let its name end in {_ENDINGS[kind]}", "not-a-recording")


def captions_problems(files: Sequence[SourceFile], asked: Set[str]) -> tuple[Problem, ...]:
    """What is wrong with the captions at these paths, each at its line."""
    return tuple(
        problem
        for file in files
        if file.path in asked and file_name(file.path).role is Role.CAPTIONS
        for problem in _problems_of(file, files)
    )


def _problems_of(file: SourceFile, files: Iterable[SourceFile]) -> tuple[Problem, ...]:
    findings = Findings(file.path)
    for flaw in (*_alone(file.path, files), *read_captions(file.content).flaws):
        findings.add(flaw.code, flaw.line, flaw.message, flaw.suggestion)
    return findings.problems


def _alone(path: str, files: Iterable[SourceFile]) -> Iterator[CaptionFlaw]:
    if not any(kind_named(it.path) in _ENDINGS and captions_path(it.path) == path for it in files):
        message = "There is no recording of this name, so nobody sees these captions."
        tip = "Name them like their recording, or delete them."
        yield CaptionFlaw("captions-alone", 1, message, tip)
