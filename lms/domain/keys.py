"""Keys: what a question takes as right, and whether another version of it takes something else."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import lru_cache
from html import escape

from lms.domain.grading import singular
from lms.domain.questions import Kind, NumericKey, Question, Slot, WordsKey
from lms.domain.words import folded, says

_CHOICES = frozenset({Kind.SINGLE, Kind.MULTIPLE, Kind.TRUE_FALSE})


def has_same_key(shown: Question, new: Question) -> bool:
    """True when every answer that the one can be given earns the same share by either."""
    after = find_corrected(shown, new)
    return after is not None and _key(after) == _key(shown)


# The same few versions are asked in every attempt.
@lru_cache(1000)
def corrected(shown: Question, new: Question) -> Question:
    """The version that was shown with the key of the new one; its own where that cannot be said."""
    return find_corrected(shown, new) or shown


def find_corrected(shown: Question, new: Question) -> Question | None:
    """The version that was shown with the key of the new one; None where that cannot be said.

    Options, steps and lines are known by their content, and by their order where they were only
    worded anew; gaps by their place, as long as the stem around them says that it is the same.
    """
    if shown.kind in _CHOICES and new.kind in _CHOICES:
        return _with_rights(shown, new)
    if shown.kind is not new.kind:
        return None
    if shown.kind is Kind.ORDERING:
        return _with_steps(shown, new)
    if shown.kind in (Kind.MATCHING, Kind.CLOZE):
        return _with_slots(shown, new)
    return replace(shown, numeric=new.numeric, words=new.words, least_words=new.least_words)


def _with_rights(shown: Question, new: Question) -> Question | None:
    before = {option.key: option.is_right for option in shown.options}
    rights = _rights(before, {option.key: option.is_right for option in new.options})
    if not rights:
        return None
    options = tuple(replace(option, is_right=option.key in rights) for option in shown.options)
    return replace(shown, options=options, has_partial_credit=new.has_partial_credit)


def _rights(before: Mapping[str, bool], after: Mapping[str, bool]) -> frozenset[str]:
    """Which of the options that were shown are right by the new ones; none where nobody can say."""
    kept = {key: after[key] for key in before if key in after}
    gone = {key: is_right for key, is_right in before.items() if key not in after}
    came = [is_right for key, is_right in after.items() if key not in before]
    rights = frozenset(key for key, is_right in kept.items() if is_right)
    if _is_wording(tuple(gone.values()), came):
        return rights.union(key for key, is_right in gone.items() if is_right)
    # Where a single one is right now and everybody saw it, whatever became of the others is wrong.
    is_plain = not gone or (len(rights) == 1 and not any(came))
    return rights if is_plain else frozenset()


def _is_wording(gone: Sequence[bool], came: Sequence[bool]) -> bool:
    # As many right ones, and in the same order where none is missing.
    return list(gone) == list(came) or (len(gone) != len(came) and sum(gone) == sum(came))


def _with_steps(shown: Question, new: Question) -> Question | None:
    before = [option.key for option in shown.options]
    place = {option.key: at for at, option in enumerate(new.options)}
    options = shown.options
    if place.keys() == set(before):
        options = tuple(sorted(options, key=lambda step: place[step.key]))
    elif len(place) != len(before) or any(place.get(it, at) != at for at, it in enumerate(before)):
        return None
    return replace(shown, options=options, has_partial_credit=new.has_partial_credit)


def _with_slots(shown: Question, new: Question) -> Question | None:
    slots = _lines(shown.slots, new.slots) if shown.kind is Kind.MATCHING else _gaps(shown, new)
    if slots is None:
        return None
    return replace(shown, slots=slots, has_partial_credit=new.has_partial_credit)


def _lines(shown: Sequence[Slot], new: Sequence[Slot]) -> tuple[Slot, ...] | None:
    now = {slot.key: slot for slot in new}
    gone = [line for line in shown if line.key not in now]
    came = [line for line in new if line.key not in {it.key for it in shown}]
    if gone and came and len(gone) != len(came):
        return None
    now |= {line.key: it for line, it in zip(gone, came, strict=False)}
    lines = []
    for line in shown:
        slot = _filled_by(line, now[line.key]) if line.key in now else line
        # Worded anew and with another answer, it is another line.
        if slot is None or (line in gone and slot != line):
            return None
        lines.append(slot)
    return tuple(lines)


def _gaps(shown: Question, new: Question) -> tuple[Slot, ...] | None:
    if len(shown.slots) != len(new.slots):
        return None
    is_same_stem = shown.stem_html == new.stem_html
    slots = []
    for gap, now in zip(shown.slots, new.slots, strict=True):
        slot = _filled_by(gap, now)
        # In another sentence it is the same gap where it still accepts something that it did.
        if slot is None or not (is_same_stem or _accepted(gap) & _accepted(slot)):
            return None
        slots.append(slot)
    return tuple(slots)


def _filled_by(shown: Slot, new: Slot) -> Slot | None:
    """The line or gap that was shown, with what the new one accepts; None where nobody can say."""
    if bool(shown.choices) != bool(new.choices):
        return None
    if not shown.choices:
        return replace(shown, accepted=new.accepted)
    before, after = ({it: it in slot.accepted for it in slot.choices} for slot in (shown, new))
    rights = _rights(before, after)
    accepted = tuple(key for key in shown.choices if key in rights)
    return replace(shown, accepted=accepted) if accepted else None


# -- comparing ---------------------------------------------------------------------


def _key(question: Question) -> tuple[object, ...]:
    """All that a share depends on, of a version with one key or another."""
    steps = question.options if question.kind is Kind.ORDERING else ()
    return (
        question.right_keys,
        tuple(option.key for option in steps),
        tuple(map(_accepted, question.slots)),
        _range(question.numeric) if question.numeric else None,
        _words(question.words) if question.words else None,
        max(1, question.least_words),
        question.has_partial_credit and _parts(question) > 1,
    )


def _parts(question: Question) -> int:
    """Of how many parts an answer can be partly right; true or false has one, as a number has."""
    if question.kind is Kind.ORDERING:
        return len(question.options)
    return len(question.slots) or len(question.right_keys)


def _accepted(slot: Slot) -> frozenset[str]:
    return frozenset(slot.accepted if slot.choices else map(folded, slot.accepted))


def _range(number: NumericKey) -> object:
    return Fraction(number.low), Fraction(number.high), singular(number.unit)


def _words(key: WordsKey) -> object:
    # A known mistake that would be wrong anyway has feedback of its own, and no other mark.
    spoiled = (it.value for it in key.mistakes if says(key.accepted, it.value))
    return frozenset(map(folded, key.accepted)), frozenset(map(folded, spoiled))


# -- telling -----------------------------------------------------------------------


def key_in_words(question: Question) -> tuple[str, ...]:
    """What is right, for people to read: HTML of right options, steps, filled places or words."""
    html = {option.key: option.html for option in question.options}
    if question.kind is Kind.ORDERING:
        return tuple(html.values())
    if question.slots:
        return tuple(_told(slot, html) for slot in question.slots)
    if question.words is not None:
        return tuple(map(escape, question.words.accepted))
    if question.numeric is not None:
        return (escape(question.numeric.shown),)
    return tuple(html[option.key] for option in question.options if option.is_right)


def _told(slot: Slot, html: Mapping[str, str]) -> str:
    accepted = " / ".join(html.get(key) or escape(key) for key in slot.accepted)
    return f"{slot.html or slot.key}: {accepted}"
