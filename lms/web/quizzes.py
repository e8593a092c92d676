"""Quizzes: the door, the sheet, every answer as it is given, and the result."""

import re
from dataclasses import dataclass, replace

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.errors import AnswerNotUnderstood, AttemptClosed
from lms.domain.questions import Answer
from lms.services import practice, quizzes, results, sheets
from lms.services.answers import Offered
from lms.services.quizzes import Returned, Sitting, Wish
from lms.web.answers import Sent, asked_check, sent_answer, sent_answers
from lms.web.filters import date_and_time, machine, time_text
from lms.web.policies import access, body_limit
from lms.web.requests import (
    current_person,
    now,
    reading,
    wants_json,
    whole_number,
    writing,
    writing_once,
)

bp = Blueprint("quizzes", __name__)

QUIZ = "/courses/<course>/<module>/quiz"
DASHBOARD = "/me"
# Room for five hundred questions with every option of theirs chosen, and for twenty reflections.
SHEET_BYTES = 1024 * 1024
CONFLICT = 409
SEQUENCE = "sequence-"
# The buttons of one question: save it; keep my answer, as number 2 of it; take the other answer;
# move the step of that key. And the one of a case: open the part that begins there.
PRESSED = re.compile(
    r"(?P<word>save|mine|other|up|down|open)-(?P<position>[0-9]{1,9})(?:-(?P<more>[0-9a-z-]+))?"
)
MOVES = {"up": -1, "down": 1}


@dataclass(frozen=True)
class Press:
    """The button that was pressed beside a question; an empty word is none."""

    word: str = ""
    position: str = ""
    more: str = ""


@dataclass(frozen=True)
class Submission:
    """A whole sheet as its form sends it, and where to go once that is done."""

    sitting: Sitting
    offered: tuple[Offered, ...]
    wish: Wish
    opens: int | None
    onward: str


@bp.get(QUIZ)
@access(Policy.SIGNED_IN)
def show(course: str, module: str) -> str:
    """The sheet of the open attempt, or what one should know before beginning; or a practice quiz,
    which is answered in the address."""
    given = asked_check(request.args)
    with reading() as session:
        page = practice.get_quiz_or_practice(
            session, current_person(), course, module, given, now()
        )
    if isinstance(page, practice.PracticeQuiz):
        return render_template("quizzes/practice.html", page=page)
    if isinstance(page, sheets.Sheet):
        return _sheet_page(Returned(page, {}, frozenset(), frozenset()))
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
    returned = _done(asked)
    return redirect(asked.onward, 303) if returned is None else _sent_back(returned, asked.sitting)


@bp.get(f"{QUIZ}/hand-in")
@access(Policy.SIGNED_IN)
def confirm(course: str, module: str) -> ResponseReturnValue:
    """What is not finished in the open attempt, and what handing it in would spend."""
    with reading() as session:
        sheet = sheets.find_sheet_to_hand_in(session, current_person(), course, module, now())
    if sheet is None:
        return redirect(url_for(".show", course=course, module=module), 303)
    return render_template("quizzes/confirm.html", sheet=sheet)


@bp.post(f"{QUIZ}/answers")
@access(Policy.SIGNED_IN)
def save(course: str, module: str) -> ResponseReturnValue:
    """Keep one answer for the script of the page; when, in words that it can show."""
    sitting = Sitting(course, module, request.form.get("attempt", ""))
    position = request.form.get("position", "")
    offered = _offered_at(position, request.form.get("sequence", ""), sent_answer(request.form))
    with writing() as session:
        kept = quizzes.save_answer(session, current_person(), sitting, offered, now())
    return {
        "saved_at": machine(kept.saved_at),
        "saved_at_text": time_text(kept.saved_at),
        "sequence": kept.sequence,
        "is_late": kept.is_late,
        "problem": kept.problem,
    }


@bp.get(f"{QUIZ}/<attempt>")
@access(Policy.SIGNED_IN)
def result(course: str, module: str, attempt: str) -> str:
    """A handed-in attempt, with what its release rule allows to be seen."""
    with reading() as session:
        page = results.get_result(session, current_person(), course, module, attempt)
    return render_template("quizzes/result.html", result=page)


