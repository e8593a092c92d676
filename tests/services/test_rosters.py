"""Rosters: batches hold only what was not reported, and stay as they were reported."""

import csv
from datetime import date
from io import BytesIO, StringIO

import openpyxl
import pytest
import xlrd
from sqlalchemy import select

from lms.domain.access import Role
from lms.domain.certificates import License
from lms.domain.errors import FieldRefusal, FormRefusal, NotFound, Refusal
from lms.domain.rosters import Kind, Refused
from lms.services import certificates, issued, jobs, profiles, rosters
from lms.services.rosters import PreFlight
from lms.store.database import Database
from lms.store.rows import RosterBatchRow
from tests import make
from tests.accounts import signed_up
from tests.beginnings import begun_once
from tests.queries import asked
from tests.signing import signing_at
from tests.sittings import Learner, publishes

FLORIDA = License("Mental health counselor", "Florida", "0012345")
NUMBERS = {("provider", ""): "50-1234", ("profession", FLORIDA.profession): "MH"}


class Office:
    """Dora, who makes rosters."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.dora = signed_up(database, "Dora Vance", Role.ADMINISTRATOR)

    def looks(self, kind: Kind = Kind.GENERIC) -> PreFlight:
        with self.database.reading() as session:
            return rosters.get_pre_flight(session, kind)

    def numbers(self, typed: dict[tuple[str, str], str], kind: Kind = Kind.CE_BROKER) -> None:
        with self.database.writing() as session:
            rosters.set_numbers(session, self.dora, kind, typed, make.later(900))

    def tells(self, serial: str, kind: Kind = Kind.CE_BROKER) -> None:
        """Say that a completion was told by hand."""
        with self.database.writing() as session:
            rosters.tell_by_hand(session, self.dora, kind, serial, make.later(950))

    def orders(self, kind: Kind = Kind.GENERIC) -> str:
        with self.database.writing() as session:
            return rosters.order(session, self.dora, kind, make.later(900))

    def makes(self, kind: Kind = Kind.GENERIC) -> str:
        """Order a batch and let the worker make it."""
        batch = self.orders(kind)
        self.works()
        return batch

    def works(self) -> None:
        """Let the worker do what is due."""
        signing = signing_at("https://learn.example.org")
        jobs.work_off(self.database, signing, lambda: make.later(901))

    def file(self, batch: str, suffix: str) -> bytes:
        file = BytesIO()
        with self.database.reading() as session:
            rosters.write_file(session, rosters.get_batch(session, batch), suffix, file)
        return file.getvalue()

    def lines(self, batch: str) -> list[dict[str, str]]:
        text = self.file(batch, "csv").decode("utf-8-sig")
        return list(csv.DictReader(StringIO(text, newline="")))


def refused_in(found: PreFlight) -> list[Refused]:
    """Who would be left out, of the page that is looked at."""
    return [it.refused for it in found.page.entries if it.refused]


@pytest.fixture
@begun_once
def office(database: Database) -> Office:
    publishes(database, provider=make.a_provider(make.an_approval()))
    return Office(database)


def completes(database: Database, name: str, license_: License | None = FLORIDA) -> str:
    learner = Learner(database, name)
    if license_:
        with database.writing() as session:
            profiles.add_license(session, learner.person, license_, make.START)
    learner.enrolls().does_everything().evaluates()
    return learner.attests()


def test_a_batch_holds_only_what_was_not_reported(database: Database, office: Office) -> None:
    ada = completes(database, "Ada Marlowe")
    first = office.makes()
    ben = completes(database, "Ben Okafor")

    second = office.makes()

    assert [line["certificate"] for line in office.lines(first)] == [ada]
    assert [line["certificate"] for line in office.lines(second)] == [ben]
    assert office.looks().page.total == 0
    with pytest.raises(Refusal, match="Everything was reported"):
        office.orders()
    with database.reading() as session, pytest.raises(Refusal, match="Everything was reported"):
        rosters.refuse_empty(session, Kind.GENERIC)


def test_each_body_is_told_for_itself(database: Database, office: Office) -> None:
    completes(database, "Ada Marlowe")
    office.makes()

    assert office.looks(Kind.CE_BROKER).page.total == 1


def test_a_line_tells_the_way_to_the_certificate(database: Database, office: Office) -> None:
    serial = completes(database, "Ada Marlowe")

    (line,) = office.lines(office.makes())

    assert line["certificate"] == serial
    assert (line["first names"], line["last name"]) == ("Ada", "Marlowe")
    assert line["e-mail"] == "ada@example.org"
    assert (line["attempts"], line["final score, %"], line["passed"]) == ("2", "100.0", "yes")
    assert line["enrolled (UTC)"] == line["completed (UTC)"] == "2026-11-09 15:30:00"


def test_ordering_while_a_batch_is_made_gives_that_batch(
    database: Database, office: Office
) -> None:
    completes(database, "Ada Marlowe")

    assert office.orders() == office.orders()
    assert office.looks().making is not None


def test_while_a_batch_is_made_of_all_that_waited_an_order_is_not_refused(
    database: Database, office: Office
) -> None:
    completes(database, "Ada Marlowe")
    batch = office.orders()
    with database.writing() as session:
        rosters.go_on(session, batch, 0, make.later(900))
    assert office.looks().page.total == 0

    with database.reading() as session:
        rosters.refuse_empty(session, Kind.GENERIC)

    assert office.orders() == batch


def test_a_reported_certificate_that_is_voided_is_reported_as_that(
    database: Database, office: Office
) -> None:
    serial = completes(database, "Ada Marlowe")
    office.makes()
    with database.writing() as session:
        certificates.void(session, serial, "Issued in error.", make.later(800))

    (line,) = office.lines(office.makes())

    assert (line["certificate"], line["reason"]) == (serial, "Issued in error.")
    assert office.looks().page.total == 0


def test_who_would_be_left_out_is_named_and_waits_until_it_is_mended(
    database: Database, office: Office
) -> None:
    ada = completes(database, "Ada Marlowe")
    ben = completes(database, "Ben Okafor", license_=None)

    before = office.looks(Kind.CE_BROKER)
    office.numbers(NUMBERS)
    after = office.looks(Kind.CE_BROKER)
    office.makes(Kind.CE_BROKER)

    assert {it.serial for it in refused_in(before)} == {ada, ben}
    assert [(it.serial, it.why) for it in refused_in(after)] == [
        (ben, "The certificate states no license.")
    ]
    assert office.looks(Kind.CE_BROKER).page.total == 1


def test_who_is_left_out_is_counted_once_however_often_a_batch_is_begun(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of three, each looked at in a step of its own, two are left out; a worker is cut off."""
    completes(database, "Ben Okafor", license_=None)
    completes(database, "Ada Marlowe")
    completes(database, "Vera Kuznetsova", license_=None)
    office.numbers(NUMBERS)
    monkeypatch.setattr(rosters, "AT_ONCE", 1)
    batch = office.orders(Kind.CE_BROKER)
    for steps in (1, 3, 2):
        after: int | None = 0
        for _ in range(steps):
            with database.writing() as session:
                after = rosters.go_on(session, batch, after or 0, make.later(900))

    office.works()

    with database.reading() as session:
        made = rosters.get_batch(session, batch)
    assert (made.rows, made.refused) == (1, 2)
    assert made.made_at is not None


