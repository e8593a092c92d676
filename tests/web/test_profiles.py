"""One's own profile and the one-time link, as a browser does it."""

import re

import pytest
from sqlalchemy import text

from lms.domain.accounts import TRIES_FROM_ONE_ADDRESS, Door
from lms.services import profiles
from lms.store.database import Database
from tests.accounts import NOON, PASSWORD, fails, new_cookie
from tests.personas import Somebody, Visitor
from tests.web.looking import said

NEW_PASSWORD = "petrol ink 1848"
LICENSE = {
    "profession": "Marriage and family therapist",
    "jurisdiction": "California",
    "number": "MFT 000000",
}
REMOVE = re.compile(r"/me/profile/licenses/[\w-]+/remove")


@pytest.fixture
def link(database: Database, ada: Somebody) -> str:
    """The address that an administrator hands to Ada."""
    with database.writing() as session:
        return f"/reset/{profiles.make_reset_link(session, ada.person.email, NOON, None)}"


def copy_of(somebody: Somebody, database: Database) -> Visitor:
    """Another browser in which the same person is signed in."""
    other = Visitor(somebody.app)
    other.cookie = new_cookie(database, somebody.person)
    return other


def is_signed_in(visitor: Visitor) -> bool:
    return visitor.get("/me/profile").status_code == 200


# -- name, time zone, licenses -------------------------------------------------


def test_a_changed_name_is_shown_and_said_to_be_saved(ada):
    ada.get("/me/profile")
    ada.post("/me/profile", name="Ada B. Marlowe", time_zone="Europe/Athens")

    assert "Your name and time zone are saved." in ada.follows().text
    assert "<bdi>Ada B. Marlowe</bdi>" in ada.page.text
    assert '<option value="Europe/Athens" selected>' in ada.page.text


def test_av_06_a_name_that_certificates_cannot_show_is_warned_of(ada):
    assert "cannot show" not in ada.get("/me/profile").text

    ada.post("/me/profile", name="Ada \u0378 Marlowe \u0379", time_zone="UTC")

    assert "cannot show these letters of your name: <bdi>\u0378 \u0379</bdi>" in ada.follows().text
    assert "add it in Latin letters" in ada.page.text


@pytest.mark.parametrize(
    ("field", "typed"), [("name", " "), ("name", "x" * 9000), ("time_zone", "Mars/Olympus")]
)
def test_a_refused_profile_keeps_what_was_typed_and_changes_nothing(ada, field, typed):
    ada.post("/me/profile", {"name": "Ada B. Marlowe", "time_zone": "UTC", field: typed})

    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: ")
    assert f'<a href="#f-{field}">' in ada.page.text
    assert "New certificates will say <bdi>Ada Marlowe</bdi>" in ada.get("/me/profile").text


def test_licenses_are_added_listed_and_removed(ada):
    ada.post("/me/profile/licenses", LICENSE)
    assert "<bdi>MFT 000000</bdi>" in ada.follows().text

    ada.post(REMOVE.search(ada.page.text)[0])
    assert "MFT 000000</bdi>" not in ada.follows().text


def test_a_license_added_on_the_way_leads_back_there(ada):
    page = ada.get("/me/profile?next=/courses/foundations/certificate").text
    assert '<a href="/courses/foundations/certificate">Back to where you were</a>' in page
    assert '<input type="hidden" name="next" value="/courses/foundations/certificate">' in page

    added = ada.post("/me/profile/licenses", LICENSE | {"next": "/courses/foundations/certificate"})

    assert added.headers["Location"] == "/courses/foundations/certificate"


def test_a_name_corrected_on_the_way_leads_back_there(ada):
    onward = "/courses/foundations/certificate"

    ada.post("/me/profile", name="Ada Marlowe", time_zone="UTC", next=onward)

    assert ada.page.headers["Location"] == onward


def test_wb06_a_license_added_on_the_way_leads_nowhere_else(ada):
    added = ada.post("/me/profile/licenses", LICENSE | {"next": "//elsewhere.example.org"})

    assert added.headers["Location"] == "/me/profile?done=license"
    assert "Back to where" not in ada.get("/me/profile?next=//elsewhere.example.org").text


@pytest.mark.parametrize("field", LICENSE)
def test_a_license_without_a_part_is_refused_beside_it_and_the_rest_is_kept(ada, field):
    ada.post("/me/profile/licenses", {**LICENSE, field: ""})

    page = ada.page.text
    assert ada.page.status_code == 422
    assert f'id="f-{field}-error"' in page
    assert all(f'value="{LICENSE[kept]}"' in page for kept in LICENSE.keys() - {field})
    assert 'value="Ada Marlowe"' in page


