"""What a format could not carry over: each thing with its place, none in silence."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

_LONGEST_NAME = 60


@dataclass(frozen=True)
class Loss:
    """Something that is not carried over: where it stood, what it was, and what stands instead."""

    at: str
    """The line or the number of the question, or nothing where it is about the whole file."""
    name: str
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{where(self)}: {self.what} {self.instead}"


class Losses:
    """Takes losses down at one place of a file, each once, in the order in which they are met."""

    def __init__(self, at: str = "", name: str = "") -> None:
        self._at = at
        self._name = name
        self._kept: dict[Loss, None] = {}

    def at(self, place: str, name: str) -> "Losses":
        """The same report, at another place of the file."""
        other = Losses(place, name)
        other._kept = self._kept
        return other

    def add(self, what: str, instead: str) -> None:
        """Take down one loss; both sentences are whole."""
        self._kept.setdefault(Loss(self._at, self._name, what, instead))

    @property
    def all(self) -> tuple[Loss, ...]:
        """What was taken down so far."""
        return tuple(self._kept)


def where(loss: Loss) -> str:
    """The place of a loss in words."""
    named = f"“{shortened(loss.name)}”" if loss.name else ""
    return ", ".join(filter(None, [loss.at, named])) or "the whole file"


def shortened(text: str) -> str:
    """The text on one line, cut where it is long."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_NAME else f"{flat[: _LONGEST_NAME - 1].rstrip()}…"


@dataclass(frozen=True)
class Alike:
    """Losses that say the same of several places, as one: where the first is, and how many more."""

    where: str
    more: int
    what: str
    instead: str

    def __str__(self) -> str:
        others = f" and {self.more} more" if self.more else ""
        return f"{self.where}{others}: {self.what} {self.instead}"


def grouped(losses: Iterable[Loss]) -> tuple[Alike, ...]:
    """The losses in the order in which they were met, those that say the same as one."""
    alike: dict[Loss, list[Loss]] = {}
    for loss in losses:
        alike.setdefault(replace(loss, at="", name=""), []).append(loss)
    return tuple(_alike(same[0], len(same) - 1) for same in alike.values())


def _alike(first: Loss, more: int) -> Alike:
    return Alike(where(first), more, first.what, first.instead)


def report(losses: Iterable[Loss]) -> tuple[str, ...]:
    """One line for each loss; those that say the same of many questions share one."""
    return tuple(map(str, grouped(losses)))
