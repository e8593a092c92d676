"""The pictures of a draft: listed with their uses, sent, replaced, removed and put back."""

from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from lms.domain.access import Policy
from lms.domain.drafts import FileState
from lms.domain.errors import Busy, FieldRefusal, Refusal, together
from lms.domain.media import LARGEST_PICTURE
from lms.domain.paging import page_of_list
from lms.services import draft_media, drafts
from lms.services.draft_media import LONGEST_ALTERNATIVE, Gallery, Sent
from lms.services.drafts import Desk
from lms.services.written import get_written
from lms.web.drafts import REVIEWS
from lms.web.forms import NOTHING_TYPED, Form, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import (
    current_person,
    end_reading,
    now,
    page_number,
    reading,
    whole_number,
    writing_once,
)

bp = Blueprint("draft_media", __name__, url_prefix="/studio/<course>/draft/media")

PAGE = "drafts/media.html"
# Its number in the address of the page of what was taken out, which grows without end.
OUT_FIELD = "out"
# So that whoever sends a larger one reads why, with the form below it.
UPLOAD_BYTES = 2 * LARGEST_PICTURE + USUAL_BYTES
MOST_SECONDS = 3.0
ACCEPT = ".png,.jpg,.jpeg,.gif,.webp,.svg,image/png,image/jpeg,image/gif,image/webp,image/svg+xml"


@bp.get("")
@access(Policy.INSTRUCTORS)
def show(course: str) -> ResponseReturnValue:
    """Every picture of the course, where it is used, and a form for more of them."""
    return _page(*_opened(course))


def _too_large(course: str) -> Response:
    """The page with a sentence at the picture; what was typed beside it was not read."""
    refused = Form({}, {"file": draft_media.TOO_LARGE})
    return make_response(_page(*_opened(course), form=refused), RequestEntityTooLarge.code)


@bp.post("")
@access(Policy.INSTRUCTORS)
@body_limit(UPLOAD_BYTES, too_much=_too_large)
def send(course: str) -> ResponseReturnValue:
    """Keep a new picture, or one in another's place; then the page with its line of Markdown."""
    desk, gallery = _opened(course)
    instead = typed_text("instead")
    try:
        alternative, sent = together(
            lambda: "" if instead else draft_media.alternative_in(typed_text("alternative")),
            lambda: _prepared(gallery, instead),
        )
        done = "replaced" if instead else "added"
        onward = url_for(".show", course=course, done=done, path=sent.path, shows=alternative)
        since = _since() if instead else 0
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            if instead:
                draft_media.replace(session, taught, current_person(), sent, since, now())
            else:
                draft_media.add(session, taught, current_person(), sent, now())
    except Refusal as refusal:
        return _page(desk, gallery, refusal)
    return redirect(onward, 303)


@bp.post("/remove")
@access(Policy.INSTRUCTORS)
def remove(course: str) -> ResponseReturnValue:
    """Take a picture out that no page uses; then the page."""
    desk, gallery = _opened(course)
    path = typed_text("path")
    onward = url_for(".show", course=course, done="removed", path=path)
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            draft_media.remove(session, taught, current_person(), path, now())
    except Refusal as refusal:
        return _page(desk, gallery, refusal)
    return redirect(onward, 303)


@bp.post("/put-back")
@access(Policy.INSTRUCTORS)
def put_back(course: str) -> ResponseReturnValue:
    """Bring a picture back that was taken out; then the page."""
    person, path = current_person(), typed_text("path")
    onward = url_for(".show", course=course, done="back", path=path)
    with writing_once(onward) as session:
        taught = get_written(session, person, course)
        draft_media.put_back(session, taught, person, path, now())
    return redirect(onward, 303)


def _since() -> int:
    since = whole_number(typed_text("since"))
    if since is None:
        ask = "The page does not say which picture you saw. Open it anew, and send yours again."
        raise FieldRefusal("instead", ask)
    return since


def _opened(course: str) -> tuple[Desk, Gallery]:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        files = drafts.list_files_to_read(session, taught)
        taken_out = drafts.list_taken_out(session, taught)
    end_reading()
    return desk, draft_media.get_gallery(files, sorted(taken_out))


def _page(
    desk: Desk, gallery: Gallery, refusal: Refusal | None = None, form: Form = NOTHING_TYPED
) -> ResponseReturnValue:
    done, path, shows = (request.args.get(name, "") for name in ("done", "path", "shows"))
    shown: dict[str, Any] = {
        "taught": desk.taught,
        "desk": desk,
        "gallery": gallery,
        "page": page_of_list(gallery.media, page_number()),
        "gone": page_of_list(gallery.taken_out, page_number(OUT_FIELD)),
        "since": draft_media.newest_seen(desk),
        "done": done,
        "path": path,
        "line": draft_media.line_for(path, shows) if done == "added" else "",
        "shows": shows,
        "modules": [it for it in desk.playing("module") if it.state != FileState.REMOVED],
        "options": [(it.path, it.path) for it in gallery.media if it.kind],
        "accept": ACCEPT,
        "longest": LONGEST_ALTERNATIVE,
        "largest": LARGEST_PICTURE,
        "too_large": draft_media.TOO_LARGE,
    }
    if refusal is None:
        return render_template(PAGE, form=form, **shown)
    return show_again(PAGE, refusal, **shown)


def _prepared(gallery: Gallery, instead: str) -> Sent:
    """A picture is written anew in up to seconds, which others shall not wait for (AV-05)."""
    uploaded = request.files.get("file")
    content = uploaded.stream.read(LARGEST_PICTURE + 1) if uploaded else b""
    name = (uploaded.filename or "") if uploaded else ""
    with REVIEWS.turn(current_person().id, MOST_SECONDS) as has_turn:
        if not has_turn:
            raise Busy
        paths = [it.path for it in gallery.media]
        return draft_media.prepare(content, name, paths, instead, gallery.taken_out)
