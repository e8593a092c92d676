"""Evaluation reports for the office: a page to read and a table to download."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.evaluation_reports import FEWEST_ANSWERS, ItemReport
from lms.domain.spreadsheets import Cell
from lms.services import evaluation_reports
from lms.services.evaluation_reports import EvaluationReport
from lms.web.csv_files import csv_file
from lms.web.policies import access
from lms.web.requests import page_number, reading

bp = Blueprint("evaluation_reports", __name__, url_prefix="/office/evaluations")

HEAD = ("question", "objective", "answers", "mean", "scale", "ratings, lowest first")
LEFT, WIDTH, TOP, ROW_HEIGHT = 40, 440, 20, 26


@dataclass(frozen=True)
class Bar:
    """A rated item in the picture: its number, its height there, and how far its mean reaches."""

    number: int
    y: int
    x: int
    item: ItemReport


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def courses() -> str:
    """The courses of which evaluations were sent."""
    with reading() as session:
        page = evaluation_reports.list_evaluated(session, page_number())
    return render_template("evaluation_reports/courses.html", page=page)


@bp.get("/<course>")
@access(Policy.ADMINISTRATORS)
def show(course: str) -> str:
    """What the evaluations of a course say, in sum and without names."""
    with reading() as session:
        report = evaluation_reports.get_evaluation_report(session, course, page_number())
    return render_template(
        "evaluation_reports/show.html", report=report, bars=bars(report), fewest=FEWEST_ANSWERS
    )


@bp.get("/<course>.csv")
@access(Policy.ADMINISTRATORS)
def export(course: str) -> ResponseReturnValue:
    """The same figures as a CSV file, one line for each rated item; comments are not in it."""
    with reading() as session:
        report = evaluation_reports.get_evaluation_report(session, course)
    return figures(report)


def figures(report: EvaluationReport) -> Response:
    """The figures of a report as a CSV file to download."""
    return csv_file(f"{report.facts.slug}-evaluations.csv", HEAD, _lines(report))


def bars(report: EvaluationReport) -> tuple[Bar, ...]:
    """The picture's bars, from the top; items that too few answered have none."""
    return tuple(
        Bar(number, TOP + ROW_HEIGHT * row, LEFT + round(WIDTH * share), item)
        for row, (number, item, share) in enumerate(_shares(report))
    )


def _shares(report: EvaluationReport) -> Iterator[tuple[int, ItemReport, Fraction]]:
    for number, item in enumerate(report.rated, 1):
        if item.share is not None:
            yield number, item, item.share


def _lines(report: EvaluationReport) -> Iterator[tuple[Cell, ...]]:
    for it in report.rated:
        item = it.item
        few = f"fewer than {FEWEST_ANSWERS}"
        yield (
            item.prompt,
            item.objective,
            few if it.is_suppressed else it.answers,
            None if it.mean is None else f"{float(it.mean):.2f}",
            f"{item.low} {item.low_label} to {item.high} {item.high_label}",
            " / ".join(map(str, it.counts)),
        )
