"""Tables that leave the house: what a spreadsheet would run stays a text (IN-11)."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from io import TextIOWrapper
from typing import BinaryIO

Cell = str | int | Decimal | date | None
Rows = Iterable[Sequence[Cell]]

# What makes spreadsheets take a text for a formula.
RUNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: Cell) -> Cell:
    """The cell, a text that a spreadsheet would run with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell


def write_csv(file: BinaryIO, head: Sequence[str], rows: Rows) -> None:
    """The table as CSV, a line at a time; numbers stay numbers, None is an empty cell.

    Its byte order mark keeps Excel from taking the bytes of a name for letters of its own.
    """
    text = TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text)
    writer.writerow(head)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.detach()
