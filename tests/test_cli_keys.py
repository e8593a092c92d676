"""`lms keys` and `lms verify`, as an administrator and a stranger type them."""

import json
import re
from pathlib import Path

import pikepdf
import pytest

from lms.app import signing_of, work_off
from lms.domain.access import Role
from lms.services import certificates, credentials, issued
from lms.settings import Settings
from tests.accounts import NOON, signed_up
from tests.sittings import Learner, publishes
from tests.tampering import tampers
from tests.test_cli import SECRET, Terminal


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    return Terminal(tmp_path / "home")


@pytest.fixture
def ada(terminal: Terminal) -> Learner:
    """Ada, whose certificate was made with the keys of the terminal's home."""
    terminal.types("migrate")
    database = terminal.database()
    publishes(database)
    learner = Learner(database).enrolls().does_everything().evaluates()
    learner.attests()
    assert work_off(Settings.from_environment(terminal.environment), database) == 1
    return learner


@pytest.fixture
def file(ada: Learner, tmp_path: Path) -> Path:
    """Her credential as a file."""
    with ada.database.reading() as session:
        found = credentials.find_credential(session, ada.attests())
    assert found is not None
    file = tmp_path / "credential.json"
    file.write_text(found.document)
    return file


def sides(said: str) -> dict[str, str]:
    """The verdict on each of the four sides."""
    return dict(re.findall(r"^  (\w+) +(fine|not fine|unknown|not compared) ", said, re.MULTILINE))


FINE = {"Integrity": "fine", "Issuer": "fine", "Status": "fine", "Validity": "fine"}


def test_where_it_was_issued_a_credential_is_looked_up_in_the_record(
    terminal: Terminal, ada: Learner, file: Path
) -> None:
    result = terminal.types("verify", file)

    assert (result.exit_code, sides(result.stdout)) == (0, FINE)
    assert "this installation, by its signing key (key-1)" in result.stdout


@pytest.fixture
def pdf(ada: Learner, tmp_path: Path) -> Path:
    """Her certificate as a file, as it was issued."""
    with ada.database.reading() as session:
        found = certificates.find_pdf(session, ada.attests())
    assert found is not None
    file = tmp_path / "certificate.pdf"
    file.write_bytes(found)
    return file


def test_a_pdf_is_compared_with_the_file_as_issued(terminal: Terminal, pdf: Path) -> None:
    result = terminal.types("verify", pdf)

    assert (result.exit_code, sides(result.stdout)) == (0, FINE | {"Page": "fine"})
    assert "Byte for byte the file that was issued as " in result.stdout


def test_a_pdf_whose_page_was_altered_is_not_fine_whatever_is_inside(
    terminal: Terminal, ada: Learner, pdf: Path, tmp_path: Path
) -> None:
    forged = tmp_path / "forged.pdf"
    with pikepdf.open(pdf) as opened:
        opened.pages[0].contents_add(b"0 0 600 800 re f")
        opened.save(forged)

    result = terminal.types("verify", forged)

    assert (result.exit_code, sides(result.stdout)) == (1, FINE | {"Page": "not fine"})
    assert f"Take the PDF from /certificates/{ada.attests()} instead." in result.stdout


def test_whoever_has_no_record_is_told_that_the_page_was_not_compared(
    pdf: Path, tmp_path: Path
) -> None:
    result = Terminal(tmp_path / "nowhere").types("verify", pdf)

    assert result.exit_code == 1
    assert sides(result.stdout)["Page"] == "not compared"
    assert "What the pages show was not compared with the file as issued" in result.stdout


def test_a_file_that_the_database_no_longer_keeps_as_issued_is_compared_with_nothing(
    terminal: Terminal, ada: Learner, pdf: Path
) -> None:
    tampers(ada.database, "UPDATE certificate_files SET pdf = x'00'")

    result = terminal.types("verify", pdf)

    assert (result.exit_code, sides(result.stdout)["Page"]) == (1, "not fine")
    assert "The file that is kept here is no longer what was issued" in result.stdout


def test_a_duplicate_is_known_by_its_bytes_and_has_nothing_to_verify(
    terminal: Terminal, ada: Learner, tmp_path: Path
) -> None:
    serial, dora = ada.attests(), signed_up(ada.database, "Dora Vance", Role.ADMINISTRATOR)
    with ada.database.reading() as session:
        made = issued.print_duplicate(issued.get_issued(session, serial), "https://a.example", NOON)
    with ada.database.writing() as session:
        issued.keep_duplicate(session, dora, serial, made, NOON)
    (tmp_path / "duplicate.pdf").write_bytes(made)
    (tmp_path / "other.pdf").write_bytes(made + b"\n")

    known = terminal.types("verify", tmp_path / "duplicate.pdf")
    other = terminal.types("verify", tmp_path / "other.pdf")

    assert known.exit_code == other.exit_code == 1
    assert f"byte for byte a file that was made here for {serial}" in known.stderr
    assert other.stderr == "The PDF has 0 credentials inside instead of one.\n"


