"""The `lms` command: every verb that is done from a terminal.

Heavy parts are imported inside the commands that need them, so that `lms --help` and `lms check`
answer at once.
"""

import gc
import json
import os
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import wraps
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from lms import cli_audit, cli_restoring
from lms.cli_keys import keys, verify
from lms.cli_questions import questions
from lms.cli_retention import retention
from lms.cli_rosters import rosters
from lms.domain.access import Role
from lms.domain.accommodations import MOST_EXTRA_TIME_PERCENT
from lms.domain.accounts import DEFAULT_TIME_ZONE
from lms.domain.editions import Change
from lms.domain.errors import NotFound, Refusal
from lms.domain.names import COMMENT_LENGTH, clean_line
from lms.paths import shipped_courses_folder
from lms.settings import Settings, SettingsRefused, unknown_names

if TYPE_CHECKING:
    from lms.opening import Database
    from lms.services.authoring import Library, Overrule, Published

# Read here and not in the settings: nobody should keep it in an environment.
PASSWORD_NAME = "LMS_PASSWORD"
ALLOCATIONS_BETWEEN_LOOKS = 50_000
Command = TypeVar("Command", bound=Callable[..., Any])


class NotFine(click.ClickException):
    """The thing asked about is not fine: one plain sentence on standard error, exit status 1."""

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        click.echo(self.message, err=True)


