"""Signing up, in and out, as a browser does it."""

import re
import time
from html import escape

import pytest
from sqlalchemy import event, text

from lms.domain.access import Role
from lms.domain.accounts import TRIES_FOR_ONE_ACCOUNT, TRIES_FROM_ONE_ADDRESS, Door
from lms.services import accounts
from lms.store.database import Database
from tests.accounts import HOME, NOON, PASSWORD, fails
from tests.applications import create_app
from tests.names import NAMES
from tests.personas import Visitor

SAME_SITE = {"Sec-Fetch-Site": "same-origin"}


def signs_up(visitor: Visitor, **changes: str):
    visitor.get("/sign-up")
    known = {"name": "Eve Larsen", "email": "eve@example.org", "password": PASSWORD}
    return visitor.post("/sign-up", {**known, "time_zone": "America/Denver", **changes})


# -- signing up ----------------------------------------------------------------


def test_somebody_who_signs_up_goes_to_the_courses_signed_in(visitor):
    signs_up(visitor)

    assert visitor.page.status_code == 303
    assert visitor.page.headers["Location"] == "/"
    assert "Eve Larsen" in visitor.get("/me/profile").text


def test_somebody_who_signs_up_on_the_way_goes_on_there(visitor):
    signs_up(visitor, next="/courses/foundations")

    assert visitor.page.headers["Location"] == "/courses/foundations"


@pytest.mark.parametrize("name", NAMES)
def test_in12_real_names_are_shown_as_they_were_typed(visitor, name):
    signs_up(visitor, name=name)

    assert f"<bdi>{escape(name)}</bdi>" in visitor.get("/me/profile").text.replace(
        "&#39;", "&#x27;"
    )


def test_in12_a_name_typed_in_pieces_is_kept_composed(visitor):
    signs_up(visitor, name="Zoe\u0308 A\u030angstro\u0308m")

    assert "<bdi>Zoë Ångström</bdi>" in visitor.get("/me/profile").text


@pytest.mark.parametrize("bad", ["\u202e", "\u2066", "\u200f", "\x07", "\x1b", "\x7f", "\x85x\x9c"])
def test_in12_control_and_bidi_characters_in_a_name_are_refused(visitor, bad):
    signs_up(visitor, name=f"Eve{bad} Larsen")

    assert visitor.page.status_code == 422
    assert "invisible control characters" in visitor.page.text


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("name", "   ", "Enter the name as it should stand on certificates."),
        ("name", "x" * 201, "Shorten this to 200 characters."),
        ("name", "x" * 9000, "Shorten this to 200 characters."),
        ("email", "eve", "Enter an e-mail address such as name@example.org."),
        ("email", "e" * 250 + "@example.org", "Shorten this to 254 characters."),
        ("password", "short", "Use at least 8 characters for the password."),
        ("password", "x" * 257, "Shorten the password to 256 characters."),
        ("password", "password1", "This password is easy to guess."),
        ("password", "evelarsen", "This password is easy to guess."),
        ("time_zone", "Mars/Olympus", "Choose a time zone from the list"),
        ("time_zone", "", "Choose your time zone."),
    ],
)
def test_a_refused_sign_up_says_what_to_do_beside_its_field_and_keeps_the_rest(
    visitor, field, typed, sentence
):
    known = {"name": "Eve Larsen", "email": "eve@example.org"}

    signs_up(visitor, **{**known, field: typed})

    page = visitor.page.text
    assert visitor.page.status_code == 422
    assert visitor.title.startswith("Error: ")
    assert re.search(rf'<a href="#f-{field}">{re.escape(sentence)}', page)
    assert f'id="f-{field}-error"' in page
    if field != "time_zone":
        assert '<option value="America/Denver" selected>' in page
    for kept in known.keys() - {field}:
        assert f'value="{known[kept]}"' in page
    assert PASSWORD not in page
    assert visitor.cookie == ""


def test_a_refused_sign_up_names_all_that_is_wrong_at_once_in_the_order_of_the_page(visitor):
    signs_up(visitor, name="", email="eve", time_zone="", password="short")

    page = visitor.page.text
    named = re.findall(r'<li><a href="#f-(\w+)">', page)
    assert named == re.findall(r'id="f-(\w+)-error"', page)
    assert named == ["name", "email", "time_zone", "password"]
    assert 'role="alert" aria-labelledby="errors" tabindex="-1" autofocus' in page
    assert 'value="eve"' in page


