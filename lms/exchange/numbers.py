"""Numbers and percentages as other systems write them, exact; and what is left out for good."""

import re
from decimal import Decimal, DecimalException

from lms.exchange.losses import Losses

MOST_DIGITS = 30
# Of one question: more are no question that anybody would read.
MOST_ANSWERS = 200
WHOLE = Decimal(100)

_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?")


def left_out(losses: Losses, why: str) -> None:
    """Takes down that a question is not carried over at all."""
    losses.add(why, "The question is left out.")


def are_too_many(answers: int, losses: Losses) -> bool:
    """True for more answers or gaps than one question may have, and takes it down."""
    if answers > MOST_ANSWERS:
        left_out(losses, f"It has more than {MOST_ANSWERS} answers or gaps.")
    return answers > MOST_ANSWERS


def percent(written: str) -> Decimal | None:
    """A percentage from -100 to 100."""
    value = number(written)
    return value if value is not None and abs(value) <= WHOLE else None


def number(written: str) -> Decimal | None:
    """A number in digits; None for anything else, and for more than thirty digits."""
    text = written.strip().replace("−", "-")
    if len(text) > 2 * MOST_DIGITS or not _NUMBER.fullmatch(text):
        return None
    try:
        value = Decimal(text)
    except DecimalException:
        return None
    return value if len(f"{value:f}".lstrip("-").replace(".", "")) <= MOST_DIGITS else None


def plain(value: Decimal) -> str:
    """A number in plain digits, without zeros at its end."""
    text = f"{value:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if text in {"-0", ""} else text
