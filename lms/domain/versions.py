"""The versions of a question, and which of them a decision about its key is about (CE_RULES 7)."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.domain.keys import find_corrected, has_same_key, key_in_words
from lms.domain.questions import Question
from lms.domain.regrading import RegradePolicy, Ruling

# What can be decided without a key that is right.
WITHOUT_KEY = (RegradePolicy.FULL_CREDIT, RegradePolicy.NO_CHANGE)


@dataclass(frozen=True)
class Versions:
    """A question of a module in every version that it has had there, and the newest of them.

    The newest may stand in another module by now. One that is gone is asked nowhere any more, so
    that no key of it is right.
    """

    newest: Question
    newest_hash: str
    all: tuple[tuple[str, Question], ...]
    is_gone: bool = False

    @property
    def every(self) -> frozenset[str]:
        """All that people can have been asked."""
        return frozenset(hash_ for hash_, _ in self.all)

    @property
    def other_keys(self) -> frozenset[str]:
        """The versions by which an answer can earn something else than by the newest."""
        other = (hash_ for hash_, it in self.all if not has_same_key(it, self.newest))
        return self.every if self.is_gone else frozenset(other)

    @property
    def too_different(self) -> frozenset[str]:
        """Those of them whose answers mean nothing by the newest key, so that it corrects none."""
        apart = (hash_ for hash_, it in self.all if find_corrected(it, self.newest) is None)
        return self.every if self.is_gone else frozenset(apart)

    @property
    def policies(self) -> tuple[RegradePolicy, ...]:
        """What can be decided: no policy goes by a key that says nothing about the answers."""
        has_key = not self.other_keys or self.other_keys - self.too_different
        return tuple(RegradePolicy) if has_key else WITHOUT_KEY

    @property
    def key(self) -> tuple[str, ...]:
        """What is right now, for people to read."""
        return key_in_words(self.newest)

    @property
    def earlier_keys(self) -> tuple[tuple[str, ...], ...]:
        """The other keys that it has had, for people to read, each once."""
        by_hash = dict(self.all)
        return tuple(dict.fromkeys(key_in_words(by_hash[it]) for it in sorted(self.other_keys)))

    def covers(self, policy: RegradePolicy, rulings: Iterable[Ruling]) -> frozenset[str]:
        """The versions that a decision is about, beside the rulings in force on the question.

        Full credit is for everybody who was asked. The others are about versions with another key
        and those that a ruling reached, which may hold them to a key of its own; or else about all.
        """
        if policy is RegradePolicy.FULL_CREDIT:
            return self.every
        reached = self.other_keys.union(*(it.covers for it in rulings))
        return reached & self.every or self.every

    def undecided(self, rulings: Iterable[Ruling]) -> frozenset[str]:
        """The versions with another key that none of these rulings has settled."""
        return self.other_keys.difference(*(it.covers for it in rulings if self._settles(it)))

    def held_to_another_key(self, rulings: Iterable[Ruling]) -> frozenset[str]:
        """The versions whose latest ruling, of these from the oldest on, goes by another key."""
        held: dict[str, bool] = {}
        for it in rulings:
            goes_by_key = it.policy not in WITHOUT_KEY and not self.is_gone
            is_other = goes_by_key and not has_same_key(it.question, self.newest)
            held |= dict.fromkeys(it.covers, is_other)
        return frozenset(hash_ for hash_, is_other in held.items() if is_other)

    def _settles(self, ruling: Ruling) -> bool:
        if self.is_gone:
            return ruling.policy in WITHOUT_KEY
        return has_same_key(ruling.question, self.newest)
