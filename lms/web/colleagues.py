"""Colleagues in the studio: who works on a course, added and taken off by its authors."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy, Role
from lms.domain.colleagues import Duty
from lms.domain.errors import FieldRefusal, Refusal
from lms.services import colleagues, sign_offs
from lms.services.written import get_written
from lms.web.forms import form_of, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, writing_once

bp = Blueprint("colleagues", __name__, url_prefix="/studio/<course>/colleagues")

PAGE = "colleagues/colleagues.html"


@bp.get("")
@access(Policy.INSTRUCTORS)
def show(course: str) -> str:
    """Who works on the course, and the form that adds somebody."""
    form = form_of(duty=Duty.REVIEWER)
    return render_template(PAGE, form=form, done=request.args.get("done", ""), **_shown(course))


@bp.post("")
@access(Policy.INSTRUCTORS)
def add(course: str) -> ResponseReturnValue:
    """Let an instructor write the course, or review its draft."""
    person, onward = current_person(), url_for(".show", course=course, done="added")
    try:
        with writing_once(onward) as session:
            taught = get_written(session, person, course)
            colleagues.add(session, taught, person, typed_text("email"), _duty(), now())
    except Refusal as refusal:
        return show_again(PAGE, refusal, done="", **_shown(course))
    return redirect(onward, 303)


@bp.post("/sign-off")
@access(Policy.INSTRUCTORS)
def ask(course: str) -> ResponseReturnValue:
    """Let the course be published with a sign-off only; an administrator, without one again."""
    person, onward = current_person(), url_for(".show", course=course, _anchor="sign-off")
    set_rule = sign_offs.ask_no_longer if typed_text("asked") == "no" else sign_offs.ask
    with writing_once(onward) as session:
        set_rule(session, get_written(session, person, course), person, now())
    return redirect(onward, 303)


@bp.post("/<person>/take-off")
@access(Policy.INSTRUCTORS)
def take_off(course: str, person: str) -> ResponseReturnValue:
    """Let somebody work on the course no longer; whoever took themselves off sees the studio."""
    me = current_person()
    onward = url_for(".show", course=course, done="taken")
    if person == me.public_id:
        onward = url_for("teaching.courses")
    try:
        with writing_once(onward) as session:
            colleagues.take_off(session, get_written(session, me, course), me, person, now())
    except Refusal as refusal:
        return show_again(PAGE, refusal, done="", **_shown(course))
    return redirect(onward, 303)


def _duty() -> Duty:
    duty = typed_text("duty")
    if duty not in tuple(Duty):
        raise FieldRefusal("duty", "Choose whether they write the course or review its draft.")
    return Duty(duty)


def _shown(course: str) -> dict[str, Any]:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        page = colleagues.list_colleagues(session, taught, page_number())
        rules = sign_offs.get_rules(session, taught)
    may_administer = current_person().role is Role.ADMINISTRATOR
    return {"taught": taught, "page": page, "rules": rules, "may_administer": may_administer}
