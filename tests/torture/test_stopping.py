"""A server that is told to stop answers what it was asked before (AV-02)."""

import signal
import time
from contextlib import closing

import pytest

from tests.torture.answering import all_answering, rows_of, six_clients
from tests.torture.places import Place

STOPS = 2
PROCESSES = 3


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "3"])
def test_av_02_sigterm_under_load_loses_nothing_in_flight(place: Place, workers: str) -> None:
    clients = six_clients(place)

    for _ in range(STOPS):
        with place.served("--workers", workers) as server, all_answering(clients, server):
            time.sleep(1)
            told_at = time.monotonic()
            server.is_told_to_stop()
            status = server.exit_status()

        assert status == 0, server.said
        assert "Traceback" not in server.said
        assert [client.refused for client in clients] == [[]] * len(clients), server.said
        for client in clients:
            assert client.in_flight is None or client.sent_at > told_at, server.said
            assert rows_of(place.database, client.attempt) == client.acknowledged


@pytest.mark.slow
def test_a_process_that_died_is_told_and_replaced(sqlite_place: Place) -> None:
    ada = sqlite_place.reader("Ada Marlowe")
    with sqlite_place.served("--workers", str(PROCESSES)) as server:
        sqlite_place.browser(server, ada).close()
        server.loses_a_process(PROCESSES)
        with closing(sqlite_place.browser(server, ada)) as browser:
            assert browser.get("/").status == 200
        server.is_complete_again(PROCESSES)
        server.is_told_to_stop()

        assert server.exit_status() == 128 + signal.SIGKILL

    assert "a server process ended" in server.said
    assert "Traceback" not in server.said
