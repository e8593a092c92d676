"""Two changes of one text brought together, line by line."""

from merge3 import Merge3


def merged(began: str, yours: str, now: str) -> tuple[str, bool]:
    """A text with both changes in it, and whether they touch nowhere.

    Where they do, both stand in it with marks around them, as in any editor for programs.
    """
    first, theirs, mine = (text.splitlines(keepends=True) for text in (began, now, yours))
    merge = Merge3(first, theirs, mine)
    is_clean = not any(group[0] == "conflict" for group in merge.merge_groups())
    return "".join(merge.merge_lines(name_a="saved meanwhile", name_b="yours")), is_clean


def has_all_of(text: str, newer: str, began: str) -> bool:
    """True when `text` holds each change that led from `began` to `newer`, as far as lines tell."""
    found, is_clean = merged(began, text, newer)
    return is_clean and found == text