def test_a_license_without_any_part_is_refused_beside_each(ada):
    ada.post("/me/profile/licenses", dict.fromkeys(LICENSE, ""))

    assert re.findall(r'<li><a href="#f-(\w+)">', ada.page.text) == list(LICENSE)
    assert re.findall(r'id="f-(\w+)-error"', ada.page.text) == list(LICENSE)


def test_an_older_name_of_a_time_zone_stays_chosen_until_another_is(ada, database):
    with database.writing() as session:
        profiles.update_profile(session, ada.person, "Ada Marlowe", "Asia/Calcutta", NOON)

    assert '<option value="Asia/Calcutta" selected>' in ada.get("/me/profile").text
    ada.post("/me/profile", name="Ada Marlowe", time_zone="Asia/Kolkata")
    assert '<option value="Asia/Kolkata" selected>' in ada.follows().text
    assert "Asia/Calcutta" not in ada.page.text


def test_ac03_nobody_removes_the_license_of_somebody_else(ada, ben):
    ada.post("/me/profile/licenses", LICENSE)
    address = REMOVE.search(ada.follows().text)[0]

    assert ben.post(address).status_code == 404
    assert "MFT 000000" in ada.get("/me/profile").text


def test_ac07_the_profile_form_sets_neither_role_nor_address(ada):
    ada.post(
        "/me/profile", name="Ada", time_zone="UTC", role="administrator", email="x@example.org"
    )

    assert ada.follows().text.count(ada.email) == 1
    assert ada.get("/office/").status_code == 404


def test_ac04_a_profile_shows_one_person_alone(ada, ben):
    assert "Okafor" not in ada.get("/me/profile").text
    assert "ben@example.org" not in ada.page.text


def test_wb05_a_profile_is_kept_in_no_cache(ada):
    assert ada.get("/me/profile").headers["Cache-Control"] == "no-store"


# -- password and address ------------------------------------------------------


def test_as01_a_new_password_signs_out_other_browsers_and_renews_this_one(ada, database):
    other, old = copy_of(ada, database), ada.cookie
    ada.get("/me/profile/password")
    ada.post("/me/profile/password", present_password=PASSWORD, new_password=NEW_PASSWORD)

    assert "Your password is changed." in ada.follows().text
    assert not is_signed_in(other)
    other.cookie = old
    assert not is_signed_in(other)
    assert other.signs_in(ada.email, NEW_PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        (
            {"present_password": "something else 5", "new_password": NEW_PASSWORD},
            "present_password",
        ),
        ({"present_password": "", "new_password": NEW_PASSWORD}, "present_password"),
        ({"new_password": NEW_PASSWORD}, "present_password"),
        ({"present_password": PASSWORD, "new_password": "short"}, "new_password"),
        ({"present_password": PASSWORD, "new_password": "ada marlowe"}, "new_password"),
        ({"present_password": PASSWORD}, "new_password"),
    ],
)
def test_as11_a_refused_password_says_why_and_changes_nothing(ada, fields, field):
    ada.post("/me/profile/password", fields)

    assert ada.page.status_code == 422
    assert ada.title.startswith("Error: ")
    assert f'id="f-{field}-error"' in ada.page.text
    assert not any(typed and typed in ada.page.text for typed in fields.values())
    assert is_signed_in(ada)


def test_as07_guessing_the_present_password_is_throttled(ada, database):
    fails(database, TRIES_FROM_ONE_ADDRESS - 2, ada.email, Door.CONFIRM)
    for _ in range(2):
        ada.post("/me/profile/password", present_password="x" * 257, new_password=NEW_PASSWORD)
        assert ada.page.status_code == 422

    ada.post("/me/profile/password", present_password=PASSWORD, new_password=NEW_PASSWORD)
    assert ada.page.status_code == 429


def test_as11_a_new_address_needs_the_password_and_signs_out_other_browsers(ada, database):
    other = copy_of(ada, database)
    ada.post("/me/profile/email", email="ada@new.example.org", present_password="guess 12345")
    assert ada.page.status_code == 422
    assert 'value="ada@new.example.org"' in ada.page.text
    assert is_signed_in(other)

    ada.post("/me/profile/email", email="ada@new.example.org", present_password=PASSWORD)
    assert "ada@new.example.org" in ada.follows().text
    assert not is_signed_in(other)


