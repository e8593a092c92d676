"""Two orders of a batch at the same moment: no completion is in two batches (DS-04)."""

from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import select

from lms.domain.certificates import License
from lms.domain.errors import Refusal
from lms.domain.rosters import Kind
from lms.services import certificates, jobs, profiles, rosters
from lms.store.database import Database
from lms.store.rows import RosterReportedRow
from tests import make
from tests.accounts import Role, signed_up
from tests.signing import signing_at
from tests.sittings import Learner, publishes
from tests.store.at_once import at_once

NAMES = ("Ada Marlowe", "Ben Okafor", "Vera Kuznetsova", "Ivo Lindqvist")
TIMES = 4


@pytest.fixture
def serials(database: Database) -> list[str]:
    """Certificates of several learners that nobody was told of."""
    publishes(database, provider=make.a_provider(make.an_approval()))
    return [completes(database, name) for name in NAMES]


def completes(database: Database, name: str) -> str:
    learner = Learner(database, name)
    with database.writing() as session:
        license_ = License("Mental health counselor", "Florida", "0012345")
        profiles.add_license(session, learner.person, license_, make.START)
    return learner.enrolls().does_everything().evaluates().attests()


def orders(database: Database) -> Callable[[], str]:
    dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)

    def order() -> str:
        with database.writing() as session:
            return rosters.order(session, dora, Kind.GENERIC, make.later(900))

    return order


def works(database: Database) -> None:
    """Let a worker do all that is due."""
    signing = signing_at("https://learn.example.org")
    jobs.work_off(database, signing, lambda: make.later(901))


def reported(database: Database) -> Counter[int]:
    """How often each completion was reported as one that stands."""
    with database.reading() as session:
        told = select(RosterReportedRow.certificate_id).where(~RosterReportedRow.is_voided)
        return Counter(session.scalars(told))


def lines(database: Database) -> int:
    """How many lines all batches have together."""
    with database.reading() as session:
        return sum(it.rows for it in rosters.list_batches(session, 1).entries)


def test_ds_04_orders_at_the_same_moment_are_one_batch(
    database: Database, serials: list[str]
) -> None:
    order = orders(database)

    batches = at_once([order] * TIMES)
    works(database)

    assert len(set(batches)) == 1
    assert set(reported(database).values()) == {1}
    assert lines(database) == len(serials)


def test_ds_04_no_completion_is_in_two_batches_while_others_order_and_work(
    database: Database, serials: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each step takes one completion, so that orders and workers meet in the middle."""
    monkeypatch.setattr(rosters, "AT_ONCE", 1)
    order = orders(database)

    def orders_and_works() -> None:
        for _ in range(2):
            with suppress(Refusal):
                order()
            works(database)

    at_once([orders_and_works] * TIMES)
    works(database)

    assert set(reported(database).values()) == {1}
    assert lines(database) == len(serials) == len(reported(database))


def test_ds_04_what_is_voided_while_it_is_reported_is_reported_once_as_each(
    database: Database, serials: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rosters, "AT_ONCE", 1)
    order = orders(database)
    order()

    def voids() -> None:
        for serial in serials:
            with database.writing() as session:
                certificates.void(session, serial, "Issued in error.", make.later(900))

    at_once([voids, lambda: works(database), lambda: works(database)])
    with suppress(Refusal):
        order()
    works(database)

    with database.reading() as session:
        it = RosterReportedRow
        told = list(session.execute(select(it.certificate_id, it.is_voided)))
        assert rosters.count_waiting(session, Kind.GENERIC) == 0
    assert {id_ for id_, is_voided in told if is_voided} == {id_ for id_, _ in told}
    assert len(told) == len(set(told)) == lines(database)
