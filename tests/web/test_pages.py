"""The house's own pages, and the frame that every page stands in."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from html.parser import HTMLParser

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from lms.domain.access import Policy
from lms.domain.credit import MERGENER
from lms.settings import Settings
from lms.store import editions
from lms.store.database import Database
from lms.web import filters, pages
from lms.web.policies import access
from tests import make
from tests.accounts import NOON
from tests.applications import shared_app
from tests.personas import Ada, Clock, Visitor
from tests.web.frame import probe
from tests.web.looking import OUR_SCRIPT

FRAMED = ["/policies", "/nothing", "/sign-in", "/probe/refused/CourseClosed"]


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """The application with the probe's routes beside its own."""
    return shared_app(settings, database, clock, probe)


@pytest.fixture
def provider(database: Database) -> str:
    """The provider's name, published."""
    facts = make.a_provider(name="Quillmoor & Daughters", refunds="Ask at https://example.org/r.")
    with database.writing() as session:
        editions.add_provider(session, facts, NOON)
    return facts.name


class Outline(HTMLParser):
    """The elements of a page that tests ask about, with their attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of that tag."""
        return [attributes for name, attributes in self.elements if name == tag]


# -- the frame -------------------------------------------------------------------


@pytest.mark.parametrize("path", FRAMED)
def test_every_page_has_one_heading_a_skip_link_and_named_landmarks(visitor: Visitor, path: str):
    outline = Outline(visitor.get(path).text)

    assert len(outline.all("h1")) == 1
    assert outline.all("html")[0]["lang"] == "en-US"
    assert outline.all("a")[0] == {"class": "skip", "href": "#main"}
    assert [main["id"] for main in outline.all("main")] == ["main"]
    assert all("aria-label" in nav or "aria-labelledby" in nav for nav in outline.all("nav"))
    assert len(outline.all("title")) == 1


@pytest.mark.parametrize("path", [*FRAMED, "/probe/broken"])
def test_no_page_has_inline_styles_scripts_or_anything_from_elsewhere(visitor: Visitor, path: str):
    for tag, attributes in Outline(visitor.get(path).text).elements:
        assert tag != "style"
        assert tag != "script" or attributes["src"].startswith("/static/")
        assert not {name for name in attributes if name == "style" or name.startswith("on")}
        if tag in ("link", "img", "script"):
            assert (attributes.get("href") or attributes["src"]).startswith("/static/")


@pytest.mark.parametrize("path", FRAMED)
def test_every_id_is_used_once_and_every_reference_finds_its_element(visitor: Visitor, path: str):
    elements = Outline(visitor.get(path).text).elements
    ids = [attributes["id"] for _tag, attributes in elements if "id" in attributes]

    assert len(ids) == len(set(ids))
    for _tag, attributes in elements:
        for name in ("for", "aria-labelledby", "aria-describedby"):
            assert set(attributes.get(name, "").split()) <= set(ids)


def navigation(page: str) -> list[tuple[str, str]]:
    """Where the site's navigation leads, with its words."""
    part = page.partition('<nav aria-label="Site">')[2].partition("</nav>")[0]
    return re.findall(r'<a href="([^"]+)"[^>]*>(?:<bdi>)?([^<]+)', part)


def test_a_visitor_is_led_to_courses_certificates_and_the_sign_in(visitor: Visitor):
    assert navigation(visitor.get("/policies").text) == [
        ("/", "Courses"),
        ("/certificates", "Check a certificate"),
        ("/sign-in", "Sign in"),
    ]


def test_a_learner_is_led_to_what_is_theirs(ada: Ada):
    assert navigation(ada.get("/policies").text) == [
        ("/", "Courses"),
        ("/me", "My learning"),
        ("/me/transcript", "Transcript"),
        ("/me/profile", "Ada Marlowe"),
    ]


def test_the_page_one_is_on_is_marked(visitor: Visitor):
    assert '<a href="/sign-in" aria-current="page">Sign in</a>' in visitor.get("/sign-in").text


def test_every_page_names_the_provider(visitor: Visitor, provider: str):
    page = visitor.get("/policies").text

    assert "Policies | Quillmoor &amp; Daughters" in page
    assert "</span>Quillmoor &amp; Daughters</a>" in page
    assert 'href="mailto:' in page


def test_before_the_first_publishing_pages_promise_nothing(visitor: Visitor):
    page = visitor.get("/policies")

    assert page.status_code == 200
    assert "Policies | Continuing education" in page.text


def test_the_provider_is_asked_for_once_and_again_a_few_seconds_later(
    visitor: Visitor, database: Database, clock: Clock
):
    visitor.get("/policies")
    with database.writing() as session:
        editions.add_provider(session, make.a_provider(name="Renamed"), NOON)
    assert "Renamed" not in visitor.get("/policies").text

    clock.passes(seconds=6)
    assert "Renamed" in visitor.get("/policies").text


