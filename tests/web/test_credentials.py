"""What programs that check a credential are answered."""

import json
import re
from datetime import UTC, datetime

import pytest

from lms.credentials.proofs import sign
from lms.credentials.status_lists import status_list
from lms.services import certificates, jobs, profiles, signing_keys
from lms.settings import Settings
from lms.store.database import Database
from lms.web.requests import doors
from tests import make
from tests.connections import connections_out_during
from tests.personas import Ada, Clock, Visitor
from tests.queries import asked
from tests.services.test_credentials import DID
from tests.sittings import Learner, publishes
from tests.tampering import tampers


@pytest.fixture
def settings(tmp_path) -> Settings:
    """A house with a name on the web."""
    named = {"LMS_PUBLIC_URL": "https://learn.example.org", "LMS_ALLOWED_HOSTS": "localhost"}
    return Settings.from_environment({"LMS_HOME": str(tmp_path / "home"), **named})


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    publishes(database)
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().does_everything().evaluates()


@pytest.fixture
def serial(learner: Learner) -> str:
    return learner.attests()


def works(learner: Learner, visitor: Visitor) -> None:
    """The worker's turn, with the keys of the application."""
    with visitor.app.app_context():
        signing = doors().signing
    assert jobs.work_off(learner.database, signing, lambda: learner.at) == 1


def voids(learner: Learner, serial: str) -> None:
    with learner.database.writing() as session:
        certificates.void(session, serial, "Issued in error", learner.at)


def test_the_credential_is_served_as_it_was_signed(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)

    response = visitor.get(f"/certificates/{serial}.json")

    assert response.status_code == 200
    assert response.mimetype == "application/vc"
    assert response.headers["Cache-Control"] == "private, no-cache"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert json.loads(response.text)["issuer"]["id"] == DID
    again = visitor.client.get(
        f"/certificates/{serial.lower()}.json/", headers={"If-None-Match": response.headers["ETag"]}
    )
    assert again.status_code == 304


