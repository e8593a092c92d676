"""Opening an account in a browser: its own time zone, and what needs correcting."""

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import Opens


def zone_of(page: Page) -> str:
    return page.get_by_label("Time zone").input_value()


@pytest.mark.parametrize(
    ("of_the_browser", "chosen"),
    [
        ("America/Denver", "America/Denver"),
        ("Asia/Calcutta", "Asia/Kolkata"),
        ("Europe/Oslo", "Europe/Oslo"),
    ],
)
def test_the_time_zone_of_the_browser_is_chosen(
    opens: Opens, of_the_browser: str, chosen: str
) -> None:
    page = opens(timezone_id=of_the_browser)

    page.goto("/sign-up")

    assert zone_of(page) == chosen


def test_wb08_without_scripts_no_time_zone_is_chosen(opens: Opens) -> None:
    page = opens(java_script_enabled=False)

    page.goto("/sign-up")

    assert zone_of(page) == ""


def test_a_time_zone_that_somebody_took_out_is_not_put_back(opens: Opens) -> None:
    page = opens(expects=[422])
    page.goto("/sign-up")
    page.get_by_label("Time zone").select_option("")

    page.get_by_role("button", name="Open the account").click()

    expect(page.get_by_role("alert").get_by_role("link")).to_have_count(4)
    assert zone_of(page) == ""


def test_a_refused_form_opens_at_what_is_wrong_and_leads_to_each_field(opens: Opens) -> None:
    page = opens(expects=[422])
    page.goto("/sign-up")
    page.get_by_label("Time zone").select_option("Europe/Oslo")

    page.get_by_role("button", name="Open the account").click()

    summary = page.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary.get_by_role("link")).to_have_count(3)
    assert zone_of(page) == "Europe/Oslo"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Legal name")).to_be_focused()


def test_wb08_a_refused_form_opens_at_what_is_wrong_without_scripts_too(opens: Opens) -> None:
    page = opens(expects=[401], java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("nobody@example.org")
    page.get_by_role("textbox", name="Password").fill("something else 5")

    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.wait_for_url("**#f-password")
