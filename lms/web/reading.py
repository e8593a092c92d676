"""Reading: a module's page, the reader's place in it, its pictures and its recordings."""

from datetime import datetime, timedelta

from flask import Blueprint, Response, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.courses import OutlineEntry
from lms.domain.recordings import kind_named
from lms.services import reading as modules
from lms.services import recordings
from lms.web.answers import asked_check
from lms.web.filters import date_text, reader_zone
from lms.web.forms import typed_text
from lms.web.pictures import sent_picture
from lms.web.policies import access
from lms.web.recordings import sent_recording
from lms.web.rendering import render_page
from lms.web.requests import current_person, now, reading, wants_json, whole_number, writing

bp = Blueprint("reading", __name__)

ONE_WEEK = timedelta(days=7)


@bp.get("/courses/<course>/<module>")
@access(Policy.SIGNED_IN)
def module(course: str, module: str) -> ResponseReturnValue:
    """A module of a course that the reader is in; a knowledge check is answered in the address."""
    check = asked_check(request.args)
    with reading() as session:
        page = modules.get_module_page(session, current_person(), course, module, check)
    return render_page("reading/module.html", page=page, counted=page.minutes_counted(now()))


@bp.post("/courses/<course>/<module>/place")
@access(Policy.SIGNED_IN)
def place(course: str, module: str) -> ResponseReturnValue:
    """Keep the reader's place; a script is told in no words, a reader goes on from there."""
    section = typed_text("section")
    with writing() as session:
        modules.mark_section(session, current_person(), course, module, section, now())
    if wants_json() or "X-Requested-With" in request.headers:
        return Response(status=204)
    address = url_for("reading.module", course=course, module=module, _anchor=f"s-{section}")
    return redirect(address, 303)


@bp.post("/courses/<course>/<module>/finish")
@access(Policy.SIGNED_IN)
def finish(course: str, module: str) -> ResponseReturnValue:
    """Mark the module as read, then go to its quiz, to the next module, or to my learning."""
    with writing() as session:
        following = modules.finish_module(session, current_person(), course, module, now())
    return redirect(_onward(course, module, following), 303)


@bp.get("/courses/<course>/media/<path:path>")
@access(Policy.SIGNED_IN)
def media(course: str, path: str) -> ResponseReturnValue:
    """A picture of the reader's own edition, in the width that the screen asks for; a recording."""
    if kind_named(path):
        return _recording(course, path)
    with reading() as session:
        width = whole_number(request.args.get("width"))
        picture = modules.get_picture_for(session, current_person(), course, path, width)
    return sent_picture(picture)


def _recording(course: str, path: str) -> ResponseReturnValue:
    with reading() as session:
        kept = recordings.get_recording_for(session, current_person(), course, path)
        return sent_recording(session, kept)


def _onward(course: str, module: str, following: OutlineEntry | None) -> str:
    wish = typed_text("do")
    if wish == "quiz":
        return url_for("quizzes.show", course=course, module=module)
    if wish == "next" and following is not None:
        return url_for("reading.module", course=course, module=following.slug)
    return url_for("records.dashboard")


@bp.app_template_filter("recent_day")
def recent_day(at: datetime) -> str:
    """Thursday, for a day of the last week; the whole date before that; nothing for today."""
    zone = reader_zone()
    day, today = at.astimezone(zone).date(), now().astimezone(zone).date()
    if day >= today:
        return ""
    return f"{day:%A}" if today - day < ONE_WEEK else date_text(at)
