"""How far somebody is in a program, and what its certificate repeats."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from lms.domain.certificates import Certificate
from lms.domain.programs import ProgramEdition, snapshot, standing
from tests import make

PROGRAM = make.a_program("foundations", "dysfunctions")
DAY = make.COMPLETED_ON + timedelta(days=500)


def certificate_of(course: str, serial: str, days: int = 0, **changes: object) -> Certificate:
    at = make.COMPLETED_AT + timedelta(days=days)
    frozen = make.a_snapshot(
        course_slug=course, completed_at=at, completed_on=at.date(), hours=Decimal("1.25")
    )
    return make.a_certificate(frozen, serial=serial, **changes)


def test_a_program_is_complete_when_each_of_its_courses_has_a_valid_certificate() -> None:
    one, both = [certificate_of("foundations", "A")], ["A", "B"]
    held = [*one, certificate_of("dysfunctions", "B"), certificate_of("elsewhere", "C")]

    assert not standing(PROGRAM, one, DAY).is_complete
    assert standing(PROGRAM, one, DAY).done == 1
    assert standing(PROGRAM, held, DAY).is_complete
    assert [it.serial for it in standing(PROGRAM, held, DAY).certificates] == both


@pytest.mark.parametrize(
    "changes",
    [{"voided_at": make.later(500), "void_reason": "In error."}, {"replaced_by": "B"}],
    ids=["voided", "replaced"],
)
def test_a_certificate_that_no_longer_stands_counts_nothing(changes: dict[str, object]) -> None:
    held = [certificate_of("foundations", "A", **changes)]

    assert standing(PROGRAM, held, DAY).done == 0


def test_a_certificate_counts_to_the_last_day_of_its_term_and_not_after_it() -> None:
    it = certificate_of("foundations", "A")
    held = [replace(it, snapshot=replace(it.snapshot, valid_until=DAY))]

    assert standing(PROGRAM, held, DAY).done == 1
    assert standing(PROGRAM, held, DAY + timedelta(days=1)).done == 0


def test_of_a_course_taken_twice_the_newer_certificate_is_listed() -> None:
    held = [certificate_of("foundations", "B", days=400), certificate_of("foundations", "A")]

    (found,) = standing(PROGRAM, held, DAY).certificates

    assert found.serial == "B"


def test_a_program_without_courses_is_never_complete() -> None:
    assert not standing(make.a_program(courses=()), [], DAY).is_complete


def test_the_snapshot_has_the_day_and_the_name_of_the_last_course() -> None:
    first = certificate_of("foundations", "A", days=3)
    second = certificate_of("dysfunctions", "B")
    edition = ProgramEdition(2, "f" * 64, PROGRAM)

    frozen = snapshot(edition, standing(PROGRAM, [first, second], DAY), make.a_provider())

    assert frozen.completed_on == first.snapshot.completed_on
    assert frozen.completed_on > date(2026, 1, 1)
    assert frozen.legal_name == first.snapshot.legal_name
    assert [(it.serial, it.hours) for it in frozen.listed] == [
        ("A", Decimal("1.25")),
        ("B", Decimal("1.25")),
    ]
