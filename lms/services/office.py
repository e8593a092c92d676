"""What waits in the office: counts, each with the room where it is done."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from lms.domain.provider import ends_soon
from lms.services.enrollments import provider_day
from lms.store import editions, issued, programs


@dataclass(frozen=True)
class Waiting:
    """What waits for somebody of the office."""

    credit: int
    approvals_ending: int
    lacking_glyphs: int

    @property
    def is_anything(self) -> bool:
        """True when there is something to do."""
        return bool(self.credit or self.approvals_ending or self.lacking_glyphs)


def get_waiting(session: Session, now: datetime) -> Waiting:
    """How much waits: four queries."""
    provider = editions.find_provider(session)
    approvals = provider.approvals if provider else ()
    today = provider_day(provider, now) if provider else now.date()
    return Waiting(
        credit=sum(edition.is_waiting for edition in editions.list_offered(session)),
        approvals_ending=sum(ends_soon(approval, today) for approval in approvals),
        lacking_glyphs=issued.count_lacking(session) + programs.count_lacking(session),
    )
