"""Checking that certificates say what they said when they were issued, against the audit log."""

from sqlalchemy.orm import Session

from lms.domain.snapshots import Compared, compare
from lms.store import snapshots


def check(session: Session) -> Compared:
    """Every certificate of a course or a program against the event that says what it froze."""
    told = {it.serial: it for it in snapshots.read_told(session)}
    kept = tuple(snapshots.read_kept(session))
    # What was issued between the two has its event by now.
    unknown = {it.serial for it in kept} - told.keys()
    if unknown:
        again = snapshots.read_told(session)
        told |= {it.serial: it for it in again if it.serial in unknown}
    return compare(kept, told)
