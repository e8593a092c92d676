"""Sealing the audit log: one sealer chains what happened, soon after (AU-02), and signs heads."""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from lms.credentials.seals import Seal, SealUnusable
from lms.domain.audit import KEY_MADE, SIGN_EVERY, Head, head_text
from lms.services.jobs import Doors
from lms.store import audit, locks, sealing
from lms.store.sealing import Ends, Outlook

log = structlog.get_logger()

EVENTS_AT_ONCE = 500
# So many batches, then other work has its turn.
BATCHES_AT_ONCE = 20
# On PostgreSQL a transaction may commit after others that began later, and its events then have
# lower ids. Each look goes back so many ids; the first one, and one an hour, looks at all of them.
LOOK_BACK = 2_000
SWEEP_EVERY = timedelta(hours=1)

Tell = Callable[[str, int, int], None]


def note_new_key(doors: Doors, key: str, now: datetime) -> None:
    """Write down that a key was made, so that the log itself says by whom it is to be signed."""
    with doors.writing() as session:
        audit.record(session, now, KEY_MADE, None, f"audit key {key}")


class Sealer:
    """Chains what has no link yet, in the order of ids; as many as like may run at once."""

    def __init__(self, doors: Doors, find_seal: Callable[[], Seal | None]) -> None:
        self._doors, self._find_seal = doors, find_seal
        self._after = 0
        self._swept_at: datetime | None = None
        self._tried_to_sign_at: datetime | None = None

    def seal(self, now: datetime) -> int:
        """Chain some of what waits, and sign the head if it is time; how many were chained."""
        self._look_back_further(now)
        sealed = 0
        for _ in range(BATCHES_AT_ONCE):
            outlook = self._look()
            if not outlook.is_waiting:
                self._after = max(0, outlook.ends.newest_event - LOOK_BACK)
                break
            sealed += self._seal_batch()
        if _is_past(self._tried_to_sign_at, SIGN_EVERY, now):
            self._sign_if_due((self._look() if sealed else outlook).ends, now)
        return sealed

    def seal_all(self, tell: Tell) -> int:
        """Chain all that waits; how many were chained."""
        self._after = sealed = 0
        with self._doors.reading() as session:
            whole = max(1, sealing.count_unsealed(session))
        while self._look().is_waiting:
            sealed += self._seal_batch()
            tell("Sealing", min(sealed, whole - 1), whole)
        if sealed:
            tell("Sealing", whole, whole)
        return sealed

    def sign(self, now: datetime) -> Head | None:
        """Sign the newest position; None where no key is or nothing is sealed."""
        seal = self._find_seal()
        if seal is None:
            return None
        with self._doors.writing() as session:
            locks.hold_sealing(session)
            position, digest = sealing.get_end(session)
            if not position:
                return None
            signature = seal.sign(head_text(position, digest, now))
            head = Head(position, digest, now, seal.key, signature)
            sealing.add_head(session, head)
        return head

    def _look(self) -> Outlook:
        with self._doors.reading() as session:
            return sealing.look(session, self._after)

    def _seal_batch(self) -> int:
        with self._doors.writing() as session:
            locks.hold_sealing(session)
            batch = sealing.seal_next(session, self._after, EVENTS_AT_ONCE)
        self._after = batch.last_event
        return batch.count

    def _look_back_further(self, now: datetime) -> None:
        if _is_past(self._swept_at, SWEEP_EVERY, now):
            self._after, self._swept_at = 0, now

    def _sign_if_due(self, ends: Ends, now: datetime) -> None:
        is_new = ends.newest_position > ends.signed_position
        if not (is_new and _is_past(ends.signed_at, SIGN_EVERY, now)):
            return
        self._tried_to_sign_at = now
        try:
            self.sign(now)
        except SealUnusable as refusal:
            log.error("audit log not signed", why=str(refusal))


def _is_past(since: datetime | None, span: timedelta, now: datetime) -> bool:
    """True when that long ago or never; also when the clock was put back since."""
    return since is None or not timedelta() <= now - since < span
