"""Files with a secret in them: made once, whole, and for their owner alone (SK-04)."""

import os
import secrets
from pathlib import Path

FOR_OTHERS = 0o077


def write_once(file: Path, content: bytes) -> None:
    """Make a file with that content, durable; where there is one of that name, it stays.

    Written whole under a name of its own and then linked: of two processes that make it together
    one wins, and nobody reads half a secret.
    """
    draft = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as opened:
        opened.write(content)
        opened.flush()
        # What it signs may be durable before the file is: then nobody could ever check it again.
        os.fsync(opened.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def is_open_to_others(file: Path) -> bool:
    """True for a file that somebody else than its owner may read or write."""
    return bool(file.stat().st_mode & FOR_OTHERS)
