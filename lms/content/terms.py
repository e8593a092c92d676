"""What `course.md` states about credit: method, difficulty, rounding and areas (FORMAT 2)."""

from decimal import Decimal

from lms.content.fields import Fields
from lms.content.findings import Findings
from lms.content.readers import difficulty, method, percent, rounding, text, whole
from lms.content.wording import listed
from lms.content.yaml_tree import Scalar
from lms.domain.credit import AREA_NAMES, AreaShare, CreditTerms, Method, Rounding

WHOLE = 100


def read_terms(fields: Fields, findings: Findings) -> CreditTerms:
    """The terms of credit, from the keys `credit` and `areas`."""
    areas = _areas(fields, findings)
    credit = fields.needed_mapping("credit", "The credit")
    if credit is None:
        return CreditTerms(Method.LOWER, Decimal(1), "", Rounding.QUARTER_DOWN, (), areas)
    chosen = credit.required("method", method, Method.LOWER)
    terms = CreditTerms(
        method=chosen,
        difficulty=credit.required("difficulty", difficulty, Decimal(1)),
        set_by=credit.required("set by", text, ""),
        rounding=credit.required("rounding", rounding, Rounding.QUARTER_DOWN),
        pilot_minutes=_pilot(credit, chosen, findings),
        areas=areas,
    )
    credit.finish()
    return terms


def _pilot(credit: Fields, chosen: Method, findings: Findings) -> tuple[int, ...]:
    key = "pilot minutes"
    items = credit.needed_items(key) if chosen is Method.PILOT else credit.items(key)
    read = (whole(item, findings) for item in items if isinstance(item, Scalar))
    return tuple(minutes for minutes in read if minutes)


def _areas(fields: Fields, findings: Findings) -> tuple[AreaShare, ...]:
    place = fields.place_of("areas")
    areas = fields.mapping("areas", "The list of areas")
    if areas is None:
        return ()
    shares = tuple(
        AreaShare(letter, areas.optional(letter, percent, 0))
        for letter in AREA_NAMES
        if areas.has(letter)
    )
    areas.finish()
    total = sum(share.percent for share in shares)
    if total != WHOLE:
        findings.add(
            "areas-sum",
            place.line,
            f"The areas {listed(share.letter for share in shares) if shares else ''} add up to "
            f"{total}%, not to {WHOLE}%.",
            "Correct the shares.",
            column=place.column,
        )
    return shares
