"""Accommodations as an administrator gives them in the studio, and a learner meets them."""

from collections.abc import Mapping
from html import unescape

import pytest
from sqlalchemy import func, select

from lms.domain.access import Role
from lms.services import teaching
from lms.store.database import Database
from lms.store.rows import AccommodationRow, AttemptGrantRow
from tests import make
from tests.personas import Ada, Ben, Cleo, Clock, Dora
from tests.queries import asked
from tests.sittings import Learner, publishes
from tests.web.sheets import Fields, fields_of

QUIZ = "/courses/foundations/module-1/quiz"


@pytest.fixture
def learner(database: Database, ada: Ada, clock: Clock) -> Learner:
    """What Ada does beside her browser: she has read the module before a timed quiz."""
    publishes(database, make.a_course(quiz=make.a_quiz(time_limit_minutes=30)))
    learner = Learner(database, ada.person)
    learner.at = clock()
    return learner.enrolls().reads()


@pytest.fixture
def page(learner: Learner) -> str:
    """Where Ada's standing is in the studio."""
    return f"/studio/foundations/learners/{learner.person.public_id}"


def sends(dora: Dora, page: str, form: str, **changes: str) -> None:
    """Fill in a form of the page and send it."""
    dora.post(f"{page}/{form}", filled_in(dora, page, form, changes))


def filled_in(dora: Dora, page: str, form: str, typed: Mapping[str, str]) -> Fields:
    """A form of the page with this typed into it."""
    fields = fields_of(dora.get(page).text, f"{page}/{form}")
    assert fields.keys() >= typed.keys()
    return fields | {name: [value] for name, value in typed.items()}


def rows(database: Database, kind: type) -> int:
    with database.reading() as session:
        return session.scalars(select(func.count()).select_from(kind)).one()


def test_extra_time_is_set_listed_and_told_to_the_learner(
    learner: Learner, ada: Ada, dora: Dora, page: str
) -> None:
    sends(dora, page, "time", percent="50", percent_reason="Reads with <a screen reader>.")

    assert dora.page.headers["Location"] == f"{page}?done=time"
    shown = dora.follows().text
    assert "The extra time is set." in shown
    assert "50% more time" in shown
    assert "<bdi>Reads with &lt;a screen reader&gt;.</bdi>" in shown
    assert "<bdi>Dora Vance</bdi></td>" in shown
    assert (
        "45 minutes, 15 of them as your accommodation, from the moment you begin"
        in ada.get(QUIZ).text
    )
    ada.post(f"{QUIZ}/start")
    sheet = ada.follows().text
    assert "7:45 AM" in sheet
    assert "you have 45 minutes, 15 of them as your accommodation, for it." in sheet


def test_without_extra_time_the_door_says_the_limit_alone(learner: Learner, ada: Ada) -> None:
    text = ada.get(QUIZ).text

    assert "30 min from the moment you begin" in text
    assert "accommodation," not in text


def test_further_attempts_are_granted_and_listed(
    learner: Learner, ada: Ada, dora: Dora, page: str
) -> None:
    for _ in range(3):
        learner.takes(right=0)
    assert "No attempt is left" in ada.get(QUIZ).text

    sends(dora, page, "attempts", module="module-1", attempts="2", attempts_reason="Illness.")

    assert "2 more attempts on Module 1" in dora.follows().text
    assert "2 of 5 left" in ada.get(QUIZ).text


@pytest.mark.parametrize(
    ("form", "typed", "said"),
    [
        (
            "attempts",
            {"attempts": "11"},
            "Write a whole number from 1 to 10: one more attempt is 1.",
        ),
        ("attempts", {"attempts": ""}, "Write a whole number from 1 to 10: one more attempt is 1."),
        ("attempts", {"module": ""}, "Choose a module of this course that has a graded quiz."),
        ("attempts", {"module": "x"}, "Choose a module of this course that has a graded quiz."),
        ("attempts", {"attempts_reason": " "}, "Say why; it is kept."),
        ("time", {"percent": "401"}, "Write a whole number from 0 to 400: 50 is half as long"),
        ("time", {"percent": "half"}, "Write a whole number from 0 to 400: 50 is half as long"),
        ("time", {"percent_reason": ""}, "Say why; it is kept."),
        ("time", {"percent_reason": "a" * 4001}, "Shorten this to 4000 characters."),
    ],
)
def test_bad_input_is_one_sentence_beside_its_field_and_what_was_typed_stays(
    learner: Learner, dora: Dora, page: str, form: str, typed: dict[str, str], said: str
) -> None:
    right = {
        "attempts": {"module": "module-1", "attempts": "1", "attempts_reason": "Ill <again>."},
        "time": {"percent": "50", "percent_reason": "Ill <again>."},
    }

    dora.get(page)
    dora.post(f"{page}/{form}", right[form] | typed)

    text = unescape(dora.page.text)
    assert dora.page.status_code == 422
    assert dora.title.startswith("Error: Ada Marlowe")
    assert text.count(said) == 2  # in the summary and beside the field
    (field,) = typed
    assert f'<a href="#f-{field}">' in text
    if "reason" not in field:
        assert 'value="Ill <again>."' in text
    assert rows(learner.database, AccommodationRow) + rows(learner.database, AttemptGrantRow) == 0


@pytest.mark.parametrize(
    ("form", "typed", "kind"),
    [
        (
            "attempts",
            {"module": "module-1", "attempts": "1", "attempts_reason": "Ill."},
            AttemptGrantRow,
        ),
        ("time", {"percent": "50", "percent_reason": "Ill."}, AccommodationRow),
    ],
)
def test_ds_04_a_form_sent_twice_is_one_grant(
    learner: Learner, dora: Dora, page: str, form: str, typed: dict[str, str], kind: type
) -> None:
    address = f"{page}/{form}"
    fields = filled_in(dora, page, form, typed)

    answers = [dora.post(address, fields).headers["Location"] for _ in range(2)]

    assert len(set(answers)) == 1
    assert rows(learner.database, kind) == 1


def test_ac_07_an_instructor_sees_what_was_allowed_and_has_no_form_for_it(
    learner: Learner, cleo: Cleo, dora: Dora, page: str
) -> None:
    with learner.database.writing() as session:
        teaching.assign(session, cleo.email, "foundations", learner.at)
    sends(dora, page, "time", percent="50", percent_reason="Illness.")

    text = cleo.get(page).text

    assert cleo.person.role is Role.INSTRUCTOR
    assert "50% more time" in text
    assert f'action="{page}' not in text
    for form in ("attempts", "time"):
        assert cleo.post(f"{page}/{form}", percent="50", percent_reason="x").status_code == 404


def test_ac_04_somebody_who_is_not_in_the_course_looks_like_nobody(
    learner: Learner, ben: Ben, dora: Dora
) -> None:
    typed = {"percent": "50", "percent_reason": "Illness."}
    for who in (ben.person.public_id, "nobody-at-all"):
        status = dora.post(f"/studio/foundations/learners/{who}/time", typed).status_code

        assert status == 404
    assert rows(learner.database, AccommodationRow) == 0


def test_the_number_of_questions_to_the_database_is_fixed(
    learner: Learner, dora: Dora, page: str
) -> None:
    costs = []
    for percent in ("50", "25"):
        sends(dora, page, "time", percent=percent, percent_reason="Illness.")
        dora.get(page)
        with asked(learner.database) as statements:
            dora.get(page)
        costs.append(len(statements))

    assert costs == [7, 7]
