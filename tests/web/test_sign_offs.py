"""The pages on which a sign-off is asked for and given, as they work without scripts."""

from lms.store.database import Database
from tests.personas import Cleo, Dora, Visitor
from tests.web.looking import repeated_ids, said
from tests.web.test_colleagues import DRAFT, KEY, PAGE, author, reviewer
from tests.web.writers import Writer

__all__ = ["author", "reviewer"]

REVIEW, OFFICE = f"{DRAFT}/review", "/office/sign-offs/"
WORDS, NEW = "Opening words.", "Welcoming words."


def seen(browser: Visitor) -> str:
    """What the review that is open says of the files that it shows."""
    return browser.page.text.split('name="seen" value="')[1].split('"')[0]


def test_a_course_asks_for_a_sign_off_and_a_reviewer_gives_it(
    author: Cleo, reviewer: Visitor, database: Database
) -> None:
    writer = Writer(author.app, database, author)
    author.get(PAGE)
    author.post(f"{PAGE}/sign-off", asked="yes")
    assert "This course asks for it" in said(author.follows().text)
    writer.rewrites(WORDS, NEW)

    text = said(writer.get(REVIEW).text)
    assert "A second person has to sign this off" in text
    assert "Publish edition 2" not in text
    reviewer.get(REVIEW)
    assert "You may: you saved none of these changes." in said(reviewer.page.text)
    reviewer.post(f"{DRAFT}/sign-off", seen=seen(reviewer))
    assert "Signed off by Rhea Lund" in said(reviewer.follows().text)
    writer.get(REVIEW)
    assert repeated_ids(writer.page.text) == set()
    writer.publishes(kind="editorial")

    assert writer.page.status_code == 303


def test_publishing_past_the_page_is_refused_in_one_sentence(
    author: Cleo, database: Database
) -> None:
    writer = Writer(author.app, database, author)
    writer.rewrites(WORDS, NEW)
    writer.get(REVIEW)
    form = {"seen": seen(writer), "kind": "editorial"}
    author.post(f"{PAGE}/sign-off", asked="yes")

    writer.post(f"{DRAFT}/publish", form)

    assert writer.page.status_code == 422
    assert "This course asks for a sign-off: a reviewer or an author" in said(writer.page.text)


def test_whoever_wrote_it_is_refused_the_sign_off(author: Cleo, database: Database) -> None:
    writer = Writer(author.app, database, author)
    writer.rewrites(WORDS, NEW)
    writer.get(REVIEW)

    writer.post(f"{DRAFT}/sign-off", seen=seen(writer))

    assert writer.page.status_code == 422
    assert "Ask a reviewer or another author to sign them off." in said(writer.page.text)


def test_asking_twice_is_asking_once(author: Cleo) -> None:
    places = {
        author.post(f"{PAGE}/sign-off", asked="yes", once=KEY).headers["Location"] for _ in range(2)
    }

    assert len(places) == 1
    assert "Only an administrator can let it be published without one" in author.get(PAGE).text


def test_an_administrator_lifts_what_a_course_asks_for(author: Cleo, dora: Dora) -> None:
    author.post(f"{PAGE}/sign-off", asked="yes")
    author.post(f"{PAGE}/sign-off", asked="no")
    assert author.page.status_code == 409
    assert "This course asks for it" in said(author.get(PAGE).text)

    dora.get(PAGE)
    dora.post(f"{PAGE}/sign-off", asked="no")
    assert "This course does not ask for it" in said(author.get(PAGE).text)


def test_an_administrator_asks_for_it_of_every_course(author: Cleo, dora: Dora) -> None:
    assert "Each course says itself" in said(dora.get(OFFICE).text)
    dora.post(OFFICE, asked="yes")
    assert "Every course asks for it" in said(dora.follows().text)

    assert "The provider asks for it of every course" in said(author.get(PAGE).text)
    dora.post(OFFICE, asked="no")
    assert "This course does not ask for it" in said(author.get(PAGE).text)
