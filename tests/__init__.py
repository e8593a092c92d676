"""The tests: the same floors as the code. Set here what libraries ask of a login session."""

import os
import tempfile
from pathlib import Path

from tests.torture_size import IS_TORTURE

# What is written need not outlast the tests: in memory nobody waits for a disk to have it safe.
# `make torture` takes the disk, with all its waiting.
_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 3 * 1024**3


def _has_room(folder: Path) -> bool:
    """True when the tests' files fit into that folder, and programs may be started from it."""
    if not folder.is_dir():
        return False
    system = os.statvfs(folder)
    is_closed = system.f_flag & os.ST_NOEXEC
    return not is_closed and system.f_bavail * system.f_frsize > _ROOM_BYTES


if "TMPDIR" not in os.environ and not IS_TORTURE and _has_room(_MEMORY):
    # For this process, which may have looked already, and for those that it starts.
    tempfile.tempdir = os.environ["TMPDIR"] = str(_MEMORY)

# The PostgreSQL wheel looks for a private runtime folder at import, and initdb for UTF-8.
_runtime = Path(tempfile.gettempdir()) / f"lms-tests-{os.getuid()}"
_runtime.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime))
os.environ.setdefault("LC_ALL", "C.UTF-8")
