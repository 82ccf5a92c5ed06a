"""The database of a backup as an SQLite file aside: checked against the manifest, and of this version's schema."""

from __future__ import annotations

from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import DatabaseError, connections
from django.db.migrations.exceptions import MigrationSchemaMissing, NodeNotFoundError
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.graph import MigrationGraph

from archive.exports.backup import sqlite_file
from archive.exports.backup.bundle import SQLITE_FILE, Bundle
from archive.exports.backup.manifest import COUNTED, Manifest, UnusableBackup, check_migrations
from archive.exports.backup.rows import load_rows, prepare_tables, stored_models

UNMIGRATABLE = (
    DatabaseError,
    CommandError,
    NodeNotFoundError,
    MigrationSchemaMissing,
    LookupError,
    ValueError,
    TypeError,
)


def stage_database(bundle: Bundle, folder: Path, *, ignore_counts: bool = False) -> Path:
    """Make an SQLite database of a backup in a folder; its path. The archive is not touched.

    It is sound, has the tables, rows and migrations that the manifest names, and was brought to this version's schema.
    `ignore_counts` lets a backup of format 1 pass whose counts differ. Raises UnusableBackup, and OSError where the
    disk does not take it.
    """
    check_migrations(bundle.manifest)
    staged = folder / SQLITE_FILE
    if bundle.database == SQLITE_FILE:
        bundle.unpack(SQLITE_FILE, staged)
        sqlite_file.verify(staged)
        _check_migrations_of(staged, bundle.manifest)
        _check_counts(sqlite_file.row_counts(staged), bundle.manifest, ignore_counts=ignore_counts)
    else:
        rows = folder / bundle.database
        bundle.unpack(bundle.database, rows)
        _load(rows, staged, bundle.manifest)
        rows.unlink()
        counts = sqlite_file.row_counts(staged)
        if bundle.manifest.tables:
            # What each installation makes for itself is no part of the rows.
            counts = {table: number for table, number in counts.items() if table in bundle.manifest.tables}
        _check_counts(counts, bundle.manifest, ignore_counts=ignore_counts)
    with sqlite_file.opened_by_django(staged) as using:
        _upgrade(using)
        _check_schema(using)
    sqlite_file.verify(staged)
    return staged


def _load(rows: Path, staged: Path, manifest: Manifest) -> None:
    """Make a database of the version of the backup, and put its rows in."""
    with sqlite_file.opened_by_django(staged) as using:
        executor = MigrationExecutor(connections[using])
        last = _last_migrations(executor.loader.graph, manifest)
        try:
            executor.migrate(last)
        except UNMIGRATABLE as error:
            raise UnusableBackup(
                f"The tables of version {manifest.version} cannot be made here: {str(error)[:300]}."
            ) from error
        executor = MigrationExecutor(connections[using])
        is_older = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        historical = executor.loader.project_state(last).apps if is_older else None
        prepare_tables(using, historical=historical)
        load_rows(rows, using=using, historical=historical)


def _last_migrations(graph: MigrationGraph, manifest: Manifest) -> list[tuple[str, str]]:
    """Return the last migrations of a backup in each app."""
    parts = (name.partition(".") for name in manifest.migrations)
    held = {(app, migration) for app, _, migration in parts} & graph.nodes.keys()
    followed = {parent.key for key in held for parent in graph.node_map[key].parents if parent.key[0] == key[0]}
    return sorted(held - followed)


def _check_migrations_of(staged: Path, manifest: Manifest) -> None:
    applied = sqlite_file.applied_migrations(staged)
    if not applied:
        raise UnusableBackup("The database in the backup is not that of an archive: it has no list of migrations.")
    known = [name for name in manifest.migrations if manifest.has_digests or name.startswith("archive.")]
    held = [name for name in applied if manifest.has_digests or name.startswith("archive.")]
    if differing := sorted(set(held) ^ set(known)):
        raise UnusableBackup(
            f"The database in the backup is not the one that the manifest tells of: {differing[0]} was applied by one "
            "alone. Take another backup."
        )


def _check_counts(held: dict[str, int], manifest: Manifest, *, ignore_counts: bool) -> None:
    if not manifest.has_digests:
        expected = {table: manifest.counts[name] for name, table in COUNTED.items()}
        held = {table: held.get(table, 0) for table in expected}
        if held != expected and not ignore_counts:
            table = next(table for table in expected if held[table] != expected[table])
            raise UnusableBackup(
                f"The database in the backup has {held[table]:,} rows in {table}, and the manifest counts "
                f"{expected[table]:,}. It is another database, or the archive was written to while this older version "
                "counted; where you know that it was, restore with --ignore-counts."
            )
        return
    if differing := sorted(manifest.tables.keys() ^ held.keys()):
        where = "manifest" if differing[0] in manifest.tables else "database"
        raise UnusableBackup(f"Only the {where} of the backup has a table {differing[0]}. Take another backup.")
    for table, number in sorted(manifest.tables.items()):
        if held[table] != number:
            raise UnusableBackup(
                f"The database in the backup has other rows in {table} than the {number:,} that the manifest counts. "
                "It was changed. Take another backup."
            )


def _upgrade(using: str) -> None:
    """Apply the migrations that the staged database lacks."""
    executor = MigrationExecutor(connections[using])
    if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    try:
        call_command("migrate", database=using, interactive=False, verbosity=0)
    except UNMIGRATABLE as error:
        raise UnusableBackup(
            f"The database in the backup cannot be brought to this version: {str(error)[:300]}."
        ) from error


def _check_schema(using: str) -> None:
    connection = connections[using]
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        for model in stored_models():
            table = model._meta.db_table
            if table not in tables:
                raise UnusableBackup(f"The database in the backup is not that of an archive: it has no table {table}.")
            held = {column.name for column in connection.introspection.get_table_description(cursor, table)}
            wanted = {field.column for field in model._meta.local_concrete_fields if field.column}
            if lacking := sorted(wanted - held):
                raise UnusableBackup(f"The database in the backup lacks the column {lacking[0]} of the table {table}.")
