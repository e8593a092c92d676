"""Changes of a page as learners read it: what was taken out and what was put in, word by word."""

from collections.abc import Iterable

import nh3
from lxml.html import builder, fragment_fromstring, tostring
from lxml.html.diff import fixup_ins_del_tags, htmldiff, htmldiff_tokens, tokenize

from lms.content.sanitize import TAGS, VALUES, allowed
from lms.domain.courses import Module
from lms.domain.matching import MOST_STEPS, Matcher, TooManySteps

# Both texts stand on one page, so nothing in them has an id, a role or a button.
_LEFT_OUT = frozenset({"a", "aside", "button", "dfn", "section", "span"})
_CLEANER = nh3.Cleaner(
    tags=(TAGS - _LEFT_OUT) | {"ins", "del"},
    attributes={tag: {name for owner, name in VALUES if owner == tag} - {"id"} for tag in TAGS},
    attribute_filter=allowed,
    link_rel=None,
)

# Characters of both texts of a piece, and of all pieces of a review, that are compared by words.
# 250,000 with few words in common take 0.6 s, and twice as many four times as long; 50,000 with
# many short stretches in common took 9 s, so the steps of comparing are counted too (AV-05).
MOST_AT_ONCE, MOST_IN_ALL = 50_000, 250_000
MOST_STEPS_IN_ALL = 4 * MOST_STEPS
HEADING = " heading"
MOVED = "<p><ins>Moved to this place:</ins></p>"


class Room:
    """How much is still compared word by word; what has none is shown whole, before and after."""

    def __init__(self) -> None:
        self._left = MOST_IN_ALL
        self._steps_left = MOST_STEPS_IN_ALL

    def takes(self, before: str, after: str) -> bool:
        """True where the two are compared, which takes from what is left."""
        count = len(before) + len(after)
        is_small = count <= min(self._left, MOST_AT_ONCE)
        self._left -= count if is_small else 0
        return is_small and self._takes_words(*(_words(html) for html in (before, after)))

    def _takes_words(self, before: list[str], after: list[str]) -> bool:
        matcher = Matcher(None, before, after, most_steps=self._steps_left)
        try:
            matcher.get_matching_blocks()
        except TooManySteps:
            return False
        finally:
            self._steps_left = max(0, matcher.steps_left)
        return True


def page_change(before: Module, after: Module, room: Room | None = None) -> str:
    """The page's HTML with <ins> and <del> around what changed; empty where nobody sees a change.

    A section that stands elsewhere now says so. Knowledge checks are left out.
    """
    room = room or Room()
    old, new = _pieces(before), _pieces(after)
    if list(old.items()) == list(new.items()):
        return ""
    moved = _moved(old, new)
    # Piece by piece: over the whole page a changed first word would take the title along.
    changed = [
        (MOVED if key in moved else "") + _changed(old.get(key, ""), html, room)
        for key, html in new.items()
    ]
    gone = [_changed(html, "", room) for key, html in old.items() if key not in new]
    return _CLEANER.clean("".join((*changed, *gone)))


def html_change(before: str, after: str, room: Room | None = None) -> str:
    """The same of two pieces of HTML; empty where they are one."""
    return "" if before == after else _CLEANER.clean(_changed(before, after, room or Room()))


def _moved(old: Iterable[str], new: Iterable[str]) -> frozenset[str]:
    """The headings of sections that are in both, but not in the same order."""
    was, now = ([it for it in keys if it.endswith(HEADING)] for keys in (old, new))
    try:
        stayed = Matcher(None, was, now, autojunk=False).get_matching_blocks()
    except TooManySteps:
        return frozenset()
    in_order = {it for match in stayed for it in was[match.a : match.a + match.size]}
    return frozenset(was) & frozenset(now) - in_order


def _changed(before: str, after: str, room: Room) -> str:
    if before == after:
        return after
    if not room.takes(before, after):
        return _without_lost_pictures(f"<del>{before}</del><ins>{after}</ins>")
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
    return str(fixup_ins_del_tags("".join(htmldiff_tokens(_words(before), _words(after))).strip()))


def _words(html: str) -> list[str]:
    return list(tokenize(html, include_hrefs=False))


def _pieces(module: Module) -> dict[str, str]:
    """What a reader sees of a page: its title, what stands before its sections, and each of them
    with its heading, which has a piece of its own."""
    pieces = {" title": f"<p><strong>{nh3.clean_text(module.title)}</strong></p>"}
    pieces[" opening"] = module.opening_html
    for section in module.sections:
        pieces[section.slug + HEADING] = f"<h4>{section.title_html}</h4>"
        pieces[section.slug] = "".join(part.html for part in section.parts if not part.check)
    return pieces
