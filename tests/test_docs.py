"""What the documentation says is so."""

import re
from pathlib import Path

import click
import pytest

from lms.cli import main
from lms.settings import SETTINGS
from lms.web.office import ROOMS, Room

TOP = Path(__file__).resolve().parent.parent
DOCS = [TOP / "README.md", *sorted((TOP / "docs").rglob("*.md"))]
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
EXAMPLE = re.compile(r"^(`{3,}).*?^\1|`[^`\n]+`", re.MULTILINE | re.DOTALL)
CODE_PATH = re.compile(r"`((?:lms|templates|tests)/[\w./-]+)`")
RULE = re.compile(r"`(lms/[\w/]+\.py)` `(\w+)\(\)`")


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.name)
def test_every_setting_has_its_line_in_the_table(setting: object) -> None:
    name, default, meaning = setting.name, setting.default, setting.meaning  # type: ignore[attr-defined]

    assert f"| `{name}` | {default} | {meaning} |" in (TOP / "docs/operating.md").read_text()


def test_the_table_has_no_setting_that_is_none() -> None:
    told = re.findall(r"^\| `(LMS_\w+)` \|", (TOP / "docs/operating.md").read_text(), re.MULTILINE)

    assert told == [setting.name for setting in SETTINGS]


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page: Path) -> None:
    text = EXAMPLE.sub("", page.read_text())
    broken = [to for to in LINK.findall(text) if not (page.parent / to).exists()]

    assert broken == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_file_that_is_named_exists(page: Path) -> None:
    missing = [path for path in CODE_PATH.findall(page.read_text()) if not (TOP / path).exists()]

    assert missing == []


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_every_rule_that_is_named_is_where_it_is_said_to_be(page: Path) -> None:
    wrong = [
        f"{path} {name}()"
        for path, name in RULE.findall(page.read_text())
        if not re.search(rf"^ *def {name}\(", (TOP / path).read_text(), re.MULTILINE)
    ]

    assert wrong == []


@pytest.mark.parametrize("room", ROOMS, ids=lambda room: room.name)
def test_every_room_of_the_office_is_told_of(room: Room) -> None:
    text = (TOP / "docs/operating.md").read_text()
    section = text.partition("\n## The office\n")[2].partition("\n## ")[0]

    assert f"\n- **{room.name}**: " in section


@pytest.mark.parametrize("page", DOCS, ids=lambda page: page.name)
def test_no_paragraph_with_a_title_is_swallowed_by_the_one_before(page: Path) -> None:
    text = EXAMPLE.sub("", page.read_text())
    swallowed = re.findall(r"[^\n]\n(\*\*[A-Z][^*\n]*\.\*\*|#{2,} [^\n]*)", text)

    assert swallowed == []


def test_every_command_is_told_of() -> None:
    told = "\n".join(page.read_text() for page in DOCS)

    assert [
        name for name in main.commands if f"lms {name}" not in told and f"`{name}`" not in told
    ] == []


def test_every_command_says_what_it_does() -> None:
    silent = [name for name, command in main.commands.items() if not command.get_short_help_str()]

    assert isinstance(main, click.Group)
    assert silent == []


def test_there_are_at_most_ten_decisions() -> None:
    assert len(list((TOP / "docs/decisions").glob("*.md"))) <= 10
