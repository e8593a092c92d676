"""Cells of tables that leave the house: what a spreadsheet would run stays a text (IN-11)."""

from datetime import date
from decimal import Decimal

Cell = str | int | Decimal | date | None

# What makes spreadsheets take a text for a formula.
RUNS = ("=", "+", "-", "@", "\t", "\r")


def safe_cell(cell: Cell) -> Cell:
    """The cell, a text that a spreadsheet would run with an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(RUNS) else cell