@bp.errorhandler(AttemptClosed)
def say_closed(closed: AttemptClosed) -> Response:
    """When the attempt was handed in, that an answer after it does not count, and the result."""
    attempt = request.form.get("attempt", "")
    result_url = url_for(".result", **(request.view_args or {}), attempt=attempt)
    sentence = (
        f"This attempt was handed in {date_and_time(closed.handed_in_at)}. "
        "What you answered here after that is not counted."
    )
    if wants_json():
        return make_response({"sentence": sentence, "result": result_url}, CONFLICT)
    page = render_template("quizzes/closed.html", sentence=sentence, result_url=result_url)
    return make_response(page, CONFLICT)


# -- reading the form --------------------------------------------------------------


def _submission(course: str, module: str) -> Submission:
    attempt, do = request.form.get("attempt", ""), request.form.get("do", "")
    press = _press(do)
    wish = Wish(do) if do in list(Wish) else Wish.SAVE
    onward = {
        Wish.SAVE: url_for(".show", course=course, module=module, _anchor=_anchor(press)),
        Wish.LEAVE: DASHBOARD,
    }
    ended = url_for(".result", course=course, module=module, attempt=attempt)
    return Submission(
        sitting=Sitting(course, module, attempt),
        offered=_all_offered(press),
        wish=wish,
        opens=whole_number(press.position) if press.word == "open" else None,
        onward=onward.get(wish, ended),
    )


def _press(do: str) -> Press:
    found = PRESSED.fullmatch(do)
    return Press(found["word"], found["position"], found["more"] or "") if found else Press()


def _anchor(press: Press) -> str | None:
    number = whole_number(press.position)
    if number is None:
        return None
    return f"{'told' if press.word == 'open' else 'q'}{number + 1}"


def _all_offered(press: Press) -> tuple[Offered, ...]:
    sequences = {
        name.removeprefix(SEQUENCE): value
        for name, value in request.form.items()
        if name.startswith(SEQUENCE)
    }
    if press.word == "mine":
        sequences[press.position] = press.more
    elif press.word == "other":
        sequences.pop(press.position, None)
    answers = sent_answers(request.form)
    if f"order-{press.position}" in request.form and press.word in ("save", *MOVES):
        answers[press.position] = _ordered(answers.get(press.position, Sent()), press)
    return tuple(
        _offered_at(position, sequence, answers.get(position, Sent()).answer)
        for position, sequence in sequences.items()
    )


def _ordered(sent: Sent, press: Press) -> Sent:
    """The steps as they stand in the form, one of them moved, and all of them numbered."""
    keys = [key for key, _ in sent.filled]
    place = keys.index(press.more) if press.more in keys else None
    other = None if place is None else place + MOVES.get(press.word, 0)
    if place is not None and other is not None:
        if not 0 <= other < len(keys):
            return sent
        keys[place], keys[other] = keys[other], keys[place]
    return replace(sent, filled=tuple((key, str(at)) for at, key in enumerate(keys, 1)))


def _offered_at(position: str, sequence: str, answer: Answer) -> Offered:
    place, number = whole_number(position), whole_number(sequence)
    # "00" would be another name for the position "0", and its answer a second one.
    if place is None or number is None or str(place) != position:
        raise AnswerNotUnderstood
    return Offered(place, number, answer)


# -- answering ---------------------------------------------------------------------


def _done(it: Submission) -> Returned | None:
    who = current_person()
    with writing() as session:
        if it.opens is None:
            return quizzes.submit(session, who, it.sitting, it.offered, it.wish, now())
        return quizzes.go_on(session, who, it.sitting, it.offered, it.opens, now())


def _sent_back(returned: Returned, it: Sitting) -> ResponseReturnValue:
    if returned.is_unfinished:
        return redirect(url_for(".confirm", course=it.course, module=it.module), 303)
    return make_response(_sheet_page(returned), CONFLICT)


def _sheet_page(returned: Returned) -> str:
    return render_template("quizzes/sheet.html", sheet=returned.sheet, returned=returned)
