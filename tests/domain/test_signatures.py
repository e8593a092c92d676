"""Who signs for the credit of an edition, as they type it, and what waits for them."""

from dataclasses import replace
from decimal import Decimal

import pytest

from lms.domain.credit import is_waiting
from lms.domain.errors import FormRefusal
from lms.domain.signatures import Signature, clean_signature
from tests import make


def test_an_approver_has_a_name_and_a_title() -> None:
    with pytest.raises(FormRefusal) as refused:
        clean_signature(" ", "", "")

    assert refused.value.problems.keys() == {"name", "title"}


def test_an_approver_needs_no_note() -> None:
    assert clean_signature(" Dora Vance ", "Director", "") == Signature(
        "Dora Vance", "Director", ""
    )


def test_credit_waits_while_it_has_hours_and_no_approval() -> None:
    credit = make.course_facts().credit

    assert is_waiting(credit, None)
    assert not is_waiting(credit, make.a_credit_approval())
    assert not is_waiting(replace(credit, hours=Decimal(0)), None)
