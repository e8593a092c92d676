"""How long a learner was with each question, from the moments at which answers were given."""

from collections.abc import Iterable
from datetime import datetime, timedelta


def seconds_spent(started_at: datetime, given: Iterable[tuple[int, datetime]]) -> dict[int, int]:
    """Whole seconds by position: from the answer before, to another question, to its own last one.

    The first is timed from the start. Answers that came together, as a sheet without scripts sends
    them, have no time of their own.
    """
    places: dict[datetime, set[int]] = {}
    for position, at in given:
        places.setdefault(at, set()).add(position)
    spent: dict[int, int] = {}
    since = last = started_at
    here: set[int] = set()
    for at in sorted(places):
        if places[at] != here:
            since, here = last, places[at]
        last = at
        for position in here:
            spent[position] = (at - since) // timedelta(seconds=1)
        if len(here) > 1:
            spent = {position: time for position, time in spent.items() if position not in here}
    return spent
