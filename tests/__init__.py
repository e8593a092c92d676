"""The tests: the same floors as the code. Set here what libraries ask of a login session."""

import os
import tempfile
from pathlib import Path

# The PostgreSQL wheel looks for a private runtime folder at import, and initdb for UTF-8.
_runtime = Path(tempfile.gettempdir()) / f"lms-tests-{os.getuid()}"
_runtime.mkdir(mode=0o700, exist_ok=True)
os.environ.setdefault("XDG_RUNTIME_DIR", str(_runtime))
os.environ.setdefault("LC_ALL", "C.UTF-8")
