"""SQLite databases as files: copied while in use, verified, opened by Django under another name, put in place.

The archive's own file is never renamed: SQLite writes the pages of the new database into it in one transaction of its
own. That commits or not, whenever the process is killed; the old file's log of changes can meet no other file than its
own; and whoever has the database open reads the old rows or the new, as after any commit.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection, connections
from django.db.backends.sqlite3.base import DatabaseWrapper

from archive.exports.backup.files import sync_file
from archive.exports.backup.manifest import UnusableBackup

HEADER = b"SQLite format 3\0"
STAGED = "staged"
# How long the switch waits for a transaction that another program keeps open.
BUSY_TIMEOUT_SECONDS = 20.0
MAX_PROBLEMS_SHOWN = 3


def copy_live(target: Path) -> None:
    """Write a consistent copy of the archive's database to a file, while the site runs. Raises OSError."""
    connection.ensure_connection()
    try:
        with closing(sqlite3.connect(target)) as copy:
            connection.connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
    except sqlite3.OperationalError as error:
        raise OSError(f"the database could not be copied: {error}") from error


def replace_live(source: Path) -> None:
    """Make the archive's database what a file holds, in one transaction that is on the disk when this returns.

    Raises OSError where it could not be done; the database is as it was then.
    """
    connection.ensure_connection()  # makes a new file, with the log that the settings want
    path = connection.settings_dict["NAME"]
    connection.close()
    with closing(sqlite3.connect(source)) as staged, closing(sqlite3.connect(path, timeout=0)) as live:
        live.execute("PRAGMA synchronous=FULL")
        _give_page_size(staged, live.execute("PRAGMA page_size").fetchone()[0])
        deadline = time.monotonic() + BUSY_TIMEOUT_SECONDS

        def give_up(status: int, remaining: int, total: int) -> None:
            if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > deadline:
                raise TimeoutError("another program keeps a transaction of the database open")

        try:
            staged.backup(live, progress=give_up, sleep=0.05)
            live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.Error as error:
            raise OSError(f"the database could not be replaced: {error}") from error


def _give_page_size(staged: sqlite3.Connection, size: int) -> None:
    if staged.execute("PRAGMA page_size").fetchone()[0] != size:
        staged.execute("PRAGMA journal_mode=DELETE")
        staged.execute(f"PRAGMA page_size={int(size)}")
        staged.execute("VACUUM")


def verify(path: Path) -> None:
    """Raise UnusableBackup unless a file is a sound SQLite database of plain tables."""
    with path.open("rb") as file:
        header = file.read(len(HEADER))
    if header != HEADER:
        what = "is empty" if not header else "is no SQLite database"
        raise UnusableBackup(f"The database in the backup {what}. Take another backup.")
    try:
        with closing(sqlite3.connect(path)) as database:
            _check_objects(database)
            problems = [row[0] for row in database.execute(f"PRAGMA integrity_check({MAX_PROBLEMS_SHOWN})")]
            if problems != ["ok"]:
                raise UnusableBackup(
                    f"The database in the backup is damaged: {'; '.join(map(str, problems))}. Take another backup."
                )
            if orphan := database.execute("PRAGMA foreign_key_check").fetchone():
                raise UnusableBackup(
                    f"The database in the backup is not whole: row {orphan[1]} of {orphan[0]} belongs to a row of "
                    f"{orphan[2]} that is not there. Take another backup."
                )
    except sqlite3.DatabaseError as error:
        raise UnusableBackup(f"The database in the backup is damaged: {error}. Take another backup.") from error


def _check_objects(database: sqlite3.Connection) -> None:
    """Raise UnusableBackup for triggers and the like: nothing that a file brings along is run."""
    for kind, name, sql in database.execute("SELECT type, name, coalesce(sql, '') FROM sqlite_master"):
        if kind not in ("table", "index") or sql.upper().startswith("CREATE VIRTUAL"):
            raise UnusableBackup(
                f"The database in the backup has a {kind} that no archive has, {name}. It was changed, or is of "
                "another program."
            )


def row_counts(path: Path) -> dict[str, int]:
    """Return the number of rows of each table of a verified database."""
    with closing(sqlite3.connect(path)) as database:
        names = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' "
                                 "ESCAPE '\\'")  # fmt: skip
        quoted = {name: name.replace('"', '""') for (name,) in names.fetchall()}
        return {
            name: database.execute(f'SELECT count(*) FROM "{sql}"').fetchone()[0]  # noqa: S608 (quoted)
            for name, sql in sorted(quoted.items())
        }


def applied_migrations(path: Path) -> list[str]:
    """Return the names of the migrations applied to a verified database; none without such a table."""
    with closing(sqlite3.connect(path)) as database:
        try:
            rows = database.execute("SELECT app, name FROM django_migrations").fetchall()
        except sqlite3.OperationalError:
            return []
    return sorted(f"{app}.{name}" for app, name in rows)


@contextmanager
def opened_by_django(path: Path) -> Iterator[str]:
    """Let Django use a database file within the block, under the alias that is given; on the disk when it ends."""
    # Not among the settings' databases: nobody who goes through all of those means this one.
    connections[STAGED] = DatabaseWrapper(
        {
            **connections.settings["default"],
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": str(path),
            # The file stays one file: no log beside it is to be taken along.
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF",
            },
        },
        STAGED,
    )
    try:
        yield STAGED
    finally:
        connections[STAGED].close()
        del connections[STAGED]
    sync_file(path)
