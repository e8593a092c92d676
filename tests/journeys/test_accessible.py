"""Every page, for everybody: with axe, in every theme, at every width, by keyboard and on paper."""

import re
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader

from lms.services import authoring, certificates, profiles, programs
from lms.web.security import FORM_COOKIE, SESSION_COOKIE
from tests import make
from tests.accounts import PASSWORD
from tests.journeys.accessibility import HEIGHT, NARROW, NARROWEST, WIDE, faults, hidden_stops
from tests.journeys.conftest import Opens
from tests.journeys.learners import COURSE_PAGE, MODULES, QUIZ_PAGE, Site
from tests.journeys.test_accommodations import administrator
from tests.records import enters, hours_in, publishes_sets
from tests.sittings import Learner

MODULE_PAGE = f"{COURSE_PAGE}/{MODULES[0]}"
UNKNOWN_SERIAL = "0000-0000-0000"

pytestmark = pytest.mark.slow


def found(page: Page, *paths: str) -> list[str]:
    """What is wrong on those pages."""
    wrong = []
    for path in paths:
        page.goto(path)
        wrong += faults(page)
    return wrong


def pressed(page: Page, path: str, button: str) -> list[str]:
    """What is wrong on the page that comes back when a form is sent with nothing in it."""
    page.goto(path)
    page.get_by_role("main").get_by_role("button", name=button).first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    return faults(page)


# -- every page --------------------------------------------------------------------


def test_the_pages_of_a_visitor(opens: Opens) -> None:
    page = opens()

    wrong = found(
        page, "/", "/?q=nothing+like+it", COURSE_PAGE, f"{COURSE_PAGE}/credit", "/policies"
    )

    assert wrong == []


def test_the_doors_with_what_can_go_wrong_at_them(site: Site, opens: Opens) -> None:
    vera = site.learner("Vera Kuznetsova")
    with site.database.writing() as session:
        token = profiles.make_reset_link(session, vera.person.email, datetime.now(UTC), None)
    page = opens(expects=[404, 410, 422])

    wrong = found(page, "/sign-in", "/sign-up", f"/reset/{token}", "/reset/spent", "/nowhere")
    wrong += pressed(page, "/sign-in", "Sign in")
    wrong += pressed(page, "/sign-up", "Open the account")
    wrong += pressed(page, f"/reset/{token}", "Set the password")

    assert wrong == []


def test_the_pages_of_somebody_who_has_just_enrolled(site: Site, opens: Opens) -> None:
    anya = site.learner("Anya Petrosyan").enrolls()
    page = opens(anya)

    wrong = found(page, "/", "/me", "/me/transcript", COURSE_PAGE, f"{COURSE_PAGE}/leave")
    wrong += found(page, QUIZ_PAGE, f"{COURSE_PAGE}/evaluation", f"{COURSE_PAGE}/certificate")

    assert wrong == []


def test_the_pages_of_an_account(site: Site, opens: Opens) -> None:
    bela = site.learner("Béla Szabó")
    page = opens(bela, expects=[422])

    wrong = found(page, "/me", "/me/profile", "/me/profile/email", "/sign-out")
    wrong += pressed(page, "/me/profile", "Add the license")
    wrong += pressed(page, "/me/profile/password", "Change the password")
    wrong += found(page, "/me/data")
    wrong += pressed(page, "/me/data/erase", "Erase my account")

    assert wrong == []


