"""My transcript: as a page, a table and a PDF; and certificates that one enters from elsewhere."""

from datetime import date
from urllib.parse import urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import RequestEntityTooLarge

from lms.domain.access import Policy
from lms.domain.certificates import License
from lms.domain.errors import FormRefusal
from lms.domain.external_certificates import (
    AREA_FIELDS,
    license_text,
    typed_of,
)
from lms.domain.media import JPEG, LARGEST_DOCUMENT, PDF, PNG
from lms.domain.paging import page_of_list
from lms.domain.spreadsheets import Cell
from lms.domain.transcripts import Entered, Line, Method, Standing, Transcript
from lms.services import programs, transcripts
from lms.web.csv_files import csv_file
from lms.web.filters import reader_zone
from lms.web.forms import TO_CORRECT, Form, typed_text
from lms.web.policies import access, body_limit
from lms.web.requests import (
    current_person,
    end_reading,
    now,
    page_number,
    reading,
    writing_once,
)

bp = Blueprint("transcripts", __name__)

TRANSCRIPT = "/me/transcript"
ELSEWHERE = f"{TRANSCRIPT}/certificates"
SOUGHT = ("from", "to", "license", "credit")
FIELDS = ("title", "provider", "completed_on", "hours", *AREA_FIELDS, "method", "approvals")
# The file, and what a form has around it.
FILE_BYTES = LARGEST_DOCUMENT + 64 * 1024
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
HEAD = (
    *("completed_on", "title", "provider", "hours", "ce_credit", "standing", "certificate"),
    *("method", "approvals", "licenses", "areas", "valid_until"),
)


# -- as it stands ------------------------------------------------------------------


@bp.get(TRANSCRIPT)
@access(Policy.SIGNED_IN)
def show() -> Response:
    """What the person has completed, here and elsewhere, as far as it is asked for."""
    found, form = _sought()
    return _page(found, form)


def _page(found: Transcript, form: Form) -> Response:
    with reading() as session:
        completed = programs.list_issued(session, current_person())
    page = render_template(
        "transcripts/show.html",
        transcript=found,
        programs=completed,
        page=page_of_list(found.lines, page_number()),
        form=form,
        licenses=[(license_text(it), license_text(it)) for it in found.licenses],
        query=_query(),
        at=now(),
        done=request.args.get("done", ""),
    )
    return make_response(page, TO_CORRECT if form.problems else 200)


@bp.get(f"{TRANSCRIPT}.csv")
@access(Policy.SIGNED_IN)
def export() -> Response:
    """The same lines as a table for a spreadsheet; what cannot be asked for, the page tells."""
    found, form = _sought()
    if form.problems:
        return _page(found, form)
    return csv_file("transcript.csv", HEAD, map(_row, found.lines))


@bp.get(f"{TRANSCRIPT}.pdf")
@access(Policy.SIGNED_IN)
def pdf() -> Response:
    """The same lines on paper; what cannot be asked for, the page tells."""
    found, form = _sought()
    if form.problems:
        return _page(found, form)
    end_reading()
    response = Response(
        transcripts.render(current_person(), found, now(), _today()), mimetype="application/pdf"
    )
    response.headers.set("Content-Disposition", "inline", filename="transcript.pdf")
    return response


def _sought() -> tuple[Transcript, Form]:
    """The lines that the address asks for; none where that cannot be asked, and why."""
    typed = {name: request.args.get(name, "") for name in SOUGHT}
    with reading() as session:
        try:
            return transcripts.get_transcript(session, current_person(), typed), Form(typed)
        except FormRefusal as refusal:
            whole = transcripts.get_transcript(session, current_person(), {})
            return whole.without_lines, Form(typed, refusal.problems)


def _query() -> str:
    """What the address asks for, for the links that keep it."""
    asked = {name: request.args[name] for name in SOUGHT if request.args.get(name)}
    return urlencode(asked)


def _row(line: Line) -> tuple[Cell, ...]:
    serial = line.certificate.serial if line.certificate else ""
    return (
        line.completed_on.isoformat(),
        line.title,
        line.provider,
        line.hours,
        "yes" if line.has_credit else "no",
        "entered by the holder" if line.standing is Standing.ENTERED else line.standing.value,
        serial,
        line.method.value,
        " | ".join(line.approvals),
        " | ".join(map(license_text, line.licenses)),
        " | ".join(f"{it.letter} {it.hours}" for it in line.areas if it.hours),
        line.valid_until.isoformat() if line.valid_until else "",
    )


# -- certificates from elsewhere ---------------------------------------------------


@bp.get(ELSEWHERE)
@access(Policy.SIGNED_IN)
def new_certificate() -> Response:
    """The form for a certificate from elsewhere."""
    with reading() as session:
        licenses = transcripts.list_licenses(session, current_person())
    return _form_page(None, licenses, Form())


