"""What holds for every request and every response of the frame."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Blueprint, Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse

import lms.app
from lms.app import create_app
from lms.domain.access import Policy
from lms.services import accounts
from lms.settings import Settings
from lms.store.database import Database
from lms.web.policies import PolicyMissing, access
from lms.web.requests import client_address, read_clock
from lms.web.security import CONTENT_SECURITY_POLICY, safe_next
from tests.accounts import new_cookie, signed_up
from tests.applications import shared_app
from tests.personas import TOKEN, Ada, Cleo, Clock, Dora, Visitor
from tests.web.frame import PUBLIC_URL, app_of, probe, settings_of

HERE = {"Sec-Fetch-Site": "same-origin"}
HTTPS_COOKIES = {"__Host-lms_session", "__Host-lms_form", "__Host-lms_display"}


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """The application with the probe's routes beside its own."""
    return shared_app(settings, database, clock, probe)


@pytest.fixture
def https(database: Database, tmp_path: Path) -> Iterator[Client]:
    """A client of the application as readers reach it over https."""
    app = app_of(database, tmp_path / "https", LMS_PUBLIC_URL=PUBLIC_URL)
    with app.test_client() as client:
        yield client


def over_https(client: Client, path: str, **options: object) -> TestResponse:
    return client.open(path, base_url=PUBLIC_URL, **options)  # type: ignore[arg-type]


def set_cookies(response: TestResponse) -> dict[str, set[str]]:
    """The cookies that a response sets, each with its attributes."""
    lines = (line.split("; ") for line in response.headers.getlist("Set-Cookie"))
    return {pair.partition("=")[0]: set(attributes) for pair, *attributes in lines}


# -- cookies (AS-04, AS-12) ------------------------------------------------------


def test_as_04_every_cookie_is_hidden_from_scripts_and_stays_on_this_site(visitor: Visitor):
    form = set_cookies(visitor.get("/policies"))
    display = set_cookies(visitor.post("/display", theme="dark"))

    assert form.keys() == {"lms_form"}
    assert display.keys() == {"lms_display"}
    for attributes in (form | display).values():
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= attributes
        assert not any(it.startswith("Domain") for it in attributes)


def test_as_04_the_session_cookie_is_like_the_others(app: Flask, database: Database):
    signed_up(database, "Ada Marlowe")
    visitor = Visitor(app)

    cookies = set_cookies(visitor.signs_in("ada@example.org"))

    assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= cookies["lms_session"]


def test_as_04_over_https_every_cookie_is_bound_to_the_host(https: Client, database: Database):
    ada = signed_up(database, "Ada Marlowe")
    page = over_https(https, "/sign-in")
    token = TOKEN.search(page.text)
    assert token
    form = {"csrf_token": token[1], "email": ada.email, "password": "marigold ribbon 27"}

    sent = {"method": "POST", "headers": HERE}
    cookies = set_cookies(page)
    cookies |= set_cookies(over_https(https, "/display", data=form, **sent))
    cookies |= set_cookies(over_https(https, "/sign-in", data=form, **sent))

    assert cookies.keys() == HTTPS_COOKIES
    for attributes in cookies.values():
        assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= attributes


def test_as_04_over_https_a_cookie_under_the_plain_name_signs_nobody_in(
    https: Client, database: Database
):
    cookie = new_cookie(database, signed_up(database, "Ada Marlowe"), read_clock())
    https.set_cookie("lms_session", cookie, domain="learn.example.org", secure=True)
    assert over_https(https, "/probe/mine").status_code == 303

    https.set_cookie("__Host-lms_session", cookie, domain="learn.example.org", secure=True)
    assert over_https(https, "/probe/mine").status_code == 200


@pytest.mark.parametrize("name", ["LOGIN_DISABLED", "FLASK_LOGIN_DISABLED", "LMS_LOGIN_DISABLED"])
def test_as_12_no_variable_and_no_setting_switches_the_sign_in_off(
    name: str, settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
):
    for variable in (name, "FLASK_DEBUG", "FLASK_TESTING", "FLASK_ENV"):
        monkeypatch.setenv(variable, "1")
    app = create_app(settings, database)
    app.register_blueprint(probe())
    app.config.update(LOGIN_DISABLED=True, TESTING=True, WTF_CSRF_ENABLED=True)

    assert app.test_client().get("/probe/mine").status_code == 303
    assert app.debug is False


def test_as_12_a_forged_flask_login_cookie_signs_nobody_in(app: Flask, ada: Ada):
    visitor = Visitor(app)
    for value in (f"{ada.person.id}|{'0' * 128}", "|", "é|é", "1"):
        visitor.client.set_cookie("remember_token", value)

        assert visitor.get("/probe/mine").status_code == 303


