"""Flaws of item writing in one question (CE_RULES 5): warnings that an author may mean."""

import re
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile

from lms.content.choices import points_at_others
from lms.content.drafts import OptionDraft, QuestionDraft
from lms.content.findings import Findings
from lms.content.intervals import read_interval
from lms.content.thresholds import THRESHOLDS
from lms.content.wording import listed, normalized, plain, quoted, shouted, words
from lms.domain.questions import Kind

_SENTENCE_END = re.compile(r"(?<=[.!?:])\s+")
_QUESTION = re.compile(
    r"(?:(?:in|at|for|to|of|by|on|from|with|about|after|before|under|during) (?:about )?)?"
    r"(?:who|whom|whose|what|which|when|where|why|how|select|choose|identify|name|mark|pick|put"
    r"|decide|match|order|rank|complete|state|find|give|true or false"
    r"|arrange|sort|pair|assign|write|fill)\b",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"(?:[:…]|\.\.\.|_{2,})\Z")
_UNFOCUSED = re.compile(
    r"(?:which|what) (?:one )?(?:of (?:the )?(?:following|these|statements)+ ?(?:statements? )?)?"
    r"(?:statements? )?(?:is|are) (?:the )?(?:most )?"
    r"(?:true|false|correct|incorrect|right|wrong|accurate)(?: statements?)?\?",
    re.IGNORECASE,
)
_ARTICLE = re.compile(r"\b(an?)(?: ?[:…]|\.\.\.| ?_{2,})?\Z", re.IGNORECASE)
# A stem to judge or to fill in is a statement.
_STATEMENTS = frozenset({Kind.TRUE_FALSE, Kind.CLOZE})
_SORTED = frozenset({Kind.ORDERING, Kind.MATCHING})
_SORT = re.compile(
    r"\b(?:match|pair|assign|connect|link|order|rank|sort|arrange|put)\b", re.IGNORECASE
)
_VOWELS = frozenset("aeiou")


def check_flaws(question: QuestionDraft, findings: Findings) -> None:
    """Warns of everything in a question that gives the key away or asks badly."""
    if question.kind in (None, Kind.REFLECTION):
        return
    _check_stem(question, findings)
    _check_lists(question, findings)
    if question.kind in (Kind.SINGLE, Kind.MULTIPLE):
        _check_others(question, findings)
        _check_absolutes(question, findings)
        _check_option_lengths(question, findings)
        _check_number_order(question, findings)
    if question.kind is Kind.SINGLE and len(question.rights) == 1 and question.wrongs:
        key = question.rights[0]
        _check_key_length(key, question.wrongs, findings)
        _check_echo(key, question, findings)
        _check_article(key, question, findings)


def is_longest(key: OptionDraft, wrongs: Sequence[OptionDraft]) -> bool:
    """True when the key is longer than every distractor."""
    return _length(key) > max(map(_length, wrongs), default=0)


def _length(option: OptionDraft) -> int:
    return len(normalized(plain(option.text)))


def _check_stem(question: QuestionDraft, findings: Findings) -> None:
    stem = normalized(question.stem_text)
    sentence = plain(_SENTENCE_END.split(stem)[-1])
    line, name = question.stem.line, quoted(question.name)
    if question.kind not in _STATEMENTS and not _asks(stem) and not _orders(question):
        message = f"The stem of {name} does not ask anything."
        findings.add("stem-without-question", line, message, "End it with a question.")
    if _UNFOCUSED.fullmatch(sentence) or _UNFOCUSED.fullmatch(plain(stem)):
        message = f"The stem of {name} does not say what it is about."
        tip = "Ask so that it can be answered before the options are read."
        findings.add("unfocused-stem", line, message, tip)
    if negative := _negative(sentence):
        message = f"The stem of {name} asks for what is not so ({quoted(negative)})."
        tip = "Ask for what is so, or allow it with a reason."
        findings.add("negative-stem", line, message, tip)


def _asks(stem: str) -> bool:
    if "?" in stem or _OPEN_END.search(stem):
        return True
    return any(_QUESTION.match(plain(sentence)) for sentence in _SENTENCE_END.split(stem))


def _orders(question: QuestionDraft) -> bool:
    """True for an order or a match that is asked for, wherever the sentence says so."""
    return question.kind in _SORTED and _SORT.search(plain(question.stem_text)) is not None


def _negative(sentence: str) -> str:
    """The word that turns a question round: a loud NOT, or one that belongs to the “which”."""
    found = words(sentence)
    loud = THRESHOLDS.negative_words & shouted(sentence)
    if loud:
        return min(loud)
    if "?" not in sentence and not _OPEN_END.search(sentence):
        return ""
    opened = next(
        (i for i, word in enumerate(found) if word in THRESHOLDS.asking_words), len(found)
    )
    # “… a couple who do not talk” tells of somebody and turns nothing round.
    asked = takewhile(lambda word: word not in THRESHOLDS.relative_words, found[opened + 1 :])
    return next((word for word in asked if word in THRESHOLDS.negative_words), "")


