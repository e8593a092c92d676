"""Approving credit: which editions wait for it, the calculation, and the approver's act."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.access import Person
from lms.domain.courses import CourseFacts
from lms.domain.credit import CreditApproval, MethodLine, method_lines
from lms.domain.errors import NotFound, Refusal
from lms.domain.paging import Paged, page_of_list
from lms.domain.signatures import Signature
from lms.store import audit, credit, editions
from lms.store.editions import Edition


@dataclass(frozen=True)
class CalculationPage:
    """What an auditor reads of an edition's credit, and the course's other editions."""

    edition: Edition
    editions: tuple[Edition, ...]

    @property
    def facts(self) -> CourseFacts:
        """The facts of the edition, with the credit that was approved if any was."""
        return self.edition.facts

    @property
    def approval(self) -> CreditApproval | None:
        """The act that stands for the edition, its own or that of one before it."""
        return self.edition.approval

    @property
    def methods(self) -> tuple[MethodLine, ...]:
        """The credit by every method, the chosen one among them."""
        return method_lines(self.facts.credit, self.facts.credit_terms.method)

    @property
    def may_approve(self) -> bool:
        """True while no act stands for the edition, and there is anything to approve."""
        return self.edition.is_waiting


class CreditStands(Refusal):
    """The credit of an edition was approved before, and is frozen."""

    sentence = (
        "The credit of this edition was approved before and stands as it was. "
        "A material edition of the course gets an approval of its own."
    )


class NoHours(Refusal):
    """An edition whose hours come to nothing has no credit to approve."""

    sentence = "This edition comes to no credit hours, so there is nothing to approve."


def list_offered(session: Session, wanted: int) -> Paged[Edition]:
    """The newest editions of all courses offered, those that wait first: one query."""
    offered = editions.list_offered(session)
    return page_of_list(sorted(offered, key=lambda it: not it.is_waiting), wanted)


def get_calculation(session: Session, slug: str, number: int) -> CalculationPage:
    """The page of calculation of one edition: one query."""
    every = editions.list_of_course(session, slug)
    found = next((edition for edition in every if edition.number == number), None)
    if found is None:
        raise NotFound
    return CalculationPage(found, every)


def approve(
    session: Session, person: Person, slug: str, number: int, sign: Signature, now: datetime
) -> None:
    """Freeze an edition's credit as it is, once and for good."""
    edition = get_calculation(session, slug, number).edition
    if edition.approval is not None:
        raise CreditStands
    if not edition.is_waiting:
        raise NoHours
    facts = edition.facts
    act = CreditApproval(
        number, facts.credit, facts.credit_terms, sign.name, sign.title, sign.note, now
    )
    if not credit.add_approval(session, edition.id, act, person.id):
        raise CreditStands
    subject = f"edition {edition.id}"
    audit.record(session, now, "credit approved", person.id, subject, hours=str(facts.credit.hours))
