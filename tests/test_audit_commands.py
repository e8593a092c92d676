"""`lms audit`, as an operator and a stranger type it (AU-02)."""

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import text

from lms.app import open_worker
from lms.settings import Settings
from lms.store import audit
from tests import tampering
from tests.sittings import Learner, publishes
from tests.test_cli import Terminal

AUDITING = Path(__file__).parent.parent / "docs" / "auditing.md"
ADD_ADA = ("people", "add", "ada@example.org", "--name", "Ada Marlowe")
ADD_BEN = ("people", "add", "ben@example.org", "--name", "Ben Ito")
PRODUCTION = {"LMS_ENV": "production", "LMS_SECRET_KEY": "kJ8s-Qw2Zx7Lm4Vb9Np1Rt6Yc3Hd5Fg0"}


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """A terminal where two people were added."""
    terminal = Terminal(tmp_path / "home")
    terminal.types(*ADD_ADA)
    terminal.types(*ADD_BEN)
    return terminal


def works(terminal: Terminal) -> None:
    """Let the worker do what is due."""
    database = terminal.database()
    open_worker(Settings.from_environment(terminal.environment), database)()
    database.close()


def tampers(terminal: Terminal, *statements: str) -> None:
    """Change the database past the product, with its guards taken away."""
    database = terminal.database()
    with database.writing() as session:
        for table in ("events", "heads"):
            for act in ("update", "delete"):
                session.execute(text(f"DROP TRIGGER audit_{table}_no_{act}"))
        for statement in statements:
            session.execute(text(statement))
    database.close()


def test_au02_the_worker_seals_and_verify_says_that_all_is_whole(terminal: Terminal) -> None:
    before = terminal.types("audit", "verify")
    works(terminal)
    after = terminal.types("audit", "verify")

    assert before.exit_code == after.exit_code == 0
    assert "0 events sealed" in before.stdout
    assert "2 events are not sealed yet" in before.stdout
    assert "The audit log is whole: 2 events sealed, the last digest is " in after.stdout
    assert "1 head is signed, the newest of position 2 at " in after.stdout
    assert "not sealed" not in after.stdout
    assert "cannot be known from the log alone" in after.stdout


def test_a_log_without_its_heads_is_not_covered_until_it_is_signed_again(
    terminal: Terminal,
) -> None:
    works(terminal)
    tampers(terminal, "DELETE FROM audit_heads")

    missed = terminal.types("audit", "verify")
    signed = terminal.types("audit", "verify", "--sign")
    again = terminal.types("audit", "verify")

    assert (missed.exit_code, missed.stdout) == (1, "")
    assert missed.stderr.startswith("The audit log is not covered by a signed head: ")
    assert signed.exit_code == 1
    assert "Signed position 2" in signed.stdout
    assert "whole" not in signed.stdout
    assert (again.exit_code, again.stderr) == (0, "")


def test_au02_what_happened_up_to_now_is_sealed_and_signed_when_asked_for(
    terminal: Terminal,
) -> None:
    signed = terminal.types("audit", "verify", "--sign")
    again = terminal.types("audit", "verify")

    assert re.search(r"^Signed position 2, \w{64}, with the key \w{64}\.$", signed.stdout, re.M)
    assert "2 events sealed" in again.stdout
    assert (terminal.home / "keys" / "audit-1.pem").stat().st_mode & 0o777 == 0o600


def test_au02_the_event_that_was_changed_is_named_in_one_sentence(terminal: Terminal) -> None:
    works(terminal)

    tampers(terminal, "UPDATE audit_events SET subject = 'person 9' WHERE id = 2")
    result = terminal.types("audit", "verify")

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == (
        "Position 2: event 2 (person added, person 9) is not what was sealed there: it was "
        "changed, put there, or something before it was removed.\n"
    )


def test_au02_a_signature_counts_only_by_a_key_that_is_ours(terminal: Terminal) -> None:
    works(terminal)
    terminal.types("audit", "key")
    assert terminal.types("audit", "verify").exit_code == 0

    (terminal.home / "keys" / "audit-1.pem").unlink()
    result = terminal.types("audit", "verify")

    assert result.exit_code == 1
    assert "which LMS_HOME does not have" in result.stderr


