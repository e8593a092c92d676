"""The versions of a question, and which of them a decision about its key is about (CE_RULES 7)."""

from collections.abc import Iterable
from dataclasses import dataclass

from lms.domain.keys import has_same_key, key_in_words
from lms.domain.questions import Question
from lms.domain.regrading import RegradePolicy, Ruling


@dataclass(frozen=True)
class Versions:
    """A question of the newest edition, and every version of it that the course has had."""

    newest: Question
    newest_hash: str
    all: tuple[tuple[str, Question], ...]

    @property
    def other_keys(self) -> frozenset[str]:
        """The versions by which an answer can earn something else than by the newest."""
        return frozenset(hash_ for hash_, it in self.all if not has_same_key(it, self.newest))

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
        every = frozenset(hash_ for hash_, _ in self.all)
        if policy is RegradePolicy.FULL_CREDIT:
            return every
        return self.other_keys.union(*(it.covers for it in rulings)) & every or every

    def held_to_another_key(self, rulings: Iterable[Ruling]) -> frozenset[str]:
        """The versions whose latest ruling, of these from the oldest on, goes by another key."""
        held: dict[str, bool] = {}
        for it in rulings:
            goes_by_key = it.policy in (RegradePolicy.BOTH_COUNT, RegradePolicy.NEW_COUNTS)
            is_other = goes_by_key and not has_same_key(it.question, self.newest)
            held |= dict.fromkeys(it.covers, is_other)
        return frozenset(hash_ for hash_, is_other in held.items() if is_other)
