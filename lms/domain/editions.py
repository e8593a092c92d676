"""Editions: what a change is, and which edition a learner in progress is reading."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from lms.domain.courses import Course
from lms.domain.errors import NotFound
from lms.domain.questions import Kind, Option, Question, Quiz, Slot, WordsKey
from lms.domain.words import folded


class Change(StrEnum):
    """The first edition, text only (learners follow it), or one that learners are asked about."""

    FIRST = "first"
    EDITORIAL = "editorial"
    MATERIAL = "material"


@dataclass(frozen=True)
class EditionMark:
    """An edition's place in the row of its course's editions."""

    id: int
    number: int
    change: Change
    reason: str
    published_at: datetime


@dataclass(frozen=True)
class Reading:
    """What a learner reads now, and the material edition that they are asked about, if any."""

    current: EditionMark
    offered: EditionMark | None


def reading_for(chosen_number: int, editions: Iterable[EditionMark]) -> Reading:
    """From the edition last chosen, follow editorial ones; stop before a material one and offer
    the newest (DESIGN 3). NotFound when the course has no edition of that number."""
    ordered = sorted(editions, key=lambda mark: mark.number)
    current = next((mark for mark in ordered if mark.number == chosen_number), None)
    if current is None:
        raise NotFound
    for mark in ordered[ordered.index(current) + 1 :]:
        if mark.change is Change.MATERIAL:
            return Reading(current, ordered[-1])
        current = mark
    return Reading(current, None)


def material_reasons(old: Course, new: Course) -> tuple[str, ...]:
    """Why the change from old to new is material: keys, modules, objectives, credit or marks."""
    found = (
        ("modules", _modules(old) != _modules(new)),
        ("objectives", _objectives(old) != _objectives(new)),
        ("credit", _credit(old) != _credit(new)),
        ("pass mark or attempts", _marks(old) != _marks(new)),
        ("questions or keys", _has_other_keys(old, new)),
    )
    return tuple(name for name, is_changed in found if is_changed)


def change_between(old: Course | None, new: Course) -> Change:
    """What kind of edition the new course is, as inferred; the publisher may overrule."""
    if old is None:
        return Change.FIRST
    return Change.MATERIAL if material_reasons(old, new) else Change.EDITORIAL


def _modules(course: Course) -> object:
    return [(e.slug, e.is_optional, e.has_quiz) for e in course.facts.outline]


def _objectives(course: Course) -> object:
    taught = {m.slug: frozenset(m.objectives) for m in course.modules}
    return {o.key: o.text for o in course.facts.objectives}, taught


def _credit(course: Course) -> object:
    # Words may drift with an editorial edit; what counts is what is awarded, and by which rule.
    facts = course.facts
    terms = facts.credit_terms
    return facts.credit.hours, frozenset(facts.credit.areas), terms.method, terms.rounding


def _marks(course: Course) -> object:
    return course.facts.pass_mark_percent, {
        q.module: (q.pass_mark_percent, q.attempts, q.time_limit_minutes) for q in _graded(course)
    }


def _graded(course: Course) -> list[Quiz]:
    # What is practiced counts for nothing, so a change of it is no other course.
    return [quiz for quiz in course.quizzes if quiz.is_graded]


def _has_other_keys(old: Course, new: Course) -> bool:
    before, after = _by_stamp(old), _by_stamp(new)
    return (
        _asked(old) != _asked(new)
        or before.keys() != after.keys()
        or any(_is_other_key(before[stamp], after[stamp]) for stamp in before)
    )


def _by_stamp(course: Course) -> dict[tuple[str, str], Question]:
    return {(quiz.module, q.stamp): q for quiz in _graded(course) for q in quiz.questions}


def _asked(course: Course) -> object:
    # A heading more or less changes nothing: all sections of a quiz are asked, whatever they hold.
    return {
        quiz.module: Counter(
            (block.choose, frozenset(q.stamp for q in block.questions))
            for block in quiz.blocks
            if block.choose is not None
        )
        for quiz in _graded(course)
    }


def _is_other_key(old: Question, new: Question) -> bool:
    """True when grading may differ: rewording a stem or an option is editorial."""
    is_other_order = old.kind is Kind.ORDERING and _is_other_order(old, new)
    return (
        _terms(old) != _terms(new)
        or is_other_order
        or _is_other_filling(old.slots, new.slots)
        or _is_other_choice(old.options, new.options)
    )


def _terms(question: Question) -> object:
    number = question.numeric
    return (
        question.kind,
        (Decimal(number.low), Decimal(number.high), number.unit) if number else None,
        _words(question.words) if question.words else None,
        question.least_words,
        question.points,
        question.has_partial_credit,
        frozenset(question.objectives),
    )


def _is_other_order(old: Question, new: Question) -> bool:
    # Whether a step that stands in both editions has another place, or there are more or fewer.
    before, after = ([option.key for option in it.options] for it in (old, new))
    kept = set(before) & set(after)
    is_longer = len(before) != len(after)
    return is_longer or any(before.index(key) != after.index(key) for key in kept)


def _words(key: WordsKey) -> object:
    wrong = (mistake.value for mistake in key.mistakes)
    return frozenset(map(folded, key.accepted)), frozenset(map(folded, wrong))


def _is_other_filling(old: tuple[Slot, ...], new: tuple[Slot, ...]) -> bool:
    # A line is known by its text and a gap by its number; a reworded line keeps its place.
    before, after = ([_accepted(slot) for slot in it] for it in (old, new))
    return before != after


def _accepted(slot: Slot) -> frozenset[str]:
    return frozenset(slot.accepted if slot.choices else map(folded, slot.accepted))


def _is_other_choice(old: tuple[Option, ...], new: tuple[Option, ...]) -> bool:
    # An option is known by its content: one that stands in both editions must stay right or wrong,
    # in whatever place. The rest were reworded, and are compared in the order they stand in.
    before, after = ({option.key: option.is_right for option in it} for it in (old, new))
    kept = before.keys() & after.keys()
    reworded_before = [option.is_right for option in old if option.key not in kept]
    reworded_after = [option.is_right for option in new if option.key not in kept]
    return reworded_before != reworded_after or any(before[key] != after[key] for key in kept)
