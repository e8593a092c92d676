"""The facts of a course as a form in the studio."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.credit import AREA_NAMES
from lms.domain.errors import NotFound, Refusal
from lms.services import course_facts
from lms.services.course_facts import FACTS, Fact, FactsUnreadable
from lms.services.draft_saves import Typed
from lms.services.written import get_written
from lms.web.forms import form_of, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import (
    current_person,
    end_reading,
    name_of_save,
    now,
    reading,
    whole_number,
    writing_once,
)

bp = Blueprint("course_facts", __name__, url_prefix="/studio/<course>/draft/facts")

PAGE = "course_facts/facts.html"
# A hundred rows of texts that are as long as they may be.
FACTS_BYTES = 8 * USUAL_BYTES
MORE_AUTHORS, MORE_OBJECTIVES = 1, 2
GROUPS = (
    (
        "About the course",
        ("title", "approved_title", "summary", "level", "audience", "format", "support"),
    ),
    ("Credit", ("credit_method", "credit_difficulty", "credit_set_by", "credit_rounding")),
    (
        "Quizzes and dates",
        ("pass_mark", "attempts", "released", "reviewed", "expires", "valid_for"),
    ),
)


@bp.get("")
@access(Policy.INSTRUCTORS)
def form(course: str) -> ResponseReturnValue:
    """Every fact in a field of its own."""
    with reading() as session:
        taught = get_written(session, current_person(), course)
        try:
            opened = course_facts.open_facts(session, taught)
        except FactsUnreadable as refusal:
            return render_template("course_facts/unreadable.html", taught=taught, why=str(refusal))
    fields = {**opened.fields, "since": str(opened.since)}
    rows = _rows(opened.fields, MORE_AUTHORS, MORE_OBJECTIVES)
    return render_template(PAGE, form=form_of(**fields), taught=taught, **rows)


@bp.post("")
@access(Policy.INSTRUCTORS)
@body_limit(FACTS_BYTES)
def keep(course: str) -> ResponseReturnValue:
    """Write what changed into the page of facts, and save it."""
    person, desk = current_person(), url_for("drafts.desk", course=course, done="facts")
    with reading() as session:
        taught = get_written(session, person, course)
    try:
        since = _since()
        with reading() as session:
            began = course_facts.get_page(session, taught, since)
        end_reading()
        page = course_facts.write_facts(began, request.form)
        sent = Typed("", page, since, name_of_save())
        with writing_once(desk) as session:
            taught = get_written(session, person, course)
            save = course_facts.keep_facts(session, taught, person, began, sent, now())
    except NotFound:
        raise
    except Refusal as refusal:
        return show_again(PAGE, refusal, taught=taught, **_rows(request.form, 0, 0))
    if save is not None and save.is_aside:
        return redirect(url_for("drafts.collision", course=course, number=save.number), 303)
    return redirect(desk, 303)


def _since() -> int:
    since = whole_number(typed_text("since"))
    if since is None:
        raise Refusal(
            "The page does not say which save you began from. Open the form anew, and type there "
            "what you changed."
        )
    return since


def _rows(fields: Any, more_authors: int, more_objectives: int) -> dict[str, Any]:
    """What the page shows beside the values: the fields in their groups, and how many rows."""
    by_name = {fact.name: fact for fact in FACTS}
    return {
        "groups": tuple(
            (title, tuple(_shown(by_name[name], fields.get(name, "")) for name in names))
            for title, names in GROUPS
        ),
        "authors": course_facts.count_rows(fields, "author") + more_authors,
        "objectives": course_facts.count_rows(fields, "objective") + more_objectives,
        "areas": tuple(AREA_NAMES),
    }


def _shown(fact: Fact, value: str) -> tuple[Fact, tuple[tuple[str, str], ...]]:
    """A fact with the words to choose from; what stands there already is among them."""
    words = fact.words if value in fact.words or not value else (value, *fact.words)
    return fact, tuple((word, word.capitalize()) for word in words if fact.words)
