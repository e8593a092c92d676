"""Where the torture happens; nothing here is collected unless it is asked for with LMS_TORTURE."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.torture.places import Place, place_on_postgresql, place_on_sqlite
from tests.torture_size import IS_TORTURE

collect_ignore_glob = [] if IS_TORTURE else ["test_*.py"]


@pytest.fixture
def sqlite_place(tmp_path: Path, sqlite_template: Path) -> Iterator[Place]:
    """A home whose database is the embedded one."""
    with place_on_sqlite(tmp_path, sqlite_template) as place:
        yield place


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """A home with a database of each kind (DS-15)."""
    if request.param == "sqlite":
        yield request.getfixturevalue("sqlite_place")
        return
    with place_on_postgresql(tmp_path, request.getfixturevalue("postgres")) as place:
        yield place
