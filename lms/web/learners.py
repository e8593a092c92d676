"""People in the office: finding somebody, the way to what can be done for them, and their role."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy, Role
from lms.domain.accounts import Account, Door
from lms.domain.errors import FieldRefusal, NotFound, Refusal
from lms.services import learners
from lms.web.doors import SHORT_FORM, ask_again, proof, settled
from lms.web.forms import form_of, typed_text
from lms.web.policies import access, body_limit
from lms.web.requests import (
    current_person,
    current_signed_in,
    now,
    page_number,
    reading,
    writing_once,
)

bp = Blueprint("learners", __name__, url_prefix="/office/learners")

LONGEST_SEARCH = 200
ROLE = "learners/role.html"
ROLES = tuple((role, role.value.capitalize()) for role in Role)


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def found() -> str:
    """People by name or e-mail address."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    with reading() as session:
        page = learners.list_found(session, words, page_number())
    return render_template("learners/found.html", page=page, words=words)


@bp.get("/<person>")
@access(Policy.ADMINISTRATORS)
def learner(person: str) -> str:
    """Somebody with their courses, where further attempts and extra time are given."""
    with reading() as session:
        page = learners.get_learner(session, person)
    return render_template("learners/learner.html", page=page, done=request.args.get("done", ""))


@bp.get("/<person>/role")
@access(Policy.ADMINISTRATORS)
def role_form(person: str) -> ResponseReturnValue:
    """What somebody does here, and the form that changes it; nobody changes their own."""
    if person == current_person().public_id:
        return redirect(url_for(".learner", person=person), 303)
    account = _account(person)
    form = form_of(role=account.person.role)
    return render_template(ROLE, form=form, account=account, roles=ROLES)


@bp.post("/<person>/role")
@access(Policy.ADMINISTRATORS)
@body_limit(SHORT_FORM)
def change_role(person: str) -> ResponseReturnValue:
    """Change what somebody does here."""
    me, onward = current_signed_in(), url_for(".learner", person=person, done="role")
    if person == me.person.public_id:
        return redirect(url_for(".learner", person=person), 303)
    try:
        role = _typed_role()
        shown = proof(Door.CONFIRM, me.person.email, "present_password")
        with writing_once(onward) as session:
            refusal = learners.change_role(session, me, shown, person, role, now())
            settled(session, refusal)
        if refusal is not None:
            raise refusal
    except NotFound:
        raise
    except Refusal as refusal:
        account = _account(person)
        return ask_again(ROLE, refusal, "present_password", account=account, roles=ROLES)
    return redirect(onward, 303)


def _account(public_id: str) -> Account:
    with reading() as session:
        return learners.get_account(session, public_id)


def _typed_role() -> Role:
    try:
        return Role(typed_text("role"))
    except ValueError:
        raise FieldRefusal("role", "Choose one of the roles.") from None
