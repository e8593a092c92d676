"""Accommodations in the studio: an administrator gives further attempts, or longer time."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.errors import FormRefusal
from lms.services import accommodations, teaching
from lms.web.forms import typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, writing_once
from lms.web.teaching import learner_again

bp = Blueprint("accommodations", __name__, url_prefix="/studio/<course>/learners/<person>")


@bp.post("/attempts")
@access(Policy.ADMINISTRATORS)
def grant(course: str, person: str) -> ResponseReturnValue:
    """Grant further attempts on a quiz; the learner's page again, with what was done."""
    onward = _onward(course, person, "attempts")
    try:
        given = accommodations.clean_grant(
            current_person(), typed_text("attempts"), typed_text("attempts_reason")
        )
        with writing_once(onward) as session:
            who = teaching.get_learner_as_person(session, current_person(), course, person)
            accommodations.grant(session, who, course, typed_text("module"), given, now())
    except FormRefusal as refusal:
        return learner_again(course, person, refusal)
    return redirect(onward, 303)


@bp.post("/time")
@access(Policy.ADMINISTRATORS)
def lengthen(course: str, person: str) -> ResponseReturnValue:
    """Give or end extra time; the learner's page again, with what was done."""
    onward = _onward(course, person, "time")
    try:
        given = accommodations.clean_time(
            current_person(), typed_text("percent"), typed_text("percent_reason")
        )
        with writing_once(onward) as session:
            who = teaching.get_learner_as_person(session, current_person(), course, person)
            accommodations.lengthen(session, who, course, given, now())
    except FormRefusal as refusal:
        return learner_again(course, person, refusal)
    return redirect(onward, 303)


def _onward(course: str, person: str, done: str) -> str:
    return url_for("teaching.learner", course=course, person=person, done=done)
