"""Corrected keys: what waits for a decision, what each policy would do, doing it, undoing it."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.attempts import TYPED_LENGTH
from lms.domain.errors import FieldRefusal, Refusal
from lms.domain.names import COMMENT_LENGTH, clean_line
from lms.domain.paging import page_of_list
from lms.domain.regrading import DEFAULT_POLICY, RegradePolicy
from lms.services import accepting, proposals, regrading, teaching
from lms.services.accepting import Acceptance
from lms.services.proposals import Proposal
from lms.services.teaching import Taught
from lms.web.forms import Form, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, writing_once

bp = Blueprint("regrading", __name__, url_prefix="/studio/<course>")

PROPOSAL = "/<module>/questions/<stamp>/regrade"
ACCEPTANCE = "/<module>/questions/<stamp>/accept"
TO_ACCEPT = "regrading/acceptance.html"


@bp.get("/regrades")
@access(Policy.INSTRUCTORS)
def regrades(course: str) -> str:
    """The changed keys that wait for a decision, and those that were corrected."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        overview = proposals.get_overview(session, taught, page_number("changes"), page_number())
    return render_template("regrading/regrades.html", taught=taught, overview=overview)


@bp.get(PROPOSAL)
@access(Policy.INSTRUCTORS)
def proposal(course: str, module: str, stamp: str) -> str:
    """What each policy would do to the attempts that were asked by another key."""
    taught, found = _proposal(course, module, stamp, request.args.get("policy"))
    return render_template("regrading/proposal.html", taught=taught, proposal=found, form=Form())


@bp.post(PROPOSAL)
@access(Policy.INSTRUCTORS)
def order(course: str, module: str, stamp: str) -> ResponseReturnValue:
    """Keep the decision and begin to grade anew; then the page that shows how far it is."""
    taught, found = _proposal(course, module, stamp, typed_text("policy"))
    try:
        reason = _reason("Say why, in a sentence that the learners read.")
        with writing_once(url_for(".regrades", course=course)) as session:
            # Behind the form's key: sent twice, the second copy meets what the first has decided.
            decided = found.decided_as_read(*map(typed_text, ("edition", "policy", "standing")))
            made = regrading.order(session, current_person(), taught, decided, reason, now())
    except Refusal as refusal:
        taught, found = _proposal(course, module, stamp, typed_text("policy"))
        return show_again("regrading/proposal.html", refusal, taught=taught, proposal=found)
    return redirect(url_for(".regrade", course=course, regrade=made), 303)


@bp.get("/regrades/<regrade>")
@access(Policy.INSTRUCTORS)
def regrade(course: str, regrade: str) -> str:
    """A corrected key: what was decided, how far it is, and the form to undo it."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        found = regrading.get_regrade(session, taught, regrade)
    return render_template("regrading/regrade.html", taught=taught, it=found, form=Form())


@bp.post("/regrades/<regrade>/undo")
@access(Policy.INSTRUCTORS)
def undo(course: str, regrade: str) -> ResponseReturnValue:
    """Undo it: every mark is what it would be without it."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        found = regrading.get_regrade(session, taught, regrade)
    onward = url_for(".regrade", course=course, regrade=regrade)
    try:
        reason = _reason("Say why it is undone, in a sentence that the learners read.")
        with writing_once(onward) as session:
            regrading.undo(session, current_person(), taught, regrade, reason, now())
    except Refusal as refusal:
        return show_again("regrading/regrade.html", refusal, taught=taught, it=found)
    return redirect(onward, 303)


def _proposal(course: str, module: str, stamp: str, policy: str | None) -> tuple[Taught, Proposal]:
    chosen = RegradePolicy(policy) if policy in list(RegradePolicy) else DEFAULT_POLICY
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        found = proposals.get_proposal(session, taught, module, stamp, chosen, page_number())
    return taught, found


def _reason(empty: str) -> str:
    reason = clean_line("reason", typed_text("reason"), COMMENT_LENGTH)
    if not reason:
        raise FieldRefusal("reason", empty)
    return reason


# -- answers in words --------------------------------------------------------------


@bp.get("/<module>/questions/<stamp>")
@access(Policy.INSTRUCTORS)
def question(course: str, module: str, stamp: str) -> str:
    """A question with its key and what people typed into it, the most frequent first."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        asked = accepting.get_asked(session, taught, module, stamp)
    page = page_of_list(asked.wordings, page_number())
    return render_template("regrading/question.html", taught=taught, asked=asked, page=page)


@bp.get(ACCEPTANCE)
@access(Policy.INSTRUCTORS)
def acceptance(course: str, module: str, stamp: str) -> str:
    """What accepting an answer that people typed would do to each attempt."""
    taught, found = _acceptance(course, module, stamp, request.args.get("words", ""))
    page = page_of_list(found.effects, page_number())
    return render_template(TO_ACCEPT, taught=taught, acceptance=found, page=page, form=Form())


@bp.post(ACCEPTANCE)
@access(Policy.INSTRUCTORS)
def accept(course: str, module: str, stamp: str) -> ResponseReturnValue:
    """Accept it, for everybody who gave it and who will."""
    taught, found = _acceptance(course, module, stamp, typed_text("words"))
    try:
        found.refuse_unread(typed_text("edition"), typed_text("standing"))
        draft = accepting.render(course, found)
        with writing_once(url_for(".regrades", course=course)) as session:
            made = accepting.accept(session, current_person(), course, found, draft, now())
    except Refusal as refusal:
        taught, found = _acceptance(course, module, stamp, typed_text("words"))
        page = page_of_list(found.effects, 1)
        return show_again(TO_ACCEPT, refusal, taught=taught, acceptance=found, page=page)
    return redirect(url_for(".regrade", course=course, regrade=made), 303)


def _acceptance(course: str, module: str, stamp: str, typed: str) -> tuple[Taught, Acceptance]:
    words = clean_line("words", typed, TYPED_LENGTH)
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        return taught, accepting.prepare(session, taught, module, stamp, words)
