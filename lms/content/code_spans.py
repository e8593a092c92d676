"""Where inline code stands in a stretch of text."""

import re

_BACKTICKS = re.compile(r"`+")


def code_spans(text: str) -> list[tuple[int, int]]:
    """Start and end of each code span: a run of backticks up to the next run as long."""
    runs = [found.span() for found in _BACKTICKS.finditer(text)]
    partner = _partners(runs)
    spans = []
    at = 0
    for i, (start, _) in enumerate(runs):
        if start >= at and i in partner:
            at = runs[partner[i]][1]
            spans.append((start, at))
    return spans


def _partners(runs: list[tuple[int, int]]) -> dict[int, int]:
    """For each run of backticks the next one of the same length; one pass from the end."""
    next_of_length: dict[int, int] = {}
    partner = {}
    for i in range(len(runs) - 1, -1, -1):
        length = runs[i][1] - runs[i][0]
        if length in next_of_length:
            partner[i] = next_of_length[length]
        next_of_length[length] = i
    return partner


def without_code(text: str) -> str:
    """The text with inline code blanked out; columns stay as they are."""
    if "`" not in text:
        return text
    kept, at = [], 0
    for start, end in code_spans(text):
        kept += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*kept, text[at:]])
