"""What learners gave for a question: its options, what filled its places, or what they typed."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from html import escape

from lms.domain.grading import find_mistake, read_number, rights_of_places, share_earned
from lms.domain.questions import (
    MANY_PLACES,
    Answer,
    Kind,
    Question,
    ShownOption,
    filled_places,
)
from lms.domain.words import folded

# Answers, none of them blank, and how many learners gave each.
Given = Mapping[Answer, int]


@dataclass(frozen=True)
class Pick:
    """Something that learners gave, and how many of them did."""

    html: str
    learners: int
    share: Fraction  # of those who gave anything there
    is_right: bool
    is_known_mistake: bool = False


@dataclass(frozen=True)
class Place:
    """Where an answer goes: a step, a line or a gap; of other questions the only place, unnamed.

    `others` gave something else, of which `picks` names only the most frequent.
    """

    html: str
    learners: int
    picks: tuple[Pick, ...]
    others: int

    @property
    def has_rival(self) -> bool:
        """True when something wrong was given more often than something right."""
        right = [pick.learners for pick in self.picks if pick.is_right]
        wrong = [pick.learners for pick in self.picks if not pick.is_right]
        return max(wrong, default=0) > min(right, default=0)


def places(question: Question, given: Given, most: int) -> tuple[Place, ...]:
    """What was given at each place of a question; of what can be anything, the `most` frequent.

    Whoever gave nothing is left out. Reflections are nobody's to count.
    """
    if question.kind is Kind.REFLECTION:
        return ()
    if question.kind in MANY_PLACES:
        return tuple(_filled(question, given, most))
    return (_chosen(question, given) if question.options else _typed(question, given, most),)


def _chosen(question: Question, given: Given) -> Place:
    learners = sum(given.values())
    chosen = Counter[str]()
    for answer, count in given.items():
        chosen.update(dict.fromkeys(answer.chosen, count))
    return Place(
        html="",
        learners=learners,
        picks=tuple(
            Pick(o.html, chosen[o.key], _share(chosen[o.key], learners), o.is_right)
            for o in question.options
        ),
        others=0,
    )


def _typed(question: Question, given: Given, most: int) -> Place:
    right, texts = 0, Counter[str]()
    for answer, count in given.items():
        if share_earned(question, answer) == 1:
            right += count
        else:
            texts[_folded(answer.typed)] += count
    wrong = _by_number(texts, question.numeric.unit) if question.numeric else texts
    known = {escape(text) for text in wrong if find_mistake(question, Answer(typed=text))}
    shown = {escape(text): count for text, count in wrong.items()}
    return _place("", (escape(question.accepted), right), shown, most, known)


def _folded(text: str) -> str:
    # Of nothing but punctuation folding leaves nothing.
    return folded(text) or text.strip()


def _by_number(texts: Counter[str], unit: str) -> dict[str, int]:
    """The same number is one answer, however it was typed; it goes by what most people typed."""
    spellings: dict[Fraction | str, list[str]] = {}
    for text in texts:
        number = read_number(text, unit)
        spellings.setdefault(text if number is None else number, []).append(text)
    return {
        max(alike, key=lambda text: (texts[text], -len(text), text)): sum(texts[it] for it in alike)
        for alike in spellings.values()
    }


def _filled(question: Question, given: Given, most: int) -> Iterator[Place]:
    html = {option.key: option.html for option in question.options if question.slots}
    right = Counter[str]()
    wrong: dict[str, Counter[str]] = {}
    for answer, count in given.items():
        rights = rights_of_places(question, answer)
        for key, text in answer.filled:
            if rights[key]:
                right[key] += count
            else:
                shown = html.get(text) or escape(_folded(text))
                wrong.setdefault(key, Counter())[shown] += count
    steps = [ShownOption(option.key, option.html) for option in question.options]
    for place in filled_places(question, steps, Answer()):
        fillings = wrong.get(place.key, Counter[str]())
        yield _place(place.html, (place.right_html, right[place.key]), fillings, most, set())


def _place(
    html: str,
    right: tuple[str, int],
    wrong: Mapping[str, int],
    most: int,
    known: Container[str],
) -> Place:
    learners = right[1] + sum(wrong.values())
    frequent = sorted(wrong, key=lambda shown: (-wrong[shown], shown))[:most]
    mistakes = (
        Pick(shown, wrong[shown], _share(wrong[shown], learners), False, shown in known)
        for shown in frequent
    )
    return Place(
        html=html,
        learners=learners,
        picks=(Pick(right[0], right[1], _share(right[1], learners), True), *mistakes),
        others=sum(wrong.values()) - sum(wrong[shown] for shown in frequent),
    )


def _share(count: int, of: int) -> Fraction:
    return Fraction(count, of) if of else Fraction(0)
