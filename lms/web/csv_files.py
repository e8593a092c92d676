"""CSV files to download."""

from collections.abc import Sequence
from io import BytesIO

from flask import Response

from lms.domain.spreadsheets import Rows, write_csv


def csv_file(name: str, head: Sequence[str], rows: Rows) -> Response:
    """The table as a file of that name to download."""
    file = BytesIO()
    write_csv(file, head, rows)
    response = Response(file.getvalue(), content_type="text/csv; charset=utf-8")
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response
