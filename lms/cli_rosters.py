"""`lms rosters`: completions for boards and for those who keep track of them.

Heavy parts are imported inside the commands that need them, as in `cli.py`, which joins this.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.domain.errors import Refusal
from lms.domain.rosters import Kind

if TYPE_CHECKING:
    from lms.app import Database

# What cli.py has for every command: refusals told plainly, the database of the settings, how far
# long work is, and the clock.
Plainly = Callable[[Callable[..., Any]], Callable[..., Any]]
Open = Callable[[], "Database"]
Tell = Callable[[str, int, int], None]
Clock = Callable[[], datetime]


def rosters(plainly: Plainly, open_database: Open, tell: Tell, clock: Clock) -> click.Group:
    """The group of these commands."""
    group = click.Group("rosters", help="Report completions, each of them once.")
    group.add_command(_making(plainly, open_database, tell, clock))
    return group


def _making(plainly: Plainly, open_database: Open, tell: Tell, clock: Clock) -> click.Command:
    @click.command("make")
    @click.argument("kind", type=click.Choice([kind.value for kind in Kind]))
    @click.argument("file", type=click.Path(path_type=Path))
    @plainly
    def make(kind: str, file: Path) -> None:
        """Make a batch of what was not reported and write it into FILE (.csv, .xls or .xlsx)."""
        from lms.services import jobs, rosters

        suffix, offered = file.suffix.removeprefix("."), rosters.FORMATS[Kind(kind)]
        if suffix not in offered:
            raise Refusal(f"{file} is no file for {kind}. End its name with .{offered[0]}.")
        if file.exists():
            raise Refusal(f"{file} is there already. Give another name.")
        database = open_database()
        with database.reading() as session:
            rosters.refuse_empty(session, Kind(kind))
        with database.writing() as session:
            waiting = rosters.count_waiting(session, Kind(kind))
            batch = rosters.order(session, None, Kind(kind), clock())
        jobs.make_roster(
            database, batch, clock, lambda done: tell("Reported", min(done, waiting), waiting)
        )
        with database.reading() as session, file.open("xb") as opened:
            made = rosters.get_batch(session, batch)
            rosters.write_file(session, made, suffix, opened)
        left_out = f"; {made.refused} left out, see the office" if made.refused else ""
        click.echo(f"{made.rows} lines written into {file}{left_out}.")

    return make
