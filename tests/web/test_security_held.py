"""What was typed outlives a session and a form's token (WB-03)."""

from collections.abc import Mapping
from datetime import timedelta
from hashlib import sha256

import pytest
from flask import Flask
from itsdangerous import URLSafeSerializer

from lms.domain.accounts import SESSION_LONGEST
from lms.services import accounts
from lms.settings import Settings
from lms.store.database import Database
from lms.web import held
from tests.accounts import PASSWORD
from tests.applications import shared_app
from tests.personas import Ada, Ben, Clock, Visitor
from tests.web.frame import hidden_fields, probe

ANSWERS = {
    "typed-0": "talk <therapy>\nin words",
    "chosen-1": ["b1", "b2"],
    "sequence-1": "3",
    "do": "save",
    "password": "hunter2hunter2",
    "reset_token": "sesame-sesame",
}
HERE = {"Sec-Fetch-Site": "same-origin"}
SCRIPT = {**HERE, "Accept": "application/json"}


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """The application with the probe's routes beside its own."""
    return shared_app(settings, database, clock, probe)


def signed_out_by_time(ada: Ada, clock: Clock) -> None:
    ada.get("/policies")
    clock.passes(seconds=(SESSION_LONGEST + timedelta(seconds=1)).total_seconds())


def signs_in_with(person: Ada, carried: Mapping[str, str]) -> str:
    """The page that follows a sign-in through the form of a page that holds something."""
    form = {"csrf_token": carried["csrf_token"], "email": person.email, "password": PASSWORD}
    form |= {name: carried[name] for name in ("held_path", "held_fields", "next")}
    return person.client.post("/sign-in", data=form, headers=HERE).text


# -- an expired session ----------------------------------------------------------


def test_wb_03_an_expired_session_says_so_and_shows_what_was_typed(ada: Ada, clock: Clock):
    signed_out_by_time(ada, clock)

    page = ada.post("/probe/mine", ANSWERS)

    assert page.status_code == 401
    assert "You are signed out" in ada.title
    assert "talk &lt;therapy&gt;<br>in words" in page.text
    assert "<dt>Chosen</dt><dd>2 options</dd>" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_wb_03_after_signing_in_it_is_offered_again_and_arrives_whole(ada: Ada, clock: Clock):
    signed_out_by_time(ada, clock)
    carried = hidden_fields(ada.post("/probe/mine", ANSWERS).text)

    page = signs_in_with(ada, carried)

    assert "Send again" in page
    assert 'action="/probe/mine"' in page
    again = hidden_fields(page)
    assert again["typed-0"] == "talk <therapy>\nin words"
    assert again["sequence-1"] == "3"
    assert again["do"] == "save"
    assert page.count('name="chosen-1"') == 2
    arrived = ada.client.post("/probe/mine", data=again, headers=HERE)
    assert arrived.status_code == 303
    assert arrived.headers["Location"].startswith("/probe/mine?got=")


def test_wb_03_passwords_and_tokens_are_never_carried_on(ada: Ada, clock: Clock):
    signed_out_by_time(ada, clock)
    page = ada.post("/probe/mine", ANSWERS).text
    carried = hidden_fields(page)

    after = signs_in_with(ada, carried)

    for secret in ("hunter2hunter2", "sesame-sesame"):
        assert secret not in page
        assert secret not in after
    unpacked = URLSafeSerializer(str(ada.app.secret_key), salt="held form").loads(
        carried["held_fields"]
    )
    assert not any("token" in name or "password" in name for name, _value in unpacked[1])


def test_wb_03_a_field_that_only_sounds_like_a_secret_is_kept(ada: Ada, clock: Clock):
    signed_out_by_time(ada, clock)

    page = ada.post("/probe/mine", {"code-of-ethics": "clear", "secrets_policy": "useful"}).text

    assert "clear" in page
    assert "useful" in page


def test_wb_03_a_wrong_password_on_the_way_loses_nothing(ada: Ada, clock: Clock):
    signed_out_by_time(ada, clock)
    carried = hidden_fields(ada.post("/probe/mine", ANSWERS).text)
    form = {**carried, "email": ada.email, "password": "not the right one"}

    refused = ada.client.post("/sign-in", data=form, headers=HERE)

    assert refused.status_code == 401
    assert hidden_fields(refused.text)["held_fields"] == carried["held_fields"]


