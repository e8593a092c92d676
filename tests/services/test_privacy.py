"""My data and erasure: everything is shown, and what is left is named with its why and until."""

import json
import tracemalloc
from base64 import b64decode
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from tempfile import TemporaryFile
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from lms.domain.access import Person, Role
from lms.domain.accounts import Door, SignedIn
from lms.domain.certificates import License
from lms.domain.errors import AccountClosed, FieldRefusal, NotFound, Refusal
from lms.domain.media import FileSize, Picture
from lms.domain.retention import years_after
from lms.domain.rosters import Kind
from lms.domain.transcripts import ExternalCertificate, Method
from lms.services import (
    accommodations,
    accounts,
    certificates,
    courses,
    jobs,
    privacy,
    profiles,
    programs,
    reading,
    renewals,
    requirements,
    rosters,
    teaching,
    transcripts,
)
from lms.services.accommodations import ExtraTime
from lms.store import people
from lms.store.database import Database
from lms.store.personal import PERSONAL
from lms.store.rows import AttemptGrantRow, Base, RosterPartRow
from tests import make
from tests.accounts import PASSWORD, new_cookie, proof, signed_up
from tests.beginnings import begun_once
from tests.signing import signing_at
from tests.sittings import COURSE, MODULE, Learner, publishes

FLORIDA = License("Mental health counselor", "Florida", "0012345")
NOW = make.later(1_000)
ELSEWHERE = ExternalCertificate(
    "Grief", "A college", date(2026, 1, 1), Decimal(1), (), Method.READING, (), ()
)
# What a request under way may still ask for, of a person whom it read before they were erased.
ACTS: dict[str, Callable[[Session, Person], object]] = {
    "profile": lambda s, ada: profiles.update_profile(s, ada, "Ada Again", "UTC", NOW),
    "license": lambda s, ada: profiles.add_license(s, ada, FLORIDA, NOW),
    "license removed": lambda s, ada: profiles.remove_license(s, ada, "none", NOW),
    "permission": lambda s, ada: rosters.set_permission(s, ada, ("2", "29"), NOW),
    "certificate entered": lambda s, ada: transcripts.enter(s, ada, "x" * 20, ELSEWHERE, NOW),
    "certificate changed": lambda s, ada: transcripts.change(s, ada, "x" * 20, ELSEWHERE, NOW),
    "requirements": lambda s, ada: requirements.follow(s, ada, "none", "", NOW),
    "course": lambda s, ada: courses.enroll(s, ada, COURSE, NOW),
    "next cycle": lambda s, ada: renewals.renew(s, ada, COURSE, NOW),
    "place": lambda s, ada: reading.mark_section(s, ada, COURSE, MODULE, "none", NOW),
    "attestation": lambda s, ada: certificates.attest(s, ada, COURSE, NOW),
    "extra time": lambda s, ada: accommodations.lengthen(
        s, ada, COURSE, ExtraTime(50, "A stay in hospital", None), NOW
    ),
    "program": lambda s, ada: programs.issue(s, ada, "none", NOW),
}


@pytest.fixture
@begun_once
def ada(database: Database) -> Learner:
    """Ada, licensed, with a certificate that was printed and reported."""
    publishes(database)
    learner = Learner(database)
    with database.writing() as session:
        profiles.add_license(session, learner.person, FLORIDA, make.START)
        rosters.set_permission(session, learner.person, ("2", "29"), make.START)
    learner.enrolls().does_everything().evaluates()
    learner.attests()
    with database.writing() as session:
        rosters.order(session, None, Kind.GENERIC, make.later(900))
    jobs.work_off(database, signing_at("https://learn.example.org"), lambda: make.later(901))
    new_cookie(database, learner.person, make.START)
    return learner


@pytest.fixture
def ben(database: Database, ada: Learner) -> Learner:
    """Ben, who is half-way in the same course."""
    learner = Learner(database, "Ben Okafor").enrolls().reads()
    learner.takes()
    return learner


def my_data(database: Database, person: Person) -> dict[str, Any]:
    file = BytesIO()
    with database.reading() as session:
        privacy.write_my_data(session, person, NOW, file)
    found: dict[str, Any] = json.loads(file.getvalue())
    return found


def erases(
    database: Database, person: Person, by: Person | None = None, password: str = PASSWORD
) -> Refusal | None:
    """Erase that person, at their own wish or somebody's who administers."""
    asker = by or person
    signed_in = SignedIn(1, asker, NOW, NOW, NOW)
    shown = proof(database, asker.email, password, Door.CONFIRM, at=NOW)
    with database.writing() as session:
        return privacy.erase(session, signed_in, shown, person.public_id, NOW)


