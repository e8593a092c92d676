"""Rosters in the office: what would be reported, batches, and the numbers that bodies gave."""

from contextlib import ExitStack
from tempfile import TemporaryFile

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.errors import FormRefusal, NotFound
from lms.domain.rosters import Kind
from lms.services import rosters
from lms.web.downloads import download
from lms.web.forms import TO_CORRECT, Form, typed_text
from lms.web.policies import access
from lms.web.requests import (
    current_person,
    is_sent_again,
    now,
    page_number,
    reading,
    writing,
    writing_once,
)

bp = Blueprint("rosters", __name__, url_prefix="/office/rosters")

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xls": "application/vnd.ms-excel",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
NUMBER = "number:"


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def batches() -> str:
    """For whom rosters are made, and every batch that was."""
    with reading() as session:
        page = rosters.list_batches(session, page_number())
        by_hand = rosters.list_by_hand(session, page_number("by_hand"))
    return render_template("rosters/batches.html", page=page, by_hand=by_hand, kinds=Kind)


@bp.get("/<kind>")
@access(Policy.ADMINISTRATORS)
def pre_flight(kind: str) -> Response:
    """What a batch would hold now, who would be left out and why, and the numbers it needs."""
    return _pre_flight(_kind(kind), Form())


@bp.post("/<kind>")
@access(Policy.ADMINISTRATORS)
def order(kind: str) -> ResponseReturnValue:
    """Make a batch of everything that was not reported; the list of batches shows it."""
    onward = url_for(".batches")
    try:
        if not is_sent_again():
            with reading() as session:
                rosters.refuse_empty(session, _kind(kind))
    except rosters.NobodyToReport as refusal:
        return _pre_flight(_kind(kind), Form(problems={"": str(refusal)}), TO_CORRECT)
    with writing_once(onward) as session:
        rosters.order(session, current_person(), _kind(kind), now())
    return redirect(onward, 303)


@bp.post("/<kind>/numbers")
@access(Policy.ADMINISTRATORS)
def numbers(kind: str) -> ResponseReturnValue:
    """Keep the numbers that a body gave; the pre-flight again, with what they change."""
    onward = url_for(".pre_flight", kind=kind, done="numbers")
    typed = {
        (about, name): number
        for field, number in request.form.items()
        if field.startswith(NUMBER)
        for about, _, name in [field.removeprefix(NUMBER).partition(":")]
    }
    try:
        with writing_once(onward) as session:
            rosters.set_numbers(session, current_person(), _kind(kind), typed, now())
    except FormRefusal as refusal:
        return _pre_flight(_kind(kind), Form(dict(request.form), refusal.problems), TO_CORRECT)
    return redirect(onward, 303)


@bp.post("/<kind>/by-hand")
@access(Policy.ADMINISTRATORS)
def by_hand(kind: str) -> ResponseReturnValue:
    """Keep that a completion which no batch can hold was told by hand; the pre-flight again."""
    onward = url_for(".pre_flight", kind=kind, done="told")
    with writing_once(onward) as session:
        serial = typed_text("serial")
        rosters.tell_by_hand(session, current_person(), _kind(kind), serial, now())
    return redirect(onward, 303)


@bp.get("/batches/<batch>")
@access(Policy.ADMINISTRATORS)
def batch(batch: str) -> str:
    """A batch as it was reported, and the forms that take its file."""
    with reading() as session:
        found = rosters.get_batch(session, batch)
    return render_template("rosters/batch.html", it=found, formats=rosters.FORMATS[found.kind])


@bp.post("/batches/<batch>.<suffix>")
@access(Policy.ADMINISTRATORS)
def take(batch: str, suffix: str) -> Response:
    """A batch's file, the same whenever it is taken; each time is recorded."""
    with writing() as session:
        made = rosters.take(session, current_person(), batch, suffix, now())
    with ExitStack() as opened, reading() as session:
        file = opened.enter_context(TemporaryFile())
        rosters.write_file(session, made, suffix, file)
        file.seek(0)
        opened.pop_all()
    name = f"{made.kind}-{made.asked_at:%Y-%m-%d}-{made.public_id}.{suffix}"
    return download(file, MEDIA_TYPES[suffix], name)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as fault:
        raise NotFound from fault


def _pre_flight(kind: Kind, form: Form, status: int = 200) -> Response:
    with reading() as session:
        found = rosters.get_pre_flight(session, kind, page_number())
    shown = render_template(
        "rosters/pre_flight.html",
        found=found,
        form=form,
        kind=kind,
        done=request.args.get("done", ""),
    )
    return Response(shown, status)
