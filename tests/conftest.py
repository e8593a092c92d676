"""Fixtures that every floor shares."""

import fcntl
import gc
import importlib
import pickle
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import settings

from lms.content.folder import LibraryReading, read_library
from lms.paths import shipped_courses_folder
from lms.store.backups import Shelf, back_up
from lms.store.database import Database, open_database
from lms.store.restoring import restore
from tests.accounts import NOON
from tests.crowds import sat_with_a_wrong_key
from tests.databases import (
    EMPTY_ONE,
    PostgresServer,
    SqliteFile,
    migrated_postgresql,
    migrated_sqlite,
)
from tests.torture_size import IS_TORTURE

# How long an example takes says how busy the machine is; figures come from bench/.
settings.register_profile("house", deadline=None, max_examples=50, stateful_step_count=30)
settings.register_profile(
    "torture", settings.get_profile("house"), max_examples=2_000, stateful_step_count=100
)
settings.load_profile("torture" if IS_TORTURE else "house")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Let each worker of a whole run compile a share of the tests, and not every one all."""
    worker = getattr(session.config, "workerinput", None)
    if worker is None or session.config.args != session.config.getini("testpaths"):
        return
    # Nothing of what is imported is garbage.
    gc.disable()
    top, number = session.config.rootpath, int(worker["workerid"].removeprefix("gw"))
    for path in sorted((top / "tests").rglob("test_*.py"))[number :: worker["workercount"]]:
        # What cannot be imported is told when its tests are collected.
        with suppress(Exception):
            importlib.import_module(".".join(path.relative_to(top).with_suffix("").parts))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long: one begun last would keep all other workers waiting."""
    items.sort(key=lambda item: "journeys" not in item.path.parts)
    if IS_TORTURE:
        items[:] = _spread(items)


def _spread(items: list[pytest.Item]) -> list[pytest.Item]:
    """The machines of hypothesis, of which each takes minutes, each with a share of the others
    behind it: workers begin at places that are evenly apart."""
    machines = [item for item in items if item.path.stem.endswith("_stateful")]
    others = [item for item in items if item not in machines]
    shares = len(machines) or 1
    cut = [len(others) * number // shares for number in range(shares + 1)]
    behind = [others[first:last] for first, last in pairwise(cut)]
    return [it for n, share in enumerate(behind) for it in (*machines[n : n + 1], *share)]


def pytest_collection_finish() -> None:
    """Five thousand tests are no garbage: let nobody look through them again and again."""
    gc.collect()
    gc.freeze()
    gc.enable()
    gc.set_threshold(100_000, 20, 100)


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all workers of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    is_worker = base.name.startswith("popen-")
    return base.parent if is_worker else base


@pytest.fixture(scope="session")
def shipped_library(shared_folder: Path) -> LibraryReading:
    """The courses that come with the product; whichever worker is first reads them for all."""
    kept = made_once(
        shared_folder / "shipped-library.pickle",
        lambda path: path.write_bytes(pickle.dumps(read_library(shipped_courses_folder()))),
    )
    library: LibraryReading = pickle.loads(kept.read_bytes())
    return library


def made_once(path: Path, make: Callable[[Path], object]) -> Path:
    """A file or folder that all workers share: whoever is first makes it, the others wait."""
    with path.with_suffix(".lock").open("w") as door:
        fcntl.flock(door, fcntl.LOCK_EX)
        if not path.exists():
            begun = path.with_suffix(".begun")
            make(begun)
            begun.rename(path)
    return path


@pytest.fixture(scope="session")
def sqlite_template(shared_folder: Path) -> Path:
    """The file of a migrated, empty database, to be copied."""
    return made_once(shared_folder / "template.sqlite", migrated_sqlite)


@pytest.fixture(scope="session")
def postgres(shared_folder: Path) -> Iterator[PostgresServer]:
    template = made_once(shared_folder / "postgres", migrated_postgresql)
    # Not below pytest's own folder: sessions side by side clear away each other's old ones, and a
    # server without its folder stops at once.
    with tempfile.TemporaryDirectory(prefix="lms-postgres-") as folder:
        server = PostgresServer(template, Path(folder) / "data")
        yield server
        server.stop()


@pytest.fixture(scope="session")
def sqlite_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> SqliteFile:
    return SqliteFile(sqlite_template, tmp_path_factory.mktemp("sqlite") / "tested.sqlite")


@pytest.fixture
def sqlite_database(sqlite_file: SqliteFile) -> Iterator[Database]:
    """A database of one kind, for tests that are not about databases."""
    with sqlite_file.emptied() as database:
        yield database


@pytest.fixture(scope="session")
def _crowd(shared_folder: Path, sqlite_template: Path) -> Path:
    """A backup with forty learners at a quiz; whichever worker is first seats them for all."""

    def seat(path: Path) -> None:
        file = path.with_name("seated.sqlite")
        shutil.copyfile(sqlite_template, file)
        database = open_database(f"sqlite:///{file}")
        sat_with_a_wrong_key(database)
        back_up(database, path, lambda *_progress: None)
        database.close()

    return made_once(shared_folder / "crowd.sqlite", seat)


@pytest.fixture(scope="session")
def _sqlite_crowd(_crowd: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    path = tmp_path_factory.mktemp("crowd") / "crowd.sqlite"
    shutil.copyfile(_crowd, path)
    database = open_database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture(scope="session")
def _postgresql_crowd(
    _crowd: Path, postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Database]:
    database = open_database(postgres.new("crowd", EMPTY_ONE))
    shelf = Shelf(tmp_path_factory.mktemp("shelf"), NOON)
    restore(database, _crowd, shelf, lambda *_progress: None)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def crowded(request: pytest.FixtureRequest) -> Database:
    """A database of each kind with forty learners at a quiz, only to be looked at."""
    database: Database = request.getfixturevalue(f"_{request.param}_crowd")
    return database


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """An empty, migrated database of each kind (DS-15)."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_database")
        return
    with request.getfixturevalue("postgres").emptied() as emptied:
        yield emptied
