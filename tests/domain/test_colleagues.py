"""Who works on a course, and who may not be taken off."""

from lms.domain.colleagues import Colleague, Duty, is_last_author
from tests import make

CLEO, RHEA, SOL = "cleo", "rhea", "sol"


def does(person: str, duty: Duty) -> Colleague:
    return Colleague(person, person.title(), f"{person}@example.org", duty, make.START)


def test_the_one_author_beside_any_number_of_reviewers_is_the_last() -> None:
    colleagues = [does(CLEO, Duty.AUTHOR), does(RHEA, Duty.REVIEWER), does(SOL, Duty.REVIEWER)]

    assert is_last_author(colleagues, CLEO)
    assert not is_last_author(colleagues, RHEA)


def test_of_two_authors_neither_is_the_last() -> None:
    colleagues = [does(CLEO, Duty.AUTHOR), does(SOL, Duty.AUTHOR)]

    assert not is_last_author(colleagues, CLEO)
    assert not is_last_author(colleagues, SOL)
