"""Transcripts: what is summed up, and certificates from elsewhere with their files."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from lms.domain.access import Person
from lms.domain.courses import Provider
from lms.domain.errors import FieldRefusal, FormRefusal, NotFound
from lms.domain.external_certificates import typed_of
from lms.domain.media import document_of
from lms.domain.transcripts import Transcript
from lms.services import certificates, transcripts
from lms.store.database import Database
from lms.store.rows import AuditEventRow, ExternalCertificateRow, ExternalFileRow
from tests import make
from tests.accounts import signed_up
from tests.queries import asked
from tests.records import a_certificate_from_elsewhere, enters, titles
from tests.sittings import Learner, publishes

APPROVED = make.a_provider(make.an_approval())
DOCUMENT = document_of(b"%PDF-1.7 a certificate")


def transcript(database: Database, person: Person, **asked_for: str) -> Transcript:
    with database.reading() as session:
        return transcripts.get_transcript(session, person, asked_for)


def finishes(database: Database, *slugs: str, provider: Provider | None = None) -> Learner:
    """Ada, who has completed these courses, an hour apart."""
    ada = Learner(database)
    for slug in slugs:
        publishes(database, make.a_course(slug=slug, title=slug.title()), provider)
        ada.course = slug
        ada.waits(hours=1)
        ada.enrolls().does_everything().evaluates().attests()
    return ada


def keeps_file(database: Database, person: Person, public_id: str) -> None:
    assert DOCUMENT is not None
    with database.writing() as session:
        transcripts.keep_file(session, person, public_id, DOCUMENT, make.START)


def count(database: Database, row: type[ExternalCertificateRow | ExternalFileRow]) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(row)).one()


def test_only_valid_certificates_with_credit_are_summed_up(database: Database) -> None:
    ada = finishes(database, "art", "mastery", "zeal", provider=APPROVED)
    serial = transcript(database, ada.person).lines[0].certificate
    assert serial is not None
    with database.writing() as session:
        certificates.void(session, serial.serial, "Issued in error", ada.at)

    found = transcript(database, ada.person)

    assert len(found.lines) == 3
    assert len(found.counted) == 2
    assert found.hours == 2 * found.counted[0].hours


def test_hours_of_study_without_an_approval_sum_up_to_no_credit(database: Database) -> None:
    ada = finishes(database, "art")

    found = transcript(database, ada.person)

    assert found.lines[0].hours > 0
    assert found.counted == ()
    assert found.hours == Decimal("0.00")


def test_somebody_elsewhere_has_a_transcript_of_their_own(database: Database) -> None:
    ada = finishes(database, "art")
    enters(database, ada.person)

    assert transcript(database, signed_up(database, "Ben Okafor")).lines == ()


def test_a_transcript_is_asked_for_in_two_queries(sqlite_database: Database) -> None:
    ada = signed_up(sqlite_database, "Ada Marlowe")
    for number in range(12):
        enters(sqlite_database, ada, title=f"Workshop {number}")

    with asked(sqlite_database) as statements:
        found = transcript(sqlite_database, ada, credit="board")

    assert len(statements) == 2
    assert len(found.lines) == 12


def test_a_file_goes_with_its_certificate_and_another_one_takes_its_place(
    database: Database,
) -> None:
    ada = signed_up(database, "Ada Marlowe")
    public_id, other = enters(database, ada), enters(database, ada, title="Another")
    for _ in range(2):
        keeps_file(database, ada, public_id)
    keeps_file(database, ada, other)
    kept = count(database, ExternalFileRow)

    with database.writing() as session:
        transcripts.remove(session, ada, public_id, make.later(1))

    assert kept == 2
    assert count(database, ExternalFileRow) == 1
    assert titles(transcript(database, ada)) == ["Another"]


def test_ac_03_nobody_else_can_change_remove_or_read_it(database: Database) -> None:
    ada, ben = signed_up(database, "Ada Marlowe"), signed_up(database, "Ben Okafor")
    public_id = enters(database, ada)
    keeps_file(database, ada, public_id)
    certificate = a_certificate_from_elsewhere(title="Ben's")

    with pytest.raises(NotFound), database.writing() as session:
        transcripts.change(session, ben, public_id, certificate, make.START)
    with pytest.raises(NotFound), database.writing() as session:
        transcripts.remove(session, ben, public_id, make.START)
    with pytest.raises(NotFound):
        keeps_file(database, ben, public_id)
    with pytest.raises(NotFound), database.reading() as session:
        transcripts.get_file_for(session, ben, public_id)
    with pytest.raises(NotFound), database.reading() as session:
        transcripts.get_entered_for(session, ben, public_id)


def test_in_13_a_transcript_has_room_for_so_many_and_no_more(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transcripts, "MOST_CERTIFICATES", 2)
    ada = signed_up(sqlite_database, "Ada Marlowe")
    for _ in range(2):
        enters(sqlite_database, ada)

    with pytest.raises(FieldRefusal, match="room for 2 of these"):
        enters(sqlite_database, ada)


def test_au_01_each_act_is_an_event_without_what_was_entered(database: Database) -> None:
    ada = signed_up(database, "Ada Marlowe")
    public_id = enters(database, ada, title="Zanzibar")
    keeps_file(database, ada, public_id)
    with database.writing() as session:
        changed = replace(a_certificate_from_elsewhere(), title="Zanzibar 2")
        transcripts.change(session, ada, public_id, changed, make.START)
        transcripts.remove(session, ada, public_id, make.START)

    with database.reading() as session:
        events = session.execute(
            select(AuditEventRow.kind, AuditEventRow.subject, AuditEventRow.detail).order_by(
                AuditEventRow.id
            )
        ).all()

    told = [event for event in events if event.kind.startswith("external")]
    acts = ("added", "file added", "changed", "removed")
    assert [event.kind for event in told] == [f"external certificate {act}" for act in acts]
    assert len({event.subject for event in told}) == 1
    assert "Zanzibar" not in str(events)


def test_the_last_day_to_enter_is_the_day_where_its_reader_is() -> None:
    late = datetime(2026, 11, 22, 23, tzinfo=UTC)
    typed = typed_of(replace(a_certificate_from_elsewhere(), completed_on=date(2026, 11, 23)))

    kept = transcripts.clean_typed(typed, (), late, ZoneInfo("Asia/Tokyo"))

    assert kept.completed_on == date(2026, 11, 23)
    with pytest.raises(FormRefusal) as refused:
        transcripts.clean_typed(typed, (), late, ZoneInfo("America/New_York"))
    assert refused.value.problems.keys() == {"completed_on"}
