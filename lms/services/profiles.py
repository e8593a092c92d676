"""Profiles: what people change about themselves, and the one-time link for a forgotten password."""

from dataclasses import replace
from datetime import datetime
from secrets import token_urlsafe

from sqlalchemy.orm import Session

from lms.credentials.pdf import unprinted_letters
from lms.domain.access import Person
from lms.domain.accounts import (
    LICENSES_MOST,
    RESET_LINK_LIFE,
    Account,
    Door,
    SignedIn,
    clean_time_zone,
)
from lms.domain.certificates import License
from lms.domain.errors import (
    FieldRefusal,
    FreshSignInNeeded,
    LinkSpent,
    NotFound,
    Refusal,
    SignInRefused,
    together,
)
from lms.domain.names import clean_email, clean_name, filled_line
from lms.services import accounts, doors
from lms.services.accounts import TOKEN_BYTES, Proof
from lms.services.doors import Knock
from lms.store import audit, people, sessions
from lms.store.sessions import ResetLink

# -- what anybody may see ------------------------------------------------------


def update_profile(
    session: Session, person: Person, name: str, time_zone: str, now: datetime
) -> None:
    """Change a person's name and time zone; certificates issued before keep the old name."""
    legal_name, zone = together(
        lambda: clean_name("name", name), lambda: clean_time_zone("time_zone", time_zone)
    )
    people.hold_open_account(session, person.id)
    people.set_profile(session, person.id, legal_name, zone)
    audit.record(session, now, "profile changed", person.id, f"person {person.id}")


def list_unprinted(person: Person) -> str:
    """The letters of a person's name that the PDF of a certificate could not show."""
    return unprinted_letters(person.legal_name)


def list_licenses(session: Session, person: Person) -> dict[str, License]:
    """A person's licenses by their public ids, in the order in which they were added."""
    return people.licenses_by_public_id(session, person.id)


def clean_license(profession: str, jurisdiction: str, number: str) -> License:
    """A license as its holder states it, every part filled in."""
    ask_profession = "Enter your profession, such as Marriage and family therapist."
    ask_jurisdiction = "Enter the state or country of the license."
    return License(
        *together(
            lambda: filled_line("profession", profession, ask_profession),
            lambda: filled_line("jurisdiction", jurisdiction, ask_jurisdiction),
            lambda: _license_number("number", number),
        )
    )


def _license_number(field: str, typed: str) -> str:
    """The number as a board writes it, refused only where it certainly is none, such as a dash."""
    ask = "Enter the number as your board writes it, such as MFT 000000."
    number = filled_line(field, typed, ask)
    if not any(character.isalnum() for character in number):
        raise FieldRefusal(field, f"“{number}” has no letter and no digit. {ask}")
    return number


def add_license(session: Session, person: Person, license_: License, now: datetime) -> None:
    """Add a license to a person's profile; adding the same twice is harmless (DS-04)."""
    people.hold_open_account(session, person.id)
    if len(people.list_licenses(session, person.id)) >= LICENSES_MOST:
        raise FieldRefusal(
            "number", f"A profile has room for {LICENSES_MOST} licenses. Remove one first."
        )
    if people.add_license(session, person.id, license_):
        audit.record(session, now, "license added", person.id, f"person {person.id}")


def remove_license(session: Session, person: Person, public_id: str, now: datetime) -> None:
    """Remove a license from a person's own profile; NotFound for anybody else's."""
    people.hold_open_account(session, person.id)
    if not people.remove_license(session, person.id, public_id):
        raise NotFound
    audit.record(session, now, "license removed", person.id, f"person {person.id}")


# -- what the present password confirms (AS-11) --------------------------------


def change_password(
    session: Session, signed_in: SignedIn, proof: Proof, password_hash: str, now: datetime
) -> str | Refusal:
    """Replace the password; every session ends, and you get the token of a new one."""
    refusal = unconfirmed(session, signed_in, proof, now)
    if refusal is not None:
        return refusal
    people.set_password_hash(session, signed_in.person.id, password_hash)
    _end_access(session, signed_in.person, proof.knock, "password changed", now)
    return accounts.begin_session(session, signed_in.person.id, now)


