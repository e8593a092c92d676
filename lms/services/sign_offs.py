"""Sign-offs: where they are asked for, nobody publishes a draft that no second person has read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.drafts import hashes_now, newest_on_line
from lms.domain.errors import Refusal
from lms.domain.sign_offs import SignOff, authors_of_changes, may_be_published, may_sign
from lms.services.written import Written
from lms.store import audit, drafts, editions, sign_offs
from lms.store.sign_offs import Ground


class SignOffMissing(Refusal):
    """A course asks for a sign-off, and nobody who may has signed these files off."""

    sentence = (
        "This course asks for a sign-off: a reviewer or an author who saved none of these changes "
        "has to open this review and sign it off before it can be published."
    )


@dataclass(frozen=True)
class Rules:
    """Who asks for a sign-off before publishing."""

    of_course: bool
    of_provider: bool

    @property
    def is_asked(self) -> bool:
        """True when either does."""
        return self.of_course or self.of_provider


@dataclass(frozen=True)
class State:
    """How the files of a draft stand: who signed exactly these off, and whether that is enough."""

    is_asked: bool
    signed: tuple[SignOff, ...]
    is_enough: bool
    may_sign: bool
    """True for somebody who saved none of the changes, and has not signed off yet."""

    @property
    def is_missing(self) -> bool:
        """True when a sign-off is asked for and stands out."""
        return self.is_asked and not self.is_enough


def get_rules(session: Session, taught: Written) -> Rules:
    """Who asks for a sign-off of this course: two queries."""
    return Rules(
        of_course=sign_offs.is_asked_of(session, taught.course_id),
        of_provider=sign_offs.is_asked_of(session, None),
    )


def is_asked_of_all(session: Session) -> bool:
    """True when the provider asks for a sign-off of every course."""
    return sign_offs.is_asked_of(session, None)


def ask(session: Session, taught: Written, by: Person, now: datetime) -> None:
    """Let a course be published with a sign-off only; asking twice is asking once."""
    _set(session, taught, by, now, to=True)


def ask_no_longer(session: Session, taught: Written, by: Person, now: datetime) -> None:
    """Let a course be published without a sign-off again; a refusal for all but administrators.

    An author who could lift the rule, publish, and set it again would need no second person.
    """
    if by.role is not Role.ADMINISTRATOR:
        raise Refusal(
            "Only an administrator lets this course be published without a sign-off again."
        )
    _set(session, taught, by, now, to=False)


def ask_of_all(session: Session, by: Person, now: datetime) -> None:
    """Let every course be published with a sign-off only."""
    _set(session, None, by, now, to=True)


def ask_of_all_no_longer(session: Session, by: Person, now: datetime) -> None:
    """Let each course say itself whether it asks for a sign-off."""
    _set(session, None, by, now, to=False)


def get_state(session: Session, taught: Written, person: Person, digest: str) -> State:
    """How the files at a digest stand, and whether that person may sign them off."""
    drafted = _drafted(session, taught)
    signed = _signed(session, drafted, digest)
    has_signed = any(it.person_id == person.id for it in signed)
    may = bool(drafted.authors) and may_sign(person.id, drafted.authors)
    return State(
        is_asked=get_rules(session, taught).is_asked,
        signed=signed,
        is_enough=may_be_published(signed, drafted.authors, digest),
        may_sign=may and not has_signed,
    )


def sign_off(session: Session, taught: Written, by: Person, seen: str, now: datetime) -> None:
    """Say of the draft as it was reviewed that it may be published; twice is once.

    A plain refusal where somebody saved since the review, for whoever saved any of the changes,
    and where nothing is changed.
    """
    drafts.hold_draft(session, taught.course_id, now)
    drafted = _drafted(session, taught)
    if drafted.ground is None or not drafted.authors:
        raise Refusal("The draft is as published, so there is nothing to sign off.")
    if drafted.digest != seen:
        raise Refusal(
            "Somebody saved in this draft after you read it. Read it again, then sign it off."
        )
    if not may_sign(by.id, drafted.authors):
        raise Refusal(
            "You saved some of these changes yourself. Ask a reviewer or another author to sign "
            "them off."
        )
    if sign_offs.add(session, drafted.ground, seen, by.id, now):
        subject = f"course {taught.facts.slug}"
        audit.record(session, now, "draft signed off", by.id, subject, files=seen)


def refuse_unsigned(
    session: Session, taught: Written, digest: str, upto: int | None = None
) -> None:
    """SignOffMissing where one is asked for and nobody who may has signed these files off.

    Of a draft as it stood at the save `upto`, whoever saved later is no author of its changes.
    """
    if not get_rules(session, taught).is_asked:
        return
    drafted = _drafted(session, taught, upto)
    signed = _signed(session, drafted, digest)
    if not may_be_published(signed, drafted.authors, digest):
        raise SignOffMissing


def _signed(session: Session, drafted: "_Drafted", digest: str) -> tuple[SignOff, ...]:
    if drafted.ground is None:
        return ()
    return sign_offs.list_sign_offs(session, drafted.ground, digest)


def refuse_where_asked(session: Session, taught: Written) -> None:
    """The same for what is published at once, without a draft that could be signed off."""
    if get_rules(session, taught).is_asked:
        raise Refusal(
            "This course asks for a sign-off before publishing. Write the change into the draft, "
            "and let a second person sign it off."
        )


def _set(session: Session, taught: Written | None, by: Person, now: datetime, *, to: bool) -> None:
    course_id = None if taught is None else taught.course_id
    if sign_offs.is_asked_of(session, course_id) is to:
        return
    sign_offs.set_asked(session, course_id, to, by.id, now)
    subject = "provider" if taught is None else f"course {taught.facts.slug}"
    kind = "sign off asked for" if to else "sign off asked for no longer"
    audit.record(session, now, kind, by.id, subject)


@dataclass(frozen=True)
class _Drafted:
    """A draft by what it goes on from, its files' address, and whose its changes are."""

    ground: Ground | None
    """None where nobody has saved anything yet."""
    digest: str
    authors: frozenset[int]


def _drafted(session: Session, taught: Written, upto: int | None = None) -> _Drafted:
    """The draft of a course as it was at a save, or as it stands."""
    draft_id = drafts.find_draft(session, taught.course_id)
    if draft_id is None:
        return _Drafted(None, "", frozenset())
    base = drafts.find_base(session, draft_id)
    published = {} if base is None else editions.list_hashes(session, base[0])
    line = newest_on_line(drafts.list_line(session, draft_id, upto))
    authors = authors_of_changes(published, sign_offs.list_saved(session, draft_id, upto))
    digest = editions.address_of(hashes_now(published, line))
    return _Drafted(Ground(draft_id, 0 if base is None else base[1]), digest, authors)
