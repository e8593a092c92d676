"""Credit in the office: what waits for an approver, the page of calculation, and the act."""

from typing import Any

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.credit import MERGENER, WORDS_PER_HOUR
from lms.domain.errors import FieldRefusal, Refusal
from lms.domain.signatures import clean_signature
from lms.services import credit
from lms.services.credit import CalculationPage
from lms.web.forms import Form, form_of, show_again, typed_text
from lms.web.policies import access
from lms.web.provider import find_facts
from lms.web.requests import (
    current_person,
    now,
    page_number,
    reading,
    whole_number,
    writing_once,
)

bp = Blueprint("credit", __name__, url_prefix="/office/credit")

EDITION = "/<course>/<number>"
CALCULATION = "credit/calculation.html"
NOT_CONFIRMED = "Tick the box if you approve these hours. Nothing is approved without it."


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def editions() -> str:
    """The courses offered, those whose credit waits for an approver first."""
    with reading() as session:
        page = credit.list_offered(session, page_number())
    return render_template("credit/editions.html", page=page)


@bp.get(EDITION)
@access(Policy.ADMINISTRATORS)
def calculation(course: str, number: str) -> Response:
    """The calculation that an auditor reads, and the form that approves it."""
    house = find_facts()
    form = form_of(name=house.signatory_name, title=house.signatory_title)
    return make_response(_shown(_page(course, number), form))


@bp.post(EDITION)
@access(Policy.ADMINISTRATORS)
def approve(course: str, number: str) -> ResponseReturnValue:
    """Freeze the credit of the edition; its page again, with who approved it."""
    page = _page(course, number)
    onward = url_for(".calculation", course=course, number=number)
    try:
        sign = clean_signature(typed_text("name"), typed_text("title"), typed_text("note"))
        if typed_text("confirm") != "yes":
            raise FieldRefusal("confirm", NOT_CONFIRMED)
        with writing_once(onward) as session:
            credit.approve(session, current_person(), course, page.edition.number, sign, now())
    except Refusal as refusal:
        return show_again(CALCULATION, refusal, **_with(page))
    return redirect(onward, 303)


def _page(course: str, number: str) -> CalculationPage:
    with reading() as session:
        return credit.get_calculation(session, course, whole_number(number) or 0)


def _shown(page: CalculationPage, form: Form) -> str:
    return render_template(CALCULATION, form=form, **_with(page))


def _with(page: CalculationPage) -> dict[str, Any]:
    return {"page": page, "formula": MERGENER, "words_per_hour": WORDS_PER_HOUR}
