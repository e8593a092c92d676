"""What only the device has is its author's alone, and goes with nobody's sign-out unasked."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, expect

from lms.content.folder import read_files
from lms.services import accounts, authoring, teaching
from lms.services.authoring import Draft
from tests import make
from tests.content import good_course
from tests.journeys.accessibility import faults
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_saving_drafts import KEPT, alert, is_kept, offer
from tests.journeys.test_writing import COURSE, EDITOR, FILE, teaches
from tests.journeys.texts import field, types
from tests.sittings import Learner

pytestmark = pytest.mark.slow

# What the server refuses from a page that does not say where it began.
REFUSED = [400, 422]
SAYS_WHERE = """(since) => {
  for (const [place, kept] of Object.entries(localStorage)) {
    localStorage.setItem(place, JSON.stringify({ ...JSON.parse(kept), since }));
  }
}"""
ON_THE_DEVICE = "Object.keys(localStorage).length"


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("leaving")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def types_unsaved(page: Page, words: str) -> str:
    """In the editor, where the server takes none of it, also not while the page is left; where the
    text began."""
    page.goto(EDITOR)
    since = page.locator("[name=since]")
    began = since.input_value()
    since.evaluate("it => { it.value = 'nowhere' }")
    types(page, words)
    expect(alert(page)).to_contain_text("kept on this device")
    return began


def notice(page: Page) -> Locator:
    """The texts that only this device has."""
    return page.locator("[data-unsaved]")


def presses(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def is_signed_in(page: Page) -> bool:
    return "/sign-in" not in page.request.get("/me/profile").url


def ends(site: Site, author: Learner) -> None:
    """Their session, without anything that they did."""
    with site.database.writing() as session:
        accounts.sign_out_everywhere(session, author.person, datetime.now(UTC))


@pytest.mark.parametrize(
    ("author", "page_of_it", "name", "onward"),
    [
        ("Alberic Thane", "/me/profile", "Sign out", "/"),
        ("Ambrose Lund", "/me/profile", "Sign out everywhere", "/sign-in?done=everywhere"),
        ("Anneke Dray", "/sign-out", "Sign out", "/"),
    ],
)
def test_signing_out_asks_before_it_throws_away_what_is_not_saved(
    author: str, page_of_it: str, name: str, onward: str, site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, author), expects=REFUSED)
    types_unsaved(page, "Typed on a train.\n")
    page.goto(page_of_it)
    expect(notice(page)).to_be_hidden()

    presses(page, name)

    expect(notice(page)).to_be_focused()
    link = notice(page).get_by_role("link", name=FILE)
    expect(link).to_have_attribute("href", EDITOR)
    assert faults(page) == []
    presses(page, "Stay signed in")
    expect(notice(page)).to_be_hidden()
    expect(page.get_by_role("button", name=name, exact=True)).to_be_focused()
    assert is_signed_in(page)
    assert page.evaluate(ON_THE_DEVICE) == 1

    presses(page, name)
    presses(page, "Sign out and throw them away")

    expect(page).to_have_url(f"{site.address}{onward}")
    assert page.evaluate(ON_THE_DEVICE) == 0
    assert not is_signed_in(page)


def test_whoever_signs_in_again_from_another_tab_goes_on_saving(site: Site, opens: Opens) -> None:
    author = teaches(site, "Ermintrude Hale")
    page = opens(author, expects=[400, 401])
    page.goto(EDITOR)
    other = page.context.new_page()
    other.goto("/sign-out")
    presses(other, "Sign out")
    other.wait_for_url("/")
    types(page, "Typed signed out.\n")
    expect(alert(page)).to_contain_text("Not saved")

    site.signs_in(page.context, author)
    types(page, "And signed in.\n")

    is_kept(page, site, author, "Typed signed out.\nAnd signed in.\n")
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved")


def test_a_text_that_is_saved_after_being_asked_about_lets_its_author_go(
    site: Site, opens: Opens
) -> None:
    author = teaches(site, "Benedikta Rowe")
    page = opens(author, expects=REFUSED)
    began = types_unsaved(page, "Typed on a train.\n")
    page.goto("/sign-out")
    page.evaluate(SAYS_WHERE, began)
    presses(page, "Sign out")

    notice(page).get_by_role("link", name=FILE).click()
    presses(page, "Put it into the field")
    is_kept(page, site, author, "Typed on a train.\n")
    page.goto("/sign-out")
    presses(page, "Sign out")

    expect(page).to_have_url(f"{site.address}/")
    assert not is_signed_in(page)


def test_whoever_cannot_reach_the_server_stays_signed_in_and_keeps_the_text(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Cosima Vane"), expects=REFUSED)
    types_unsaved(page, "Typed on a train.\n")
    page.goto("/sign-out")
    presses(page, "Sign out")
    page.route("**/sign-out", lambda route: route.abort())

    presses(page, "Sign out and throw them away")

    expect(alert(page)).to_contain_text("You are still signed in")
    assert page.evaluate(ON_THE_DEVICE) == 1
    assert is_signed_in(page)


def test_a_text_of_a_file_that_has_no_page_any_more_is_shown_to_be_copied(
    site: Site, opens: Opens
) -> None:
    # A course keeps its last author.
    author, _another = (teaches(site, name) for name in ("Petronella Finn", "Radegund Poole"))
    page = opens(author, expects=[*REFUSED, 404])
    types_unsaved(page, "Typed on a train.\n")
    with site.database.writing() as session:
        teaching.unassign(session, author.person.email, COURSE, datetime.now(UTC))

    page.goto("/studio/")

    text = notice(page).get_by_label("Your text")
    expect(text).to_have_value(re.compile(r"Typed on a train\.\n$"))
    expect(notice(page)).to_contain_text("There is no page of this file any more")
    assert faults(page) == []
    presses(page, "Forget this text")
    expect(notice(page)).to_be_hidden()
    assert page.evaluate(ON_THE_DEVICE) == 0


def test_after_a_session_that_ended_by_itself_the_text_waits_for_its_author_alone(
    site: Site, opens: Opens
) -> None:
    first, next_one = (teaches(site, name) for name in ("Wilfreda Lisle", "Emeric Stone"))
    page = opens(first, expects=[401])
    page.goto(EDITOR)
    expect(page.locator(".coded")).to_be_visible()
    ends(site, first)
    types(page, "Wilfreda's words.\n")
    expect(alert(page)).to_contain_text("you are signed out")

    site.signs_in(page.context, next_one)
    page.goto("/studio/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Studio")
    expect(notice(page)).to_be_hidden()
    page.goto(EDITOR)
    expect(page.locator(".coded")).to_be_visible()
    expect(offer(page)).to_be_empty()
    page.goto("/sign-out")
    presses(page, "Sign out")
    expect(notice(page)).to_contain_text("Texts that somebody else left on this device")
    expect(notice(page)).not_to_contain_text(FILE)

    site.signs_in(page.context, first)
    page.goto("/studio/")
    expect(notice(page)).to_contain_text("texts of yours that may not be saved")
    assert faults(page) == []
    notice(page).get_by_role("link", name=FILE).click()
    expect(offer(page)).to_contain_text(KEPT)
    presses(page, "Put it into the field")
    expect(field(page)).to_have_value(re.compile(r"Wilfreda's words\.\n$"))


def test_a_page_left_open_keeps_nothing_on_the_device_after_its_author_signed_out(
    site: Site, opens: Opens
) -> None:
    page = opens(teaches(site, "Fridolin Hart"), expects=[*REFUSED, 401])
    types_unsaved(page, "Typed on a train.\n")
    other = page.context.new_page()
    other.goto("/sign-out")
    presses(other, "Sign out")
    presses(other, "Sign out and throw them away")
    other.wait_for_url("/")

    expect(alert(page)).to_contain_text("not kept on this device any more")
    types(page, "And typed on.\n")

    assert page.evaluate(ON_THE_DEVICE) == 0
    expect(field(page)).to_have_value(re.compile(r"Typed on a train\.\nAnd typed on\.\n$"))


def test_a_page_left_open_saves_nothing_in_the_name_of_who_comes_next(
    site: Site, opens: Opens
) -> None:
    first, next_one = (teaches(site, name) for name in ("Griselda Moor", "Hilary Fenn"))
    page = opens(first, expects=[401])
    page.goto(EDITOR)
    expect(page.locator(".coded")).to_be_visible()
    ends(site, first)
    site.signs_in(page.context, next_one)

    types(page, "Griselda's words.\n")

    expect(alert(page)).to_contain_text("you are signed out")
    site.signs_in(page.context, first)
    expect(page.locator("[data-draft-status]")).to_contain_text("Draft saved")
