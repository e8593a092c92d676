"""The studio: the courses that an instructor has, and how their learners stand."""

from flask import Blueprint, render_template

from lms.domain.access import Policy
from lms.services import teaching
from lms.web.policies import access
from lms.web.requests import current_person, page_number, reading

bp = Blueprint("teaching", __name__, url_prefix="/studio")


@bp.get("/")
@access(Policy.INSTRUCTORS)
def courses() -> str:
    """The courses that the person instructs, with how many are in each."""
    with reading() as session:
        page = teaching.list_taught(session, current_person(), page_number())
    return render_template("teaching/courses.html", page=page)


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
    """How one learner stands in every module of a course."""
    with reading() as session:
        taught = teaching.get_taught(session, current_person(), course)
        found = teaching.get_learner(session, taught, person)
    return render_template("teaching/learner.html", taught=taught, learner=found)