def plainly(command: Command) -> Command:
    """Turn refusals into one sentence on standard error; never a traceback."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (Refusal, SettingsRefused) as refusal:
            raise NotFine(str(refusal)) from None
        except OSError as fault:
            place = f"{fault.filename}: " if fault.filename else ""
            raise NotFine(f"{place}{fault.strerror or fault}.") from None

    return run  # type: ignore[return-value]


def now() -> datetime:
    """The time, in aware UTC."""
    return datetime.now(UTC)


def settings() -> Settings:
    """The settings that the environment asks for; names in it that mean nothing are warned of."""
    for name, nearest in unknown_names(os.environ, PASSWORD_NAME).items():
        meant = f" Did you mean {nearest}?" if nearest else " docs/operating.md lists the settings."
        click.echo(f"Warning: {name} is not a setting and is ignored.{meant}", err=True)
    return Settings.from_environment(os.environ)


def open_database(chosen: Settings | None = None) -> "Database":
    """The database of the settings, brought up to date."""
    from lms.opening import bring_up_to_date, open_shelf

    chosen = chosen or settings()
    database = find_database(chosen)
    if database.is_new():
        click.echo(f"Making a new database: {database.place}", err=True)
    kept = bring_up_to_date(database, open_shelf(chosen, now()), say_progress)
    if kept:
        click.echo(f"The database was migrated. A backup from before: {kept.file}", err=True)
    return database


def find_database(chosen: Settings) -> "Database":
    """The database of the settings as it is, closed when the command ends."""
    from lms.opening import open_store

    database = open_store(chosen)
    click.get_current_context().call_on_close(database.close)
    return database


def say_progress(what: str, done: int, whole: int) -> None:
    """Say on standard error how far long work is: on a terminal at each step, else at its end."""
    is_done, is_watched = done >= whole, sys.stderr.isatty()
    if is_done or is_watched:
        percent = 100 if is_done else 100 * done // whole
        start = "\r" if is_watched else ""
        click.echo(f"{start}{what}: {percent} %", nl=is_done, err=True)


def clean_reason(typed: str) -> str:
    """A reason that says something, on one line."""
    reason = clean_line("reason", typed, COMMENT_LENGTH)
    if not reason:
        raise Refusal("The reason is empty. Say why with --reason TEXT; it is kept.")
    return reason


@click.group()
@click.version_option(package_name="lms")
def main() -> None:
    """Continuing education for clinicians: from Markdown to certificates that can be checked."""
    # A start imports for a second, and a sixth of it went by looking for garbage among that.
    gc.set_threshold(ALLOCATIONS_BETWEEN_LOOKS)


# -- serving -----------------------------------------------------------------------


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to serve on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535))
@click.option("--workers", default=1, show_default=True, type=click.IntRange(1, 64))
@click.option("--demo", is_flag=True, help="Create the demo people; refused in production.")
@plainly
def run(host: str, port: int, workers: int, demo: bool) -> None:
    """Migrate, publish the shipped courses, and serve."""
    from lms import serving

    chosen = settings()
    if demo and chosen.is_production:
        raise Refusal("--demo is refused in production: its passwords are known to everybody.")
    listener = serving.listen(host, port)
    chosen = chosen.serving_on(host, listener.getsockname()[1])
    database = open_database(chosen)
    look_at_key(database, chosen)
    publish_shipped(database, shipped_courses_folder())
    if demo:
        add_demo_people(database)
    serving.keep_address(chosen)
    warn_of_address(chosen)
    warn_of_provider(database, chosen)
    cli_audit.warn_of_missing_key(chosen)
    say_hello(database, chosen, demo)
    database.close()
    if workers == 1:
        serving.serve(listener, chosen)
        return
    raise SystemExit(serving.serve_many(listener, chosen, workers))


@main.command()
@plainly
def worker() -> None:
    """Work off what follows commits, such as making certificates, until stopped."""
    from lms import serving

    chosen = serving.as_served(settings())
    database = open_database(chosen)
    look_at_key(database, chosen)
    database.close()
    serving.work_until_stopped(chosen)


@main.command()
@plainly
def migrate() -> None:
    """Bring the database up to date."""
    open_database().close()
    click.echo("The database is up to date.")


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@plainly
def backup(file: Path) -> None:
    """Write the whole database into FILE and look it through; the server may go on."""
    from lms.app import back_up

    chosen = settings()
    made = back_up(find_database(chosen), file, say_progress)
    click.echo(f"{made.file} is whole: {made.rows} rows in {len(made.counts)} tables.")
    click.echo(
        f"Not in it: what else lies in {chosen.home}, such as secret-key and the private keys in "
        "keys, and the settings. Copy those as well, to where only you can read them."
    )


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--replace", "is_replacing", is_flag=True, help="Replace what the database holds.")
@plainly
def restore(file: Path, is_replacing: bool) -> None:
    """Put the backup in FILE into the database; what it replaces is backed up first."""
    from lms import app

    chosen = settings()
    database, shelf = find_database(chosen), app.open_shelf(chosen, now())
    put = app.replace if is_replacing else app.restore
    done = put(database, file, shelf, say_progress)
    if done.kept:
        click.echo(f"A backup of what was replaced: {done.kept.file}")
    click.echo(f"Restored {done.backup.rows} rows from {file}.")
    cli_restoring.say_undone(app.find_undone(chosen, database, done, shelf))


def publish_shipped(database: "Database", folder: Path) -> None:
    """Publish what comes with the product, but nothing that was ever published before."""
    from lms.services import authoring, programs, requirements

    library = authoring.read_library(
        folder,
        asking(database, authoring.is_published),
        asking(database, programs.is_published),
        asking(database, requirements.is_published),
    )
    if library.provider is not None:
        with database.writing() as session:
            authoring.publish_shipped_provider(session, library.provider, now())
    for read in library.requirements:
        with database.writing() as session:
            requirements.publish_shipped(session, read, now())
    for draft in library.drafts:
        if draft.course is None and not draft.is_known:
            click.echo(f"Not published: {draft.slug} has errors. Try lms check.", err=True)
            continue
        try:
            with database.writing() as session:
                published = authoring.publish_shipped(session, draft, now())
        except (authoring.SignOffWanted, authoring.AddressTaken) as refusal:
            click.echo(str(refusal), err=True)
            continue
        click.echo(said_of(published))
    for program in library.programs:
        with database.writing() as session:
            number = programs.publish_shipped(session, program, now())
        click.echo(said_of_program(program.slug, number))


def asking(database: "Database", question: Callable[..., bool]) -> Callable[..., bool]:
    """The question as one that needs no session: it has its own, and not the time in between."""

    def ask(*about: object) -> bool:
        with database.reading() as session:
            return question(session, *about)

    return ask


def said_of(published: "Published") -> str:
    """One line that says what publishing a course came to."""
    edition = published.edition
    back = ", back in the catalog" if published.is_back else ""
    if edition is None:
        return f"{published.slug}: unchanged{back}"
    return f"{published.slug}: edition {edition.number} published ({edition.change}){back}"


def warn_of_address(chosen: Settings) -> None:
    """Say in production that nobody told us where readers find us."""
    if chosen.is_production and not chosen.public_url:
        click.echo(
            f"Warning: LMS_PUBLIC_URL is not set, so links and certificates name "
            f"{chosen.public_address}. Set it to the address that readers use.",
            err=True,
        )


def warn_of_provider(database: "Database", chosen: Settings) -> None:
    """Say in production that the provider in force is the invented one that ships."""
    from lms.services import authoring, courses

    if not chosen.is_production:
        return
    shipped = authoring.find_provider_in(shipped_courses_folder())
    with database.reading() as session:
        provider = courses.find_provider(session)
    if provider is not None and shipped is not None and provider.name == shipped.name:
        click.echo(
            f"Warning: {provider.name} offers the courses; it is invented and ships as an example. "
            "Publish a folder with your own provider.md before anybody relies on a certificate.",
            err=True,
        )


def look_at_key(database: "Database", chosen: Settings) -> None:
    """Make sure that certificates can be signed before anybody waits for one."""
    from lms.app import signing_of
    from lms.services import signing_keys

    signing_keys.look_at_key(database, signing_of(chosen), now())


def add_demo_people(database: "Database") -> None:
    """Make the demo people who do not exist yet."""
    from lms.services import demo

    hashed = demo.hash_password()
    with database.writing() as session:
        demo.add_people(session, hashed, now())


def say_hello(database: "Database", chosen: Settings, demo_people: bool) -> None:
    """Print the address and how to sign in."""
    from lms.services import accounts, demo

    readers = f" for {chosen.public_url}" if chosen.public_url else ""
    click.echo(f"\nServing on {chosen.served_address}{readers}  (stop with Ctrl+C)")
    if demo_people:
        click.echo(f"Sign in with the password {demo.PASSWORD} as:")
        for who in demo.PEOPLE:
            click.echo(f"  {who.email:<18} {who.does}")
        return
    with database.reading() as session:
        everybody = accounts.list_people(session)
    if not any(account.person.role is Role.ADMINISTRATOR for account in everybody):
        click.echo(
            "There is no administrator yet. Add the first one with:\n"
            "  lms people add EMAIL --name NAME --role administrator"
        )


# -- courses -----------------------------------------------------------------------


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--fix", "is_fixing", is_flag=True, help="Apply the safe fixes, write the stamps.")
@plainly
def check(paths: tuple[Path, ...], form: str, is_fixing: bool) -> None:
    """Look for problems in courses; touches no database. Exit status 1 only for errors."""
    from lms.services import checking

    for path in paths:
        if not path.exists():
            raise NotFine(f"{path} does not exist. Name a folder of courses, a course or a file.")
    if is_fixing:
        for line in checking.fix(paths):
            click.echo(line, err=form == "json")
    problems = checking.check(paths)
    if form == "json":
        rows = [asdict(problem) for problem in problems]
        click.echo(json.dumps({"problems": rows}, ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            click.echo(str(problem))
    if checking.has_errors(problems):
        raise SystemExit(1)


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(exists=True, path_type=Path))
@click.option(
    "--editorial", "change", flag_value="editorial", help="Learners follow by themselves."
)
@click.option("--material", "change", flag_value="material", help="Learners are asked.")
@click.option("--reason", default="", help="Why the inferred kind is overruled.")
@click.option(
    "--provider", "over_office", is_flag=True, help="Put provider.md over edits of the office."
)
@click.option(
    "--over-edits", is_flag=True, help="Undo what was written in the browser and is not here."
)
@click.option("--over-sign-off", default="", help="Why a course is published without its sign-off.")
@plainly
def publish(
    paths: tuple[Path, ...],
    change: str | None,
    reason: str,
    over_office: bool,
    over_edits: bool,
    over_sign_off: str,
) -> None:
    """Publish courses as new editions; the same content twice does nothing."""
    from lms.services import authoring, programs, requirements

    if change and not reason.strip():
        raise click.UsageError("Say why with --reason TEXT when you choose the kind yourself.")
    overrule = authoring.Overrule(Change(change), clean_reason(reason)) if change else None
    database, is_fine = open_database(), True
    for path in paths:
        library = authoring.read_library(
            path,
            asking(database, authoring.is_newest),
            asking(database, programs.is_newest),
            asking(database, requirements.is_newest),
        )
        is_fine = say_problems(library) and is_fine
        is_fine = publish_provider(database, library, over_office) and is_fine
        passing = Passing(over_edits, clean_reason(over_sign_off) if over_sign_off else "")
        is_fine = publish_courses(database, library, overrule, passing) and is_fine
    if not is_fine:
        raise SystemExit(1)


@dataclass(frozen=True)
class Passing:
    """What a publisher passes over: edits made in the browser, and a sign-off, for a reason."""

    over_edits: bool
    over_sign_off: str


def publish_provider(database: "Database", library: "Library", over_office: bool) -> bool:
    """Put the provider's file in force unless it would undo an edit of the office.

    False when it was changed and is refused; the courses are published all the same.
    """
    from lms.services import provider

    if library.provider is None:
        return True
    put = provider.publish_over_office if over_office else provider.publish
    try:
        with database.writing() as session:
            put(session, library.provider, now())
            kept = provider.keeps_office(session, library.provider)
    except provider.ChangedInOffice as refusal:
        click.echo(str(refusal), err=True)
        return False
    if kept:
        click.echo("provider.md: unchanged; the facts that the office changed since stay in force")
    return True


def publish_courses(
    database: "Database", library: "Library", overrule: "Overrule | None", passing: Passing
) -> bool:
    """Publish what has no errors, and say a line for each course, each program and each new set.

    False when a course is refused, since it would undo what was written in the browser or asks
    for a sign-off; the others are published all the same.
    """
    from lms.services import authoring, programs, requirements

    is_fine = True
    for read in library.requirements:
        with database.writing() as session:
            if requirements.publish(session, read, now()):
                click.echo(f"requirements/{read.file.path}: published")
    for draft in library.drafts:
        if draft.course is None and not draft.is_known:
            continue
        try:
            with database.writing() as session:
                published = authoring.publish(
                    session,
                    draft,
                    now(),
                    overrule,
                    over_edits=passing.over_edits,
                    over_sign_off=passing.over_sign_off,
                )
        except (authoring.SignOffWanted, authoring.AddressTaken) as refusal:
            click.echo(str(refusal), err=True)
            is_fine = False
            continue
        except authoring.WouldUndo as refusal:
            click.echo("\n".join([str(refusal), *refusal.differences]), err=True)
            is_fine = False
            continue
        click.echo(said_of(published))
        if published.edition is not None:
            for line in said_of_keys(database, published.slug):
                click.echo(line)
    for program in library.programs:
        if program.program is not None or program.is_known:
            with database.writing() as session:
                number = programs.publish(session, program, now())
            click.echo(said_of_program(program.slug, number))
    return is_fine


def said_of_program(slug: str, number: int | None) -> str:
    """One line that says what publishing a program came to."""
    what = "unchanged" if number is None else f"edition {number} published"
    return f"programs/{slug}: {what}"


def said_of_keys(database: "Database", slug: str) -> list[str]:
    """A line that says where people were asked by another key, or what is gone, if they were."""
    from lms.services import proposals

    with database.reading() as session:
        waiting = proposals.count_undecided(session, slug)
    if not waiting:
        return []
    questions = "1 question has" if waiting == 1 else f"{waiting} questions have"
    return [
        f"{slug}: {questions} another key than people were asked by, or none any more. "
        "No mark has changed; decide in the studio, under Corrected keys."
    ]


def say_problems(library: "Library") -> bool:
    """Print what stops publishing; False when anything does."""
    for problem in library.errors:
        click.echo(str(problem), err=True)
    return not library.errors


@main.command()
@click.argument("course")
@plainly
def archive(course: str) -> None:
    """Take a course out of the catalog; learners in progress keep it."""
    from lms.services import authoring

    with open_database().writing() as session:
        authoring.archive(session, course, now())
    click.echo(f"{course} is archived. Publish it again to put it back.")


@main.command()
@click.argument("course")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--overwrite", is_flag=True, help="Replace files in FOLDER that differ.")
@plainly
def export(course: str, folder: Path, overwrite: bool) -> None:
    """Write every file of a course's newest edition into FOLDER, byte for byte."""
    from lms.services import authoring

    with open_database().reading() as session:
        files = authoring.export(session, course)
    write = authoring.write_over_edits if overwrite else authoring.write_beside_edits
    write(files, folder)
    click.echo(f"{len(files)} files written into {folder}")


