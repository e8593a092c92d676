"""What a learner may see of an attempt, and when: a security rule (AC-05, FORMAT 4.2)."""

from collections.abc import Collection
from dataclasses import dataclass

from lms.domain.questions import Feedback

TWO_OPTIONS = 2


@dataclass(frozen=True)
class Release:
    """The moments of feedback: right or not, the chosen options' feedback, and the key."""

    correctness: bool
    chosen_feedback: bool
    key: bool


def release(feedback: Feedback, *, is_passed: bool, attempts_left: int | None) -> Release:
    """What is shown of a handed-in attempt.

    `is_passed` tells whether the quiz is passed by any attempt. Until then `after passing`
    shows which items were right and nothing more; `after submitting` adds the feedback of the
    options chosen, and the key once no attempt is left.
    """
    if is_passed or feedback is Feedback.EACH_ANSWER:
        return Release(correctness=True, chosen_feedback=True, key=True)
    if feedback is Feedback.AFTER_SUBMITTING:
        return Release(correctness=True, chosen_feedback=True, key=attempts_left == 0)
    return Release(correctness=True, chosen_feedback=False, key=False)


def release_of_attempt(released: Release, options: Collection[int]) -> Release:
    """What of it is shown of an attempt whose items have so many options each.

    Of exactly two, whether the chosen one is right tells which is, so it is released with the
    key and not before: between attempts the key is not revealed (CE_RULES 1). Then no item says
    whether it was right: the score less what the others earned would say it of that one.
    """
    if released.key or TWO_OPTIONS not in options:
        return released
    return Release(correctness=False, chosen_feedback=False, key=False)
