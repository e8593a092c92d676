"""The elements of a text in the markup of the look."""

from html import escape
from xml.etree.ElementTree import Element

from lms.content.render_lines import ICON, icon_mark, number_of
from lms.content.render_links import image_address, is_external, link_address
from lms.content.render_notes import write_abbreviation, write_citation, write_superscript
from lms.content.render_page import Page, Writer, code_of, slug_of, text_of, unescaped
from lms.content.render_tables import write_body, write_head, write_table

ICONS = "/static/icons.svg"
LABELS = {"note": "Note", "important": "Important", "caution": "Caution"}
_CASE_NOTE = '<p class="case-note">An invented composite. It describes no real person.</p>'
_KINDS = (*LABELS, "case")
_KEPT = ("ul", "dl", "dt", "dd", "blockquote", "em", "strong", "sub")


def with_icons(html: str) -> str:
    """Sanitized HTML with the icons in their places, which only we can have set."""
    return ICON.sub(lambda mark: _svg(_KINDS[number_of(mark)]), html)


def _svg(name: str) -> str:
    use = f'<use href="{ICONS}#{name}"></use>'
    return f'<svg class="icon" aria-hidden="true" focusable="false">{use}</svg>'


def _write_kept(page: Page, element: Element) -> str:
    return f"<{element.tag}>{page.inner(element)}</{element.tag}>"


def _write_paragraph(page: Page, element: Element) -> str:
    caption = element.find("caption")
    pieces = [child for child in element if child is not caption]
    if len(pieces) == 1 and pieces[0].tag == "img" and not _has_text(element, pieces[0].tail):
        return _figure(page, pieces[0], caption)
    html = page.inner(element).strip()
    if html.startswith("<pre>") and html.endswith("</pre>"):
        return html
    return f"<p>{html}</p>" if html else ""


def _has_text(element: Element, *further: str | None) -> bool:
    return any(text and text.strip() for text in (element.text, *further))


def _write_heading(page: Page, element: Element) -> str:
    """Sections have h2 to themselves, so what is below or out of place becomes h3 or h4."""
    tag = "h3" if element.tag in {"h1", "h2", "h3"} else "h4"
    slug = page.ids.take(slug_of(text_of(element))) if page.is_module else ""
    name = f' id="s-{escape(slug)}"' if slug else ""
    page.is_in_heading = True
    html = page.inner(element).strip()
    page.is_in_heading = False
    return f"<{tag}{name}>{html}</{tag}>" if html else ""


def _write_list(page: Page, element: Element) -> str:
    number = element.get("start", "1")
    start = "" if number == "1" else f' start="{escape(number)}"'
    return f"<ol{start}>{page.inner(element)}</ol>"


def _write_item(page: Page, element: Element) -> str:
    return f"<li>{page.inner(element).strip()}</li>"


def _write_link(page: Page, element: Element) -> str:
    address = link_address(unescaped(element.get("href", "")).strip(), page.home)
    if page.is_in_link or address is None:
        return page.inner(element)
    html = page.linked(element)
    rel = ' rel="noopener"' if is_external(address) else ""
    return f'<a href="{escape(address)}"{rel}>{html}</a>' if html else ""


def _write_image(page: Page, element: Element) -> str:
    alternative = unescaped(element.get("alt", ""))
    address = image_address(unescaped(element.get("src", "")).strip(), page.home)
    if address is None:
        return page.text(alternative)
    return f'<img src="{escape(address)}" alt="{escape(alternative)}" loading="lazy">'


def _figure(page: Page, image: Element, written: Element | None) -> str:
    html = _write_image(page, image)
    caption = page.text(image.get("title", "").strip())
    if written is not None:
        caption = page.inner(written).strip()
    if not html.startswith("<img "):
        return "".join(
            f"<p>{it}</p>" for it in (html, caption if written is not None else "") if it
        )
    below = f"<figcaption>{caption}</figcaption>" if caption else ""
    return f"<figure>{html}{below}</figure>"


def _write_inner(page: Page, element: Element) -> str:
    return page.inner(element).strip()


def _write_code(page: Page, element: Element) -> str:
    return f"<code>{page.literal(code_of(element))}</code>"


def _write_block_of_code(page: Page, element: Element) -> str:
    code = "".join(code_of(child) for child in element)
    return f"<pre><code>{page.literal(code.rstrip())}</code></pre>"


def _write_callout(page: Page, element: Element) -> str:
    kind = element.get("kind", "note")
    if kind == "case":
        return _case(page, element)
    says, name = _named(page, "n", LABELS[kind])
    style = "" if kind == "note" else f" callout-{kind}"
    label = f"{icon_mark(_KINDS.index(kind))}{LABELS[kind]}"
    text = "".join(page.write(child) for child in element)
    return (
        f'<aside class="callout{style}" {says}>'
        f'<p class="callout-label"{name}>{label}</p>{text}</aside>'
    )


def _case(page: Page, element: Element) -> str:
    title, *blocks = element
    page.is_in_heading = True
    about = page.write(title)
    page.is_in_heading = False
    says, name = _named(page, "case", "Case")
    heading = f"{icon_mark(_KINDS.index('case'))}Case{': ' * bool(about)}{about}"
    text = "".join(page.write(block) for block in blocks)
    return (
        f'<section class="case" {says}><h3 class="case-title"{name}>{heading}</h3>'
        f"{text}{_CASE_NOTE}</section>"
    )


def _named(page: Page, prefix: str, label: str) -> tuple[str, str]:
    """The attribute that names a call-out by its label, and the one by which it finds it."""
    if not page.is_module:
        return f'aria-label="{label}"', ""
    page.callouts += 1
    name = f"{prefix}-{page.callouts}"
    return f'aria-labelledby="{name}"', f' id="{name}"'


WRITERS: dict[str, Writer] = {
    **dict.fromkeys(_KEPT, _write_kept),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), _write_heading),
    **dict.fromkeys(("td", "th", "title", "div", "note", "span"), _write_inner),
    "p": _write_paragraph,
    "ol": _write_list,
    "li": _write_item,
    "br": lambda _page, _element: "<br>",
    "hr": lambda _page, _element: "<hr>",
    "a": _write_link,
    "img": _write_image,
    "table": write_table,
    "thead": write_head,
    "tbody": write_body,
    "code": _write_code,
    "pre": _write_block_of_code,
    "aside": _write_callout,
    "cite": write_citation,
    "abbr": write_abbreviation,
    "sup": write_superscript,
}
