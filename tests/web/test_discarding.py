"""Discarding a begun course in the studio: asked first, done once, and put back from its list."""

from lms.domain.access import Role
from lms.services import teaching
from lms.store.database import Database
from tests import make
from tests.accounts import signed_up
from tests.services.test_drafts import COURSE, publishes
from tests.web.looking import repeated_ids, said
from tests.web.test_starting import (
    DESK,
    NEW,
    TITLE,
    Founder,
    counts,
    founder,
    tells,
)

__all__ = ["founder"]

LIST = "/studio/new/discarded"


def test_a_course_is_discarded_after_a_question_and_put_back(
    founder: Founder, database: Database
) -> None:
    founder.begins()
    assert f'href="{DESK}/discard"' in founder.get(DESK).text

    asked = founder.get(f"{DESK}/discard").text
    before = counts(database)
    gone = founder.sends(f"{DESK}/discard")
    listed = founder.get(gone.location)

    assert tells(asked, "Discard this course?", "Nothing is deleted", f"/courses/{NEW}", "Keep it")
    assert (gone.status_code, gone.location) == (303, f"{LIST}?done=discarded")
    assert tells(listed.text, "The course is discarded.", TITLE)
    assert not repeated_ids(listed.text)
    back = founder.post(f"{LIST}/{NEW}/put-back")
    assert (back.status_code, back.location) == (303, f"{DESK}?done=put-back")
    assert tells(founder.get(back.location).text, "The course is put back.", TITLE)
    assert tells(founder.get(LIST).text, "No course is discarded.")
    after = counts(database)
    assert {name for name in after if after[name] != before[name]} == {
        "audit_events",
        "forms_sent",
    }


def test_what_is_discarded_is_gone_from_the_studio_and_leads_nowhere(founder: Founder) -> None:
    founder.begins()
    founder.get(f"{DESK}/discard")
    founder.sends(f"{DESK}/discard")

    studio = founder.get("/studio/").text

    assert TITLE not in said(studio)
    assert f'href="{LIST}"' in studio
    for page in ("", "/write/course.md", "/review", "/folder.zip", "/discard"):
        assert founder.get(f"{DESK}{page}").status_code == 404


def test_a_double_click_discards_once(founder: Founder, database: Database) -> None:
    founder.begins()
    founder.get(f"{DESK}/discard")
    page = founder.page

    first = founder.sends(f"{DESK}/discard")
    once = counts(database)
    founder._page = page
    second = founder.sends(f"{DESK}/discard")

    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert counts(database) == once


def test_a_published_course_says_why_it_is_not_discarded(
    founder: Founder, database: Database
) -> None:
    publishes(database)
    with database.writing() as session:
        teaching.assign(session, founder.person.email, COURSE, make.START)

    desk = founder.get(f"/studio/{COURSE}/draft").text
    refused = founder.get(f"/studio/{COURSE}/draft/discard")

    assert "/discard" not in desk
    assert refused.status_code == 409
    assert tells(refused.text, "This course is published, so it cannot be discarded.")


def test_a_stranger_discards_and_puts_back_nothing(founder: Founder, database: Database) -> None:
    founder.begins()
    ben = Founder(founder.app, database, signed_up(database, "Ben Okafor", Role.INSTRUCTOR))
    ben.get(LIST)

    assert ben.post(f"{DESK}/discard").status_code == 404
    assert ben.post(f"{LIST}/{NEW}/put-back").status_code == 404

    assert tells(founder.get("/studio/").text, TITLE)
