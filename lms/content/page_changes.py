"""Changes of a page as learners read it: what was taken out and what was put in, word by word."""

import nh3
from lxml.html import builder, fragment_fromstring, tostring
from lxml.html.diff import fixup_ins_del_tags, htmldiff, htmldiff_tokens, tokenize

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
    old, new = _pieces(before), _pieces(after)
    if old == new:
        return ""
    # Piece by piece: over the whole page a changed first word would take the title along.
    changed = [_changed(old.get(key, ""), html) for key, html in new.items()]
    gone = [_changed(html, "") for key, html in old.items() if key not in new]
    return _CLEANER.clean("".join((*changed, *gone)))


def html_change(before: str, after: str) -> str:
    """The same of two pieces of HTML; empty where they are one."""
    return "" if before == after else _CLEANER.clean(_changed(before, after))


def _changed(before: str, after: str) -> str:
    if before == after:
        return after
    by_words = _changed_words(before, after)
    # Where a link leads is said where nothing else changed; among words it would be in the way.
    found = by_words if "<ins>" in by_words or "<del>" in by_words else str(htmldiff(before, after))
    # Where nothing is left, the empty place of what was put in would be marked first.
    return _without_lost_pictures(found.removeprefix("<ins></ins> "))


def _without_lost_pictures(html: str) -> str:
    """The same with the words of a picture in its place where it was taken out: its file may be
    gone with it."""
    if "<del" not in html or "<img" not in html:
        return html
    root = fragment_fromstring(html, create_parent=True)
    for picture in root.xpath("//del//img"):
        words = builder.EM(f"Picture: {picture.get('alt') or 'a decoration'}")
        words.tail = picture.tail
        picture.getparent().replace(picture, words)
    return "".join([root.text or "", *(tostring(it, encoding="unicode") for it in root)])


def _changed_words(before: str, after: str) -> str:
    tokens = (tokenize(html, include_hrefs=False) for html in (before, after))
    return str(fixup_ins_del_tags("".join(htmldiff_tokens(*tokens)).strip()))


def _pieces(module: Module) -> dict[str, str]:
    """What a reader sees of a page: its title, what stands before its sections, and each of them
    with its heading, which has a piece of its own."""
    pieces = {" title": f"<p><strong>{nh3.clean_text(module.title)}</strong></p>"}
    pieces[" opening"] = module.opening_html
    for section in module.sections:
        pieces[f"{section.slug} heading"] = f"<h4>{section.title_html}</h4>"
        pieces[section.slug] = "".join(part.html for part in section.parts if not part.check)
    return pieces