def test_the_pages_that_offer_again_what_could_not_be_sent(site: Site, opens: Opens) -> None:
    mira = site.learner("Mira Ostrowska")
    page = opens(mira, expects=[400, 401])
    wrong = []

    for cookie in (FORM_COOKIE, SESSION_COOKIE):
        page.goto("/me/profile")
        page.get_by_label("Legal name").fill("Mira Ostrowska-Lindt")
        page.context.clear_cookies(name=cookie)
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("main")).to_contain_text("Mira Ostrowska-Lindt")
        wrong += faults(page)
    page.get_by_label("E-mail address").fill(mira.person.email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Send again")).to_be_visible()
    wrong += faults(page)

    assert wrong == []


def test_a_module_with_its_knowledge_checks(site: Site, opens: Opens) -> None:
    page = opens(site.learner("Runa Solheim").enrolls())

    wrong = found(page, MODULE_PAGE)
    page.locator("form.check").first.get_by_role("button").click()
    page.wait_for_url("**/*?check=0*")
    wrong += faults(page)
    page.locator("form.check").first.get_by_role("radio").first.check()
    page.locator("form.check").first.get_by_role("button").click()
    expect(page.locator("section.check")).to_be_visible()
    wrong += faults(page)

    assert wrong == []


def test_a_quiz_from_its_door_to_its_results(site: Site, opens: Opens) -> None:
    tove = site.reader("Tove Håkansson")
    page = opens(tove, expects=[409])

    wrong = found(page, QUIZ_PAGE)
    sitting = tove.begins(MODULES[0])
    wrong += with_two_answers(page)
    page.get_by_role("button", name="Hand in").click()
    expect(page.get_by_role("button", name="Hand in anyway")).to_be_visible()
    wrong += faults(page)
    page.get_by_role("button", name="Hand in anyway").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Not passed yet")
    wrong += faults(page)
    wrong += found(page, MODULE_PAGE, QUIZ_PAGE)
    sitting = tove.takes(MODULES[0])
    wrong += found(page, f"{QUIZ_PAGE}/{sitting.attempt}", QUIZ_PAGE, "/me")

    assert wrong == []


def test_in_12_a_name_of_one_long_word_fits_into_every_page_that_shows_it(
    site: Site, opens: Opens
) -> None:
    long = site.finisher("Wolfeschlegelsteinhausenbergerdorff Nguyễn")
    page = opens(long)
    evaluates(page, long)

    wrong = found(page, f"{COURSE_PAGE}/certificate", "/me/profile", "/me")
    wrong += found(page, f"/certificates/{long.attests()}", f"{COURSE_PAGE}/certificate")

    assert wrong == []


def test_in_12_vietnamese_letters_come_from_the_same_face_as_their_neighbors(
    site: Site, opens: Opens
) -> None:
    page = opens(site.learner("Nguyễn Thị Ánh Tuyết"))

    page.goto("/me/profile")
    page.evaluate("() => document.fonts.ready.then(() => null)")

    faces = page.evaluate("() => [...document.fonts].map((it) => [it.status, it.unicodeRange])")
    assert ["loaded", "U+1EA0-1EF1"] in faces


def with_two_answers(page: Page) -> list[str]:
    """What is wrong with a sheet on which a question has two answers, in two tabs."""
    elsewhere = page.context.new_page()
    for tab in (page, elsewhere):
        tab.goto(QUIZ_PAGE)
    for tab, place, words in ((elsewhere, 0, "Saved "), (page, 1, "Not saved yet")):
        question = tab.locator("[data-item]:has(.option)").first
        question.locator(".option input").nth(place).check()
        expect(question.locator("[data-saved]")).to_contain_text(words)
    wrong = faults(page)
    page.get_by_role("button", name="Take the other one").click()
    return wrong


def test_the_last_steps_and_the_certificate(site: Site, opens: Opens) -> None:
    juno = site.finisher("Juno Abernathy")
    page = opens(juno, expects=[422])

    wrong = found(page, f"{COURSE_PAGE}/evaluation", "/me")
    wrong += pressed(page, f"{COURSE_PAGE}/evaluation", "Send the evaluation")
    evaluates(page, juno)
    wrong += found(page, f"{COURSE_PAGE}/evaluation", f"{COURSE_PAGE}/certificate")
    wrong += pressed(page, f"{COURSE_PAGE}/certificate", "Attest")
    serial = juno.attests()
    wrong += found(page, f"{COURSE_PAGE}/certificate", "/me", "/me/transcript", COURSE_PAGE)
    visitor = opens(expects=[404])
    wrong += found(
        visitor, "/certificates", f"/certificates/{serial}", f"/certificates/{UNKNOWN_SERIAL}"
    )

    with site.database.writing() as session:
        programs.publish(session, make.a_program_reading(juno.course), datetime.now(UTC))
    wrong += found(page, "/programs/core")
    page.get_by_role("button", name="Issue my certificate").click()
    expect(page.get_by_text("This certificate is valid")).to_be_visible()
    wrong += faults(page)
    with site.database.writing() as session:
        certificates.void(session, serial, "Issued in a test.", datetime.now(UTC))
    wrong += found(visitor, f"/certificates/{serial}", "/programs/core")
    wrong += found(page, "/me/transcript")

    assert wrong == []


def test_a_transcript_with_certificates_from_elsewhere_and_what_they_count_toward(
    site: Site, opens: Opens
) -> None:
    idunn = site.learner("Idunn Vandersteen").enrolls()
    publishes_sets(site.database)
    elsewhere = f"/me/transcript/certificates/{enters(site.database, idunn.person)}"
    enters(site.database, idunn.person, areas=hours_in(a=2), approvals=("AASECT",))
    page = opens(idunn, expects=[422])
    certification, renewal = (
        f"/me/requirements/aasect-{it}" for it in ("certification", "renewal")
    )

    wrong = found(page, "/me/transcript", "/me/transcript?credit=AASECT", "/me/transcript?from=x")
    wrong += found(page, elsewhere, f"{elsewhere}/remove", "/me/requirements", certification)
    wrong += pressed(page, "/me/transcript/certificates", "Add to the transcript")
    wrong += pressed(page, elsewhere, "Keep the file")
    wrong += pressed(page, renewal, "Follow")
    page.get_by_label("First day of your cycle").fill("2025-01-15")
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("status")).to_contain_text("You follow these requirements.")
    wrong += faults(page)
    page.goto(certification)
    page.get_by_role("button", name="Follow").click()
    expect(page.get_by_role("heading", name="By area")).to_be_visible()
    wrong += faults(page)
    wrong += found(page, "/me/requirements")

    assert wrong == []


