"""The recordings of a draft: listed with captions and uses, sent, replaced, removed, put back."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from lms.domain.access import Policy
from lms.domain.errors import Refusal, together
from lms.domain.paging import page_of_list
from lms.domain.recordings import KINDS, LARGEST_CAPTIONS, LARGEST_SENT_RECORDING
from lms.services import draft_recordings, drafts
from lms.services.draft_media import LONGEST_ALTERNATIVE
from lms.services.draft_recordings import Recordings, Sent
from lms.services.drafts import Desk
from lms.services.written import get_written
from lms.web.forms import NOTHING_TYPED, Form, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import (
    current_person,
    end_reading,
    now,
    page_number,
    reading,
    writing_once,
)

bp = Blueprint("draft_recordings", __name__, url_prefix="/studio/<course>/draft/recordings")

PAGE = "drafts/recordings.html"
# So that whoever sends a larger one reads why, with the form below it.
UPLOAD_BYTES = LARGEST_SENT_RECORDING + LARGEST_SENT_RECORDING // 4 + USUAL_BYTES
CAPTIONS_BYTES = 2 * LARGEST_CAPTIONS + USUAL_BYTES
ACCEPT = ",".join([*KINDS, *KINDS.values()])


@bp.get("")
@access(Policy.INSTRUCTORS)
def show(course: str) -> ResponseReturnValue:
    """Every recording of the course with its captions and uses, and forms for more of them."""
    return _page(*_opened(course))


def _too_large(course: str) -> Response:
    return _refused(course, {"file": draft_recordings.TOO_LARGE})


def _captions_too_large(course: str) -> Response:
    return _refused(course, {"captions": draft_recordings.CAPTIONS_TOO_LARGE})


def _refused(course: str, problems: Mapping[str, str]) -> Response:
    """The page with a sentence at a file; what was typed beside it was not read."""
    page = _page(*_opened(course), form=Form({}, problems))
    return make_response(page, RequestEntityTooLarge.code)


@bp.post("")
@access(Policy.INSTRUCTORS)
@body_limit(UPLOAD_BYTES, too_much=_too_large)
def send(course: str) -> ResponseReturnValue:
    """Keep a new recording, or one in another's place; then the page with its line of Markdown."""
    desk, found = _opened(course)
    instead = typed_text("instead")
    try:
        name, sent = together(
            lambda: "" if instead else draft_recordings.name_in(typed_text("alternative")),
            lambda: _recording(desk, instead),
        )
        done = "replaced" if instead else "added"
        onward = url_for(".show", course=course, done=done, path=sent.path, shows=name)
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            keep = draft_recordings.replace if instead else draft_recordings.add
            keep(session, taught, current_person(), sent, now())
    except Refusal as refusal:
        return _page(desk, found, refusal)
    return redirect(onward, 303)


@bp.post("/captions")
@access(Policy.INSTRUCTORS)
@body_limit(CAPTIONS_BYTES, too_much=_captions_too_large)
def caption(course: str) -> ResponseReturnValue:
    """Keep the captions of a recording; then the page."""
    desk, found = _opened(course)
    try:
        content, _ = _uploaded("captions", LARGEST_CAPTIONS)
        sent = draft_recordings.prepare_captions(content, found.captionable, typed_text("of_which"))
        onward = url_for(".show", course=course, done="captioned", path=sent.path)
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            draft_recordings.keep_captions(session, taught, current_person(), sent, now())
    except Refusal as refusal:
        return _page(desk, found, refusal)
    return redirect(onward, 303)


@bp.post("/remove")
@access(Policy.INSTRUCTORS)
def remove(course: str) -> ResponseReturnValue:
    """Take a recording out that no page uses, with its captions; then the page."""
    desk, found = _opened(course)
    path = typed_text("path")
    onward = url_for(".show", course=course, done="removed", path=path)
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            draft_recordings.remove(session, taught, current_person(), path, now())
    except Refusal as refusal:
        return _page(desk, found, refusal)
    return redirect(onward, 303)


@bp.post("/put-back")
@access(Policy.INSTRUCTORS)
def put_back(course: str) -> ResponseReturnValue:
    """Bring a file back that was taken out, a recording with its captions; then the page."""
    person, path = current_person(), typed_text("path")
    onward = url_for(".show", course=course, done="back", path=path)
    with writing_once(onward) as session:
        taught = get_written(session, person, course)
        draft_recordings.put_back(session, taught, person, path, now())
    return redirect(onward, 303)


def _opened(course: str) -> tuple[Desk, Recordings]:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        files = drafts.list_files_to_read(session, taught)
        taken_out = drafts.list_taken_out(session, taught)
    end_reading()
    return desk, draft_recordings.get_recordings(files, sorted(taken_out))


def _page(
    desk: Desk, found: Recordings, refusal: Refusal | None = None, form: Form = NOTHING_TYPED
) -> ResponseReturnValue:
    done, path, shows = (request.args.get(name, "") for name in ("done", "path", "shows"))
    shown: dict[str, Any] = {
        "taught": desk.taught,
        "desk": desk,
        "found": found,
        "page": page_of_list(found.listed, page_number()),
        "done": done,
        "path": path,
        "line": draft_recordings.line_for(path, shows) if done == "added" else "",
        "options": [(it, it) for it in found.captionable],
        "accept": ACCEPT,
        "longest": LONGEST_ALTERNATIVE,
        "largest": LARGEST_SENT_RECORDING,
        "too_large": draft_recordings.TOO_LARGE,
    }
    if refusal is None:
        return render_template(PAGE, form=form, **shown)
    return show_again(PAGE, refusal, **shown)


def _recording(desk: Desk, instead: str) -> Sent:
    content, name = _uploaded("file", LARGEST_SENT_RECORDING)
    paths = [*(it.path for it in desk.files), *(it.path for it in desk.taken_out)]
    return draft_recordings.prepare_recording(content, name, paths, instead)


def _uploaded(field: str, most: int) -> tuple[bytes, str]:
    """What was sent, up to one byte more than it may have, and the name of its file."""
    uploaded = request.files.get(field)
    if uploaded is None:
        return b"", ""
    return uploaded.stream.read(most + 1), uploaded.filename or ""