def test_an_address_that_is_used_is_refused_beside_its_field(ada, ben):
    ada.post("/me/profile/email", email=ben.email, present_password=PASSWORD)

    assert ada.page.status_code == 422
    assert "This address cannot be used. Use another address." in ada.page.text


def test_as01_signing_out_everywhere_kills_every_copy(ada, database):
    other = copy_of(ada, database)
    ada.get("/me/profile")
    ada.post("/me/profile/sign-out-everywhere")

    assert '"cache"' in ada.page.headers["Clear-Site-Data"]
    assert "You are signed out everywhere." in ada.follows().text
    assert not is_signed_in(ada)
    assert not is_signed_in(other)


# -- the one-time link ---------------------------------------------------------


def test_a_link_takes_no_unsaved_text_from_the_device(visitor, ada, link):
    visitor.get(link)
    visitor.post(link, password=NEW_PASSWORD)

    assert visitor.page.headers["Clear-Site-Data"] == '"cache"'


def test_as10_the_link_sets_a_new_password_once(visitor, ada, link):
    visitor.get(link)
    visitor.post(link, password=NEW_PASSWORD)

    assert "Your new password is set." in visitor.follows().text
    assert not is_signed_in(ada)
    assert visitor.signs_in(ada.email, NEW_PASSWORD).status_code == 303
    assert Visitor(visitor.app).post(link, password="another one 99").status_code == 410
    assert Visitor(visitor.app).get(link).status_code == 410


def test_as10_a_bad_password_does_not_use_up_the_link(visitor, ada, link):
    visitor.get(link)
    visitor.post(link, password="short")

    assert visitor.page.status_code == 422
    assert visitor.title.startswith("Error: ")
    visitor.post(link, password=NEW_PASSWORD)
    assert visitor.page.status_code == 303


def test_as05_their_own_name_is_no_good_password_by_link_either(visitor, ada, link):
    visitor.post(link, password="adamarlowe")

    assert visitor.page.status_code == 422
    assert "This password is easy to guess." in visitor.page.text


def test_as10_the_link_ends_within_the_hour(visitor, link, clock):
    clock.passes(minutes=60)

    assert visitor.get(link).status_code == 410
    assert visitor.post(link, password=NEW_PASSWORD).status_code == 410


def test_as10_a_link_that_does_not_work_says_the_same_whatever_became_of_it(
    app, ada, database, link, clock
):
    Visitor(app).post(link, password=NEW_PASSWORD)
    used = Visitor(app).get(link)
    never_issued = Visitor(app).get("/reset/never-was-a-link-of-ours")
    with database.writing() as session:
        old = f"/reset/{profiles.make_reset_link(session, ada.email, NOON, None)}"
    clock.passes(minutes=60)
    expired = Visitor(app).get(old)

    for page in (used, never_issued, expired):
        assert page.status_code == 410
        assert said(page.text).startswith("This link does not work A link that sets a password")
        assert "ask your administrator for a new link" in page.text
    assert said(used.text) == said(never_issued.text) == said(expired.text)


def test_as10_a_changed_password_ends_the_link(ada, visitor, link):
    ada.post("/me/profile/password", present_password=PASSWORD, new_password=NEW_PASSWORD)

    assert visitor.get(link).status_code == 410


def test_as07_guessing_links_is_throttled(visitor, database):
    fails(database, TRIES_FROM_ONE_ADDRESS - 2, "guess", Door.RESET)

    answers = [
        visitor.post(f"/reset/guess{number}", password="x" * 20 + "some rain").status_code
        for number in range(3)
    ]

    assert answers == [410, 410, 429]


def test_as10_the_page_of_a_link_tells_its_address_to_nobody(visitor, link):
    page = visitor.get(link)

    assert page.headers["Cache-Control"] == "no-store"
    assert '<meta name="referrer" content="strict-origin">' in page.text
    assert link.rpartition("/")[2] not in page.text


def test_wb01_opening_a_link_does_not_use_it_up(visitor, link):
    for _ in range(3):
        assert visitor.get(link).status_code == 200


def test_pr01_no_log_line_and_no_event_holds_the_link(visitor, link, caplog, capfd, database):
    caplog.set_level(0)
    visitor.get(link)
    visitor.post(link, password=NEW_PASSWORD)
    visitor.get(link)

    said = caplog.text + "".join(capfd.readouterr())
    with database.reading() as session:
        said += str(session.execute(text("SELECT * FROM audit_events")).all())
    assert link.rpartition("/")[2] not in said
    assert NEW_PASSWORD not in said
