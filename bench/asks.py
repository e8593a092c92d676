"""What the clients ask for: five pages of the way to a certificate, as a browser sends them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, cycle

from bench.filling import SLUG, TO_ANSWER, TO_HAND_IN, Filled, attempt_address, token
from bench.load import Ask, Connection
from bench.servers import Server

COURSE = f"/courses/{SLUG}"
SESSION_COOKIE = "lms_session"
FORM_COOKIE = re.compile(rb"set-cookie: (lms_form=[^;]+)", re.IGNORECASE)
TOKEN = re.compile(rb'name="csrf_token" value="([^"]+)"')
# Learners for whom a client answers or hands in, far apart from every other client's.
BETWEEN_CLIENTS = 300


@dataclass(frozen=True)
class Door:
    """The cookie and token that forms are sent with; the same will do for every learner."""

    cookie: str
    token: str

    def of(self, learner: int) -> str:
        """The cookies of a learner's browser."""
        return f"{self.cookie}; {SESSION_COOKIE}={token(learner)}"


def door(server: Server) -> Door:
    """A form's cookie and token, taken from a page that everybody may see."""
    connection = Connection(server)
    page = connection.ask(Ask("GET", "/policies?unpacked"))
    connection.close()
    cookie, found = FORM_COOKIE.search(page.headers), TOKEN.search(page.body)
    if cookie is None or found is None:
        raise LookupError("The page of policies has no form in it.")
    return Door(cookie[1].decode(), found[1].decode())


class Asks:
    """The requests of each client, endlessly; a learner hands in once and never again."""

    def __init__(self, door: Door, filled: Filled) -> None:
        self._door, self._filled = door, filled
        self._handing_in = count(1)
        self._passes = count(1)

    def catalog(self, client: int) -> Iterator[Ask]:
        """The catalog, signed in."""
        return cycle(self._get("/", learner) for learner in self._learners(client))

    def module(self, client: int) -> Iterator[Ask]:
        """A module's page."""
        return cycle(self._get(f"{COURSE}/{TO_ANSWER}", one) for one in self._learners(client))

    def dashboard(self, client: int) -> Iterator[Ask]:
        """My learning."""
        return cycle(self._get("/me", learner) for learner in self._learners(client))

    def save(self, client: int) -> Iterator[Ask]:
        """One answer after the other, as the script of the page saves them."""
        learner = client % self._filled.learners + 1
        # Each pass begins far above the last: nobody counts how many it saved.
        for sequence in count(next(self._passes) * 1_000_000):
            key = self._filled.options[sequence % len(self._filled.options)]
            yield Ask(
                "POST",
                f"{COURSE}/{TO_ANSWER}/quiz/answers",
                self._door.of(learner),
                (
                    ("attempt", attempt_address(learner, TO_ANSWER)),
                    ("position", "0"),
                    ("sequence", str(sequence)),
                    ("chosen", key),
                ),
                "application/json",
                self._door.token,
            )

    def hand_in(self, _client: int) -> Iterator[Ask]:
        """A whole sheet, all of it answered, by another learner each time."""
        for learner in self._handing_in:
            if learner > self._filled.learners:
                return
            answers = [
                (name, value)
                for place, key in enumerate(self._filled.sheet)
                for name, value in ((f"sequence-{place}", "1"), (f"chosen-{place}", key))
            ]
            attempt = attempt_address(learner, TO_HAND_IN)
            yield Ask(
                "POST",
                f"{COURSE}/{TO_HAND_IN}/quiz",
                self._door.of(learner),
                (("attempt", attempt), ("do", "hand-in"), *answers),
                token=self._door.token,
            )

    def _get(self, path: str, learner: int) -> Ask:
        return Ask("GET", path, self._door.of(learner))

    def _learners(self, client: int) -> range:
        first = client * BETWEEN_CLIENTS % self._filled.learners + 1
        return range(first, min(first + BETWEEN_CLIENTS, self._filled.learners + 1))
