"""A list of attacks in every text that somebody writes, in a real browser: nothing acts (IN-01)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from lms.app import open_store
from lms.domain.certificates import License
from lms.domain.errors import FieldRefusal
from lms.domain.names import clean_line, clean_name
from lms.services import authoring, profiles
from lms.settings import Settings
from lms.store import editions
from lms.store.database import Database
from tests import make
from tests.journeys.conftest import Opens
from tests.journeys.hostile import ATTACKS, EVIL, a_hostile_course, a_hostile_provider
from tests.journeys.learners import Site, copies_home
from tests.journeys.serving import served, shared
from tests.sittings import Learner, approves_credit
from tests.torture_size import every

COURSE = "hostile-course"
COURSE_PAGE = f"/courses/{COURSE}"
QUIZ_PAGE = f"{COURSE_PAGE}/module-1/quiz"
SAFE = ("http:", "https:", "mailto:")
# Every attack may be asked for; the usual run takes some of every kind.
EACH = ATTACKS[:: every(28)]

# Before anything of a page: what an attack calls, and what the browser refused for the policy.
TRAP = """
const tell = (what) => console.error(`TRAP ${what}`);
for (const name of ["fell", "alert", "confirm", "prompt", "print"]) {
  window[name] = () => tell(`a script ran: ${name}`);
}
document.addEventListener("securitypolicyviolation", (it) =>
  tell(`the policy refused ${it.violatedDirective}: ${it.blockedURI} ${it.sample}`));
