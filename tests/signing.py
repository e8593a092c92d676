"""Where tests sign: a folder of keys for this process, outside of any home."""

import atexit
import shutil
import tempfile
from pathlib import Path

from lms.services.signing_keys import Signing

KEYS = Path(tempfile.mkdtemp(prefix="lms-keys-"))
atexit.register(shutil.rmtree, KEYS, ignore_errors=True)


def signing_at(address: str, folder: Path = KEYS) -> Signing:
    """Signing by name as whoever is found at that address."""
    return Signing(address, is_named=True, folder=folder, makes_first_key=True)