def test_no_time_zone_is_chosen_for_anybody_and_each_is_offered_once(visitor):
    page = visitor.get("/sign-up").text
    zones = re.search(r'<select id="f-time_zone".*?</select>', page, re.DOTALL)[0]

    assert re.search(r"<option.*?</option>", zones)[0] == (
        '<option value="">Choose your time zone</option>'
    )
    assert "selected" not in zones
    assert "Asia/Kolkata" in zones
    assert "Asia/Calcutta" not in zones


def test_as06_a_used_address_is_refused_with_the_way_out(visitor, ada):
    signs_up(visitor, email=ada.email)

    assert visitor.page.status_code == 422
    assert "This address cannot be used. Sign in instead, or use another address." in (
        visitor.page.text
    )


def test_as07_signing_up_is_throttled(visitor, ada, database):
    fails(database, TRIES_FROM_ONE_ADDRESS - 2, ada.email, Door.SIGN_UP)
    for _ in range(2):
        signs_up(visitor, email=ada.email)
        assert visitor.page.status_code == 422

    signs_up(visitor, email=ada.email)
    assert visitor.page.status_code == 429


def test_ac07_the_sign_up_form_sets_no_role(visitor, database):
    signs_up(visitor, role="administrator")

    with database.reading() as session:
        (account,) = accounts.list_people(session)
    assert account.person.role is Role.LEARNER


# -- signing in ----------------------------------------------------------------


def test_the_form_has_the_fields_that_password_keepers_look_for(visitor):
    page = visitor.get("/sign-in").text

    assert re.search(r'name="email" type="email" autocomplete="username"', page)
    assert re.search(r'name="password" type="password" autocomplete="current-password"', page)


def test_somebody_who_signs_in_goes_where_they_were_going(visitor, ada):
    visitor.get("/me/profile")
    assert visitor.page.headers["Location"] == "/sign-in?next=/me/profile"
    visitor.follows()
    onward = re.search(r'name="next" value="([^"]+)"', visitor.page.text)[1]

    visitor.post("/sign-in", email=ada.email, password=PASSWORD, next=onward)

    assert visitor.page.status_code == 303
    assert "Ada Marlowe" in visitor.follows().text