def test_the_title_of_a_page_with_problems_begins_with_the_word(visitor: Visitor):
    visitor.get("/sign-in")

    page = visitor.post("/sign-in", email="nobody", password="nothing at all")

    assert re.search(r"<title>\s*Error: ", page.text)


# -- policies ---------------------------------------------------------------------


def test_the_policies_are_the_providers_and_tell_how_credit_is_computed(
    visitor: Visitor, provider: str
):
    page = visitor.get("/policies").text

    for anchor in ("refunds", "grievances", "accommodations", "retention", "credit"):
        assert f'id="{anchor}"' in page
    assert '<a href="https://example.org/r"' in page
    assert "0.9 × (−22.3 + 0.00209 × words + 2.78 × questions + 15.5 × difficulty)" in page
    assert "hours = words ÷ 6,000" in page
    assert MERGENER.source in page


def test_a_policy_is_text_and_never_markup(visitor: Visitor, database: Database):
    evil = replace(make.a_provider(), refunds="<script>alert(1)</script>", name="<b>Evil</b>")
    with database.writing() as session:
        editions.add_provider(session, evil, NOON)

    page = visitor.get("/policies").text

    assert "<script>alert" not in page
    assert "<b>Evil" not in page


# -- display ----------------------------------------------------------------------


def test_display_settings_are_kept_and_written_on_the_page(visitor: Visitor):
    visitor.get("/policies")
    answer = visitor.post("/display", theme="dark", text="large", contrast="more", next="/policies")

    assert (answer.status_code, answer.headers["Location"]) == (303, "/policies")
    page = visitor.follows().text
    assert '<html lang="en-US" data-theme="dark" data-text="large" data-contrast="more">' in page
    assert '<option value="dark" selected>' in page


def test_the_devices_own_choice_needs_no_attribute(visitor: Visitor):
    assert '<html lang="en-US">' in visitor.get("/policies").text


@pytest.mark.parametrize("kept", ["", "dark", "evil.evil.evil", '"><script>', "é", "." * 50])
def test_a_strange_display_cookie_is_ignored(visitor: Visitor, kept: str):
    visitor.client.set_cookie(pages.DISPLAY_COOKIE, kept)

    page = visitor.get("/policies")

    assert page.status_code == 200
    assert "evil" not in page.text
    assert "<script" not in page.text.replace(OUR_SCRIPT, "")


def test_the_display_form_comes_back_to_where_it_was(visitor: Visitor):
    page = visitor.get("/policies?from=é").text

    assert '<input type="hidden" name="next" value="/policies?from=%C3%A9">' in page


# -- health -----------------------------------------------------------------------


def test_av_03_health_says_one_word(visitor: Visitor):
    assert (visitor.get("/healthz").status_code, visitor.page.text) == (200, "ok")
    assert (visitor.get("/readyz").status_code, visitor.page.text) == (200, "ready")


def test_av_03_a_database_that_is_not_migrated_is_not_ready(visitor: Visitor, database: Database):
    def rename(old: str, new: str) -> None:
        # Renamed and put back: the database of the next test may be this one.
        with database.writing() as session:
            session.connection().exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")

    rename("alembic_version", "alembic_elsewhere")
    try:
        assert (visitor.get("/readyz").status_code, visitor.page.text) == (503, "not ready")
        assert visitor.get("/healthz").status_code == 200
    finally:
        rename("alembic_elsewhere", "alembic_version")


def test_robots_stay_away_from_what_is_personal(visitor: Visitor):
    rules = visitor.get("/robots.txt").text.splitlines()

    assert "User-agent: *" in rules
    assert {"Disallow: /me", "Disallow: /office", "Disallow: /studio"} <= set(rules)


def test_the_icon_is_found_where_browsers_look(visitor: Visitor):
    visitor.get("/favicon.ico")

    assert visitor.follows().content_type == "image/svg+xml"


# -- strange addresses (IN-14); test_any_bytes.py tries all the others --------------


def status_of(app: Flask, path: bytes, query: bytes, **environ: object) -> int:
    """The status of a request with exactly these bytes in it, as a server would hand it over."""
    told = {"PATH_INFO": path.decode("latin-1"), "QUERY_STRING": query.decode("latin-1")}
    with app.test_client() as client:
        return client.open("/", environ_overrides=told | environ).status_code


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/probe/number/7", 200),
        ("/probe/number/0007", 200),
        ("/probe/number/9999999999", 404),
        ("/probe/number/" + "9" * 4000, 404),
        ("/probe/number/٣", 404),
        ("/probe/number/-1", 404),
        ("/policies?" + "x" * 5000, 414),
        ("/%00", 400),
        ("/policies?a=%00", 400),
        ("//evil.example/policies", 404),
    ],
)
def test_in_14_strange_addresses_are_refused_by_name(visitor: Visitor, path: str, status: int):
    assert visitor.client.get("/", environ_overrides=_address(path)).status_code == status