def test_the_pages_of_who_renews_a_certificate(site: Site, opens: Opens) -> None:
    course = make.a_course(slug="renewing", title="Ethics, renewed", valid_months=2)
    with site.database.writing() as session:
        draft = authoring.Draft("renewing", course, (make.a_source_file(),), ())
        authoring.publish(session, draft, datetime.now(UTC))
    renee = Learner(site.database, "Renée Abernathy", "renewing")
    renee.at = datetime.now(UTC)
    serial = renee.enrolls().does_everything().evaluates().attests()
    page = opens(renee)

    wrong = found(
        page, "/me", "/courses/renewing", "/courses/renewing/certificate", f"/certificates/{serial}"
    )
    page.goto("/courses/renewing")
    page.get_by_role("button", name="Begin a new cycle").click()
    expect(page.get_by_role("link", name="Start reading").first).to_be_visible()
    wrong += faults(page)
    wrong += found(page, "/me")

    assert wrong == []


def evaluates(page: Page, learner: Learner) -> None:
    """Send the evaluation, with an answer to everything that its page asks."""
    page.goto(f"{COURSE_PAGE}/evaluation")
    names = page.locator("main [type=radio]").evaluate_all("them => them.map((it) => it.name)")
    learner.evaluates({f"objective-O{n}": "5" for n in range(1, 8)} | dict.fromkeys(names, "4"))


def test_the_pages_of_the_office(site: Site, opens: Opens) -> None:
    osei = site.finisher("Osei Mensah")
    page = opens(administrator(site, "Dorothy Vance"), expects=[422])
    edition = f"/office/credit/{osei.course}/1"

    wrong = found(page, "/office/", "/office/credit/", edition, "/office/learners/?q=osei")
    wrong += found(page, f"/office/learners/{osei.person.public_id}", "/office/certificates/?q=%25")
    wrong += found(page, "/office/provider/", "/office/provider/facts")
    wrong += pressed(page, "/office/provider/approvals/new", "Add it")
    wrong += pressed(page, edition, "Approve")

    assert wrong == []


# -- keyboard, settings, paper -----------------------------------------------------


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_the_keyboard_is_never_lost(width: int, site: Site, opens: Opens) -> None:
    nico = site.reader(f"{'Nico' if width == WIDE else 'Enzo'} Barbieri")
    nico.begins(MODULES[0])
    page = opens(nico, viewport={"width": width, "height": 600})

    lost = []
    for path in ("/", COURSE_PAGE, QUIZ_PAGE, "/me/profile", "/me/transcript/certificates"):
        page.goto(path)
        lost += hidden_stops(page)

    assert lost == []


