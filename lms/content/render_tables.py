"""Tables as a journal sets them: caption above, numbers at the right, headers that say so."""

from collections.abc import Iterable
from xml.etree.ElementTree import Element

from lms.content.render_page import Page


def write_table(page: Page, element: Element) -> str:
    """A table that scrolls sideways on its own, numbered where it has a caption."""
    caption, number = element.find("caption"), ""
    if caption is not None and page.is_module:
        page.tables += 1
        number = f" {page.tables}"
    title = ""
    if caption is not None:
        start = f"Table{number}. " if number else ""
        title = f"<caption>{start}{page.inner(caption).strip()}</caption>"
    rows = [page.write(part) for part in element if part.tag in {"thead", "tbody"}]
    return (
        f'<figure><section class="scroller" tabindex="0" '
        f'aria-label="Table{number}, scrolls sideways">'
        f"<table>{title}{''.join(rows)}</table></section></figure>"
    )


def write_head(page: Page, element: Element) -> str:
    """The rows above the rule: every cell heads a column."""
    rows = ("".join(_cell(page, cell, "col") for cell in row) for row in element)
    return f"<thead>{_rows(rows)}</thead>"


def write_body(page: Page, element: Element) -> str:
    """The rows below the rule: the first cell heads its row."""
    rows = (
        "".join(_cell(page, cell, "row" if cell is row[0] else "") for cell in row)
        for row in element
    )
    return f"<tbody>{_rows(rows)}</tbody>"


def _rows(rows: Iterable[str]) -> str:
    return "".join(f"<tr>{row}</tr>" for row in rows)


def _cell(page: Page, cell: Element, scope: str) -> str:
    """A header cell where there is a scope; an empty one heads nothing."""
    html = page.write(cell)
    number = ' class="num"' if "right" in cell.get("style", "") else ""
    if scope and html:
        return f'<th scope="{scope}"{number}>{html}</th>'
    return f"<td{number}>{html}</td>"
