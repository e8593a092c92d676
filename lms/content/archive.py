"""A course folder in a .zip: ours to give, and from somebody unknown to take in.

One from somebody unknown is refused before anything of it is unpacked. What it says of itself is
checked first: how many files it has, how large they are, where they lie, what they are called
(TRUST IN-08). Only then are they read, within those sizes.
"""

import struct
import unicodedata
import zlib
from collections.abc import Sequence
from datetime import datetime
from io import BytesIO
from pathlib import PurePosixPath
from stat import S_IFDIR, S_IFMT, S_IFREG
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from lms.content.disk import MOST_TEXT, is_hidden
from lms.content.names import COURSE, LONGEST_PATH
from lms.content.wording import quoted
from lms.domain.courses import SourceFile
from lms.domain.errors import Refusal

MOST_BYTES = 20_000_000
MOST_UNPACKED = 60_000_000
MOST_FILES = 500
MOST_RATIO = 50
# A ratio says nothing of a few lines.
SHORT = 10_000

# Each file has a line of at least so many bytes in the list at the end of the archive.
_MOST_LIST = MOST_FILES * 2 * (46 + 2 * LONGEST_PATH)
_END, _END_LENGTH = b"PK\x05\x06", 22
_LONG_END = b"PK\x06\x07"
_LOCAL_LENGTH = 30
_IS_SECRET = 0x1
_NESTED = (".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar", ".docx")
_NESTED_STARTS = (b"PK\x03\x04", b"PK\x05\x06", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x1f\x8b", b"BZh")
_BROKEN = (BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, struct.error)
_SYSTEM_FOLDER = "__MACOSX"


_READABLE = S_IFREG | 0o644


class ArchiveRefused(Refusal):
    """An archive that is no course folder, or that is not safe to unpack."""


def pack(folder: str, files: Sequence[SourceFile], at: datetime) -> bytes:
    """A course folder as a .zip: the same files at the same time are the same bytes.

    Nothing in it is squeezed: pictures are already, and no text is refused when it is taken in
    again because it grows too much.
    """
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_STORED) as archive:
        for file in sorted(files, key=lambda it: it.path):
            date = (at.year, at.month, at.day, at.hour, at.minute, at.second)
            entry = ZipInfo(f"{folder}/{file.path}", date)
            entry.external_attr = _READABLE << 16
            archive.writestr(entry, file.content, ZIP_STORED)
    return packed.getvalue()


def read_archive(content: bytes) -> tuple[SourceFile, ...]:
    """The files of the course folder in an archive, by their paths in that folder."""
    if len(content) > MOST_BYTES:
        raise ArchiveRefused(
            f"This archive is larger than {MOST_BYTES // 1_000_000} MB. Leave the largest pictures "
            "out and add them later."
        )
    _refuse_long_list(content)
    try:
        with ZipFile(BytesIO(content)) as archive:
            infos = _wanted(archive.infolist())
            _refuse_overlaps(archive.infolist(), archive.start_dir)
            files = [SourceFile(info.filename, _read(archive, info)) for info in infos]
    except _BROKEN as it:
        raise ArchiveRefused(
            "This is no .zip archive that can be read. Pack the folder of the course anew."
        ) from it
    return _in_folder(files)


# -- before anything is read ---------------------------------------------------------


def _refuse_long_list(content: bytes) -> None:
    """Refuse an archive whose list of files alone would fill the memory."""
    at = content.rfind(_END, max(0, len(content) - _END_LENGTH - 0xFFFF))
    if at < 0 or len(content) < at + _END_LENGTH:
        raise ArchiveRefused("This is no .zip archive. Pack the folder of the course as .zip.")
    count, size = struct.unpack_from("<HI", content, at + 10)
    if count > 2 * MOST_FILES or size > _MOST_LIST or _LONG_END in content[max(0, at - 20) : at]:
        raise _too_many()


def _wanted(infos: Sequence[ZipInfo]) -> list[ZipInfo]:
    """The files that belong to the course, each safe by what the archive says of it."""
    for info in infos:
        _refuse_name(info)
        _refuse_kind(info)
    files = [info for info in infos if not info.is_dir()]
    _refuse_twins(files)
    wanted = [info for info in files if not _is_left_behind(info.filename)]
    if len(wanted) > MOST_FILES:
        raise _too_many()
    if sum(info.file_size for info in files) > MOST_UNPACKED:
        raise ArchiveRefused(
            f"Unpacked, this archive would have more than {MOST_UNPACKED // 1_000_000} MB. Leave "
            "the largest files out."
        )
    for info in files:
        _refuse_size(info)
    return wanted


