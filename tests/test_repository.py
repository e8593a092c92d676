"""What must not stand in the repository, and what the files in it promise about each other.

Looked at are the files that Git keeps and those that it would keep after `git add .`.
"""

import hashlib
import json
import re
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

TOP = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock")

# One letter of each word stands in brackets, so that this file passes its own test.
MACHINE_PATH = re.compile(
    r"(^|[^\w.~:/-])/([w]ork|[f]arm|[r]oot|[h]ome|[U]sers|[t]mp|[o]pt/pypi|[o]pt/wheels)/\w"
)
REGISTRY_HOST = re.compile(
    r"py[p]i\.org|python[h]osted|npm[j]s|deb\.d[e]bian|https?://(r[e]gistry|f[i]les)\.[a-z]+"
)
NEVER_KEPT = re.compile(
    r"(^|/)(__pycache__|\.venv|var|build|dist|\.env)(/|\Z)"
    r"|\.(pyc|db|db-wal|db-shm|sqlite3?|sqlite-wal|sqlite-shm|log|pem|key)\Z"
)
PINNED_WITH_HASHES = re.compile(
    r"(?P<pin>[\w.-]+==[\w.!+]+( ; [\w .'()<>=!]+)?)(?P<hashes>( --hash=sha256:[0-9a-f]{64})+)"
)


@cache
def kept_files() -> list[str]:
    """The files of the repository by their paths below its top."""
    if not (TOP / ".git").exists() or not shutil.which("git"):
        pytest.skip("not a Git checkout, so nobody can say what is kept")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=TOP,
        capture_output=True,
        check=True,
        text=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (TOP / name).is_file()]


def lines_with(pattern: re.Pattern[str]) -> list[str]:
    """Every line of a kept text file that has the pattern in it, with its place."""
    return [
        f"{name}:{number}: {line.strip()[:120]}"
        for name in kept_files()
        for number, line in enumerate(text_lines(TOP / name), start=1)
        if pattern.search(line)
    ]


def text_lines(path: Path) -> list[str]:
    """The lines of a text file; none of a binary one."""
    content = path.read_bytes()
    return [] if b"\0" in content else content.decode("utf-8").splitlines()


def locked(lock: str) -> list[str]:
    """The entries of a lock file, each on one line with its hashes."""
    return re.sub(r" *\\\n +", " ", (TOP / lock).read_text(encoding="utf-8")).splitlines()


def pins(lock: str) -> dict[str, str]:
    """The pins of a lock file, each with the hashes that belong to it."""
    return {it["pin"]: it["hashes"] for it in map(PINNED_WITH_HASHES.fullmatch, locked(lock)) if it}


def static_manifests() -> list[Path]:
    return sorted((TOP / "lms/web/static").rglob("manifest.json"))


def entries(part: object) -> Iterator[dict[str, str]]:
    """Every object in a manifest that promises a hash of a file."""
    if isinstance(part, dict) and {"file", "sha256"} <= part.keys():
        yield part
    for below in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else []
    ):
        yield from entries(below)


def test_no_file_names_a_path_of_the_machine_it_was_made_on():
    assert lines_with(MACHINE_PATH) == []


def test_no_file_names_a_package_registry():
    assert lines_with(REGISTRY_HOST) == []


def test_no_cache_database_secret_or_build_product_is_kept():
    assert [name for name in kept_files() if NEVER_KEPT.search(name)] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (MACHINE_PATH, "see /" + "home/ada/notes"),
        (MACHINE_PATH, 'open("/' + 'tmp/x.txt")'),
        (REGISTRY_HOST, "https://" + "registry.example.org/x"),
        (REGISTRY_HOST, "from pyp" + "i.org"),
        (NEVER_KEPT, "lms/__pycache__/app.cpython-311.pyc"),
        (NEVER_KEPT, "var/lms.sqlite3"),
        (NEVER_KEPT, "bench/run.db-wal"),
    ],
)
def test_what_may_not_be_kept_is_recognized(pattern: re.Pattern[str], text: str):
    assert pattern.search(text)


@pytest.mark.parametrize(
    "text", ["https://example.org/home/x", "courses/home/x", "var.py", "rows.py"]
)
def test_what_only_looks_like_it_is_left_alone(text: str):
    assert not MACHINE_PATH.search(text)
    assert not NEVER_KEPT.search(text)


@pytest.mark.parametrize("lock", LOCKS)
def test_sc_01_a_lock_file_holds_pins_with_hashes_and_nothing_else(lock: str):
    assert [it[:120] for it in locked(lock) if not PINNED_WITH_HASHES.fullmatch(it)] == []


@pytest.mark.parametrize(
    "entry",
    [
        "--index-url somewhere",
        "--find-links wheels",
        "# made with an index",
        "click==8.5.1",
        f"click>=8 --hash=sha256:{64 * 'a'}",
        f"click @ file:///click.whl --hash=sha256:{64 * 'a'}",
    ],
)
def test_a_lock_file_entry_that_leaves_a_choice_is_recognized(entry: str):
    assert not PINNED_WITH_HASHES.fullmatch(entry)


def test_the_tests_run_on_the_very_parts_that_the_product_is_installed_with():
    product, tests = map(pins, LOCKS)

    assert {pin: tests.get(pin) for pin in product} == product


def test_every_part_that_the_project_asks_for_is_pinned_within_its_bounds():
    project = tomllib.loads((TOP / "pyproject.toml").read_text(encoding="utf-8"))
    asked_for = {
        "requirements.lock": [
            *project["build-system"]["requires"],
            *project["dependency-groups"]["build"],
            *project["project"]["dependencies"],
        ],
        "requirements-dev.lock": project["project"]["optional-dependencies"]["dev"],
    }

    for lock, wishes in asked_for.items():
        pinned = {canonicalize_name(it.name): it for it in map(Requirement, pins(lock))}
        for wish in map(Requirement, wishes):
            pin = pinned.get(canonicalize_name(wish.name))
            assert pin, f"{lock} lacks {wish.name}: make lock"
            version = str(pin.specifier).removeprefix("==")
            assert wish.specifier.contains(version), f"{lock}: {pin} is not {wish}: make lock"


def test_every_vendored_file_is_the_one_that_its_manifest_promises():
    if not static_manifests():
        pytest.skip("no static manifest yet")

    for manifest in static_manifests():
        promised = list(entries(json.loads(manifest.read_text(encoding="utf-8"))))
        assert promised, f"{manifest} promises no file: give each a file and a sha256"
        for entry in promised:
            found = hashlib.sha256((manifest.parent / entry["file"]).read_bytes()).hexdigest()
            assert found == entry["sha256"], manifest.parent / entry["file"]
