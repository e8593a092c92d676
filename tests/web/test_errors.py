"""Errors: the right status, one plain sentence, a next step, and nothing of the inside."""

import logging
from datetime import timedelta

import pytest
import structlog
from flask import Flask

from lms.domain import errors as refusals
from lms.settings import Settings
from lms.store.database import Database
from lms.web import provider, security
from tests.applications import shared_app
from tests.personas import Ada, Clock, Visitor
from tests.web.frame import probe

SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """The application with the probe's routes beside its own."""
    return shared_app(settings, database, clock, probe)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("NotFound", 404),
        ("Busy", 503),
        ("TooManyTries", 429),
        ("LinkSpent", 410),
        ("FreshSignInNeeded", 403),
        ("CourseClosed", 409),
        ("ModuleNotFinished", 409),
        ("AlreadyPassed", 409),
        ("StaleAnswer", 409),
        ("AnswerNotUnderstood", 400),
        ("NotOpenYet", 409),
    ],
)
def test_a_refusal_has_its_status_and_its_own_sentence(ada: Ada, name: str, status: int):
    page = ada.get(f"/probe/refused/{name}")
    script = ada.client.get(f"/probe/refused/{name}", headers=SCRIPT)

    sentence = getattr(refusals, name).sentence
    assert page.status_code == script.status_code == status
    assert sentence in page.text
    assert script.json == {"sentence": sentence}
    assert page.text.count("<h1>") == 1
    assert 'href="/"' in page.text


@pytest.mark.parametrize(("name", "seconds"), [("Busy", "5"), ("TooManyTries", "600")])
def test_a_refusal_that_passes_says_when_to_come_back(visitor: Visitor, name: str, seconds: str):
    assert visitor.get(f"/probe/refused/{name}").headers["Retry-After"] == seconds


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 406, 410, 413, 414, 415, 418, 429])
def test_every_http_error_is_a_page_with_a_next_step(visitor: Visitor, status: int):
    page = visitor.get(f"/probe/status/{status}")

    assert page.status_code == status
    assert page.text.count("<h1>") == 1
    assert "href=" in page.text.partition("<main")[2]


def test_a_method_that_does_not_fit_says_which_do(visitor: Visitor):
    page = visitor.post("/policies")

    assert page.status_code == 405
    assert set(page.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_who_loads_the_answer_to_a_form_anew_is_led_to_its_page(ada: Ada) -> None:
    page = ada.get("/studio/foundations/draft/publish")

    assert page.status_code == 405
    assert '<a class="button" href="/studio/foundations/draft">' in page.text
    assert '<a class="button" href="/">' in ada.get("/sign-out/nowhere").text


def test_a_fault_of_ours_shows_and_logs_nothing_of_the_inside(
    visitor: Visitor, caplog: pytest.LogCaptureFixture
):
    with structlog.testing.capture_logs() as logs, caplog.at_level(logging.DEBUG):
        page = visitor.get("/probe/broken")

    assert page.status_code == 500
    for inside in ("ada@example.org", "talk therapy", "Traceback", "frame.py"):
        assert inside not in page.text
    assert caplog.text == ""
    (entry,) = logs
    assert entry["kind"] == "ValueError"
    assert entry["endpoint"] == "probe.broken_page"
    assert entry["at"][-1].endswith("broken_page")
    assert "ada@example.org" not in str(entry)


def test_a_script_is_told_of_a_fault_too(visitor: Visitor):
    answer = visitor.client.get("/probe/broken", headers=SCRIPT)

    assert answer.status_code == 500
    assert answer.json.keys() == {"sentence"}


def test_a_page_for_a_fault_asks_nothing_of_the_database(
    app: Flask, ada: Ada, monkeypatch: pytest.MonkeyPatch
):
    def gone(*_args: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(security, "_find_signed_in", gone)
    monkeypatch.setattr(provider, "find_facts", gone)

    page = ada.get("/probe/mine")

    assert page.status_code == 500
    assert "Something broke on our side" in page.text


def test_a_busy_database_does_not_lose_a_page_over_the_time_last_seen(
    ada: Ada, database: Database, clock, monkeypatch: pytest.MonkeyPatch
):
    def busy(*_args: object) -> None:
        raise refusals.Busy

    monkeypatch.setattr(security.accounts, "touch", busy)
    clock.passes(seconds=timedelta(minutes=5).total_seconds())

    assert ada.get("/probe/mine").status_code == 200


def test_ac_04_a_page_that_is_not_there_names_nothing_of_the_address(ada: Ada):
    first = ada.get("/courses/secret-title")
    second = ada.get("/probe/refused/NotFound")

    assert "secret-title" not in first.text
    assert first.data == second.data
