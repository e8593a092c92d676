"""Course health in the studio: the whole draft on one page, and a button for each known fix."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.credit import MERGENER, WORDS_PER_HOUR
from lms.domain.errors import NotFound, Refusal
from lms.services import health
from lms.services.written import get_read, get_written
from lms.web.drafts import read_whole
from lms.web.forms import Form, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, writing_once

bp = Blueprint("health", __name__, url_prefix="/studio/<course>/draft/health")

PAGE = "health/show.html"
QUESTIONS_FIELD = "questions"


@bp.get("")
@access(Policy.INSTRUCTORS)
def show(course: str) -> str:
    """Every problem of the draft, the credit that it comes to, and what it covers."""
    return render_template(PAGE, form=Form(), **_shown(course))


@bp.post("")
@access(Policy.INSTRUCTORS)
def mend(course: str) -> ResponseReturnValue:
    """Mend one problem and save the file; then the page again."""
    _, read = read_whole(course, get_written)
    onward = url_for(".show", course=course, done="mended")
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            file, place = typed_text("file"), typed_text("fix")
            health.mend_saved(session, taught, current_person(), read, file, place, now())
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(PAGE, refusal, **_shown(course))
    return redirect(onward, 303)


def _shown(course: str) -> dict[str, Any]:
    taught, read = read_whole(course, get_read)
    with reading() as session:
        found = health.get_health(
            session, taught, read, page_number(), page_number(QUESTIONS_FIELD)
        )
    return {
        "taught": taught,
        "health": found,
        "formula": MERGENER,
        "words_per_hour": WORDS_PER_HOUR,
        "done": request.args.get("done", ""),
    }