@pytest.mark.parametrize(
    "onward", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_wb06_signing_in_never_leads_to_another_site(visitor, ada, onward):
    visitor.signs_in(ada.email, next=onward)

    assert visitor.page.headers["Location"] == "/me"
    assert "evil" not in visitor.get(f"/sign-in?next={onward}").headers.get("Location", "")


def test_as06_a_wrong_password_and_an_unknown_account_get_the_same_page(visitor, ada):
    wrong = visitor.signs_in(ada.email, "something else 5")
    unknown = visitor.signs_in("adx@example.org", "something else 5")

    alike = [
        re.sub(r'(ada|adx)@example.org|name="(csrf_token|once)" value="[^"]+"', "", page.text)
        for page in (wrong, unknown)
    ]
    assert wrong.status_code == unknown.status_code == 401
    assert list(wrong.headers.keys()) == list(unknown.headers.keys())
    assert alike[0] == alike[1]


def test_a_refused_sign_in_keeps_the_address_and_never_the_password(visitor, ada):
    visitor.signs_in(ada.email, "something else 5", next="/me/transcript")

    assert visitor.title.startswith("Error: ")
    assert f'value="{ada.email}"' in visitor.page.text
    assert 'value="/me/transcript"' in visitor.page.text
    assert "something else 5" not in visitor.page.text


def test_as07_a_shut_door_answers_429_with_the_form(visitor, ada):
    for _ in range(TRIES_FROM_ONE_ADDRESS):
        assert visitor.signs_in(ada.email, "x" * 257).status_code == 401

    visitor.signs_in(ada.email)

    assert visitor.page.status_code == 429
    assert visitor.page.headers["Retry-After"] == "600"
    assert "Too many tries. Wait ten minutes, then try again." in visitor.page.text
    assert f'value="{ada.email}"' in visitor.page.text


def test_as07_the_owner_signs_in_from_home_while_strangers_are_shut_out(
    app, visitor, ada, database
):
    visitor.signs_in(ada.email)
    for address in ("203.0.113.5", "203.0.113.6"):
        fails(database, TRIES_FOR_ONE_ACCOUNT // 2 - 1, ada.email, address=address)
        assert Visitor(app, address).signs_in(ada.email, "x" * 257).status_code == 401

    assert Visitor(app, "203.0.113.7").signs_in(ada.email).status_code == 429
    assert Visitor(app).signs_in(ada.email).status_code == 303


def test_as06_a_door_is_shut_alike_for_an_account_that_does_not_exist(app, ada, database):
    for email in (ada.email, "adx@example.org"):
        for number in range(TRIES_FOR_ONE_ACCOUNT - 1):
            fails(database, 1, email, address=f"203.0.113.{number}")
        assert Visitor(app, "203.0.113.99").signs_in(email, "x" * 257).status_code == 401

    known, unknown = (
        Visitor(app, "198.51.100.7").signs_in(email) for email in (ada.email, "adx@example.org")
    )
    alike = [
        re.sub(r'(ada|adx)@example.org|name="(csrf_token|once)" value="[^"]+"', "", page.text)
        for page in (known, unknown)
    ]
    assert known.status_code == unknown.status_code == 429
    assert alike[0] == alike[1]


def test_as07_two_servers_on_one_database_count_together(app, settings, database, clock, ada):
    other = create_app(settings, database, clock)
    fails(database, TRIES_FROM_ONE_ADDRESS - 1, ada.email)
    assert Visitor(other).signs_in(ada.email, "x" * 257).status_code == 401

    assert Visitor(app).signs_in(ada.email).status_code == 429


def test_as07_the_door_opens_again_by_itself(visitor, ada, clock, database):
    fails(database, TRIES_FROM_ONE_ADDRESS - 1, ada.email)
    assert visitor.signs_in(ada.email, "x" * 257).status_code == 401
    clock.passes(minutes=10)

    assert visitor.signs_in(ada.email).status_code == 303


def test_as02_signing_in_gives_a_new_cookie_and_a_planted_one_opens_nothing(visitor, ada, ben, app):
    planted = "planted-by-somebody-else-0123456789abcdef"
    visitor.cookie = planted

    visitor.signs_in(ada.email)

    assert visitor.cookie not in ("", planted)
    attacker = Visitor(app)
    attacker.cookie = planted
    assert attacker.get("/me/profile").status_code == 303


def test_as02_the_session_that_a_browser_had_ends_when_somebody_else_signs_in(app, ada, ben):
    old = ben.cookie
    ben.post("/sign-in", email=ada.email, password=PASSWORD)

    assert "Ada Marlowe" in ben.get("/me/profile").text
    ben.cookie = old
    assert ben.get("/me/profile").status_code == 303


def test_as04_the_session_cookie_is_out_of_reach(visitor, ada):
    visitor.signs_in(ada.email)

    (cookie,) = (it for it in visitor.page.headers.getlist("Set-Cookie") if "lms_session" in it)
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= set(cookie.split("; "))


def test_as12_no_variable_switches_signing_in_off(monkeypatch, settings, database, clock, ada):
    for name in ("FLASK_LOGIN_DISABLED", "LOGIN_DISABLED", "LMS_LOGIN_DISABLED", "FLASK_DEBUG"):
        monkeypatch.setenv(name, "1")
    stranger = Visitor(create_app(settings, database, clock))

    assert stranger.get("/me/profile").status_code == 303
    assert stranger.signs_in(ada.email, "something else 5").status_code == 401


def test_whoever_is_signed_in_goes_straight_on(ada):
    assert ada.get("/sign-in?next=/me/profile").headers["Location"] == "/me/profile"
    assert ada.get("/sign-up").headers["Location"] == "/"


def test_in13_letters_that_take_long_to_put_together_are_refused_unread(visitor):
    form = {"csrf_token": visitor.token(), "email": "a" + "\u0301\u0323" * 50_000}
    began = time.process_time()

    answer = visitor.client.post(
        "/sign-in", data=form, content_type="multipart/form-data", headers=SAME_SITE
    )

    assert answer.status_code == 422
    assert "Shorten this to 254 characters." in answer.text
    # Put together, they would have taken seven seconds.
    assert time.process_time() - began < 1


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"email": "ada@example.org"},
        {"email": "\udcff@example.org".encode("utf-8", "surrogateescape"), "password": b"\xff\xfe"},
        {"email": "e" * 100_000, "password": "p" * 100_000},
        {"email": ["a@b.cd", "c@d.ef"], "password": ["1", "2"]},
    ],
)
@pytest.mark.parametrize("door", ["/sign-in", "/sign-up"])
def test_in14_nothing_that_is_typed_breaks_a_door(visitor, door, fields):
    visitor.post(door, fields)

    assert 400 <= visitor.page.status_code < 500


