"""`**Settings:** 2 points; partial credit; keep order; application`."""

import re
from collections.abc import Iterator
from dataclasses import replace

from lms.content.drafts import Settings
from lms.content.findings import Findings
from lms.content.item_text import LabelText
from lms.content.keys import Key
from lms.content.wording import did_you_mean, normalized, quoted
from lms.domain.questions import MANY_PLACES, TYPED, Kind

MOST_POINTS = 100

_IN_PARTS = MANY_PLACES | {Kind.MULTIPLE}
_MIXED = frozenset({Kind.ORDERING, Kind.MATCHING})

_POINTS = re.compile(r"(\S+) points?")
_WHOLE = re.compile(r"[0-9]{1,3}")
_WORDS = {
    "partial credit": {"has_partial_credit": True},
    "keep order": {"keeps_order": True},
    "application": {"is_application": True},
}


def read_settings(label: LabelText | None, findings: Findings) -> Settings:
    """The settings of a question, with a finding for every word that is none."""
    settings = Settings()
    if label is None:
        return settings
    for part in re.split(r"[;,\n]", label.value.markdown):
        word = normalized(part).casefold().rstrip(".")
        if points := _POINTS.fullmatch(word):
            worth = _points(points[1], label, findings)
            settings = replace(settings, points=worth, says_points=True)
        elif word in _WORDS:
            settings = replace(settings, **_WORDS[word])
        elif word:
            findings.add(
                "unknown-setting",
                label.line,
                f"There is no setting {quoted(part)}.",
                did_you_mean(word, [*_WORDS, "2 points"]),
                column=label.column,
            )
    return replace(settings, line=label.line)


def fitting(settings: Settings, key: Key, findings: Findings) -> Settings:
    """The settings that a question with this key can have; the others are reported."""
    for message in _without_effect(settings, key):
        findings.add("setting-without-effect", settings.line, message, "Leave it out.")
    if key.kind is Kind.REFLECTION:
        return replace(settings, points=0, has_partial_credit=False)
    return replace(settings, keeps_order=False) if key.kind in _MIXED else settings


def _without_effect(settings: Settings, key: Key) -> Iterator[str]:
    kind, is_one_place = key.kind, len(key.slots) == 1
    is_typed = kind in TYPED or (kind is Kind.CLOZE and not key.options)
    if kind is Kind.REFLECTION:
        if settings.says_points or settings.has_partial_credit:
            yield "A reflection is never marked, so it has no points."
    elif settings.has_partial_credit and kind and (kind not in _IN_PARTS or is_one_place):
        yield "Partial credit has no effect on a question with one right answer."
    if settings.keeps_order and kind in _MIXED:
        yield "Steps and pairs are always mixed, so their order cannot be kept."
    elif settings.keeps_order and is_typed:
        yield "Keep order has no effect where nothing is chosen."


def _points(digits: str, label: LabelText, findings: Findings) -> int:
    if _WHOLE.fullmatch(digits) and 1 <= int(digits) <= MOST_POINTS:
        return int(digits)
    findings.add(
        "bad-points",
        label.line,
        f"A question cannot be worth {quoted(digits)} points.",
        f"Write a whole number from 1 to {MOST_POINTS}.",
        column=label.column,
    )
    return 1
