"""A new course in the studio: its title and address, and what it begins from."""

from threading import Lock

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.courses import SourceFile
from lms.domain.errors import FieldRefusal, Refusal
from lms.services import starting
from lms.services.starting import MOST_BYTES, Named
from lms.web.forms import form_of, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import current_person, now, reading, writing_once

bp = Blueprint("starting", __name__, url_prefix="/studio/new")

PAGE = "starting/new.html"
MEGABYTE = 1_000_000
# So that whoever sends a larger one reads why, with the form below it.
UPLOAD_BYTES = 2 * MOST_BYTES + USUAL_BYTES
# An archive takes a second to read, which others shall not wait for (AV-05).
ONE_AT_A_TIME = Lock()
SHOWN = {"most_megabytes": MOST_BYTES // MEGABYTE}


@bp.get("")
@access(Policy.INSTRUCTORS)
def new_form() -> str:
    """The form that begins a course; `?copy=` names one to copy."""
    source = request.args.get("copy", "")
    form = form_of(source=source, kind="copy" if source else "example")
    return render_template(PAGE, form=form, **SHOWN)


@bp.post("")
@access(Policy.INSTRUCTORS)
@body_limit(UPLOAD_BYTES)
def begin() -> ResponseReturnValue:
    """Begin a course and open its desk; sent twice, it is begun once."""
    try:
        new = starting.named(typed_text("title"), typed_text("address"))
        files = _files(new)
        onward = url_for("drafts.desk", course=new.slug, done="begun")
        with writing_once(onward) as session:
            starting.begin(session, current_person(), new, files, now())
    except Refusal as refusal:
        return show_again(PAGE, refusal, **SHOWN)
    finally:
        for file in request.files.values():
            file.close()
    return redirect(onward, 303)


def _files(new: Named) -> tuple[SourceFile, ...]:
    """What the course begins from, read before anything is written."""
    kind = typed_text("kind")
    if kind == "example":
        with reading() as session:
            return starting.from_example(session, new, current_person(), now())
    if kind == "archive":
        return _unpacked(new)
    if kind == "copy":
        with reading() as session:
            source = typed_text("source").strip()
            return starting.from_course(session, new, current_person(), source)
    raise FieldRefusal("kind", "Choose what the course begins from.")


def _unpacked(new: Named) -> tuple[SourceFile, ...]:
    uploaded = request.files.get("archive")
    if uploaded is None or not uploaded.filename:
        raise FieldRefusal("archive", "Choose the .zip file.")
    uploaded.stream.seek(0)
    content = uploaded.stream.read(MOST_BYTES + 1)
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise Refusal("Another archive is being read just now; send yours again in a minute.")
    try:
        return starting.from_archive(new, content)
    finally:
        ONE_AT_A_TIME.release()
