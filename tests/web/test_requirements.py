"""My requirements: the sets, following one, and what counts toward it with every reason."""

from datetime import date
from decimal import Decimal

import pytest

from lms.domain.requirement_sets import HoursGoal
from lms.domain.transcripts import Method
from lms.services import certificates
from lms.store.database import Database
from tests import make
from tests.accounts import NOON
from tests.personas import Ada, Ben
from tests.queries import asked
from tests.records import (
    AASECT,
    a_set,
    completes_often,
    enters,
    hours_in,
    publishes_sets,
)
from tests.sittings import Learner, publishes
from tests.web.looking import repeated_ids, said

SETS = "/me/requirements"
CERTIFICATION, RENEWAL = f"{SETS}/aasect-certification", f"{SETS}/aasect-renewal"


@pytest.fixture(autouse=True)
def sets(database: Database) -> None:
    publishes_sets(database)


def sees(ada: Ada, path: str) -> str:
    return said(ada.get(path).text)


def test_the_sets_are_listed_and_those_one_follows_say_how_far_one_has_come(
    ada: Ada, database: Database
) -> None:
    enters(database, ada.person, hours=Decimal(4), approvals=(AASECT,))
    ada.post(f"{RENEWAL}/follow", began_on="2025-01-15")

    page = sees(ada, SETS)

    assert "AASECT renewal AASECT as collected in November 2026 Nov 28, 2026 4.00 of 20.00" in page
    assert "AASECT sex therapist certification AASECT 2025.T.1 Nov 28, 2026 Not followed" in page


def test_a_set_says_what_it_asks_for_where_it_comes_from_and_who_decides(ada: Ada) -> None:
    page = sees(ada, CERTIFICATION)

    assert "AASECT decides what it accepts. This page only counts, by AASECT requirements" in page
    assert "version: 2025.T.1; dated November 28, 2026" in page
    assert "Check the body's current rule" in page
    assert "Core knowledge 90.00 hours" in page
    assert (
        "Sex therapy skills training 60.00 hours No course that is read can give these hours: "
        "they are earned in person or live online."
    ) in page
    assert "At least 17 areas at 3.00 hours each" in page
    assert "Hours that AASECT has not approved count at 50%: two of them count as one." in page
    assert "What else is asked for" in page
    assert repeated_ids(ada.page.text) == set()


def test_a_tracker_shows_counted_capped_and_not_counted_each_with_its_reason(
    ada: Ada, database: Database
) -> None:
    for changes in (
        {"title": "Approved", "hours": Decimal("6.5"), "approvals": (AASECT,)},
        {"title": "Taught", "hours": Decimal(8), "method": Method.TEACHING},
        {"title": "Studied", "hours": Decimal(2), "approvals": ()},
        {"title": "Old", "hours": Decimal(3), "completed_on": date(2024, 1, 1)},
    ):
        enters(database, ada.person, **changes)
    ada.post(f"{RENEWAL}/follow", began_on="2025-01-15")

    page = said(ada.follows().text)

    assert "Your cycle: January 15, 2025 to January 14, 2028." in page
    assert "Continuing education 11.50 of 20.00 hours, 8.50 left" in page
    assert "Approved by AASECT 6.50 of 5.00 hours Reached" in page
    assert "Approved Entered by you, approved 6.50 0.00 0.00 All of it counts." in page
    assert "Taught Entered by you 5.00 3.00 0.00 3.00: More than 5.00 hours earned in the" in page
    assert "Studied Entered by you 0.00 0.00 2.00 2.00: No approval designates credit" in page
    assert "Old Entered by you 0.00 0.00 3.00 3.00: It was completed before your cycle" in page
    assert "In all, from 4 certificates 11.50 3.00 5.00" in page


def test_certificates_from_here_count_by_their_approvals_until_they_are_voided(
    ada: Ada, database: Database
) -> None:
    statement = "Approved by AASECT, 14-007, for {hours} CE credit hours."
    provider = make.a_provider(make.an_approval(body="AASECT", statement=statement))
    publishes(database, make.a_course(), provider)
    serial = Learner(database, ada.person).enrolls().does_everything().evaluates().attests()
    ada.post(f"{CERTIFICATION}/follow")
    counted = said(ada.follows().text)
    with database.writing() as session:
        certificates.void(session, serial, "Issued in error", NOON)
    voided = sees(ada, CERTIFICATION)

    assert f"{serial}, approved 0.75 0.00 0.00 All of it counts." in counted
    assert "a. ethics 0.50 2.50 left" in counted
    assert "0.00 0.00 0.75 0.75: The certificate was voided." in voided


