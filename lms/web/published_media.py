"""The pictures and recordings of learners' newest edition, for those who read the draft."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.recordings import kind_named
from lms.services import recordings
from lms.services.file_changes import get_published_picture
from lms.services.written import get_read
from lms.web.pictures import sent_picture
from lms.web.policies import access
from lms.web.recordings import sent_recording
from lms.web.requests import current_person, reading

bp = Blueprint("published_media", __name__, url_prefix="/studio/<course>/draft/published")


@bp.get("/<path:path>")
@access(Policy.INSTRUCTORS)
def show(course: str, path: str) -> ResponseReturnValue:
    """A picture or recording as it is published, to be compared with that of the draft."""
    if kind_named(path):
        return _recording(course, path)
    with reading() as session:
        taught = get_read(session, current_person(), course)
        picture = get_published_picture(session, taught, path)
    return sent_picture(picture)


def _recording(course: str, path: str) -> ResponseReturnValue:
    with reading() as session:
        taught = get_read(session, current_person(), course)
        kept = recordings.get_published(session, taught, path)
        return sent_recording(session, kept)
