"""Accounts: sign up, sign in and out, and what administrators do with people."""

from dataclasses import dataclass
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.accounts import (
    SESSION_IDLE,
    SESSION_LONGEST,
    Account,
    Applicant,
    Door,
    NewAccount,
    SignedIn,
    clean_time_zone,
    is_alive,
)
from lms.domain.errors import FieldRefusal, Refusal, SignInRefused, TooManyTries, together
from lms.domain.names import clean_email, clean_name
from lms.services import doors, passwords
from lms.services.doors import Knock
from lms.store import audit, erasing, people, sessions

TOKEN_BYTES = 32


# -- before a write ------------------------------------------------------------


@dataclass(frozen=True)
class Claim:
    """Somebody says whose account this is, and has yet to give its password."""

    knock: Knock
    account: Account | None


@dataclass(frozen=True)
class Proof:
    """A claim whose password was checked; only `prove` makes one."""

    knock: Knock
    account: Account | None
    is_right: bool


def claim(session: Session, door: Door, email: str, address: str, now: datetime) -> Claim:
    """Leave to give the password of the account with that e-mail, which may not exist."""
    tidy = clean_email("email", email)
    return Claim(doors.knock(session, door, tidy, address, now), people.find_account(session, tidy))


def prove(claimed: Claim, password: str) -> Proof:
    """The claim with its password checked: slow, the same for an unknown account (AS-06)."""
    account = claimed.account
    is_right = passwords.verify(account.password_hash if account else passwords.NOBODYS, password)
    return Proof(claimed.knock, account, is_right)


def knock_to_sign_up(session: Session, applicant: Applicant, address: str, now: datetime) -> Knock:
    """Leave to open an account with that e-mail; TooManyTries after too many refusals."""
    return doors.knock(session, Door.SIGN_UP, applicant.email, address, now)


def look_at(name: str, email: str, time_zone: str) -> Applicant:
    """Who wants an account; one refusal names everything that needs correcting."""
    legal_name, address, zone = together(
        lambda: clean_name("name", name),
        lambda: clean_email("email", email),
        lambda: clean_time_zone("time_zone", time_zone),
    )
    return Applicant(legal_name, address, zone)


def look_at_all(name: str, email: str, time_zone: str, password: str) -> Applicant:
    """The same with the password they chose looked at too, which is not kept."""

    def look_at_password() -> None:
        passwords.check("password", password, name, email)

    together(lambda: look_at(name, email, time_zone), look_at_password)
    return look_at(name, email, time_zone)


def prepare(applicant: Applicant, password: str) -> NewAccount:
    """Their account with the password hashed: slow."""
    name, email = applicant.legal_name, applicant.email
    password_hash = passwords.choose("password", password, name, email)
    return NewAccount(name, email, applicant.time_zone, password_hash)


# -- signing up, in and out ----------------------------------------------------


def sign_up(
    session: Session, knock: Knock, new: NewAccount, leaving: SignedIn | None, now: datetime
) -> str | Refusal:
    """Open a learner's account and sign them in: the token for their cookie, or a refusal."""
    if doors.is_shut(session, knock, now):
        return TooManyTries()
    person = people.add_person(session, new, Role.LEARNER, now)
    if person is None:
        doors.fail(session, knock, now)
        return FieldRefusal(
            "email", "This address cannot be used. Sign in instead, or use another address."
        )
    audit.record(session, now, "signed up", person.id, f"person {person.id}")
    doors.know(session, knock, person, now)
    _leave(session, leaving, now)
    return begin_session(session, person.id, now)


def sign_in(
    session: Session, proof: Proof, leaving: SignedIn | None, now: datetime
) -> str | Refusal:
    """Begin a session in place of `leaving`: its token, or a refusal that was counted."""
    refusal = disbelieve(session, proof, now)
    if refusal is not None or proof.account is None:
        return refusal or SignInRefused()
    person = proof.account.person
    audit.record(session, now, "signed in", person.id, f"person {person.id}")
    doors.know(session, proof.knock, person, now)
    _leave(session, leaving, now)
    return begin_session(session, person.id, now)


def _leave(session: Session, leaving: SignedIn | None, now: datetime) -> None:
    # A browser holds one session: the one that it had before ends (AS-02).
    if leaving is not None:
        sign_out(session, leaving, now)


def disbelieve(session: Session, proof: Proof, now: datetime) -> Refusal | None:
    """Why a proof does not hold at the moment of writing, counted; None when it does."""
    if doors.is_shut(session, proof.knock, now):
        return TooManyTries()
    if proof.account is not None and proof.is_right:
        # Held, so that no session can begin beside a password change or a disabling.
        present = people.hold_account(session, proof.account.person.id)
        if present.is_open and present.password_hash == proof.account.password_hash:
            return None
    doors.fail(session, proof.knock, now)
    return SignInRefused()