def _address(path: str) -> dict[str, str]:
    before, _, query = path.partition("?")
    raw = before.replace("%00", "\0").encode().decode("latin-1")
    return {"PATH_INFO": raw, "QUERY_STRING": query}


def test_in_14_a_body_that_ends_early_breaks_nothing(app: Flask):
    form = {"CONTENT_LENGTH": "500", "CONTENT_TYPE": "application/x-www-form-urlencoded"}

    status = status_of(app, b"/probe/open", b"", REQUEST_METHOD="POST", **form)

    assert 400 <= status < 500


# -- filters ----------------------------------------------------------------------


def test_numbers_are_shown_exactly_and_never_rounded_up():
    assert filters.hours(Decimal("2")) == "2.00"
    assert filters.hours(Decimal("0.75")) == "0.75"
    assert filters.percent(Fraction(4, 5)) == "80%"
    assert filters.percent(Fraction(7999, 10000)) == "79.9%"
    assert filters.percent(Fraction(2, 3)) == "66.6%"
    assert filters.percent(0) == "0%"
    assert filters.percent(1) == "100%"
    assert filters.points(Fraction(10)) == "10"
    assert filters.points(Fraction(7, 2)) == "3.5"
    assert filters.points(Fraction(11, 3)) == "3.66"


@given(st.fractions(min_value=0, max_value=1))
def test_a_share_below_the_pass_mark_never_looks_like_it(share: Fraction):
    shown = Fraction(filters.percent(share).removesuffix("%")) / 100

    assert shown <= share


@pytest.mark.parametrize(
    ("count", "word", "said"),
    [
        (0, "attempt", "no attempts"),
        (1, "attempt", "1 attempt"),
        (2, "quiz", "2 quizzes"),
        (3, "graded question", "3 graded questions"),
        (2, "story", "2 stories"),
        (2, "day", "2 days"),
        (2, "match", "2 matches"),
        (2, "person", "2 people"),
    ],
)
def test_counts_are_said_with_their_noun(count: int, word: str, said: str):
    assert filters.plural(count, word) == said


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "0 min"), (45, "45 min"), (60, "1 h"), (107, "1 h 47 min")]
)
def test_lengths_of_time_are_said_as_people_say_them(minutes: int, said: str):
    assert filters.duration(minutes) == said


def test_times_are_shown_in_the_readers_zone(own_app: Flask, database: Database, clock: Clock):
    at = datetime(2026, 11, 15, 2, 10, tzinfo=UTC)
    page = "{{ at|date }} · {{ at|time }} · {{ at|datetime }} · {{ at|zone }} · {{ at|weekday }}"

    @own_app.get("/when")
    @access(Policy.ANYONE)
    def _when() -> str:
        return own_app.jinja_env.from_string(page).render(at=at)

    ada = Ada(own_app, database, clock())
    assert ada.get("/when").text == (
        "November 14, 2026 · 9:10 PM · November 14, 2026, 9:10 PM · EST · Saturday"
    )
    assert Visitor(own_app).get("/when").text.startswith("November 15, 2026 · 2:10 AM")


def test_a_date_without_a_time_has_no_zone(app: Flask):
    with app.test_request_context():
        assert filters.date_text(date(2026, 11, 14)) == "November 14, 2026"
        assert filters.short_date(date(2026, 10, 3)) == "Oct 3, 2026"
        assert filters.time_text(datetime(2026, 11, 22, 0, 5, tzinfo=UTC)) == "12:05 AM"
        assert filters.time_text(datetime(2026, 11, 22, 12, 5, tzinfo=UTC)) == "12:05 PM"


@pytest.mark.parametrize(
    ("typed", "unit", "shown"),
    [
        ("19", "points", "19 points"),
        ("19 points", "points", "19 points"),
        ("80", "%", "80%"),
        ("80 %", "%", "80 %"),
        ("19", "", "19"),
        (" ", "points", ""),
    ],
)
def test_a_unit_that_was_typed_is_not_said_twice(typed: str, unit: str, shown: str) -> None:
    assert filters.with_unit(typed, unit) == shown


def test_in_04_what_people_type_is_escaped_and_keeps_its_lines():
    assert filters.lines("a <b>\nc & d\r\ne") == "a &lt;b&gt;<br>c &amp; d<br>e"


def test_area_names_are_those_of_the_field():
    assert filters.area("a") == "ethics"


def test_a_template_that_names_what_is_not_there_fails(app: Flask):
    with app.test_request_context(), pytest.raises(Exception, match="undefined"):
        app.jinja_env.from_string("{{ nothing }}").render()
