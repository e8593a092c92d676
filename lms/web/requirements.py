"""My requirements: which sets there are, which ones to follow, and what counts toward each."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.errors import FormRefusal
from lms.domain.paging import page_of_list
from lms.services import requirements
from lms.web.forms import TO_CORRECT, Form, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, writing_once

bp = Blueprint("requirements", __name__, url_prefix="/me/requirements")


@bp.get("")
@access(Policy.SIGNED_IN)
def sets() -> str:
    """Every set that can be followed, and how far one has come in those that one follows."""
    with reading() as session:
        found = requirements.list_followable(session, current_person())
    return render_template("requirements/sets.html", sets=found, done=request.args.get("done", ""))


@bp.get("/<slug>")
@access(Policy.SIGNED_IN)
def show(slug: str) -> ResponseReturnValue:
    """A set: what counts toward it, what does not and why; or the form to follow it."""
    return _page(slug, Form())


@bp.post("/<slug>/follow")
@access(Policy.SIGNED_IN)
def follow(slug: str) -> ResponseReturnValue:
    """Follow a set, or from another first day on."""
    onward = url_for(".show", slug=slug, done="followed")
    typed = typed_text("began_on")
    try:
        with writing_once(onward) as session:
            requirements.follow(session, current_person(), slug, typed, now())
    except FormRefusal as refusal:
        return _page(slug, Form({"began_on": typed}, refusal.problems), TO_CORRECT)
    return redirect(onward, 303)


@bp.post("/<slug>/unfollow")
@access(Policy.SIGNED_IN)
def unfollow(slug: str) -> ResponseReturnValue:
    """Follow a set no longer."""
    onward = url_for(".sets", done="unfollowed")
    with writing_once(onward) as session:
        requirements.unfollow(session, current_person(), slug, now())
    return redirect(onward, 303)


def _page(slug: str, form: Form, status: int = 200) -> Response:
    with reading() as session:
        found = requirements.get_followable_for(session, current_person(), slug)
    began_on = found.followed.began_on if found.followed else None
    if not form.values and began_on:
        form = Form({"began_on": began_on.isoformat()})
    # The newest first, as on the transcript.
    lines = found.tracker.lines[::-1] if found.tracker else ()
    shown = render_template(
        "requirements/show.html",
        it=found,
        page=page_of_list(lines, page_number()),
        form=form,
        done=request.args.get("done", ""),
    )
    return make_response(shown, status)
