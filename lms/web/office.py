"""The office: where the provider's administrators keep the record."""

from dataclasses import dataclass

from flask import Blueprint, render_template

from lms.domain.access import Policy
from lms.web.policies import access

bp = Blueprint("office", __name__, url_prefix="/office")


@dataclass(frozen=True)
class Room:
    """A part of the office: its address, its name, and what is done there."""

    address: str
    name: str
    purpose: str


# In the order in which they are shown.
ROOMS: tuple[Room, ...] = (
    Room("/office/audit/", "Audit log", "What happened, by whom, and whether it is sealed."),
)


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def rooms() -> str:
    """What can be done in the office."""
    return render_template("office/rooms.html", rooms=ROOMS)