def test_a_remember_cookie_does_not_sign_anybody_out(ada: Ada):
    ada.client.set_cookie("remember_token", "1|00")

    assert ada.get("/probe/mine").status_code == 200


# -- policies (AC-01, AC-04) -----------------------------------------------------


def test_ac_01_a_route_without_a_policy_makes_the_app_refuse_to_start(
    settings: Settings, database: Database, monkeypatch: pytest.MonkeyPatch
):
    careless = Blueprint("careless", __name__)
    careless.add_url_rule("/careless", view_func=lambda: "everything", endpoint="page")
    monkeypatch.setattr(lms.app, "BLUEPRINTS", (careless,))

    with pytest.raises(PolicyMissing, match=r"careless\.page declares no policy"):
        create_app(settings, database)


def test_ac_01_a_route_that_slipped_in_later_is_closed(own_app: Flask):
    own_app.add_url_rule("/careless", "careless", lambda: "everything")

    response = own_app.test_client().get("/careless")

    assert response.status_code == 500
    assert "everything" not in response.text


def test_a_visitor_is_sent_to_the_sign_in_and_back_to_the_page(visitor: Visitor):
    page = visitor.get("/probe/mine?chapter=2&word=é")

    assert page.status_code == 303
    assert page.headers["Location"] == "/sign-in?next=/probe/mine%3Fchapter%3D2%26word%3D%25C3%25A9"


def test_a_script_without_a_session_is_told_so(visitor: Visitor):
    answer = visitor.client.get("/probe/mine", headers={"Accept": "application/json"})

    assert answer.status_code == 401
    assert answer.json == {
        "sentence": "You are signed out, so nothing was sent. Sign in and send it again."
    }


@pytest.mark.parametrize("path", ["/probe/secret-title/teach", "/probe/secret-title/run"])
def test_ac_04_what_is_not_allowed_looks_like_what_is_not_there(ada: Ada, path: str):
    not_there = ada.get("/probe/nothing-at-all")
    not_allowed = ada.get(path)

    assert not_there.status_code == not_allowed.status_code == 404
    assert not_there.data == not_allowed.data
    assert dict(not_there.headers) == dict(not_allowed.headers)
    assert "secret-title" not in not_allowed.text


def test_roles_enter_what_is_theirs(cleo: Cleo, dora: Dora):
    assert cleo.get("/probe/x/teach").status_code == 200
    assert cleo.get("/probe/x/run").status_code == 404
    assert dora.get("/probe/x/teach").status_code == 200
    assert dora.get("/probe/x/run").status_code == 200


@pytest.mark.parametrize("path", ["/probe/mine", "/policies", "/probe/x/teach"])
def test_every_address_answers_with_and_without_a_final_slash(cleo: Cleo, path: str):
    assert cleo.get(path).status_code == cleo.get(f"{path}/").status_code == 200


def test_head_is_guarded_like_get_and_options_tell_only_the_methods(visitor: Visitor):
    head = visitor.client.head("/probe/mine")
    options = visitor.client.options("/probe/mine")

    assert (head.status_code, head.data) == (303, b"")
    assert (options.status_code, options.data) == (200, b"")
    assert options.allow == {"GET", "HEAD", "OPTIONS", "POST"}


# -- tokens and origins (WB-02) --------------------------------------------------


def test_wb_02_a_form_with_its_token_from_a_page_of_the_site_is_taken(visitor: Visitor):
    assert visitor.post("/probe/open").status_code == 200


@pytest.mark.parametrize("token", ["", "x", "é", "\0"])
def test_wb_02_a_form_without_a_token_that_holds_changes_nothing(visitor: Visitor, token: str):
    visitor.get("/policies")

    assert visitor.post("/probe/open", csrf_token=token).status_code == 400


def test_wb_02_a_token_of_another_browser_does_not_hold(app: Flask, visitor: Visitor):
    stolen = Visitor(app).token()

    assert visitor.post("/probe/open", csrf_token=stolen).status_code == 400


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"},
        {"Origin": "null"},
        {"Origin": "http://evil.example"},
        {"Origin": "http://localhost.evil.example"},
        {"Origin": "https://localhost"},
    ],
)
def test_wb_02_another_site_cannot_change_anything_even_with_a_token(
    visitor: Visitor, headers: dict[str, str]
):
    form = {"csrf_token": visitor.token()}

    answer = visitor.client.post("/probe/open", data=form, headers=headers)

    assert answer.status_code == 403
    assert "Send again" not in answer.text


@pytest.mark.parametrize("headers", [HERE, {"Origin": "http://localhost"}])
def test_wb_02_either_header_says_that_a_form_is_ours(visitor: Visitor, headers: dict[str, str]):
    form = {"csrf_token": visitor.token()}

    assert visitor.client.post("/probe/open", data=form, headers=headers).status_code == 200


