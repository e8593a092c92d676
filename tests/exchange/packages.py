"""A package of QTI taken apart, with what every one of them has to keep."""

import re
from io import BytesIO
from xml.etree import ElementTree
from xml.etree.ElementTree import Element
from zipfile import ZipFile

QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"
CP = "{http://www.imsglobal.org/xsd/imscp_v1p1}"
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")
# The cardinality that a response has by the interaction that gives it.
CARDINALITIES = {
    "choiceInteraction": {"single", "multiple"},
    "orderInteraction": {"ordered"},
    "matchInteraction": {"multiple"},
    "textEntryInteraction": {"single"},
    "inlineChoiceInteraction": {"single"},
    "extendedTextInteraction": {"single"},
}
BASE_TYPES = {
    "choiceInteraction": {"identifier"},
    "orderInteraction": {"identifier"},
    "matchInteraction": {"directedPair"},
    "textEntryInteraction": {"string", "float"},
    "inlineChoiceInteraction": {"identifier"},
    "extendedTextInteraction": {"string"},
}
CHOICES = ("simpleChoice", "simpleAssociableChoice", "inlineChoice")


class Package:
    """The files of a package, parsed."""

    def __init__(self, content: bytes) -> None:
        with ZipFile(BytesIO(content)) as archive:
            assert archive.testzip() is None
            self.names = archive.namelist()
            self.dates = {info.date_time for info in archive.infolist()}
            self.texts = {name: archive.read(name).decode() for name in self.names}
        self.roots = {name: ElementTree.fromstring(text) for name, text in self.texts.items()}

    @property
    def items(self) -> list[Element]:
        return [root for root in self.roots.values() if root.tag == f"{QTI}assessmentItem"]

    @property
    def test(self) -> Element:
        [root] = [root for root in self.roots.values() if root.tag == f"{QTI}assessmentTest"]
        return root


def assert_sound(content: bytes) -> Package:
    """The package, which keeps the rules of its standard that a reader relies on."""
    package = Package(content)
    _assert_manifest(package)
    _assert_test(package)
    for item in package.items:
        assert_item(item)
    return package


def _assert_manifest(package: Package) -> None:
    manifest = package.roots["imsmanifest.xml"]
    resources = manifest.findall(f"{CP}resources/{CP}resource")
    files = [file.get("href") for file in manifest.iter(f"{CP}file")]
    names = [resource.get("identifier", "") for resource in resources]
    assert manifest.tag == f"{CP}manifest"
    assert sorted(files) == sorted(name for name in package.names if name != "imsmanifest.xml")
    assert_names([manifest.get("identifier", ""), *names])
    assert [resource.get("type") for resource in resources] == [
        "imsqti_test_xmlv2p1",
        *["imsqti_item_xmlv2p1"] * (len(resources) - 1),
    ]
    needed = {it.get("identifierref") for it in resources[0].findall(f"{CP}dependency")}
    assert needed == set(names[1:])
    for resource in resources:
        assert resource.get("href") in package.names


def _assert_test(package: Package) -> None:
    references = list(package.test.iter(f"{QTI}assessmentItemRef"))
    assert_names([it.get("identifier", "") for it in references])
    for reference in references:
        item = package.roots[reference.get("href", "")]
        assert item.get("identifier") == reference.get("identifier")
    assert len(references) == len(package.items)


def assert_names(names: list[str]) -> None:
    """Identifiers are names in the sense of XML, each used once."""
    assert all(map(NAME.fullmatch, names)), names
    assert len(names) == len(set(names)), names


def assert_item(item: Element) -> None:
    """Every response is declared and asked for once, as its interaction gives it."""
    declared = {it.get("identifier", ""): it for it in item.findall(f"{QTI}responseDeclaration")}
    outcomes = {it.get("identifier", "") for it in item.findall(f"{QTI}outcomeDeclaration")}
    interactions = [it for it in item.iter() if it.tag.removeprefix(QTI) in CARDINALITIES]
    asked = [it.get("responseIdentifier", "") for it in interactions]
    assert {"SCORE", "MAXSCORE"} <= outcomes
    assert sorted(asked) == sorted(declared)
    assert_names([*declared, *outcomes])
    for interaction in interactions:
        declaration = declared[interaction.get("responseIdentifier", "")]
        kind = interaction.tag.removeprefix(QTI)
        assert declaration.get("cardinality") in CARDINALITIES[kind]
        assert declaration.get("baseType") in BASE_TYPES[kind]
        _assert_values(interaction, declaration)
    _assert_feedback(item, outcomes)


def _assert_values(interaction: Element, declaration: Element) -> None:
    """What is right and what earns a share is offered."""
    offered = [
        choice.get("identifier", "")
        for tag in CHOICES
        for choice in interaction.iter(f"{QTI}{tag}")
    ]
    assert_names(offered)
    if not offered:
        return
    values = [value.text or "" for value in declaration.iter(f"{QTI}value")]
    keys = [entry.get("mapKey", "") for entry in declaration.iter(f"{QTI}mapEntry")]
    assert values
    assert {part for value in (*values, *keys) for part in value.split()} <= set(offered)


def _assert_feedback(item: Element, outcomes: set[str]) -> None:
    modals = item.findall(f"{QTI}modalFeedback")
    assert {modal.get("outcomeIdentifier") for modal in modals} <= outcomes
    assert_names([modal.get("identifier", "") for modal in modals])
    set_by_rules = {it.get("identifier") for it in item.iter(f"{QTI}setOutcomeValue")}
    assert not modals or "FEEDBACK" in set_by_rules