"""
# What would act only when somebody presses it, and what takes the place of the page's own.
STRAYS = """safe => [...document.querySelectorAll("*")].flatMap(it => [
  ...[...it.attributes].filter(at => at.name.startsWith("on") || at.name === "style")
    .map(at => `${it.tagName} ${at.name}`),
  ...["href", "action", "formAction", "src"].filter(name => typeof it[name] === "string"
      && it.getAttribute(name.toLowerCase()) && !safe.includes(new URL(it[name]).protocol))
    .map(name => `${it.tagName} ${name} ${it[name]}`),
  ...(["FORM", "IMG", "SCRIPT", "LINK"].includes(it.tagName)
      && !(it.getAttribute("action") || it.src || it.href || location.href)
        .replace(location.origin, "").match(/^([/?#]|http:..127)/)
    ? [`${it.tagName} leads elsewhere`] : []),
  ...(["IFRAME", "OBJECT", "EMBED", "BASE", "STYLE", "MATH"].includes(it.tagName)
    ? [it.tagName] : []),
])"""


@pytest.fixture(scope="session")
def site(site: Site, shared_folder: Path) -> Iterator[Site]:
    """A server of this module's own, whose provider and course are attacks."""

    @contextmanager
    def with_attacks(home: Path) -> Iterator[str]:
        # What the other has published need not be rendered again.
        copies_home(site, home)
        with served(home) as address:
            database = store_in(home)
            course = a_hostile_course(COURSE)
            files = (make.a_source_file(text=EVIL),)
            with database.writing() as session:
                authoring.publish_provider(session, a_hostile_provider(), make.START)
                authoring.publish(session, authoring.Draft(COURSE, course, files, ()), make.START)
                number = editions.find_newest(session, COURSE).number  # type: ignore[union-attr]
            approves_credit(database, COURSE, number)
            database.close()
            yield address

    with shared(shared_folder / "hostile", with_attacks) as (address, home):
        database = store_in(home)
        yield Site(address, database)
        database.close()


def store_in(home: Path) -> Database:
    return open_store(Settings.from_environment({"LMS_HOME": str(home)}))


def learner(site: Site, name: str) -> Learner:
    found = site.learner(name)
    found.course = COURSE
    return found


def trapped(opens: Opens, who: Learner | None = None) -> Page:
    """A page in a browser with the trap in it; pictures that are not there are no matter."""
    page = opens(who, expects=[404, 422, 401, 400])
    page.context.add_init_script(TRAP)
    return page


def visits(page: Page, *addresses: str) -> None:
    """Open these pages, one after another: each is whole, and nothing strays on it."""
    for address in addresses:
        page.goto(address, wait_until="load")
        assert_calm(page)


def shows_attacks(page: Page, address: str) -> None:
    """Open a page on which nearly every attack stands to be read, and none acts."""
    visits(page, address)
    text = page.locator("main").text_content() or ""
    assert text.count("fell()") > 100, address


def assert_calm(page: Page) -> None:
    assert page.locator("main#main").count() == 1, page.url
    assert page.evaluate(STRAYS, SAFE) == [], page.url


# -- the stories -------------------------------------------------------------------------


def test_in_01_there_are_150_attacks_and_more_and_none_twice() -> None:
    assert len(set(ATTACKS)) == len(ATTACKS) >= 150


@pytest.mark.slow
def test_in_01_wb_04_no_text_of_a_course_acts_before_or_after_its_quiz(
    site: Site, opens: Opens
) -> None:
    ada = learner(site, "Trixie Marlowe").enrolls()
    page = trapped(opens, ada)

    visits(page, "/", f"{COURSE_PAGE}/credit")
    for address in ("/policies", COURSE_PAGE, f"{COURSE_PAGE}/module-1"):
        shows_attacks(page, address)
    ada.reads()
    visits(page, QUIZ_PAGE)
    sitting = ada.begins()
    shows_attacks(page, QUIZ_PAGE)
    ada.submits(sitting, make.answers(ada.asked(sitting), 40))
    visits(page, QUIZ_PAGE)
    shows_attacks(page, f"{QUIZ_PAGE}/{sitting.attempt}")
    shows_attacks(page, f"{COURSE_PAGE}/evaluation")
    typed = {"objective-O1": "5", "comment": "\n".join(ATTACKS)[:4000]}
    ada.evaluates(typed)
    visits(page, f"{COURSE_PAGE}/evaluation", f"{COURSE_PAGE}/certificate")
    serial = ada.attests()
    visits(page, f"/certificates/{serial}", "/me", "/me/transcript", f"{COURSE_PAGE}/leave")


@pytest.mark.slow
def test_in_04_in_12_wb_04_no_name_and_no_license_acts_on_any_page(
    site: Site, opens: Opens
) -> None:
    ada = learner(site, "Nella Marlowe").enrolls()
    ada.does_everything(modules=1).evaluates()
    page = trapped(opens, ada)

    for attack in filter(is_a_name, EACH):
        is_named(site, ada, attack)
        visits(page, "/me/profile", f"{COURSE_PAGE}/certificate")
    is_named(site, ada, EVIL)
    visits(page, f"/certificates/{ada.attests()}", "/me", "/me/transcript")


def is_a_name(attack: str) -> bool:
    """False where a name or a license could not be this at all."""
    try:
        clean_name("name", attack)
        clean_line("number", attack)
    except FieldRefusal:
        return False
    return True


def is_named(site: Site, ada: Learner, attack: str) -> None:
    """From now on this is her name, and all that stands on her one license."""
    with site.database.writing() as session:
        for key in profiles.list_licenses(session, ada.person):
            profiles.remove_license(session, ada.person, key, ada.at)
        profiles.update_profile(session, ada.person, attack, "UTC", ada.at)
        profiles.add_license(session, ada.person, License(attack, attack, attack), ada.at)


@pytest.mark.slow
def test_in_04_wb_04_nothing_that_is_typed_comes_back_alive(site: Site, opens: Opens) -> None:
    page = trapped(opens)

    for address, field in (("/certificates", "serial"), ("/sign-in", "email"), ("/", "q")):
        page.goto(address)
        for attack in EACH:
            sends(page, address, field, attack)


def sends(page: Page, address: str, field: str, typed: str) -> None:
    """Fill in a field, past what the browser would say against it, and send its form."""
    it = page.locator(f"main [name={field}]").first
    if not it.count():  # most answers have the form on them again
        page.goto(address)
    it.evaluate("(it, typed) => { it.type = 'text'; it.value = typed; }", typed)
    with page.expect_navigation():
        it.evaluate("it => { const own = it.form; own.noValidate = true; own.submit(); }")
    assert_calm(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("is_open", "told"),
    [(True, "TRAP a script ran: fell"), (False, "TRAP the policy refused script-src-attr")],
)
def test_in_01_wb_04_the_trap_would_have_told(
    site: Site, browser: Browser, is_open: bool, told: str
) -> None:
    context = browser.new_context(base_url=site.address, bypass_csp=is_open)
    context.add_init_script(TRAP)
    page = context.new_page()
    page.goto("/policies")

    with page.expect_console_message(lambda message: told in message.text):
        page.evaluate(
            "it => document.querySelector('main').insertAdjacentHTML('beforeend', it)",
            "<img src=x onerror=fell()><a href=javascript:fell()>x</a>",
        )

    assert page.evaluate(STRAYS, SAFE) == ["IMG onerror", "A href javascript:fell()"]
    context.close()
