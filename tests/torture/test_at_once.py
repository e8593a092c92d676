"""Crowds at one door of a server with three processes."""

from collections.abc import Callable, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from functools import partial

import pytest
from sqlalchemy import func, select

from lms.domain.accounts import TRIES_FROM_ONE_ADDRESS
from lms.domain.questions import Answer
from lms.store.database import Database
from lms.store.rows import AnswerRow, AttemptRow, Base, EnrollmentRow, GradeRow, LicenseRow
from lms.web.requests import FORM_KEY, new_form_key
from tests import make
from tests.accounts import email_of
from tests.sittings import COURSE, Learner
from tests.store.at_once import at_once
from tests.torture.answering import QUIZ
from tests.torture.browsers import Browser, Page
from tests.torture.places import Place, Server

pytestmark = pytest.mark.slow

TIMES = 20
TOO_MANY = 429


@dataclass(frozen=True)
class Form:
    """A form as a browser sends it, and the table in which it makes one row."""

    path: str
    fields: Mapping[str, str]
    table: type[Base]


def enrolling(_ada: Learner) -> Form:
    return Form(f"/courses/{COURSE}/enroll", {}, EnrollmentRow)


def adding_a_license(_ada: Learner) -> Form:
    fields = {"profession": "MFT", "jurisdiction": "NY", "number": "17"}
    return Form("/me/profile/licenses", fields, LicenseRow)


def beginning_a_quiz(ada: Learner) -> Form:
    ada.enrolls().reads()
    return Form(f"{QUIZ}/start", {}, AttemptRow)


def saving_an_answer(ada: Learner) -> Form:
    sitting = ada.enrolls().reads().begins()
    key = min(make.right_answer(ada.asked(sitting)[0]).chosen)
    fields = {"attempt": sitting.attempt, "position": "0", "sequence": "1", "chosen": key}
    return Form(f"{QUIZ}/answers", fields, AnswerRow)


def handing_in(ada: Learner) -> Form:
    sitting = ada.enrolls().reads().begins()
    sheet = {"attempt": sitting.attempt, "do": "hand-in"}
    for position, answer in make.answers(ada.asked(sitting), 5).items():
        sheet |= sent_as(position, answer)
    return Form(QUIZ, sheet, GradeRow)


def sent_as(position: int, answer: Answer) -> dict[str, str]:
    return {f"sequence-{position}": "1", f"chosen-{position}": min(answer.chosen)}


def sent_at_once(form: Form, place: Place, server: Server, learner: Learner) -> list[Page]:
    """Twenty answers, each to a connection of its own, so that all three processes are asked."""
    fields = {**form.fields, FORM_KEY: new_form_key()}
    with ExitStack() as stack:
        browsers = [
            stack.enter_context(closing(place.browser(server, learner))) for _ in range(TIMES)
        ]
        return at_once([partial(it.post, form.path, **fields) for it in browsers])


def count_rows(database: Database, table: type[Base]) -> int:
    with database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


FORMS: tuple[Callable[[Learner], Form], ...] = (
    enrolling,
    adding_a_license,
    beginning_a_quiz,
    saving_an_answer,
    handing_in,
)


def test_ds_04_twenty_posts_at_once_make_one_row_and_twenty_equal_answers(place: Place) -> None:
    with place.served("--workers", "3") as server:
        for number, does in enumerate(FORMS):
            learner = place.learner(f"Ada{number} Marlowe")
            form = does(learner)
            before = count_rows(place.database, form.table)

            pages = sent_at_once(form, place, server, learner)

            assert len(set(pages)) == 1, does.__name__
            assert pages[0].status in (200, 303), pages[0]
            assert count_rows(place.database, form.table) == before + 1, does.__name__


def test_as_07_tries_are_counted_over_all_processes(place: Place) -> None:
    place.learner("Ada Marlowe")

    with place.served("--workers", "3") as server:
        pages = [
            page
            for _ in range(0, TRIES_FROM_ONE_ADDRESS + TIMES, 10)
            for page in at_once([partial(tries_to_sign_in, server.host, server.port)] * 10)
        ]
        late = at_once([partial(tries_to_sign_in, server.host, server.port)] * TIMES)

    statuses = [page.status for page in pages]
    assert statuses.count(401) == TRIES_FROM_ONE_ADDRESS
    assert statuses.count(TOO_MANY) == TIMES
    assert {page.status for page in late} == {TOO_MANY}


def tries_to_sign_in(host: str, port: int) -> Page:
    with closing(Browser(host, port)) as browser:
        return browser.post("/sign-in", email=email_of("Ada Marlowe"), password="not the password")
