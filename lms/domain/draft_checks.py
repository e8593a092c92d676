"""Checks of drafts: how many problems a draft had, and whether that is still about what it says."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Mark:
    """What of a draft was read: up to which save, 0 for none, and on which edition it stands."""

    number: int
    base_id: int | None


@dataclass(frozen=True)
class DraftCheck:
    """What was found in a draft: what stops publishing, and what does not."""

    errors: int
    warnings: int
    is_current: bool
    """False where somebody has saved since, or the draft went on to another edition."""

    @property
    def is_clean(self) -> bool:
        """True when nothing was found."""
        return not self.errors and not self.warnings


@dataclass(frozen=True)
class Drafted:
    """How the draft of a course stands: in how many files it differs from its edition, and what
    was found when it was read last, None where it never was."""

    ahead: int
    check: DraftCheck | None
