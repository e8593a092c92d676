"""An answer that was called saved outlives a server that is killed (DS-01)."""

import random
import time

import pytest

from tests.torture.answering import Client, all_answering, last_of_each, latest_of, rows_of
from tests.torture.answering import six_clients as six
from tests.torture.places import Place

KILLS = 25


def assert_nothing_is_lost_or_doubled(place: Place, client: Client) -> None:
    """All that was acknowledged is there once, and nothing else but what had no answer yet."""
    rows = rows_of(place.database, client.attempt)
    acknowledged = client.acknowledged
    unanswered = [client.in_flight] if client.in_flight else []

    assert rows in (acknowledged, acknowledged + unanswered)
    assert latest_of(place.database, client.attempt) == last_of_each(rows)


@pytest.mark.slow
def test_ds_01_no_kill_loses_or_doubles_an_answer(place: Place) -> None:
    clients, chance = six(place), random.Random(25)

    for kill in range(KILLS):
        before = [len(client.acknowledged) for client in clients]
        with place.served() as server, all_answering(clients, server):
            # What an earlier kill left is looked at as the next server has found and mended it.
            time.sleep(chance.uniform(0.3, 1.5))
            server.kill()

        assert [client.refused for client in clients] == [[]] * len(clients), server.said
        for client in clients:
            assert_nothing_is_lost_or_doubled(place, client)
        after = [len(client.acknowledged) for client in clients]
        assert sum(after) > sum(before), f"kill {kill} came before anybody had answered"

    with place.served():
        for client in clients:
            assert_nothing_is_lost_or_doubled(place, client)
