"""`lms questions`: questions from other systems, and for them.

Heavy parts are imported inside the commands that need them, as in `cli.py`, which joins this.
"""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.domain.errors import Refusal

if TYPE_CHECKING:
    from lms.app import Database

SOURCES, TARGETS = ("gift", "aiken", "moodle-xml"), ("gift", "qti")
_ENDING = ".quiz.md"

# What cli.py has for every command: refusals told plainly, and the database of the settings.
Plainly = Callable[[Callable[..., Any]], Callable[..., Any]]
Open = Callable[[], "Database"]


def questions(plainly: Plainly, open_database: Open) -> click.Group:
    """The group of these commands."""
    group = click.Group("questions", help="Take questions from other systems, and give them.")
    group.add_command(_importing(plainly))
    group.add_command(_exporting(plainly, open_database))
    return group


def _importing(plainly: Plainly) -> click.Command:
    @click.command("import")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--format", "form", type=click.Choice(SOURCES), help="Else it is recognized.")
    @click.option("--to", "target", required=True, type=click.Path(path_type=Path))
    @plainly
    def import_questions(file: Path, form: str | None, target: Path) -> None:
        """Write the questions of FILE as a quiz; what is lost is told on standard error."""
        from lms.services import exchange

        refuse_taken(target)
        if not target.name.endswith(_ENDING):
            raise Refusal(f"{target} is no name of a quiz. End it with {_ENDING}.")
        source = exchange.Source(form) if form else None
        with file.open("rb") as opened:
            content = opened.read(exchange.MOST_BYTES + 1)
        found = exchange.imported(content, file.name, source)
        write_new(target, found.text.encode())
        say_losses(exchange.report(found.losses))
        click.echo(f"{found.questions} questions written into {target}. Check them: lms check")

    return import_questions


def _exporting(plainly: Plainly, open_database: Open) -> click.Command:
    @click.command("export")
    @click.argument("course")
    @click.argument("module")
    @click.argument("file", type=click.Path(path_type=Path))
    @click.option("--format", "form", type=click.Choice(TARGETS), required=True)
    @plainly
    def export_questions(course: str, module: str, file: Path, form: str) -> None:
        """Write a module's published quiz for another system into FILE."""
        from lms.services import exchange

        refuse_taken(file)
        with open_database().reading() as session:
            made = exchange.exported(session, course, module, exchange.Target(form))
        write_new(file, made.content)
        say_losses(exchange.report(made.losses))
        # Every format loses something: none has a place for the pass mark.
        click.echo(f"The quiz of {module} is written into {file}, but for what is named above.")

    return export_questions


def refuse_taken(file: Path) -> None:
    """Refuse to write where something stands."""
    if file.exists() or file.is_symlink():
        raise Refusal(f"{file} exists already. Name another file, or move that one away.")


def write_new(file: Path, content: bytes) -> None:
    """Write a file that was not there, and never over one that is there by now."""
    with file.open("xb") as new:
        new.write(content)


def say_losses(lines: Iterable[str]) -> None:
    """Tell on standard error what was not carried over."""
    told = list(lines)
    if told:
        click.echo("Not carried over:", err=True)
    for line in told:
        click.echo(f"  {line}", err=True)