def test_making_a_key_is_an_event_by_which_the_log_says_who_signs_it(
    terminal: Terminal,
) -> None:
    key = terminal.types("audit", "key").stdout.split()[5]
    terminal.types("audit", "verify", "--sign")
    database = terminal.database()
    with database.reading() as session:
        [made] = audit.list_entries(session, audit.Search(kind="audit key made"), 0, 9)
    database.close()

    assert (made.event.subject, made.event.actor_id) == (f"audit key {key}", None)
    assert made.position == 3
    (terminal.home / "keys" / "audit-1.pem").unlink()
    tampers(terminal, "DELETE FROM audit_heads")
    assert "not covered by a signed head" in terminal.types("audit", "verify").stderr


def test_sk_04_a_key_that_others_may_read_is_refused(terminal: Terminal) -> None:
    works(terminal)
    (terminal.home / "keys" / "audit-1.pem").chmod(0o644)

    result = terminal.types("audit", "verify")

    assert result.exit_code == 1
    assert "can be read by others. Close it with chmod 600" in result.stderr
    works(terminal)


def test_sk_01_production_makes_no_key_unasked(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path / "home")
    terminal.environment |= PRODUCTION
    terminal.types(*ADD_ADA)
    works(terminal)

    unsigned = terminal.types("audit", "verify")
    refused = terminal.types("audit", "verify", "--sign")
    made = terminal.types("audit", "key")
    signed = terminal.types("audit", "verify", "--sign")
    covered = terminal.types("audit", "verify")

    assert not list(terminal.home.glob("keys/audit-2.pem"))
    assert "1 event sealed" in unsigned.stdout
    assert "No head is signed" in unsigned.stdout
    assert refused.exit_code == 1
    assert "lms audit key" in refused.stderr
    key = made.stdout.split()[5]
    assert f"with the key {key}." in signed.stdout
    assert "the key is new" in signed.stderr
    assert covered.exit_code == 0


# -- certificates ----------------------------------------------------------------------


def completes(terminal: Terminal) -> str:
    """Adele completes a course; the serial of her certificate."""
    database = terminal.database()
    publishes(database)
    serial = Learner(database, "Adele Voss").enrolls().does_everything().evaluates().attests()
    database.close()
    return serial


def test_a_certificate_that_says_what_was_issued_is_counted_and_another_named(
    terminal: Terminal,
) -> None:
    serial = completes(terminal)
    before = terminal.types("audit", "verify")
    database = terminal.database()
    tampering.tampers(
        database, "UPDATE certificates SET snapshot = replace(snapshot, 'Adele', 'Evelyn')"
    )
    database.close()

    after = terminal.types("audit", "verify")

    assert before.exit_code == 0
    assert "Certificates that say what was issued, by the log: 1.\n" in before.stdout
    assert after.exit_code == 1
    assert after.stderr.startswith(f"Certificate {serial} does not say what was issued by event")


def test_a_certificate_from_before_there_were_digests_is_said_to_be_beyond_the_log(
    terminal: Terminal,
) -> None:
    serial = completes(terminal)
    database = terminal.database()
    tampering.tampers(
        database,
        f'UPDATE audit_events SET detail = \'{{"serial":"{serial}"}}\' '
        "WHERE kind = 'course completed'",
    )
    database.close()

    result = terminal.types("audit", "verify")

    assert result.exit_code == 0
    assert "Certificates issued before the log held digests of them: 1." in result.stdout


# -- a file for a stranger -------------------------------------------------------------


