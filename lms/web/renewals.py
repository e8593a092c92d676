"""The ends of one's certificates as a calendar file."""

from flask import Blueprint
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.services import renewals
from lms.web.policies import access
from lms.web.requests import current_person, doors, reading

bp = Blueprint("renewals", __name__)


@bp.get("/me/renewals.ics")
@access(Policy.SIGNED_IN)
def calendar() -> ResponseReturnValue:
    """The last day of each certificate that counts for a time, with reminders before it."""
    with reading() as session:
        content = renewals.get_calendar(session, current_person(), doors().settings.public_address)
    response = Response(content, mimetype="text/calendar")
    response.headers.set("Content-Disposition", "attachment", filename="renewals.ics")
    return response