def test_every_reason_has_a_sentence(ada: Ada, database: Database) -> None:
    enters(database, ada.person, areas=hours_in(skills=2, a=2), method=Method.READING)
    ada.post(f"{CERTIFICATION}/follow")
    ada.post(f"{SETS}/florida-64b4-7-004/follow")

    core, florida = sees(ada, CERTIFICATION), sees(ada, f"{SETS}/florida-64b4-7-004")

    assert "2.00: Hours in this area have to be earned in another way, which the goals" in core
    assert "2.00: No area is stated for these hours." in core
    assert "1.00: Hours that AASECT has not approved count at 50%" in core
    assert "6.00: The certificate does not state that the course was advertised as" in florida


def test_a_cycle_needs_its_first_day_and_may_begin_on_another(ada: Ada) -> None:
    ada.post(f"{RENEWAL}/follow", began_on="soon")
    refused, status = said(ada.page.text), ada.page.status_code
    for day in ("2025-01-15", "2025-02-01"):
        ada.post(f"{RENEWAL}/follow", began_on=day)

    assert (status, "Enter a date as year, month and day" in refused) == (422, True)
    assert "Your cycle: February 1, 2025 to January 31, 2028." in sees(ada, RENEWAL)
    assert 'value="2025-02-01"' in ada.page.text


def test_whoever_follows_a_set_no_longer_keeps_the_transcript(ada: Ada, database: Database) -> None:
    enters(database, ada.person)
    ada.post(f"{CERTIFICATION}/follow")

    ada.post(f"{CERTIFICATION}/unfollow")

    assert "You no longer follow it." in said(ada.follows().text)
    assert "Sensate focus" in sees(ada, "/me/transcript")


def test_ac_03_what_one_follows_and_earns_is_shown_to_nobody_else(
    ada: Ada, ben: Ben, database: Database
) -> None:
    enters(database, ada.person, title="Zanzibar")
    ada.post(f"{CERTIFICATION}/follow")

    assert "Zanzibar" in sees(ada, CERTIFICATION)
    for path in (SETS, CERTIFICATION):
        page = said(ben.get(path).text)
        assert "Zanzibar" not in page
        assert "left" not in page


def test_ac_04_a_set_that_is_not_there_is_not_found(ada: Ada) -> None:
    gone = f"{SETS}/no-such-board"

    assert ada.get(gone).status_code == 404
    assert ada.post(f"{gone}/follow").status_code == 404
    assert ada.post(f"{gone}/unfollow").status_code == 404


def test_the_newest_set_is_in_force_for_those_who_follow_it(ada: Ada, database: Database) -> None:
    enters(database, ada.person, hours=Decimal(6))
    publishes_sets(database, a_set())
    ada.post(f"{SETS}/my-board/follow")
    before = said(ada.follows().text)
    publishes_sets(database, a_set(HoursGoal("In all", Decimal(5)), version="2027"))
    after = sees(ada, f"{SETS}/my-board")

    assert "In all 6.00 of 20.00 hours, 14.00 left" in before
    assert "In all 6.00 of 5.00 hours Reached" in after
    assert "version: 2027" in after


def test_a_set_that_got_a_cycle_later_asks_when_it_began(ada: Ada, database: Database) -> None:
    enters(database, ada.person)
    publishes_sets(database, a_set())
    ada.post(f"{SETS}/my-board/follow")

    publishes_sets(database, a_set(window_months=24, version="2027"))

    assert "First day of your cycle" in sees(ada, f"{SETS}/my-board")


def test_av_04_five_hundred_completions_are_tallied_in_five_queries(
    ada: Ada, database: Database
) -> None:
    publishes(database, make.a_course())
    Learner(database, ada.person).enrolls()
    completes_often(database, ada.person, 500)
    ada.post(f"{RENEWAL}/follow", began_on="2025-01-15")
    ada.post(f"{CERTIFICATION}/follow")
    sees(ada, SETS)

    for path in (SETS, RENEWAL, f"{CERTIFICATION}?page=4"):
        with asked(database) as statements:
            assert ada.get(path).status_code == 200
        assert len(statements) == 5, path

    assert "76 to 100 of 500, page 4 of 20" in said(ada.page.text)


@pytest.mark.parametrize("path", [SETS, f"{SETS}/", CERTIFICATION, f"{CERTIFICATION}/"])
def test_each_address_answers_with_and_without_a_final_slash(ada: Ada, path: str) -> None:
    assert ada.get(path).status_code == 200


def test_my_learning_and_the_transcript_lead_there(ada: Ada, database: Database) -> None:
    publishes(database, make.a_course())
    Learner(database, ada.person).enrolls()

    for path in ("/me", "/me/transcript"):
        assert f'href="{SETS}"' in ada.get(path).text
