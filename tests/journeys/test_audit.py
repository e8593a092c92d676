"""The audit log in the office, with axe, at every width, and by keyboard alone."""

import pytest
from playwright.sync_api import expect

from tests.journeys.accessibility import NARROW, faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.hands import Keyboard
from tests.journeys.learners import Site
from tests.journeys.test_accommodations import administrator

pytestmark = pytest.mark.slow


def test_an_administrator_finds_an_event_with_the_keyboard(site: Site, opens: Opens) -> None:
    site.reader("Liesl Hofstätter")
    dora = opens(administrator(site, "Doreen Achebe"), expects=[422])
    keyboard, wrong = Keyboard(dora), []

    dora.goto("/office/")
    wrong += faults(dora)
    keyboard.goes(dora.get_by_role("link", name="Audit log"))
    wrong += faults(dora)
    keyboard.types(dora.get_by_label("Who"), "nobody@example.org")
    keyboard.goes(dora.get_by_role("button", name="Search"))
    expect(dora.get_by_role("alert")).to_be_focused()
    expect(dora.get_by_label("Who")).to_have_value("nobody@example.org")
    wrong += faults(dora)
    dora.get_by_label("Who").fill("")
    dora.get_by_label("What").select_option(label="Module finished")
    keyboard.goes(dora.get_by_role("button", name="Search"))
    keyboard.goes(dora.get_by_role("link", name="Module finished").first)
    expect(dora.get_by_role("heading", name="Module finished")).to_be_visible()
    wrong += faults(dora)

    assert wrong == []


def test_the_audit_log_fits_a_narrow_screen(site: Site, opens: Opens) -> None:
    dora = opens(administrator(site, "Dorian Vask"), viewport={"width": NARROW, "height": 600})

    dora.goto("/office/audit/")

    assert hidden_stops(dora) == []
