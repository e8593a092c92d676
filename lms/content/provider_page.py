"""`provider.md` read: who offers the courses and answers for them (FORMAT 1)."""

import re
from collections.abc import Iterator, Sequence
from datetime import date

from lms.content.fields import Fields
from lms.content.findings import Findings
from lms.content.front_matter import Head, fields_of
from lms.content.readers import day, refuse, text
from lms.content.wording import quoted
from lms.content.yaml_tree import Mapping, Node, Scalar
from lms.domain.courses import Approval, Provider
from lms.domain.provider import has_stray_braces, is_site, is_zone

_EMAIL = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+")
_NEVER = date(1, 1, 1)


def read_provider_page(head: Head, findings: Findings) -> Provider:
    """The provider in a file's head, with everything that is wrong with it among the findings."""
    fields = fields_of(head, findings, "The provider")
    signatory = fields.needed_mapping("signatory", "The signatory")
    provider = Provider(
        name=fields.required("name", text, ""),
        address=fields.required("address", text, ""),
        email=fields.required("email", _email, ""),
        website=fields.required("website", _site, ""),
        time_zone=fields.required("time zone", _zone, ""),
        signatory_name=signatory.required("name", text, "") if signatory else "",
        signatory_title=signatory.required("title", text, "") if signatory else "",
        refunds=fields.required("refunds", text, ""),
        grievances=fields.required("grievances", text, ""),
        accommodations=fields.required("accommodations", text, ""),
        retention=fields.required("retention", text, ""),
        approvals=tuple(_approvals(fields.items("approvals"), findings)),
    )
    if signatory:
        signatory.finish()
    fields.finish()
    return provider


def _approvals(items: Sequence[Node], findings: Findings) -> Iterator[Approval]:
    for item in items:
        if not isinstance(item, Mapping):
            findings.add(
                "wrong-type",
                item.place.line,
                "An approval needs keys.",
                "Write - body: …, then number, statement, valid from, valid to and formats.",
                column=item.place.column,
            )
            continue
        fields = Fields(item, findings, "The approval")
        approval = Approval(
            body=fields.required("body", text, ""),
            number=fields.required("number", text, ""),
            statement=fields.required("statement", _statement, ""),
            valid_from=fields.required("valid from", day, _NEVER),
            valid_to=fields.required("valid to", day, date.max),
            formats=tuple(_texts(fields.needed_items("formats"), findings)),
        )
        fields.finish()
        if approval.valid_to < approval.valid_from:
            place = fields.place_of("valid to")
            message, tip = "The approval ends before it begins.", "Correct one of the dates."
            findings.add("dates-out-of-order", place.line, message, tip, column=place.column)
        yield approval


def _texts(items: Sequence[Node], findings: Findings) -> Iterator[str]:
    for item in items:
        found = text(item, findings) if isinstance(item, Scalar) else None
        if found:
            yield found


def _email(value: Scalar, findings: Findings) -> str | None:
    if _EMAIL.fullmatch(value.text):
        return value.text
    refuse(value, findings, f"{quoted(value.text)} is not an e-mail address.", "name@example.org")
    return None


def _site(value: Scalar, findings: Findings) -> str | None:
    if is_site(value.text):
        return value.text
    message = f"{quoted(value.text)} is not the address of a website."
    refuse(value, findings, message, "Begin it with https://")
    return None


def _zone(value: Scalar, findings: Findings) -> str | None:
    if is_zone(value.text):
        return value.text
    message = f"There is no time zone {quoted(value.text)}."
    refuse(value, findings, message, "Write it like this: America/New_York")
    return None


def _statement(value: Scalar, findings: Findings) -> str | None:
    if not has_stray_braces(value.text):
        return text(value, findings)
    message = "The statement has braces that stand for nothing."
    refuse(value, findings, message, "Use {hours} and {period} only.")
    return None
