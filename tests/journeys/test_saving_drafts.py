"""A draft saves while it is written; what could not be saved stays on the device."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from lms.content.folder import read_files
from lms.services import authoring, drafts, teaching
from lms.services.authoring import Draft
from tests import make
from tests.content import good_course
from tests.journeys.accessibility import faults
from tests.journeys.conftest import Opens
from tests.journeys.learners import Site, apart
from tests.journeys.test_writing import COURSE, EDITOR, FILE, teaches
from tests.journeys.texts import field, types
from tests.sittings import Learner

pytestmark = pytest.mark.slow

KEPT = "This device has a text of this file that was not saved."
SAVED = re.compile(r"Draft saved \d{1,2}:\d\d [AP]M\.")

# A browser that waits for an answer for a moment only.
SOON = (
    "const { timeout } = AbortSignal; AbortSignal.timeout = () => timeout.call(AbortSignal, 400);"
)


@pytest.fixture(scope="module")
def site(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of this module's own with the small course published."""
    with apart(site, tmp_path_factory.mktemp("saving")) as own:
        folder = good_course.with_files({"images/bench.png": make.PIXEL})
        course = read_files(COURSE, folder).course
        with own.database.writing() as session:
            authoring.publish(session, Draft(COURSE, course, folder, ()), datetime.now(UTC))
        yield own


def status(page: Page) -> Locator:
    return page.locator("[data-draft-status]")


def alert(page: Page) -> Locator:
    """What the author has to know, in sight wherever the text is scrolled to."""
    return page.get_by_role("alert").filter(visible=True)


def offer(page: Page) -> Locator:
    """Where a text is offered that the device kept."""
    return page.locator("[data-draft-offer]")


def kept(site: Site, author: Learner) -> str:
    """What the server has."""
    with site.database.reading() as session:
        taught = teaching.get_taught(session, author.person, COURSE)
        return drafts.get_text(session, taught, FILE).text


def is_kept(page: Page, site: Site, author: Learner, end: str) -> None:
    """Wait until the server has all of it: the first letter goes out at once, the rest together."""
    for _ in range(300):
        if kept(site, author).endswith(end):
            return
        page.wait_for_timeout(100)
    raise AssertionError(f"{end!r} is not saved: {status(page).text_content()}")


def is_beside(page: Page, site: Site, author: Learner, end: str) -> None:
    """Wait until all of it is kept beside the draft, and its author is led there."""
    for _ in range(300):
        with site.database.reading() as session:
            taught = teaching.get_taught(session, author.person, COURSE)
            number = drafts.list_saves(session, taught, FILE, 1).entries[0].number
            if (drafts.get_state(session, taught, number).text or "").endswith(end):
                expect(page.get_by_role("link", name="See both")).to_have_attribute(
                    "href", re.compile(f"/{number}$")
                )
                return
        page.wait_for_timeout(100)
    raise AssertionError(f"{end!r} is not kept beside: {alert(page).text_content()}")


def sees_both(
    site: Site, opens: Opens, names: tuple[str, str], texts: tuple[str, str]
) -> tuple[Learner, Page]:
    """Two write in one file at once; the second, whose text is kept beside, is led to both."""
    authors = [teaches(site, name) for name in names]
    first, second = (opens(author) for author in authors)
    first.goto(EDITOR)
    second.goto(EDITOR)
    types(first, texts[0])
    is_kept(first, site, authors[0], texts[0])
    types(second, texts[1])
    is_beside(second, site, authors[1], texts[1])
    second.get_by_role("link", name="See both").click()
    return authors[1], second


def test_what_is_typed_is_saved_without_a_button_and_is_there_again(
    site: Site, opens: Opens
) -> None:
    author = teaches(site, "Sunniva Marr")
    page = opens(author)
    page.goto(EDITOR)

    types(page, "Typed and left.\n")
    types(page, "And more.\n")

    is_kept(page, site, author, "Typed and left.\nAnd more.\n")
    expect(status(page)).to_have_text(SAVED)
    page.reload()
    expect(field(page)).to_have_value(re.compile(r"Typed and left\.\nAnd more\.\n$"))


