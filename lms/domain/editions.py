"""Editions: what a change is, and which edition a learner in progress is reading."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from lms.domain.courses import Course
from lms.domain.errors import NotFound
from lms.domain.keys import has_same_key
from lms.domain.questions import Question, Quiz


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


def count_asked(chosen: Mapping[int, int], editions: Sequence[EditionMark]) -> int:
    """How many learners stand before a material edition, and so follow no later one unasked.

    `chosen` says how many chose the edition of each id.
    """
    before = {it.id for it in editions if reading_for(it.number, editions).offered}
    return sum(people for id_, people in chosen.items() if id_ in before)


def material_reasons(old: Course, new: Course) -> tuple[str, ...]:
    """Why the change from old to new is material: modules, keys, credit, validity and the like."""
    found = (
        ("modules", _modules(old) != _modules(new)),
        ("objectives", _objectives(old) != _objectives(new)),
        ("credit", _credit(old) != _credit(new)),
        ("pass mark or attempts", _marks(old) != _marks(new)),
        ("validity", old.facts.valid_months != new.facts.valid_months),
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
    is_same = has_same_key(old, new) and has_same_key(new, old)
    return not is_same or _terms(old) != _terms(new)


def _terms(question: Question) -> object:
    # What learners are asked about beside the key: one option more makes another question.
    return (
        question.kind,
        len(question.options),
        len(question.slots),
        question.points,
        question.has_partial_credit,
        frozenset(question.objectives),
    )