def begin_session(session: Session, person_id: int, now: datetime) -> str:
    """The token of a new session, kept here only as a hash (AS-01, AS-02)."""
    token = token_urlsafe(TOKEN_BYTES)
    sessions.end_sessions_seen_before(
        session, person_id, seen_at=now - SESSION_IDLE, started_at=now - SESSION_LONGEST
    )
    sessions.add_session(session, person_id, doors.digest(token), now)
    return token


def find_session(session: Session, token: str, now: datetime) -> SignedIn | None:
    """Who holds the cookie with that token; None when it is unknown, idle too long or too old."""
    signed_in = sessions.find_signed_in(session, doors.digest(token))
    return signed_in if signed_in is not None and is_alive(signed_in, now) else None


def touch(session: Session, signed_in: SignedIn, now: datetime) -> None:
    """Note that somebody is still there; ask `needs_touch` first."""
    sessions.touch_session(session, signed_in.session_id, now)


def sign_out(session: Session, signed_in: SignedIn, now: datetime) -> None:
    """End this session; every copy of its cookie is dead."""
    sessions.end_session(session, signed_in.session_id)
    person_id = signed_in.person.id
    audit.record(session, now, "signed out", person_id, f"person {person_id}")


def sign_out_everywhere(session: Session, person: Person, now: datetime) -> None:
    """End every session of a person."""
    sessions.end_sessions(session, person.id)
    audit.record(session, now, "signed out everywhere", person.id, f"person {person.id}")


# -- what administrators do ----------------------------------------------------


def get_person(session: Session, email: str) -> Person:
    """The person with that e-mail address; FieldRefusal when there is none."""
    account = people.find_account(session, clean_email("email", email))
    if account is None:
        raise FieldRefusal("email", "There is no account with this address. Compare its spelling.")
    return account.person


def list_people(session: Session) -> tuple[Account, ...]:
    """Every account, in the order of e-mail addresses."""
    return people.list_accounts(session)


def refuse_taken(session: Session, applicant: Applicant) -> None:
    """Refuse an applicant whose e-mail address has an account."""
    if people.find_account(session, applicant.email) is not None:
        raise _taken()


def _taken() -> FieldRefusal:
    return FieldRefusal("email", "There is an account with this address. Use another address.")


def add_person(
    session: Session, new: NewAccount, role: Role, by: Person | None, now: datetime
) -> Person:
    """Open an account for somebody; `by` is None on the command line."""
    person = people.add_person(session, new, role, now)
    if person is None:
        raise _taken()
    audit.record(session, now, "person added", _id(by), f"person {person.id}", role=role)
    return person


def set_role(
    session: Session, person_id: int, role: Role, by: Person | None, now: datetime
) -> None:
    """Change what a person does here; they sign in again (AS-02)."""
    administrators = people.hold_administrators(session)
    before = people.hold_account(session, person_id)
    if before.person.role is role:
        return
    _keep_an_administrator(before, administrators)
    people.set_role(session, person_id, role)
    sessions.end_sessions(session, person_id)
    audit.record(session, now, "role changed", _id(by), f"person {person_id}", role=role)


def disable(session: Session, person_id: int, by: Person | None, now: datetime) -> None:
    """Close an account: its sessions and links end, its record stays."""
    administrators = people.hold_administrators(session)
    before = people.hold_account(session, person_id)
    if not before.is_open:
        return
    _keep_an_administrator(before, administrators)
    people.set_disabled_at(session, person_id, now)
    sessions.end_sessions(session, person_id)
    sessions.spend_reset_links(session, person_id, now)
    audit.record(session, now, "person disabled", _id(by), f"person {person_id}")


def enable(session: Session, person_id: int, by: Person | None, now: datetime) -> None:
    """Open a closed account again."""
    if people.hold_account(session, person_id).is_open:
        return
    if erasing.is_erased(session, person_id):
        raise Refusal("This account was erased and stays closed. Open a new one.")
    people.set_disabled_at(session, person_id, None)
    audit.record(session, now, "person enabled", _id(by), f"person {person_id}")


def is_last_administrator(account: Account, administrators: int) -> bool:
    """True when nobody else could administer."""
    may_administer = account.person.role is Role.ADMINISTRATOR and account.is_open
    return may_administer and administrators == 1


def _keep_an_administrator(account: Account, administrators: int) -> None:
    if is_last_administrator(account, administrators):
        raise Refusal("This is the last administrator. Make somebody else one first.")


def _id(person: Person | None) -> int | None:
    return None if person is None else person.id
