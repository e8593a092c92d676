"""The catalog, a course's page with everything told before starting, and coming and going."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from lms.domain.credit import AreaShare, Method, Rounding
from lms.services import authoring
from lms.services.authoring import Draft
from lms.services.courses import COURSES_PER_PAGE
from lms.store.database import Database
from tests import make
from tests.accounts import PASSWORD, new_cookie
from tests.personas import Ada, Ben, Clock, Visitor
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

COURSE = "/courses/foundations"


def learner(somebody: Ada | Ben, database: Database, course: str = "foundations") -> Learner:
    """The same person, one floor below the pages."""
    return Learner(database, somebody.person, course)


def offers(database: Database, *slugs: str, **changes: Any) -> None:
    for slug in slugs:
        publishes(database, make.a_course(slug=slug, **({"title": slug.title()} | changes)))


def republishes(database: Database, modules: int = 3) -> None:
    draft = Draft("foundations", make.a_course(modules), (make.a_source_file(text="new"),), ())
    with database.writing() as session:
        authoring.publish(session, draft, make.later(30))


# The catalog


def test_before_the_first_publishing_the_catalog_says_so(visitor: Visitor) -> None:
    assert "No course is offered yet" in said(visitor.get("/").text)
    assert 'id="filters"' not in visitor.page.text


def test_a_long_catalog_comes_in_pages_that_keep_what_was_asked_for(
    visitor: Visitor, database: Database
) -> None:
    offers(database, *(f"course-{number:02}" for number in range(COURSES_PER_PAGE + 1)))

    first = visitor.get("/?q=course&level=beginning").text
    second = visitor.get("/?q=course&level=beginning&page=2").text

    assert first.count('class="entry"') == COURSES_PER_PAGE
    assert 'href="/?q=course&amp;level=beginning&amp;page=2#list"' in first
    assert second.count('class="entry"') == 1
    assert "More courses" not in second
    assert visitor.get("/?page=9").text.count('class="entry"') == 1


def test_the_address_of_a_course_cut_short_leads_to_the_catalog(visitor: Visitor) -> None:
    for path in ("/courses", "/courses/"):
        assert visitor.get(path).headers["Location"] == "/"


def test_a_visitor_finds_every_course_with_its_hours(visitor: Visitor, database: Database) -> None:
    offers(database, "art", "zeal")

    page = said(visitor.get("/").text)

    assert "0.75 hours of study Art" in page
    assert "Beginning 2 modules Areas a, p" in page
    assert "CE credit hours" not in page
    assert "Programs" not in page


def test_with_an_approval_the_figure_is_credit(visitor: Visitor, database: Database) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))

    assert "CE credit hours Foundations of sex therapy" in said(visitor.get("/").text)


def test_the_search_keeps_what_was_asked_and_says_how_many_fit(
    visitor: Visitor, database: Database
) -> None:
    offers(database, "art", "zeal")

    page = visitor.get('/?q="art"&area=a&level=beginning').text
    assert 'value="&#34;art&#34;"' in page
    assert '<option value="a" selected>' in page
    assert '<option value="beginning" selected>' in page
    assert "No course fits" in said(page)
    assert "1 of 2 courses" in said(visitor.get("/?q=art").text)


def test_the_catalog_marks_where_somebody_is(ada: Ada, database: Database) -> None:
    offers(database, "art", "mastery", "zeal")
    done = learner(ada, database, "art").enrolls().does_everything().evaluates()
    done.attests()
    learner(ada, database, "mastery").enrolls().reads().takes()

    page = said(ada.get("/").text)

    assert "Completed Nov 9, 2026" in page
    assert "You are in module 2" in page
    assert ada.page.text.count('class="entry"><span class="ribbon"') == 1


def test_a_title_is_text_and_never_markup(visitor: Visitor, database: Database) -> None:
    publishes(database, make.a_course(title="<script>alert(1)</script>"))

    for path in ("/", COURSE, f"{COURSE}/credit"):
        assert "<script>alert" not in visitor.get(path).text


# A course's page


def test_everything_is_told_before_the_enroll_button(ada: Ada, database: Database) -> None:
    course = make.a_course(3)
    outline = (*course.facts.outline[:2], replace(course.facts.outline[2], is_optional=True))
    author = make.an_author(disclosure="Receives royalties from a textbook.")
    facts = replace(course.facts, outline=outline, authors=(author,))
    publishes(database, replace(course, facts=facts))

    page = said(ada.get(COURSE).text)

    before, _, _ = page.partition("Enroll in this course")
    for told in (
        "Explain what O1 is about",
        "Licensed mental-health clinicians and trainees under supervision",
        "Level Beginning",
        "Cleo Marchetti, PhD, CST-S. Receives royalties from a textbook.",
        "Reading-based asynchronous non-interactive distance learning. Online, self-paced.",
        "Reading time 1 h",
        "hours of study: ",
        "pass each quiz at 80% within 3 attempts",
        "1 work, listed at the end of each module",
        "Released November 1, 2026. Reviewed November 1, 2026.",
        "through October 31, 2029",
        "Fees are returned until the first quiz is begun.",
        "Write to the director; you have an answer within ten days.",
        "Tell us what you need and we will find a way.",
        "No approver has approved the hours of this course. It designates no CE credit.",
        "(optional, carries no credit)",
        "Finish two required modules",
    ):
        assert told in before, told
    assert "Edition 1, published November 9, 2026." in page


def test_a_course_without_quizzes_asks_for_none(visitor: Visitor, database: Database) -> None:
    publishes(database, make.course_of((make.a_module("module-1"),)))

    page = said(visitor.get(COURSE).text)

    assert "Finish one required module; send the course evaluation; and attest" in page
    assert "Pass mark" not in page
    assert "No quiz" in page


def test_an_approval_in_force_is_named_with_its_period(
    visitor: Visitor, database: Database
) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))

    page = said(visitor.get(COURSE).text)

    approval = "Example Board of Sexual Health, 50-1234, January 1, 2026 to December 31, 2027"
    assert approval in page
    assert "CE credit hours: " in page
    assert "No CE credit" not in page


def test_the_providers_addresses_are_links(visitor: Visitor, database: Database) -> None:
    provider = make.a_provider(
        refunds="See https://example.org/refunds?a=1&b=2.", grievances="Write to a@example.org; <b>"
    )
    publishes(database, provider=provider)

    page = visitor.get(COURSE).text

    assert '<a href="https://example.org/refunds?a=1&amp;b=2" rel="noopener">' in page
    assert '<a href="mailto:a@example.org">a@example.org</a>; &lt;b&gt;' in page


def test_a_visitor_is_shown_the_way_to_sign_in_and_back(
    visitor: Visitor, ada: Ada, database: Database
) -> None:
    publishes(database)

    page = visitor.get(COURSE).text
    assert '<a class="button" href="/sign-in?next=/courses/foundations">' in page
    assert "/enroll" not in page
    assert f'href="{COURSE}/module-1"' not in page

    visitor.get(f"/sign-in?next={COURSE}")
    visitor.post("/sign-in", email=ada.email, password=PASSWORD, next=COURSE)
    assert "Enroll in this course" in said(visitor.follows().text)


def test_a_visitor_who_presses_enroll_on_an_old_page_is_asked_to_sign_in(
    visitor: Visitor, database: Database
) -> None:
    publishes(database)

    assert visitor.post(f"{COURSE}/enroll").status_code == 401
    assert f'name="held_path" value="{COURSE}/enroll"' in visitor.page.text


def test_enrolling_leads_to_the_first_module(ada: Ada, database: Database) -> None:
    publishes(database)
    ada.get(COURSE)

    ada.post(f"{COURSE}/enroll")

    page = ada.follows().text
    assert f'<a class="button" href="{COURSE}/module-1">Start reading' in page
    assert "What your certificate is waiting for" in said(page)
    assert "1 Module 1" not in page
    assert "Not begun" in said(page)


def test_a_learner_goes_on_at_the_section_where_they_stopped(ada: Ada, database: Database) -> None:
    publishes(database)
    learner(ada, database).enrolls()
    ada.post(f"{COURSE}/module-1/place", section="where-it-is-now")

    page = ada.get(COURSE).text

    assert f'href="{COURSE}/module-1#s-where-it-is-now">Continue reading' in page
    assert "Reading module 1" in said(page)


def test_a_completed_course_leads_to_its_certificate(ada: Ada, database: Database) -> None:
    publishes(database)
    serial = learner(ada, database).enrolls().does_everything().evaluates().attests()

    page = ada.get(COURSE).text

    assert f'href="/certificates/{serial}">View your certificate' in page
    assert "Completed Nov 9, 2026" in said(page)
    assert "waiting for" not in page


def test_a_course_that_is_closed_takes_nobody_in(ada: Ada, database: Database) -> None:
    publishes(database, make.a_course(expires_on=date(2026, 11, 21)))

    page = said(ada.get(COURSE).text)

    assert "Closed on Nov 21, 2026" in page
    assert "Enroll in this course" not in page


def test_a_learner_is_warned_before_the_course_closes_and_told_when_it_has(
    ada: Ada, database: Database, clock: Clock
) -> None:
    publishes(database, make.a_course(expires_on=date(2026, 12, 1)))
    learner(ada, database).enrolls()

    page = said(ada.get(COURSE).text)
    assert "This course closes on December 1, 2026. 9 days left." in page
    assert "New York time" in page
    clock.passes(days=9)
    ada.cookie = new_cookie(database, ada.person, clock())
    assert "It is the last day." in said(ada.get(COURSE).text)
    clock.passes(days=1)
    ada.cookie = new_cookie(database, ada.person, clock())
    assert "This course closed on December 1, 2026." in said(ada.get(COURSE).text)


# Leaving


def test_leaving_asks_first_and_then_leaves(ada: Ada, database: Database) -> None:
    publishes(database)
    learner(ada, database).enrolls()

    page = said(ada.get(f"{COURSE}/leave").text)
    assert "What you have read, answered and passed is kept." in page
    ada.post(f"{COURSE}/leave")
    assert ada.page.headers["Location"] == "/me"
    assert "Nothing here yet" in said(ada.follows().text)
    assert "Enroll in this course" in said(ada.get(COURSE).text)


def test_whoever_is_not_in_the_course_has_nothing_to_leave(ben: Ben, database: Database) -> None:
    publishes(database)

    assert ben.get(f"{COURSE}/leave").status_code == 303
    assert ben.post(f"{COURSE}/leave").status_code == 303


def test_whoever_leaves_a_completed_course_is_told_that_the_certificate_stands(
    ada: Ada, database: Database
) -> None:
    publishes(database)
    learner(ada, database).enrolls().does_everything().evaluates().attests()

    assert "its certificate stand" in said(ada.get(f"{COURSE}/leave").text)


# Editions


def test_a_learner_sees_what_changed_and_chooses(ada: Ada, database: Database) -> None:
    publishes(database)
    learner(ada, database).enrolls()
    republishes(database)

    for path in (COURSE, f"{COURSE}/module-1", "/me"):
        assert "changed while you were in it" in said(ada.get(path).text)
    page = ada.get(COURSE).text
    assert 'id="changes"' in page
    assert "Edition 2, November 10, 2026 Changed: modules" in said(page)

    ada.post(f"{COURSE}/edition", edition="2")
    page = said(ada.follows().text)
    assert "Edition 2, published November 10, 2026" in page
    assert "changed while" not in page


@pytest.mark.parametrize("typed", ["", "1", "3", "two", "99999999999", "²"])
def test_an_edition_that_was_not_offered_is_refused_in_words(
    ada: Ada, database: Database, typed: str
) -> None:
    publishes(database)
    learner(ada, database).enrolls()
    republishes(database)

    answer = ada.post(f"{COURSE}/edition", edition=typed)

    assert answer.status_code == 409
    assert "read the new list, and choose again" in said(answer.text)


# The arithmetic


def test_the_arithmetic_shows_every_method_exactly(visitor: Visitor, database: Database) -> None:
    terms = make.credit_terms(
        rounding=Rounding.QUARTER_NEAREST, areas=(AreaShare("a", 50), AreaShare("p", 50))
    )
    outline = (make.an_entry(words=3774, asked=16),)
    facts = make.course_facts(outline, credit_terms_=terms)
    publishes(database, replace(make.a_course(1), facts=facts))

    page = said(visitor.get(f"{COURSE}/credit").text)

    # The published sample's words and questions, at difficulty 3: 6.975 minutes more.
    assert "3,774 words ÷ 6,000 37.74 0.629" in page
    assert (
        "0.9 × (−22.3 + 0.00209 × 3,774 words + 2.78 × 16 questions + 15.5 × difficulty 3)" in page
    )
    assert "68.910894 1.148514…" in page
    assert "The smaller of 0.629 and 1.148514… hours" in page
    assert "Lower of the two, used here" in page
    assert "To the nearest quarter hour, halves up: 0.629 becomes 0.75" in page
    assert "Judged for the stated audience by Cleo Marchetti, PhD, CST-S." in page
    assert "Ethics (a) 50%" in page
    assert "In all 100% 0.75" in page
    assert "No CE credit designated." in page
    assert "No pilot readers were timed" in page


def test_pilot_readers_times_stand_in_the_arithmetic(visitor: Visitor, database: Database) -> None:
    terms = make.credit_terms(method=Method.PILOT, pilot_minutes=(95, 110, 88))
    publishes(database, make.a_course(credit_terms_=terms))

    page = said(visitor.get(f"{COURSE}/credit").text)

    assert "Mean of 95, 110, 88 minutes, by 3 readers 97.666666… 1.627777…" in page
    assert "Pilot readers, used here" in page


# All pages


@pytest.mark.parametrize("path", ["/", COURSE, f"{COURSE}/credit", f"{COURSE}/leave"])
def test_each_address_answers_with_and_without_a_final_slash(
    ada: Ada, database: Database, path: str
) -> None:
    publishes(database)
    learner(ada, database).enrolls()

    for address in {path, f"{path.rstrip('/')}/"}:
        assert ada.get(address).status_code == 200
        assert repeated_ids(ada.page.text) == set()


def test_a_course_that_is_not_there_is_not_found(visitor: Visitor) -> None:
    for path in ("/courses/none", "/courses/none/credit", "/courses/%00", "/courses/%ff"):
        assert visitor.get(path).status_code in (400, 404)


@pytest.mark.parametrize("count", [1, 12])
def test_the_catalog_asks_as_much_for_one_course_as_for_twelve(
    ada: Ada, visitor: Visitor, database: Database, count: int
) -> None:
    slugs = [f"course-{number}" for number in range(count)]
    offers(database, *slugs)
    for slug in slugs:
        learner(ada, database, slug).enrolls().reads()
    visitor.get("/policies")  # the provider's facts are known for a few seconds

    with asked(database) as statements:
        ada.get("/")
    assert len(statements) == 5
    with asked(database) as statements:
        visitor.get("/")
    assert len(statements) == 2


def test_a_reader_of_an_older_edition_costs_the_catalog_one_more(
    ada: Ada, database: Database
) -> None:
    publishes(database)
    learner(ada, database).enrolls()
    republishes(database)
    ada.get("/")

    with asked(database) as statements:
        ada.get("/")

    assert len(statements) == 6


def test_a_course_page_asks_at_most_four_times(
    ada: Ada, ben: Ben, visitor: Visitor, database: Database
) -> None:
    publishes(database)
    learner(ada, database).enrolls()
    republishes(database)
    visitor.get(COURSE)

    for somebody, count in ((ada, 4), (ben, 3), (visitor, 1)):
        for path in (COURSE, f"{COURSE}/credit"):
            with asked(database) as statements:
                somebody.get(path)
            assert len(statements) == count


def test_a_course_whose_modules_are_all_optional_has_its_pages(
    ada: Ada, database: Database
) -> None:
    course = make.a_course(2)
    outline = tuple(replace(entry, is_optional=True) for entry in course.facts.outline)
    publishes(database, replace(course, facts=make.course_facts(outline)))
    learner(ada, database).enrolls()

    for path in (COURSE, "/me", f"{COURSE}/certificate"):
        assert ada.get(path).status_code == 200
        assert "No module is required" in said(ada.page.text)
