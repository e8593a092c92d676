"""What somebody sees on a page: its words without the markup, and whether its ids are unique."""

import re
from html import unescape

MAIN = re.compile(r"<main.*?</main>", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
# How each script of a page begins: a file of ours, and nothing that somebody typed.
OUR_SCRIPT = '<script type="module" src="/static/js/'
ID = re.compile(r'\sid="([^"]+)"')


def said(html: str) -> str:
    """The words of the page's own part, in one line."""
    found = MAIN.search(html)
    words = TAG.sub(" ", found[0] if found else html)
    return re.sub(r"\s+([.,;:)])", r"\1", " ".join(unescape(words).split()))


def repeated_ids(html: str) -> set[str]:
    """The ids that stand on the page more than once."""
    ids = ID.findall(html)
    return {one for one in ids if ids.count(one) > 1}
