"""A receipt on the screen and on paper, and the record that confirms it."""

from io import BytesIO

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.journeys.accessibility import faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.hands import Keyboard
from tests.journeys.learners import MODULES, QUIZ_PAGE, Site
from tests.journeys.test_accommodations import administrator

pytestmark = pytest.mark.slow


def test_a_receipt_prints_on_one_sheet_and_is_confirmed(site: Site, opens: Opens) -> None:
    ines = site.reader("Inês Carvalho")
    sitting = ines.takes(MODULES[0], right=3)
    page = opens(ines)
    page.goto(f"{QUIZ_PAGE}/{sitting.attempt}")
    page.get_by_role("link", name="Receipt of your answers").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Receipt of your answers")
    printed = PdfReader(BytesIO(page.pdf(format="Letter")))
    wrong = faults(page)
    code = page.locator(".serial").last.inner_text()

    dora = opens(administrator(site, "Dorothea Brandt"), expects=[404])
    keyboard = Keyboard(dora)
    dora.goto("/studio/receipts")
    wrong += faults(dora)
    dora.goto("/studio/receipts")
    wrong += hidden_stops(dora)
    dora.goto("/studio/receipts")
    keyboard.types(dora.get_by_label("Id of the attempt"), "not-an-attempt")
    keyboard.types(dora.get_by_label("Receipt code"), code.lower())
    keyboard.goes(dora.get_by_role("button", name="Check"))
    expect(dora.get_by_role("alert")).to_be_focused()
    expect(dora.get_by_label("Receipt code")).to_have_value(code.lower())
    wrong += faults(dora)
    dora.get_by_label("Id of the attempt").fill(sitting.attempt)
    keyboard.goes(dora.get_by_role("button", name="Check"))
    told = dora.get_by_role("region", name="What the record says")

    expect(told).to_contain_text("These are the answers as they were handed in.")
    expect(told).to_contain_text("Inês Carvalho")
    wrong += faults(dora)
    assert wrong == []
    assert len(printed.pages) == 1
    text = " ".join(printed.pages[0].extract_text().split())
    assert code in text
    assert "Inês Carvalho" in text
    for left_out in ("My learning", "Back to the result", "You are here"):
        assert left_out not in text
