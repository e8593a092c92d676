"""The audit log in the office: what happened, searched, and each event with its link."""

from dataclasses import asdict, fields

from flask import Blueprint, Response, make_response, render_template, request

from lms.domain.access import Policy
from lms.services import audit
from lms.services.audit import Typed
from lms.web.filters import reader_zone
from lms.web.forms import TO_CORRECT, Form
from lms.web.policies import access
from lms.web.requests import page_number, reading, whole_number

bp = Blueprint("audit", __name__, url_prefix="/office/audit")

LONGEST_TYPED = 200


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def log() -> Response:
    """What happened, newest first, and how far it is sealed; what makes no sense is told."""
    typed = Typed(**{it.name: _typed(it.name) for it in fields(Typed)})
    with reading() as session:
        found = audit.get_log(session, typed, reader_zone(), page_number())
    form = Form(asdict(typed), found.problems)
    page = render_template("audit/log.html", log=found, form=form)
    return make_response(page, TO_CORRECT if form.problems else 200)


@bp.get("/<event>")
@access(Policy.ADMINISTRATORS)
def event(event: str) -> str:
    """One event, and what its digest is made of."""
    with reading() as session:
        shown = audit.get_event(session, whole_number(event))
    return render_template("audit/event.html", shown=shown)


def _typed(name: str) -> str:
    return request.args.get(name, "").strip()[:LONGEST_TYPED]