@main.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@plainly
def merge(folder: Path) -> None:
    """Put into a course's FOLDER what was published in the browser, unless changes touch."""
    from lms.services import authoring

    course = folder.resolve().name
    with open_database().reading() as session:
        try:
            together = authoring.bring_together(session, course, authoring.files_of(folder))
        except authoring.ChangesTouch as refusal:
            click.echo("\n".join([str(refusal), *refusal.differences]), err=True)
            raise SystemExit(1) from None
    authoring.put_together(together, folder)
    for file in together.files:
        click.echo(f"{file.path}: has both changes now")
    for path in together.gone:
        click.echo(f"{path}: taken out, as in the browser")
    if not together.paths:
        click.echo(f"{folder} lacks nothing that was published in the browser")


# -- people ------------------------------------------------------------------------


@main.group()
def people() -> None:
    """Add people, change what they do here, and help them in."""


@people.command("add")
@click.argument("email")
@click.option("--name", required=True, help="Legal name, as certificates print it.")
@click.option("--role", type=click.Choice([r.value for r in Role]), default="learner")
@click.option("--time-zone", default=DEFAULT_TIME_ZONE, show_default=True)
@plainly
def people_add(email: str, name: str, role: str, time_zone: str) -> None:
    """Open an account; the password is asked for, or read from LMS_PASSWORD."""
    from lms.services import accounts

    applicant, database = accounts.look_at(name, email, time_zone), open_database()
    with database.reading() as session:
        accounts.refuse_taken(session, applicant)
    password = os.environ.get(PASSWORD_NAME) or getpass("Password (8 characters or more): ")
    new = accounts.prepare(applicant, password)
    with database.writing() as session:
        person = accounts.add_person(session, new, Role(role), None, now())
    click.echo(f"{person.email} added as {person.role}.")


