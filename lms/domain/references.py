"""The reference list of a module, apart from courses: the renderer's child loads nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReferenceEntry:
    """One work of a module's reference list, with the ids of the places that cite it."""

    key: str
    html: str
    cited_at: tuple[str, ...]
