"""Trials in the studio: a quiz is answered as by a learner while it is written; nothing is kept.

The page carries the text that it asks about, so that what is not saved can be answered too.
"""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, get_template_attribute, make_response, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.courses import SourceFile
from lms.domain.errors import Busy, Refusal
from lms.services import drafts
from lms.services.draft_ground import refuse_too_long
from lms.services.drafts import Desk, Text
from lms.services.trials import Given, Trial, try_out
from lms.services.written import Written, get_read
from lms.web.answers import given_answers
from lms.web.drafts import LOOKS, MOST_SECONDS, TEXT_BYTES, refuse_of_another, typed_again
from lms.web.forms import Form, show_again, typed_text
from lms.web.policies import access, body_limit
from lms.web.requests import current_person, end_reading, reading, wants_json, whole_number

PAGE = "drafts/trial.html"
OK, BUSY = 200, 503

bp = Blueprint("trials", __name__, url_prefix="/studio/<course>/draft/try")


@dataclass(frozen=True)
class Opened:
    """A file of the draft, and the text of it that is asked about."""

    taught: Written
    desk: Desk
    saved: Text
    text: str
    since: str
    files: tuple[SourceFile, ...]
    author: str

    @property
    def is_as_saved(self) -> bool:
        """True where the text is what the draft has."""
        return self.text.replace("\r\n", "\n") == self.saved.text

    def answered(self, given: Given) -> Trial | None:
        """What is said to the answers; None where others are looking for too long."""
        with LOOKS.turn(current_person().id, MOST_SECONDS) as has_turn:
            if not has_turn:
                return None
            page = drafts.look(self.files, self.taught, self.saved.path, self.text)
        return try_out(page, given)


@bp.get("/<path:path>")
@access(Policy.INSTRUCTORS)
def ask(course: str, path: str) -> ResponseReturnValue:
    """The questions of a page as the draft has them."""
    opened = _opened(course, path)
    try:
        trial = opened.answered(Given({}, (), None))
    except Refusal as refusal:
        return _refused(opened, refusal)
    if trial is None:
        raise Busy
    return _page(opened, trial)


@bp.post("/<path:path>")
@access(Policy.INSTRUCTORS)
@body_limit(TEXT_BYTES)
def answer(course: str, path: str) -> ResponseReturnValue:
    """The questions of a text as it was typed, and what is said to answers; neither is kept."""
    refuse_of_another()
    opened = _opened(course, path)
    try:
        refuse_too_long(opened.text)
        trial = opened.answered(_given())
    except Refusal as refusal:
        if wants_json():
            raise
        if opened.taught.may_write:
            return typed_again(course, path, opened.text, refusal)
        return _refused(opened, refusal)
    if not wants_json():
        return _page(opened, trial)
    if trial is None:
        raise Busy
    form = get_template_attribute("drafts/trying.html", "trial_form")
    return {"trial": form(trial, opened, "Show the keys")}


def _opened(course: str, path: str) -> Opened:
    with reading() as session:
        taught = get_read(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        saved = drafts.get_text(session, taught, path)
        text = request.form.get("text", saved.text)
        files = drafts.list_files_beside(session, taught, f"{saved.text}\n{text}")
    end_reading()
    since = typed_text("since") or str(saved.since)
    return Opened(taught, desk, saved, text, since, files, current_person().public_id)


def _given() -> Given:
    """The answers of the page's form, without the one that is to be given again."""
    again, pressed = (whole_number(typed_text(name)) for name in ("again", "check"))
    answers = {it: said for it, said in given_answers(request.form).items() if it != again}
    before = [whole_number(it) for it in request.form.getlist("marked")]
    return Given(answers, [it for it in before if it is not None], pressed)


def _page(opened: Opened, trial: Trial | None) -> ResponseReturnValue:
    page = render_template(PAGE, form=Form(), trial=trial, **_shown(opened))
    return make_response(page, OK if trial else BUSY)


def _refused(opened: Opened, refusal: Refusal) -> ResponseReturnValue:
    """The page without its questions, and why they cannot be answered."""
    return show_again(PAGE, refusal, trial=None, **_shown(opened))


def _shown(opened: Opened) -> dict[str, Any]:
    return {"opened": opened, "file": opened.desk.get_file(opened.saved.path)}
