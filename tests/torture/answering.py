"""Learners who answer a quiz over HTTP as fast as they are answered, and remember what was said."""

import json
import math
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from itertools import count

from sqlalchemy import select

from lms.domain.questions import Answer
from lms.store import attempts
from lms.store.attempts import Attempt
from lms.store.columns import from_text
from lms.store.database import Database
from lms.store.rows import AnswerRow
from tests.sittings import COURSE, MODULE, Learner
from tests.torture.browsers import Browser, Page
from tests.torture.places import Place, Server

QUIZ = f"/courses/{COURSE}/{MODULE}/quiz"
OK, BUSY = 200, 503
PATIENCE_SECONDS = 120
NAMES = ("Ada Marlowe", "Ben Osei", "Cleo Lind", "Dora Vance", "Eve Moreau", "Finn Tanaka")


@dataclass(frozen=True)
class Sent:
    """One answer as a page sends it."""

    position: int
    sequence: int
    key: str


class Client:
    """A learner in mid-attempt; `acknowledged` is what the server called saved, in order."""

    def __init__(self, place: Place, learner: Learner) -> None:
        self._place, self.learner = place, learner
        self.attempt = attempt_of(learner)
        self.acknowledged: list[Sent] = []
        # Sent, and no answer came: whether it is kept only the database knows.
        self.in_flight: Sent | None = None
        self.sent_at = math.inf
        self.refused: list[Page] = []
        self._numbers = count()

    def answers(self, server: Server, begun: threading.Barrier) -> None:
        """Answer until the server goes away; what had no answer before is sent again first."""
        browser = self._place.browser(server, self.learner)
        begun.wait(PATIENCE_SECONDS)
        try:
            while not self.refused:
                self._sends(browser, self.in_flight or self._next())
        except (OSError, HTTPException):
            self.sent_at = browser.sent_at
            browser.close()

    def _sends(self, browser: Browser, sent: Sent) -> None:
        self.in_flight = sent
        page = browser.post(
            f"{QUIZ}/answers",
            attempt=self.attempt.public_id,
            position=str(sent.position),
            sequence=str(sent.sequence),
            chosen=sent.key,
        )
        if page.status == OK and json.loads(page.text)["sequence"] == sent.sequence:
            self.acknowledged.append(sent)
            self.in_flight = None
        elif page.status != BUSY:
            self.refused.append(page)

    def _next(self) -> Sent:
        number = next(self._numbers)
        positions = len(self.attempt.items)
        sequence = 1 + number // positions
        keys = self.attempt.items[number % positions].option_keys
        return Sent(number % positions, sequence, keys[sequence % len(keys)])


def attempt_of(learner: Learner) -> Attempt:
    """The attempt that a learner begins, with the options that each question offers."""
    sitting = learner.begins()
    with learner.database.reading() as session:
        attempt = attempts.find_for(session, learner.person.id, sitting.attempt)
    assert attempt is not None
    return attempt


def six_clients(place: Place) -> list[Client]:
    """Six learners who have read the module and begun its quiz."""
    return [Client(place, place.reader(name)) for name in NAMES]


@contextmanager
def all_answering(clients: Sequence[Client], server: Server) -> Iterator[None]:
    """While this lasts all of them answer; it ends when the server has gone away."""
    begun = threading.Barrier(len(clients) + 1)
    threads = [threading.Thread(target=it.answers, args=(server, begun)) for it in clients]
    for thread in threads:
        thread.start()
    begun.wait(PATIENCE_SECONDS)
    yield
    for thread in threads:
        thread.join(PATIENCE_SECONDS)
        assert not thread.is_alive()


def rows_of(database: Database, attempt: Attempt) -> list[Sent]:
    """Every answer that the table holds for an attempt, in the order in which it came there."""
    with database.reading() as session:
        rows = session.execute(
            select(AnswerRow.position, AnswerRow.sequence, AnswerRow.answer)
            .where(AnswerRow.attempt_id == attempt.id)
            .order_by(AnswerRow.id)
        )
        return [
            Sent(place, number, key_in(from_text(Answer, text))) for place, number, text in rows
        ]


def latest_of(database: Database, attempt: Attempt) -> dict[int, Sent]:
    """The answers that count, as the product reads them."""
    with database.reading() as session:
        latest = attempts.list_latest(session, attempt.id)
    return {
        place: Sent(place, given.sequence, key_in(given.answer)) for place, given in latest.items()
    }


def key_in(answer: Answer) -> str:
    """The one option that was chosen."""
    (key,) = answer.chosen
    return key


def last_of_each(sent: Sequence[Sent]) -> dict[int, Sent]:
    """The last answer to each question."""
    return {it.position: it for it in sent}
