"""The dumped audit log: any mutation of the file is found (AU-02)."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lms.domain import audit
from lms.domain.audit import Head, Link, Tampered
from lms.exchange.audit_log import read_lines, write_lines
from tests.domain.test_audit import SIGNED_UP, chained, events, head_of, trusting


def lines_of(links: list[Link]) -> list[str]:
    """A dump of those links with a head in the middle and one at the end."""
    entries: list[Link | Head] = list(links)
    if links:
        entries.insert(len(links) // 2 + 1, head_of(links[len(links) // 2]))
        entries.append(head_of(links[-1]))
    return list(write_lines(entries))


def is_whole(lines: Iterable[str]) -> bool:
    try:
        audit.check(read_lines(lines), trusting)
    except Tampered:
        return False
    return True


logs = st.lists(events, min_size=1, max_size=5, unique_by=lambda it: it.id).map(
    lambda told: lines_of(chained(*told))
)


@given(logs)
def test_au02_a_dump_is_read_as_it_was_written(lines: list[str]) -> None:
    assert list(write_lines(read_lines(lines))) == lines
    assert is_whole(lines)
    assert all(line.isascii() for line in lines)


@given(logs, st.data())
def test_au02_any_line_changed_removed_put_in_or_moved_is_found(
    lines: list[str], data: st.DataObject
) -> None:
    place = data.draw(st.integers(0, len(lines) - 1))
    line = lines[place]
    at = data.draw(st.integers(0, len(line) - 1))
    character = data.draw(st.characters(codec="latin-1").filter(lambda it: it != line[at]))
    changes = [line[:at] + character + line[at + 1 :], line[:at] + line[at + 1 :]]
    changes += [line[:at] + character + line[at:], line[at:], f" {line}"]

    signed = '"signature"' in line or '"signed_at"' in line
    for changed in changes:
        mutated = [*lines[:place], changed, *lines[place + 1 :]]
        # What only a signature vouches for is looked at with the key, in test_audit_commands.
        assert changed == line or signed or not is_whole(mutated)
    assert not is_whole(lines[:place] + lines[place + 1 :])
    assert not is_whole([*lines[:place], line, *lines[place:]])
    other = data.draw(st.integers(0, len(lines) - 1))
    moved = lines[:place] + lines[place + 1 :]
    moved.insert(other, line)
    assert moved == lines or not is_whole(moved)


@pytest.mark.parametrize(
    ("fine", "odd"),
    [
        ('"position":1', '"position":"1"'),
        ('"position":1', '"position":true'),
        ('"position":1', '"position":1.0'),
        ('"actor":7', '"actor":[7]'),
        ('"kind":"signed up"', '"kind":null'),
        ('"at":"2026', '"at":"1"'),
        ('12.000005Z"', '12.000005+14:00"'),
        ('"at":"2026-11-28T08:14:12.000005Z"', '"at":"0001-01-01T00:00:00.000000+14:00"'),
        ('"key":"k', '"key":["k'),
        ("{", "["),
    ],
)
def test_au02_a_line_of_odd_values_is_refused_in_a_sentence(fine: str, odd: str) -> None:
    lines = "".join(lines_of(chained(SIGNED_UP)))
    assert fine in lines

    assert not is_whole(lines.replace(fine, odd, 1).splitlines(keepends=True))


def test_au02_an_empty_log_has_an_end_too() -> None:
    assert is_whole(write_lines([]))
    assert not is_whole([])
