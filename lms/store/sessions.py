"""What opens an account: sessions, one-time links, known addresses, and failures at the doors."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, delete, func, insert, select, update
from sqlalchemy.orm import Session

from lms.domain.accounts import Door, SignedIn
from lms.store.columns import insert_unless_taken
from lms.store.people import PERSON, person
from lms.store.prepared import Prepared
from lms.store.rows import FailureRow, KnownAddressRow, PersonRow, ResetLinkRow, SessionRow

# -- sessions ------------------------------------------------------------------

# The session, when it began, was last seen and confirmed; the person as PERSON names them.
_SignedIn = tuple[int, datetime, datetime, datetime, int, str, str, str, str, str]
_SIGNED_IN: Prepared[_SignedIn] = Prepared(
    select(
        SessionRow.id,
        SessionRow.started_at,
        SessionRow.seen_at,
        SessionRow.confirmed_at,
        *PERSON,
    )
    .join(PersonRow, PersonRow.id == SessionRow.person_id)
    .where(SessionRow.token_hash == bindparam("token_hash"), PersonRow.disabled_at.is_(None)),
    _SignedIn,
)
_ADD_SESSION = insert(SessionRow)


def find_signed_in(session: Session, token_hash: str) -> SignedIn | None:
    """Who holds that cookie, in one query, however old the session is; None for nobody."""
    rows = _SIGNED_IN.ask(session, token_hash=token_hash)
    if not rows:
        return None
    id_, started_at, seen_at, confirmed_at, *columns = rows[0]
    return SignedIn(id_, person(columns), started_at, seen_at, confirmed_at)


def add_session(session: Session, person_id: int, token_hash: str, now: datetime) -> None:
    """Begin a session."""
    times = dict.fromkeys(("started_at", "seen_at", "confirmed_at"), now)
    session.execute(_ADD_SESSION, {"person_id": person_id, "token_hash": token_hash, **times})


def touch_session(session: Session, session_id: int, now: datetime) -> None:
    """Move the time last seen forward."""
    mine = (SessionRow.id == session_id, SessionRow.seen_at < now)
    session.execute(update(SessionRow).where(*mine).values(seen_at=now))


def end_session(session: Session, session_id: int) -> None:
    """Forget one session, so that every copy of its cookie is dead."""
    session.execute(delete(SessionRow).where(SessionRow.id == session_id))


def end_sessions(session: Session, person_id: int) -> None:
    """Forget every session of a person."""
    session.execute(delete(SessionRow).where(SessionRow.person_id == person_id))


def end_sessions_seen_before(
    session: Session, person_id: int, seen_at: datetime, started_at: datetime
) -> None:
    """Forget a person's sessions last seen, or begun, before those times."""
    is_dead = (SessionRow.seen_at < seen_at) | (SessionRow.started_at < started_at)
    session.execute(delete(SessionRow).where(SessionRow.person_id == person_id, is_dead))


# -- one-time links ------------------------------------------------------------


@dataclass(frozen=True)
class ResetLink:
    """A one-time link that was not used yet."""

    person_id: int
    password_hash: str
    expires_at: datetime


def add_reset_link(session: Session, link: ResetLink, token_hash: str, now: datetime) -> None:
    """Keep a link by the hash of its token."""
    row = {
        "token_hash": token_hash,
        "person_id": link.person_id,
        "password_hash": link.password_hash,
        "made_at": now,
        "expires_at": link.expires_at,
    }
    session.execute(insert(ResetLinkRow), row)


def find_reset_link(session: Session, token_hash: str) -> ResetLink | None:
    """The unused link with that token, however old; None when there is none."""
    row = session.execute(
        select(ResetLinkRow.person_id, ResetLinkRow.password_hash, ResetLinkRow.expires_at).where(
            ResetLinkRow.token_hash == token_hash, ResetLinkRow.used_at.is_(None)
        )
    ).one_or_none()
    return None if row is None else ResetLink(*row)


def spend_reset_links(session: Session, person_id: int, now: datetime) -> None:
    """Make every link of a person useless."""
    unused = (ResetLinkRow.person_id == person_id, ResetLinkRow.used_at.is_(None))
    session.execute(update(ResetLinkRow).where(*unused).values(used_at=now))


def forget_reset_links(session: Session, now: datetime) -> None:
    """Forget the links, and the password hashes in them, whose time is over."""
    session.execute(delete(ResetLinkRow).where(ResetLinkRow.expires_at <= now))


# -- known addresses -----------------------------------------------------------


def is_known_address(session: Session, address_hash: str, since: datetime) -> bool:
    """True when an account was opened from that address since then; the hash names both."""
    known = select(KnownAddressRow.id).where(
        KnownAddressRow.address_hash == address_hash, KnownAddressRow.seen_at > since
    )
    return session.execute(known).one_or_none() is not None


def know_address(session: Session, person_id: int, address_hash: str, now: datetime) -> None:
    """Keep that a person opened their account from that address."""
    row = {"address_hash": address_hash, "person_id": person_id, "seen_at": now}
    insert_or_renew = insert_unless_taken(session, KnownAddressRow).on_conflict_do_update(
        index_elements=["address_hash"], set_={"person_id": person_id, "seen_at": now}
    )
    session.execute(insert_or_renew.values(row))


def forget_addresses(session: Session, person_id: int) -> None:
    """Forget every address that a person opened their account from."""
    session.execute(delete(KnownAddressRow).where(KnownAddressRow.person_id == person_id))


def forget_addresses_seen_before(session: Session, before: datetime) -> None:
    """Forget addresses that nobody came from for long."""
    session.execute(delete(KnownAddressRow).where(KnownAddressRow.seen_at < before))


# -- failures ------------------------------------------------------------------


def count_failures(
    session: Session, door: Door, subject_hashes: Sequence[str], since: datetime
) -> dict[str, int]:
    """How often each of the subjects failed at that door since then."""
    counted = (
        select(FailureRow.subject_hash, func.count())
        .where(
            FailureRow.door == door,
            FailureRow.subject_hash.in_(subject_hashes),
            FailureRow.failed_at > since,
        )
        .group_by(FailureRow.subject_hash)
    )
    return dict.fromkeys(subject_hashes, 0) | dict(session.execute(counted).all())


def add_failures(
    session: Session, door: Door, subject_hashes: Iterable[str], now: datetime
) -> None:
    """Count one failure for each of the subjects."""
    rows = [{"door": door, "subject_hash": it, "failed_at": now} for it in subject_hashes]
    session.execute(insert(FailureRow), rows)


def forget_failures(session: Session, before: datetime) -> None:
    """Forget failures that no longer count."""
    session.execute(delete(FailureRow).where(FailureRow.failed_at < before))
