"""Course folders to download from the studio: the newest edition's, and the draft's."""

from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.errors import Busy
from lms.services import folders
from lms.services.folders import Folder
from lms.services.teaching import get_taught
from lms.services.written import get_read
from lms.web.policies import access
from lms.web.requests import current_person, end_reading, reading
from lms.web.turns import Turns

bp = Blueprint("folders", __name__, url_prefix="/studio/<course>")

# A folder has up to 60 MB, and its archive as many again (AV-05).
TURNS = Turns(at_once=2, waiting=2)
MOST_SECONDS = 3.0


@bp.get("/folder.zip")
@access(Policy.INSTRUCTORS)
def published(course: str) -> Response:
    """The newest edition, byte for byte as `lms export` writes it; for its authors."""
    with _turn():
        with reading() as session:
            taught = get_taught(session, current_person(), course)
            folder = folders.get_published(session, taught)
        end_reading()
        return _sent(folder)


@bp.get("/draft/folder.zip")
@access(Policy.INSTRUCTORS)
def draft(course: str) -> Response:
    """The draft as it is saved, for whoever writes or reviews it: they may read every file of it
    page by page, so they may have it whole."""
    with _turn():
        with reading() as session:
            folder = folders.get_draft(session, get_read(session, current_person(), course))
        end_reading()
        return _sent(folder)


@contextmanager
def _turn() -> Iterator[None]:
    with TURNS.turn(current_person().id, MOST_SECONDS) as has_turn:
        if not has_turn:
            raise Busy
        yield


def _sent(folder: Folder) -> Response:
    response = Response(folders.archive_of(folder), mimetype="application/zip")
    response.headers.set("Content-Disposition", "attachment", filename=folder.name)
    return response
