"""Clients that ask as fast as they are answered, each on a connection of its own."""

import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlencode

from bench.servers import Server

FIRST_ERROR = 400


@dataclass(frozen=True)
class Ask:
    """One request as it goes over the wire."""

    method: str
    path: str
    cookie: str = ""
    form: tuple[tuple[str, str], ...] = ()
    accept: str = "text/html"
    token: str = ""

    def wire(self, host: str) -> bytes:
        """Its bytes."""
        body = urlencode(self.form).encode()
        lines = [
            f"{self.method} {self.path} HTTP/1.1",
            f"Host: {host}",
            f"Accept: {self.accept}",
            "Accept-Encoding: gzip",
        ]
        if self.cookie:
            lines.append(f"Cookie: {self.cookie}")
        if self.method == "POST":
            lines += [
                "Sec-Fetch-Site: same-origin",
                f"X-CSRFToken: {self.token}",
                "Content-Type: application/x-www-form-urlencoded",
                f"Content-Length: {len(body)}",
            ]
        return "\r\n".join([*lines, "", ""]).encode() + body


@dataclass(frozen=True)
class Answered:
    """What came back."""

    status: int
    headers: bytes
    body: bytes


@dataclass(frozen=True)
class Measured:
    """What a row of clients found in one pass."""

    clients: int
    requests: int
    seconds: float
    errors: int
    times: tuple[float, ...]
    cpu_seconds: float

    @property
    def per_second(self) -> float:
        """Requests answered in a second."""
        return self.requests / self.seconds

    @property
    def cpu_milliseconds(self) -> float:
        """Processor time of the server for each request."""
        return 1000 * self.cpu_seconds / max(1, self.requests)

    def percentile(self, share: float) -> float:
        """The time, in milliseconds, within which that share of the requests was answered."""
        ordered = sorted(self.times)
        return 1000 * ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Connection:
    """A connection that is kept open."""

    def __init__(self, server: Server) -> None:
        self._host = f"{server.host}:{server.port}"
        self._socket = socket.create_connection((server.host, server.port), timeout=60)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, ask: Ask) -> Answered:
        """Send a request and wait for all of the answer."""
        self._socket.sendall(ask.wire(self._host))
        received = bytearray()
        while (end := received.find(b"\r\n\r\n")) < 0:
            received += self._read()
        headers, body = bytes(received[:end]), received[end + 4 :]
        length = _content_length(headers)
        while len(body) < length:
            body += self._read()
        return Answered(int(headers[9:12]), headers, bytes(body))

    def close(self) -> None:
        """Hang up."""
        self._socket.close()

    def _read(self) -> bytes:
        piece = self._socket.recv(65536)
        if not piece:
            raise ConnectionError("The server hung up.")
        return piece


def _content_length(headers: bytes) -> int:
    for line in headers.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def measure(
    server: Server, asks: Callable[[int], Iterator[Ask]], clients: int, seconds: float
) -> Measured:
    """One pass: each client goes through its own asks until the time is over."""
    times: list[list[float]] = [[] for _ in range(clients)]
    errors = [0] * clients
    ready = threading.Barrier(clients + 1)
    ends = [0.0]

    def run(number: int) -> None:
        connection = Connection(server)
        mine = asks(number)
        ready.wait()
        for ask in mine:
            began = time.perf_counter()
            if began >= ends[0]:
                break
            answered = connection.ask(ask)
            times[number].append(time.perf_counter() - began)
            errors[number] += answered.status >= FIRST_ERROR
        connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    cpu, began = server.cpu_seconds(), time.perf_counter()
    ends[0] = began + seconds
    ready.wait()
    for thread in threads:
        thread.join()
    lasted = time.perf_counter() - began
    every = tuple(it for one in times for it in one)
    return Measured(clients, len(every), lasted, sum(errors), every, server.cpu_seconds() - cpu)


def middle(passes: list[Measured], of: Callable[[Measured], float]) -> float:
    """The median over passes."""
    return median(of(one) for one in passes)