def test_wb02_a_door_needs_the_token(visitor, ada):
    answer = visitor.client.post(
        "/sign-in", data={"email": ada.email, "password": PASSWORD}, headers=SAME_SITE
    )

    assert answer.status_code == 400
    assert visitor.cookie == ""


def test_wb03_what_was_typed_before_the_session_ended_comes_back_after_signing_in(ada, clock):
    ada.get("/me/profile")
    clock.passes(hours=13)
    ada.post("/me/profile", name="Ada B. Marlowe", time_zone="UTC")
    assert ada.page.status_code == 401
    held = dict(re.findall(r'name="(held_\w+|next)" value="([^"]*)"', ada.page.text))
    assert "Ada B. Marlowe" in ada.page.text

    ada.post("/sign-in", held, email=ada.email, password="something else 5")
    assert "held_fields" in ada.page.text
    ada.post("/sign-in", held, email=ada.email, password=PASSWORD)

    assert ada.page.status_code == 200
    assert ada.page.headers["Cache-Control"] == "no-store"
    again = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', ada.page.text))
    ada.post("/me/profile", name=again["name"], time_zone=again["time_zone"])
    assert "<bdi>Ada B. Marlowe</bdi>" in ada.follows().text


# -- a session and its end -----------------------------------------------------


def test_as03_a_session_ends_after_twelve_idle_hours(ada, clock):
    clock.passes(hours=11)
    assert ada.get("/me/profile").status_code == 200
    clock.passes(hours=11)
    assert ada.get("/me/profile").status_code == 200
    clock.passes(hours=13)
    assert ada.get("/me/profile").status_code == 303


def test_as01_signing_out_kills_an_old_copy_of_the_cookie(app, ada):
    thief = Visitor(app)
    thief.cookie = ada.cookie
    assert thief.get("/me/profile").status_code == 200

    ada.get("/sign-out")
    ada.post("/sign-out")

    assert ada.page.status_code == 303
    assert ada.cookie == ""
    assert '"cache"' in ada.page.headers["Clear-Site-Data"]
    assert thief.get("/me/profile").status_code == 303


def test_wb01_opening_the_sign_out_address_signs_nobody_out(ada):
    assert ada.get("/sign-out").status_code == 200
    assert ada.get("/me/profile").status_code == 200


def test_signing_out_twice_is_harmless(ada):
    ada.post("/sign-out")
    ada.post("/sign-out")

    assert ada.page.status_code == 303


@pytest.mark.parametrize("act", ["disable", "promote"])
def test_as01_as02_an_administrators_act_ends_the_session(database, ada, dora, act):
    with database.writing() as session:
        if act == "disable":
            accounts.disable(session, ada.person.id, dora.person, NOON)
        else:
            accounts.set_role(session, ada.person.id, Role.INSTRUCTOR, dora.person, NOON)

    assert ada.get("/me/profile").status_code == 303


def test_wb01_a_signed_in_page_costs_one_query_and_writes_once_a_minute(ada, clock, database):
    ada.get("/policies")
    asked: list[str] = []
    for engine in (database.reader, database.writer):
        event.listen(engine, "before_cursor_execute", lambda *it: asked.append(it[2]))

    def statements_of_a_visit() -> list[str]:
        asked.clear()
        ada.get("/policies")
        return [it.partition(" ")[0] for it in asked if not it.startswith("BEGIN")]

    assert statements_of_a_visit() == ["SELECT"]
    clock.passes(seconds=4)
    assert statements_of_a_visit() == ["SELECT"]
    clock.passes(minutes=1)
    assert "UPDATE" in statements_of_a_visit()
    assert statements_of_a_visit() == ["SELECT"]


# -- what may not leak ---------------------------------------------------------


def test_pr01_no_log_line_holds_a_name_an_address_or_a_token(
    visitor, ada, caplog, capfd, database: Database
):
    caplog.set_level(0)
    signs_up(visitor)
    visitor.post("/sign-out")
    visitor.signs_in(ada.email, "something else 5")
    visitor.signs_in(ada.email)
    token = visitor.cookie
    visitor.get("/me/profile")
    visitor.get("/no-such-page")

    said = caplog.text + "".join(capfd.readouterr())
    with database.reading() as session:
        said += str(session.execute(text("SELECT * FROM audit_events")).all())
    for secret in ("Eve", "eve@", "Ada", "ada@", token, PASSWORD, "something else", HOME):
        assert secret not in said
