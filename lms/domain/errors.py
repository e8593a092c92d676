"""Refusals: what happened, as one plain sentence that also says what to do next."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar, overload

Answer = TypeVar("Answer")
Another = TypeVar("Another")
EDITS_NAMED = 3


class Refusal(Exception):
    """Something a person asked for that the rules do not allow; its text is shown as it stands."""

    sentence = "That is not possible. Go back to the page before and choose another step."

    def __init__(self, sentence: str = "") -> None:
        super().__init__(sentence or self.sentence)

    def __str__(self) -> str:
        return str(self.args[0])


class FormRefusal(Refusal):
    """A refusal with a sentence beside each field of a form that needs correcting."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


class FieldRefusal(FormRefusal):
    """A refusal that belongs beside one field of a form."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__({field: sentence})
        self.field = field


@overload
def together(
    first: Callable[[], Answer], second: Callable[[], Another], /
) -> tuple[Answer, Another]:
    """Two answers, each of a kind of its own."""


@overload
def together(*questions: Callable[[], Answer]) -> tuple[Answer, ...]:
    """Any number of answers of one kind."""


def together(*questions: Callable[[], Any]) -> tuple[Any, ...]:
    """The answers to all questions, or one refusal that names the problems of all of them."""
    answers: list[Any] = []
    refusals: list[FormRefusal] = []
    for question in questions:
        try:
            answers.append(question())
        except FormRefusal as refusal:
            refusals.append(refusal)
    if len(refusals) == 1:
        raise refusals[0]
    if refusals:
        raise FormRefusal(
            {name: it for refused in refusals for name, it in refused.problems.items()}
        )
    return tuple(answers)


class NotFound(Refusal):
    """There is no such thing, or it is not this person's to see: the two look alike (AC-04)."""

    sentence = "There is nothing at this address. Compare it with the link you followed."


class Busy(Refusal):
    """The database was locked for too long; nothing was changed."""

    sentence = "The server is busy. Nothing was lost; try again in a few seconds."


class SignInRefused(Refusal):
    """The e-mail and password do not fit; which of the two is never said (AS-06)."""

    sentence = "The e-mail address and password do not fit together. Check both and try again."


class TooManyTries(Refusal):
    """A door that takes a secret was tried too often, by one address or account (AS-07)."""

    sentence = "Too many tries. Wait ten minutes, then try again."


class LinkSpent(Refusal):
    """A one-time link was used, replaced, is too old, or never was one: which is never said."""

    sentence = (
        "A link that sets a password works once, for an hour, and only as it was given to you. "
        "Compare the address with the one you got, or ask your administrator for a new link."
    )


class FreshSignInNeeded(Refusal):
    """A change of e-mail or password asks for the present password first (AS-11)."""

    sentence = "Enter your present password to confirm that it is you."


class AccountClosed(Refusal):
    """The account was disabled or erased while the request was under way; nothing is kept."""

    sentence = "This account was closed, so nothing was kept. Ask an administrator why it was."


class CourseClosed(Refusal):
    """The course is archived or past its expiry date."""

    sentence = "This course is closed to new work. Choose another course in the catalog."


class ModuleNotFinished(Refusal):
    """A quiz opens when its module is marked finished."""

    sentence = "This quiz opens when its module is finished. Read the module and mark it as read."


class MinutesMissing(Refusal):
    """A module asks for more active reading time than is counted so far."""

    def __init__(self, asked: int, counted: int) -> None:
        super().__init__(
            f"This module asks for {asked} minutes of reading, and {counted} are counted so far. "
            f"Go back to it, read for {asked - counted} more, and mark it as read then."
        )


class AttemptsUsedUp(Refusal):
    """No attempt is left; an administrator can grant more."""

    def __init__(self, limit: int, ask: str) -> None:
        used = f"All {limit} attempts on this quiz are" if limit != 1 else "The one attempt is"
        super().__init__(f"{used} used. Write to {ask} to ask for another.")
        self.limit = limit


class AlreadyPassed(Refusal):
    """A passed quiz stays passed and needs no further attempt."""

    sentence = "You have passed this quiz. There is no need to take it again."


class AttemptClosed(Refusal):
    """The attempt was handed in before this answer came."""

    sentence = (
        "This attempt was handed in before this answer came, so the answer is not counted. "
        "The result shows the answers that are."
    )

    def __init__(self, handed_in_at: datetime) -> None:
        super().__init__()
        self.handed_in_at = handed_in_at


class StaleAnswer(Refusal):
    """An older page tried to overwrite a newer answer (DS-05)."""

    sentence = (
        "A newer answer to this question was saved from another page. "
        "It was kept; reload this page to see it."
    )


class AnswerNotUnderstood(Refusal):
    """The answer does not fit the question that was shown."""

    sentence = "This answer does not belong to the question. Reload the page and answer again."


class PartClosed(Refusal):
    """The next part of a case was opened, which may tell the answers of the parts before it."""

    sentence = "This part of the case is closed, since the next one was opened. Your answer stands."


class NotOpenYet(Refusal):
    """A step of the course whose earlier steps are not done."""

    sentence = "This step opens when the earlier ones are done. Your course page lists them."


class EditsInTheWay(Refusal):
    """Writing into a folder would change files in it that somebody may have edited."""

    def __init__(self, folder: str, paths: Sequence[str]) -> None:
        named = ", ".join(paths[:EDITS_NAMED])
        more = len(paths) - EDITS_NAMED
        files = "1 file that differs" if len(paths) == 1 else f"{len(paths)} files that differ"
        super().__init__(
            f"{folder} holds {files} from the edition: {named}{f' and {more} more' * (more > 0)}. "
            "Nothing was written. Name an empty folder, or replace what is there with --overwrite."
        )


class StillRegrading(Refusal):
    """A correction of the same question is being applied; the next one has to wait for it."""

    sentence = (
        "An earlier correction of this question is still being applied. "
        "Wait until it is done, then decide again."
    )


class DecidedMeanwhile(Refusal):
    """Another decision about the question was made or undone since the page was read."""

    sentence = (
        "Another decision about this question was made or undone meanwhile, so yours was not kept. "
        "This page shows what it would do now: read it, then apply it."
    )


class KeyUndecided(Refusal):
    """The question's key was changed, and nobody has decided yet what becomes of the marks."""

    sentence = (
        "The key of this question was changed, and what becomes of the marks is not decided yet. "
        "Decide about that first, under Corrected keys; then accept this answer."
    )


class AlreadyAccepted(Refusal):
    """An answer was accepted since the page was read, or is a slip of one that is."""

    sentence = (
        "This answer is accepted already, so nothing was changed. "
        "Go back and reload the page to see how every answer is taken now."
    )


class WordsNotAccepted(Refusal):
    """An answer cannot be written into the quiz as it was typed."""

    sentence = (
        "This answer cannot be accepted with one click, since the quiz file would read it as "
        "something else. Add it to the file after **Also accept:** and publish."
    )


class EditionChanged(Refusal):
    """Another edition of the course was published since the page was read."""

    sentence = (
        "Another edition of this course was published meanwhile, so nothing was changed. "
        "Go back, reload the page, and do it again."
    )
