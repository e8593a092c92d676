"""The pictures of a course: each is what its name says, and does no more than show (IN-10)."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count
from pathlib import PurePosixPath

from lms.content.names import IMAGES, MEDIA, device_in, is_picture
from lms.content.wording import quoted
from lms.domain.courses import SourceFile
from lms.domain.media import SVG, picture_of
from lms.domain.recordings import kind_named

KINDS = {
    ".gif": "image/gif",
    ".jpeg": "image/jpeg",
    ".jpg": "image/jpeg",
    ".png": "image/png",
    ".svg": SVG,
    ".webp": "image/webp",
}
# Of two endings of one kind the usual one comes first.
_ENDINGS = tuple(sorted(KINDS.items(), key=lambda it: (len(it[0]), it[0])))
LONGEST_STEM = 60


@dataclass(frozen=True)
class Flaw:
    """Why a file of the media cannot be shown, and what to do."""

    message: str
    suggestion: str
    code: str = "not-a-picture"


def path_for(filename: str, kind: str, taken: Collection[str]) -> str:
    """Where a picture of that kind may stand, named like the file that it came from."""
    stem = unicodedata.normalize("NFKD", PurePosixPath(filename.replace("\\", "/")).stem)
    plain = stem.encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", plain))[:LONGEST_STEM].strip("-") or "picture"
    words = f"{words}-picture" if device_in(words) else words
    ending = next(ending for ending, known in _ENDINGS if known == kind)
    used = {path.lower() for path in taken}
    names = chain([words], (f"{words}-{number}" for number in count(2)))
    return next(path for it in names if (path := f"{IMAGES}/{it}{ending}") not in used)


def markdown_for(path: str, alternative: str) -> str:
    """The line of Markdown that shows a picture."""
    said = re.sub(r"([\\`*_\[\]])", r"\\\1", " ".join(alternative.split()))
    return f"![{said}]({path})"


def picture_flaws(files: Iterable[SourceFile]) -> Mapping[str, Flaw]:
    """The media that are no pictures, or other ones than their names say, by their paths."""
    return dict(_flaws(files))


def _flaws(files: Iterable[SourceFile]) -> Iterator[tuple[str, Flaw]]:
    for file in files:
        if is_picture(file.path) and (flaw := _flaw(file)):
            yield file.path, flaw


def _no_picture(path: str) -> Flaw:
    message = f"{quoted(path)} is no picture."
    if kind_named(path):
        return Flaw(message, f"Move it into the folder {MEDIA}, where recordings belong.")
    return Flaw(message, "Put the file on a website and link to it there, or delete it.")


def _flaw(file: SourceFile) -> Flaw | None:
    named = KINDS.get(PurePosixPath(file.path).suffix.lower())
    if named is None:
        return _no_picture(file.path)
    picture = picture_of(file.content)
    if picture and picture.kind == named:
        return None
    if picture:
        message = f"{quoted(file.path)} holds a picture of another type: {picture.kind}."
        endings = [ending for ending, kind in KINDS.items() if kind == picture.kind]
        return Flaw(message, f"Let its name end in {endings[0]}")
    if named == SVG:
        message = f"{quoted(file.path)} is no drawing, or does more than show one."
        return Flaw(message, "Save it as plain SVG, without scripts, events and outside files.")
    message = f"{quoted(file.path)} is not the picture that its name says."
    return Flaw(message, "Export the picture anew, as PNG, JPEG, GIF, WebP or SVG.")