@bp.post(ELSEWHERE)
@access(Policy.SIGNED_IN)
def enter() -> ResponseReturnValue:
    """Add a certificate from elsewhere; then its own page, which takes its file."""
    person, typed = current_person(), _typed()
    with reading() as session:
        licenses = transcripts.list_licenses(session, person)
    public_id = transcripts.new_public_id()
    onward = url_for(".certificate", public_id=public_id, done="added")
    try:
        certificate = transcripts.clean_typed(typed, licenses, now(), reader_zone())
        with writing_once(onward) as session:
            transcripts.enter(session, person, public_id, certificate, now())
    except FormRefusal as refusal:
        return _form_page(None, licenses, Form(typed, refusal.problems))
    return redirect(onward, 303)


@bp.get(f"{ELSEWHERE}/<public_id>")
@access(Policy.SIGNED_IN)
def certificate(public_id: str) -> Response:
    """A certificate from elsewhere, to correct, and its file."""
    entered, licenses = _entered(public_id)
    return _form_page(entered, licenses, Form(typed_of(entered.certificate)))


@bp.post(f"{ELSEWHERE}/<public_id>")
@access(Policy.SIGNED_IN)
def change(public_id: str) -> ResponseReturnValue:
    """Keep a corrected certificate from elsewhere."""
    person, typed = current_person(), _typed()
    entered, licenses = _entered(public_id)
    onward = url_for(".certificate", public_id=public_id, done="changed")
    try:
        corrected = transcripts.clean_typed(typed, licenses, now(), reader_zone())
        with writing_once(onward) as session:
            transcripts.change(session, person, public_id, corrected, now())
    except FormRefusal as refusal:
        return _form_page(entered, licenses, Form(typed, refusal.problems))
    return redirect(onward, 303)


@bp.get(f"{ELSEWHERE}/<public_id>/remove")
@access(Policy.SIGNED_IN)
def remove_form(public_id: str) -> str:
    """Ask whether a certificate from elsewhere is to be removed."""
    with reading() as session:
        entered = transcripts.get_entered_for(session, current_person(), public_id)
    return render_template("transcripts/remove.html", entered=entered)


@bp.post(f"{ELSEWHERE}/<public_id>/remove")
@access(Policy.SIGNED_IN)
def remove(public_id: str) -> ResponseReturnValue:
    """Remove a certificate from elsewhere with its file."""
    onward = url_for(".show", done="removed")
    with writing_once(onward) as session:
        transcripts.remove(session, current_person(), public_id, now())
    return redirect(onward, 303)


def _file_too_large(public_id: str) -> Response:
    """The page of a certificate from elsewhere, with a sentence at its file."""
    entered, licenses = _entered(public_id)
    refused = {"file": transcripts.too_large()}
    page = _form_page(entered, licenses, Form(typed_of(entered.certificate), refused))
    page.status_code = RequestEntityTooLarge.code
    return page


@bp.post(f"{ELSEWHERE}/<public_id>/file")
@access(Policy.SIGNED_IN)
@body_limit(FILE_BYTES, too_much=_file_too_large)
def keep_file(public_id: str) -> ResponseReturnValue:
    """Keep the file of a certificate from elsewhere, in the place of the one before."""
    person = current_person()
    entered, licenses = _entered(public_id)
    onward = url_for(".certificate", public_id=public_id, done="file")
    sent = request.files.get("file")
    try:
        document = transcripts.clean_file(sent.read() if sent else b"")
        with writing_once(onward) as session:
            transcripts.keep_file(session, person, public_id, document, now())
    except FormRefusal as refusal:
        form = Form(typed_of(entered.certificate), refusal.problems)
        return _form_page(entered, licenses, form)
    return redirect(onward, 303)


@bp.get(f"{ELSEWHERE}/<public_id>/file")
@access(Policy.SIGNED_IN)
def file(public_id: str) -> Response:
    """The file of a certificate from elsewhere, to download: nothing in it is shown here."""
    with reading() as session:
        document = transcripts.get_file_for(session, current_person(), public_id)
    response = Response(document.content, mimetype=document.kind)
    name = f"certificate-{document.digest[:8]}.{ENDINGS[document.kind]}"
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _today() -> date:
    """The day where the reader is."""
    return now().astimezone(reader_zone()).date()


def _typed() -> dict[str, str]:
    return {name: typed_text(name) for name in (*FIELDS, "license")}


def _entered(public_id: str) -> tuple[Entered, tuple[License, ...]]:
    """The person's own certificate from elsewhere, and the licenses that it can name."""
    with reading() as session:
        entered = transcripts.get_entered_for(session, current_person(), public_id)
        return entered, transcripts.list_licenses(session, current_person(), entered)


def _form_page(entered: Entered | None, licenses: tuple[License, ...], form: Form) -> Response:
    """The form of a certificate from elsewhere; of one that is entered, its file beside it."""
    page = render_template(
        "transcripts/certificate.html",
        form=form,
        entered=entered,
        licenses=[(license_text(it), license_text(it)) for it in licenses],
        methods=[(it.value, it.value.capitalize()) for it in Method],
        area_fields=AREA_FIELDS,
        most_megabytes=LARGEST_DOCUMENT // transcripts.MEGABYTE,
        done=request.args.get("done", "") if request.method == "GET" else "",
    )
    return make_response(page, TO_CORRECT if form.problems else 200)