def whole(database: Database, *names: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of these tables."""
    with database.reading() as session:
        return {
            name: sorted(map(tuple, session.execute(select(Base.metadata.tables[name]))), key=repr)
            for name in names
        }


def count(database: Database, name: str) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(Base.metadata.tables[name])).one()


# -- my data -----------------------------------------------------------------------


def test_pr02_the_download_has_everything_about_a_person(database: Database, ada: Learner) -> None:
    tables = my_data(database, ada.person)["tables"]

    assert set(tables) == {*PERSONAL, "roster_parts"}
    assert tables["people"][0]["email"] == "ada@example.org"
    assert tables["licenses"][0]["number"] == "0012345"
    assert tables["enrollments"][0]["course"] == COURSE
    assert len(tables["attempts"]) == 2
    assert tables["answers"][0]["answer"]
    assert tables["completions"][0]["snapshot"]["legal_name"] == "Ada Marlowe"
    assert tables["certificate_files"][0]["pdf"].startswith("JVBERi")
    assert tables["roster_reported"][0]["kind"] == "generic"
    assert tables["roster_permissions"][0]["birth_day"] == 29
    assert tables["evaluations_sent"]
    assert "evaluation_answers" not in tables
    kinds = {event["kind"] for event in tables["audit_events"]}
    assert {"person added", "license added", "course completed"} <= kinds


def test_pr02_the_download_opens_nothing(database: Database, ada: Learner) -> None:
    text = json.dumps(my_data(database, ada.person)["tables"])

    assert "token_hash" not in text
    assert "password_hash" not in text
    assert '"marks"' not in text


def test_pr02_nobody_is_shown_what_is_anothers(
    database: Database, ada: Learner, ben: Learner
) -> None:
    tables = my_data(database, ben.person)["tables"]

    assert [it["email"] for it in tables["people"]] == ["ben@example.org"]
    assert len(tables["attempts"]) == len(tables["enrollments"]) == 1
    assert tables["certificates"] == tables["licenses"] == []
    assert "Ada" not in json.dumps(tables)


def test_pr02_what_somebody_did_to_ones_record_is_shown(database: Database, ada: Learner) -> None:
    with database.writing() as session:
        serial = my_data(database, ada.person)["tables"]["certificates"][0]["serial"]
        certificates.void(session, serial, "Issued in error", NOW)

    events = my_data(database, ada.person)["tables"]["audit_events"]

    assert "certificate voided" in [event["kind"] for event in events]


def test_a_day_of_birth_that_was_reported_is_shown_and_named_as_kept(
    database: Database,
) -> None:
    publishes(database)
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        rosters.set_numbers(session, dora, Kind.PARS, {("course", COURSE): "A-1"}, make.START)
    ada, ben = (_reported_to_pars(database, it) for it in (("Ada Marlowe", 29), ("Ben Okafor", 7)))
    with database.writing() as session:
        rosters.order(session, None, Kind.PARS, make.later(900))
    jobs.work_off(database, signing_at("https://learn.example.org"), lambda: make.later(901))
    with database.writing() as session:
        rosters.set_permission(session, ada.person, None, make.later(905))

    (line,) = my_data(database, ada.person)["tables"]["roster_parts"]
    with database.reading() as session:
        shown = {it.table: it for it in privacy.get_my_data(session, ada.person)}["roster_parts"]
    erases(database, ada.person)

    assert (line["birth month"], line["birth day"], line["license id"]) == (2, 29, "0012345-29")
    assert (shown.count, shown.rows) == (1, (line,))
    with database.reading() as session:
        (erasure,) = privacy.list_erasures(session, 1).entries
    record = next(it for it in erasure.kept if "day of birth among them (1)" in it.what)
    assert record.until == years_after(ada.at.date(), 7)
    assert my_data(database, ben.person)["tables"]["roster_parts"][0]["birth day"] == 7


def test_my_data_reads_no_part_of_a_roster_that_has_no_line_of_mine(database: Database) -> None:
    publishes(database)
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        rosters.set_numbers(session, dora, Kind.PARS, {("course", COURSE): "A-1"}, make.START)
    ada = _reported_to_pars(database, ("Ada Marlowe", 29))
    with database.writing() as session:
        rosters.order(session, None, Kind.PARS, make.later(900))
    jobs.work_off(database, signing_at("https://learn.example.org"), lambda: make.later(901))
    with database.writing() as session:
        batch = session.scalars(select(RosterPartRow.batch_id)).one()
        # Of others, and whoever read it would fall.
        for position, lines in ((2, "no JSON: 0012345"), (3, 'no JSON: "0012345-2"')):
            session.add(RosterPartRow(batch_id=batch, position=position, lines=lines))

    (line,) = my_data(database, ada.person)["tables"]["roster_parts"]

    assert line["license id"] == "0012345-29"
    with database.reading() as session:
        shown = {it.table: it for it in privacy.get_my_data(session, ada.person)}
    assert shown["roster_parts"].count == 1


def test_whoever_was_told_of_by_hand_has_no_line_in_a_roster(database: Database) -> None:
    publishes(database)
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    ada = Learner(database, "Ada Marlowe").enrolls().does_everything().evaluates()
    serial = ada.attests()
    with database.writing() as session:
        rosters.tell_by_hand(session, dora, Kind.PARS, serial, make.later(900))

    assert my_data(database, ada.person)["tables"]["roster_parts"] == []
    with database.reading() as session:
        found = privacy.get_erasing(session, ada.person.public_id, make.later(950))
    assert not any("day of birth" in it.what for it in found.kept)


def _reported_to_pars(database: Database, who: tuple[str, int]) -> Learner:
    name, day = who
    learner = Learner(database, name)
    license_ = License(FLORIDA.profession, FLORIDA.jurisdiction, f"{FLORIDA.number}-{day}")
    with database.writing() as session:
        profiles.add_license(session, learner.person, license_, make.START)
        rosters.set_permission(session, learner.person, ("2", str(day)), make.START)
    learner.enrolls().does_everything().evaluates().attests()
    return learner


def test_the_page_names_files_by_their_size_and_the_download_says_what_is_withheld(
    database: Database, ada: Learner
) -> None:
    with database.reading() as session:
        parts = {it.table: it for it in privacy.get_my_data(session, ada.person)}
    found = my_data(database, ada.person)

    pdf = b64decode(found["tables"]["certificate_files"][0]["pdf"])
    assert parts["certificate_files"].rows[0]["pdf"] == FileSize(len(pdf))
    assert "token_hash" in found["withheld"]["sessions"]
    assert found["withheld"].keys() == {name for name, it in PERSONAL.items() if it.withheld}


def test_one_file_of_many_is_in_memory_at_a_time(database: Database, ada: Learner) -> None:
    megabyte, files = 1024 * 1024, 16
    with database.writing() as session:
        for number in range(files):
            public_id, content = f"{number:020}", b"%PDF-" + bytes([number]) * megabyte
            transcripts.enter(session, ada.person, public_id, ELSEWHERE, make.START)
            document = Picture(content, "application/pdf", f"{number:064}")
            transcripts.keep_file(session, ada.person, public_id, document, make.START)

    with TemporaryFile() as file, database.reading() as session:
        tracemalloc.start()
        try:
            privacy.write_my_data(session, ada.person, NOW, file)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
        assert file.tell() > files * megabyte

    assert most < files * megabyte // 2


# -- erasure -----------------------------------------------------------------------


def test_pr03_an_erasure_leaves_only_what_a_rule_names(
    database: Database, ada: Learner, ben: Learner
) -> None:
    assert erases(database, ben.person) is None

    tables = my_data(database, ben.person)["tables"]
    left = {name for name, rows in tables.items() if rows}
    assert left == {"people", "audit_events", "erasures"}
    (account,) = tables["people"]
    assert account["email"] == f"erased-{ben.person.public_id}@invalid"
    assert account["legal_name"] == "Erased account"
    assert account["disabled_at"]
    (erasure,) = tables["erasures"]
    assert [it["name"] for it in erasure["kept"]] == ["The audit log"]


def test_pr03_the_record_is_kept_unchanged_and_says_until_when(
    database: Database, ada: Learner
) -> None:
    record = (
        *("completions", "certificates", "certificate_files", "roster_facts"),
        *("roster_reported", "roster_parts", "attempts", "answers", "grades"),
    )
    before = whole(database, *record)

    assert erases(database, ada.person) is None

    assert whole(database, *record) == before
    for name in ("licenses", "sessions", "known_addresses", "roster_permissions", "places"):
        assert count(database, name) == 0
    with database.reading() as session:
        (erasure,) = privacy.list_erasures(session, 1).entries
    first = erasure.kept[0]
    assert "certificates (1)" in first.what
    assert first.why
    assert first.until == years_after(ada.at.date(), 7)
    assert erasure.is_own_wish


def test_pr03_a_certificate_stays_verifiable(database: Database, ada: Learner) -> None:
    serial = my_data(database, ada.person)["tables"]["certificates"][0]["serial"]

    erases(database, ada.person)

    with database.reading() as session:
        page = certificates.find_certificate_page(session, serial)
    assert page is not None
    assert page.certificate.is_valid
    assert page.certificate.snapshot.legal_name == "Ada Marlowe"


def test_pr03_why_somebody_was_given_more_is_not_kept(database: Database, ada: Learner) -> None:
    enrollment = ada.learning().enrollment.id
    with database.writing() as session:
        session.add(
            AttemptGrantRow(
                enrollment_id=enrollment,
                module=MODULE,
                count=1,
                reason="A stay in hospital",
                granted_at=make.START,
            )
        )

    erases(database, ada.person)

    assert "hospital" not in repr(whole(database, "attempt_grants"))


def test_pr03_the_event_of_an_erasure_holds_numbers_only(database: Database, ben: Learner) -> None:
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)

    erases(database, ben.person, by=dora)

    event = whole(database, "audit_events")["audit_events"]
    (erased,) = [it for it in event if it[2] == "person erased"]
    assert erased[3:] == (dora.id, f"person {ben.person.id}", "{}")


def test_nobody_signs_in_to_an_erased_account_and_its_address_is_free(
    database: Database, ben: Learner
) -> None:
    erases(database, ben.person)

    again = signed_up(database, "Ben Okafor")
    assert again.id != ben.person.id
    with database.writing() as session, pytest.raises(Refusal, match="stays closed"):
        accounts.enable(session, ben.person.id, None, NOW)


def test_a_wrong_password_erases_nothing(database: Database, ben: Learner) -> None:
    refusal = erases(database, ben.person, password="not this one")

    assert isinstance(refusal, FieldRefusal)
    assert count(database, "erasures") == 0


def test_the_last_administrator_is_not_erased(database: Database) -> None:
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)

    with pytest.raises(Refusal, match="Make somebody else one first"):
        erases(database, dora)

    signed_up(database, "Iris Lindqvist", Role.ADMINISTRATOR)
    assert erases(database, dora) is None


def test_who_teaches_is_erased_once_another_does(database: Database, ada: Learner) -> None:
    cleo = signed_up(database, "Cleo Hart", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, cleo.email, COURSE, NOW)

    with pytest.raises(Refusal, match=COURSE):
        erases(database, cleo)

    rhea = signed_up(database, "Rhea Lund", Role.INSTRUCTOR)
    with database.writing() as session:
        teaching.assign(session, rhea.email, COURSE, NOW)
        teaching.unassign(session, cleo.email, COURSE, NOW)
    assert erases(database, cleo) is None


def test_erasing_again_changes_nothing(database: Database, ben: Learner) -> None:
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    erases(database, ben.person, by=dora)

    assert erases(database, ben.person, by=dora) is None

    assert count(database, "erasures") == 1
    with database.reading() as session, pytest.raises(NotFound):
        privacy.get_erasing(session, ben.person.public_id, NOW)


@pytest.mark.parametrize("act", ACTS)
def test_a_request_under_way_adds_nothing_to_an_erased_account(
    database: Database, ada: Learner, act: str
) -> None:
    erases(database, ada.person)
    before = whole(database, *PERSONAL)

    with database.writing() as session, pytest.raises(AccountClosed):
        ACTS[act](session, ada.person)

    assert whole(database, *PERSONAL) == before


def test_erasing_again_takes_what_was_added_since(database: Database, ben: Learner) -> None:
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    erases(database, ben.person, by=dora)
    events = whole(database, "audit_events", "erasures")
    with database.writing() as session:
        people.set_profile(session, ben.person.id, "Ben Okafor", "UTC")
        people.add_license(session, ben.person.id, FLORIDA)

    assert erases(database, ben.person, by=dora) is None

    tables = my_data(database, ben.person)["tables"]
    assert tables["licenses"] == []
    assert tables["people"][0]["legal_name"] == "Erased account"
    assert whole(database, "audit_events", "erasures") == events


def test_what_would_be_kept_is_said_before(database: Database, ada: Learner) -> None:
    with database.reading() as session:
        told = privacy.get_erasing(session, ada.person.public_id, NOW)

    assert ("Licenses", 1) in told.deleted
    assert told.refusal == ""
    assert all(it.why for it in told.kept)
    assert told.kept[0].until
    assert told.kept[0].until > NOW.date() + timedelta(days=6 * 365)
