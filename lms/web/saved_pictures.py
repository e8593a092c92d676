"""The picture that a save of a draft holds and the one before it, for its page."""

from collections.abc import Callable

from flask import Blueprint
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.errors import NotFound
from lms.domain.media import Picture
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
    return _picture(course, number, draft_media.get_picture_of)


@bp.get("/<number>/picture-before")
@access(Policy.INSTRUCTORS)
def before(course: str, number: str) -> ResponseReturnValue:
    """The picture in whose place that one came."""
    return _picture(course, number, draft_media.get_picture_before)


def _picture(course: str, number: str, get: Callable[..., Picture]) -> ResponseReturnValue:
    wanted = whole_number(number)
    if wanted is None:
        raise NotFound
    with reading() as session:
        taught = get_read(session, current_person(), course)
        picture = get(session, taught, wanted)
    return sent_picture(picture)
