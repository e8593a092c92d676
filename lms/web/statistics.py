"""Item statistics for whoever teaches a course: a page to read and a table to download."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.items import THRESHOLDS, ItemStatistics
from lms.domain.statistics import QuizStatistics
from lms.services import statistics
from lms.services.statistics import Order
from lms.services.teaching import get_taught
from lms.web.csv_files import Cell, csv_file
from lms.web.plots import plot
from lms.web.policies import access
from lms.web.requests import current_person, page_number, reading

bp = Blueprint("statistics", __name__)

COURSE = "/studio/<course>/statistics"
QUIZ = "/studio/<course>/<module>/statistics"
HEAD = (
    "number",
    "question",
    "kind",
    "stamp",
    "content hash",
    "editions",
    "asked now",
    "learners",
    "too few learners",
    "answered",
    "item difficulty",
    "item-rest correlation",
    "point-biserial correlation",
    "median seconds",
    "flags",
    "how it was marked",
)
HOW_MARKED = "By the key that was shown. What was decided about it later changes no figure here."
FOUR_DIGITS = Decimal("0.0001")


@bp.get(COURSE)
@access(Policy.INSTRUCTORS)
def quizzes(course: str) -> ResponseReturnValue:
    """The quizzes of a course, each with the way to its statistics."""
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        found = statistics.list_quizzed(session, taught)
    return render_template("statistics/quizzes.html", facts=taught.edition.facts, quizzes=found)


@bp.get(QUIZ)
@access(Policy.INSTRUCTORS)
def show(course: str, module: str) -> ResponseReturnValue:
    """How each question of a quiz did in first attempts, those worth a look first."""
    order = Order.QUIZ if request.args.get("order") == Order.QUIZ else Order.FLAGS
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        page = statistics.get_statistics_page(session, taught, module, order, page_number())
    drawn = plot(page.questions.entries)
    return render_template("statistics/show.html", page=page, plot=drawn, thresholds=THRESHOLDS)


@bp.get(f"{QUIZ}/<stamp>")
@access(Policy.INSTRUCTORS)
def wordings(course: str, module: str, stamp: str) -> ResponseReturnValue:
    """How a question did in its earlier wordings."""
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        page = statistics.get_wordings(session, taught, module, stamp, page_number())
    return render_template("statistics/wordings.html", page=page, thresholds=THRESHOLDS)


@bp.get(f"{QUIZ}.csv")
@access(Policy.INSTRUCTORS)
def export(course: str, module: str) -> ResponseReturnValue:
    """The same figures as a CSV file, one line for each question edition."""
    with reading() as session:
        taught = get_taught(session, current_person(), course)
        found = statistics.get_statistics(session, taught, module)
    return csv_file(f"{course}-{module}-statistics.csv", HEAD, _lines(found))


def _lines(found: QuizStatistics) -> Iterator[tuple[Cell, ...]]:
    for question in found.questions:
        for item in question.rows:
            yield _line(question.number, item, "yes" if item is question.current else "no")


def _line(number: int, item: ItemStatistics, is_asked_now: str) -> tuple[Cell, ...]:
    return (
        number,
        item.question.name,
        item.question.kind,
        item.question.stamp,
        item.hash,
        " ".join(map(str, item.editions)),
        is_asked_now,
        item.learners,
        "no" if item.is_firm else "yes",
        item.answered,
        _rounded(item.difficulty),
        _rounded(item.item_rest),
        _rounded(item.point_biserial),
        _rounded(item.median_seconds),
        "; ".join(item.flags),
        HOW_MARKED,
    )


def _rounded(figure: Fraction | float | None) -> Decimal | None:
    if figure is None:
        return None
    exact = Fraction(figure)
    return (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(FOUR_DIGITS)
