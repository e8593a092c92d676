"""Comments in the studio: a page of the draft as its reviewers and authors read it."""

from flask import Blueprint, render_template

from lms.domain.access import Policy
from lms.services import drafts
from lms.services.teaching import get_read
from lms.web.drafts import alone
from lms.web.policies import access
from lms.web.requests import current_person, end_reading, reading

bp = Blueprint("comments", __name__, url_prefix="/studio/<course>/draft")


@bp.get("/read/<path:path>")
@access(Policy.INSTRUCTORS)
def read(course: str, path: str) -> str:
    """A page of the draft as learners would see it."""
    with reading() as session:
        taught = get_read(session, current_person(), course)
        file = drafts.get_desk(session, taught).get_file(path)
        text = drafts.get_text(session, taught, path)
        files = drafts.list_files(session, taught)
    end_reading()
    with alone() as is_alone:
        found = drafts.look(files, taught, path, text.text) if is_alone else None
    return render_template("comments/read.html", taught=taught, file=file, found=found)
