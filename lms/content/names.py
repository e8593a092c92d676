"""What a file of a course is, by its name (FORMAT 1)."""

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import PurePosixPath

from lms.domain.recordings import CAPTIONS_ENDING, kind_named

TAKEN = frozenset(
    {
        "evaluation",
        "certificate",
        "quiz",
        "programs",
        "provider",
        "credit",
        "leave",
        "media",
        "receipts",
        "learners",
        "regrades",
        "import",
        "requirements",
        "renew",
        "draft",
        "new",
        "colleagues",
        "asked",
    }
)
# What Windows keeps for devices: no file and no folder there has such a name, with any ending.
_DEVICES = frozenset(
    {"aux", "con", "nul", "prn"}
    | {f"{device}{number}" for device in ("com", "lpt") for number in range(10)}
)
# What an edition has room for: names of modules, of courses and of files with their folders.
LONGEST_MODULE, LONGEST_COURSE, LONGEST_PATH = 80, 100, 255
COURSE, EVALUATION, WORKS, PROVIDER = "course.md", "evaluation.md", "references.json", "provider.md"
README = "README.md"
PROGRAMS, REQUIREMENTS = "programs", "requirements"
# Pictures, and recordings with their captions.
IMAGES, MEDIA = "images", "media"
YAML = ".yaml"

# What is asked for where a title gives no address; an example follows.
NO_LATIN = "The title has no letter from a to z and no digit to make an address of. Write one"

_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What the files of modules begin and end with.
NUMBER = re.compile(r"([0-9]+)-")
QUIZ, PAGE = ".quiz.md", ".md"


class Role(Enum):
    """The part that a file plays."""

    COURSE = auto()
    EVALUATION = auto()
    WORKS = auto()
    PROVIDER = auto()
    MODULE = auto()
    QUIZ = auto()
    MEDIA = auto()
    RECORDING = auto()
    CAPTIONS = auto()
    OTHER = auto()


_FIXED = {
    COURSE: Role.COURSE,
    EVALUATION: Role.EVALUATION,
    WORKS: Role.WORKS,
    PROVIDER: Role.PROVIDER,
}


@dataclass(frozen=True)
class FileName:
    """A file's part, and the slug of the module that it belongs to (empty where there is none)."""

    role: Role
    slug: str


def file_name(path: str) -> FileName:
    """The part of the file at a path inside its course folder."""
    parts = PurePosixPath(path).parts
    name = parts[-1] if parts else ""
    if len(parts) > 1:
        return FileName(_role_in(parts[0], name), "")
    if name == README:
        return FileName(Role.OTHER, "")
    if name in _FIXED:
        return FileName(_FIXED[name], "")
    if name.endswith(QUIZ):
        return FileName(Role.QUIZ, _slug(name.removesuffix(QUIZ)))
    if name.endswith(PAGE):
        return FileName(Role.MODULE, _slug(name.removesuffix(PAGE)))
    return FileName(Role.OTHER, "")


def _role_in(folder: str, name: str) -> Role:
    if folder == MEDIA:
        return Role.CAPTIONS if name.lower().endswith(CAPTIONS_ENDING) else Role.RECORDING
    return Role.MEDIA if folder == IMAGES else Role.OTHER


def path_of_media(address: str) -> str:
    """Which file is meant where the address of a page's media ends like this.

    Pictures and recordings share their addresses, since no name can be that of both.
    """
    return f"{MEDIA if kind_named(address) else IMAGES}/{address}"


def is_picture(path: str) -> bool:
    """True for a file of the folder of pictures, which no editor of texts opens."""
    return path.startswith(f"{IMAGES}/")


def is_media(path: str) -> bool:
    """True for a file of the folders of pictures and of recordings with their captions."""
    return is_picture(path) or path.startswith(f"{MEDIA}/")


def is_slug(text: str) -> bool:
    """True for small letters, digits and hyphens: what may stand in an address."""
    return _SLUG.fullmatch(text) is not None


def device_in(path: str) -> str:
    """The part of a path that Windows keeps for a device, such as con.md; empty where none is."""
    parts = path.split("/")
    return next((it for it in parts if it.partition(".")[0].strip().lower() in _DEVICES), "")


def slug_from(title: str, longest: int) -> str:
    """What a title becomes in an address: its letters and digits without accents, cut at a word.

    Empty where nothing of it can stand in an address.
    """
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    words = re.findall(r"[a-z0-9]+", plain)
    while len("-".join(words)) > longest and len(words) > 1:
        words.pop()
    return "-".join(words)[:longest]


def _slug(stem: str) -> str:
    number = NUMBER.match(stem)
    return stem[number.end() :] if number and number.end() < len(stem) else stem