def test_what_is_voided_after_it_was_reported_is_not_left_out(
    database: Database, office: Office
) -> None:
    serial = completes(database, "Ada Marlowe")
    batch = office.orders()
    with database.writing() as session:
        after = rosters.go_on(session, batch, 0, make.later(900))
    with database.writing() as session:
        certificates.void(session, serial, "Issued in error.", make.later(900))
    with database.writing() as session:
        assert rosters.go_on(session, batch, after or 0, make.later(901)) is None

    with database.reading() as session:
        made = rosters.get_batch(session, batch)
    assert (made.rows, made.refused) == (1, 0)
    assert office.looks().page.total == 1


def test_no_body_is_told_of_a_completion_twice_when_its_certificate_is_corrected(
    database: Database, office: Office
) -> None:
    serial = completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)
    office.makes(Kind.CE_BROKER)
    second = reissues(database, office, serial)
    newer = reissues(database, office, second, "Ada Hart")

    found = office.looks(Kind.CE_BROKER)

    [refused] = refused_in(found)
    assert refused.serial == newer
    assert "Tell them the correction by hand." in refused.why
    assert office.looks(Kind.GENERIC).page.total == 3


def test_a_body_is_told_once_that_a_completion_fell_whose_correction_it_never_heard_of(
    database: Database, office: Office
) -> None:
    serial = completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)
    office.makes(Kind.CE_BROKER)
    newer = reissues(database, office, serial)
    with database.writing() as session:
        certificates.void(session, newer, "Issued in error.", make.later(900))

    [refused] = refused_in(office.looks(Kind.CE_BROKER))
    assert refused.serial == newer
    assert "that the completion no longer stands" in refused.why
    office.tells(newer)

    assert office.looks(Kind.CE_BROKER).page.total == 0


def test_a_body_that_never_heard_of_a_completion_is_not_told_that_it_fell(
    database: Database, office: Office
) -> None:
    newer = reissues(database, office, completes(database, "Ada Marlowe"))
    with database.writing() as session:
        certificates.void(session, newer, "Issued in error.", make.later(900))

    assert office.looks(Kind.CE_BROKER).page.total == 0


