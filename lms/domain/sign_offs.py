"""Sign-offs: a second person says of the exact state of a draft that it may be published."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class SignOff:
    """Somebody said of the files at a digest that they may be published."""

    person_id: int
    name: str
    digest: str
    signed_at: datetime


@dataclass(frozen=True)
class Saved:
    """A save, as far as it matters for whose work a change is; in the order of saves."""

    path: str
    content_hash: str | None
    author_id: int
    is_aside: bool


def authors_of_changes(published: Mapping[str, str], saves: Iterable[Saved]) -> frozenset[int]:
    """Whoever saved any of what a draft changes in the published files.

    Of each file those who saved since it was last as published; a text that was kept beside the
    draft counts too, since somebody may have taken words of it. Words stay with who saved them
    first, whoever restores them, renames their file or puts it back.
    """
    since: dict[str, set[int]] = {}
    wrote: dict[str, set[int]] = {}
    changed: set[str] = set()
    for save in saves:
        is_as_published = save.content_hash == published.get(save.path)
        if is_as_published and save.content_hash is not None and not save.is_aside:
            since[save.path] = set()
        else:
            authors = since.setdefault(save.path, set())
            authors.add(save.author_id)
            if save.content_hash is not None:
                authors |= wrote.setdefault(save.content_hash, set())
                wrote[save.content_hash] |= authors
        if not save.is_aside:
            (changed.discard if is_as_published else changed.add)(save.path)
    return frozenset(author for path in changed for author in since[path])


def may_sign(person_id: int, authors: Collection[int]) -> bool:
    """The rule of the second person: nobody signs off what they wrote a part of."""
    return person_id not in authors


def may_be_published(signed_by: Iterable[SignOff], authors: Collection[int], digest: str) -> bool:
    """True when somebody who wrote none of the changes signed off exactly these files."""
    return any(it.digest == digest and may_sign(it.person_id, authors) for it in signed_by)
