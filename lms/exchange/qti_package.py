"""A quiz as a package of QTI 2.1: a manifest, a test and a file for each item."""

import re
from collections.abc import Mapping, Sequence
from io import BytesIO
from xml.etree.ElementTree import Element
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from lms.domain.questions import Question, Quiz, Shuffle
from lms.exchange.losses import Losses
from lms.exchange.qti_item import item
from lms.exchange.qti_test import assessment
from lms.exchange.qti_xml import as_bytes, element, laid_out
from lms.exchange.quiz_losses import unsaid_of_question, unsaid_of_quiz

CP = "http://www.imsglobal.org/xsd/imscp_v1p1"
MANIFEST, TEST = "imsmanifest.xml", "test.xml"
_XSI = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMA = f"{CP} http://www.imsglobal.org/xsd/qti/qtiv2p1/qtiv2p1_imscpv1p2_v1p0.xsd"
_STAMP = re.compile(r"[a-z0-9]{1,16}")
# A zip keeps the time of each file; the same quiz is the same bytes.
_LONG_AGO = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o644 << 16


def qti_package(quiz: Quiz, losses: Losses) -> bytes:
    """The zip file that holds the whole quiz."""
    unsaid_of_quiz(quiz, "QTI", losses)
    names = _identifiers(quiz.questions)
    is_shuffled = quiz.shuffle is not Shuffle.NONE
    items: dict[str, Element] = {}
    blocks: list[list[tuple[str, str]]] = []
    for block in quiz.blocks:
        blocks.append([])
        for question in block.questions:
            number = len(items) + 1
            here = losses.at(f"question {number}", question.name)
            unsaid_of_question(question, "QTI", here)
            name = names[number - 1]
            items[name] = item(question, name, here, is_shuffled=is_shuffled)
            blocks[-1].append((name, _path(name)))
    files = {MANIFEST: laid_out(_manifest(names)), TEST: assessment(quiz, blocks, losses)}
    files |= {_path(name): made for name, made in items.items()}
    return _zipped({path: as_bytes(root) for path, root in files.items()})


def _identifiers(questions: Sequence[Question]) -> tuple[str, ...]:
    """A name for each question: its stamp, or its number where it has none."""
    names: dict[str, None] = {}
    for number, question in enumerate(questions, 1):
        stamped = f"q-{question.stamp}"
        is_plain = _STAMP.fullmatch(question.stamp) is not None and stamped not in names
        names[stamped if is_plain else f"item-{number}"] = None
    return tuple(names)


def _path(name: str) -> str:
    return f"items/{name}.xml"


def _manifest(names: Sequence[str]) -> Element:
    """What the package holds: the test, which needs its items, and the items."""
    about = element(
        "metadata",
        element("schema", "QTIv2.1 Package"),
        element("schemaversion", "1.0.0"),
    )
    needed = (element("dependency", identifierref=name) for name in names)
    test = _resource("test", "imsqti_test_xmlv2p1", TEST, *needed)
    items = (_resource(name, "imsqti_item_xmlv2p1", _path(name)) for name in names)
    root = element(
        "manifest",
        about,
        element("organizations"),
        element("resources", test, *items),
        identifier="package",
    )
    root.attrib = {
        "xmlns": CP,
        "xmlns:xsi": _XSI,
        "xsi:schemaLocation": _SCHEMA,
        **root.attrib,
    }
    return root


def _resource(name: str, kind: str, path: str, *needed: Element) -> Element:
    file = element("file", href=path)
    return element("resource", file, *needed, identifier=name, type=kind, href=path)


def _zipped(files: Mapping[str, bytes]) -> bytes:
    into = BytesIO()
    with ZipFile(into, "w", ZIP_DEFLATED) as package:
        for path, content in files.items():
            about = ZipInfo(path, _LONG_AGO)
            about.compress_type, about.external_attr = ZIP_DEFLATED, _READABLE
            package.writestr(about, content)
    return into.getvalue()