def test_a_certificate_that_was_corrected_before_it_was_reported_is_reported_once(
    database: Database, office: Office
) -> None:
    newer = reissues(database, office, completes(database, "Ada Marlowe"))
    office.numbers(NUMBERS)
    assert [it.serial for it in office.looks(Kind.CE_BROKER).page.entries] == [newer]

    batch = office.makes(Kind.CE_BROKER)

    with database.reading() as session:
        assert rosters.get_batch(session, batch).rows == 1
    assert office.looks(Kind.CE_BROKER).page.total == 0


def test_ce_broker_is_not_told_of_a_completion_without_credit(
    database: Database, office: Office
) -> None:
    course = make.a_course(slug="other")
    publishes(database, course)
    learner = Learner(database, "Ada Marlowe", "other")
    with database.writing() as session:
        profiles.add_license(session, learner.person, FLORIDA, make.START)
    learner.enrolls().does_everything().evaluates()
    serial = learner.attests()
    office.numbers(NUMBERS)

    [refused] = refused_in(office.looks(Kind.CE_BROKER))

    assert (refused.serial, refused.why) == (
        serial,
        "No approval designated credit for this completion.",
    )


def test_a_voiding_that_a_body_should_know_of_waits_until_somebody_told_it(
    database: Database, office: Office
) -> None:
    serial = completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)
    office.makes(Kind.CE_BROKER)
    with database.writing() as session:
        certificates.void(session, serial, "Issued in error.", make.later(950))

    [refused] = refused_in(office.looks(Kind.CE_BROKER))
    assert "voided after it was reported" in refused.why
    for _ in range(2):
        office.tells(serial)

    assert office.looks(Kind.CE_BROKER).page.total == 0
    with database.reading() as session:
        [batch] = rosters.list_batches(session, 1).entries
        [told] = rosters.list_by_hand(session, 1).entries
    assert (batch.rows, batch.refused) == (1, 0)
    assert (told.serial, told.is_voided, told.by) == (serial, True, "Dora Vance")


def test_a_telling_by_hand_has_no_page_of_a_batch(database: Database, office: Office) -> None:
    office.tells(completes(database, "Ben Okafor", license_=None))
    with database.reading() as session:
        act = session.scalars(select(RosterBatchRow.public_id)).one()
        assert rosters.find_batch(session, act) is None


def test_there_is_no_batch_of_nobody(database: Database, office: Office) -> None:
    completes(database, "Ben Okafor", license_=None)
    with database.reading() as session, pytest.raises(Refusal, match="would hold nobody"):
        rosters.refuse_empty(session, Kind.CE_BROKER)

    batch = office.makes(Kind.CE_BROKER)

    with database.reading() as session:
        assert rosters.find_batch(session, batch) is None
        assert rosters.list_batches(session, 1).entries == ()
    assert office.looks(Kind.CE_BROKER).making is None


def test_whoever_could_be_reported_is_found_behind_hundreds_who_could_not(
    database: Database, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("Ben Okafor", "Vera Kuznetsova"):
        completes(database, name, license_=None)
    completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)
    monkeypatch.setattr(rosters, "AT_ONCE", 1)

    with database.reading() as session:
        rosters.refuse_empty(session, Kind.CE_BROKER)


def test_what_no_batch_can_hold_waits_no_longer_once_it_was_told_by_hand(
    database: Database, office: Office
) -> None:
    ben = completes(database, "Ben Okafor", license_=None)
    ada = completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)

    office.tells(ben)

    assert [it.serial for it in office.looks(Kind.CE_BROKER).page.entries] == [ada]
    with pytest.raises(Refusal, match="Make the batch instead"):
        office.tells(ada)


def test_every_completion_that_waits_is_on_some_page_and_every_course_has_its_field(
    database: Database, office: Office
) -> None:
    names = ["Ada", "Ben", "Vera"]
    for name in names:
        completes(database, f"{name} Marlowe", license_=None)
    publishes(database, make.a_course(slug="other"))
    with database.reading() as session:
        found = rosters.get_pre_flight(session, Kind.CE_BROKER, 99)

    assert found.page.total == len(names)
    assert found.courses == ("foundations", "other")


@pytest.mark.parametrize("about", [("foo", "bar"), ("course", "x" * 5_000), ("course", "a\nb")])
def test_a_number_of_what_no_body_numbers_is_refused(
    office: Office, about: tuple[str, str]
) -> None:
    with pytest.raises((NotFound, FieldRefusal)):
        office.numbers({about: "1"})