def test_wb_03_what_is_too_long_to_travel_can_be_copied(
    app: Flask, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(held, "MOST_CARRIED", 1000)
    essay = " ".join(sha256(bytes([number])).hexdigest() for number in range(40))

    page = visitor.post("/probe/mine", typed=essay).text

    assert 'name="held_fields"' not in page
    assert f"readonly>\n{essay}</textarea>" in page


def test_wb_03_a_sign_in_takes_in_all_that_can_be_carried(app: Flask):
    assert app.view_functions["accounts.sign_in"].__dict__["body_limit"] >= held.PASSING_BYTES


# -- a token that does not hold --------------------------------------------------


def test_wb_03_a_form_stays_good_for_as_long_as_the_session(ada: Ada, clock: Clock):
    token = ada.token()
    clock.passes(hours=11)

    assert ada.post("/probe/mine", csrf_token=token).status_code == 303


def test_wb_03_the_form_token_has_no_time_limit_of_its_own(app: Flask):
    assert app.config["WTF_CSRF_TIME_LIMIT"] is None


def test_wb_03_a_failed_token_offers_to_send_it_again(ada: Ada):
    page = ada.client.post("/probe/mine?part=2", data={**ANSWERS, "csrf_token": "x"}, headers=HERE)

    assert page.status_code == 400
    assert 'action="/probe/mine?part=2"' in page.text
    again = hidden_fields(page.text)
    assert again["typed-0"] == "talk <therapy>\nin words"
    assert ada.client.post("/probe/mine", data=again, headers=HERE).status_code == 303


def test_wb_03_a_sign_in_that_went_stale_still_holds_the_earlier_form(ada: Ada, clock: Clock):
    signed_out_by_time(ada, clock)
    carried = hidden_fields(ada.post("/probe/mine", ANSWERS).text)
    stale = {**carried, "email": ada.email, "password": PASSWORD, "csrf_token": "x"}

    page = ada.client.post("/sign-in", data=stale, headers=HERE).text

    assert hidden_fields(page)["held_fields"] == carried["held_fields"]
    assert PASSWORD not in page
    assert "Send again" in signs_in_with(ada, hidden_fields(page))


# -- another person in the same browser -------------------------------------------


def comes_next(ada: Ada, ben: Ben) -> None:
    """Ben signs in where Ada's session ended by itself, with a page of hers still open."""
    ada.cookie = ben.cookie


def test_a_page_of_one_person_sends_nothing_in_the_name_of_the_next(ada: Ada, ben: Ben):
    ada.get("/policies")
    comes_next(ada, ben)

    page = ada.post("/probe/mine", ANSWERS)

    assert page.status_code == 401
    assert "Somebody else is signed in" in ada.title
    assert "talk" not in page.text
    after = signs_in_with(ada, hidden_fields(page.text))
    arrived = ada.client.post("/probe/mine", data=hidden_fields(after), headers=HERE)
    assert arrived.status_code == 303


def test_nor_after_the_next_one_has_looked_at_a_page(ada: Ada, ben: Ben):
    ada.get("/policies")
    token = ada.token()
    comes_next(ada, ben)
    ada.get("/policies")

    assert ada.token() != token
    assert ada.post("/probe/mine", csrf_token=token).status_code == 400
    assert ada.post("/probe/mine").status_code == 303


def test_the_form_cookie_is_set_once(ada: Ada):
    assert "Set-Cookie" in ada.get("/me/profile").headers
    assert "Set-Cookie" not in ada.get("/me/profile").headers


def test_a_script_is_told_that_somebody_else_is_signed_in(ada: Ada, ben: Ben):
    token = ada.token()
    comes_next(ada, ben)

    said = ada.client.post("/probe/mine", data={"csrf_token": token}, headers=SCRIPT)

    assert (said.status_code, said.json) == (401, {"sentence": held.NOT_YOURS})


# -- nobody else's words --------------------------------------------------------------


def test_wb_03_nothing_of_another_site_is_offered_for_sending(ada: Ada):
    planted = {"typed-0": "planted"}
    for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}, {}):
        page = ada.client.post("/probe/mine", data=planted, headers=headers)

        assert page.status_code == 403
        assert "planted" not in page.text


@pytest.mark.parametrize(
    "change",
    [
        {"held_path": "/office"},
        {"held_path": "//evil.example"},
        {"held_path": ""},
        {"held_fields": ""},
        {"held_fields": "x"},
        {"held_fields": "W10.x"},
    ],
)
def test_wb_03_only_what_this_server_held_is_offered_again(
    ada: Ada, clock: Clock, change: dict[str, str]
):
    signed_out_by_time(ada, clock)
    carried = hidden_fields(ada.post("/probe/mine", ANSWERS).text)

    page = signs_in_with(ada, carried | change)

    assert "Send again" not in page


def test_wb_03_a_link_cannot_plant_a_held_form(visitor: Visitor):
    page = visitor.get("/sign-in?held_path=/office&held_fields=x").text

    assert 'name="held_fields"' not in page


# -- scripts ---------------------------------------------------------------------


def test_wb_03_a_script_is_told_what_happened(
    ada: Ada, visitor: Visitor, database: Database, clock: Clock
):
    token = ada.token()

    stale = ada.client.post("/probe/mine", data={"csrf_token": "x"}, headers=SCRIPT)
    with database.writing() as session:
        accounts.sign_out_everywhere(session, ada.person, clock())
    gone = ada.client.post("/probe/mine", data={"csrf_token": token}, headers=SCRIPT)

    assert (stale.status_code, stale.json) == (400, {"sentence": held.SEND_AGAIN})
    assert (gone.status_code, gone.json) == (401, {"sentence": held.SIGN_IN_AGAIN})
