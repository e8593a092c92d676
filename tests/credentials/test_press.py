"""The warm compiler: what it may read, and what becomes of it when a process forks."""

import subprocess
import sys
from pathlib import Path

import pytest
import typst

from lms.credentials.pdf import render_certificate
from lms.credentials.press import CERTIFICATE, NO_FOLDER, Job, Refused, press, set_apart
from tests.credentials.samples import ADDRESS, certificate

TOP = Path(__file__).resolve().parents[2]
FORKED = """
import os, sys
from lms.credentials.pdf import render_certificate
from tests.credentials.samples import ADDRESS, certificate

warm = render_certificate(certificate(), ADDRESS)
child = os.fork()
if child == 0:
    os._exit(0 if render_certificate(certificate(), ADDRESS) == warm else 1)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there is no fork")
def test_a_server_process_forked_from_a_warm_one_prints_the_same_and_does_not_hang():
    done = subprocess.run([sys.executable, "-c", FORKED], cwd=TOP, timeout=60, check=False)

    assert done.returncode == 0


@pytest.mark.slow
def test_a_refusal_in_a_process_of_its_own_is_the_same_refusal():
    nonsense = Job(CERTIFICATE, content="not JSON", timestamp=0, standards=[])

    with pytest.raises(Refused, match="JSON"):
        set_apart(nonsense)
    with pytest.raises(Refused, match="JSON"):
        press().set(nonsense)


def test_after_a_refusal_the_press_goes_on():
    with pytest.raises(Refused):
        press().set(Job(CERTIFICATE, content="not JSON", timestamp=0, standards=[]))

    assert render_certificate(certificate(), ADDRESS).is_accessible


def test_no_file_can_be_read_from_where_the_press_works():
    with pytest.raises(typst.TypstError, match=r"file|directory|access"):
        typst.compile(b'#read("certificate.typ")', root=NO_FOLDER)
