"""`lms audit`: the log of what happened, checked from its first event on, and given away.

Heavy parts are imported inside the commands that need them, as in `cli.py`, which joins this.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from lms.domain.errors import Refusal

if TYPE_CHECKING:
    from lms.app import Database
    from lms.domain.audit import Checked
    from lms.domain.snapshots import Compared
    from lms.services.audit_checks import Verified
    from lms.services.sealing import Tell
    from lms.settings import Settings

# What cli.py has for every command: refusals told plainly, the settings and the database they name.
Plainly = Callable[[Callable[..., Any]], Callable[..., Any]]


MOST_FAULTS = 20
CANNOT_KNOW = (
    "What cannot be known from the log alone is whether newer events were cut off together with "
    "the heads of them: a line that you kept elsewhere tells."
)


class Terminal:
    """What these commands need of the terminal that they are typed into."""

    def __init__(
        self,
        settings: "Callable[[], Settings]",
        open_database: "Callable[[Settings], Database]",
        now: Callable[[], datetime],
        tell: "Tell",
    ) -> None:
        self.settings, self.open_database, self.now, self.tell = settings, open_database, now, tell


def audit(plainly: Plainly, terminal: Terminal) -> click.Group:
    """The group of these commands."""
    group = click.Group("audit", help="Check the log of what happened, and give it away.")
    for command in (_verifying, _dumping, _making_a_key):
        group.add_command(command(plainly, terminal))
    return group


def warn_of_missing_key(chosen: "Settings") -> None:
    """Say in production that nobody signs the log; elsewhere a key is made at the first need."""
    from lms import app

    if chosen.is_production and not app.list_seals(chosen):
        click.echo(
            "Warning: no key signs the audit log, so nothing shows if it is cut off at its end. "
            "Make one with lms audit key.",
            err=True,
        )


def _verifying(plainly: Plainly, terminal: Terminal) -> click.Command:
    @click.command("verify")
    @click.argument("file", required=False, type=click.Path(path_type=Path))
    @click.option("--sign", "is_signing", is_flag=True, help="Seal the rest and sign it.")
    @plainly
    def verify(file: Path | None, is_signing: bool) -> None:
        """Check every event and signed head, or those in FILE, which `lms audit dump` wrote."""
        from lms.services import audit_checks

        if file is not None:
            if is_signing:
                raise click.UsageError("A file is only checked: leave out --sign.")
            found = audit_checks.verify_file(file, terminal.now(), terminal.tell)
            refuse_faults(found)
            say_of_file(file, found.checked)
            return
        from lms import app

        chosen = terminal.settings()
        database, seals = terminal.open_database(chosen), app.list_seals(chosen)
        keys = {seal.key for seal in seals}
        verified = audit_checks.verify(database, keys, terminal.now(), terminal.tell)
        if not verified.gap:
            say_of_log(verified)
        say_of_certificates(verified.certificates)
        if is_signing:
            say_signed(chosen, database, terminal)
        refuse_faults(verified)

    return verify


def refuse_faults(verified: "Verified") -> None:
    """Refuse a log that no signed head covers, and certificates that are not as it has them."""
    faults = [it for it in (verified.gap, *verified.certificates.faults) if it]
    if faults:
        rest = len(faults) - MOST_FAULTS
        more = [f"And {rest:,} more."] if rest > 0 else []
        raise Refusal("\n".join([*faults[:MOST_FAULTS], *more]))


def say_of_log(verified: "Verified") -> None:
    """Say that the log is whole, what nobody has vouched for yet, and what nobody can tell."""
    checked, waiting = verified.checked, verified.unsealed
    click.echo(f"The audit log is whole: {_end(checked)}.")
    click.echo(_heads(checked))
    if waiting.since is not None:
        events = "1 event is" if waiting.count == 1 else f"{waiting.count:,} events are"
        click.echo(
            f"{events} not sealed yet, the first of {waiting.since:%Y-%m-%d %H:%M} UTC; the server "
            "or `lms worker` does it within seconds while it runs."
        )
    click.echo(CANNOT_KNOW)


def say_of_certificates(found: "Compared") -> None:
    """Say how many certificates are as the log has them, and of how many it cannot tell."""
    if found.agreeing:
        click.echo(f"Certificates that say what was issued, by the log: {found.agreeing:,}.")
    if found.untold:
        click.echo(
            f"Certificates issued before the log held digests of them: {found.untold:,}. Whether "
            "they say what was issued, the log cannot tell; compare them with their PDFs."
        )


def say_of_file(file: Path, checked: "Checked") -> None:
    """Say that a file is whole, and what its reader has to compare."""
    click.echo(f"{file} is whole: {_end(checked)}.")
    click.echo(_heads(checked))
    for key in sorted(checked.keys):
        click.echo(f"Signed with {key}: compare this key with the one that the provider names.")
    click.echo(CANNOT_KNOW)


def _end(checked: "Checked") -> str:
    events = "1 event" if checked.position == 1 else f"{checked.position:,} events"
    return f"{events} sealed, the last digest is {checked.digest}"


def _heads(checked: "Checked") -> str:
    newest = checked.newest_head
    if newest is None:
        return "No head is signed: nothing shows yet if the log is cut off at its end."
    heads = "1 head is" if checked.heads == 1 else f"{checked.heads:,} heads are"
    at = f"{newest.signed_at:%Y-%m-%d %H:%M} UTC"
    after = checked.position - newest.position
    came = "1 event came" if after == 1 else f"{after:,} events came"
    rest = f" {came} after it and will be signed soon." if after else ""
    return f"{heads} signed, the newest of position {newest.position:,} at {at}.{rest}"


def say_signed(chosen: "Settings", database: "Database", terminal: Terminal) -> None:
    """Seal what waits, sign the end, and say what was signed."""
    from lms import app

    sealer = app.open_sealer(chosen, database)
    sealer.seal_all(terminal.tell)
    head = sealer.sign(terminal.now())
    if head is None:
        raise Refusal(
            "Nothing was signed: there is no key, or no event. `lms audit key` makes a key."
        )
    click.echo(f"Signed position {head.position:,}, {head.digest}, with the key {head.key}.")


def _dumping(plainly: Plainly, terminal: Terminal) -> click.Command:
    @click.command("dump")
    @click.argument("file", type=click.Path(path_type=Path))
    @plainly
    def dump(file: Path) -> None:
        """Write the log into FILE, one event a line, for who checks it without this product."""
        from lms import app
        from lms.services import audit_checks

        if file.exists():
            raise Refusal(f"{file} exists. Name a new file; nothing is replaced.")
        chosen = terminal.settings()
        database = terminal.open_database(chosen)
        sealer = app.open_sealer(chosen, database)
        sealer.seal_all(terminal.tell)
        sealer.sign(terminal.now())
        count = audit_checks.dump(database, file, terminal.tell)
        click.echo(f"{count:,} events written into {file}. Check them: lms audit verify {file}")

    return dump


def _making_a_key(plainly: Plainly, terminal: Terminal) -> click.Command:
    @click.command("key")
    @plainly
    def key() -> None:
        """Make a new key that signs the log from now on; older ones are kept and still count."""
        from lms import app

        chosen = terminal.settings()
        made = app.make_seal(chosen, terminal.open_database(chosen), terminal.now())
        click.echo(f"The log is signed with {made.key} from now on. Keep a note of it elsewhere.")

    return key