def keeps(page: Page, **chosen: str) -> None:
    """Choose how pages look, at the foot of the page."""
    for menu, choice in chosen.items():
        page.get_by_label(menu.capitalize().replace("_", " ")).select_option(choice)
    page.get_by_role("button", name="Keep these settings").click()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_a_reader_keeps_how_pages_look(has_scripts: bool, opens: Opens) -> None:
    page = opens(java_script_enabled=has_scripts)
    page.goto(COURSE_PAGE)

    keeps(page, theme="Dark", text_size="Large", contrast="More")

    look = page.locator("html[data-theme=dark][data-text=large][data-contrast=more]")
    expect(look).to_have_count(1)
    expect(page).to_have_url(re.compile(f"{COURSE_PAGE}$"))
    page.goto("/")
    expect(look).to_have_count(1)
    keeps(page, theme="Light", contrast="As the device")
    expect(
        page.locator("html[data-theme=light][data-text=large]:not([data-contrast])")
    ).to_have_count(1)


def test_what_was_typed_stays_when_the_look_of_pages_is_changed(opens: Opens) -> None:
    page = opens(expects=[422])
    page.goto("/sign-up")
    page.get_by_label("Legal name").fill("Minerva Marsh")
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_role("alert")).to_be_visible()

    keeps(page, theme="Dark")

    expect(page.get_by_text("These settings are kept in this browser.")).to_be_visible()
    expect(page.get_by_label("Legal name")).to_have_value("Minerva Marsh")
    page.evaluate("document.querySelector('form[data-display]').submit()")
    expect(page).to_have_url(re.compile("/sign-up$"))


def test_a_printed_transcript_has_all_its_columns_and_nothing_to_press(
    site: Site, opens: Opens
) -> None:
    thora = site.finisher("Thora Lindqvist")
    page = opens(thora)
    evaluates(page, thora)
    serial = thora.attests()
    page.goto("/me/transcript")

    sheets = PdfReader(BytesIO(page.pdf(format="A4"))).pages
    printed = " ".join(" ".join(sheet.extract_text() for sheet in sheets).split())

    for words in ("Hours", "of study", serial, "Valid"):
        assert words in printed
    for words in ("Show these", "Completed from", "Enter a certificate", "Download"):
        assert words not in printed
    page.set_viewport_size({"width": NARROWEST, "height": HEIGHT})
    for words in (serial, "Valid"):
        expect(page.get_by_role("cell", name=words).first).to_be_in_viewport(ratio=1)


def test_in_12_a_heading_of_one_long_word_fits_into_the_contents(site: Site, opens: Opens) -> None:
    word = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz" * 2
    long = make.a_module(sections=(replace(make.a_reading_section("long"), title_html=word),))
    course = make.course_of((long,), (make.a_quiz(),), slug="long-words", title="Long words")
    with site.database.writing() as session:
        draft = authoring.Draft("long-words", course, (make.a_source_file(),), ())
        authoring.publish(session, draft, datetime.now(UTC))
    reader = Learner(site.database, "Ragnhild Aas", "long-words")
    reader.at = datetime.now(UTC)

    wrong = found(opens(reader.enrolls()), f"/courses/long-words/{long.slug}")

    assert wrong == []


def test_a_printed_module_has_its_text_and_the_addresses_of_its_links(
    site: Site, opens: Opens
) -> None:
    page = opens(site.learner("Pavel Dvořák").enrolls())
    page.goto(MODULE_PAGE)

    printed = " ".join(
        sheet.extract_text() for sheet in PdfReader(BytesIO(page.pdf(format="Letter"))).pages
    )

    assert "What sex therapy is, and is not" in printed
    assert "doi.org/10." in printed
    for navigation in ("My learning", "In this module", "Mark as read", "Back to text"):
        assert navigation not in printed
    page.emulate_media(media="print")
    for name in ("Site", "In this module", "You are here"):
        expect(page.get_by_role("navigation", name=name, include_hidden=True)).to_be_hidden()