def _check_others(question: QuestionDraft, findings: Findings) -> None:
    for option in question.options:
        if points_at_others(option.text):
            message = f"{quoted(option.text)} can be right without knowing every option."
            findings.add("all-of-the-above", option.line, message, "Write an option of its own.")


def _check_absolutes(question: QuestionDraft, findings: Findings) -> None:
    """Absolute words in distractors give them away, unless the key has one too."""
    if any(_absolutes(option) for option in question.rights):
        return
    for option in question.wrongs:
        found = _absolutes(option)
        if found and not points_at_others(option.text):
            message = f"Only wrong options have absolute words, here {quoted(found[0])}."
            findings.add("absolute-words", option.line, message, "Write it less absolutely.")


def _absolutes(option: OptionDraft) -> list[str]:
    return [word for word in words(option.text) if word in THRESHOLDS.absolute_words]


def _check_option_lengths(question: QuestionDraft, findings: Findings) -> None:
    lengths = {_length(option): option for option in question.options}
    longest, shortest = max(lengths), max(1, min(lengths))
    ratio = Fraction(longest, shortest)
    is_long = longest >= THRESHOLDS.long_option_characters
    if is_long and ratio > THRESHOLDS.option_length_ratio:
        message = f"The options of {quoted(question.name)} differ much in length."
        tip = f"Bring them closer: the longest has {longest} characters, the shortest {shortest}."
        findings.add("option-lengths", lengths[longest].line, message, tip)


def _check_lists(question: QuestionDraft, findings: Findings) -> None:
    """The right choice of a gap is written first; kept in that order, the lists give it away."""
    texts = {option.key: option.text for option in question.options}
    lists = [slot for slot in question.slots if slot.choices]
    if not (question.kind is Kind.CLOZE and question.settings.keeps_order and lists):
        return
    are_numbers = all(_numbers([texts[key] for key in slot.choices]) for slot in lists)
    if not are_numbers and all(slot.choices[0] in slot.accepted for slot in lists):
        message = f"In every list of {quoted(question.name)} the right choice stays the first."
        tip = "Leave out keep order, or write the choices in an order that says nothing."
        findings.add("key-first", question.settings.line, message, tip)


def _check_number_order(question: QuestionDraft, findings: Findings) -> None:
    numbers = _numbers([option.text for option in question.options])
    if numbers in (sorted(numbers), sorted(numbers, reverse=True)):
        return
    message = f"The numbers in the options of {quoted(question.name)} are not in order."
    tip = "Order them, and add **Settings:** keep order"
    findings.add("options-out-of-order", question.options[0].line, message, tip)


def _numbers(texts: Sequence[str]) -> list[Decimal]:
    """The numbers that the texts are, or none where one of them is something else."""
    found = [read_interval(text) for text in texts]
    numbers = [interval.low for interval in found if interval]
    return numbers if len(numbers) == len(found) else []


def _check_key_length(key: OptionDraft, wrongs: Sequence[OptionDraft], findings: Findings) -> None:
    mean = Fraction(sum(map(_length, wrongs)), len(wrongs))
    is_much_longer = _length(key) >= THRESHOLDS.key_to_distractor_length * mean
    is_long = _length(key) >= THRESHOLDS.long_option_characters
    if is_longest(key, wrongs) and is_much_longer and is_long:
        message = "The right option is clearly the longest, which gives it away."
        findings.add("key-longest", key.line, message, "Shorten it, or say more in the others.")


def _check_echo(key: OptionDraft, question: QuestionDraft, findings: Findings) -> None:
    """A word of the stem that only the key repeats points at it."""
    others = {word for option in question.wrongs for word in words(option.text)}
    telling = [
        word
        for word in dict.fromkeys(words(key.text))
        if len(word) >= THRESHOLDS.telling_word_letters and word not in others
    ]
    stem = set(words(question.stem_text))
    echoed = [word for word in telling if word in stem]
    if echoed:
        message = f"Only the right option repeats {listed(map(quoted, echoed))} from the stem."
        findings.add("stem-word-in-key", key.line, message, "Use other words, or use it in all.")


def _check_article(key: OptionDraft, question: QuestionDraft, findings: Findings) -> None:
    article = _ARTICLE.search(normalized(question.stem_text))
    if article is None:
        return
    wants_vowel = article[1].casefold() == "an"
    fits = [option for option in question.options if _begins_with_vowel(option) == wants_vowel]
    if fits == [key]:
        message = f"Only the right option fits the {quoted(article[1])} at the end of the stem."
        tip = "Put the article into the options."
        findings.add("article-cue", question.stem.line, message, tip)


def _begins_with_vowel(option: OptionDraft) -> bool:
    return normalized(plain(option.text)).casefold()[:1] in _VOWELS
