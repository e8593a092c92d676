"""The chain over the audit log: what it is made of, and that nothing escapes it (AU-02)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import audit
from lms.domain.audit import NOTHING_BEFORE, Event, Head, Link, Tampered

THEN = datetime(2026, 11, 28, 8, 14, 12, 5, tzinfo=UTC)
SIGNED_UP = Event(1, THEN, "signed up", 7, "person 7", "{}")
VOIDED = Event(3, THEN, "certificate voided", None, "certificate 9K", '{"by":"office"}')

words = st.text(max_size=12)
events = st.builds(
    Event,
    id=st.integers(1, 2**31),
    at=st.datetimes(timezones=st.just(UTC)),
    kind=words,
    actor_id=st.none() | st.integers(1, 2**31),
    subject=words,
    detail=words,
)


def chained(*told: Event) -> list[Link]:
    """Those events in a chain."""
    links, digest = [], NOTHING_BEFORE
    for position, event in enumerate(told, start=1):
        digest = audit.link(digest, event)
        links.append(Link(position, event.id, event, digest))
    return links


def head_of(link: Link) -> Head:
    return Head(link.position, link.digest, THEN, "k" * 64, "s" * 128)


def trusting(_head: Head) -> str:
    return ""


def found(*entries: Link | Head) -> str:
    """What a check says is wrong; empty where nothing is."""
    try:
        audit.check(entries, trusting)
    except Tampered as tampered:
        return str(tampered)
    return ""


def test_au02_a_digest_is_over_the_one_before_and_the_events_text() -> None:
    first = audit.link(NOTHING_BEFORE, SIGNED_UP)
    text = (
        '{"id":1,"at":"2026-11-28T08:14:12.000005Z","kind":"signed up","actor":7,'
        '"subject":"person 7","detail":"{}"}'
    )
    assert first == sha256(("0" * 64 + text).encode()).hexdigest()

    text = (
        '{"id":3,"at":"2026-11-28T08:14:12.000005Z","kind":"certificate voided","actor":null,'
        '"subject":"certificate 9K","detail":"{\\"by\\":\\"office\\"}"}'
    )
    assert audit.link(first, VOIDED) == sha256((first + text).encode()).hexdigest()


def test_au02_a_whole_log_says_how_far_it_goes_and_who_signed() -> None:
    one, two = chained(SIGNED_UP, VOIDED)

    checked = audit.check([one, head_of(one), two], trusting)

    assert (checked.position, checked.digest, checked.heads) == (2, two.digest, 1)
    assert checked.newest_head == head_of(one)
    assert audit.check([], trusting).position == 0


def test_au02_the_first_event_that_is_not_as_it_was_is_named() -> None:
    one, two, three = chained(SIGNED_UP, VOIDED, replace(SIGNED_UP, id=4))
    changed = replace(two, event=replace(VOIDED, kind="signed in"))

    assert found(one, changed, three).startswith("Position 2: event 3 (signed in, certificate 9K)")
    assert found(one, replace(two, event=None), three) == (
        "Position 2: event 3 was removed, or cannot be read."
    )
    assert found(one, three).startswith("Position 2 is missing")
    assert found(one, three, two) == (
        "Position 3 stands where position 2 is due: the log was reordered."
    )
    swapped = (replace(three, position=2), replace(two, position=3))
    assert found(one, *swapped) == (
        "Position 2: event 4 stands before event 3: they were reordered."
    )


def test_au02_a_head_vouches_for_all_before_it() -> None:
    one, two = chained(SIGNED_UP, VOIDED)
    anew = chained(SIGNED_UP, replace(VOIDED, actor_id=7))

    assert "sealed anew" in found(*anew, head_of(two))
    assert "so what was sealed up to there was removed" in found(one, head_of(two))
    with pytest.raises(Tampered, match="Position 2: its signed head is forged"):
        audit.check([one, two, head_of(two)], lambda head: "is forged")


@given(st.lists(events, min_size=1, max_size=6, unique_by=lambda it: it.id), st.data())
def test_au02_any_change_removal_insertion_or_swap_is_found(
    told: list[Event], data: st.DataObject
) -> None:
    links = chained(*told)
    log: list[Link | Head] = [*links, head_of(links[-1])]
    assert found(*log) == ""

    for mutated in mutations(links, data):
        assert found(*mutated, log[-1]) != ""


def mutations(links: list[Link], data: st.DataObject) -> Iterator[list[Link]]:
    """The same log with one thing done to it, without and with the positions put right again."""
    place = data.draw(st.integers(0, len(links) - 1))
    it = links[place]
    assert it.event is not None
    other = data.draw(events.filter(lambda event: event != it.event))
    yield [*links[:place], replace(it, event=other), *links[place + 1 :]]
    later = (
        replace(it.event, at=it.event.at - timedelta(microseconds=1))
        if it.event.at > EARLY
        else other
    )
    yield [*links[:place], replace(it, event=later), *links[place + 1 :]]
    removed = links[:place] + links[place + 1 :]
    yield removed
    yield renumbered(removed)
    inserted = [*links[:place], Link(1, other.id, other, "a" * 64), *links[place:]]
    yield inserted
    yield renumbered(inserted)
    twice = [*links[:place], it, *links[place:]]
    yield renumbered(twice)
    target = data.draw(st.integers(0, len(links) - 1))
    if target != place:
        swapped = list(links)
        swapped[place], swapped[target] = swapped[target], swapped[place]
        yield swapped
        yield renumbered(swapped)


EARLY = datetime(2, 1, 1, tzinfo=UTC)


def renumbered(links: list[Link]) -> list[Link]:
    return [replace(link, position=number) for number, link in enumerate(links, start=1)]