@people.command("role")
@click.argument("email")
@click.argument("role", type=click.Choice([r.value for r in Role]))
@plainly
def people_role(email: str, role: str) -> None:
    """Change what a person does here; they sign in again."""
    from lms.services import accounts

    with open_database().writing() as session:
        person = accounts.get_person(session, email)
        accounts.set_role(session, person.id, Role(role), None, now())
    click.echo(f"{person.email} is {role} from now on.")


@people.command("disable")
@click.argument("email")
@plainly
def people_disable(email: str) -> None:
    """Close an account: its sessions and links end, its record stays."""
    from lms.services import accounts

    with open_database().writing() as session:
        person = accounts.get_person(session, email)
        accounts.disable(session, person.id, None, now())
    click.echo(f"{person.email} is disabled and cannot sign in.")


@people.command("enable")
@click.argument("email")
@plainly
def people_enable(email: str) -> None:
    """Open a closed account again."""
    from lms.services import accounts

    with open_database().writing() as session:
        person = accounts.get_person(session, email)
        accounts.enable(session, person.id, None, now())
    click.echo(f"{person.email} can sign in again.")


@people.command("list")
@plainly
def people_list() -> None:
    """List everybody with their role."""
    from lms.services import accounts

    with open_database().reading() as session:
        everybody = accounts.list_people(session)
    for account in everybody:
        state = "" if account.is_open else "  disabled"
        click.echo(f"{account.person.role:<14} {account.person.email}{state}")


