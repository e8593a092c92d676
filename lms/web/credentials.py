"""What programs that check a credential ask for: itself, the issuer's keys, its status."""

from flask import Blueprint, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask.wrappers import Response

from lms.domain.access import Policy
from lms.services import certificates, credentials, signing_keys
from lms.web.forms import form_of
from lms.web.policies import access
from lms.web.requests import doors, end_reading, reading, whole_number

bp = Blueprint("credentials", __name__)

CREDENTIAL = "application/vc"
DID_DOCUMENT = "application/did+ld+json"
RETRY_SECONDS = 2
# A revoked credential and a compromised key are known to others after at most so long.
FRESH = "public, max-age=300"


@bp.get("/certificates/<serial>.json")
@access(Policy.ANYONE)
def show(serial: str) -> ResponseReturnValue:
    """The credential as it was issued, voided or not; while it is being made, a page says so."""
    with reading() as session:
        credential = credentials.find_credential(session, serial)
        page = None if credential else certificates.find_certificate_page(session, serial)
    if credential is not None:
        return _document(credential.document, CREDENTIAL, "private, no-cache")
    if page is None:
        shown = render_template("certificates/unknown.html", form=form_of(serial=serial))
        return make_response(shown, 404)
    return _not_made(page)


@bp.get("/credentials/status/<number>")
@access(Policy.ANYONE)
def status(number: str) -> ResponseReturnValue:
    """A status list: which credentials were revoked, signed by their issuer."""
    with reading() as session:
        unsigned = credentials.get_unsigned_list(session, whole_number(number) or 0)
    end_reading()
    text = credentials.sign_list(doors().signing, unsigned)
    return _document(text, CREDENTIAL, FRESH)


@bp.get("/.well-known/did.json")
@access(Policy.ANYONE)
def keys() -> ResponseReturnValue:
    """The issuer's keys, old ones included."""
    with reading() as session:
        document = signing_keys.publish(session, doors().signing)
    return _document(credentials.written(document), DID_DOCUMENT, FRESH)


def _document(text: str, kind: str, cached: str) -> Response:
    response = Response(text, content_type=kind)
    response.headers["Cache-Control"] = cached
    # Whoever knows the address may have it, and pages of others check it too.
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.add_etag()
    response.make_conditional(request)
    return response


def _not_made(page: certificates.CertificatePage) -> Response:
    shown = render_template("certificates/credential.html", page=page)
    if not page.is_pdf_coming:
        return make_response(shown, 404)
    return make_response(shown, 503, {"Retry-After": str(RETRY_SECONDS)})
