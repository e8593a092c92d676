"""The application for tests: its templates are compiled once for all of them."""

from collections.abc import Callable
from datetime import datetime

from flask import Blueprint, Flask
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from lms import app as product
from lms.settings import Settings
from lms.store.database import Database
from lms.web.requests import Doors, read_clock


class CompiledOnce(BytecodeCache):
    """Every test has an application of its own; compiling its templates took half of its time."""

    def __init__(self) -> None:
        self._compiled: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self._compiled:
            bucket.bytecode_from_string(self._compiled[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._compiled[bucket.key] = bucket.bytecode_to_string()


TEMPLATES = CompiledOnce()


def create_app(
    settings: Settings, database: Database, clock: Callable[[], datetime] = read_clock
) -> Flask:
    """The application as it is served."""
    app = product.create_app(settings, database, clock)
    app.jinja_env.bytecode_cache = TEMPLATES
    return app


# What stands beside the product's own routes.
Beside = Callable[[], Blueprint] | None

_SHARED: dict[Beside, Flask] = {}


def shared_app(
    settings: Settings,
    database: Database,
    clock: Callable[[], datetime],
    beside: Beside = None,
) -> Flask:
    """The application of this process, led to another database: its routes are compiled once."""
    if beside not in _SHARED:
        _SHARED[beside] = create_app(settings, database, clock)
        if beside:
            _SHARED[beside].register_blueprint(beside())
    app = _SHARED[beside]
    app.extensions["lms"] = Doors(
        settings=settings,
        reading=database.reading,
        open_reading=database.open_reading,
        reading_on=database.reading_on,
        close_reading=database.close_reading,
        writing=database.writing,
        is_ready=database.is_ready,
        clock=clock,
        signing=product.signing_of(settings),
    )
    app.extensions.pop("lms_provider", None)  # what it knew of the database before
    return app
