"""What the evaluations of a course say, for whoever teaches it: the office's page, and no more."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.evaluation_reports import FEWEST_ANSWERS
from lms.services import evaluation_reports
from lms.services.teaching import get_taught
from lms.web.evaluation_reports import bars, figures
from lms.web.policies import access
from lms.web.requests import current_person, page_number, reading

bp = Blueprint("course_evaluations", __name__)


@bp.get("/studio/<course>/evaluations")
@access(Policy.INSTRUCTORS)
def show(course: str) -> str:
    """What the evaluations of the course say, in sum and without names."""
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        slug = taught.edition.facts.slug
        report = evaluation_reports.get_evaluation_report(session, slug, page_number())
    return render_template(
        "evaluation_reports/taught.html", report=report, bars=bars(report), fewest=FEWEST_ANSWERS
    )


@bp.get("/studio/<course>/evaluations.csv")
@access(Policy.INSTRUCTORS)
def export(course: str) -> ResponseReturnValue:
    """The same figures as a CSV file; comments are not in it."""
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        slug = taught.edition.facts.slug
        report = evaluation_reports.get_evaluation_report(session, slug)
    return figures(report)
