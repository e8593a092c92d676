"""`requirements/<slug>.yaml` read: what a body asks for, as data (FORMAT 1, CE_RULES 4)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal

from lms.content.fields import Fields, Reader
from lms.content.findings import Findings
from lms.content.front_matter import Head, fields_of
from lms.content.readers import T, day, member_of, one_of, refuse, text, whole
from lms.content.wording import quoted
from lms.content.yaml_tree import Mapping, Node, Scalar
from lms.domain.credit import AREA_NAMES
from lms.domain.requirement_sets import (
    Approved,
    AreasGoal,
    Ceiling,
    Dimension,
    HoursGoal,
    RequirementSet,
    Wording,
)
from lms.domain.transcripts import REASSESSMENT, SKILLS, Method

_HOURS = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,2})?)(?: hours?)?")
_MONTHS = re.compile(r"([1-9][0-9]{0,2}) months?")
_WEIGHT = re.compile(r"0(?:\.[0-9]{1,2})?|1(?:\.0)?")
_RANGE = re.compile(r"([a-q])(?: to ([a-q]))?")
_ZERO, _ONE = Decimal(0), Decimal(1)
_NEVER = date(1, 1, 1)
# Whether a most is for hours that are approved as asked, too.
_OF = {"all hours": True, "hours not approved": False}


def read_requirements_page(slug: str, head: Head, findings: Findings) -> RequirementSet:
    """The set in a file, with everything that is wrong with it among the findings."""
    fields = fields_of(head, findings, "The requirement set")
    read = RequirementSet(
        slug=slug,
        title=fields.required("title", text, ""),
        body=fields.required("body", text, ""),
        source=fields.required("source", text, ""),
        version=fields.required("version", text, ""),
        dated_on=fields.required("date", day, _NEVER),
        note=fields.optional("note", text, ""),
        goals=tuple(_goals(fields, findings)),
        each_area=_each_area(fields, findings),
        approved=_approved(fields, findings),
        ceiling=_ceiling(fields, findings),
        wording=_wording(fields, findings),
        window_months=fields.optional("window", _months, None),
        elsewhere=_values(fields.items("elsewhere"), text, findings),
    )
    fields.finish()
    return read


def _goals(fields: Fields, findings: Findings) -> Iterator[HoursGoal]:
    before: list[HoursGoal] = []
    for item in fields.needed_items("hours"):
        if not isinstance(item, Mapping):
            findings.add(
                "wrong-type",
                item.place.line,
                "Hours that are asked for need keys.",
                "Write - name: …, then at least, and areas or methods where not all count.",
                column=item.place.column,
            )
            continue
        keys = Fields(item, findings, "The goal")
        goal = HoursGoal(
            name=keys.required("name", text, ""),
            hours=keys.required("at least", _hours, _ZERO),
            areas=_areas(keys.items("areas"), findings),
            methods=_values(keys.items("methods"), member_of(Method), findings),
        )
        keys.finish()
        if twice := _in_two_goals(goal, before):
            place = keys.place_of("areas") if goal.areas else item.place
            findings.add("wrong-type", place.line, *twice, column=place.column)
        before.append(goal)
        yield goal


def _in_two_goals(goal: HoursGoal, before: Sequence[HoursGoal]) -> tuple[str, str] | None:
    """What is wrong where hours would stand in this goal and in one before, and what to do."""
    if before and not all(it.areas for it in (goal, *before)):
        return (
            "A goal without areas takes hours of every area, and an hour counts in one goal.",
            "Name the areas of each goal, or leave one goal alone.",
        )
    twice = {area for it in before for area in it.areas}.intersection(goal.areas)
    if twice:
        message = f"Area {min(twice)} stands in two goals, and an hour counts in one."
        return message, "Leave it in one of them."
    return None


def _each_area(fields: Fields, findings: Findings) -> AreasGoal | None:
    keys = fields.mapping("each area", "The rule for each area")
    if keys is None:
        return None
    read = AreasGoal(
        count=keys.required("count", whole, 0),
        hours=keys.required("at least", _hours, _ZERO),
        areas=_areas(keys.needed_items("areas"), findings),
    )
    keys.finish()
    if read.count > len(read.areas):
        place = keys.place_of("count")
        message = f"{read.count} areas are asked for, and {len(read.areas)} are named."
        findings.add("wrong-type", place.line, message, "Correct one of them.", column=place.column)
    return read


def _approved(fields: Fields, findings: Findings) -> Approved | None:
    keys = fields.mapping("approved", "The rule about approvals")
    if keys is None:
        return None
    read = Approved(
        names=_values(keys.needed_items("by"), text, findings),
        hours=keys.optional("at least", _hours, _ZERO),
        others_weigh=keys.optional("others count", _weight, _ONE),
    )
    keys.finish()
    return read


def _ceiling(fields: Fields, findings: Findings) -> Ceiling | None:
    keys = fields.mapping("at most", "The most that counts")
    if keys is None:
        return None
    dimension = keys.required("for each", member_of(Dimension), Dimension.METHOD)
    only = keys.items("only")
    read = Ceiling(
        dimension=dimension,
        hours=keys.required("hours", _hours, _ZERO),
        only=(
            _areas(only, findings)
            if dimension is Dimension.AREA
            else tuple(it.value for it in _values(only, member_of(Method), findings))
        ),
        is_for_approved=keys.optional("of", one_of(_OF), True),
    )
    keys.finish()
    return read


def _wording(fields: Fields, findings: Findings) -> Wording | None:
    keys = fields.mapping("certificates state", "What certificates state")
    if keys is None:
        return None
    read = Wording(
        words=_values(keys.needed_items("words"), text, findings),
        meaning=keys.required("meaning", text, ""),
    )
    keys.finish()
    return read


def _values(items: Sequence[Node], reader: Reader[T], findings: Findings) -> tuple[T, ...]:
    """The values of a list of single ones."""
    read = (_value(item, reader, findings) for item in items)
    return tuple(value for value in read if value)


def _value(item: Node, reader: Reader[T], findings: Findings) -> T | None:
    if isinstance(item, Scalar):
        return reader(item, findings)
    message = "This list holds single values."
    place = item.place
    findings.add("wrong-type", place.line, message, "Write one on a line.", column=place.column)
    return None


def _areas(items: Sequence[Node], findings: Findings) -> tuple[str, ...]:
    """The areas of a list of letters and of ranges of letters, each once."""
    letters = (letter for range_ in _values(items, _range, findings) for letter in range_)
    return tuple(dict.fromkeys(letters))


def _range(value: Scalar, findings: Findings) -> tuple[str, ...] | None:
    if value.text in (SKILLS, REASSESSMENT):
        return (value.text,)
    if match := _RANGE.fullmatch(value.text):
        first, last = match[1], match[2] or match[1]
        return tuple(letter for letter in AREA_NAMES if first <= letter <= last) or None
    message = f"{quoted(value.text)} is no area."
    tip = f"Write a letter from a to q, a range such as a to q, {SKILLS} or {REASSESSMENT}."
    refuse(value, findings, message, tip)
    return None


def _hours(value: Scalar, findings: Findings) -> Decimal | None:
    if match := _HOURS.fullmatch(value.text):
        return Decimal(match[1])
    refuse(value, findings, f"{quoted(value.text)} is no number of hours.", "Write it in digits: 5")
    return None


def _weight(value: Scalar, findings: Findings) -> Decimal | None:
    if _WEIGHT.fullmatch(value.text):
        return Decimal(value.text)
    message = f"{quoted(value.text)} is no weight from 0 to 1."
    refuse(value, findings, message, "Two hours that count as one have 0.5")
    return None


def _months(value: Scalar, findings: Findings) -> int | None:
    if match := _MONTHS.fullmatch(value.text):
        return int(match[1])
    message = f"{quoted(value.text)} is no number of months."
    refuse(value, findings, message, "Write it like this: 36 months")
    return None
