"""Words of a quiz that pass for an answer, as one slip in a long word is forgiven (FORMAT 4.2)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from lms.content.drafts import QuestionDraft
from lms.content.findings import Findings
from lms.content.wording import normalized, plain, quoted
from lms.domain.words import folded, says

# A longer text is a sentence, which nobody types where a word or two are asked for.
_LONGEST_TERM = 60
# As many terms as one is compared with at most; quizzes that people write have one or two so near.
_MOST_NEAR = 50
# “Hormones” and “noticed” say what “hormone” and “notice” say.
_ENDINGS = "sd"


@dataclass(frozen=True)
class _Term:
    """Something that a question names, and where."""

    line: int
    text: str


@dataclass(frozen=True)
class _Place:
    """Where one types: what is accepted, and what is told apart from it already."""

    line: int
    column: int
    accepted: tuple[str, ...]
    mistakes: tuple[str, ...]
    is_gap: bool


# Terms by their text as it is compared, and by that text without one of its letters.
_Shelf = Mapping[str, Sequence[_Term]]


def check_mixups(questions: Sequence[QuestionDraft], findings: Findings) -> None:
    """Warns where another term of the quiz is a slip away from what is accepted."""
    shelf = _shelf(questions)
    places = [place for question in questions for place in _places(question)]
    same = _same(places)
    for place in places:
        for accepted, term in _taken_for(place, shelf):
            # What one question accepts for the same says the same in all of them.
            if not same[folded(accepted)] & same[folded(term.text)]:
                _report(place, accepted, term, findings)
                break


def _same(places: Sequence[_Place]) -> Mapping[str, set[int]]:
    """Of each word that is accepted, the numbers of the places that accept it."""
    same: dict[str, set[int]] = defaultdict(set)
    for number, place in enumerate(places):
        for accepted in place.accepted:
            same[folded(accepted)].add(number)
    return same


def _report(place: _Place, accepted: str, term: _Term, findings: Findings) -> None:
    message = (
        f"{quoted(term.text)}, which line {term.line} names, is taken for {quoted(accepted)}: "
        "one slip in a long word is forgiven."
    )
    tip = f"Tell it apart with a line **Common mistake:** {term.text}"
    if place.is_gap:
        tip = f"Let learners choose: [[*{accepted}* | {term.text}]]"
    findings.add("within-a-slip", place.line, message, tip, column=place.column)


def _taken_for(place: _Place, shelf: _Shelf) -> Iterator[tuple[str, _Term]]:
    """What is accepted here, each with a term that means something else and passes for it."""
    known = set(map(folded, (*place.accepted, *place.mistakes)))
    for accepted in place.accepted:
        for shape in _shapes(accepted):
            for term in islice(shelf.get(shape, ()), _MOST_NEAR):
                if folded(term.text) not in known and _passes(term.text, accepted):
                    yield accepted, term


def _passes(text: str, accepted: str) -> bool:
    """True for a slip that is forgiven; another form of the same word is no other word."""
    is_form = folded(text).rstrip(_ENDINGS) == folded(accepted).rstrip(_ENDINGS)
    return says([accepted], text) and not is_form


def _shelf(questions: Sequence[QuestionDraft]) -> _Shelf:
    terms = (term for question in questions for term in _terms(question))
    shelf: dict[str, list[_Term]] = defaultdict(list)
    for term in {folded(term.text): term for term in terms}.values():
        for shape in _shapes(term.text):
            shelf[shape].append(term)
    return shelf


def _shapes(text: str) -> list[str]:
    """The text and all that is left of it without one letter; what is a slip away shares one."""
    flat = folded(text)
    if len(flat) > _LONGEST_TERM:
        return []
    return list(dict.fromkeys([flat, *(flat[:i] + flat[i + 1 :] for i in range(len(flat)))]))


def _terms(question: QuestionDraft) -> Iterator[_Term]:
    """What a question offers, accepts and knows to be wrong."""
    for option in question.options:
        yield _Term(option.line, normalized(plain(option.text)))
    for place in _places(question):
        yield from (_Term(place.line, text) for text in place.accepted)
    for mistake in question.words.mistakes if question.words else ():
        yield _Term(mistake.line, mistake.value)


def _places(question: QuestionDraft) -> Iterator[_Place]:
    if words := question.words:
        mistakes = tuple(mistake.value for mistake in words.mistakes)
        yield _Place(words.line, 1, words.accepted, mistakes, is_gap=False)
    for slot in question.slots:
        if not slot.choices:
            yield _Place(slot.line, slot.column, slot.accepted, (), is_gap=True)
