"""What a learner may see of an attempt, and when: a security rule (AC-05, FORMAT 4.2)."""

from dataclasses import dataclass

from lms.domain.questions import Feedback

TRUE_OR_FALSE = 2


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


def release_of_item(released: Release, options: int) -> Release:
    """What of it is shown of an item with so many options.

    Of exactly two, whether the chosen one is right tells which is, so it is released with the
    key and not before: between attempts the key is not revealed (CE_RULES 1).
    """
    if options != TRUE_OR_FALSE or released.key:
        return released
    return Release(correctness=False, chosen_feedback=False, key=False)
