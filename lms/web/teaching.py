"""The studio: the courses that an instructor has, and how their learners stand."""

from typing import Any

from flask import Blueprint, render_template, request
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.errors import FormRefusal
from lms.services import accommodations, teaching
from lms.services.affected import count_affected
from lms.services.written import list_shelves
from lms.web.forms import Form, show_again
from lms.web.policies import access
from lms.web.requests import current_person, page_number, reading

bp = Blueprint("teaching", __name__, url_prefix="/studio")

REVIEWED_FIELD = "reviewed"
LEARNER_PAGE = "teaching/learner.html"


@bp.get("/")
@access(Policy.INSTRUCTORS)
def courses() -> str:
    """The courses that the person writes: who is in them, and what is to be decided."""
    with reading() as session:
        wanted = page_number(), page_number(REVIEWED_FIELD)
        shelves = list_shelves(session, current_person(), *wanted)
        newest = [it.written.newest for it in shelves.written.entries]
        affected = count_affected(session, [it for it in newest if it is not None])
    return render_template("teaching/courses.html", shelves=shelves, affected=affected)


@bp.get("/<course>")
@access(Policy.INSTRUCTORS)
def course(course: str) -> str:
    """A course: how many learn in it, its modules, and a page of its learners' standing."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        attendance = teaching.get_attendance(session, taught)
        learners = teaching.list_learners(session, taught, attendance, page_number())
    return render_template(
        "teaching/course.html", taught=taught, attendance=attendance, learners=learners
    )


@bp.get("/<course>/coverage")
@access(Policy.INSTRUCTORS)
def coverage(course: str) -> str:
    """Which objectives are taught where and tested by which questions."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        page = teaching.get_coverage(session, taught, page_number())
    return render_template("teaching/coverage.html", taught=taught, page=page)


@bp.get("/<course>/learners/<person>")
@access(Policy.INSTRUCTORS)
def learner(course: str, person: str) -> str:
    """How one learner stands in every module of a course, and what they were allowed."""
    shown = _learner(course, person) | {"done": request.args.get("done", "")}
    return render_template(LEARNER_PAGE, form=Form(), **shown)


def learner_again(course: str, person: str, refusal: FormRefusal) -> Response:
    """The same page with what was typed in a form of it, and the refusal beside its fields."""
    return show_again(LEARNER_PAGE, refusal, **_learner(course, person), done="")


def _learner(course: str, person: str) -> dict[str, Any]:
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        found = teaching.get_learner(session, taught, person)
        allowed = accommodations.get_allowed(session, current_person(), found)
    return {"taught": taught, "learner": found, "allowed": allowed}