def test_a_voided_one_and_a_changed_one_are_told_apart(
    terminal: Terminal, ada: Learner, file: Path
) -> None:
    serial = ada.attests()
    with ada.database.writing() as session:
        certificates.void(session, serial, "Issued in error", ada.at)

    voided = terminal.types("verify", file)
    file.write_text(file.read_text().replace("Foundations", "Fundaments"))
    changed = terminal.types("verify", file)

    assert (voided.exit_code, sides(voided.stdout)) == (1, FINE | {"Status": "not fine"})
    assert changed.exit_code == 1
    assert sides(changed.stdout)["Integrity"] == "not fine"


def test_a_stranger_verifies_without_a_home_and_none_is_made(file: Path, tmp_path: Path) -> None:
    stranger = Terminal(tmp_path / "nowhere")

    result = stranger.types("verify", file)

    unknown = {"Issuer": "unknown", "Status": "unknown"}
    assert (result.exit_code, sides(result.stdout)) == (1, FINE | unknown)
    assert "--online" in result.stdout
    assert not stranger.home.exists()


def test_a_stranger_names_the_key_that_they_know(file: Path, tmp_path: Path) -> None:
    stranger = Terminal(tmp_path / "nowhere")
    key = json.loads(file.read_text())["issuer"]["id"]

    trusting = stranger.types("verify", file, "--trust", key)
    misspelt = stranger.types("verify", file, "--trust", "key-1")

    assert sides(trusting.stdout) == FINE | {"Status": "unknown"}
    assert misspelt.exit_code == 2
    assert "key-1 is no key" in misspelt.stderr


def test_what_is_no_credential_is_one_sentence(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text("{}")

    other = terminal.types("verify", tmp_path / "other.json")
    nothing = terminal.types("verify", tmp_path / "nothing.json")
    plain = terminal.types("verify", "http://learn.example.org/certificates/X.json")

    assert (other.exit_code, other.stderr) == (1, "It is JSON, but not a credential.\n")
    assert nothing.exit_code == plain.exit_code == 1
    assert "only https addresses are" in plain.stderr


def test_keys_are_rotated_and_marked_and_the_list_tells(
    terminal: Terminal, ada: Learner, file: Path
) -> None:
    rotated = terminal.types("keys", "rotate")
    verified = terminal.types("verify", file)
    marked = terminal.types("keys", "compromised", "key-2", "--from", "2026-11-01")
    listed = terminal.types("keys", "list").stdout.splitlines()

    assert rotated.stdout.startswith("key-2 signs from now on.")
    assert sides(verified.stdout) == FINE
    assert marked.stdout.startswith("key-2 is not trusted from 2026-11-01 on. key-3 signs now.")
    assert [line.split()[0] for line in listed] == ["key-1", "key-2", "key-3"]
    assert "retired" in listed[0]
    assert "not trusted from 2026-11-01 on" in listed[1]
    assert "in use" in listed[2]


def test_a_credential_signed_by_a_stolen_key_is_told(
    terminal: Terminal, ada: Learner, file: Path
) -> None:
    terminal.types("keys", "compromised", "key-1", "--from", "2026-01-01")

    result = terminal.types("verify", file)

    assert (result.exit_code, sides(result.stdout)) == (1, FINE | {"Issuer": "not fine"})
    assert "others may have had its key from January 1, 2026 on" in result.stdout


def test_sk01_production_starts_with_a_key_that_was_made_on_purpose_only(
    terminal: Terminal,
) -> None:
    terminal.environment |= {"LMS_ENV": "production", "LMS_SECRET_KEY": SECRET}

    refused = terminal.types("worker")
    terminal.types("keys", "rotate")

    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "Make one with `lms keys rotate`" in refused.stderr
    assert [it.name for it in (terminal.home / "keys").iterdir()] == ["key-1.pem"]


def test_sk04_a_backup_says_that_the_keys_are_not_in_it_and_they_are_not(
    terminal: Terminal, ada: Learner, tmp_path: Path
) -> None:
    result = terminal.types("backup", tmp_path / "kept.sqlite3")

    assert "the private keys in keys" in result.stdout
    secret = (terminal.home / "keys" / "key-1.pem").read_bytes().splitlines()[1]
    assert secret not in (tmp_path / "kept.sqlite3").read_bytes()


def test_where_the_keys_lie_nothing_is_served_from(terminal: Terminal) -> None:
    chosen = Settings.from_environment(terminal.environment)

    assert signing_of(chosen).folder == terminal.home / "keys"
