"""Questions to the instructor: learners ask about a section, authors answer in the studio."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.errors import NotFound, Refusal
from lms.services import inquiries
from lms.services.inquiries import AskPage
from lms.services.teaching import get_taught
from lms.web.forms import form_of, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import current_person, now, page_number, reading, writing_once

bp = Blueprint("inquiries", __name__)

ASK, ASKED = "inquiries/ask.html", "inquiries/asked.html"
SHARED_FIELD = "answers"


# -- learners ----------------------------------------------------------------------


@bp.get("/courses/<course>/<module>/ask")
@access(Policy.SIGNED_IN)
def ask_form(course: str, module: str) -> str:
    """The form for a question, one's own questions about the module, and answers for everybody."""
    section = request.args.get("section", "")
    page = _ask_page(course, module, section)
    form = form_of(section=page.section.slug if page.section else "")
    return render_template(ASK, form=form, page=page, done=request.args.get("done", ""))


@bp.post("/courses/<course>/<module>/ask")
@access(Policy.SIGNED_IN)
def ask(course: str, module: str) -> ResponseReturnValue:
    """Ask the instructor about a section."""
    person, section = current_person(), typed_text("section")
    onward = url_for(".ask_form", course=course, module=module, done="asked")
    try:
        with writing_once(onward) as session:
            inquiries.ask(session, person, course, module, section, typed_text("text"), now())
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(ASK, refusal, page=_ask_page(course, module, section), done="")
    return redirect(onward, 303)


@bp.get("/me/questions")
@access(Policy.SIGNED_IN)
def mine() -> str:
    """Everything that the person asked, with the answers."""
    with reading() as session:
        page = inquiries.list_mine(session, current_person(), page_number())
    return render_template("inquiries/mine.html", page=page)


def _ask_page(course: str, module: str, section: str) -> AskPage:
    with reading() as session:
        return inquiries.get_ask_page(
            session,
            current_person(),
            course,
            module,
            section,
            page_number(),
            page_number(SHARED_FIELD),
        )


# -- authors -----------------------------------------------------------------------


@bp.get("/studio/<course>/asked")
@access(Policy.INSTRUCTORS)
def listed(course: str) -> str:
    """The questions of a course that wait for an answer, or on demand those that were answered."""
    is_answered = request.args.get("answered") == "yes"
    find = inquiries.list_answered if is_answered else inquiries.list_unanswered
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        page = find(session, taught, page_number())
    return render_template(
        "inquiries/listed.html", taught=taught, page=page, is_answered=is_answered
    )


@bp.get("/studio/<course>/asked/<inquiry>")
@access(Policy.INSTRUCTORS)
def asked(course: str, inquiry: str) -> str:
    """A question with its answers, and the forms that answer and publish."""
    shown = _asked(course, inquiry)
    found = shown["asked"].inquiry
    newest = found.replies[-1].text if found.replies else ""
    form = form_of(question=found.text, answer=newest)
    return render_template(ASKED, form=form, **shown)


@bp.post("/studio/<course>/asked/<inquiry>")
@access(Policy.INSTRUCTORS)
def answer(course: str, inquiry: str) -> ResponseReturnValue:
    """Answer whoever asked."""
    person, onward = current_person(), url_for(".asked", course=course, inquiry=inquiry)
    try:
        with writing_once(onward) as session:
            taught = get_taught(session, person, course)
            inquiries.answer(session, taught, person, inquiry, typed_text("text"), now())
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(ASKED, refusal, **_asked(course, inquiry))
    return redirect(onward, 303)


@bp.post("/studio/<course>/asked/<inquiry>/publish")
@access(Policy.INSTRUCTORS)
def publish(course: str, inquiry: str) -> ResponseReturnValue:
    """Publish a question and its answer to everybody in the course, in words of the author's."""
    person, onward = current_person(), url_for(".asked", course=course, inquiry=inquiry)
    words = typed_text("question"), typed_text("answer")
    try:
        with writing_once(onward) as session:
            taught = get_taught(session, person, course)
            inquiries.share(session, taught, person, inquiry, words, now())
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(ASKED, refusal, **_asked(course, inquiry))
    return redirect(onward, 303)


@bp.post("/studio/<course>/asked/<inquiry>/take-back")
@access(Policy.INSTRUCTORS)
def take_back(course: str, inquiry: str) -> ResponseReturnValue:
    """Let nobody but the asker read the answer any more."""
    person, onward = current_person(), url_for(".asked", course=course, inquiry=inquiry)
    with writing_once(onward) as session:
        taught = get_taught(session, person, course)
        inquiries.take_back(session, taught, person, inquiry, now())
    return redirect(onward, 303)


def _asked(course: str, inquiry: str) -> dict[str, Any]:
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        found = inquiries.get_asked(session, taught, inquiry)
    return {"taught": taught, "asked": found}
