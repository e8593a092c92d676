"""The course evaluation: one form, sent once, counted without a name."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.services import evaluations
from lms.services.evaluations import EvaluationUnfinished
from lms.web.forms import TO_CORRECT, Form
from lms.web.policies import access, body_limit
from lms.web.requests import current_person, now, reading, writing

bp = Blueprint("evaluations", __name__)

EVALUATION = "/courses/<course>/evaluation"
# Room for several long comments in a script whose letters take nine bytes each on the way.
COMMENTS_BYTES = 256 * 1024


@bp.get(EVALUATION)
@access(Policy.SIGNED_IN)
def show(course: str) -> ResponseReturnValue:
    """The evaluation to fill in, why it is not open yet, or thanks."""
    return _page(course, Form())


@bp.post(EVALUATION)
@access(Policy.SIGNED_IN)
@body_limit(COMMENTS_BYTES)
def send(course: str) -> ResponseReturnValue:
    """Keep what was said without who said it; the form again where an answer is missing."""
    typed = request.form.to_dict()
    try:
        with writing() as session:
            evaluations.send(session, current_person(), course, typed, now())
    except EvaluationUnfinished as refusal:
        return _page(course, Form(typed, refusal.missing), TO_CORRECT)
    return redirect(url_for(".show", course=course), 303)


def _page(course: str, form: Form, status: int = 200) -> Response:
    with reading() as session:
        page = evaluations.get_evaluation_page(session, current_person(), course)
    return make_response(render_template("evaluations/show.html", page=page, form=form), status)
