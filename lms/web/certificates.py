"""Completing a course, and certificates as anyone may check them."""

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.certificates import tidy_serial
from lms.domain.credit import CUSTOMS
from lms.services import certificates
from lms.web import programs
from lms.web.forms import TO_CORRECT, Form, form_of
from lms.web.policies import access
from lms.web.requests import current_person, now, reading, writing

bp = Blueprint("certificates", __name__)

COMPLETION = "/courses/<course>/certificate"
CERTIFICATES = "/certificates"
PDF_RETRY_SECONDS = 2
NOT_ATTESTED = "Tick the box if this is so. Without the attestation there is no certificate."


# -- completing a course -----------------------------------------------------------


@bp.get(COMPLETION)
@access(Policy.SIGNED_IN)
def completion(course: str) -> ResponseReturnValue:
    """What is missing, the attestation, or the certificate."""
    return _completion_page(course, Form())


@bp.post(COMPLETION)
@access(Policy.SIGNED_IN)
def attest(course: str) -> ResponseReturnValue:
    """Complete the course and go to its certificate; attesting twice is attesting once."""
    if request.form.get("attest") != "yes":
        return _completion_page(course, Form(problems={"attest": NOT_ATTESTED}), TO_CORRECT)
    with writing() as session:
        serial = certificates.attest(session, current_person(), course, now())
    return redirect(url_for(".show", serial=serial), 303)


def _completion_page(course: str, form: Form, status: int = 200) -> Response:
    with reading() as session:
        page = certificates.get_completion_page(session, current_person(), course, now())
    shown = render_template("certificates/completion.html", page=page, form=form, customs=CUSTOMS)
    return make_response(shown, status)


# -- checking a certificate --------------------------------------------------------


@bp.get(CERTIFICATES)
@access(Policy.ANYONE)
def check() -> ResponseReturnValue:
    """The form that takes a serial, and the way from there to its certificate."""
    typed = request.args.get("serial", "").strip()
    if not typed:
        return render_template("certificates/check.html", form=Form())
    with reading() as session:
        page = certificates.find_certificate_page(session, typed)
    if page is None and not programs.has_certificate(typed):
        return _unknown(typed)
    return redirect(url_for(".show", serial=tidy_serial(typed)), 303)


@bp.get(f"{CERTIFICATES}/<serial>")
@access(Policy.ANYONE)
def show(serial: str) -> ResponseReturnValue:
    """What a certificate says and how it stands, for anyone who asks."""
    with reading() as session:
        page = certificates.find_certificate_page(session, serial)
    if page is None:
        return programs.show_certificate(serial) or _unknown(serial)
    at = now()
    how = page.how_at(at)
    return render_template("certificates/show.html", page=page, how=how, checked_at=at, form=Form())


@bp.get(f"{CERTIFICATES}/<serial>.pdf")
@access(Policy.ANYONE)
def pdf(serial: str) -> ResponseReturnValue:
    """The PDF as it was issued; while it is being made, a page that says so."""
    with reading() as session:
        page = certificates.find_certificate_page(session, serial)
        content = certificates.find_pdf(session, serial)
    if page is None:
        return programs.send_pdf(serial) or _unknown(serial)
    if content is None:
        return _not_made(page)
    response = Response(content, mimetype="application/pdf")
    response.headers.set(
        "Content-Disposition", "inline", filename=f"certificate-{page.certificate.serial}.pdf"
    )
    return response


def _unknown(typed: str) -> Response:
    shown = render_template("certificates/unknown.html", form=form_of(serial=typed))
    return make_response(shown, 404)


def _not_made(page: certificates.CertificatePage) -> Response:
    shown = render_template("certificates/pdf.html", page=page)
    if not page.is_pdf_coming:
        return make_response(shown, 404)
    return make_response(shown, 503, {"Retry-After": str(PDF_RETRY_SECONDS)})