def strangers_check(file: Path, folder: Path, *options: str) -> "subprocess.CompletedProcess[str]":
    """Run the script of docs/auditing.md, in a Python that knows nothing of the product."""
    script = folder / "check.py"
    [source] = re.findall(r"```python\n(.*?)```", AUDITING.read_text(encoding="utf-8"), re.DOTALL)
    script.write_text(source, encoding="utf-8")
    command = [sys.executable, "-I", "-S", *options, str(script), str(file)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_au02_a_stranger_checks_a_dump_with_the_script_of_the_docs(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "log.jsonl"

    dumped = terminal.types("audit", "dump", file)
    ours = Terminal(tmp_path / "elsewhere").types("audit", "verify", file)
    theirs = strangers_check(file, tmp_path)

    assert dumped.stdout.startswith(f"2 events written into {file}.")
    assert ours.exit_code == 0
    assert f"{file} is whole: 2 events sealed" in ours.stdout
    assert "compare this key with the one that the provider names" in ours.stdout
    assert theirs.stdout.startswith("Whole. Events: 2, heads: 1. The last digest is ")
    assert theirs.stdout.split()[-1] in ours.stdout
    assert theirs.returncode == 0


def test_au02_a_dump_that_was_changed_is_found_by_us_and_by_a_stranger(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "log.jsonl"
    terminal.types("audit", "dump", file)
    file.write_text(file.read_text().replace("person 2", "person 3"))

    ours = terminal.types("audit", "verify", file)
    theirs = strangers_check(file, tmp_path)

    assert ours.exit_code == 1
    assert ours.stderr.startswith("Position 2: event 2 (person added, person 3)")
    assert "position 2" in theirs.stderr
    assert theirs.returncode == 1


MUTATIONS: dict[str, Callable[[list[str]], list[str]]] = {
    "no end": lambda lines: lines[:-1],
    "nothing": lambda _lines: [],
    "an event changed": lambda lines: [lines[0].replace("person 1", "person 3"), *lines[1:]],
    "an event removed": lambda lines: lines[1:],
    "the newest event removed": lambda lines: [lines[0], *lines[2:]],
    "events swapped": lambda lines: [lines[1], lines[0], *lines[2:]],
    "the head removed": lambda lines: [*lines[:2], lines[3]],
    "another head": lambda lines: [
        *lines[:2],
        re.sub(r'"[0-9a-f]{64}"', '"0"', lines[2]),
        lines[3],
    ],
    "another end": lambda lines: [*lines[:3], lines[3].replace('"position":2', '"position":1')],
    "more after the end": lambda lines: [*lines, lines[0]],
    "a list": lambda lines: [*lines[:3], "[]\n", lines[3]],
    "an event without a name": lambda lines: [lines[0].replace('"event"', '"other"'), *lines[1:]],
    "no JSON": lambda lines: [*lines[:3], "{\n", lines[3]],
    "no ASCII": lambda lines: [*lines[:3], "é\n", lines[3]],
}


@pytest.mark.parametrize("options", [(), ("-O",)], ids=["as it is", "optimized"])
def test_a_strangers_script_ends_with_1_for_every_log_that_is_not_whole(
    terminal: Terminal, tmp_path: Path, options: tuple[str, ...]
) -> None:
    dumped, file = tmp_path / "log.jsonl", tmp_path / "mutated.jsonl"
    terminal.types("audit", "dump", dumped)
    lines = dumped.read_text().splitlines(keepends=True)
    assert strangers_check(dumped, tmp_path, *options).returncode == 0

    for mutated, mutate in MUTATIONS.items():
        file.write_text("".join(mutate(lines)), encoding="utf-8")

        found = strangers_check(file, tmp_path, *options)

        assert (mutated, found.returncode, found.stdout) == (mutated, 1, "")
        assert len(found.stderr.splitlines()) == 1, mutated


def test_au02_a_forged_signature_in_a_dump_is_found(terminal: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    terminal.types("audit", "dump", file)
    *events, head, end = file.read_text().splitlines(keepends=True)

    for name in ("signature", "key", "signed_at"):
        value = json.loads(head)["head"][name]
        other = value.replace("2026", "2025") if name == "signed_at" else value[::-1]
        file.write_text("".join([*events, head.replace(value, other), end]))

        result = terminal.types("audit", "verify", file)

        assert result.exit_code == 1
        assert "does not fit its signature" in result.stderr


def test_a_dump_replaces_no_file_and_a_missing_one_is_told_of(
    terminal: Terminal, tmp_path: Path
) -> None:
    file = tmp_path / "log.jsonl"
    file.write_text("mine")

    dumped = terminal.types("audit", "dump", file)
    missing = terminal.types("audit", "verify", tmp_path / "nothing.jsonl")
    unfit = terminal.types("audit", "verify", file)

    assert dumped.exit_code == 1
    assert "Name a new file" in dumped.stderr
    assert file.read_text() == "mine"
    assert (missing.exit_code, missing.stdout) == (1, "")
    assert "No such file" in missing.stderr
    assert unfit.stderr == "Line 1 is no line of an audit log: it was changed.\n"
    assert terminal.types("audit", "verify", file, "--sign").exit_code == 2
