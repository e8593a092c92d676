"""The office: where the provider's administrators keep the record."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from lms.domain.access import Policy
from lms.services import office
from lms.web.policies import access
from lms.web.requests import now, reading

bp = Blueprint("office", __name__, url_prefix="/office")


@dataclass(frozen=True)
class Room:
    """A part of the office: its address, its name, and what is done there."""

    address: str
    name: str
    purpose: str


# In the order in which they are shown.
ROOMS: tuple[Room, ...] = (
    Room("/office/dossiers/", "Dossiers", "A course for an accreditor’s reviewer, as one archive."),
    Room("/office/rosters/", "Rosters", "Completions for boards, CE Broker and PARS, in batches."),
    Room(
        "/office/evaluations/",
        "Evaluations",
        "What learners said of each course, in sum and without names.",
    ),
    Room("/office/provider/", "Provider", "Its facts and its approvals, with their periods."),
    Room("/office/credit/", "Credit", "Approve the hours of an edition; read how they were found."),
    Room("/office/sign-offs/", "Sign-offs", "Whether a second person reads every draft."),
    Room(
        "/office/certificates/",
        "Certificates",
        "Find one, void it, reissue it with a correction, or print a duplicate.",
    ),
    Room(
        "/office/learners/",
        "People",
        "Find somebody; change their role; give further attempts or extra time.",
    ),
    Room("/office/privacy/", "Privacy", "Erase somebody who asks for it; see what was kept."),
    Room("/office/audit/", "Audit log", "What happened, by whom, and whether it is sealed."),
)


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def rooms() -> str:
    """What waits in the office, and what can be done there."""
    with reading() as session:
        waiting = office.get_waiting(session, now())
    return render_template("office/rooms.html", rooms=ROOMS, waiting=waiting)
