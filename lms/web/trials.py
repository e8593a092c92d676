"""Trials in the studio: a quiz of the draft is answered as by a learner, and nothing is kept."""

from flask import Blueprint, render_template, request

from lms.domain.access import Policy
from lms.domain.errors import Busy
from lms.services import drafts
from lms.services.trials import try_out
from lms.services.written import get_read
from lms.web.answers import asked_check
from lms.web.drafts import LOOKS, MOST_SECONDS
from lms.web.policies import access
from lms.web.requests import current_person, end_reading, reading

bp = Blueprint("trials", __name__, url_prefix="/studio/<course>/draft/try")


@bp.get("/<path:path>")
@access(Policy.INSTRUCTORS)
def answer(course: str, path: str) -> str:
    """The questions of a page as the draft has them, and what is said to an answer."""
    with reading() as session:
        taught = get_read(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        text = drafts.get_text(session, taught, path)
        files = drafts.list_files_to_read(session, taught)
    end_reading()
    with LOOKS.turn(current_person().id, MOST_SECONDS) as has_turn:
        if not has_turn:
            raise Busy
        page = drafts.look(files, taught, path, text.text)
    trial = try_out(page, asked_check(request.args))
    file = desk.get_file(path)
    return render_template("drafts/trial.html", taught=taught, desk=desk, file=file, trial=trial)