def reissues(
    database: Database, office: Office, serial: str, name: str = "Ada Marlowe-Hart"
) -> str:
    """Correct a certificate; the serial of the new one comes back."""
    correction = issued.Correction(name, (FLORIDA,), "She has married.")
    with database.writing() as session:
        return issued.reissue(session, office.dora, serial, correction, make.later(850))


def test_a_number_that_cannot_be_kept_is_refused_at_its_field(office: Office) -> None:
    with pytest.raises(FieldRefusal) as refusal:
        office.numbers({("profession", "Social worker"): "x" * 121})

    assert refusal.value.field == "profession-Social-worker"


def test_numbers_that_ce_broker_never_gives_are_refused_each_at_its_field(office: Office) -> None:
    with pytest.raises(FormRefusal) as refusal:
        office.numbers({("provider", ""): "fifty", ("course", "foundations"): "FSX 101"})

    assert set(refusal.value.problems) == {"provider", "course-foundations"}
    assert office.looks(Kind.CE_BROKER).numbers == {}


def test_ce_broker_is_given_a_workbook_without_a_head(database: Database, office: Office) -> None:
    completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)
    batch = office.makes(Kind.CE_BROKER)

    book = xlrd.open_workbook(file_contents=office.file(batch, "xls"))
    sheet = book.sheet_by_index(0)
    modern = openpyxl.load_workbook(BytesIO(office.file(batch, "xlsx"))).active

    assert (sheet.nrows, sheet.row_values(0)[4]) == (1, "0012345")
    assert sheet.cell_type(0, 4) == xlrd.XL_CELL_TEXT
    assert sheet.cell_type(0, 5) == xlrd.XL_CELL_DATE
    day = xlrd.xldate_as_datetime(sheet.cell_value(0, 5), book.datemode).date()
    assert day == date(2026, 11, 9)
    row = [cell.value for cell in modern[1]]
    assert (row[4], row[5].date(), row[6]) == ("0012345", day, "State=FL")
    assert modern["F1"].number_format == "m/d/yyyy"


def test_a_batch_stays_as_it_was_reported(database: Database, office: Office) -> None:
    completes(database, "Ada Marlowe")
    office.numbers(NUMBERS)
    made = {kind: office.makes(kind) for kind in (Kind.GENERIC, Kind.CE_BROKER)}
    files = [
        (made[Kind.GENERIC], "csv"),
        (made[Kind.CE_BROKER], "xls"),
        (made[Kind.CE_BROKER], "xlsx"),
    ]
    before = [office.file(*it) for it in files]
    publishes(database, make.a_course(title="Another title"), make.a_provider(name="Another"))
    office.numbers({("provider", ""): "9"})

    assert [office.file(*it) for it in files] == before


def test_in11_no_cell_runs_in_a_spreadsheet(database: Database, office: Office) -> None:
    completes(database, "Ada Marlowe", License("=1+1", "Florida", "@x"))

    (line,) = office.lines(office.makes())

    assert line["licenses"].startswith("'=1+1")


def test_there_is_no_file_in_another_format_or_before_it_is_made(
    database: Database, office: Office
) -> None:
    completes(database, "Ada Marlowe")
    batch = office.orders()

    for suffix in ("csv", "xls"):
        with pytest.raises(NotFound):
            office.file(batch, suffix)


def test_numbers_are_numbers_in_a_workbook_and_a_formula_is_none(
    database: Database, office: Office
) -> None:
    completes(database, "=1+1 Marlowe")
    office.numbers({("course", "foundations"): "A1"}, Kind.PARS)

    book = openpyxl.load_workbook(BytesIO(office.file(office.makes(), "xlsx")))
    head, line = list(book.active.iter_rows())
    cells = {name.value: cell for name, cell in zip(head, line, strict=True)}

    assert isinstance(cells["hours"].value, int | float)
    assert isinstance(cells["final score, %"].value, int | float)
    assert cells["legal name"].data_type == "s"
    assert str(cells["legal name"].value).lstrip("'").startswith("=1+1")


def test_a_name_that_looks_like_a_formula_is_none_in_an_old_workbook(
    database: Database, office: Office
) -> None:
    license_ = License(FLORIDA.profession, "Florida", "=1+1")
    completes(database, "Ada Marlowe", license_)
    office.numbers(NUMBERS)

    book = xlrd.open_workbook(file_contents=office.file(office.makes(Kind.CE_BROKER), "xls"))
    cell = book.sheet_by_index(0).cell(0, 4)

    assert cell.ctype == xlrd.XL_CELL_TEXT
    assert "1+1" in cell.value


def test_av04_a_pre_flight_asks_six_times(database: Database, office: Office) -> None:
    for name in ("Ada Marlowe", "Ben Okafor", "Vera Kuznetsova"):
        completes(database, name)

    with asked(database) as statements:
        office.looks(Kind.CE_BROKER)

    assert len(statements) == 6
