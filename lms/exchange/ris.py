"""RIS, the tagged lines that databases and publishers offer: `TY  - JOUR`, one field to a line.

The one parser there is on PyPI names no lines and drops in silence what it does not understand.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lms.exchange.works_found import NotRead, WorkFound, WorksFound, date_of

_LINE = re.compile(r"\ufeff?([A-Z][A-Z0-9]) {0,2}-(?: (.*))?")
START, END = "TY", "ER"
TYPES = {
    "ABST": "article-journal",
    "BILL": "bill",
    "BLOG": "post-weblog",
    "BOOK": "book",
    "CASE": "legal_case",
    "CHAP": "chapter",
    "COMP": "software",
    "CONF": "paper-conference",
    "CPAPER": "paper-conference",
    "DATA": "dataset",
    "DICT": "entry-dictionary",
    "EBOOK": "book",
    "ECHAP": "chapter",
    "EDBOOK": "book",
    "EJOUR": "article-journal",
    "ELEC": "webpage",
    "ENCYC": "entry-encyclopedia",
    "GEN": "document",
    "GOVDOC": "report",
    "HEAR": "hearing",
    "INPR": "article-journal",
    "JFULL": "periodical",
    "JOUR": "article-journal",
    "LEGAL": "regulation",
    "MANSCPT": "manuscript",
    "MGZN": "article-magazine",
    "MPCT": "motion_picture",
    "NEWS": "article-newspaper",
    "PAMP": "pamphlet",
    "PAT": "patent",
    "RPRT": "report",
    "STAND": "standard",
    "STAT": "legislation",
    "THES": "thesis",
    "UNPB": "manuscript",
    "VIDEO": "motion_picture",
}
_WITHIN = frozenset({"chapter", "paper-conference", "entry-dictionary", "entry-encyclopedia"})
# The tags of each field, those that say it best first.
_PLAIN = {
    "title": ("TI", "T1"),
    "volume": ("VL",),
    "issue": ("IS",),
    "publisher": ("PB",),
    "publisher-place": ("CY", "PP"),
    "edition": ("ET",),
    "DOI": ("DO",),
    "URL": ("UR",),
    "language": ("LA",),
}
_PERIODICAL = ("T2", "JF", "JO", "JA", "J2")
_BOOK = ("T2", "BT")


@dataclass(frozen=True)
class _Record:
    line: int
    name: str
    tags: dict[str, list[str]]
    kind: str

    def first(self, *tags: str) -> str:
        """What the first of these tags says that says anything."""
        return next((said for tag in tags for said in self.tags.get(tag, ()) if said), "")

    def every(self, *tags: str) -> list[str]:
        return [said for tag in tags for said in self.tags.get(tag, ()) if said]


def is_ris(text: str) -> bool:
    """True for a text with a line that begins a record."""
    return any((it := _LINE.match(line)) and it[1] == START for line in text.split("\n"))


def read_ris(text: str) -> WorksFound:
    """The works of a text in RIS; never raises."""
    problems: list[NotRead] = []
    works = tuple(_work(record) for record in _records(text, problems))
    return WorksFound(works, tuple(sorted(problems, key=lambda it: it.line)))


def _records(text: str, problems: list[NotRead]) -> Iterator[_Record]:
    begun, kind, number = 0, "", 0
    tags: dict[str, list[str]] = {}
    last = ""
    for line, written in enumerate([*text.split("\n"), ""], start=1):
        tagged = _LINE.fullmatch(written.rstrip())
        tag, said = (tagged[1], (tagged[2] or "").strip()) if tagged else ("", written.strip())
        if tag == START:
            if begun:
                problems.append(_unended(begun))
                yield _record(begun, number, tags, kind)
            begun, kind, number, tags, last = line, said, number + 1, defaultdict(list), ""
            if said not in TYPES:
                problems.append(_unknown_type(line, said))
        elif not begun:
            if said or tag:
                problems.append(_outside(line))
        elif tag == END:
            yield _record(begun, number, tags, kind)
            begun = 0
        elif tag:
            tags[tag].append(said)
            last = tag
        elif said and last:
            tags[last][-1] = f"{tags[last][-1]} {said}".strip()
        elif said:
            problems.append(_outside(line))
    if begun:
        problems.append(_unended(begun))
        yield _record(begun, number, tags, kind)


def _record(line: int, number: int, tags: dict[str, list[str]], kind: str) -> _Record:
    return _Record(line, f"entry {number}", tags, TYPES.get(kind, "document"))


def _work(record: _Record) -> WorkFound:
    within = record.kind in _WITHIN
    fields: dict[str, object] = {"type": record.kind}
    used = {"ID", "SP", "EP", "PY", "Y1", "DA", "Y2", "AU", "A1", "ED", "A2", "C7", "SN", "M1"}
    for field, tags in _PLAIN.items():
        fields[field] = record.first(*tags)
        used |= set(tags)
    container = _BOOK if within else () if record.kind == "book" else _PERIODICAL
    fields["container-title"] = record.first(*container)
    used |= {*container, *(("KW",) if record.every("KW") else ())}
    if record.kind == "book" and not fields["title"]:
        fields["title"] = record.first("BT")
        used.add("BT")
    fields["author"] = [_name(it) for it in record.every("AU", "A1")]
    fields["editor"] = [_name(it) for it in record.every("ED", *(("A2",) if within else ()))]
    fields["issued"] = _date(record.first("PY", "Y1"), record.first("DA"))
    fields["accessed"] = _date(record.first("Y2"), "")
    fields["page"] = "-".join(filter(None, [record.first("SP"), record.first("EP")]))
    fields["keyword"] = "; ".join(record.every("KW"))
    fields |= _numbers(record)
    if record.kind == "thesis":
        fields["genre"] = record.first("M3")
        used.add("M3")
    left_out = tuple(sorted(tag for tag in record.tags if tag not in used))
    kept = {field: value for field, value in fields.items() if value}
    return WorkFound(record.line, record.name, kept, left_out)


def _numbers(record: _Record) -> dict[str, object]:
    """What a number means depends on what it stands on."""
    if record.kind == "report":
        return {"number": record.first("SN", "M1")}
    serial = "ISSN" if record.kind.startswith("article") else "ISBN"
    return {serial: record.first("SN"), "number": record.first("C7")}


def _name(said: str) -> dict[str, str]:
    """`Family, Given, Suffix`; without a comma it is an organization."""
    family, given, suffix = (part.strip() for part in f"{said},,".split(",", 2))
    if not given:
        return {"literal": family}
    suffix = suffix.rstrip(", ")
    return {"family": family, "given": given, **({"suffix": suffix} if suffix else {})}


def _date(said: str, whole: str) -> dict[str, object] | None:
    """`2019/05/01/other`, from the tag for whole dates where that begins with the same year."""
    best = whole if whole.startswith(said[:4]) else said
    parts = [part.strip() for part in re.split(r"[/-]", best)[:3]]
    return date_of(*parts) or ({"literal": said} if said.strip("/ ") else None)


def _unended(line: int) -> NotRead:
    message = "The entry that begins here has no end."
    return NotRead(line, message, 'End it with a line "ER  - ", or see whether lines are missing.')


def _unknown_type(line: int, said: str) -> NotRead:
    message = f'The type "{said[:40]}" is not known, so the work is taken as a document.'
    return NotRead(line, message, "Correct its type in the list of works after adding it.")


def _outside(line: int) -> NotRead:
    message = "This line belongs to no entry, so it is left out."
    return NotRead(line, message, 'An entry begins with a line such as "TY  - JOUR".')