def _refuse_name(info: ZipInfo) -> None:
    """Refuse what is no plain path below the folder."""
    name = info.filename
    shown = quoted("".join(letter if letter.isprintable() else "�" for letter in name)[:80])
    parts = name.removesuffix("/").split("/")
    if info.orig_filename != name or not name.isprintable() or "\\" in name:
        raise ArchiveRefused(f"The name {shown} in this archive has characters that are no name’s.")
    if name.startswith("/") or ":" in parts[0] or {"", ".", ".."} & set(parts):
        raise ArchiveRefused(f"{shown} in this archive leads out of its folder.")
    if len(name) > LONGEST_PATH:
        raise ArchiveRefused(f"The name {shown}… in this archive is too long. Shorten it.")


def _refuse_kind(info: ZipInfo) -> None:
    """Refuse links, devices, what has a password, and what is packed in a way of its own."""
    shown, kind = quoted(info.filename), S_IFMT(info.external_attr >> 16)
    if kind not in (0, S_IFREG, S_IFDIR):
        raise ArchiveRefused(
            f"{shown} in this archive is a link. Put the file itself in its place."
        )
    if info.flag_bits & _IS_SECRET:
        raise ArchiveRefused("This archive has a password. Pack the folder without one.")
    if info.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise ArchiveRefused(f"{shown} is packed in an unusual way. Pack the folder as plain .zip.")
    if info.filename.casefold().endswith(_NESTED):
        raise ArchiveRefused(f"{shown} is an archive within the archive. Leave it out.")


def _refuse_twins(files: Sequence[ZipInfo]) -> None:
    """Refuse names that some system takes for one, and a file in the place of a folder."""
    seen: dict[str, str] = {}
    folders = {_folded(str(it)) for file in files for it in PurePosixPath(file.filename).parents}
    for info in files:
        name = _folded(info.filename)
        if name in seen or name in folders:
            other = quoted(seen.get(name, info.filename))
            raise ArchiveRefused(
                f"{quoted(info.filename)} and {other} in this archive have the same name to some "
                "systems. Rename one of them."
            )
        seen[name] = info.filename


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _refuse_size(info: ZipInfo) -> None:
    if info.file_size > SHORT and info.file_size > MOST_RATIO * info.compress_size:
        raise ArchiveRefused(
            f"{quoted(info.filename)} grows more than {MOST_RATIO} times when unpacked, which no "
            "file of a course does."
        )
    if info.filename.endswith((".md", ".json")) and info.file_size > MOST_TEXT:
        raise ArchiveRefused(
            f"{quoted(info.filename)} is larger than {MOST_TEXT // 1_000_000} MB. Make two of it."
        )


def _refuse_overlaps(infos: Sequence[ZipInfo], end: int) -> None:
    """Refuse files that lie on one another, as in an archive that unpacks to petabytes."""
    free_from = 0
    for info in sorted(infos, key=lambda it: it.header_offset):
        # Behind its header stands its name again.
        last = info.header_offset + _LOCAL_LENGTH + info.compress_size
        if info.header_offset < free_from or last > end:
            raise ArchiveRefused("Files in this archive overlap. Pack the folder anew.")
        free_from = last


def _too_many() -> ArchiveRefused:
    return ArchiveRefused(
        f"This archive holds more than {MOST_FILES} files. Pack the folder of one course alone."
    )


# -- reading -----------------------------------------------------------------------


def _read(archive: ZipFile, info: ZipInfo) -> bytes:
    with archive.open(info) as file:
        content = file.read(info.file_size + 1)
    if len(content) != info.file_size:
        raise BadZipFile
    if content.startswith(_NESTED_STARTS):
        raise ArchiveRefused(
            f"{quoted(info.filename)} is an archive within the archive. Leave it out."
        )
    return content


def _is_left_behind(name: str) -> bool:
    parts = name.split("/")
    return parts[0] == _SYSTEM_FOLDER or any(map(is_hidden, parts))


def _in_folder(files: Sequence[SourceFile]) -> tuple[SourceFile, ...]:
    """The files by their paths in the course's folder, which may itself be in the archive."""
    paths = {file.path for file in files}
    if COURSE not in paths:
        folders = {path.partition("/")[0] for path in paths}
        top = folders.pop() if len(folders) == 1 else ""
        if f"{top}/{COURSE}" not in paths:
            raise ArchiveRefused(
                f"This archive has no {COURSE} at its top, nor in the one folder at its top. Pack "
                "the folder of the course itself."
            )
        files = [SourceFile(it.path.removeprefix(f"{top}/"), it.content) for it in files]
    return tuple(sorted(files, key=lambda it: it.path))
