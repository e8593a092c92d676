"""The table of promises in docs/trust.md, made from the names of the tests that keep them.

python -m tests.trust build/quick.xml build/torture.xml > docs/trust.md
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

TESTS = Path(__file__).parent
BEARS_ID = re.compile(r"test_((?:[a-z]{2}_?[0-9]{2}_)+)(\w+)")
ID = re.compile(r"([a-z]{2})_?([0-9]{2})_")
HEAD = """\
# What is promised, and the tests that keep it

Made by `make trust` from the tests' names and a run of all of them, and not to be edited. A promise
without a test is not kept yet. A test that is counted several times runs with several cases or on
both databases.

"""


@dataclass(frozen=True)
class Keeper:
    """A test that bears a promise's id."""

    promise: str
    sentence: str
    file: str
    name: str


def promises() -> dict[str, dict[str, str]]:
    """Every promise by its part and id."""
    return tomllib.loads((TESTS / "promises.toml").read_text(encoding="utf-8"))


def keepers() -> list[Keeper]:
    """Every test whose name bears an id, in the order of ids and files."""
    found = [keeper for path in sorted(TESTS.rglob("test_*.py")) for keeper in _in(path)]
    return sorted(found, key=lambda it: (it.promise, it.file, it.sentence))


def _in(path: Path) -> Iterator[Keeper]:
    file = path.relative_to(TESTS.parent).as_posix()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef) and (bears := BEARS_ID.fullmatch(node.name)):
            for kind, number in ID.findall(bears[1]):
                words = bears[2].replace("_", " ")
                yield Keeper(f"{kind.upper()}-{number}", words, file, node.name)


def results(reports: list[Path]) -> dict[tuple[str, str], list[str]]:
    """How each test ended in those JUnit reports, by file and name: once for each case."""
    found: dict[tuple[str, str], list[str]] = {}
    for report in reports:
        for case in ElementTree.parse(report).iter("testcase"):
            file = case.get("classname", "").replace(".", "/") + ".py"
            name = case.get("name", "").partition("[")[0]
            ends = [it.tag for it in case if it.tag in ("failure", "error", "skipped")]
            found.setdefault((file, name), []).append(ends[0] if ends else "passed")
    return found


def table(reports: list[Path]) -> str:
    """The whole page."""
    ended, kept = results(reports), keepers()
    parts = [HEAD]
    for title, ids in promises().items():
        parts.append(f"## {title.replace('-', ' ').capitalize()}\n\n")
        parts.append("| promise | test | result |\n| --- | --- | --- |\n")
        for promise, words in ids.items():
            mine = [it for it in kept if it.promise == promise]
            parts.append(f"| **{promise}** {words} | {'' if mine else 'none yet'} | |\n")
            parts += [f"| | {_link(it)} | {_result(ended, it)} |\n" for it in mine]
        parts.append("\n")
    return "".join(parts).rstrip() + "\n"


def _link(keeper: Keeper) -> str:
    return f"[{keeper.sentence}](../{keeper.file})"


def _result(ended: dict[tuple[str, str], list[str]], keeper: Keeper) -> str:
    ends = ended.get((keeper.file, keeper.name), [])
    counted = {kind: ends.count(kind) for kind in dict.fromkeys(ends)}
    return ", ".join(f"{count} {kind}" for kind, count in counted.items()) or "not run"


if __name__ == "__main__":
    sys.stdout.write(table([Path(it) for it in sys.argv[1:]]))
