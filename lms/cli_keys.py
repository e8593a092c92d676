"""`lms keys` and `lms verify`: the keys that sign credentials, and checking what was signed.

Heavy parts are imported inside the commands that need them, as in `cli.py`, which joins this.
"""

import os
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.domain.credentials import SigningKey
from lms.settings import Settings

if TYPE_CHECKING:
    from lms.app import Database
    from lms.domain.findings import Finding
    from lms.services.verifying import Fetch, Report

ADDRESSES = ("https://", "http://")
KEY_START = "did:key:"

# What cli.py has for every command: refusals told plainly, the settings, and their database.
Plainly = Callable[[Callable[..., Any]], Callable[..., Any]]
Read = Callable[[], Settings]
Open = Callable[[Settings], "Database"]


def keys(plainly: Plainly, settings: Read, open_database: Open) -> click.Group:
    """The group of the commands about keys."""
    group = click.Group("keys", help="Look after the keys that sign credentials.")
    for make in (_listing, _rotating, _marking):
        group.add_command(make(plainly, settings, open_database))
    return group


def _listing(plainly: Plainly, settings: Read, open_database: Open) -> click.Command:
    @click.command("list")
    @plainly
    def list_keys() -> None:
        """List every key that signs or ever signed, with its public half."""
        from lms.services import signing_keys

        with open_database(settings()).reading() as session:
            known = signing_keys.list_keys(session)
        if not known:
            click.echo("There is no key yet.")
        for key in known:
            click.echo(f"{key.name:<8} {said_of(key):<46} {key.multikey}")

    return list_keys


def _rotating(plainly: Plainly, settings: Read, open_database: Open) -> click.Command:
    @click.command("rotate")
    @plainly
    def rotate() -> None:
        """Make a new key that signs from now on; what the old ones signed stays valid."""
        from lms.app import signing_of
        from lms.services import signing_keys

        chosen = settings()
        made = signing_keys.rotate(open_database(chosen), signing_of(chosen), _now())
        click.echo(f"{made.name} signs from now on. What older keys signed stays valid.")
        say_where(chosen, made)

    return rotate


def _marking(plainly: Plainly, settings: Read, open_database: Open) -> click.Command:
    @click.command("compromised")
    @click.argument("name")
    @click.option(
        "--from",
        "since",
        required=True,
        type=click.DateTime(["%Y-%m-%d"]),
        help="The first day, in UTC, on which others may have had it.",
    )
    @plainly
    def compromised(name: str, since: datetime) -> None:
        """Tell everybody that others may have the key NAME; one in use is replaced at once."""
        from lms.app import signing_of
        from lms.services import signing_keys

        chosen, day = settings(), since.replace(tzinfo=UTC)
        database = open_database(chosen)
        using = signing_keys.mark_compromised(database, signing_of(chosen), name, day, _now())
        click.echo(f"{name} is not trusted from {day:%Y-%m-%d} on. {using.name} signs now.")
        say_where(chosen, using)

    return compromised


def verify(plainly: Plainly, settings: Read, find_database: Open) -> click.Command:
    """The command that checks a credential."""

    @click.command("verify")
    @click.argument("source", metavar="FILE|URL")
    @click.option("--online", is_flag=True, help="Ask the issuer for its keys and the status.")
    @click.option(
        "--trust",
        "trusted",
        multiple=True,
        metavar="KEY",
        callback=clean_trusted,
        help="An issuer known by its key, did:key:…; may be given more than once.",
    )
    @plainly
    def verify_credential(source: str, online: bool, trusted: tuple[str, ...]) -> None:
        """Check a credential, or the PDF that has it inside. Exit status 1 unless all is fine."""
        from lms.services import verifying

        content, asking = read_source(source, online)
        with ExitStack() as stack:
            database = find_database(settings()) if has_record(os.environ) else None
            is_here = database is not None and database.is_ready()
            session = stack.enter_context(database.reading()) if database and is_here else None
            report = verifying.verify(content, session, asking, _now(), trusted)
        say_report(report)
        if not report.is_fine:
            raise SystemExit(1)

    return verify_credential


def read_source(source: str, online: bool) -> "tuple[bytes, Fetch | None]":
    """What is in the file or at the address, and the network where it may be asked."""
    from lms.services import verifying

    is_address = source.startswith(ADDRESSES)
    content = verifying.fetch(source) if is_address else Path(source).read_bytes()
    return content, verifying.fetch if online or is_address else None


def clean_trusted(
    _context: click.Context, _option: click.Parameter, typed: tuple[str, ...]
) -> tuple[str, ...]:
    """The keys as they were typed; wrong usage where one is none."""
    for key in typed:
        if not key.startswith(KEY_START):
            raise click.BadParameter(
                f"{key} is no key. Give it whole, as it begins: {KEY_START}z6Mk…"
            )
    return typed


def has_record(environ: "os._Environ[str]") -> bool:
    """True where this installation keeps anything: checking alone makes no folder."""
    home = Path(environ.get("LMS_HOME") or "var").expanduser()
    return bool(environ.get("LMS_DATABASE_URL")) or home.is_dir()


def say_report(report: "Report") -> None:
    """Print the four sides and the page, each with its verdict and the words for it."""
    click.echo(report.name)
    sides: dict[str, Finding | None] = {
        "Integrity": report.integrity,
        "Issuer": report.issuer,
        "Status": report.status,
        "Validity": report.validity,
        "Page": report.page,
    }
    for side, found in sides.items():
        if found is not None:
            click.echo(f"  {side:<10} {found.verdict:<12} {found.words}")


def say_where(chosen: Settings, key: SigningKey) -> None:
    """Say where a private key lies and what to do with it."""
    click.echo(
        f"Its private half is {chosen.home / 'keys' / key.name}.pem: copy it to your backups."
    )


def said_of(key: SigningKey) -> str:
    """How a key stands, in words."""
    made = f"made {key.made_at:%Y-%m-%d}"
    if key.compromised_on is not None:
        return f"{made}, not trusted from {key.compromised_on} on"
    if key.retired_at is not None:
        return f"{made}, retired {key.retired_at:%Y-%m-%d}"
    return f"{made}, in use"


def _now() -> datetime:
    return datetime.now(UTC)
