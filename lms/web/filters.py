"""Filters: how numbers, times and stored HTML are shown. Rounding happens here and nowhere else."""

import re
from datetime import UTC, date, datetime, tzinfo
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from fractions import Fraction
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from flask import Flask
from markupsafe import Markup, escape

from lms.domain.credit import AREA_NAMES
from lms.domain.dates import written_out
from lms.domain.transcripts import CATEGORY_NAMES
from lms.services.enrollments import provider_day
from lms.web.provider import find_facts
from lms.web.requests import find_person

# What the stored text has where a gap is, around its number.
GAP = re.compile("\ue000([0-9]+)\ue001")
IRREGULAR = {"person": "people", "quiz": "quizzes"}
MINUTES_PER_HOUR = 60
SECONDS_PER_MINUTE = 60
NOON = 12


def install(app: Flask) -> None:
    """Give every template the filters of this file, by their function's name."""
    app.add_template_filter(hours)
    app.add_template_filter(duration)
    app.add_template_filter(points)
    app.add_template_filter(percent)
    app.add_template_filter(signed)
    app.add_template_filter(seconds)
    app.add_template_filter(plural)
    app.add_template_filter(area)
    app.add_template_filter(category)
    app.add_template_filter(lines)
    app.add_template_filter(with_unit)
    app.add_template_filter(rendered)
    app.add_template_filter(gapped)
    app.add_template_filter(date_text, "date")
    app.add_template_filter(short_date)
    app.add_template_filter(providers_day)
    app.add_template_filter(weekday)
    app.add_template_filter(time_text, "time")
    app.add_template_filter(date_and_time, "datetime")
    app.add_template_filter(to_the_second)
    app.add_template_filter(zone)
    app.add_template_filter(machine)


def hours(amount: Decimal | int) -> str:
    """Credit hours with two decimals."""
    return str(Decimal(amount).quantize(Decimal("0.01"), ROUND_HALF_UP))


def duration(minutes: int) -> str:
    """A length of time as it is said: 45 min, 1 h, 1 h 47 min."""
    whole, rest = divmod(int(minutes), MINUTES_PER_HOUR)
    said = [f"{whole} h"] * bool(whole) + [f"{rest} min"] * bool(rest or not whole)
    return " ".join(said)


def points(amount: Fraction | int) -> str:
    """Points or marks, with decimals only where there are any; never rounded up."""
    hundredths = Fraction(amount) * 100
    shown = Decimal(hundredths.numerator // hundredths.denominator) / 100
    return f"{shown.normalize():f}"


def percent(share: Fraction | Decimal | int) -> str:
    """A share of one as percent, never rounded up: 79.66 % of a pass mark is not 80 %."""
    whole = Fraction(share) * 1000
    shown = Decimal(whole.numerator // whole.denominator) / 10
    return f"{shown.quantize(Decimal('0.1'), ROUND_DOWN).normalize():f}%"


def signed(figure: Fraction | float) -> str:
    """A correlation with two decimals; what rounds to nothing keeps its sign, since that counts."""
    return f"{float(figure):.2f}".replace("-", "−")


def seconds(amount: Fraction | int) -> str:
    """A short length of time as it is said: 45 s, 2 min, 1 min 20 s."""
    minutes, rest = divmod(int(amount), SECONDS_PER_MINUTE)
    said = [f"{minutes} min"] * bool(minutes) + [f"{rest} s"] * bool(rest or not minutes)
    return " ".join(said)


def plural(count: int, word: str) -> str:
    """The count with its noun: 1 module, 2 quizzes, no attempts."""
    if count == 1:
        return f"1 {word}"
    before, _, noun = word.rpartition(" ")
    return " ".join(filter(None, (str(count) if count else "no", before, _plural_of(noun))))


def _plural_of(noun: str) -> str:
    if noun in IRREGULAR:
        return IRREGULAR[noun]
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return f"{noun[:-1]}ies"
    return f"{noun}es" if noun.endswith(("s", "x", "ch", "sh")) else f"{noun}s"


def area(letter: str) -> str:
    """The name of an AASECT core knowledge area."""
    return AREA_NAMES[letter]


def category(letter: str) -> str:
    """The name of what hours are in: an area, or another category of a certificate."""
    return CATEGORY_NAMES[letter]


def with_unit(typed: str, unit: str) -> str:
    """A number as it was typed with its unit behind it, unless the unit was typed as well."""
    text = typed.strip()
    if not text or not unit or text.casefold().endswith(unit.casefold()):
        return text
    return text + unit if unit == "%" else f"{text} {unit}"


def lines(text: str) -> Markup:
    """What a person typed, escaped, its line breaks kept (IN-04)."""
    return Markup("<br>").join(escape(line) for line in text.splitlines())


def rendered(html: str) -> Markup:
    """Stored HTML that passed the sanitizer when it was published; nothing else may be said so."""
    return Markup(html)


def gapped(html: str) -> list[tuple[str, str]]:
    """A stem cut at the marks of its gaps: each stretch with the gap after it, empty at the end."""
    pieces = GAP.split(html)
    return list(zip(pieces[::2], [*pieces[1::2], ""], strict=True))


def date_text(day: date | datetime) -> str:
    """November 14, 2026; a time is first put into the reader's zone."""
    return written_out(_there(day))


def short_date(day: date | datetime) -> str:
    """Nov 14, 2026, where space is short."""
    there = _there(day)
    return f"{there:%b} {there.day}, {there.year}"


def providers_day(at: datetime) -> date:
    """The day where the provider is, which certificates bear: it is no other for its reader."""
    return provider_day(find_facts(), at)


def weekday(day: date | datetime) -> str:
    """Thursday."""
    return f"{_there(day):%A}"


def time_text(at: datetime) -> str:
    """10:42 AM in the reader's zone."""
    there = at.astimezone(reader_zone())
    return f"{there.hour % NOON or NOON}:{there:%M} {'AM' if there.hour < NOON else 'PM'}"


def date_and_time(at: datetime) -> str:
    """November 14, 2026, 10:42 AM in the reader's zone."""
    return f"{date_text(at)}, {time_text(at)}"


def to_the_second(at: datetime) -> str:
    """Nov 14, 2026, 10:42:07 AM in the reader's zone."""
    clock, half = time_text(at).split()
    return f"{short_date(at)}, {clock}:{at:%S} {half}"


def zone(at: datetime) -> str:
    """The short name of the reader's zone at that time, such as EST."""
    return f"{at.astimezone(reader_zone()):%Z}"


def machine(at: date | datetime) -> str:
    """A date or time for the `datetime` attribute of <time>."""
    return at.isoformat(timespec="seconds") if isinstance(at, datetime) else at.isoformat()


def reader_zone() -> tzinfo:
    """The signed-in person's zone, else the provider's."""
    person = find_person()
    try:
        return ZoneInfo(person.time_zone if person else find_facts().time_zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return UTC


def _there(day: date | datetime) -> date:
    return day.astimezone(reader_zone()) if isinstance(day, datetime) else day
