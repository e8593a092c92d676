"""A new course in the studio: its title and address, and what it begins from."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.courses import SourceFile
from lms.domain.errors import FieldRefusal, Refusal
from lms.services import starting
from lms.services.starting import MOST_BYTES, Named
from lms.services.written import list_shelves
from lms.web.forms import form_of, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import current_person, end_reading, now, reading, writing_once
from lms.web.turns import Turns

bp = Blueprint("starting", __name__, url_prefix="/studio/new")

PAGE = "starting/new.html"
MEGABYTE = 1_000_000
# So that whoever sends a larger one reads why, with the form below it.
UPLOAD_BYTES = 2 * MOST_BYTES + USUAL_BYTES
# An archive takes a second to read, which others shall not wait for (AV-05).
ARCHIVES = Turns(at_once=1, waiting=0)


@bp.get("")
@access(Policy.INSTRUCTORS)
def new_form() -> str:
    """The form that begins a course; `?copy=` names one to copy."""
    source = request.args.get("copy", "")
    form = form_of(source=source, kind="copy" if source else "example")
    return render_template(PAGE, form=form, **_shown())


def _shown() -> dict[str, Any]:
    """The courses to choose a copy from; nothing where they are more than a page holds."""
    with reading() as session:
        mine = list_shelves(session, current_person()).written
    end_reading()
    courses = [(it.written.facts.slug, it.written.facts.title) for it in mine.entries]
    is_all = mine.total == len(courses)
    return {"most_megabytes": MOST_BYTES // MEGABYTE, "courses": courses if is_all else []}


@bp.post("")
@access(Policy.INSTRUCTORS)
@body_limit(UPLOAD_BYTES)
def begin() -> ResponseReturnValue:
    """Begin a course and open its desk; sent twice, it is begun once."""
    try:
        new = starting.named(typed_text("title"), typed_text("address"))
        files = _files(new)
        new = starting.settled(new, files)
        onward = url_for("drafts.desk", course=new.slug, done="begun")
        with writing_once(onward) as session:
            starting.begin(session, current_person(), new, files, now())
    except Refusal as refusal:
        return show_again(PAGE, refusal, **_shown())
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
    with ARCHIVES.turn(current_person().id, 0.0) as has_turn:
        if not has_turn:
            raise Refusal("Another archive is being read just now; send yours again in a minute.")
        return starting.from_archive(new, content)
