"""Values as text: whoever reads them, however many at once."""

import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
# In a process of its own: what went wrong here ended the whole server without a word.
AT_ONCE = """
import sys
import threading
from dataclasses import make_dataclass
from lms.store.columns import from_text, to_text

sys.setswitchinterval(1e-6)
for number in range(100):
    part = make_dataclass(f"Part{number}", [(f"a{n}", int) for n in range(12)])
    whole = make_dataclass(f"Whole{number}", [(f"b{n}", part) for n in range(12)])
    value = whole(*[part(*range(12))] * 12)
    text, found, begun = to_text(value), [], threading.Barrier(8)
    def read():
        begun.wait()
        found.append(from_text(whole, text))
    readers = [threading.Thread(target=read) for _ in range(8)]
    for reader in readers: reader.start()
    for reader in readers: reader.join()
    assert found == [value] * 8
"""


def test_threads_that_first_read_a_kind_of_value_at_once_all_read_it() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", AT_ONCE],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (0, "")
