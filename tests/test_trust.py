"""The table of promises says what the tests say."""

from pathlib import Path

from tests.trust import keepers, promises

PAGE = Path(__file__).resolve().parent.parent / "docs/trust.md"


def test_every_test_that_bears_an_id_keeps_a_known_promise() -> None:
    known = {promise for part in promises().values() for promise in part}

    assert {keeper.promise for keeper in keepers()} <= known


def test_the_table_names_every_test_that_keeps_a_promise_and_no_other() -> None:
    text = PAGE.read_text(encoding="utf-8")
    links = {f"[{it.sentence}](../{it.file})" for it in keepers()}

    assert {line.split(" | ")[1] for line in text.splitlines() if line.startswith("| | ")} == links
