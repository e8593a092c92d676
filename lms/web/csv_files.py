"""CSV files to download; a cell that a spreadsheet would run is text in them (IN-11)."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

from flask import Response

from lms.domain.spreadsheets import Cell, safe_cell

# Without it Excel takes the bytes of a name for letters of its own code page.
BYTE_ORDER_MARK = "\ufeff"


def csv_file(name: str, head: Sequence[str], rows: Iterable[Sequence[Cell]]) -> Response:
    """The table as a file of that name to download; numbers stay numbers, None is an empty cell."""
    text = StringIO()
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    response = Response(BYTE_ORDER_MARK + text.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
