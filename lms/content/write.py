"""Changes to files: only the lines that a fix is about, and all of the file or none of it."""

import os
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from lms.content.problems import Fix
from lms.content.source import Line, Source, read_source
from lms.domain.courses import SourceFile


def with_fixes(content: bytes, fixes: Iterable[Fix]) -> tuple[bytes, tuple[Fix, ...]]:
    """The content with the fixes in it, and those that were made.

    Of two fixes about the same lines the first is made; checking again offers the other.
    """
    source = read_source("", content)
    made: list[Fix] = []
    free_from = 1
    for fix in sorted(fixes, key=lambda fix: (fix.first, fix.last)):
        is_again = bool(made) and (made[-1].first, made[-1].last) == (fix.first, fix.last)
        if fix.first >= free_from and not is_again and _is_possible(fix, source):
            made.append(fix)
            free_from = max(fix.first, fix.last + 1)
    return _rewritten(source, made), tuple(made)


def _is_possible(fix: Fix, source: Source) -> bool:
    """True when its lines exist and every character on them is known."""
    about = source.lines[fix.first - 1 : fix.last]
    are_there = fix.last <= len(source.lines) and len(about) == fix.last - fix.first + 1
    return are_there and all(line.text.encode() == line.raw for line in about)


def _rewritten(source: Source, fixes: Sequence[Fix]) -> bytes:
    parts: list[bytes] = []
    at = 1
    for fix in fixes:
        parts += [line.raw + line.ending for line in source.lines[at - 1 : fix.first - 1]]
        parts.append(_new_lines(fix, source))
        at = fix.last + 1
    parts += [line.raw + line.ending for line in source.lines[at - 1 :]]
    return b"".join(parts)


def _new_lines(fix: Fix, source: Source) -> bytes:
    """The bytes of a fix's lines; what ended the lines before ends them again."""
    about = source.lines[fix.first - 1 : fix.last]
    text = source.usual_ending.join(line.encode() for line in fix.lines)
    if about:
        return text + about[-1].ending
    above: Line | None = source.lines[fix.first - 2] if fix.first > 1 else None
    if above and not above.ending:
        # The file's last line had no ending; now the new one has none.
        return source.usual_ending + text
    return text + source.usual_ending


def write_files(folder: Path, files: Iterable[SourceFile]) -> None:
    """Writes every file below a folder, byte for byte, over what stands there.

    A link that stands there gives way to the file; where it led, nothing changes.
    """
    for file in files:
        target = folder / file.path
        # From the outside in: what lies beyond a link is not ours to unlink.
        for place in (*reversed(target.parents), target):
            if folder in place.parents and place.is_symlink():
                place.unlink()
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.content)


def write_file(path: Path, content: bytes, expected: bytes) -> bool:
    """Replaces a file's content at one stroke; False when somebody changed it meanwhile."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fchmod(file.fileno(), path.stat().st_mode & 0o777)
            os.fsync(file.fileno())
        if path.read_bytes() != expected:
            return False
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return True
