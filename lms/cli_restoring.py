"""What `lms restore` says of what it has undone: what to do again, and where to look."""

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from lms.domain.undoing import Acts
    from lms.services.undoing import Undone

MOST_SERIALS = 20
UNKNOWN = (
    "Which certificates were voided or reissued after that, and which keys marked compromised, "
    "cannot be known from here: no database was replaced that could tell. A certificate that was "
    "voided is valid again, and a compromised key is trusted. Look into a newer backup, or at the "
    "events certificate voided, certificate reissued and signing key compromised in a newer dump "
    "of the audit log, and do it again."
)
NEWER = (
    "What happened after the last moment that the replaced database knows of cannot be known from "
    "here either: look into newer backups and dumps of the audit log, if there are any."
)


def say_undone(undone: "Undone") -> None:
    """Say which acts the restore has undone, and how they are done again."""
    until = undone.known_until
    when = (
        f"The backup knows what happened until {until:%Y-%m-%d %H:%M} UTC"
        if until
        else ("The backup knows of nothing that happened")
    )
    click.echo(f"{when}. What came after that is undone here, and not in the world.")
    for key in undone.keys:
        click.echo(
            f"{key} was made after that, perhaps because others may have had the key before it: "
            "its file is in keys/ and the backup knows nothing of it."
        )
    if undone.acts is None:
        click.echo(UNKNOWN)
        return
    lines = list_undone(undone.acts)
    for line in lines or [
        "No certificate was voided, reissued or issued meanwhile, no key marked."
    ]:
        click.echo(line)
    click.echo(f"{NEWER} What was replaced is in {undone.file}.")


def list_undone(acts: "Acts") -> list[str]:
    """A line for each act that is to be done again, with the command for it."""
    return [
        *(
            f"Valid again though it was voided on {it.at:%Y-%m-%d} ({it.reason}): "
            f"lms certificates void {it.serial} --reason TEXT"
            for it in sorted(acts.voided, key=lambda it: it.serial)
        ),
        *(
            f"Trusted again though others may have had it: lms keys compromised {it.name} "
            f"--from {it.since}"
            for it in sorted(acts.compromised, key=lambda it: it.name)
        ),
        *(
            f"{it.serial} was replaced by {it.replaced_by}, which is unknown now: reissue it at "
            f"/office/certificates/{it.serial}"
            for it in sorted(acts.reissued, key=lambda it: it.serial)
        ),
        *_issued(sorted(acts.serials)),
        *(
            f"Person {number} was erased and is here again: erase them at /office/privacy/"
            for number in sorted(acts.erased)
        ),
    ]


def _issued(serials: list[str]) -> list[str]:
    if not serials:
        return []
    rest = len(serials) - MOST_SERIALS
    more = f" and {rest:,} more" if rest > 0 else ""
    named = ", ".join(serials[:MOST_SERIALS])
    return [f"Certificates issued meanwhile, which are unknown now: {named}{more}."]
