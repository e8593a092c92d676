"""The walls between the floors of lms/, as section 2 of the design draws them.

Each wall is a function from the house (every file, read but never run) to problems that say where
and what to do. Each is asked twice: of our house, and of one bad file that it has to refuse.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parent.parent

LOWER_FLOORS = frozenset({"store", "content", "credentials", "exchange"})
MAY_SEE = {
    "domain": frozenset(),
    "store": frozenset({"domain"}),
    "content": frozenset({"domain"}),
    "credentials": frozenset({"domain", "secret_files"}),
    "exchange": frozenset({"domain"}),
    "services": LOWER_FLOORS | {"domain"},
    "web": frozenset({"services", "domain", "settings", "paths"}),
    "cli": frozenset(
        {
            "cli_audit",
            "cli_keys",
            "cli_questions",
            "cli_restoring",
            "cli_retention",
            "cli_rosters",
            "services",
            "domain",
            "settings",
            "paths",
            "app",
            "opening",
            "serving",
        }
    ),
    "cli_audit": frozenset({"services", "domain", "app", "settings"}),
    "cli_keys": frozenset({"services", "domain", "settings", "app", "serving"}),
    "cli_questions": frozenset({"services", "domain", "app"}),
    "cli_restoring": frozenset({"services", "domain"}),
    "cli_retention": frozenset({"services", "app"}),
    "cli_rosters": frozenset({"services", "domain", "app"}),
    "serving": frozenset({"app", "settings", "stopping"}),
    "stopping": frozenset(),
    "app": LOWER_FLOORS | {"domain", "services", "web", "settings", "paths", "mail", "opening"},
    "opening": frozenset({"store", "settings"}),
    "mail": frozenset({"domain"}),
    "settings": frozenset({"domain", "paths", "secret_files"}),
    "paths": frozenset(),
    "secret_files": frozenset(),
    "lms": frozenset(),
}
FLASK_FAMILY = {"flask", "flask_login", "flask_wtf", "werkzeug", "wtforms"}
DATABASE_LIBRARIES = {"sqlalchemy", "alembic", "psycopg", "pysqlite3", "sqlite3"}
MARKDOWN = {"markdown", "pymdownx"}
CLOCKS = {
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
}
EMPTY_NAMES = {"util", "utils", "helper", "helpers", "common", "misc", "manager", "managers"}
LONGEST_FUNCTION = 50


@dataclass(frozen=True)
class Import:
    """One imported name: `from lms.domain import credit` has the target lms.domain.credit."""

    target: str
    line: int
    is_in_function: bool

    @property
    def library(self) -> str:
        return self.target.partition(".")[0]

    @property
    def floor(self) -> str | None:
        """The floor of lms that it enters; None when it is not ours."""
        parts = self.target.split(".")
        if parts[0] != "lms":
            return None
        return parts[1] if len(parts) > 1 else "lms"


@dataclass(frozen=True)
class Source:
    """One Python file of the house."""

    path: str
    tree: ast.Module

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def floor(self) -> str:
        return [*self.module.split("."), "lms"][1]

    def at(self, line: int) -> str:
        return f"{self.path}:{line}"

    def imports(self) -> Iterator[Import]:
        return self._imports(self.tree, is_in_function=False)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield node

    def _imports(self, parent: ast.AST, *, is_in_function: bool) -> Iterator[Import]:
        for node in ast.iter_child_nodes(parent):
            if isinstance(node, ast.Import | ast.ImportFrom):
                for target in self._targets(node):
                    yield Import(target, node.lineno, is_in_function)
            else:
                is_function = isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
                yield from self._imports(node, is_in_function=is_in_function or is_function)

    def _targets(self, node: ast.Import | ast.ImportFrom) -> list[str]:
        if isinstance(node, ast.Import):
            return [alias.name for alias in node.names]
        base = node.module or ""
        if node.level:
            package = self.path.split("/")[: -node.level]
            base = ".".join([*package, base]).rstrip(".")
        return [f"{base}.{alias.name}" for alias in node.names]


House = list[Source]
Wall = Callable[[House], list[str]]


@cache
def our_house() -> House:
    """Every Python file of lms/, read once."""
    return [
        source(path.relative_to(TOP).as_posix(), path.read_text(encoding="utf-8"))
        for path in sorted((TOP / "lms").rglob("*.py"))
    ]


def source(path: str, text: str) -> Source:
    """The file at a path below the top, parsed."""
    return Source(path, ast.parse(text, filename=path))


def assert_stands(wall: Wall) -> None:
    """Fail with every place that breaks the wall."""
    problems = wall(our_house())
    assert not problems, "\n" + "\n".join(problems)


# The walls


def floors_point_down(house: House) -> list[str]:
    """A file imports from its own floor and from those that MAY_SEE names."""
    return [
        f"{file.at(it.line)}: {file.floor} may not import {it.target}. "
        f"It sees {', '.join(sorted(MAY_SEE[file.floor])) or 'nothing of ours'}; "
        "move the code to the floor where it belongs."
        for file in house
        if file.floor in MAY_SEE
        for it in file.imports()
        if it.floor not in {None, file.floor, *MAY_SEE[file.floor]}
    ]


def every_file_has_a_floor(house: House) -> list[str]:
    """No file stands outside the floors of the design."""
    return [
        f"{file.at(1)}: {file.floor} is no floor of the design; move the file to one of "
        f"{', '.join(sorted(MAY_SEE))}, or change the design and MAY_SEE together."
        for file in house
        if file.floor not in MAY_SEE
    ]


def domain_is_pure(house: House) -> list[str]:
    """The domain imports the standard library and itself."""
    return [
        f"{file.at(it.line)}: the domain may not import {it.target}. It is rules in plain Python; "
        "let the floor above translate."
        for file in house
        if file.floor == "domain"
        for it in file.imports()
        if it.floor is None and it.library not in sys.stdlib_module_names
    ]


def flask_stays_upstairs(house: House) -> list[str]:
    """Flask and its family are known in web, cli and app."""
    return [
        f"{file.at(it.line)}: {file.floor} may not know {it.library}. "
        "Hand the value over from web, cli or app."
        for file in house
        if file.floor not in {"web", "cli", "app"}
        for it in file.imports()
        if it.library in FLASK_FAMILY
    ]


def rows_stay_in_store(house: House) -> list[str]:
    """Database libraries are known in store; services know the Session type alone."""
    return [
        f"{file.at(it.line)}: {file.floor} may not import {it.target}. Put the query into "
        "lms/store; a service may say `from sqlalchemy.orm import Session` and no more."
        for file in house
        if file.floor != "store"
        for it in file.imports()
        if it.library in DATABASE_LIBRARIES
        and (file.floor, it.target) != ("services", "sqlalchemy.orm.Session")
    ]


def markdown_stays_in_render(house: House) -> list[str]:
    """The Markdown library is known in content/render.py."""
    return [
        f"{file.at(it.line)}: only lms/content/render.py may import {it.library}. "
        "Ask it for the HTML."
        for file in house
        if file.path != "lms/content/render.py"
        for it in file.imports()
        if it.library in MARKDOWN
    ]


def imports_stand_at_the_top(house: House) -> list[str]:
    """No import hides in a function, except that the command line imports ours lazily."""
    return [
        f"{file.at(it.line)}: {it.target} is imported inside a function. Import it at the top; "
        "if that makes a cycle, the code stands on the wrong floor."
        for file in house
        for it in file.imports()
        if it.is_in_function and (not file.path.startswith("lms/cli") or it.floor is None)
    ]


def imports_make_no_cycle(house: House) -> list[str]:
    """No module imports itself by way of others."""
    lines = {file.module: ours(file, {other.module for other in house}) for file in house}
    try:
        TopologicalSorter(lines).prepare()
    except CycleError as error:
        # graphlib tells the cycle from the imported to the importing module.
        knot = list(reversed(error.args[1]))
        file = next(file for file in house if file.module == knot[0])
        where = file.at(lines[knot[0]][knot[1]])
        return [f"{where}: {' imports '.join(knot)}. Move what they share to a lower floor."]
    return []


def ours(file: Source, modules: set[str]) -> dict[str, int]:
    """The modules of ours that a file imports, each with the line."""
    found = {}
    for it in file.imports():
        module = it.target if it.target in modules else it.target.rpartition(".")[0]
        if module in modules - {file.module}:
            found.setdefault(module, it.line)
    return found


def names_say_something(house: House) -> list[str]:
    """No module or folder bears a name that would fit any content."""
    return [
        f"{file.at(1)}: {part} says nothing. Name the file for the noun that it is about."
        for file in house
        for part in file.module.split(".")
        if part in EMPTY_NAMES
    ]


def time_comes_through_the_door(house: House) -> list[str]:
    """Neither domain nor services ask what time it is."""
    return [
        f"{file.at(line)}: {name} asks the clock. Take the time as an argument from web or cli."
        for file in house
        if file.floor in {"domain", "services"}
        for name, line in mentions(file)
        if name in CLOCKS
    ]


def mentions(file: Source) -> Iterator[tuple[str, int]]:
    """Every dotted name in a file by its full name, with the line; imports count as mentions."""
    full_names = {}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Import):
            full_names |= {it.asname or it.name: it.name for it in node.names}
        elif isinstance(node, ast.ImportFrom):
            full_names |= {it.asname or it.name: f"{node.module}.{it.name}" for it in node.names}
    for node in ast.walk(file.tree):
        if isinstance(node, ast.Attribute):
            root, dot, rest = ast.unparse(node).partition(".")
            yield full_names.get(root, root) + dot + rest, node.lineno
    for it in file.imports():
        yield it.target, it.line


def functions_are_short(house: House) -> list[str]:
    """No function is longer than fifty lines; a migration tells one table after the other."""
    return [
        f"{file.at(function.lineno)}: {function.name} has {length} lines, more than "
        f"{LONGEST_FUNCTION}. A function answers one question; give the second its own."
        for file in house
        if not file.path.startswith("lms/store/migrations/")
        for function in file.functions()
        if (length := function.end_lineno - function.lineno + 1) > LONGEST_FUNCTION
    ]


def public_functions_say_what_you_get(house: House) -> list[str]:
    """Every public function and method has a docstring."""
    return [
        f"{file.at(function.lineno)}: {function.name} has no docstring. Say in one sentence, "
        "in the present tense, what one gets."
        for file in house
        for function in public_functions(file.tree)
        if not ast.get_docstring(function)
    ]


def public_functions(parent: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef]:
    """The functions that a colleague may call: none that are private or inside another function."""
    for node in parent.body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node)
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name[0] != "_":
            yield node


# The walls stand


def test_the_walls_are_held_around_the_whole_house():
    modules = {file.module for file in our_house()}

    assert {"lms", "lms.paths", "lms.domain.errors"} <= modules


def test_every_file_stands_on_a_floor():
    assert_stands(every_file_has_a_floor)


def test_every_floor_imports_only_from_the_floors_that_it_may_see():
    assert_stands(floors_point_down)


def test_the_domain_knows_nothing_but_the_standard_library():
    assert_stands(domain_is_pure)


def test_flask_is_known_only_in_web_cli_and_app():
    assert_stands(flask_stays_upstairs)


def test_the_database_is_known_only_in_store_and_services_know_only_the_session():
    assert_stands(rows_stay_in_store)


def test_markdown_is_known_only_where_it_is_rendered():
    assert_stands(markdown_stays_in_render)


def test_no_import_hides_inside_a_function():
    assert_stands(imports_stand_at_the_top)


def test_no_modules_import_each_other_in_a_circle():
    assert_stands(imports_make_no_cycle)


def test_no_file_has_a_name_that_says_nothing():
    assert_stands(names_say_something)


def test_domain_and_services_never_ask_what_time_it_is():
    assert_stands(time_comes_through_the_door)


def test_no_function_is_longer_than_fifty_lines():
    assert_stands(functions_are_short)


def test_every_public_function_says_what_one_gets():
    assert_stands(public_functions_say_what_you_get)


# The walls can refuse


def in_a_function(statement: str) -> str:
    return f"def find():\n    {statement}\n"


@pytest.mark.parametrize(
    ("wall", "path", "text"),
    [
        (every_file_has_a_floor, "lms/plugins.py", ""),
        (every_file_has_a_floor, "lms/plugins/mail.py", ""),
        (floors_point_down, "lms/domain/credit.py", "from lms.store import courses"),
        (floors_point_down, "lms/domain/credit.py", "import lms.settings"),
        (floors_point_down, "lms/store/courses.py", "import lms.content.parse"),
        (floors_point_down, "lms/content/parse.py", "from ..store import courses"),
        (floors_point_down, "lms/credentials/pdf.py", "from lms import exchange"),
        (floors_point_down, "lms/exchange/qti.py", "from lms.services import quizzes"),
        (floors_point_down, "lms/services/quizzes.py", "from lms.web.requests import writing"),
        (floors_point_down, "lms/services/quizzes.py", "from lms import settings"),
        (floors_point_down, "lms/web/quizzes.py", "from lms.store.attempts import find_attempt"),
        (floors_point_down, "lms/web/quizzes.py", "from lms.app import create_app"),
        (floors_point_down, "lms/web/__init__.py", "from ..content import render"),
        (floors_point_down, "lms/cli.py", in_a_function("from lms.store import backup")),
        (floors_point_down, "lms/settings.py", "from lms.app import create_app"),
        (floors_point_down, "lms/__init__.py", "from lms.app import create_app"),
        (domain_is_pure, "lms/domain/credit.py", "import msgspec"),
        (domain_is_pure, "lms/domain/credit.py", in_a_function("from yaml import safe_load")),
        (flask_stays_upstairs, "lms/services/quizzes.py", "from flask_login import current_user"),
        (flask_stays_upstairs, "lms/settings.py", "import werkzeug.security"),
        (rows_stay_in_store, "lms/services/quizzes.py", "from sqlalchemy import select"),
        (rows_stay_in_store, "lms/services/quizzes.py", "import sqlalchemy.orm"),
        (rows_stay_in_store, "lms/web/quizzes.py", "from sqlalchemy.orm import Session"),
        (rows_stay_in_store, "lms/app.py", "from sqlalchemy.orm import sessionmaker"),
        (rows_stay_in_store, "lms/services/backups.py", "import sqlite3"),
        (markdown_stays_in_render, "lms/content/parse.py", "from markdown import Markdown"),
        (markdown_stays_in_render, "lms/web/studio.py", "import pymdownx.superfences"),
        (imports_stand_at_the_top, "lms/web/quizzes.py", in_a_function("import json")),
        (imports_stand_at_the_top, "lms/cli.py", in_a_function("import json")),
        (names_say_something, "lms/web/utils.py", ""),
        (names_say_something, "lms/common/dates.py", ""),
        (time_comes_through_the_door, "lms/domain/access.py", "import time\ntime.time()"),
        (time_comes_through_the_door, "lms/domain/access.py", "from time import time"),
        (
            time_comes_through_the_door,
            "lms/services/quizzes.py",
            "from datetime import UTC, datetime\ndatetime.now(UTC)",
        ),
        (
            time_comes_through_the_door,
            "lms/services/quizzes.py",
            "import datetime as dt\nnew = field(default_factory=dt.datetime.utcnow)",
        ),
        (
            time_comes_through_the_door,
            "lms/domain/access.py",
            "from datetime import date as day\nday.today()",
        ),
        (functions_are_short, "lms/web/quizzes.py", "def show():\n" + "    a = 1\n" * 50),
        (public_functions_say_what_you_get, "lms/web/quizzes.py", "def show(): ..."),
        (
            public_functions_say_what_you_get,
            "lms/domain/credit.py",
            "class Credit:\n    def hours(self): ...",
        ),
    ],
)
def test_a_wall_refuses_a_file_that_breaks_it(wall: Wall, path: str, text: str):
    problems = wall([source(path, text)])

    assert len(problems) == 1
    assert problems[0].startswith(f"{path}:")


def test_two_modules_that_import_each_other_are_refused():
    grading = source("lms/domain/grading.py", "import json\nfrom lms.domain import credit")
    credit = source("lms/domain/credit.py", "from .grading import grade")

    problems = imports_make_no_cycle([grading, credit])

    assert len(problems) == 1
    assert "lms.domain.grading imports lms.domain.credit" in problems[0]
    assert problems[0].startswith(("lms/domain/grading.py:2:", "lms/domain/credit.py:1:"))


# The walls have doors


@pytest.mark.parametrize(
    ("wall", "path", "text"),
    [
        (floors_point_down, "lms/app.py", "from lms.store import engines"),
        (floors_point_down, "lms/services/quizzes.py", "from lms.content import parse"),
        (floors_point_down, "lms/cli.py", in_a_function("from lms.app import create_app")),
        (domain_is_pure, "lms/domain/credit.py", "from fractions import Fraction"),
        (flask_stays_upstairs, "lms/web/quizzes.py", "from flask import Blueprint"),
        (rows_stay_in_store, "lms/services/quizzes.py", "from sqlalchemy.orm import Session"),
        (rows_stay_in_store, "lms/store/courses.py", "from sqlalchemy import select"),
        (markdown_stays_in_render, "lms/content/render.py", "from markdown import Markdown"),
        (imports_stand_at_the_top, "lms/cli.py", in_a_function("from lms.app import create_app")),
        (
            imports_stand_at_the_top,
            "lms/cli_questions.py",
            in_a_function("from lms.services import exchange"),
        ),
        (time_comes_through_the_door, "lms/web/requests.py", "import time\ntime.time()"),
        (functions_are_short, "lms/web/quizzes.py", "def show():\n" + "    a = 1\n" * 49),
        (public_functions_say_what_you_get, "lms/domain/credit.py", "def _exact(): ..."),
    ],
)
def test_a_wall_lets_through_what_the_design_allows(wall: Wall, path: str, text: str):
    assert wall([source(path, text)]) == []
