"""Pictures in the width that a screen needs: said in the page when it is made, not when read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from html import escape

from lms.content.names import is_picture
from lms.content.picture_files import size_of
from lms.content.render_links import Home, image_address
from lms.content.render_shapes import Rendered, RenderedSection
from lms.domain.courses import SourceFile
from lms.domain.media import narrower_widths

# The width of the text, on a wide screen and on a narrow one.
SIZES = "(min-width: 40rem) 37rem, 100vw"
_SHOWN = re.compile(r'<img src="(?P<address>[^"]*)"')


def widths_in(slug: str, files: Iterable[SourceFile]) -> dict[str, int]:
    """How wide each picture is of which there are narrower ones, by the address in a page."""
    found = {}
    for file in files:
        size = size_of(file.content) if is_picture(file.path) else None
        address = image_address(file.path, Home(slug, "")) if size else None
        if size and address and narrower_widths(size.width):
            found[escape(address)] = size.width
    return found


def with_widths(text: Rendered, widths: Mapping[str, int]) -> Rendered:
    """A rendered module that offers each wide picture in several widths."""
    if not widths:
        return text
    return replace(
        text,
        html=_offered(text.html, widths),
        opening_html=_offered(text.opening_html, widths),
        sections=tuple(_section(section, widths) for section in text.sections),
    )


def _section(section: RenderedSection, widths: Mapping[str, int]) -> RenderedSection:
    parts = (part if isinstance(part, int) else _offered(part, widths) for part in section.parts)
    return replace(section, parts=tuple(parts))


def _offered(html: str, widths: Mapping[str, int]) -> str:
    """The HTML, which the sanitizer wrote, so that a tag is nothing but a tag."""
    return _SHOWN.sub(lambda shown: shown[0] + _choice(shown["address"], widths), html)


def _choice(address: str, widths: Mapping[str, int]) -> str:
    whole = widths.get(address)
    if whole is None:
        return ""
    offered = [f"{address}?width={width} {width}w" for width in narrower_widths(whole)]
    return f' srcset="{", ".join([*offered, f"{address} {whole}w"])}" sizes="{SIZES}"'
