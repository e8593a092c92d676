"""`**Settings:** 2 points; partial credit; keep order; application`."""

import re
from dataclasses import replace

from lms.content.drafts import Settings
from lms.content.findings import Findings
from lms.content.item_text import LabelText
from lms.content.wording import did_you_mean, normalized, quoted

MOST_POINTS = 100

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
            settings = replace(settings, points=_points(points[1], label, findings))
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
