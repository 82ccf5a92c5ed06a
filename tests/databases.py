"""The database of the tests, of either kind: made from a migrated one, put back after tests that commit, copied.

Both kinds keep what a run migrated for the next: SQLite a file in pytest's cache, PostgreSQL a database on its server.
"""

from __future__ import annotations

import hashlib
import itertools
import os
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.utils import ConnectionHandler, IntegrityError, ProgrammingError
from environ import Env

import archive
from tests.settings import TEST_DATABASE_URL


def url() -> str:
    """The address of the tests' own database, for processes that are to use it too."""
    return _url_of(connection.settings_dict["NAME"])


def environment(data: Path | str, database_url: str | None = None) -> dict[str, str]:
    """The environment of a process on a data directory and a database: the tests' own, where none is named."""
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "DATABASE_URL": database_url or url(),
        "BACKFILE_DATA": str(data),
    }


def query(database_url: str, sql: str) -> list[tuple]:
    """What a query gives on a database that is not the tests' own."""
    other = ConnectionHandler({"default": Env.db_url_config(database_url)})["default"]
    with closing(other), other.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def _url_of(name: str) -> str:
    if not TEST_DATABASE_URL:
        return f"sqlite:///{name}"
    server = urlsplit(TEST_DATABASE_URL)
    return server._replace(path=f"{server.path.rpartition('/')[0]}/{name}").geturl()


def _made_by() -> str:
    """A digest of the migrations and libraries there are: what was migrated by others is of no use."""
    digest = hashlib.sha256()
    code = Path(archive.__file__).parent
    for path in sorted([*code.glob("migrations/*.py"), *code.glob("postgresql/*.py")]):
        digest.update(path.read_bytes())
    for package in ("django", "django-axes", "django-simple-history"):
        digest.update(version(package).encode())
    return digest.hexdigest()[:20]


class SQLiteDatabase:
    """A file, put back by copying its pages from one in memory."""

    def __init__(self, cache: Path | None) -> None:
        self.kept = None if cache is None else cache / f"{_made_by()}.sqlite3"
        self.pristine = sqlite3.connect(":memory:")

    def take_kept(self) -> bool:
        """Begin with what an earlier run migrated; whether there was such."""
        if self.kept is None or not self.kept.exists():
            return False
        shutil.copyfile(self.kept, settings.DATABASES["default"]["TEST"]["NAME"])
        return True

    def keep(self) -> None:
        """Remember the database as it is, for this run and the next."""
        connection.ensure_connection()
        connection.connection.backup(self.pristine)
        if self.kept is not None and not self.kept.exists():
            unfinished = self.kept.with_suffix(f".{os.getpid()}")
            self._write(unfinished)
            unfinished.replace(self.kept)  # it is whole as soon as it is there

    def put_back(self) -> None:
        """Make the tests' database what was kept, in milliseconds."""
        connection.close()  # whatever the test left open in it ends here
        connection.ensure_connection()
        self.pristine.backup(connection.connection)

    def copy(self, folder: Path) -> str:
        """Make a copy in a data directory; its address."""
        self._write(folder / "archive.sqlite3")
        return f"sqlite:///{folder}/archive.sqlite3"

    def _write(self, path: Path) -> None:
        with closing(sqlite3.connect(path)) as copy:
            self.pristine.backup(copy)

    def close(self) -> None:
        self.pristine.close()


class PostgreSQLDatabase:
    """A database of a server, put back by making it again from a template, in some tens of milliseconds."""

    def __init__(self, cache: Path | None) -> None:
        self.template = f"backfile_migrated_{_made_by()}"
        self.numbers = itertools.count(1)
        self.copies: list[str] = []

    @property
    def name(self) -> str:
        return settings.DATABASES["default"]["TEST"]["NAME"]

    def take_kept(self) -> bool:
        """Begin with what an earlier run migrated, if any did; True: `close` deletes it, not Django."""
        if self._query("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
            self._make(self.name)
        return True

    def keep(self) -> None:
        """Make the database as it is the template of this run and the next, unless there is one."""
        if self._query("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
            return
        connection.close()
        try:
            self._make(self.template, template=connection.settings_dict["NAME"])
        except (ProgrammingError, IntegrityError):  # another process of tests was first, or at the same moment
            if not self._query("SELECT 1 FROM pg_database WHERE datname = %s", self.template):
                raise

    def put_back(self) -> None:
        """Make the tests' database what was kept; connections to it that a test left open end here."""
        connection.close()
        self._drop(connection.settings_dict["NAME"])
        self._make(connection.settings_dict["NAME"])

    def copy(self, folder: Path) -> str:
        """Make a copy, which lasts as long as the tests; its address."""
        name = f"{connection.settings_dict['NAME']}_{next(self.numbers)}"
        self._make(name)
        self.copies.append(name)
        return _url_of(name)

    def close(self) -> None:
        connection.close()
        for name in (connection.settings_dict["NAME"], *self.copies):
            self._drop(name)

    def _make(self, name: str, template: str | None = None) -> None:
        self._query(f'CREATE DATABASE "{name}" TEMPLATE "{template or self.template}"')

    def _drop(self, name: str) -> None:
        self._query(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def _query(self, sql: str, *values: str) -> list[tuple]:
        with connection._nodb_cursor() as cursor:
            cursor.execute(sql, values or None)
            return cursor.fetchall() if cursor.description else []


TestDatabase = PostgreSQLDatabase if TEST_DATABASE_URL else SQLiteDatabase
TestDatabase.__test__ = False