def change_email(
    session: Session, signed_in: SignedIn, proof: Proof, email: str, now: datetime
) -> str | Refusal:
    """Replace the e-mail address; every session ends, and you get the token of a new one."""
    address = clean_email("email", email)
    refusal = unconfirmed(session, signed_in, proof, now)
    if refusal is not None:
        return refusal
    if not people.set_email(session, signed_in.person.id, address):
        doors.fail(session, proof.knock, now)
        return FieldRefusal("email", "This address cannot be used. Use another address.")
    person = replace(signed_in.person, email=address)
    _end_access(session, person, proof.knock, "email changed", now)
    return accounts.begin_session(session, person.id, now)


def unconfirmed(
    session: Session, signed_in: SignedIn, proof: Proof, now: datetime
) -> Refusal | None:
    """Why the present password does not confirm an act, counted; None when it does.

    Nor does it for whoever does something else here by now: their session ended with that (AS-02).
    """
    if proof.account is None or proof.account.person.id != signed_in.person.id:
        return FreshSignInNeeded()
    refusal = accounts.disbelieve(session, proof, now)
    if isinstance(refusal, SignInRefused):
        return FieldRefusal(
            "present_password", "This is not your present password. Type it once more."
        )
    present = people.hold_account(session, signed_in.person.id).person
    if refusal is None and present.role is not signed_in.person.role:
        return FreshSignInNeeded()
    return refusal


def _end_access(session: Session, person: Person, knock: Knock, kind: str, now: datetime) -> None:
    # What opened the account before does no more, and of all addresses this one alone is known.
    sessions.end_sessions(session, person.id)
    sessions.spend_reset_links(session, person.id, now)
    sessions.forget_addresses(session, person.id)
    doors.know(session, knock, person, now)
    audit.record(session, now, kind, person.id, f"person {person.id}")


# -- one-time links (AS-10) ----------------------------------------------------


def make_reset_link(session: Session, email: str, now: datetime, made_by: Person | None) -> str:
    """The token of a link that sets a new password: once, within the hour; older links end."""
    person = accounts.get_person(session, email)
    account = people.hold_account(session, person.id)
    if not account.is_open:
        raise Refusal("This account is disabled. Enable it first.")
    token = token_urlsafe(TOKEN_BYTES)
    sessions.forget_reset_links(session, now)
    sessions.spend_reset_links(session, person.id, now)
    link = ResetLink(person.id, account.password_hash, now + RESET_LINK_LIFE)
    sessions.add_reset_link(session, link, doors.digest(token), now)
    actor_id = None if made_by is None else made_by.id
    audit.record(session, now, "reset link made", actor_id, f"person {person.id}")
    return token


def knock_with_link(session: Session, token: str, address: str, now: datetime) -> Knock:
    """Leave to try a one-time link; TooManyTries when too many failed from this address."""
    return doors.knock(session, Door.RESET, doors.digest(token), address, now)


def find_reset_account(session: Session, token: str, now: datetime) -> Account | None:
    """Whose password the link may set; None when it was used, is too old, or never was one."""
    link = sessions.find_reset_link(session, doors.digest(token))
    if link is None:
        return None
    return _bound(people.get_account(session, link.person_id), link, now)


def _bound(account: Account, link: ResetLink, now: datetime) -> Account | None:
    is_bound = account.password_hash == link.password_hash
    return account if is_bound and now < link.expires_at else None


def reset_password(
    session: Session, knock: Knock, token: str, password_hash: str, now: datetime
) -> LinkSpent | None:
    """Set a new password with a one-time link and end every session; LinkSpent was counted."""
    link = sessions.find_reset_link(session, doors.digest(token))
    # Held, so that of two clicks at once the second finds the password changed.
    held = None if link is None else people.hold_account(session, link.person_id)
    account = None if link is None or held is None else _bound(held, link, now)
    if account is None:
        doors.fail(session, knock, now)
        return LinkSpent()
    people.set_password_hash(session, account.person.id, password_hash)
    _end_access(session, account.person, knock, "password reset", now)
    return None
