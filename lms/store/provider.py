"""Editions of the provider's facts: which are in force, and which were made in the office."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from lms.domain.courses import Provider
from lms.store.columns import from_text
from lms.store.rows import PersonRow, ProviderEditionRow, ProviderEditRow


@dataclass(frozen=True)
class ProviderEdition:
    """The provider's facts as they were put in force; `by` is empty where a file was published."""

    id: int
    facts: Provider
    published_at: datetime
    by: str

    @property
    def is_of_office(self) -> bool:
        """True when somebody changed the facts in the office."""
        return bool(self.by)


def find_newest(session: Session) -> ProviderEdition | None:
    """The edition in force, or None before the first publishing."""
    row = session.execute(
        select(
            ProviderEditionRow.id,
            ProviderEditionRow.facts,
            ProviderEditionRow.published_at,
            PersonRow.legal_name,
        )
        .outerjoin(ProviderEditRow, ProviderEditRow.provider_edition_id == ProviderEditionRow.id)
        .outerjoin(PersonRow, PersonRow.id == ProviderEditRow.edited_by_id)
        .order_by(ProviderEditionRow.id.desc())
        .limit(1)
    ).first()
    if row is None:
        return None
    id_, text, published_at, by = row
    return ProviderEdition(id_, from_text(Provider, text), published_at, by or "")


def has_been_in_force(session: Session, provider: Provider) -> bool:
    """True when these very facts ever were; compared as values, which later keys do not change."""
    texts = session.scalars(select(ProviderEditionRow.facts))
    return any(from_text(Provider, text) == provider for text in texts)


def mark_as_edit(session: Session, edition_id: int, person_id: int) -> None:
    """Keep that an edition was made in the office, and by whom."""
    session.execute(
        insert(ProviderEditRow).values(provider_edition_id=edition_id, edited_by_id=person_id)
    )