@people.command("reset")
@click.argument("email")
@plainly
def people_reset(email: str) -> None:
    """Print a one-time link, good for an hour, with which a person sets a new password."""
    from lms import serving
    from lms.services import profiles

    chosen = serving.as_served(settings())
    with open_database(chosen).writing() as session:
        token = profiles.make_reset_link(session, email, now(), None)
    click.echo(f"{chosen.public_address}/reset/{token}")


@people.command("assign")
@click.argument("email")
@click.argument("course")
@plainly
def people_assign(email: str, course: str) -> None:
    """Let an instructor teach a course: see its learners and correct its keys."""
    from lms.services import teaching

    with open_database().writing() as session:
        teaching.assign(session, email, course, now())
    click.echo(f"{email} instructs {course}.")


@people.command("unassign")
@click.argument("email")
@click.argument("course")
@plainly
def people_unassign(email: str, course: str) -> None:
    """Let an instructor teach a course no longer."""
    from lms.services import teaching

    with open_database().writing() as session:
        teaching.unassign(session, email, course, now())
    click.echo(f"{email} instructs {course} no longer.")


@people.command("grant")
@click.argument("email")
@click.argument("course")
@click.argument("module", default="")
@click.option("--attempts", type=click.IntRange(1, 100), help="How many.  [default: 1]")
@click.option(
    "--extra-time",
    "percent",
    type=click.IntRange(0, MOST_EXTRA_TIME_PERCENT),
    help="In percent of each time limit of the course; 0 ends it.",
)
@click.option("--reason", required=True, help="Why; it is kept with the grant.")
@plainly
def people_grant(
    email: str, course: str, module: str, attempts: int | None, percent: int | None, reason: str
) -> None:
    """Grant a learner further attempts on MODULE's quiz, or extra time for all quizzes."""
    if percent is not None and (module or attempts):
        raise click.UsageError("Extra time is for every timed quiz: leave out MODULE, --attempts.")
    if percent is None and not module:
        raise click.UsageError("Name the MODULE whose quiz it is for, or give --extra-time.")
    why = clean_reason(reason)
    if percent is not None:
        click.echo(grant_time(email, course, percent, why))
    else:
        click.echo(grant_attempts(email, course, module, attempts or 1, why))


