"""Certificates in the office: finding them, one with its history, and what can be done to it."""

from dataclasses import asdict

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.domain.accommodations import clean_reason
from lms.domain.accounts import LICENSES_MOST
from lms.domain.certificates import License
from lms.domain.errors import Refusal
from lms.services import certificates, issued, programs
from lms.services.issued import IssuedPage
from lms.services.programs import ProgramCertificatePage
from lms.web.forms import Form, show_again, typed_text
from lms.web.policies import access
from lms.web.requests import (
    current_person,
    doors,
    now,
    page_number,
    reading,
    whole_number,
    writing_once,
)

bp = Blueprint("issued", __name__, url_prefix="/office/certificates")

LONGEST_SEARCH = 200
PARTS = ("profession", "jurisdiction", "number")


@bp.get("/")
@access(Policy.ADMINISTRATORS)
def certificates_found() -> str:
    """Certificates by serial, name, e-mail address, course or program; otherwise the newest."""
    words = request.args.get("q", "").strip()[:LONGEST_SEARCH]
    lacking = request.args.get("lacking") == "yes"
    with reading() as session:
        page = issued.list_found(session, words, page_number(), lacks_glyphs=lacking)
        of_programs = programs.list_found(
            session, words, page_number("of_programs"), lacks_glyphs=lacking
        )
    return render_template(
        "issued/found.html", page=page, of_programs=of_programs, words=words, lacking=lacking
    )


@bp.get("/<serial>")
@access(Policy.ADMINISTRATORS)
def certificate(serial: str) -> str:
    """One certificate with everything that became of it."""
    template, page = _found(serial)
    return render_template(template, it=page, form=Form())


@bp.post("/<serial>/void")
@access(Policy.ADMINISTRATORS)
def void(serial: str) -> ResponseReturnValue:
    """Void a certificate with a reason that its public page shows."""
    template, page = _found(serial)
    onward = url_for(".certificate", serial=page.certificate.serial)
    try:
        reason = clean_reason("reason", typed_text("reason"))
        with writing_once(onward) as session:
            certificates.void(session, page.certificate.serial, reason, now(), current_person())
    except Refusal as refusal:
        return show_again(template, refusal, it=page)
    return redirect(onward, 303)


@bp.get("/<serial>/reissue")
@access(Policy.ADMINISTRATORS)
def reissue_form(serial: str) -> str:
    """The form for a corrected one: as it stands on the certificate, or in the account today."""
    page = _page(serial)
    takes_account = request.args.get("from") == "account"
    frozen = page.certificate.snapshot
    name = page.holder.legal_name if takes_account else frozen.legal_name
    licenses = page.licenses if takes_account else frozen.licenses
    form = Form({"name": name, **_license_values(licenses)})
    return render_template("issued/reissue.html", it=page, form=form, most=LICENSES_MOST)


@bp.post("/<serial>/reissue")
@access(Policy.ADMINISTRATORS)
def reissue(serial: str) -> ResponseReturnValue:
    """Issue a corrected certificate; the old one's page, which names the new one first of all."""
    page = _page(serial)
    onward = url_for(".certificate", serial=page.certificate.serial)
    typed = [_typed_license(place) for place in range(LICENSES_MOST)]
    try:
        correction = issued.clean_correction(typed_text("name"), typed, typed_text("reason"))
        with writing_once(onward) as session:
            issued.reissue(session, current_person(), serial, correction, now())
    except Refusal as refusal:
        return show_again("issued/reissue.html", refusal, it=page, most=LICENSES_MOST)
    return redirect(onward, 303)


@bp.post("/<serial>/duplicates")
@access(Policy.ADMINISTRATORS)
def duplicate(serial: str) -> ResponseReturnValue:
    """Print a certificate once more, marked as a duplicate; its page, with the new print."""
    page = _page(serial)
    onward = url_for(".certificate", serial=page.certificate.serial)
    try:
        pdf = issued.print_duplicate(page, doors().settings.public_address, now())
        with writing_once(onward) as session:
            issued.keep_duplicate(session, current_person(), serial, pdf, now())
    except Refusal as refusal:
        return show_again("issued/certificate.html", refusal, it=page)
    return redirect(onward, 303)


@bp.get("/<serial>/duplicates/<number>.pdf")
@access(Policy.ADMINISTRATORS)
def duplicate_pdf(serial: str, number: str) -> Response:
    """A duplicate as it was printed."""
    with reading() as session:
        pdf = issued.get_duplicate(session, serial, whole_number(number) or 0)
    response = Response(pdf, mimetype="application/pdf")
    name = f"certificate-{serial}-duplicate-{number}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response


def _page(serial: str) -> IssuedPage:
    with reading() as session:
        return issued.get_issued(session, serial)


def _found(serial: str) -> tuple[str, IssuedPage | ProgramCertificatePage]:
    with reading() as session:
        of_program = programs.find_certificate_page(session, serial, now())
        if of_program is not None:
            return "issued/program.html", of_program
        return "issued/certificate.html", issued.get_issued(session, serial)


def _license_values(licenses: tuple[License, ...]) -> dict[str, str]:
    return {
        f"{part}-{place}": value
        for place, license_ in enumerate(licenses[:LICENSES_MOST])
        for part, value in asdict(license_).items()
    }


def _typed_license(place: int) -> tuple[str, str, str]:
    profession, jurisdiction, number = (typed_text(f"{part}-{place}") for part in PARTS)
    return profession, jurisdiction, number
