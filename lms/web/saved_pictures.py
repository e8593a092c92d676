"""The picture that a save of a draft holds, for its page."""

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.errors import NotFound
from lms.services import draft_media
from lms.services.written import get_read
from lms.web.pictures import sent_picture
from lms.web.policies import access
from lms.web.requests import current_person, reading, whole_number

bp = Blueprint("saved_pictures", __name__, url_prefix="/studio/<course>/draft/saves")


@bp.get("/<number>/picture")
@access(Policy.INSTRUCTORS)
def show(course: str, number: str) -> ResponseReturnValue:
    """A picture as a save has it, whoever made it and however long ago."""
    wanted = whole_number(number)
    if wanted is None:
        raise NotFound
    with reading() as session:
        taught = get_read(session, current_person(), course)
        picture = draft_media.get_picture_of(session, taught, wanted)
    return sent_picture(picture)