def grant_attempts(email: str, course: str, module: str, attempts: int, reason: str) -> str:
    """Further attempts on a module's quiz, granted; one line says so."""
    from lms.services import accommodations, accounts

    given = accommodations.Grant(attempts, reason)
    with open_database().writing() as session:
        person = accounts.get_person(session, email)
        accommodations.grant(session, person, course, module, given, now())
    return f"{person.email} may try {module} {attempts} more time(s)."


def grant_time(email: str, course: str, percent: int, reason: str) -> str:
    """Extra time for the quizzes of a course, granted or ended; one line says so."""
    from lms.services import accommodations, accounts

    given = accommodations.ExtraTime(percent, reason)
    with open_database().writing() as session:
        person = accounts.get_person(session, email)
        accommodations.lengthen(session, person, course, given, now())
    if not percent:
        return f"{person.email} has no extra time in {course} any more."
    return f"{person.email} has {percent} % more time for each timed quiz of {course}."


# -- certificates ------------------------------------------------------------------


@main.group()
def certificates() -> None:
    """Look after certificates."""


@certificates.command("void")
@click.argument("serial")
@click.option("--reason", required=True, help="Why; it stands on the public page.")
@plainly
def certificates_void(serial: str, reason: str) -> None:
    """Void a certificate; its public page says so from now on."""
    from lms.services import certificates as record

    why = clean_reason(reason)
    try:
        with open_database().writing() as session:
            record.void(session, serial, why, now())
    except NotFound:
        raise NotFine(f"No certificate has the serial {serial}.") from None
    click.echo(f"Certificate {serial} is void.")


main.add_command(keys(plainly, settings, open_database))
main.add_command(verify(plainly, settings, find_database))
main.add_command(questions(plainly, open_database))
main.add_command(retention(plainly, open_database, now))
main.add_command(rosters(plainly, open_database, say_progress, now))
main.add_command(
    cli_audit.audit(plainly, cli_audit.Terminal(settings, open_database, now, say_progress))
)
