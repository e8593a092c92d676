"""Courses: the catalog, a course's own page, enrolling and leaving."""

import re
from decimal import ROUND_DOWN, Decimal

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from markupsafe import Markup, escape

from lms.domain.access import Policy
from lms.domain.credit import MERGENER, WORDS_PER_HOUR
from lms.services import courses, renewals
from lms.services.courses import Filters
from lms.web.filters import plural
from lms.web.forms import typed_text
from lms.web.policies import access
from lms.web.provider import find_facts
from lms.web.requests import current_person, find_person, now, reading, whole_number, writing_once

bp = Blueprint("courses", __name__)

LONGEST_SEARCH = 200
SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
# In text that is escaped already; a mark at the end of an address belongs to the sentence.
ADDRESS = re.compile(r"(?P<page>https?://[^\s<>]*[^\s<>.,;:!?)])|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")


@bp.get("/")
@access(Policy.ANYONE)
def catalog() -> ResponseReturnValue:
    """Every course that is offered, or those that fit the words, area and level asked for."""
    asked = _asked_filters()
    # Asked before: it may have to write the time they were last seen.
    person, house = find_person(), find_facts()
    with reading() as session:
        found = courses.list_catalog(session, person, house, asked, now())
    return render_template("courses/catalog.html", catalog=found)


@bp.get("/courses")
@access(Policy.ANYONE)
def all_courses() -> ResponseReturnValue:
    """The catalog, for whoever shortens the address of a course."""
    return redirect(url_for("courses.catalog"), 301)


@bp.get("/courses/<course>")
@access(Policy.ANYONE)
def course(course: str) -> ResponseReturnValue:
    """Everything told before starting; for somebody in the course, how it stands."""
    return render_template("courses/course.html", page=_page(course))


@bp.get("/courses/<course>/credit")
@access(Policy.ANYONE)
def credit(course: str) -> ResponseReturnValue:
    """The calculation of the credit by every method."""
    return render_template(
        "courses/credit.html", page=_page(course), formula=MERGENER, words_per_hour=WORDS_PER_HOUR
    )


@bp.post("/courses/<course>/enroll")
@access(Policy.SIGNED_IN)
def enroll(course: str) -> ResponseReturnValue:
    """Enroll, then show the course with the way to begin."""
    onward = url_for("courses.course", course=course)
    with writing_once(onward) as session:
        courses.enroll(session, current_person(), course, now())
    return redirect(onward, 303)


@bp.get("/courses/<course>/leave")
@access(Policy.SIGNED_IN)
def leave_form(course: str) -> ResponseReturnValue:
    """What leaving means, and the button that does it; whoever is not in the course goes back."""
    page = _page(course)
    if page.learning is None:
        return redirect(url_for("courses.course", course=course), 303)
    return render_template("courses/leave.html", page=page)


@bp.post("/courses/<course>/leave")
@access(Policy.SIGNED_IN)
def leave(course: str) -> ResponseReturnValue:
    """Leave the course, then show what is left to learn."""
    onward = url_for("records.dashboard")
    with writing_once(onward) as session:
        courses.leave(session, current_person(), course, now())
    return redirect(onward, 303)


@bp.post("/courses/<course>/renew")
@access(Policy.SIGNED_IN)
def renew(course: str) -> ResponseReturnValue:
    """Begin a new cycle, then show the course with the way to begin."""
    onward = url_for("courses.course", course=course)
    with writing_once(onward) as session:
        renewals.renew(session, current_person(), course, now())
    return redirect(onward, 303)


@bp.post("/courses/<course>/edition")
@access(Policy.SIGNED_IN)
def edition(course: str) -> ResponseReturnValue:
    """Go on in the new edition whose changes were shown."""
    number = whole_number(typed_text("edition")) or 0
    onward = url_for("courses.course", course=course)
    with writing_once(onward) as session:
        courses.choose_edition(session, current_person(), course, number, now())
    return redirect(onward, 303)


def _page(course: str) -> courses.CoursePage:
    person, house = find_person(), find_facts()
    with reading() as session:
        return courses.get_course_page(session, person, course, house, now())


def _asked_filters() -> Filters:
    return Filters(
        words=request.args.get("q", "").strip()[:LONGEST_SEARCH],
        area=request.args.get("area", ""),
        level=request.args.get("level", ""),
        page=whole_number(request.args.get("page")) or 1,
    )


@bp.app_template_filter("exact")
def exact(amount: Decimal) -> str:
    """A number as it was calculated: up to six decimals, and an ellipsis where it goes on."""
    shown = amount.quantize(Decimal("0.000001"), ROUND_DOWN)
    return f"{shown.normalize():f}{'…' if shown != amount else ''}"


@bp.app_template_filter("spelled")
def spelled(count: int, noun: str) -> str:
    """The count with its noun in running text: five modules, one quiz, 12 attempts."""
    if count >= len(SMALL_NUMBERS):
        return plural(count, noun)
    return plural(count, noun).replace(str(count), SMALL_NUMBERS[count], 1)


@bp.app_template_filter("linked")
def linked(text: str) -> Markup:
    """A sentence of the provider's, its mail and web addresses as links."""
    return Markup(ADDRESS.sub(_link, str(escape(text))))


def _link(address: re.Match[str]) -> str:
    if address["page"]:
        return f'<a href="{address[0]}" rel="noopener">{address[0]}</a>'
    return f'<a href="mailto:{address[0]}">{address[0]}</a>'
