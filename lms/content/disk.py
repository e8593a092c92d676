"""Files read from the disk: regular ones only, within limits, in the same order everywhere."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path

from lms.content.findings import Findings
from lms.content.problems import Problem
from lms.domain.courses import SourceFile

MOST_TEXT = 2_000_000
MOST_MEDIA = 50_000_000
MOST_FILES = 2_000

_IGNORED = frozenset({"__pycache__", "Thumbs.db", "desktop.ini"})


def is_hidden(name: str) -> bool:
    """True for what editors and systems leave behind, and for hidden files."""
    return name.startswith(".") or name.endswith("~") or name in _IGNORED


def load_folder(folder: Path) -> tuple[tuple[SourceFile, ...], tuple[Problem, ...]]:
    """Every file below a folder, by its path in it, and what could not be read."""
    files: list[SourceFile] = []
    problems: list[Problem] = []
    for path in _paths(folder):
        name = path.relative_to(folder).as_posix()
        if len(files) >= MOST_FILES:
            message = f"The folder holds more than {MOST_FILES} files."
            problems += _found("too-large", name, message, "Move other things out of it.")
            break
        read = load_file(path, name)
        if isinstance(read, SourceFile):
            files.append(read)
        else:
            problems += read
    return tuple(files), tuple(problems)


def load_file(path: Path, name: str) -> SourceFile | tuple[Problem, ...]:
    """One file under the name that problems call it by, or why it cannot be read."""
    if not name.isprintable():
        shown = "".join(letter if letter.isprintable() else "�" for letter in name)
        message = "The name of this file has characters that not every system can show."
        return _found("bad-name", shown, message, "Give it a plain name.")
    try:
        return _refused(path, name) or SourceFile(name, path.read_bytes())
    except OSError as error:
        message = f"This file cannot be read: {error.strerror or 'unknown reason'}."
        return _found("unreadable", name, message, "Check that it is a file and may be read.")


def list_different(folder: Path, files: Iterable[SourceFile]) -> tuple[str, ...]:
    """The paths of files in whose place something else stands in a folder already."""
    return tuple(file.path for file in files if not _may_hold(folder, file))


def _may_hold(folder: Path, file: SourceFile) -> bool:
    above = folder
    for part in Path(file.path).parts[:-1]:
        above /= part
        if os.path.lexists(above) and not above.is_dir():
            return False
    path = folder / file.path
    if not os.path.lexists(path):
        return True
    return path.is_file() and not path.is_symlink() and path.read_bytes() == file.content


def _refused(path: Path, name: str) -> tuple[Problem, ...]:
    most = MOST_TEXT if name.endswith((".md", ".json", ".yaml")) else MOST_MEDIA
    if path.is_symlink():
        return _found("symlink", name, "This is a link to another file.", "Put a copy here.")
    if not path.exists():
        return _found("unreadable", name, "There is no such file.", "Correct its name.")
    if not path.is_file():
        message = "This is not a file that can be read."
        return _found("unreadable", name, message, "Take it out of the folder.")
    if path.stat().st_size > most:
        message = f"This file is larger than {most // 1_000_000} MB."
        return _found("too-large", name, message, "Make it smaller.")
    return ()


def _paths(folder: Path) -> Iterator[Path]:
    closed: list[OSError] = []
    for root, folders, names in os.walk(folder, onerror=closed.append):
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in folders:
            if (Path(root) / name).is_symlink():
                yield Path(root) / name
        for name in sorted(names):
            if not is_hidden(name):
                yield Path(root) / name
    # A folder that may not be opened is yielded too, so that it is reported.
    yield from (Path(error.filename) for error in closed if folder.exists())


def _found(code: str, name: str, message: str, suggestion: str) -> tuple[Problem, ...]:
    findings = Findings(name)
    findings.add(code, 1, message, suggestion)
    return findings.problems
