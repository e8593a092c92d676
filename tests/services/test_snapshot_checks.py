"""The audit log holds what every certificate froze: one that was changed since is named."""

import json

import pytest
from sqlalchemy import select

from lms.domain.snapshots import Compared
from lms.services import certificates, issued, snapshot_checks
from lms.services.issued import Correction
from lms.store import programs, snapshots
from lms.store.database import Database
from lms.store.rows import AuditEventRow
from tests.queries import asked
from tests.services.test_programs import issues, publishes_program
from tests.sittings import COURSE, Learner, publishes
from tests.tampering import tampers


@pytest.fixture
def ada(database: Database) -> Learner:
    """Ada, who holds the certificate of the course."""
    publishes(database)
    learner = Learner(database).enrolls().does_everything().evaluates()
    learner.attests()
    return learner


def corrects(office: Learner, serial: str) -> str:
    """The certificate is issued anew in another name; its serial."""
    correction = Correction("Ada Newname", (), "She has married.")
    with office.database.writing() as session:
        return issued.reissue(session, office.person, serial, correction, office.at)


def compared(database: Database) -> Compared:
    with database.reading() as session:
        return snapshot_checks.check(session)


def details(database: Database, kind: str) -> dict[str, str]:
    """What the event of that kind says."""
    with database.reading() as session:
        found = session.scalars(select(AuditEventRow.detail).where(AuditEventRow.kind == kind))
        return dict(json.loads(found.one()))


def test_completing_a_course_notes_the_digest_of_what_it_froze(ada: Learner) -> None:
    with ada.database.reading() as session:
        page = certificates.find_certificate_page(session, ada.attests())

    assert page is not None
    frozen = snapshots.digest_of(page.certificate.snapshot)
    assert details(ada.database, "course completed")["snapshot"] == frozen
    assert len(frozen) == 64


def test_originals_reissues_and_programs_agree_with_the_log(ada: Learner) -> None:
    publishes_program(ada.database, COURSE)
    issues(ada)
    corrects(ada, ada.attests())

    assert compared(ada.database) == Compared(agreeing=3, untold=0, faults=())


CHANGES = {
    "certificates": "UPDATE certificates SET snapshot = replace(snapshot, 'Ada', 'Eve')",
    "completions": "UPDATE completions SET snapshot = replace(snapshot, 'Ada', 'Eve')",
}


@pytest.mark.parametrize("table", CHANGES)
def test_a_certificate_that_says_something_else_by_now_is_named(ada: Learner, table: str) -> None:
    tampers(ada.database, CHANGES[table])

    [fault] = compared(ada.database).faults
    assert fault.startswith(f"Certificate {ada.attests()} does not say what was issued by event ")


def test_a_programs_certificate_and_a_reissue_that_were_changed_are_named(ada: Learner) -> None:
    publishes_program(ada.database, COURSE)
    of_program, again = issues(ada), corrects(ada, ada.attests())

    tampers(
        ada.database,
        "UPDATE program_certificates SET snapshot = replace(snapshot, 'Ada', 'Eve')",
        "UPDATE certificates SET snapshot = replace(snapshot, 'Ada Newname', 'Eve Newname')",
    )

    named = {fault.split()[1] for fault in compared(ada.database).faults}
    assert named == {of_program, again}


def test_a_certificate_that_was_put_there_or_removed_is_named(ada: Learner) -> None:
    serial = ada.attests()

    tampers(ada.database, "UPDATE certificates SET serial = 'AAAA-BBBB-CCCC'")

    put, gone = compared(ada.database).faults
    assert put == "Certificate AAAA-BBBB-CCCC was put there: no event says it was issued."
    assert gone.startswith(f"Certificate {serial}, issued by event ")
    assert gone.endswith(" was removed.")


def test_what_was_issued_before_the_log_held_digests_is_counted_and_not_judged(
    ada: Learner,
) -> None:
    forget = (
        "UPDATE audit_events SET detail = '{\"serial\":\"%s\"}' WHERE kind = 'course completed'"
    )
    tampers(ada.database, forget % ada.attests(), CHANGES["certificates"])

    assert compared(ada.database) == Compared(agreeing=0, untold=1, faults=())


def test_an_event_without_a_digest_among_those_that_have_one_is_not_believed(
    ada: Learner,
) -> None:
    again = corrects(ada, ada.attests())
    forget = "UPDATE audit_events SET detail = '{}' WHERE kind = 'certificate reissued'"

    tampers(ada.database, forget)

    [fault] = compared(ada.database).faults
    assert fault.startswith(f"Certificate {again} has no digest in event ")


def test_all_certificates_are_compared_in_three_queries(ada: Learner) -> None:
    Learner(ada.database, "Ben Ito").enrolls().does_everything().evaluates().attests()

    with asked(ada.database) as statements:
        assert compared(ada.database).agreeing == 2

    assert len(statements) == 3


def test_a_digest_is_that_of_the_text_that_is_kept(ada: Learner) -> None:
    publishes_program(ada.database, COURSE)
    serial = issues(ada)

    with ada.database.reading() as session:
        found = programs.find_certificate(session, serial)
        [kept] = [it for it in snapshots.read_kept(session) if it.serial == serial]

    assert found is not None
    assert kept.digests == {snapshots.digest_of(found.snapshot)}
