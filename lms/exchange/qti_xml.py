"""Elements of QTI 2.1, and a document of them as bytes."""

from xml.etree.ElementTree import Element, indent, tostring

from lms.exchange.plain_html import readable

QTI = "http://www.imsglobal.org/xsd/imsqti_v2p1"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{QTI} http://www.imsglobal.org/xsd/qti/qtiv2p1/imsqti_v2p1.xsd"
_TEMPLATES = "http://www.imsglobal.org/question/qti_v2p1/rptemplates"
MATCH_CORRECT, MAP_RESPONSE = f"{_TEMPLATES}/match_correct", f"{_TEMPLATES}/map_response"


def element(tag: str, *inside: Element | str, **attributes: str) -> Element:
    """An element with what it holds: either elements or one text."""
    made = Element(tag, {name: readable(value) for name, value in attributes.items()})
    for each in inside:
        if isinstance(each, str):
            made.text = readable(each)
        else:
            made.append(each)
    return made


def document(tag: str, *inside: Element, **attributes: str) -> Element:
    """The root of a document of QTI."""
    spaces = {"xmlns": QTI, "xmlns:xsi": _XSI, "xsi:schemaLocation": _SCHEMA}
    root = Element(tag, spaces | {name: readable(value) for name, value in attributes.items()})
    root.extend(inside)
    return root


def as_bytes(root: Element) -> bytes:
    """A document as a file holds it, always the same for the same elements."""
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written + b"\n"


def laid_out(root: Element) -> Element:
    """A document without running text, each element on a line of its own."""
    indent(root)
    return root


def variable(identifier: str) -> Element:
    """What a learner gave, or an outcome, by its identifier."""
    return element("variable", identifier=identifier)


def base_value(base_type: str, value: str) -> Element:
    """A value that stands there as it is."""
    return element("baseValue", value, baseType=base_type)


def set_outcome(identifier: str, value: Element) -> Element:
    """The rule that gives an outcome its value."""
    return element("setOutcomeValue", value, identifier=identifier)


def condition(question: Element, then: Element, otherwise: Element | None = None) -> Element:
    """The rule that does one thing or the other."""
    branches = [element("responseIf", question, then)]
    if otherwise is not None:
        branches.append(element("responseElse", otherwise))
    return element("responseCondition", *branches)


def outcome(
    identifier: str, base_type: str, value: str = "", cardinality: str = "single"
) -> Element:
    """The declaration of an outcome, with its first value where there is one."""
    first = [element("defaultValue", element("value", value))] if value else []
    return element(
        "outcomeDeclaration",
        *first,
        identifier=identifier,
        cardinality=cardinality,
        baseType=base_type,
    )


def correct(*values: str) -> Element:
    """What is right, as a declaration of a response says it."""
    return element("correctResponse", *(element("value", value) for value in values))


def response(identifier: str, cardinality: str, base_type: str, *inside: Element) -> Element:
    """The declaration of what a learner gives."""
    return element(
        "responseDeclaration",
        *inside,
        identifier=identifier,
        cardinality=cardinality,
        baseType=base_type,
    )


def mapping(shares: dict[str, str], *, lower: str = "0", upper: str = "1", **entry: str) -> Element:
    """What each part of a response earns; all that is not named earns nothing."""
    entries = (
        element("mapEntry", mapKey=key, mappedValue=share, **entry) for key, share in shares.items()
    )
    return element("mapping", *entries, lowerBound=lower, upperBound=upper, defaultValue="0")
