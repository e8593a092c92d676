"""My learning."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.services import records
from lms.web.policies import access
from lms.web.provider import find_facts
from lms.web.requests import current_person, now, reading

bp = Blueprint("records", __name__)


@bp.get("/me")
@access(Policy.SIGNED_IN)
def dashboard() -> ResponseReturnValue:
    """What is next, and why no certificate yet, in every course that the person is in."""
    with reading() as session:
        found = records.get_dashboard(session, current_person(), find_facts(), now())
    return render_template("records/dashboard.html", dashboard=found)
