"""Requirement sets: what a body asks for, as data with a source, a version and a date.

No number of any body stands here. The rules are of few kinds: hours in all, so many areas at so
many hours each, a least share that is approved by somebody, a weight for the rest, a most for each
area or method, a window, and words that a certificate needs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from lms.domain.transcripts import Method


class Dimension(StrEnum):
    """What a most is set for each of."""

    AREA = "area"
    METHOD = "method"


@dataclass(frozen=True)
class HoursGoal:
    """Hours asked for in all; without areas it takes any, without methods they do not matter."""

    name: str
    hours: Decimal
    areas: tuple[str, ...] = ()
    methods: tuple[Method, ...] = ()

    @property
    def is_beyond_text(self) -> bool:
        """True when no course that is read can give such hours."""
        return bool(self.methods) and Method.READING not in self.methods

    def takes(self, area: str) -> bool:
        """True for hours of that area."""
        return not self.areas or area in self.areas


@dataclass(frozen=True)
class AreasGoal:
    """So many of these areas, at so many hours each."""

    count: int
    hours: Decimal
    areas: tuple[str, ...]


@dataclass(frozen=True)
class Approved:
    """Whose approval is asked for: by which names, for how many hours, and what the rest weighs."""

    names: tuple[str, ...]
    hours: Decimal
    others_weigh: Decimal


@dataclass(frozen=True)
class Ceiling:
    """The most hours that count of each area or method; `only` names those that it is for."""

    dimension: Dimension
    hours: Decimal
    only: tuple[str, ...]
    is_for_approved: bool
    """False when hours that are approved as asked have no ceiling."""


@dataclass(frozen=True)
class Wording:
    """Words of which a certificate has to state one, and what they mean."""

    words: tuple[str, ...]
    meaning: str


@dataclass(frozen=True)
class RequirementSet:
    """What a body asks for, as its provider's data file says it."""

    slug: str
    title: str
    body: str
    source: str
    version: str
    dated_on: date
    note: str
    goals: tuple[HoursGoal, ...]
    each_area: AreasGoal | None
    approved: Approved | None
    ceiling: Ceiling | None
    wording: Wording | None
    window_months: int | None
    elsewhere: tuple[str, ...]
    """What is asked for beside hours of courses, in words."""