def test_wb_02_over_https_the_public_origin_is_ours(https: Client):
    token = TOKEN.search(over_https(https, "/policies").text)
    assert token
    sent = {"method": "POST", "data": {"csrf_token": token[1]}}

    ours = over_https(https, "/probe/open", headers={"Origin": PUBLIC_URL}, **sent)
    plain = over_https(https, "/probe/open", headers={"Origin": "http://learn.example.org"}, **sent)

    assert (ours.status_code, plain.status_code) == (200, 403)


@pytest.mark.parametrize("method", ["PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"])
def test_wb_02_no_other_method_gets_past(visitor: Visitor, method: str):
    assert visitor.client.open("/probe/open", method=method).status_code in (403, 405)


# -- headers (WB-04, WB-05) ------------------------------------------------------

EVERY_KIND = [
    "/policies",
    "/static/site.css",
    "/nothing",
    "/probe/broken",
    "/healthz",
    "/robots.txt",
]


@pytest.mark.parametrize("path", [*EVERY_KIND, "/probe/mine", "/probe/status/405"])
def test_wb_04_every_response_bears_the_content_security_policy(visitor: Visitor, path: str):
    assert visitor.get(path).headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


def test_wb_04_the_policy_lets_nothing_in_from_elsewhere():
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))

    assert directives.pop("default-src") == "'none'"
    assert directives.pop("base-uri") == directives.pop("frame-ancestors") == "'none'"
    assert set(directives.values()) == {"'self'"}


@pytest.mark.parametrize("path", EVERY_KIND)
def test_wb_05_every_response_bears_the_other_headers(visitor: Visitor, path: str):
    headers = visitor.get(path).headers

    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Strict-Transport-Security" not in headers


def test_wb_05_over_https_browsers_are_told_to_stay_there(https: Client):
    answer = over_https(https, "/policies")

    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


def test_wb_05_pages_that_name_somebody_are_not_kept_by_any_cache(ada: Ada, visitor: Visitor):
    assert ada.get("/probe/mine").headers["Cache-Control"] == "no-store"
    assert ada.get("/policies").headers["Cache-Control"] == "no-store"
    assert visitor.get("/probe/mine").headers["Cache-Control"] == "no-store"
    assert visitor.get("/policies").headers["Cache-Control"] == "private, no-cache"


def test_wb_05_signing_out_clears_what_the_browser_kept(ada: Ada):
    gone = ada.post("/sign-out")

    assert gone.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert ada.cookie == ""


# -- where to go on to (WB-06) ---------------------------------------------------


@pytest.mark.parametrize(
    "path", ["/", "/me", "/courses/a/b?check=1&chosen=x#check-1", "/courses/été"]
)
def test_wb_06_a_path_of_this_site_is_followed(path: str):
    assert safe_next(path, "/otherwise") == path


@pytest.mark.parametrize(
    "path",
    [
        None,
        "",
        "me",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "/a\\b",
        "https://evil.example",
        "javascript:alert(1)",
        " /me",
        "/me\n",
        "/\t/evil.example",
        "/me\r\nSet-Cookie: a=b",
        "/" + "x" * 5000,
    ],
)
def test_wb_06_anything_else_is_not(path: str | None):
    assert safe_next(path, "/otherwise") == "/otherwise"


@given(st.text(max_size=40))
def test_wb_06_whatever_is_asked_the_browser_stays_here(path: str):
    chosen = safe_next(path, "/otherwise")

    assert chosen.startswith("/")
    assert not chosen.startswith(("//", "/\\"))
    assert not any(ord(character) <= 32 or character == "\\" for character in chosen)


def test_wb_06_the_display_form_leads_nowhere_else(visitor: Visitor):
    assert visitor.post("/display", next="//evil.example").headers["Location"] == "/"
    assert visitor.post("/display", next="/policies").headers["Location"] == "/policies"


# -- hosts and proxies (WB-07) ---------------------------------------------------


@pytest.mark.parametrize(
    "host",
    ["evil.example", "", "localhost.evil.example", "127.0.0.1.evil", "a b", "[::1", "x" * 300, "é"],
)
@pytest.mark.parametrize("path", ["/policies", "/static/site.css", "/nothing", "/healthz"])
def test_wb_07_an_unknown_host_is_refused(app: Flask, host: str, path: str):
    environ = {"HTTP_HOST": host.encode().decode("latin-1")}

    answer = app.test_client().get(path, environ_overrides=environ)

    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY


