"""The office's rule of sign-offs: whether every course is published with a second person's word."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.services import sign_offs
from lms.web.forms import typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, reading, writing_once

bp = Blueprint("sign_offs", __name__, url_prefix="/office/sign-offs")


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def show() -> str:
    """Whether the provider asks for a sign-off of every course."""
    with reading() as session:
        is_asked = sign_offs.is_asked_of_all(session)
    return render_template("sign_offs/show.html", is_asked=is_asked)


@bp.post("/")
@access(Policy.ADMINISTRATORS)
def ask() -> ResponseReturnValue:
    """Ask for a sign-off of every course, or leave it to each again."""
    onward = url_for(".show")
    is_no = typed_text("asked") == "no"
    set_rule = sign_offs.ask_of_all_no_longer if is_no else sign_offs.ask_of_all
    with writing_once(onward) as session:
        set_rule(session, current_person(), now())
    return redirect(onward, 303)
