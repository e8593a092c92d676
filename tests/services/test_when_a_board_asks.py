"""A board asks, years later: whatever else changed, the record answers as on its first day.

The first law of CE_RULES: nothing edited later changes a completion, its certificate, its signed
credential or what was reported of it.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pytest
from openbadgeslib.ob3.ldp import OB3LdpVerifier

from lms.domain.access import Role
from lms.domain.certificates import License, Snapshot
from lms.domain.rosters import Kind
from lms.services import (
    authoring,
    certificates,
    credentials,
    jobs,
    profiles,
    rosters,
    signing_keys,
)
from lms.services.signing_keys import Signing
from lms.store.backups import Shelf, back_up
from lms.store.database import Database, open_database
from lms.store.restoring import restore
from tests import make
from tests.accounts import signed_up
from tests.services.test_privacy import erases
from tests.signing import signing_at
from tests.sittings import COURSE, Learner, publishes

ADDRESS = "https://learn.example.org"
FLORIDA = License("Mental health counselor", "Florida", "0012345")
LATER = make.later(30_000)


@dataclass(frozen=True)
class Answer:
    """What a board finds: the certificate's facts and paper, its credential, and the roster."""

    snapshot: Snapshot
    how: str
    pdf: bytes | None
    credential: str
    roster: bytes


def quietly(what: str, done: int, whole: int) -> None:
    """Say nothing of long work."""


def asked(database: Database, signing: Signing) -> Callable[[str], bytes]:
    """The issuer's own addresses, as a stranger's program asks them."""

    def ask(url: str) -> bytes:
        with database.reading() as session:
            if url.endswith("/.well-known/did.json"):
                return json.dumps(signing_keys.publish(session, signing)).encode()
            number = int(url.rpartition("/")[2])
            unsigned = credentials.get_unsigned_list(session, number)
        return credentials.sign_list(signing, unsigned).encode()

    return ask


def answers(database: Database, signing: Signing, serial: str, batch: str) -> Answer:
    """What the record answers now; a stranger's program has checked the credential."""
    file = BytesIO()
    with database.reading() as session:
        page = certificates.find_certificate_page(session, serial)
        pdf = certificates.find_pdf(session, serial)
        credential = credentials.find_credential(session, serial)
        rosters.write_file(session, rosters.get_batch(session, batch), "csv", file)
    assert page is not None
    assert credential is not None
    OB3LdpVerifier().verify(
        credential.document,
        check_status=True,
        download=asked(database, signing),
        verify_status_list=False,
    )
    return Answer(page.certificate.snapshot, page.how, pdf, credential.document, file.getvalue())


@pytest.fixture
def signing(tmp_path: Path) -> Signing:
    return signing_at(ADDRESS, tmp_path / "keys")


def test_ds_11_years_later_the_record_answers_as_on_its_first_day(
    database: Database, signing: Signing, tmp_path: Path
) -> None:
    publishes(database, provider=make.a_provider(make.an_approval()))
    ada = Learner(database)
    with database.writing() as session:
        profiles.add_license(session, ada.person, FLORIDA, make.START)
    serial = ada.enrolls().does_everything().evaluates().attests()
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)
    with database.writing() as session:
        batch = rosters.order(session, dora, Kind.GENERIC, ada.at)
    jobs.work_off(database, signing, lambda: ada.at)
    first = answers(database, signing, serial, batch)

    # The course: another title, other hours; then it is gone from the catalog.
    publishes(
        database,
        make.a_course(3, title="Another title", approved_title="Another title"),
        make.a_provider(name="Another provider", signatory_name="Somebody Else"),
    )
    with database.writing() as session:
        authoring.archive(session, COURSE, LATER)
    # The person: another name, no license, another address.
    with database.writing() as session:
        profiles.update_profile(session, ada.person, "Ada Newname", "UTC", LATER)
        for license_ in profiles.list_licenses(session, ada.person):
            profiles.remove_license(session, ada.person, license_, LATER)
    # The keys.
    signing_keys.rotate(database, signing, LATER)
    # The person asks to be forgotten.
    assert erases(database, ada.person, by=dora) is None
    assert answers(database, signing, serial, batch) == first

    backup = back_up(database, tmp_path / "backup.sqlite3", quietly)
    copy = open_database(f"sqlite:///{tmp_path / 'elsewhere.sqlite3'}")
    copy.migrate()
    restore(copy, backup.file, Shelf(tmp_path / "shelf", LATER), quietly)
    assert answers(copy, signing, serial, batch) == first
    copy.close()