def test_without_a_network_the_text_is_on_the_device_and_goes_out_later(
    site: Site, opens: Opens
) -> None:
    author = teaches(site, "Thyra Bell")
    page = opens(author)
    page.goto(EDITOR)
    page.route("**/draft/write/**", lambda route: route.abort())

    types(page, "Written on a train.\n")

    expect(alert(page)).to_contain_text("kept on this device")
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Preview", exact=True).click()
    expect(page.locator("[data-preview-age]")).to_contain_text("the server did not answer")
    expect(alert(page)).to_contain_text("kept on this device")
    expect(field(page)).to_have_value(re.compile(r"Written on a train\.\n$"))
    assert "train" not in kept(site, author)
    page.unroute("**/draft/write/**")
    page.reload()
    expect(offer(page)).to_contain_text(KEPT)
    page.get_by_role("button", name="Put it into the field").click()
    is_kept(page, site, author, "Written on a train.\n")
    expect(status(page)).to_have_text(SAVED)


def test_a_text_kept_on_the_device_outlives_what_is_typed_before_its_author_decides(
    site: Site, opens: Opens
) -> None:
    author = teaches(site, "Xanthe Croft")
    page = opens(author)
    page.goto(EDITOR)
    page.route(
        "**/draft/write/**",
        lambda it: it.abort() if it.request.method == "POST" else it.continue_(),
    )
    types(page, "First on a train.\n")
    expect(alert(page)).to_contain_text("kept on this device")
    page.reload()
    expect(offer(page)).to_contain_text(KEPT)

    types(page, "Then on a boat.\n")

    expect(alert(page)).to_contain_text("kept on this device")
    expect(offer(page)).to_contain_text(KEPT)
    page.reload()
    take = page.get_by_role("button", name="Put it into the field")
    for text in ("Then on a boat.", "First on a train.", "Then on a boat."):
        take.click()
        expect(field(page)).to_have_value(re.compile(rf"{text}\n$"))
    assert faults(page) == []
    page.get_by_role("button", name="Forget it").click()
    expect(offer(page)).to_be_empty()
    expect(field(page)).to_have_value(re.compile(r"Then on a boat\.\n$"))


def test_what_another_saved_meanwhile_is_never_written_over_and_nor_is_the_field(
    site: Site, opens: Opens
) -> None:
    authors = [teaches(site, name) for name in ("Una Carrow", "Vesna Holt")]
    first, second = (opens(author) for author in authors)
    first.goto(EDITOR)
    second.goto(EDITOR)
    types(first, "From the first.\n")
    is_kept(first, site, authors[0], "From the first.\n")

    types(second, "From the second.\n")

    expect(alert(second)).to_contain_text("by you, in another tab, or by somebody else")
    expect(field(second)).to_have_value(re.compile(r"From the second\.\n$"))
    types(second, "And more.\n")
    link = second.get_by_role("link", name="See both")
    expect(alert(second)).to_contain_text("Your text is kept beside theirs.")
    second.mouse.wheel(0, 300)
    expect(alert(second)).to_be_in_viewport()
    is_beside(second, site, authors[1], "And more.\n")
    link.click()
    expect(second.get_by_role("main")).to_contain_text("From the first.")
    expect(second.get_by_role("main")).to_contain_text("From the second.")


def test_what_is_typed_beside_a_preview_of_two_texts_in_one_is_saved_too(
    site: Site, opens: Opens
) -> None:
    authors = [teaches(site, name) for name in ("Melisande Orr", "Nerissa Vaughn")]
    first, second = (opens(author) for author in authors)
    first.goto(EDITOR)
    second.goto(EDITOR)
    types(first, "One text.\n")
    is_kept(first, site, authors[0], "One text.\n")
    types(second, "Another text.\n")
    second.get_by_role("link", name="See both").click()
    second.get_by_role("button", name="Preview", exact=True).click()

    types(second, "Typed beside it.\n")

    is_kept(second, site, authors[1], "Typed beside it.\n")
    expect(status(second)).to_have_text(SAVED)


def test_a_preview_of_two_texts_in_one_that_is_left_again_decides_nothing(
    site: Site, opens: Opens
) -> None:
    author, second = sees_both(
        site, opens, ("Euphrasia Finch", "Mordecai Snow"), ("One to keep.\n", "Other to keep.\n")
    )
    second.get_by_role("button", name="Preview", exact=True).click()
    expect(second.locator(".coded")).to_be_visible()
    before = kept(site, author)

    second.goto(f"/studio/{COURSE}/draft")

    expect(second.get_by_role("main")).to_contain_text("Another text is kept beside it")
    assert kept(site, author) == before
    second.goto(EDITOR)
    expect(offer(second)).to_contain_text(KEPT)


