"""The provider's facts and approvals in the office, and what a file may still change of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import Approval, Provider
from lms.domain.errors import NotFound, Refusal
from lms.domain.provider import ApprovalState, clean_approval, clean_facts, ends_soon, state_on
from lms.services.enrollments import provider_day
from lms.store import audit, editions, locks, provider
from lms.store.provider import ProviderEdition


@dataclass(frozen=True)
class ApprovalLine:
    """An approval with its place in the list, and how it stands today."""

    place: int
    approval: Approval
    state: ApprovalState
    ends_soon: bool
    courses: tuple[str, ...]


@dataclass(frozen=True)
class ProviderPage:
    """The provider's facts in force, and every approval with its standing."""

    edition: ProviderEdition
    lines: tuple[ApprovalLine, ...]
    today: date

    @property
    def facts(self) -> Provider:
        """The facts in force."""
        return self.edition.facts

    def approval(self, place: int) -> Approval:
        """The approval at that place, from 1; NotFound where there is none."""
        if not 1 <= place <= len(self.lines):
            raise NotFound
        return self.lines[place - 1].approval


class ProviderMoved(Refusal):
    """The provider's facts were changed since the page was read."""

    sentence = (
        "Somebody changed the provider’s facts meanwhile, so nothing was changed now. "
        "Open the page again in another tab, compare, and send what you typed from there."
    )


class ChangedInOffice(Refusal):
    """A changed file would undo what the office changed since."""

    sentence = (
        "provider.md is not published: it was changed, and so were the provider’s facts in the "
        "office since. Make the change at /office/provider/, or put the file in force all the "
        "same with --provider; what it replaces is kept. Nothing of provider.md was published."
    )


def get_page(session: Session, now: datetime) -> ProviderPage:
    """The provider with every approval's standing: two queries."""
    edition = provider.find_newest(session)
    if edition is None:
        raise NotFound("No course has been published yet. Publish one with lms publish.")
    today = provider_day(edition.facts, now)
    offered = [edition.facts for edition in editions.list_offered(session)]
    lines = tuple(
        ApprovalLine(
            place,
            it,
            state_on(it, today),
            ends_soon(it, today),
            tuple(facts.title for facts in offered if it.is_for(facts.format)),
        )
        for place, it in enumerate(edition.facts.approvals, 1)
    )
    return ProviderPage(edition, lines, today)


# -- changing it in the office ---------------------------------------------------------


def change_facts(
    session: Session, person: Person, seen: int, typed: Mapping[str, str], now: datetime
) -> None:
    """Put facts as they were typed in force; the approvals stay."""
    known = _hold(session, seen)
    _put(session, person, known, clean_facts(typed, known.facts.approvals), now)


def add_approval(
    session: Session, person: Person, seen: int, typed: Mapping[str, str], now: datetime
) -> None:
    """Add an approval at the end of the list."""
    known = _hold(session, seen)
    approvals = (*known.facts.approvals, clean_approval(typed))
    _put(session, person, known, replace(known.facts, approvals=approvals), now)


def change_approval(
    session: Session,
    person: Person,
    seen: int,
    place: int,
    typed: Mapping[str, str],
    now: datetime,
) -> None:
    """Change the approval at that place; certificates keep what was in force on their day."""
    known = _hold(session, seen)
    approvals = list(known.facts.approvals)
    if not 1 <= place <= len(approvals):
        raise NotFound
    approvals[place - 1] = clean_approval(typed)
    _put(session, person, known, replace(known.facts, approvals=tuple(approvals)), now)


def remove_approval(session: Session, person: Person, seen: int, place: int, now: datetime) -> None:
    """Take an approval out of the list; earlier editions of the facts still hold it."""
    known = _hold(session, seen)
    approvals = list(known.facts.approvals)
    if not 1 <= place <= len(approvals):
        raise NotFound
    del approvals[place - 1]
    _put(session, person, known, replace(known.facts, approvals=tuple(approvals)), now)


def _hold(session: Session, seen: int) -> ProviderEdition:
    locks.hold_publishing(session)
    known = provider.find_newest(session)
    if known is None:
        raise NotFound
    if known.id != seen:
        raise ProviderMoved
    return known


def _put(
    session: Session, person: Person, known: ProviderEdition, facts: Provider, now: datetime
) -> None:
    if facts == known.facts:
        return
    made = editions.add_provider(session, facts, now)
    provider.mark_as_edit(session, made, person.id)
    subject = f"provider {made}"
    audit.record(session, now, "provider changed", person.id, subject, before=known.id)


# -- publishing a file -----------------------------------------------------------------


def publish(session: Session, facts: Provider, now: datetime) -> bool:
    """Put a file's facts in force; False when they are already, or the office changed them since.

    A file that says what was in force before never undoes an edit of the office (decision 9); one
    that says something new is refused.
    """
    locks.hold_publishing(session)
    newest = provider.find_newest(session)
    if newest is not None and newest.is_of_office and newest.facts != facts:
        if provider.has_been_in_force(session, facts):
            return False
        raise ChangedInOffice
    return publish_over_office(session, facts, now)


def keeps_office(session: Session, facts: Provider) -> bool:
    """True when an edit of the office is in force, and a file says something else."""
    newest = provider.find_newest(session)
    return newest is not None and newest.is_of_office and newest.facts != facts


def publish_over_office(session: Session, facts: Provider, now: datetime) -> bool:
    """The same, also over what the office changed; what is replaced is kept."""
    locks.hold_publishing(session)
    newest = provider.find_newest(session)
    if newest is not None and newest.facts == facts:
        return False
    editions.add_provider(session, facts, now)
    audit.record(session, now, "provider published", None, "provider")
    return True
