"""Pairs of texts that have very many short stretches in common, which is costly to find."""


def half_in_common(count: int) -> tuple[list[str], list[str]]:
    """Every other line is one of a hundred and one that repeat; the others are in one text only."""
    old, new = ([f"{side} {number}" for number in range(count)] for side in ("old", "new"))
    for number in range(0, count, 2):
        old[number] = new[number] = f"line {number // 2 % 101}"
    return old, new


def few_in_common(count: int) -> tuple[list[str], list[str]]:
    """The same lines in another order."""
    old, new = ([f"line {number * by % 101}" for number in range(count)] for by in (7, 1))
    return old, new
