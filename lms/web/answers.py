"""Answers as forms and addresses send them: what is chosen, typed, picked, or put into a gap.

    chosen-3=k7        an option of the question at position 3
    typed-3=text       its number, words or reflection
    pick-3-k7=m2       what is picked on one of its lines, in one of its gaps, or as a step's place
    gap-3-1=text       what is typed into one of its gaps

A knowledge check and the script of a sheet send one answer, and leave the position out.
"""

import re
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from lms.domain.questions import Answer, filled_with
from lms.services.practice import CheckAnswer
from lms.web.requests import whole_number

# What stands in an address is shorter than what is kept.
LONGEST_TYPED = 200
FILLED = ("pick", "gap")
_FIELD = re.compile(r"(?P<kind>chosen|typed|pick|gap)-(?P<position>[0-9]{1,9})(?:-(?P<key>.+))?")
_FIELD_OF_ONE = re.compile(r"(?P<kind>chosen|typed|pick|gap)(?P<position>)(?:-(?P<key>.+))?")


@dataclass(frozen=True)
class Sent:
    """The fields of one answer; `filled` has the empty places too, in the order of the form."""

    chosen: tuple[str, ...] = ()
    typed: str = ""
    filled: tuple[tuple[str, str], ...] = ()

    @property
    def answer(self) -> Answer:
        """The answer that they make."""
        filled = filled_with(self.filled).filled
        return Answer(frozenset(self.chosen), self.typed, filled)


def sent_answers(form: MultiDict[str, str]) -> dict[str, Sent]:
    """The answers of a whole sheet by their positions, as they are written in it."""
    return _sent(form, _FIELD)


def sent_answer(form: MultiDict[str, str]) -> Answer:
    """The one answer that is sent."""
    return _sent(form, _FIELD_OF_ONE).get("", Sent()).answer


def asked_check(args: MultiDict[str, str]) -> CheckAnswer | None:
    """The answer to a knowledge check or in practice that an address gives, or None."""
    index = whole_number(args.get("check"))
    return None if index is None else CheckAnswer(index, _short(sent_answer(args)))


def given_answers(form: MultiDict[str, str]) -> dict[int, Answer]:
    """The answers to many checks that one form sends, by their places on its page."""
    return {int(position): _short(sent.answer) for position, sent in sent_answers(form).items()}


def _short(answer: Answer) -> Answer:
    filled = tuple((key, text[:LONGEST_TYPED]) for key, text in answer.filled)
    return replace(answer, typed=answer.typed[:LONGEST_TYPED], filled=filled)


def _sent(form: MultiDict[str, str], pattern: re.Pattern[str]) -> dict[str, Sent]:
    found: dict[str, Sent] = {}
    for name, value in form.items(multi=True):
        field = pattern.fullmatch(name)
        if field is not None:
            known = found.get(field["position"], Sent())
            found[field["position"]] = _with(known, field["kind"], field["key"], value)
    return found


def _with(sent: Sent, kind: str, key: str | None, value: str) -> Sent:
    if key is not None:
        return replace(sent, filled=(*sent.filled, (key, value))) if kind in FILLED else sent
    if kind == "chosen":
        return replace(sent, chosen=(*sent.chosen, value))
    # A form sends other ends of lines than a script does, and means the same.
    return replace(sent, typed=value.replace("\r\n", "\n")) if kind == "typed" else sent
