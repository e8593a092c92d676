"""Clients that send half a request stop nobody else (AV-01)."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager

import pytest

from tests.torture.answering import QUIZ
from tests.torture.places import Place, Server

SLOW_CLIENTS = 200
PAGES = 20
# Far below the two minutes for which the server leaves a silent connection open.
REASONABLE_SECONDS = 30
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half"
HALF_A_BODY = (
    b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5000\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail=ada"
)


@contextmanager
def half_sent(server: Server, request: bytes) -> Iterator[None]:
    """While this lasts two hundred connections wait for the other half of their request."""
    with ExitStack() as stack:
        for _ in range(SLOW_CLIENTS):
            address = (server.host, server.port)
            connection = stack.enter_context(socket.create_connection(address, timeout=60))
            connection.sendall(request)
        yield


@pytest.mark.slow
@pytest.mark.parametrize("workers", ["1", "3"])
def test_av_01_two_hundred_half_sent_requests_stop_nobody(
    sqlite_place: Place, workers: str
) -> None:
    ada = sqlite_place.reader("Ada Marlowe")
    ada.begins()

    with (
        sqlite_place.served("--workers", workers) as server,
        half_sent(server, HALF_A_HEAD),
        half_sent(server, HALF_A_BODY),
    ):
        for _ in range(PAGES):
            with closing(sqlite_place.browser(server, ada)) as browser:
                browser.connection.sock.settimeout(REASONABLE_SECONDS)
                assert browser.get("/").status == 200
                assert browser.get(QUIZ).status == 200
