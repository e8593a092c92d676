"""Receipts: the learner's own, and the form with which the record confirms one."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.services import receipts
from lms.web.forms import Form
from lms.web.policies import access
from lms.web.requests import current_person, reading

bp = Blueprint("receipts", __name__)

NOT_FOUND = 404
UNKNOWN = (
    "No attempt in a course of yours was handed in under this id. Compare it with the receipt."
)


@bp.get("/courses/<course>/<module>/quiz/<attempt>/receipt")
@access(Policy.SIGNED_IN)
def show(course: str, module: str, attempt: str) -> str:
    """Every answer that is stored of a handed-in attempt, and the code to confirm them."""
    with reading() as session:
        receipt = receipts.get_receipt(session, current_person(), course, module, attempt)
    return render_template("receipts/show.html", receipt=receipt)


@bp.get("/studio/receipts")
@access(Policy.INSTRUCTORS)
def check() -> ResponseReturnValue:
    """The form that takes a receipt's id and code, and what the record says of them."""
    typed = {name: request.args.get(name, "").strip() for name in ("attempt", "code")}
    if not any(typed.values()):
        return render_template("receipts/check.html", form=Form(), told=None)
    with reading() as session:
        told = receipts.confirm(session, current_person(), typed["attempt"], typed["code"])
    problems = {} if told else {"attempt": UNKNOWN}
    page = render_template("receipts/check.html", form=Form(typed, problems), told=told)
    return make_response(page, 200 if told else NOT_FOUND)
