"""Privacy: my data, to read and to take away, and the erasure of an account."""

from contextlib import ExitStack
from datetime import datetime
from tempfile import TemporaryFile
from typing import Any

from flask import Blueprint, Response, make_response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from lms.domain.access import Policy
from lms.domain.accounts import Door
from lms.domain.errors import FormRefusal, NotFound, Refusal
from lms.domain.media import FileSize
from lms.domain.names import EMAIL_LENGTH
from lms.services import privacy
from lms.services.privacy import MOST_SHOWN, Erasing
from lms.web.doors import SHORT_FORM, ask_again, proof, settled, typed_line
from lms.web.downloads import download
from lms.web.filters import date_and_time
from lms.web.forms import Form, show_again
from lms.web.policies import access, body_limit
from lms.web.requests import (
    current_person,
    current_signed_in,
    now,
    page_number,
    reading,
    writing_once,
)
from lms.web.security import forget_session

bp = Blueprint("privacy", __name__)

LONGEST_SHOWN = 120


# -- my data -----------------------------------------------------------------------


@bp.get("/me/data")
@access(Policy.SIGNED_IN)
def my_data() -> str:
    """Everything that is kept about oneself, the newest of each kind."""
    with reading() as session:
        parts = privacy.get_my_data(session, current_person())
    return render_template("privacy/my_data.html", parts=parts, most=MOST_SHOWN, told=told)


@bp.get("/me/data.json")
@access(Policy.SIGNED_IN)
def take_away() -> Response:
    """All of it as a file."""
    with ExitStack() as opened, reading() as session:
        file = opened.enter_context(TemporaryFile())
        privacy.write_my_data(session, current_person(), now(), file)
        file.seek(0)
        opened.pop_all()
    return download(file, "application/json", "my-data.json")


def told(value: Any) -> str:
    """A value of a table in words; what is long stands in the download."""
    match value:
        case None | "":
            return "–"
        case bool():
            return "yes" if value else "no"
        case FileSize():
            return f"A file of {value.count:,} bytes, in the download"
        case datetime():
            return date_and_time(value)
        case list() | dict():
            return "In the download"
    text = str(value)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


# -- one's own erasure -------------------------------------------------------------


@bp.get("/me/data/erase")
@access(Policy.SIGNED_IN)
def erase_me_form() -> str:
    """What would be kept, why and until when, before anything is erased."""
    found = _erasing(current_person().public_id)
    return render_template("privacy/erase_me.html", form=Form(), found=found)


@bp.post("/me/data/erase")
@access(Policy.SIGNED_IN)
@body_limit(SHORT_FORM)
def erase_me() -> ResponseReturnValue:
    """Erase one's own account; nobody is signed in any more."""
    mine = current_person().public_id
    try:
        response = make_response(_erased(mine, "/sign-in?done=erased"))
    except Refusal as refusal:
        found = _erasing(mine)
        return ask_again("privacy/erase_me.html", refusal, "present_password", found=found)
    forget_session(response)
    return response


# -- in the office -----------------------------------------------------------------


@bp.get("/office/privacy/")
@access(Policy.ADMINISTRATORS)
def erasures() -> str:
    """Who was erased, and the form that finds somebody who asks for it."""
    return render_template("privacy/erasures.html", form=Form(), **_erasures())


@bp.post("/office/privacy/")
@access(Policy.ADMINISTRATORS)
@body_limit(SHORT_FORM)
def find() -> ResponseReturnValue:
    """Go to the person with that e-mail address, which stands in no address of ours."""
    try:
        email = typed_line("email", EMAIL_LENGTH)
        with reading() as session:
            public_id = privacy.find_to_erase(session, email)
    except FormRefusal as refusal:
        return show_again("privacy/erasures.html", refusal, **_erasures())
    return redirect(f"/office/privacy/{public_id}", 303)


@bp.get("/office/privacy/<person>")
@access(Policy.ADMINISTRATORS)
def erase_form(person: str) -> ResponseReturnValue:
    """What would be kept of somebody, and the form that erases them."""
    if person == current_person().public_id:
        return redirect("/me/data/erase", 303)
    return _find_erased(person) or render_template(
        "privacy/erase.html", form=Form(), found=_erasing(person)
    )


@bp.post("/office/privacy/<person>")
@access(Policy.ADMINISTRATORS)
@body_limit(SHORT_FORM)
def erase(person: str) -> ResponseReturnValue:
    """Erase somebody who asked for it."""
    if person == current_person().public_id:
        return redirect("/me/data/erase", 303)
    try:
        return _erased(person, "/office/privacy/?done=erased")
    except NotFound:
        raise
    except Refusal as refusal:
        erased = _find_erased(person)
        if erased is not None:
            return erased
        found = _erasing(person)
        return ask_again("privacy/erase.html", refusal, "present_password", found=found)


def _erased(public_id: str, onward: str) -> ResponseReturnValue:
    me = current_signed_in()
    shown = proof(Door.CONFIRM, me.person.email, "present_password")
    with writing_once(onward) as session:
        answer = privacy.erase(session, me, shown, public_id, now())
        settled(session, answer)
    if answer is not None:
        raise answer
    return redirect(onward, 303)


def _find_erased(public_id: str) -> str | None:
    """The page that says so of who was erased before; None of anybody else."""
    with reading() as session:
        erasure = privacy.find_erasure(session, public_id)
    return None if erasure is None else render_template("privacy/erased.html", it=erasure)


def _erasing(public_id: str) -> Erasing:
    with reading() as session:
        return privacy.get_erasing(session, public_id, now())


def _erasures() -> dict[str, Any]:
    with reading() as session:
        page = privacy.list_erasures(session, page_number())
    return {"page": page, "done": request.args.get("done", "")}
