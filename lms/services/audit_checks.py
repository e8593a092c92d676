"""Checking the audit log from its first event on, and giving it to somebody who checks it."""

import os
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from lms.credentials.seals import is_signed
from lms.domain import audit
from lms.domain.audit import Checked, Head, Link, head_text
from lms.domain.errors import Refusal
from lms.domain.snapshots import NONE_COMPARED, Compared
from lms.exchange.audit_log import read_lines, write_lines
from lms.services import snapshot_checks
from lms.services.jobs import Doors
from lms.services.sealing import Tell
from lms.store import sealing
from lms.store.sealing import Waiting

TOLD_EVERY = 10_000
CHECKING, WRITING = "Checking", "Writing"


@dataclass(frozen=True)
class Verified:
    """A log whose chain holds, what no link covers yet, and why no head covers what one should.

    Without such a reason, an empty `gap`, it is whole. A file of it has no certificates beside it.
    """

    checked: Checked
    unsealed: Waiting
    gap: str
    certificates: Compared


def verify(doors: Doors, keys: Collection[str], now: datetime, tell: Tell) -> Verified:
    """The whole log against its links and heads; Tampered names the first place that is not so.

    Only heads that were signed with one of these keys count. Certificates are compared with it.
    """
    with doors.reading() as session, closing(sealing.read_through(session)) as entries:
        told = _told(entries, sealing.count_entries(session), CHECKING, tell)
        checked = audit.check(told, _doubting(keys))
        waiting, certificates = sealing.find_waiting(session), snapshot_checks.check(session)
    gap = audit.find_gap(checked, keys, waiting.count, now)
    return Verified(checked, waiting, gap, certificates)


def verify_file(file: Path, now: datetime, tell: Tell) -> Verified:
    """The same of a file that `dump` wrote, with nothing but the file; heads name their keys."""
    whole, done = file.stat().st_size, 0

    def lines() -> Iterator[str]:
        nonlocal done
        # As bytes of ASCII: a line that ends otherwise, or holds more, was changed.
        with file.open("rb") as opened:
            for number, line in enumerate(opened, start=1):
                done += len(line)
                if number % TOLD_EVERY == 0:
                    tell(CHECKING, done, whole)
                yield line.decode("ascii", "backslashreplace")

    checked = audit.check(read_lines(lines()), _doubt_signature)
    gap = audit.find_gap(checked, (), 0, now)
    return Verified(checked, sealing.NOBODY_WAITS, gap, NONE_COMPARED)


def dump(doors: Doors, file: Path, tell: Tell) -> int:
    """Write all that is sealed into a new file, a line for each event; how many there are."""
    with doors.reading() as session, closing(sealing.read_through(session)) as entries:
        told = _told(entries, sealing.count_entries(session), WRITING, tell)
        _write_new(file, write_lines(told))
        position, _digest = sealing.get_end(session)
    return position


def _write_new(file: Path, lines: Iterable[str]) -> None:
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fault:
        raise Refusal(f"{file} exists. Name a new file; nothing is replaced.") from fault
    try:
        with os.fdopen(descriptor, "w", encoding="ascii", newline="\n") as opened:
            opened.writelines(lines)
    except BaseException:
        file.unlink()
        raise


def _told(
    entries: Iterable[Link | Head], whole: int, what: str, tell: Tell
) -> Iterator[Link | Head]:
    """The same entries, with word of how far they are."""
    number = 0
    for number, entry in enumerate(entries, start=1):
        if number % TOLD_EVERY == 0:
            tell(what, min(number, whole - 1), whole)
        yield entry
    if number >= TOLD_EVERY:
        tell(what, whole, whole)


def _doubting(keys: Collection[str]) -> Callable[[Head], str]:
    def doubt(head: Head) -> str:
        fault = _doubt_signature(head)
        if not fault and head.key not in keys:
            return (
                f"was signed with the key {head.key}, which LMS_HOME does not have. Put its file "
                "back into keys/ there; if it never was yours, the log was sealed by somebody else"
            )
        return fault

    return doubt


def _doubt_signature(head: Head) -> str:
    text = head_text(head.position, head.digest, head.signed_at)
    return "" if is_signed(head.key, text, head.signature) else "does not fit its signature"
