"""The works of a draft: listed as learners see them, added from a paste, taken off when unused."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.courses import SourceFile
from lms.domain.errors import Busy, Refusal
from lms.domain.paging import page_of_list
from lms.services import draft_works, drafts
from lms.services.draft_works import MOST_PASTED, Proposal
from lms.services.drafts import Desk
from lms.services.written import get_written
from lms.web.drafts import REVIEWS
from lms.web.forms import Form, form_of, show_again, typed_text
from lms.web.policies import USUAL_BYTES, access, body_limit
from lms.web.requests import (
    current_person,
    end_reading,
    is_sent_again,
    now,
    page_number,
    reading,
    whole_number,
    writing_once,
)

bp = Blueprint("draft_works", __name__, url_prefix="/studio/<course>/draft/works")

PAGE, PREVIEW = "drafts/works.html", "drafts/works_preview.html"
# A character takes up to four bytes.
PASTE_BYTES = 4 * MOST_PASTED + USUAL_BYTES
MOST_SECONDS = 3.0
LONGEST_WORDS = 200


@bp.get("")
@access(Policy.INSTRUCTORS)
def show(course: str) -> ResponseReturnValue:
    """Every work of the course, where it is cited, and a field for more of them."""
    return _list_page(*_opened(course))


@bp.post("")
@access(Policy.INSTRUCTORS)
@body_limit(PASTE_BYTES)
def preview(course: str) -> ResponseReturnValue:
    """What a pasted text would add; keeps nothing."""
    desk, files = _opened(course)
    try:
        proposal = _proposed(files)
    except Refusal as refusal:
        return _list_page(desk, files, refusal)
    return _preview_page(desk, proposal, None)


@bp.post("/add")
@access(Policy.INSTRUCTORS)
@body_limit(PASTE_BYTES)
def add(course: str) -> ResponseReturnValue:
    """Put the chosen works on the list; then the list."""
    desk, files = _opened(course)
    try:
        proposal = _proposed(files)
    except Refusal as refusal:
        return _list_page(desk, files, refusal)
    onward = url_for(".show", course=course, done="added")
    seen, chosen = typed_text("seen"), _chosen()
    try:
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            draft_works.add(session, taught, current_person(), proposal, seen, chosen, now())
    except Refusal as refusal:
        # What was chosen on another list may be another work now.
        return _preview_page(desk, proposal, chosen if seen == proposal.seen else None, refusal)
    return redirect(onward, 303)


@bp.post("/remove")
@access(Policy.INSTRUCTORS)
def remove(course: str) -> ResponseReturnValue:
    """Take a work off the list that nothing cites; then the list."""
    desk, files = _opened(course)
    key = typed_text("key")
    onward = url_for(".show", course=course, done="removed")
    try:
        if not is_sent_again():
            draft_works.refuse_used(files, key)
        with writing_once(onward) as session:
            taught = get_written(session, current_person(), course)
            draft_works.remove(session, taught, current_person(), key, now())
    except Refusal as refusal:
        return _list_page(desk, files, refusal)
    return redirect(onward, 303)


def _opened(course: str) -> tuple[Desk, tuple[SourceFile, ...]]:
    with reading() as session:
        taught = get_written(session, current_person(), course)
        desk = drafts.get_desk(session, taught)
        files = drafts.list_files_to_read(session, taught)
    end_reading()
    return desk, files


def _list_page(
    desk: Desk, files: tuple[SourceFile, ...], refusal: Refusal | None = None
) -> ResponseReturnValue:
    found = draft_works.get_bibliography(files)
    words = request.args.get("words", "")[:LONGEST_WORDS]
    shown: dict[str, Any] = {
        "taught": desk.taught,
        "desk": desk,
        "bibliography": found,
        "page": page_of_list(draft_works.found_in(found, words), page_number()),
        "words": words,
        "done": request.args.get("done", ""),
        "most_pasted": MOST_PASTED,
    }
    if refusal is not None:
        return show_again(PAGE, refusal, **shown)
    return render_template(PAGE, form=Form(), **shown)


def _preview_page(
    desk: Desk, proposal: Proposal, chosen: tuple[int, ...] | None, refusal: Refusal | None = None
) -> ResponseReturnValue:
    shown: dict[str, Any] = {
        "taught": desk.taught,
        "proposal": proposal,
        "chosen": chosen,
        "most_pasted": MOST_PASTED,
    }
    if refusal is not None:
        return show_again(PREVIEW, refusal, **shown)
    return render_template(PREVIEW, form=form_of(text=typed_text("text")), **shown)


def _proposed(files: tuple[SourceFile, ...]) -> Proposal:
    """A text is read in up to two seconds, which others shall not wait for (AV-05)."""
    with REVIEWS.turn(current_person().id, MOST_SECONDS) as has_turn:
        if not has_turn:
            raise Busy
        return draft_works.propose(typed_text("text"), draft_works.list_of(files))


def _chosen() -> tuple[int, ...]:
    numbers = (whole_number(text) for text in request.form.getlist("work"))
    return tuple(number for number in numbers if number is not None)
