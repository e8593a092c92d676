"""People in the office: finding somebody, and the way to what can be done for them."""

from flask import Blueprint, render_template, request

from lms.domain.access import Policy
from lms.services import learners
from lms.web.policies import access
from lms.web.requests import page_number, reading

bp = Blueprint("learners", __name__, url_prefix="/office/learners")

LONGEST_SEARCH = 200


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def found() -> str:
    """People by name or e-mail address."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    with reading() as session:
        page = learners.list_found(session, words, page_number())
    return render_template("learners/found.html", page=page, words=words)


@bp.get("/<person>")
@access(Policy.ADMINISTRATORS)
def learner(person: str) -> str:
    """Somebody with their courses, where further attempts and extra time are given."""
    with reading() as session:
        page = learners.get_learner(session, person)
    return render_template("learners/learner.html", page=page)
