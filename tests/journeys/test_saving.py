"""An answer that the page calls saved is kept; what could not be saved is never lost."""

import re

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from lms.services.quizzes import Wish
from lms.web.security import FORM_COOKIE, SESSION_COOKIE
from tests.accounts import PASSWORD
from tests.journeys.conftest import Opens
from tests.journeys.learners import COURSE_PAGE, MODULES, QUIZ_PAGE, Site
from tests.sittings import Learner

SAVED = re.compile(r"^Saved \d{1,2}:\d\d [AP]M$")
NOT_SAVED = "Not saved yet"
# Which place the first question with options has is drawn.
TWO_ANSWERS = re.compile(r"Question [1-5] has two answers")
KEPT_HERE = "kept on this device"
SAVES = "**/quiz/answers"

pytestmark = pytest.mark.slow


def sitting(site: Site, name: str) -> Learner:
    """Somebody in the middle of the first quiz, who has answered nothing."""
    learner = site.reader(name)
    learner.begins(MODULES[0])
    return learner


def first_question(page: Page) -> Locator:
    """The first question of the open sheet that has options."""
    return page.locator("[data-item]:has(.option)").first


def options(page: Page) -> Locator:
    """The options of that question."""
    return first_question(page).locator(".option input")


def line(page: Page) -> Locator:
    """What the page says about the answer to that question."""
    return first_question(page).locator("[data-saved]")


def bar(page: Page) -> Locator:
    """What the bar at the foot of the sheet says about all answers."""
    return page.get_by_role("status")


def kept(elsewhere: Page) -> list[int]:
    """The options that the server has as chosen, seen from another browser, by their place."""
    elsewhere.goto(QUIZ_PAGE)
    return [place for place, it in enumerate(options(elsewhere).all()) if it.is_checked()]


def signs_in_again(page: Page, learner: Learner) -> None:
    """Sign in on the page that says one is signed out."""
    expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    signs_in(page, learner)


