"""Migrations that this version knows, and a database that has others: one of a newer version, or changed by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

APP = "archive"


def known_migrations() -> set[str]:
    """Return the names of the migrations that this version has, and of those that it replaced by others."""
    migrations = MigrationLoader(None).disk_migrations
    replaced = (key for migration in migrations.values() for key in migration.replaces)
    return {".".join(key) for key in (*migrations, *replaced)}


def newer_database(using: str = "default") -> str:
    """Return a sentence about a database with migrations of the archive that this version has not, "" for any other.

    Raises DatabaseError where it does not answer.
    """
    applied = {".".join(key) for key in MigrationRecorder(connections[using]).applied_migrations() if key[0] == APP}
    if not (unknown := sorted(applied - known_migrations())):
        return ""
    return (
        f"The database is of a newer version of Backfile: it has the migration {unknown[-1]}, which this version has "
        "not. Start that version again, or restore a backup of this one: python manage.py restore FILE --replace"
    )


def check_newer_database(
    app_configs: object = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Name a database of a newer version; Django asks before `migrate`."""
    return [Error(sentence, id="archive.E003") for name in databases or [] if (sentence := newer_database(name))]
