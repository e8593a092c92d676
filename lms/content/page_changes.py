"""Changes of a page as learners read it: what was taken out and what was put in, word by word."""

from collections.abc import Iterator

import nh3
from lxml.html.diff import htmldiff

from lms.content.sanitize import TAGS, VALUES, allowed
from lms.domain.courses import Module

# Both texts stand on one page, so nothing in them has an id, a role or a button.
_LEFT_OUT = frozenset({"a", "aside", "button", "dfn", "section", "span"})
_CLEANER = nh3.Cleaner(
    tags=(TAGS - _LEFT_OUT) | {"ins", "del"},
    attributes={tag: {name for owner, name in VALUES if owner == tag} - {"id"} for tag in TAGS},
    attribute_filter=allowed,
    link_rel=None,
)


def page_change(before: Module, after: Module) -> str:
    """The page's HTML with <ins> and <del> around what changed; empty where nobody sees a change.

    Its knowledge checks are left out.
    """
    old, new = _page(before), _page(after)
    return "" if old == new else _CLEANER.clean(htmldiff(old, new))


def _page(module: Module) -> str:
    return "".join(_pieces(module))


def _pieces(module: Module) -> Iterator[str]:
    yield f"<p><strong>{nh3.clean_text(module.title)}</strong></p>"
    yield module.opening_html
    for section in module.sections:
        yield f"<h4>{section.title_html}</h4>"
        yield from (part.html for part in section.parts if not part.check)
