"""`lms retention`: what is past its time, counted, and deleted only when asked to.

Heavy parts are imported inside the command that needs them, as in `cli.py`, which joins this.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from lms.app import Database

# What cli.py has for every command: refusals told plainly, the database of the settings, the clock.
Plainly = Callable[[Callable[..., Any]], Callable[..., Any]]
Open = Callable[[], "Database"]
Clock = Callable[[], datetime]


def retention(plainly: Plainly, open_database: Open, clock: Clock) -> click.Command:
    """The command."""

    @click.command("retention")
    @click.option("--apply", "is_applied", is_flag=True, help="Delete what may be deleted.")
    @plainly
    def run(is_applied: bool) -> None:
        """Say per table how much is past its time and why; deletes nothing without --apply."""
        from lms.services import retention

        database, at = open_database(), clock()
        with database.reading() as session:
            past = retention.list_past(session, at)
        for it in past:
            what = "to delete" if it.is_deleted else "kept"
            click.echo(f"{it.table:<24} {it.rows:>9,} {what:<9}  {it.why}")
        if not any(it.is_deleted for it in past):
            click.echo("Nothing is to be deleted.")
        elif is_applied:
            rows = retention.apply(database, at)
            click.echo(f"{rows:,} {'row' if rows == 1 else 'rows'} deleted.")
        else:
            click.echo("Nothing was deleted. `lms retention --apply` deletes it.")

    return run
