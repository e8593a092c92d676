"""Questions for other systems and from them, for whoever teaches a course; nothing is stored."""

from threading import Lock

from flask import Blueprint, Response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services import exchange
from lms.services.exchange import Imported, Source, Target
from lms.services.teaching import Taught, get_taught
from lms.web.forms import Form, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import current_person, reading

bp = Blueprint("exchange", __name__, url_prefix="/studio/<course>")

FORMATS = "/<module>/formats"
IMPORT = "/import"
MEDIA_TYPES = {Target.GIFT: "text/plain; charset=utf-8", Target.QTI: "application/zip"}
# A thousand questions with their feedback; larger files are for the command line.
MOST_BYTES = 1_000_000
# So that whoever sends a larger one reads why, with the form below it.
UPLOAD_BYTES = 4 * MOST_BYTES
# The text is longer than the file it was made of: punctuation is escaped in it.
TEXT_BYTES = 4 * MOST_BYTES + USUAL_BYTES
# A thousand questions take some seconds, which others shall not wait for (AV-05).
ONE_AT_A_TIME = Lock()


# -- for other systems -------------------------------------------------------------


@bp.get(FORMATS)
@access(Policy.INSTRUCTORS)
def formats(course: str, module: str) -> str:
    """A quiz in each format that other systems read, with what each of them loses."""
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        files = exchange.list_exported(session, taught, module)
    entry = taught.edition.facts.entry(module)
    lost = {file.target: exchange.grouped(file.losses) for file in files}
    return render_template(
        "exchange/formats.html", taught=taught, entry=entry, files=files, lost=lost
    )


@bp.get(f"{FORMATS}/<target>")
@access(Policy.INSTRUCTORS)
def export(course: str, module: str, target: str) -> Response:
    """One of them as a file to download."""
    with reading() as session:
        get_taught(session, current_person(), course)
        if target not in list(Target):
            raise NotFound
        made = exchange.exported(session, course, module, Target(target))
    return _attached(made.name, made.content, MEDIA_TYPES[made.target])


# -- from other systems ------------------------------------------------------------


@bp.get(IMPORT)
@access(Policy.INSTRUCTORS)
def import_form(course: str) -> str:
    """The form that takes a file of questions."""
    return render_template("exchange/import.html", taught=_taught(course), form=Form())


@bp.post(IMPORT)
@access(Policy.INSTRUCTORS)
@body_limit(UPLOAD_BYTES)
def convert(course: str) -> ResponseReturnValue:
    """The questions of a file as the text of a quiz, with all that is not in it; keeps nothing."""
    taught = _taught(course)
    try:
        name, found = _converted()
    except Refusal as refusal:
        beside = FieldRefusal("file", str(refusal))
        return show_again("exchange/import.html", beside, taught=taught)
    return render_template(
        "exchange/imported.html",
        taught=taught,
        found=found,
        lost=exchange.grouped(found.losses),
        name=exchange.quiz_name(name),
        file=name,
    )


@bp.post(f"{IMPORT}/text")
@access(Policy.INSTRUCTORS)
@body_limit(TEXT_BYTES)
def keep(course: str) -> Response:
    """The text of the page before as a file to download, for browsers without scripts."""
    _taught(course)
    # Forms end lines in a way of their own.
    text = typed_text("text").replace("\r\n", "\n")
    name = exchange.quiz_name(typed_text("name"))
    return _attached(name, text.encode(), "text/markdown; charset=utf-8")


def _converted() -> tuple[str, Imported]:
    if not ONE_AT_A_TIME.acquire(blocking=False):
        raise Refusal("Another file is being read just now; send yours again in a minute.")
    try:
        return _read()
    finally:
        ONE_AT_A_TIME.release()


def _read() -> tuple[str, Imported]:
    uploaded = request.files.get("file")
    if uploaded is None or not uploaded.filename:
        raise Refusal("Choose the file with the questions.")
    content = uploaded.stream.read(MOST_BYTES + 1)
    if len(content) > MOST_BYTES:
        raise Refusal(
            "This file is larger than 1 MB; split it, or import it with lms questions import."
        )
    form = typed_text("format")
    source = Source(form) if form in list(Source) else None
    return uploaded.filename, exchange.imported(content, uploaded.filename, source)


def _taught(course: str) -> Taught:
    with reading() as session:
        return get_taught(session, current_person(), course)


def _attached(name: str, content: bytes, media_type: str) -> Response:
    response = Response(content, content_type=media_type)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
