"""What leads away from the text and back: citations, abbreviations and footnotes."""

from collections.abc import Mapping
from html import escape
from xml.etree.ElementTree import Element

from lms.content.citations import Cited, read_citation
from lms.content.render_page import Page, slug_of, unescaped
from lms.content.render_quotes import curl


def write_citation(page: Page, element: Element) -> str:
    """`(Pope et al., 1986, p. 12)`, each work a link to its entry in the reference list."""
    brackets = unescaped(element.text or "")
    works = read_citation(brackets)
    for work in works:
        page.places.setdefault(work.key, [])
    known = [work for work in works if work.key in page.labels]
    if not known:
        return page.literal(f"[{brackets}]")
    known.sort(key=lambda work: page.order[work.key])
    unknown = [page.literal(f"[@{work.key}]") for work in works if work.key not in page.labels]
    if len(known) == 1 and not unknown:
        return _link(page, known[0], f"({_label(page, known[0])})")
    links = [_link(page, work, _label(page, work)) for work in known]
    return f"({'; '.join(links + unknown)})"


def _label(page: Page, work: Cited) -> str:
    label = page.labels[work.key]
    place = work.locator.replace("--", "–").replace("-", "–")
    return page.literal(", ".join(filter(None, [curl(label.names), label.year, place])))


def _link(page: Page, work: Cited, text: str) -> str:
    key = escape(work.key)
    if page.is_in_link or (not page.is_module and not page.home.address):
        return text
    if not page.is_module:
        return f'<a class="cite" href="{escape(page.home.address)}#ref-{key}">{text}</a>'
    places = page.places[work.key]
    places.append(f"c-{work.key}-{len(places) + 1}")
    return f'<a class="cite" id="{escape(places[-1])}" href="#ref-{key}">{text}</a>'


def write_abbreviation(page: Page, element: Element) -> str:
    """A button that shows the meaning at its first use in a section; plain text afterward."""
    short = unescaped("".join(element.itertext()))
    meaning = curl(unescaped(element.get("title", "")))
    text = page.text(short)
    is_new = short not in page.explained
    if not page.is_module or page.is_in_link or page.is_in_heading or not is_new:
        return text
    page.explained.add(short)
    name = escape(page.ids.take(f"abbr-{slug_of(short)}"))
    return (
        f'<button type="button" class="abbr" popovertarget="{name}">{text}</button>'
        f'<span class="footline" id="{name}" popover="auto">'
        f"<dfn>{text}</dfn>{page.literal(meaning)}</span>"
    )


def write_superscript(page: Page, element: Element) -> str:
    """The mark of a footnote: the number it has by the order in which the text names it."""
    link = element.find("a")
    label = link.get("href", "").removeprefix("#fn:") if link is not None else ""
    if page.is_in_link:
        return ""
    is_first = label not in page.notes
    if is_first:
        page.notes.append(label)
    number = page.notes.index(label) + 1
    place = f' id="fnref-{number}"' if is_first and page.is_module else ""
    if not page.is_module:
        return f"<sup>{number}</sup>"
    return f'<sup{place}><a href="#fn-{number}" aria-label="Footnote {number}">{number}</a></sup>'


def write_footnotes(page: Page, notes: Mapping[str, Element], written: int) -> str:
    """The footnotes that the text has named since the first `written`, in a list of their own."""
    items: list[str] = []
    # Footnotes may name footnotes, so the names grow while this goes on.
    while written + len(items) < len(page.notes):
        number = written + len(items) + 1
        items.append(_footnote(page, notes[page.notes[number - 1]], number))
    if not items:
        return ""
    start = f' start="{written + 1}"' if written else ""
    return (
        '<section class="footnotes" aria-label="Footnotes"><hr>'
        f"<ol{start}>{''.join(items)}</ol></section>"
    )


def _footnote(page: Page, note: Element, number: int) -> str:
    text = page.inner(note).strip()
    if not page.is_module:
        return f"<li>{text}</li>"
    back = f'<a href="#fnref-{number}">Back to text</a>'
    if text.endswith("</p>"):
        text = f"{text.removesuffix('</p>')} {back}</p>"
    else:
        text = f"{text}<p>{back}</p>"
    return f'<li id="fn-{number}">{text}</li>'
