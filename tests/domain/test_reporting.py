"""What a body is still to be told: every completion once, and once that it fell."""

from collections import Counter
from dataclasses import dataclass, field, replace
from itertools import product

import pytest
from hypothesis import strategies as st

from lms.domain.reporting import Told, is_to_be_told
from lms.domain.rosters import Kind
from tests.domain.laws import law

BODIES = (Kind.CE_BROKER, Kind.PARS)


@dataclass
class Completion:
    """One completion: its certificates, each replacing the one before, and what one body heard."""

    kind: Kind
    voided: bool = False
    certificates: int = 1
    # (which certificate, whether as voided) of everything that was told, in order.
    told: list[tuple[int, bool]] = field(default_factory=list)

    def corrects(self) -> None:
        if not self.voided:
            self.certificates += 1

    def voids(self) -> None:
        self.voided = True

    def tells(self) -> None:
        """Tell the body what waits, as a batch does or somebody by hand."""
        for number in self.waiting:
            self.told.append((number, self.has_fallen(number)))

    def has_fallen(self, number: int) -> bool:
        return self.voided and number == self.newest

    @property
    def newest(self) -> int:
        return self.certificates - 1

    @property
    def waiting(self) -> list[int]:
        return [it for it in range(self.certificates) if is_to_be_told(self.kind, self.state(it))]

    def state(self, number: int) -> Told:
        return Told(
            is_voided=self.has_fallen(number),
            is_replaced=number < self.newest,
            was_told=(number, False) in self.told,
            was_told_void=(number, True) in self.told,
            knows_another=any(it != number for it, _ in self.told),
        )


def lived(kind: Kind, acts: list[str]) -> Completion:
    """A completion after these acts, of which the body has heard everything in the end."""
    it = Completion(kind)
    for act in acts:
        getattr(it, act)()
    it.tells()
    return it


ACTS = st.lists(st.sampled_from(["corrects", "voids", "tells"]), max_size=12)


@law(st.sampled_from(Kind), ACTS)
def test_what_was_told_waits_no_longer_and_nothing_is_told_twice(
    kind: Kind, acts: list[str]
) -> None:
    it = lived(kind, acts)

    assert it.waiting == []
    assert all(count == 1 for count in Counter(it.told).values())


@law(st.sampled_from(BODIES), ACTS)
def test_a_body_hears_exactly_once_that_a_completion_fell_which_it_knew(
    kind: Kind, acts: list[str]
) -> None:
    it = lived(kind, acts)

    knew = any(not fell for _, fell in it.told)
    assert sum(fell for _, fell in it.told) == (1 if it.voided and knew else 0)
    assert it.voided or it.told[-1] == (it.newest, False)


@law(ACTS)
def test_the_own_roster_has_a_line_for_each_certificate_and_one_more_for_its_voiding(
    acts: list[str],
) -> None:
    it = lived(Kind.GENERIC, acts)

    assert {number for number, _ in it.told} == set(range(it.certificates))
    assert sum(fell for _, fell in it.told) == (1 if it.voided else 0)


# Of a certificate: voided, replaced, told, told as voided, another of the completion told.
TABLE = {
    (0, 0, 0, 0, 0): "new",
    (0, 0, 1, 0, 0): "",
    (0, 0, 0, 0, 1): "corrects what was told",
    (0, 1, 0, 0, 0): "",
    (0, 1, 1, 0, 0): "",
    (1, 0, 0, 0, 0): "",
    (1, 0, 1, 0, 0): "fell after it was told",
    (1, 0, 0, 0, 1): "fell after what it replaces was told",
    (1, 0, 1, 1, 0): "",
    (1, 0, 0, 1, 1): "",
}


@pytest.mark.parametrize("kind", BODIES)
@pytest.mark.parametrize(("flags", "news"), list(TABLE.items()))
def test_the_bodies_hear_what_is_news_to_them(
    kind: Kind, flags: tuple[int, ...], news: str
) -> None:
    assert is_to_be_told(kind, Told(*map(bool, flags))) == bool(news)


@pytest.mark.parametrize("flags", list(product((False, True), repeat=4)))
def test_the_own_roster_does_not_ask_what_else_is_known(flags: tuple[bool, ...]) -> None:
    it = Told(*flags, knows_another=False)

    assert is_to_be_told(Kind.GENERIC, it) == is_to_be_told(
        Kind.GENERIC, replace(it, knows_another=True)
    )
