"""Numeric answers: `14`, `14 ± 1 points`, `14 +/- 5%`, `10 to 14` (FORMAT 4.2), all exact."""

import re
from dataclasses import dataclass
from decimal import Decimal, localcontext

from lms.content.wording import normalized

MOST_DIGITS = 30

_NUMBER = r"[-+−]?(?:[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:\.[0-9]+)?|\.[0-9]+)"
_UNIT = r"(?:%|‰|°[A-Za-z]?|[^\W\d_](?:[\w./·^²³%-]*)(?: [^\W\d_][\w./·^²³%-]*){0,3})"
_ATTACHED = r"(?:%|‰|°[A-Za-z]?|(?!st\b|nd\b|rd\b|th\b)[a-zµμ][A-Za-z/]{0,7})"
_TOLERANCE = r"(?:±|\+/[-−]|\+-)"
_DASH = r"(?:to|–|—|-|−)"

_EXACT = re.compile(rf"(?P<value>{_NUMBER})(?:(?P<attached>{_ATTACHED})| (?P<unit>{_UNIT}))?")
_WITHIN = re.compile(
    rf"(?P<value>{_NUMBER})(?P<before> ?{_ATTACHED})? ?{_TOLERANCE} ?(?P<by>{_NUMBER})"
    rf"(?P<share> ?%)?(?:(?P<attached>{_ATTACHED})| (?P<unit>{_UNIT}))?"
)
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})(?P<before> ?{_ATTACHED})?(?: {_DASH} | ?[–—] ?|-)(?P<high>{_NUMBER})"
    rf"(?:(?P<attached>{_ATTACHED})| (?P<unit>{_UNIT}))?"
)
_NOT_FIRST = frozenset({"of", "to", "the", "in", "per"})
_NOT_UNITS = frozenset({"or", "and", "more", "less", "fewer", "than", "above", "below"})
_DECIMAL_COMMA = re.compile(r"[-+−]?[0-9]+,[0-9]{1,2}(?![0-9,]).*")
_TOO_LONG = re.compile(rf"[0-9,]{{{MOST_DIGITS + 1}}}")
_LONGEST = 200


@dataclass(frozen=True)
class Interval:
    """A range of numbers, both ends included, with a unit or none."""

    low: Decimal
    high: Decimal
    unit: str


def read_interval(text: str) -> Interval | None:
    """The range that an answer accepts, or None when the text is words."""
    flat = normalized(text)
    if len(flat) > _LONGEST:
        return None
    for pattern, reading in ((_EXACT, _exact), (_WITHIN, _within), (_RANGE, _between)):
        match = pattern.fullmatch(flat)
        if match and _is_unit(_unit(match)) and not _TOO_LONG.search(flat):
            return reading(match)
    return None


def has_decimal_comma(text: str) -> bool:
    """True for 1,5 where 1.5 is meant."""
    return _DECIMAL_COMMA.fullmatch(normalized(text)[:_LONGEST]) is not None


def exact_text(number: Decimal) -> str:
    """A number in plain digits, without an exponent."""
    return f"{number:f}"


def _exact(match: re.Match[str]) -> Interval:
    value = _decimal(match["value"])
    return Interval(value, value, _unit(match))


def _within(match: re.Match[str]) -> Interval:
    value, by = _decimal(match["value"]), abs(_decimal(match["by"]))
    before, unit = (match["before"] or "").strip(), _unit(match)
    with localcontext(prec=4 * MOST_DIGITS):
        # “80% ± 5%” is five points either way; “80 ± 5%” is a twentieth of 80.
        if match["share"] and before != "%":
            by = abs(value) * by / 100
        return Interval(value - by, value + by, unit or before)


def _between(match: re.Match[str]) -> Interval:
    unit = _unit(match) or (match["before"] or "").strip()
    return Interval(_decimal(match["low"]), _decimal(match["high"]), unit)


def _unit(match: re.Match[str]) -> str:
    return match["attached"] or match["unit"] or ""


def _is_unit(unit: str) -> bool:
    names = unit.casefold().split()
    return not (_NOT_FIRST.intersection(names[:1]) or _NOT_UNITS.intersection(names))


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "").replace("−", "-"))
