"""A course whose certificate counts for two years, and who renews it."""

from datetime import UTC, date, datetime

from lms.services import renewals
from lms.store.database import Database
from tests import make
from tests.sittings import Learner, publishes

FOREVER = date(2060, 1, 1)
# Two years after the day of completion, and ninety days before that, at noon.
LAST_ON = date(2028, 11, 9)
WINDOW = datetime(2028, 8, 11, 16, tzinfo=UTC)


def publishes_for_two_years(database: Database) -> None:
    """The course, published, with a certificate that counts for 24 months."""
    publishes(database, make.a_course(valid_months=24, expires_on=FOREVER))


def completes(learner: Learner) -> Learner:
    """Enroll where they are not in the course, do everything and attest."""
    learner.enrolls().does_everything().evaluates().attests()
    return learner


def renews(learner: Learner) -> None:
    """Begin a new cycle."""
    with learner.database.writing() as session:
        renewals.renew(session, learner.person, learner.course, learner.at)
