"""What holds for every request and every response: hosts, origins, tokens, cookies, headers."""

import re
from contextlib import suppress
from datetime import timedelta

from flask import Flask, Response, current_app, g, request
from flask import session as form_session
from flask.sessions import SecureCookieSessionInterface
from flask.typing import ResponseReturnValue
from flask_login import AnonymousUserMixin, LoginManager, UserMixin
from flask_wtf.csrf import CSRFProtect, generate_csrf
from itsdangerous import URLSafeTimedSerializer
from werkzeug.exceptions import BadRequest, Forbidden, RequestURITooLarge, Unauthorized
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from lms.domain.access import Policy
from lms.domain.accounts import SignedIn, needs_touch
from lms.domain.errors import Busy
from lms.services import accounts
from lms.settings import Settings, host_name
from lms.web.requests import (
    SAFE_METHODS,
    doors,
    find_person,
    find_signed_in,
    new_form_key,
    now,
    reading,
    writing,
)

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; media-src 'self'; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'; manifest-src 'self'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
ONE_YEAR = timedelta(days=365)
MOST_FORM_PARTS = 1000
LONGEST_ADDRESS = 4096
# A path on this host and nothing that a browser could read as another: no "//", "\" or controls.
SAFE_PATH = re.compile(r"/(?!/)[^\\\x00-\x20\x7f]*")
SESSION_COOKIE = "lms_session"
FORM_COOKIE = "lms_form"
OWNER = "owner"  # whose pages the form cookie's token stands in
# What a token can look like; anything else is not worth a query.
TOKEN = re.compile(r"[A-Za-z0-9_-]{20,256}")


def configure(app: Flask, settings: Settings) -> None:
    """Set what Flask and its family decide by; no FLASK_ variable has a say (AS-12)."""
    app.config.update(
        DEBUG=False,
        SECRET_KEY=settings.secret_key,
        SESSION_COOKIE_NAME=host_bound(FORM_COOKIE, settings),
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=settings.is_https,
        SESSION_COOKIE_PATH="/",
        SESSION_PROTECTION=None,
        MAX_FORM_PARTS=MOST_FORM_PARTS,
        # The token lives as long as its cookie: a quiz may stay open for hours (WB-03).
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_CHECK_DEFAULT=False,
        # refuse_foreign() asks Sec-Fetch-Site or Origin; a Referer may be withheld by choice.
        WTF_CSRF_SSL_STRICT=False,
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    app.url_map.converters["int"] = ShortNumber
    CSRFProtect(app)
    app.session_interface = FormSessions()
    app.jinja_env.globals["form_key"] = new_form_key
    app.jinja_env.globals["csrf_token"] = form_token
    Sessions(app, add_context_processor=False)  # type: ignore[no-untyped-call]
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=1, x_host=0)  # type: ignore[method-assign]
    app.after_request(guard_response)


class ShortNumber(IntegerConverter):
    """A number in an address: ASCII digits, and few enough for every database column."""

    regex = r"[0-9]{1,9}"


class FormSessions(SecureCookieSessionInterface):
    """Flask's sessions, whose signer is made once; each application has its own of these."""

    _signer: URLSafeTimedSerializer | None = None

    def get_signing_serializer(self, app: Flask) -> URLSafeTimedSerializer | None:
        """What signs the form cookie."""
        self._signer = self._signer or super().get_signing_serializer(app)
        return self._signer


class Sessions(LoginManager):
    """Flask-Login on our session rows: no remember cookie, and none signs in by the form cookie."""

    def _load_user(self) -> None:
        load(request.cookies.get(session_cookie_name(), ""))

    def _update_remember_cookie(self, response: Response) -> Response:
        return response


class SignedInUser(UserMixin):
    """A session in force, as Flask-Login carries it."""

    def __init__(self, signed_in: SignedIn) -> None:
        self.signed_in = signed_in


def load(token: str) -> None:
    """Let this request be that of whoever's session has the token, or of a visitor."""
    signed_in = g.signed_in = _find_signed_in(token)
    g._login_user = SignedInUser(signed_in) if signed_in else AnonymousUserMixin()


def _find_signed_in(token: str) -> SignedIn | None:
    if not TOKEN.fullmatch(token):
        return None
    with reading() as session:
        signed_in = accounts.find_session(session, token, now())
    if signed_in is not None and needs_touch(signed_in, now()):
        # Nobody waits for a page, or loses it, because of the time they were last seen.
        with suppress(Busy), writing() as session:
            accounts.touch(session, signed_in, now())
    return signed_in


