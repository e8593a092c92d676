"""Power cuts for SQLite: what it wrote and synced is recorded, and replayed up to any moment.

SQLite reaches files through a table of functions, its VFS. A copy of the usual table, whose writes
and syncs also stand in a log, becomes the default of the product's own SQLite library; so the
product runs as it is. After a cut a disk holds everything that was synced. Of what was written
since, each sector may be there or not, whatever came before or after it: so says POSIX, and file
systems make use of it.
"""

import ctypes
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from types import ModuleType
from typing import Any

SECTOR = 512
OK = 0
SHARED_MEMORY = "-shm"  # never read again after a restart

_POINTER, _INT, _LONG = ctypes.c_void_p, ctypes.c_int, ctypes.c_int64
_OPEN = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _POINTER, _INT, _POINTER)
_DELETE = ctypes.CFUNCTYPE(_INT, _POINTER, ctypes.c_char_p, _INT)
_WRITE = ctypes.CFUNCTYPE(_INT, _POINTER, _POINTER, _INT, _LONG)
_TRUNCATE = ctypes.CFUNCTYPE(_INT, _POINTER, _LONG)
_SYNC = ctypes.CFUNCTYPE(_INT, _POINTER, _INT)


class _Vfs(ctypes.Structure):
    _fields_ = (
        ("version", _INT),
        ("file_size", _INT),
        ("longest_path", _INT),
        ("next", _POINTER),
        ("name", ctypes.c_char_p),
        ("own", _POINTER),
        ("open", _OPEN),
        ("delete", _DELETE),
        ("others", _POINTER * 14),
    )


class _Methods(ctypes.Structure):
    _fields_ = (
        ("version", _INT),
        ("close", _POINTER),
        ("read", _POINTER),
        ("write", _WRITE),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        ("others", _POINTER * 13),
    )


@dataclass(frozen=True)
class Written:
    """Bytes that went into a file, and perhaps not yet onto the disk."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True)
class Shortened:
    """A file that was cut off at a size."""

    file: str
    size: int


@dataclass(frozen=True)
class Removed:
    """A file that was removed."""

    file: str


@dataclass(frozen=True)
class Synced:
    """A sync of a file, completed."""

    file: str


@dataclass(frozen=True)
class Told:
    """A moment at which somebody was told that something is saved."""

    what: object


Happened = Written | Shortened | Removed | Synced | Told


class Recorder:
    """The log of everything that a library writes and syncs while `recording`."""

    def __init__(self, library: ModuleType) -> None:
        """`library` is the extension module that has SQLite in it."""
        self.log: list[Happened] = []
        self._library = ctypes.CDLL(library.__file__)
        self._library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
        self._usual = self._library.sqlite3_vfs_find(None)
        self._files: dict[int, str] = {}
        self._methods: dict[int, _Methods] = {}
        self._vfs = _Vfs.from_buffer_copy(self._usual.contents)
        self._vfs.name = b"recorded"
        self._vfs.open, self._vfs.delete = _OPEN(self._open), _DELETE(self._delete)

    @contextmanager
    def recording(self) -> Iterator[None]:
        """Record what connections do that are opened, and closed again, while this lasts."""
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)
        try:
            yield
        finally:
            self._library.sqlite3_vfs_register(self._usual, 1)
            self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def tell(self, what: object) -> None:
        """Note that somebody is told now."""
        self.log.append(Told(what))

    def _open(self, vfs: int, path: int, file: int, flags: int, granted: int) -> int:
        status: int = self._usual.contents.open(vfs, path, file, flags, granted)
        name = Path(ctypes.string_at(path).decode()).name if path else ""
        if status == OK and name and not name.endswith(SHARED_MEMORY):
            self._files[file] = name
            methods = ctypes.cast(file, ctypes.POINTER(_POINTER))
            methods[0] = ctypes.addressof(self._recorded(methods[0] or 0))
        return status

    def _delete(self, vfs: int, path: bytes, is_synced: int) -> int:
        status: int = self._usual.contents.delete(vfs, path, is_synced)
        name = Path(path.decode()).name
        if status == OK:
            self.log += [Removed(name), *([Synced(name)] if is_synced else [])]
        return status

    def _recorded(self, address: int) -> _Methods:
        """The table of methods at that address, but that what they do stands in the log."""
        if address not in self._methods:
            usual = _Methods.from_address(address)
            methods = _Methods.from_buffer_copy(usual)
            methods.write = _WRITE(self._write(usual))
            methods.truncate = _TRUNCATE(self._truncate(usual))
            methods.sync = _SYNC(self._sync(usual))
            self._methods[address] = methods
        return self._methods[address]

    def _write(self, usual: _Methods) -> Any:
        def write(file: int, content: int, size: int, offset: int) -> int:
            self.log.append(Written(self._files[file], offset, ctypes.string_at(content, size)))
            return int(usual.write(file, content, size, offset))

        return write

    def _truncate(self, usual: _Methods) -> Any:
        def truncate(file: int, size: int) -> int:
            self.log.append(Shortened(self._files[file], size))
            return int(usual.truncate(file, size))

        return truncate

    def _sync(self, usual: _Methods) -> Any:
        def sync(file: int, flags: int) -> int:
            status = int(usual.sync(file, flags))
            if status == OK:
                self.log.append(Synced(self._files[file]))
            return status

        return sync


# -- after the cut ---------------------------------------------------------------------


@dataclass
class Disk:
    """What a disk holds for sure, and what was written since the last sync of each file."""

    files: dict[str, bytearray]
    since: dict[str, list[Happened]] = field(default_factory=dict)

    def goes_on(self, happened: Happened) -> None:
        """One more line of the log."""
        if isinstance(happened, Told):
            return
        if not isinstance(happened, Synced):
            self.since.setdefault(happened.file, []).append(happened)
            return
        for one in self.since.pop(happened.file, []):
            _reaches(self.files, one)

    def after_a_cut(self, chance: Random) -> dict[str, bytes]:
        """The files as they may be found when the power is back."""
        found = {name: bytearray(content) for name, content in self.files.items()}
        share = chance.choice((0.0, 0.5, 0.9, 1.0))
        for happened in self.since.values():
            for one in _pieces(happened):
                if chance.random() < share:
                    _reaches(found, one)
        return {name: bytes(content) for name, content in found.items()}


def _pieces(happened: Sequence[Happened]) -> Iterator[Happened]:
    """What the disk takes or leaves: a write falls into sectors, anything else is one."""
    for one in happened:
        if not isinstance(one, Written):
            yield one
            continue
        start = 0
        while start < len(one.content):
            end = start + SECTOR - (one.offset + start) % SECTOR
            yield Written(one.file, one.offset + start, one.content[start:end])
            start = end


def _reaches(files: dict[str, bytearray], happened: Happened) -> None:
    if isinstance(happened, Removed):
        files.pop(happened.file, None)
    elif isinstance(happened, Shortened):
        content = files.setdefault(happened.file, bytearray())
        del content[happened.size :]
    elif isinstance(happened, Written):
        content, end = files.setdefault(happened.file, bytearray()), happened.offset
        content.extend(bytes(max(0, end - len(content))))
        content[happened.offset : end + len(happened.content)] = happened.content
