"""Who may come in, by role and policy."""

import pytest

from lms.domain.access import WELCOME, Policy, Role, may_enter

VISITOR = None
EVERYBODY = (VISITOR, Role.LEARNER, Role.INSTRUCTOR, Role.ADMINISTRATOR)


@pytest.mark.parametrize(
    ("policy", "welcome"),
    [
        (Policy.ANYONE, [True, True, True, True]),
        (Policy.SIGNED_IN, [False, True, True, True]),
        (Policy.INSTRUCTORS, [False, False, True, True]),
        (Policy.ADMINISTRATORS, [False, False, False, True]),
    ],
)
def test_ac_02_every_policy_has_an_answer_for_every_role(policy, welcome):
    assert [may_enter(policy, role) for role in EVERYBODY] == welcome


def test_ac_01_there_is_no_policy_without_a_rule():
    assert set(WELCOME) == set(Policy)
    assert set(EVERYBODY) == {VISITOR, *Role}
