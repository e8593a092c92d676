"""Programs: their pages, the certificate once every course is complete, and what it says."""

from flask import Blueprint, make_response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.services import programs
from lms.web.policies import access
from lms.web.requests import current_person, find_person, now, reading, writing

bp = Blueprint("programs", __name__)

PDF_RETRY_SECONDS = 2


@bp.get("/programs/<program>")
@access(Policy.ANYONE)
def program(program: str) -> str:
    """A program, its courses in order, and how far the person is."""
    person = find_person()
    with reading() as session:
        page = programs.get_program_page(session, person, program, now())
    return render_template("programs/program.html", page=page)


@bp.post("/programs/<program>/certificate")
@access(Policy.SIGNED_IN)
def issue(program: str) -> ResponseReturnValue:
    """Issue the program's certificate and go to it; asking twice is asking once."""
    with writing() as session:
        serial = programs.issue(session, current_person(), program, now())
    return redirect(url_for("certificates.show", serial=serial), 303)


def has_certificate(serial: str) -> bool:
    """True where a program's certificate has that serial."""
    with reading() as session:
        return programs.find_certificate_page(session, serial, now()) is not None


def show_certificate(serial: str) -> str | None:
    """What a program's certificate says and how it stands; None where none has that serial."""
    with reading() as session:
        page = programs.find_certificate_page(session, serial, now())
    if page is None:
        return None
    return render_template("programs/certificate.html", page=page, checked_at=page.now)


def send_pdf(serial: str) -> Response | None:
    """A program certificate's PDF as issued; while it is being made, a page that says so."""
    with reading() as session:
        page = programs.find_certificate_page(session, serial, now())
        content = programs.find_pdf(session, page.certificate.serial) if page else None
    if page is None:
        return None
    if content is None:
        shown = render_template("certificates/pdf.html", page=page)
        status = 503 if page.is_pdf_coming else 404
        return make_response(shown, status, {"Retry-After": str(PDF_RETRY_SECONDS)})
    response = Response(content, mimetype="application/pdf")
    name = f"certificate-{page.certificate.serial}.pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    return response
