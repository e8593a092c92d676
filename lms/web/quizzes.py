"""Quizzes: the door, the sheet, every answer as it is given, and the result."""

from dataclasses import dataclass

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.errors import AnswerNotUnderstood
from lms.domain.questions import Answer
from lms.services import quizzes, results, sheets
from lms.services.quizzes import Offered, Returned, Sitting, Wish
from lms.web.filters import machine, time_text
from lms.web.policies import access, body_limit
from lms.web.requests import current_person, now, reading, whole_number, writing, writing_once

bp = Blueprint("quizzes", __name__)

QUIZ = "/courses/<course>/<module>/quiz"
DASHBOARD = "/me"
# Room for five hundred questions with every option of theirs chosen.
SHEET_BYTES = 256 * 1024
STALE, UNFINISHED = 409, 422
SEQUENCE = "sequence-"


@dataclass(frozen=True)
class Submission:
    """A whole sheet as its form sends it, and where to go once that is done."""

    sitting: Sitting
    offered: tuple[Offered, ...]
    wish: Wish
    onward: str


@bp.get(QUIZ)
@access(Policy.SIGNED_IN)
def show(course: str, module: str) -> str:
    """The sheet of the open attempt, or what one should know before beginning."""
    with reading() as session:
        page = sheets.get_quiz_page(session, current_person(), course, module, now())
    if isinstance(page, sheets.Sheet):
        return render_template("quizzes/sheet.html", sheet=page, stale={}, is_returned=False)
    return render_template("quizzes/door.html", door=page)


@bp.post(f"{QUIZ}/start")
@access(Policy.SIGNED_IN)
def start(course: str, module: str) -> ResponseReturnValue:
    """Begin an attempt, or go on with the one that is open."""
    onward = url_for(".show", course=course, module=module)
    with writing_once(onward) as session:
        quizzes.start(session, current_person(), course, module, now())
    return redirect(onward, 303)


@bp.post(QUIZ)
@access(Policy.SIGNED_IN)
@body_limit(SHEET_BYTES)
def submit(course: str, module: str) -> ResponseReturnValue:
    """Keep every answer, then do what was asked for; the sheet again where that cannot be."""
    asked = _submission(course, module)
    with writing() as session:
        returned = quizzes.submit(
            session, current_person(), asked.sitting, asked.offered, asked.wish, now()
        )
    return redirect(asked.onward, 303) if returned is None else _sheet_again(returned)


@bp.post(f"{QUIZ}/answers")
@access(Policy.SIGNED_IN)
def save(course: str, module: str) -> ResponseReturnValue:
    """Keep one answer for the script of the page; when, in words that it can show."""
    sitting = Sitting(course, module, request.form.get("attempt", ""))
    position = request.form.get("position", "")
    offered = _offered_at(position, "sequence", "chosen", "typed")
    with writing() as session:
        kept = quizzes.save_answer(session, current_person(), sitting, offered, now())
    return {
        "saved_at": machine(kept.saved_at),
        "saved_at_text": time_text(kept.saved_at),
        "sequence": kept.sequence,
        "is_late": kept.is_late,
    }


@bp.get(f"{QUIZ}/<attempt>")
@access(Policy.SIGNED_IN)
def result(course: str, module: str, attempt: str) -> str:
    """A handed-in attempt, with what its release rule allows to be seen."""
    with reading() as session:
        page = results.get_result(session, current_person(), course, module, attempt)
    return render_template("quizzes/result.html", result=page)


# -- reading the form --------------------------------------------------------------


def _submission(course: str, module: str) -> Submission:
    attempt = request.form.get("attempt", "")
    word, _, position = request.form.get("do", "").partition(f"{Wish.SAVE}-")
    wish = Wish(word) if word in list(Wish) else Wish.SAVE
    onward = {
        Wish.SAVE: url_for(".show", course=course, module=module, _anchor=_anchor(position)),
        Wish.LEAVE: DASHBOARD,
    }
    ended = url_for(".result", course=course, module=module, attempt=attempt)
    return Submission(
        sitting=Sitting(course, module, attempt),
        offered=_all_offered(),
        wish=wish,
        onward=onward.get(wish, ended),
    )


def _anchor(position: str) -> str | None:
    number = whole_number(position)
    return None if number is None else f"q{number + 1}"


def _all_offered() -> tuple[Offered, ...]:
    positions = [name.removeprefix(SEQUENCE) for name in request.form if name.startswith(SEQUENCE)]
    return tuple(
        _offered_at(position, f"{SEQUENCE}{position}", f"chosen-{position}", f"typed-{position}")
        for position in positions
    )


def _offered_at(position: str, sequence: str, chosen: str, typed: str) -> Offered:
    place, number = whole_number(position), whole_number(request.form.get(sequence))
    # "00" would be another name for the position "0", and its answer a second one.
    if place is None or number is None or str(place) != position:
        raise AnswerNotUnderstood
    answer = Answer(frozenset(request.form.getlist(chosen)), request.form.get(typed, ""))
    return Offered(place, number, answer)


# -- answering ---------------------------------------------------------------------


def _sheet_again(returned: Returned) -> Response:
    status = STALE if returned.stale else UNFINISHED
    page = render_template(
        "quizzes/sheet.html", sheet=returned.sheet, stale=returned.stale, is_returned=True
    )
    return make_response(page, status)
