"""When a course is offered: planned for later, taken out of the catalog and put back, expiry."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.errors import NotFound, Refusal
from lms.domain.plans import time_due
from lms.services import authoring, plans
from lms.services.teaching import get_attendance_of, get_taught
from lms.services.written import get_written
from lms.web.drafts import REVIEW, overrule_of, reviewed
from lms.web.filters import reader_zone
from lms.web.forms import show_again, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, reading, writing, writing_once

bp = Blueprint("offering", __name__, url_prefix="/studio/<course>/draft/offering")


@bp.get("")
@access(Policy.INSTRUCTORS)
def show(course: str) -> str:
    """Whether the catalog has the course, until when, and what is planned."""
    with reading() as session:
        taught = get_written(session, current_person(), course)
        plan = plans.find_plan(session, taught)
        attendance = get_attendance_of(session, taught.course_id)
    done = request.args.get("done", "")
    return render_template(
        "offering/show.html", taught=taught, plan=plan, attendance=attendance, done=done
    )


@bp.post("/plan")
@access(Policy.INSTRUCTORS)
def plan(course: str) -> ResponseReturnValue:
    """Let the draft be published later, as it was reviewed."""
    read = reviewed(course)
    onward = url_for(".show", course=course, done="planned")
    try:
        due_at = time_due(typed_text("day"), typed_text("time"), reader_zone(), now())
        wish = plans.Wish(typed_text("seen"), overrule_of(read["review"].change), due_at)
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            plans.plan(session, taught, current_person(), read["read"], wish, now())
    except Refusal as refusal:
        return show_again(REVIEW, refusal, **reviewed(course))
    return redirect(onward, 303)


@bp.post("/plan/<plan>/take-back")
@access(Policy.INSTRUCTORS)
def take_back(course: str, plan: str) -> ResponseReturnValue:
    """Let the plan be none; what was reviewed stays in the draft."""
    person = current_person()
    with writing() as session:
        plans.take_back(session, get_written(session, person, course), person, plan, now())
    return redirect(url_for(".show", course=course, done="taken-back"), 303)


@bp.post("/<act>")
@access(Policy.INSTRUCTORS)
def change(course: str, act: str) -> ResponseReturnValue:
    """Take the course out of the catalog, or put it back."""
    acts = {"archive": authoring.archive, "put-back": authoring.put_back}
    if act not in acts:
        raise NotFound
    person = current_person()
    with writing() as session:
        taught = get_taught(session, person, course)
        acts[act](session, taught.edition.facts.slug, now(), person.id)
    return redirect(url_for(".show", course=course, done=act), 303)
