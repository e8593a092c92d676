"""CSV files to download, and what a spreadsheet would run in them."""

import csv
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from hypothesis import strategies as st

import lms
from lms.domain.spreadsheets import RUNS, Cell, safe_cell
from lms.web.csv_files import csv_file
from tests.domain.laws import law


def read(*rows: tuple[Cell, ...]) -> list[list[str]]:
    text = csv_file("roster.csv", ("name", "count"), rows).get_data().decode("utf-8-sig")
    return list(csv.reader(StringIO(text, newline="")))


@pytest.mark.parametrize("start", RUNS)
def test_in_11_what_a_spreadsheet_would_run_is_text(start: str) -> None:
    dangerous = f"{start}cmd|' /C calc'!A0"

    assert read((dangerous, 1)) == [["name", "count"], [f"'{dangerous}", "1"]]


def test_in_11_numbers_below_zero_stay_numbers() -> None:
    assert read(("item-rest", Decimal("-0.0273"))) == [["name", "count"], ["item-rest", "-0.0273"]]
    assert safe_cell(-3) == -3


@law(st.text())
def test_law_in_11_no_text_begins_with_what_runs_and_none_is_lost(text: str) -> None:
    safe = safe_cell(text)

    assert isinstance(safe, str)
    assert not safe.startswith(RUNS)
    assert safe.endswith(text)


def test_commas_quotes_lines_and_letters_of_every_script_come_through() -> None:
    names = ('Ada "A", Marlowe', "two\nlines", "Nguyễn Thị Ánh", "עדה", "")

    assert [row[0] for row in read(*((name, None) for name in names))[1:]] == list(names)


def test_a_file_is_downloaded_under_its_name() -> None:
    file = csv_file("roster.csv", ("name",), [])

    assert file.content_type == "text/csv; charset=utf-8"
    assert file.headers["Content-Disposition"] == "attachment; filename=roster.csv"
    assert file.get_data().startswith("\ufeff".encode())


def test_csv_is_written_in_one_place() -> None:
    house = Path(lms.__file__).parent
    files = house.rglob("*.py")

    writing = [it.relative_to(house).as_posix() for it in files if "csv.writer" in it.read_text()]

    assert writing == ["domain/spreadsheets.py"]