def test_without_a_network_a_decision_between_two_texts_stays_on_its_page_and_goes_out_later(
    site: Site, opens: Opens
) -> None:
    author, second = sees_both(
        site, opens, ("Ottoline Frey", "Philippa Grange"), ("One of two.\n", "Other of two.\n")
    )
    expect(second.get_by_role("heading", level=1)).to_contain_text("Somebody saved this file")
    second.context.set_offline(True)
    both = f"{good_course.MODULE}Both of two.\n"
    field(second).fill(both)

    second.get_by_role("button", name="Preview", exact=True).click()
    expect(alert(second)).to_contain_text("Your text stays here")
    second.get_by_role("button", name="Save this").click()

    expect(alert(second)).to_contain_text("kept on this device")
    expect(field(second)).to_have_value(both)
    assert faults(second) == []
    assert "Both of two." not in kept(site, author)
    second.context.set_offline(False)
    second.wait_for_url(f"**{EDITOR}")
    expect(field(second)).to_have_value(both)
    expect(offer(second)).to_be_empty()
    assert kept(site, author) == both


def test_what_is_typed_into_two_texts_in_one_waits_for_its_button_and_outlives_the_page(
    site: Site, opens: Opens
) -> None:
    author, second = sees_both(
        site, opens, ("Quintilla Pike", "Sidonie Blake"), ("Mine of both.\n", "Yours of both.\n")
    )
    before = kept(site, author)
    both = f"{good_course.MODULE}Decided.\n"

    field(second).fill(both)
    second.reload()

    expect(offer(second)).to_contain_text(KEPT)
    assert kept(site, author) == before
    second.get_by_role("button", name="Put it into the field").click()
    expect(field(second)).to_have_value(both)
    second.get_by_role("button", name="Save this").click()
    second.wait_for_url(f"**{EDITOR}")
    assert kept(site, author) == both


def test_a_text_that_was_refused_stays_on_the_device_until_it_is_saved(
    site: Site, opens: Opens
) -> None:
    author = teaches(site, "Zerlina Voss")
    page = opens(author, expects=[400, 422])
    page.goto(EDITOR)
    page.locator("#writing [name=since]").evaluate("it => (it.value = 'none')")

    types(page, "Refused at first.\n")
    expect(alert(page)).to_contain_text("Press Save to see why")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".has-error")).to_contain_text("does not say which save")

    page.goto(EDITOR)
    expect(offer(page)).to_contain_text(KEPT)


def test_an_answer_that_cannot_be_read_is_none_and_the_text_goes_out_again(
    site: Site, opens: Opens
) -> None:
    author = teaches(site, "Isidora Wynn")
    page = opens(author)
    page.goto(EDITOR)
    answered = []

    def answer_once(route: Route) -> None:
        if answered or "once=" not in (route.request.post_data or ""):
            route.continue_()
        else:
            answered.append(route.request)
            route.fulfill(body="<p>Sign in to the train's network.</p>")

    page.route("**/draft/write/**", answer_once)

    types(page, "Answered by a network.\n")

    is_kept(page, site, author, "Answered by a network.\n")
    assert answered
    expect(status(page)).to_have_text(SAVED)


def test_a_server_that_never_answers_is_asked_again(site: Site, opens: Opens) -> None:
    author = teaches(site, "Thaddea Crane")
    page = opens(author)
    page.add_init_script(SOON)
    page.goto(EDITOR)
    # Nothing is said to a request: neither an answer nor that there is none.
    page.route("**/draft/write/**", lambda route: None)

    types(page, "Sent into nowhere.\n")

    expect(alert(page)).to_contain_text("Not saved yet")
    page.unroute("**/draft/write/**")
    is_kept(page, site, author, "Sent into nowhere.\n")
    expect(status(page)).to_have_text(SAVED)


def test_a_device_that_keeps_nothing_is_not_said_to_keep_the_text(site: Site, opens: Opens) -> None:
    author = teaches(site, "Ludmilla Penn")
    page = opens(author)
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('no room'); }")
    page.goto(EDITOR)
    page.route("**/draft/write/**", lambda route: route.abort())

    types(page, "In private.\n")

    expect(alert(page)).to_contain_text("your text is here alone")
    page.unroute("**/draft/write/**")
    is_kept(page, site, author, "In private.\n")
