"""Changes of the list of works as learners read it: what came, what went, what reads otherwise."""

from dataclasses import dataclass

from lms.content.citations import Work, read_works
from lms.content.names import WORKS
from lms.content.page_changes import Room, html_change
from lms.content.works_list import listed


@dataclass(frozen=True)
class WorkChange:
    """A work of the list, as its entry reads before and after; empty where it is not listed."""

    key: str
    before: str
    after: str
    html: str
    """Its entry with <ins> and <del> around what changed."""

    @property
    def what(self) -> str:
        """What became of it: added, removed or changed."""
        return "changed" if self.before and self.after else "added" if self.after else "removed"


def work_changes(before: bytes, after: bytes) -> tuple[WorkChange, ...]:
    """Works that learners will find otherwise, in the order of the list, those removed last.

    Nothing where a list cannot be read whole: a work may be missing from it by mistake.
    """
    old, new = _read(before), _read(after)
    if old is None or new is None:
        return ()
    entries_before, entries_after = listed(old), listed(new)
    keys = dict.fromkeys((*entries_after, *entries_before))
    both = ((key, entries_before.get(key, ""), entries_after.get(key, "")) for key in keys)
    room = Room()
    return tuple(
        WorkChange(key, was, now, html_change(was, now, room))
        for key, was, now in both
        if was != now
    )


def _read(content: bytes) -> dict[str, Work] | None:
    works, problems = read_works(WORKS, content) if content.strip() else ({}, ())
    return None if problems else works
