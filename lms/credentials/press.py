"""A warm typst compiler that sets a template with what it is told."""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

import typst

if TYPE_CHECKING:
    from typst import PDFStandard

HERE = Path(__file__).parent
FONTS = HERE / "fonts"
CERTIFICATE, TRANSCRIPT, NAME = "certificate.typ", "transcript.typ", "name.typ"
TEMPLATES = {name: (HERE / name).read_bytes() for name in (CERTIFICATE, TRANSCRIPT, NAME)}
# Nothing can be read below it: a template comes as bytes, and all it shows as its one input.
NO_FOLDER = os.devnull


class Refused(Exception):
    """The compiler vouches for no standard, or sets nothing at all; it says why."""

    def __init__(self, diagnostic: str) -> None:
        super().__init__(diagnostic)
        self.diagnostic = diagnostic


@dataclass(frozen=True)
class Job:
    """A document to set: a template, its input, its date in Unix seconds and its standards.

    What is attached, if anything, is a file of its own in the document, byte for byte.
    """

    template: str
    content: str
    timestamp: int
    standards: "list[PDFStandard]"
    attached: str = ""


class Press:
    """The compiler with its fonts, for one job at a time in the process that built it."""

    def __init__(self) -> None:
        self._turn = Lock()
        self._home = os.getpid()
        fonts = typst.Fonts(font_paths=[FONTS])
        self._compiler = typst.Compiler(root=NO_FOLDER, font_paths=fonts)

    def set(self, job: Job) -> bytes:
        """The PDF, the same bytes for the same job; Refused where it would not meet a standard."""
        # The compiler's threads do not survive a fork: a child that waits for them waits forever.
        return self._set_here(job) if os.getpid() == self._home else set_apart(job)

    def _set_here(self, job: Job) -> bytes:
        try:
            with self._turn:
                pdf = self._compiler.compile(
                    TEMPLATES[job.template],
                    format="pdf",
                    sys_inputs={"told": job.content, "attached": job.attached},
                    pdf_standards=job.standards,
                    timestamp=job.timestamp,
                )
        except typst.TypstError as error:
            raise Refused(error.diagnostic) from error
        assert isinstance(pdf, bytes)  # several documents come only of several pictures
        return pdf


@cache
def press() -> Press:
    """This process's press, built when the first certificate asks for it."""
    return Press()


def set_apart(job: Job) -> bytes:
    """The same as Press.set, in a fresh process that ends with the job."""
    done = subprocess.run(
        [sys.executable, "-m", __name__],
        input=json.dumps(asdict(job)).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        raise Refused(done.stderr.decode())
    return done.stdout


def main() -> None:
    """Set the one job on standard input, for `set_apart`."""
    job = Job(**json.load(sys.stdin))
    try:
        sys.stdout.buffer.write(press().set(job))
    except Refused as refusal:
        sys.exit(refusal.diagnostic)


if __name__ == "__main__":
    main()