def signs_in(page: Page, learner: Learner) -> None:
    """Fill in the sign-in form and send it."""
    page.get_by_label("E-mail address").fill(learner.person.email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


# -- the truth about saving --------------------------------------------------------


def test_ds06_an_answer_is_called_saved_only_once_the_server_has_it(
    site: Site, opens: Opens
) -> None:
    iris = sitting(site, "Iris Lindqvist")
    page, elsewhere = opens(iris), opens(iris, java_script_enabled=False)
    held: list[Route] = []
    page.route(SAVES, lambda route: held.append(route))  # noqa: PLW0108
    page.goto(QUIZ_PAGE)

    options(page).first.check()
    with_patience(page, held)

    expect(line(page)).to_have_text("Saving…")
    assert kept(elsewhere) == []

    answer = held[0].fetch()
    assert kept(elsewhere) == [0]
    expect(line(page)).to_have_text("Saving…")

    held[0].fulfill(response=answer)
    expect(line(page)).to_have_text(SAVED)


def with_patience(page: Page, held: list[Route]) -> None:
    """Wait until the page has sent something."""
    for _ in range(200):
        if held:
            return
        page.wait_for_timeout(25)
    raise AssertionError("nothing was sent")


def test_ds06_what_is_answered_offline_is_sent_when_the_network_is_back(
    site: Site, opens: Opens
) -> None:
    mina = sitting(site, "Mina Castellanos")
    page, elsewhere = opens(mina), opens(mina, java_script_enabled=False)
    page.goto(QUIZ_PAGE)
    page.context.set_offline(True)

    options(page).first.check()

    expect(line(page)).to_have_text(NOT_SAVED)
    expect(bar(page)).to_contain_text(KEPT_HERE)
    assert kept(elsewhere) == []

    page.context.set_offline(False)
    expect(line(page)).to_have_text(SAVED)
    assert kept(elsewhere) == [0]


def test_ds06_what_is_answered_offline_outlives_the_page(site: Site, opens: Opens) -> None:
    teo = sitting(site, "Teo Brandão")
    page = opens(teo)
    page.goto(QUIZ_PAGE)
    page.context.set_offline(True)
    options(page).first.check()
    expect(line(page)).to_have_text(NOT_SAVED)
    page.close()
    page.context.set_offline(False)

    later = page.context.new_page()
    later.goto(QUIZ_PAGE)

    expect(line(later)).to_have_text(SAVED)
    expect(options(later).first).to_be_checked()
    assert kept(opens(teo, java_script_enabled=False)) == [0]


def test_ds06_a_busy_server_is_asked_again(site: Site, opens: Opens) -> None:
    ugo = sitting(site, "Ugo Marchetti")
    page = opens(ugo, expects=[503])
    page.route(SAVES, lambda route: route.fulfill(status=503, json={"sentence": "Busy."}), times=1)
    page.goto(QUIZ_PAGE)

    options(page).first.check()

    expect(line(page)).to_have_text(NOT_SAVED)
    expect(line(page)).to_have_text(SAVED)
    assert kept(opens(ugo, java_script_enabled=False)) == [0]


# -- two pages ---------------------------------------------------------------------


def two_answers(older: Page) -> Page:
    """The first question answered in another tab, and then otherwise on this older page."""
    newer = older.context.new_page()
    for page in (older, newer):
        page.goto(QUIZ_PAGE)
    options(newer).nth(0).check()
    expect(line(newer)).to_have_text(SAVED)
    options(older).nth(1).check()
    return newer


def label(page: Page, place: int) -> str:
    """The words of an option of the first question."""
    return first_question(page).locator(".option").nth(place).inner_text().strip()


def test_ds05_an_older_page_shows_both_answers_and_overwrites_none(
    site: Site, opens: Opens
) -> None:
    zora = sitting(site, "Zora Whitfield")
    older = opens(zora, expects=[409])

    two_answers(older)

    said = first_question(older).get_by_role("group", name="has two answers")
    expect(said).to_contain_text("Saved in another window at ")
    expect(said).to_contain_text(f"“{label(older, 0)}”. You answered here: “{label(older, 1)}”")
    expect(line(older)).to_have_text(NOT_SAVED)
    expect(options(older).nth(1)).to_be_checked()
    expect(bar(older)).to_contain_text("1 of 5 answered.")
    expect(bar(older)).to_contain_text(TWO_ANSWERS)
    assert kept(opens(zora, java_script_enabled=False)) == [0]


@pytest.mark.parametrize(
    ("button", "stands", "name"),
    [("Keep mine", 1, "Zdenka Novotná"), ("Take the other one", 0, "Yusuf Haddad")],
)
def test_ds05_one_press_says_which_answer_stands(
    site: Site, opens: Opens, button: str, stands: int, name: str
) -> None:
    person = sitting(site, name)
    older = opens(person, expects=[409])
    two_answers(older)

    older.get_by_role("button", name=button).click()

    expect(line(older)).to_have_text(SAVED)
    expect(options(older).nth(stands)).to_be_checked()
    expect(older.get_by_role("button", name=button)).to_have_count(0)
    expect(bar(older)).to_have_text(re.compile(r"1 of 5 answered\. Last saved at .*M\.$"))
    assert kept(opens(person, java_script_enabled=False)) == [stands]


def test_ds05_what_is_undecided_outlives_the_page_and_is_not_handed_in(
    site: Site, opens: Opens
) -> None:
    vera = sitting(site, "Valeria Lisboa")
    older = opens(vera, expects=[409])
    two_answers(older)
    expect(older.get_by_role("button", name="Keep mine")).to_be_visible()

    older.get_by_role("button", name="Hand in").click()
    expect(older.get_by_role("button", name="Keep mine")).to_be_focused()
    older.close()
    later = opens_again(older)

    expect(first_question(later)).to_contain_text(TWO_ANSWERS)
    expect(options(later).nth(1)).to_be_checked()
    assert kept(opens(vera, java_script_enabled=False)) == [0]
    later.get_by_role("button", name="Keep mine").click()
    expect(line(later)).to_have_text(SAVED)
    assert kept(opens(vera, java_script_enabled=False)) == [1]


def opens_again(closed: Page) -> Page:
    """The quiz in a new tab of the browser in which it was closed."""
    page = closed.context.new_page()
    page.goto(QUIZ_PAGE)
    return page


def test_ds05_whoever_comes_back_to_a_tab_sees_what_was_saved_elsewhere(
    site: Site, opens: Opens
) -> None:
    suri = sitting(site, "Suri Achterberg")
    older = opens(suri)
    newer = older.context.new_page()
    for page in (older, newer):
        page.goto(QUIZ_PAGE)
    options(newer).nth(0).check()
    expect(line(newer)).to_have_text(SAVED)

    older.evaluate("dispatchEvent(new Event('focus'))")

    expect(line(older)).to_have_text(SAVED)
    expect(options(older).nth(0)).to_be_checked()
    expect(bar(older)).to_contain_text("1 of 5 answered.")
    options(older).nth(1).check()
    expect(bar(older)).to_contain_text("1 of 5 answered.")
    expect(line(older)).to_have_text(SAVED)


def test_ds05_without_scripts_an_older_page_asks_which_answer_stands(
    site: Site, opens: Opens
) -> None:
    odile = sitting(site, "Odile Fontaine")
    older = opens(odile, java_script_enabled=False, expects=[409])
    newer = older.context.new_page()
    for page in (older, newer):
        page.goto(QUIZ_PAGE)
        options(page).nth(0 if page is newer else 1).check()
    saves(newer)
    expect(line(newer)).to_have_text(SAVED)

    saves(older)

    summary = older.get_by_role("alert")
    expect(summary).to_contain_text("One question has two answers: choose which one stands")
    expect(options(older).nth(1)).to_be_checked()
    assert kept(newer) == [0]

    older.get_by_role("button", name="Keep mine").click()
    expect(line(older)).to_have_text(SAVED)
    assert kept(newer) == [1]


# -- an attempt that was handed in -------------------------------------------------


def test_ac06_an_answer_after_handing_in_elsewhere_is_said_not_to_count(
    site: Site, opens: Opens
) -> None:
    page = handed_in_elsewhere(site, opens, "Petra Kowalczyk")

    options(page).first.check()

    expect(line(page)).to_have_text("Not counted")
    expect(bar(page)).to_contain_text(re.compile("This attempt was handed in .* [AP]M"))
    expect(bar(page)).to_contain_text("is not counted")
    expect(page.get_by_role("button", name="Hand in")).to_have_count(0)
    expect(options(page).nth(1)).to_be_disabled()
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")


def test_ac06_without_scripts_the_same_is_said_on_a_page(site: Site, opens: Opens) -> None:
    page = handed_in_elsewhere(site, opens, "Anouk Devereux", java_script_enabled=False)

    options(page).first.check()
    saves(page)

    expect(page.get_by_role("heading", level=1)).to_have_text("This attempt was handed in")
    expect(page.get_by_role("main")).to_contain_text("is not counted")
    page.get_by_role("link", name="See the result").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")


def test_ac06_whoever_comes_back_to_the_tab_sees_that_it_was_handed_in(
    site: Site, opens: Opens
) -> None:
    page = handed_in_elsewhere(site, opens, "Tindra Holm")

    page.evaluate("dispatchEvent(new Event('focus'))")

    expect(bar(page)).to_contain_text("This attempt was handed in from another window.")
    expect(page.get_by_role("link", name="See the result")).to_be_visible()


def handed_in_elsewhere(site: Site, opens: Opens, name: str, **options: bool) -> Page:
    """The open sheet of somebody who has handed it in from another window."""
    learner = sitting(site, name)
    page = opens(learner, expects=[409], **options)
    page.goto(QUIZ_PAGE)
    learner.submits(learner.begins(MODULES[0]), {}, Wish.HAND_IN_ANYWAY)
    return page


def saves(page: Page) -> None:
    """Press the button that saves the question, as one does without scripts."""
    first_question(page).get_by_role("button", name="Save this answer").click()


# -- sessions and forms that ran out -----------------------------------------------


def test_wb03_an_answer_outlives_the_session_with_scripts(site: Site, opens: Opens) -> None:
    ravi = sitting(site, "Ravi Chaudhary")
    page = opens(ravi, expects=[401])
    page.goto(QUIZ_PAGE)
    page.context.clear_cookies(name=SESSION_COOKIE)

    options(page).first.check()
    expect(line(page)).to_have_text(NOT_SAVED)
    expect(bar(page)).to_contain_text("You are signed out.")
    with page.expect_popup() as tab:
        page.get_by_role("link", name="Sign in in a new tab").click()
    signs_in(tab.value, ravi)

    expect(line(page)).to_have_text(SAVED)
    assert kept(opens(ravi, java_script_enabled=False)) == [0]


def test_wb03_a_form_sent_after_the_session_is_offered_again(site: Site, opens: Opens) -> None:
    olga = sitting(site, "Olga Szymańska")
    page = opens(olga, expects=[401])
    page.goto(QUIZ_PAGE)
    page.context.clear_cookies(name=SESSION_COOKIE)

    options(page).first.check()
    expect(bar(page)).to_contain_text("You are signed out.")
    # Once to be told that it cannot be saved, and once more to send it all the same.
    page.get_by_role("button", name="Save and leave").click()
    page.get_by_role("button", name="Save and leave").click()
    signs_in_again(page, olga)
    expect(page.get_by_role("heading", level=1)).to_have_text("Send what you entered")
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("My learning")
    assert kept(opens(olga, java_script_enabled=False)) == [0]


def test_wb03_an_answer_outlives_the_session_without_scripts(site: Site, opens: Opens) -> None:
    lena = sitting(site, "Lena Aaltonen")
    page = opens(lena, java_script_enabled=False, expects=[401])
    page.goto(QUIZ_PAGE)
    page.context.clear_cookies(name=SESSION_COOKIE)

    options(page).first.check()
    saves(page)
    signs_in_again(page, lena)
    page.get_by_role("button", name="Send again").click()

    expect(line(page)).to_have_text(SAVED)
    expect(options(page).first).to_be_checked()


def test_wb03_an_answer_outlives_the_token_of_its_form(site: Site, opens: Opens) -> None:
    hugo = sitting(site, "Hugo Lindgren")
    page = opens(hugo, java_script_enabled=False, expects=[400])
    page.goto(QUIZ_PAGE)
    page.context.clear_cookies(name=FORM_COOKIE)

    options(page).first.check()
    saves(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Please send that again")
    page.get_by_role("button", name="Send again").click()

    expect(line(page)).to_have_text(SAVED)
    expect(options(page).first).to_be_checked()


@pytest.mark.parametrize("cookie", [SESSION_COOKIE, FORM_COOKIE])
def test_wb03_a_written_comment_is_shown_again_and_sent_on_request(
    cookie: str, site: Site, opens: Opens
) -> None:
    written = "The second module’s table is “clear”.\nMore on <consent> & records, please."
    name = "Signe Dahl" if cookie == SESSION_COOKIE else "Farid Nazari"
    learner = site.finisher(name)
    page = opens(learner, expects=[400, 401])
    page.goto(f"{COURSE_PAGE}/evaluation")
    for rating in page.get_by_role("main").get_by_role("group").all():
        rating.get_by_role("radio", name="5", exact=True).check()
    page.get_by_role("main").get_by_role("textbox").fill(written)
    page.context.clear_cookies(name=cookie)

    page.get_by_role("button", name="Send the evaluation").click()
    for sentence in written.splitlines():
        expect(page.get_by_role("main")).to_contain_text(sentence)
    if cookie == SESSION_COOKIE:
        signs_in_again(page, learner)
        expect(page.get_by_role("main")).to_contain_text(written.splitlines()[1])
    page.get_by_role("button", name="Send again").click()

    expect(page.get_by_role("main")).to_contain_text("Evaluation sent.")