@pytest.mark.parametrize("host", ["localhost:8000", "127.0.0.1:1", "LOCALHOST", "[::1]:8000"])
def test_wb_07_without_a_public_url_this_machine_is_answered(app: Flask, host: str):
    assert app.test_client().get("/healthz", headers={"Host": host}).status_code == 200


def test_wb_07_with_a_public_url_only_its_host_is(https: Client):
    for host, status in (("learn.example.org", 200), ("localhost", 400), ("127.0.0.1", 400)):
        assert https.get("/healthz", headers={"Host": host}).status_code == status


FORWARDED = {
    "X-Forwarded-For": "198.51.100.1, 198.51.100.2",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
}


def seen_address(app: Flask) -> tuple[str, bool]:
    """The client's address and scheme as the application sees them through the headers."""
    seen = {}

    @app.get("/seen")
    @access(Policy.ANYONE)
    def _see() -> str:
        seen.update(address=client_address())
        return "seen"

    answer = app.test_client().get("/seen", headers=FORWARDED)
    assert answer.status_code == 200
    return seen["address"], "Strict-Transport-Security" in answer.headers


@pytest.mark.parametrize(
    ("hops", "address", "is_https"),
    [("0", "127.0.0.1", False), ("1", "198.51.100.2", True), ("2", "198.51.100.1", True)],
)
def test_wb_07_forwarded_headers_count_only_from_configured_proxies(
    database: Database, tmp_path: Path, hops: str, address: str, is_https: bool
):
    app = app_of(database, tmp_path, LMS_TRUSTED_PROXIES=hops)

    assert seen_address(app) == (address, is_https)


@pytest.mark.parametrize(
    ("remote", "address"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("unix socket", ""),
    ],
)
def test_as_07_one_subscriber_has_one_address(app: Flask, remote: str, address: str):
    with app.test_request_context(environ_overrides={"REMOTE_ADDR": remote}):
        assert client_address() == address


# -- bodies (IN-13) --------------------------------------------------------------


def test_in_13_a_body_beyond_the_usual_limit_is_refused(visitor: Visitor):
    assert visitor.post("/probe/open", text="x" * 60_000).status_code == 200
    assert visitor.post("/probe/open", text="x" * 70_000).status_code == 413
    assert "larger than the 64 KB that this page takes." in visitor.page.text


def test_in_13_a_route_may_take_in_more_and_still_has_a_limit(visitor: Visitor):
    assert visitor.post("/probe/long", text="x" * 150_000).status_code == 200
    assert visitor.post("/probe/long", text="x" * 210_000).status_code == 413
    assert "the 195 KB that this page takes" in visitor.page.text


def test_in_13_the_limit_holds_for_forms_in_parts_and_for_many_of_them(visitor: Visitor):
    token = visitor.token()
    many = {f"part{number}": "" for number in range(1100)}
    parts = {"headers": HERE, "content_type": "multipart/form-data"}

    long = {"csrf_token": token, "text": "x" * 70_000}
    assert visitor.client.post("/probe/open", data=long, **parts).status_code == 413
    assert visitor.client.post("/probe/long", data=many, **parts).status_code == 413


# -- the session -----------------------------------------------------------------


def test_as_01_a_session_that_has_ended_opens_nothing(ada: Ada, database: Database, clock):
    assert ada.get("/probe/mine").status_code == 200

    with database.writing() as session:
        accounts.sign_out_everywhere(session, ada.person, clock())

    assert ada.get("/probe/mine").status_code == 303


def test_wb_01_a_page_writes_the_time_last_seen_at_most_once_a_minute(
    ada: Ada, database: Database, clock
):
    def seen_at() -> str:
        with database.reading() as session:
            return str(
                session.connection().exec_driver_sql("SELECT seen_at FROM sessions").scalar()
            )

    at_first = seen_at()
    clock.passes(seconds=59)
    ada.get("/probe/mine")
    assert seen_at() == at_first

    clock.passes(seconds=1)
    ada.get("/probe/mine")
    assert seen_at() > at_first


@pytest.mark.parametrize("cookie", ["", "x", "é" * 30, "\x7f" * 40, "a" * 300, "' OR 1=1 --" * 3])
def test_a_cookie_that_is_no_token_is_a_visitor(visitor: Visitor, cookie: str):
    visitor.client.set_cookie("lms_session", cookie)

    assert visitor.get("/probe/mine").status_code == 303


def test_settings_of_one_app_leave_another_alone(tmp_path: Path, database: Database):
    settings = settings_of(tmp_path, LMS_PUBLIC_URL=PUBLIC_URL)

    assert create_app(settings, database).config["SESSION_COOKIE_SECURE"] is True
    assert create_app(settings_of(tmp_path), database).config["SESSION_COOKIE_SECURE"] is False
