"""Discarding a course that was never published, and putting it back."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.services import discarding
from lms.services.written import get_written
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, writing_once

bp = Blueprint("discarding", __name__, url_prefix="/studio")


@bp.get("/<course>/draft/discard")
@access(Policy.INSTRUCTORS)
def confirm(course: str) -> str:
    """What discarding does, and the button that does it."""
    with reading() as session:
        taught = get_written(session, current_person(), course)
        begun = discarding.get_discardable(session, taught)
    return render_template("discarding/confirm.html", taught=begun)


@bp.post("/<course>/draft/discard")
@access(Policy.INSTRUCTORS)
def discard(course: str) -> ResponseReturnValue:
    """Discard the course; sent twice, it is discarded once."""
    person = current_person()
    onward = url_for(".discarded", done="discarded")
    with writing_once(onward) as session:
        discarding.discard(session, person, course, now())
    return redirect(onward, 303)


@bp.get("/new/discarded")
@access(Policy.INSTRUCTORS)
def discarded() -> str:
    """The courses that the person can put back."""
    with reading() as session:
        page = discarding.list_discarded(session, current_person(), page_number())
    return render_template("discarding/list.html", page=page, done=request.args.get("done", ""))


@bp.post("/new/discarded/<course>/put-back")
@access(Policy.INSTRUCTORS)
def put_back(course: str) -> ResponseReturnValue:
    """Put a course back and open its desk; sent twice, it is put back once."""
    onward = url_for("drafts.desk", course=course, done="put-back")
    with writing_once(onward) as session:
        discarding.put_back(session, current_person(), course, now())
    return redirect(onward, 303)
