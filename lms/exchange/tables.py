"""Tables as files: the two kinds of workbooks that spreadsheets open."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import BinaryIO

import xlsxwriter
import xlwt

from lms.domain.errors import Refusal
from lms.domain.spreadsheets import Rows

US_DATE = "m/d/yyyy"
SHEET = "Roster"
# What one sheet of the older kind holds.
MOST_XLS_ROWS = 65_536


def write_xls(file: BinaryIO, head: Sequence[str], rows: Rows) -> None:
    """The table as an Excel 97 workbook; dates are real dates, texts are texts.

    Refusal where it has more rows than such a sheet.
    """
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet(SHEET)
    as_date = xlwt.easyxf(num_format_str=US_DATE)
    for down, row in enumerate(_all_rows(head, rows)):
        if down == MOST_XLS_ROWS:
            raise Refusal(f"An .xls file holds {MOST_XLS_ROWS:,} rows. Take the .xlsx instead.")
        for right, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write(down, right, cell, as_date)
            elif cell is not None:
                sheet.write(down, right, cell)
    book.save(file)


def write_xlsx(file: BinaryIO, head: Sequence[str], rows: Rows, made_at: datetime) -> None:
    """The same as a workbook of the present kind, row by row: same rows and time, same bytes."""
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        book.set_properties({"created": made_at.replace(tzinfo=None, microsecond=0)})
        sheet = book.add_worksheet(SHEET)
        as_date = book.add_format({"num_format": US_DATE})
        for down, row in enumerate(_all_rows(head, rows)):
            for right, cell in enumerate(row):
                if isinstance(cell, date):
                    sheet.write_datetime(down, right, datetime(*cell.timetuple()[:3]), as_date)
                elif isinstance(cell, str):
                    sheet.write_string(down, right, cell)
                elif cell is not None:
                    sheet.write_number(down, right, float(cell))


def _all_rows(head: Sequence[str], rows: Rows) -> Rows:
    if head:
        yield head
    yield from rows
