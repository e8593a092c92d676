"""The application on a database of its own, and the people who use it."""

from pathlib import Path

import pytest
from flask import Flask

from lms.settings import Settings
from lms.store.database import Database
from tests.applications import create_app, shared_app
from tests.personas import Ada, Ben, Cleo, Clock, Dora, Visitor


@pytest.fixture
def clock() -> Clock:
    """The server's clock: it stands at noon until `clock.passes(minutes=5)`."""
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """The settings of a first start on somebody's own machine."""
    return Settings.from_environment({"LMS_HOME": str(tmp_path / "home")})


@pytest.fixture
def app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """The application as it is served; the same for all tests, so leave it as it is."""
    return shared_app(settings, database, clock)


@pytest.fixture
def own_app(settings: Settings, database: Database, clock: Clock) -> Flask:
    """An application of one test's own, to change."""
    return create_app(settings, database, clock)


@pytest.fixture
def visitor(app: Flask) -> Visitor:
    return Visitor(app)


@pytest.fixture
def ada(app: Flask, database: Database, clock: Clock) -> Ada:
    return Ada(app, database, clock())


@pytest.fixture
def ben(app: Flask, database: Database, clock: Clock) -> Ben:
    return Ben(app, database, clock())


@pytest.fixture
def cleo(app: Flask, database: Database, clock: Clock) -> Cleo:
    return Cleo(app, database, clock())


@pytest.fixture
def dora(app: Flask, database: Database, clock: Clock) -> Dora:
    return Dora(app, database, clock())