def test_while_it_is_being_made_it_says_so_and_when_to_come_again(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    response = visitor.get(f"/certificates/{serial}.json")

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "2"
    assert "The credential is being signed" in response.text
    assert "Its signed credential is being made." in visitor.get(f"/certificates/{serial}").text
    assert visitor.get("/certificates/0000-0000-0000.json").status_code == 404


def test_one_that_was_voided_before_it_was_signed_has_none(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    voids(learner, serial)
    works(learner, visitor)

    assert visitor.get(f"/certificates/{serial}.json").status_code == 404
    assert "It was voided before its credential was signed." in visitor.page.text
    assert ".json" not in visitor.get(f"/certificates/{serial}").text


def test_a_status_list_is_packed_and_signed_while_nothing_is_read(
    database: Database, learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)

    with (
        connections_out_during(database, status_list) as packed,
        connections_out_during(database, sign) as signed,
    ):
        assert visitor.get("/credentials/status/1").status_code == 200

    assert (packed, signed) == ([0], [0])


def test_a_voided_one_is_still_served_and_its_list_tells(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)
    before = visitor.get("/credentials/status/1")
    voids(learner, serial)

    credential = visitor.get(f"/certificates/{serial}.json")
    after = visitor.get("/credentials/status/1")

    assert credential.status_code == 200
    assert (
        before.headers["Cache-Control"] == after.headers["Cache-Control"] == "public, max-age=300"
    )
    assert after.mimetype == "application/vc"
    assert before.data != after.data
    assert before.headers["ETag"] != after.headers["ETag"]


@pytest.mark.parametrize("number", ["2", "0", "-1", "x", "9" * 30, "٣"])
def test_there_is_no_other_list(
    learner: Learner, serial: str, visitor: Visitor, number: str
) -> None:
    works(learner, visitor)

    assert visitor.get(f"/credentials/status/{number}").status_code == 404


def test_sk03_the_keys_are_published_old_ones_too(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)
    with visitor.app.app_context():
        signing_keys.rotate(learner.database, doors().signing, learner.at)

    response = visitor.get("/.well-known/did.json")

    assert response.mimetype == "application/did+ld+json"
    assert json.loads(response.text)["assertionMethod"] == [f"{DID}#key-1", f"{DID}#key-2"]


def test_the_public_page_tells_the_four_sides_apart(
    learner: Learner, serial: str, visitor: Visitor, ada: Ada
) -> None:
    works(learner, visitor)

    page = visitor.get(f"/certificates/{serial}").text

    assert sides(page) == {
        "Integrity": "Unchanged since it was signed on November 22, 2026",
        "Issuer": "Example Institute for Sexual Health, by its signing key (key-1)",
        "Status": "Not revoked",
        "Validity": "From November 22, 2026, without an end",
    }
    assert f'href="/certificates/{serial}.json"' in page
    assert f'href="/certificates/{serial}.json"' in ada.get("/courses/foundations/certificate").text


def test_the_public_page_says_until_when_its_credential_is_valid(
    database: Database, ada: Ada, clock: Clock, visitor: Visitor
) -> None:
    publishes(database, make.a_course(valid_months=24))
    learner = Learner(database, ada.person)
    learner.at = clock()
    serial = learner.enrolls().does_everything().evaluates().attests()
    works(learner, visitor)

    page = visitor.get(f"/certificates/{serial}").text

    until = "From November 22, 2026, to the end of November 22, 2028"
    assert sides(page)["Validity"] == until
    credential = json.loads(visitor.get(f"/certificates/{serial}.json").text)
    assert credential["validUntil"].startswith("2028-11-23T")


def test_the_public_page_tells_what_was_voided_and_whose_key_was_stolen(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)
    with visitor.app.app_context():
        signing_keys.mark_compromised(
            learner.database, doors().signing, "key-1", learner.at, learner.at
        )
    voids(learner, serial)

    page = visitor.get(f"/certificates/{serial}").text

    assert sides(page)["Integrity"].startswith("Unchanged")
    assert sides(page)["Status"] == "Revoked: the certificate was voided"
    assert "From November 22, 2026 on somebody else may have had this key." in page


def test_the_day_from_which_a_key_is_not_trusted_is_the_same_for_every_reader(
    learner: Learner, serial: str, visitor: Visitor, ada: Ada
) -> None:
    works(learner, visitor)
    meant = datetime(2026, 11, 1, tzinfo=UTC)
    with visitor.app.app_context():
        signing_keys.mark_compromised(learner.database, doors().signing, "key-1", meant, learner.at)

    for zone in ("America/Los_Angeles", "Pacific/Auckland"):
        with learner.database.writing() as session:
            profiles.update_profile(session, ada.person, "Ada Marlowe", zone, learner.at)
        page = ada.get(f"/certificates/{serial}").text
        assert "From November 1, 2026 on somebody else may have had this key." in page
    page = visitor.get(f"/certificates/{serial}").text
    assert "From November 1, 2026 on somebody else may have had this key." in page


def test_the_public_page_says_when_the_kept_file_was_changed_past_its_guards(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)
    tampers(
        learner.database,
        "UPDATE credentials SET document = replace(document, '80% or more', '8% or more')",
    )

    page = visitor.get(f"/certificates/{serial}").text

    assert sides(page)["Integrity"] == "Changed since it was signed"


def sides(page: str) -> dict[str, str]:
    """What the page says of each side."""
    found = re.findall(r"<dt>(Integrity|Issuer|Status|Validity)</dt><dd>(.*?)</dd>", page)
    return dict(found)


def test_a_page_asks_the_database_three_times_and_a_program_less(
    learner: Learner, serial: str, visitor: Visitor
) -> None:
    works(learner, visitor)
    visitor.get("/certificates")
    costs = {}
    for name, path in {
        "page": f"/certificates/{serial}",
        "credential": f"/certificates/{serial}.json",
        "status": "/credentials/status/1",
        "keys": "/.well-known/did.json",
    }.items():
        with asked(learner.database) as statements:
            assert visitor.get(path).status_code == 200
        costs[name] = len(statements)

    assert costs == {"page": 3, "credential": 1, "status": 3, "keys": 1}


def test_wb01_asking_changes_nothing(learner: Learner, serial: str, visitor: Visitor) -> None:
    works(learner, visitor)
    paths = (f"/certificates/{serial}.json", "/credentials/status/1", "/.well-known/did.json")

    with asked(learner.database) as statements:
        seen = [visitor.get(path).data for path in paths * 2]

    assert seen[:3] == seen[3:]
    assert not [it for it in statements if not str(it).lstrip().upper().startswith("SELECT")]