# Before a view


def know_host() -> ResponseReturnValue | None:
    """Refuse a request that is addressed to a host we do not answer for (WB-07)."""
    if host_name(request.environ.get("HTTP_HOST", "")) in doors().settings.allowed_hosts:
        return None
    sentence = "This server does not answer under that host name. Check the address.\n"
    return Response(sentence, 400, mimetype="text/plain")


def refuse_unreadable() -> None:
    """Refuse what no page of ours sends and a database would choke on (IN-14)."""
    if len(request.path) + len(request.query_string) > LONGEST_ADDRESS:
        raise RequestURITooLarge
    try:
        fields = [*request.args.items(multi=True)]
    except UnicodeDecodeError:
        raise BadRequest from None
    if request.method not in SAFE_METHODS:
        fields += request.form.items(multi=True)
    if "\0" in request.path or any("\0" in name or "\0" in value for name, value in fields):
        raise BadRequest


def refuse_foreign() -> None:
    """Refuse to change anything for a page of another site (WB-02)."""
    if request.method not in SAFE_METHODS and not _is_same_site():
        raise Forbidden


def _is_same_site() -> bool:
    # A browser that says where the request comes from cannot be made to lie by a page.
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site == "same-origin"
    origin = request.headers.get("Origin")
    return origin in (request.host_url.rstrip("/"), doors().settings.public_address)


def check_token() -> None:
    """Refuse to change anything without the form's token (WB-02), or from another's page."""
    if request.endpoint is None or request.method in SAFE_METHODS:
        return
    if _is_of_another():
        raise Unauthorized
    current_app.extensions["csrf"].protect()


def form_token() -> str:
    """The token of a page's forms: a new one for whoever comes after another in one browser.

    A page that was left open by one person then sends nothing in the name of the next.
    """
    person = find_person()
    if _is_of_another():
        form_session.clear()
    # Written once: a cookie that is set anew goes out with every page.
    if person is not None and OWNER not in form_session:
        form_session[OWNER] = person.public_id
    token: str = generate_csrf()
    return token


def _is_of_another() -> bool:
    person, owner = find_person(), form_session.get(OWNER)
    return person is not None and owner not in (None, person.public_id)


# After a view


def guard_response(response: Response) -> Response:
    """Put the headers of WB-04 and WB-05 on every response."""
    response.headers.update(HEADERS)
    if doors().settings.is_https or request.is_secure:
        seconds = int(ONE_YEAR.total_seconds())
        response.headers["Strict-Transport-Security"] = f"max-age={seconds}"
    if "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "no-store" if _is_personal() else "private, no-cache"
    return response


def _is_personal() -> bool:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "policy", None) is not Policy.ANYONE or find_signed_in() is not None


# Cookies


def host_bound(name: str, settings: Settings) -> str:
    """The cookie's name; over https a browser then holds it to this one host (AS-04)."""
    return f"__Host-{name}" if settings.is_https else name


def session_cookie_name() -> str:
    """The name of the cookie that holds a session's token."""
    return host_bound(SESSION_COOKIE, doors().settings)


def keep_session(response: Response, token: str) -> None:
    """Hand the browser the token of its new session; it forgets it when it closes (AS-04)."""
    set_cookie(response, session_cookie_name(), token)


def end_session(response: Response) -> None:
    """Take the session and the form token from the browser, and the pages that it kept.

    What somebody typed and could not save stays on the device until they sign in again: this was
    not their wish to leave.
    """
    form_session.clear()
    set_cookie(response, session_cookie_name(), "", timedelta(0))
    response.headers["Clear-Site-Data"] = '"cache"'


def forget_session(response: Response) -> None:
    """Take all that from the browser, and whatever it kept for anybody: they leave (WB-05)."""
    end_session(response)
    response.headers["Clear-Site-Data"] = '"cache", "storage"'


def set_cookie(response: Response, name: str, value: str, lasting: timedelta | None = None) -> None:
    """Set a cookie that scripts cannot read and other sites cannot send along (AS-04)."""
    response.set_cookie(
        name,
        value,
        max_age=lasting,
        path="/",
        secure=doors().settings.is_https,
        httponly=True,
        samesite="Lax",
    )


def safe_next(path: str | None, otherwise: str = "/") -> str:
    """The path to go on to if it is one of this site's, else another (WB-06)."""
    is_ours = path is not None and len(path) <= LONGEST_ADDRESS and SAFE_PATH.fullmatch(path)
    return path if path and is_ours else otherwise
