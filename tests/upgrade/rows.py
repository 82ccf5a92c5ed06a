"""Compares the rows of an archive of an older version with those of the same archive after its upgrade.

python -m tests.upgrade.rows old.sqlite3 new.sqlite3      # writes what differs; exit status 1 where something does
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from importlib import import_module
from pathlib import Path

RENAMES = import_module("archive.migrations.0020_model_names")
MODELS = {old.lower(): new.lower() for old, new, _ in RENAMES.MODELS}
TABLES = {f"archive_{old}": f"archive_{new}" for old, new in MODELS.items()}
COLUMNS = {f"archive_{model.lower()}": dict(fields) for model, fields in RENAMES.FIELDS.items()}
COLUMNS["archive_batch"]["passed"] = "done"
VALUES = {(f"archive_{model.lower()}", column, old): new for model, column, old, new in RENAMES.VALUES}
# Numbered by each installation, so they are compared by what they are; a newer version has more of them.
LABELLED = ("django_content_type", "auth_permission")
BY_LABELS = ("auth_group_permissions", "auth_user_user_permissions")
# A restore adds an event, and renews the stamp; articles are put into the outbox to be listed.
GROWING = ("archive_event", "archive_indexchange", *LABELLED, *BY_LABELS)
NOT_COMPARED = ("django_migrations", "archive_revision")
Row = dict[str, object]


def differences(old: Path, new: Path, *, sequences: bool = True) -> Iterator[str]:
    """Yield what of the old archive is not in the new one, and what is there besides, in a line each."""
    with closing(sqlite3.connect(old)) as before, closing(sqlite3.connect(new)) as after:
        there = tables(after)
        for table in sorted(tables(before) - set(NOT_COMPARED)):
            name = TABLES.get(table, table)
            if name not in there:
                yield f"{table}: there is no table {name}"
                continue
            yield from _differences(table, _rows(before, table, is_old=True), _rows(after, name, is_old=False))
        if sequences:
            numbers = dict(after.execute("SELECT name, seq FROM sqlite_sequence"))
            for table, last in before.execute("SELECT name, seq FROM sqlite_sequence"):
                if numbers.get(TABLES.get(table, table), 0) < last:
                    yield f"{table}: numbers that were given once, up to {last}, would be given again"


def tables(database: sqlite3.Connection) -> set[str]:
    found = database.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    return {name for (name,) in found}


def _differences(table: str, before: dict[object, Row], after: dict[object, Row]) -> Iterator[str]:
    for key, row in before.items():
        if key not in after:
            yield f"{table} {key}: is gone"
            continue
        for column, value in row.items():
            if column not in after[key]:
                yield f"{table} {key}: has no column {column}"
            elif after[key][column] != value:
                yield f"{table} {key}: {column} was {value!r:.100}, is {after[key][column]!r:.100}"
    if table not in GROWING:
        yield from (f"{table} {key}: is new" for key in after.keys() - before.keys())


def _rows(database: sqlite3.Connection, table: str, *, is_old: bool) -> dict[object, Row]:
    """Return the rows of a table by key, with the names that they have in the new archive."""
    labels = {column: _labels(database, kind, is_old=is_old) for column, kind in
              (("content_type_id", LABELLED[0]), ("permission_id", LABELLED[1]))}  # fmt: skip
    if table in LABELLED:
        return {label: {} for label in _labels(database, table, is_old=is_old).values()}
    cursor = database.execute(f'SELECT * FROM "{table}"')  # noqa: S608 (a name from the database itself)
    names = [column for column, *_ in cursor.description]
    renamed = COLUMNS.get(table, {}) if is_old else {}
    key = names.index("history_id") if "history_id" in names else 0
    found: dict[object, Row] = {}
    for values in cursor:
        row: Row = {}
        for name, value in zip(names, values, strict=True):
            if is_old:
                value = VALUES.get((table, name, value), value)
            row[renamed.get(name, name)] = labels[name].get(value, value) if name in labels else value
        if table in BY_LABELS:
            del row["id"]
            found[tuple(row.values())] = row
        else:
            found[values[key]] = row
    return found


def _labels(database: sqlite3.Connection, table: str, *, is_old: bool) -> dict[object, str]:
    """Return content types or permissions by number: "archive.importbatch", "archive.add_importbatch"."""
    names = MODELS if is_old else {}
    if table == "django_content_type":
        rows = database.execute("SELECT id, app_label, model FROM django_content_type")
        return {pk: f"{app}.{names.get(model, model) if app == 'archive' else model}" for pk, app, model in rows}
    rows = database.execute(
        "SELECT p.id, c.app_label, p.codename, c.model FROM auth_permission p "
        "JOIN django_content_type c ON c.id = p.content_type_id"
    )
    return {
        pk: f"{app}.{codename.removesuffix(model)}{names.get(model, model) if app == 'archive' else model}"
        if codename.endswith(f"_{model}")
        else f"{app}.{codename}"
        for pk, app, codename, model in rows
    }


if __name__ == "__main__":
    found = list(differences(Path(sys.argv[1]), Path(sys.argv[2])))
    sys.stdout.writelines(f"{line}\n" for line in found)
    sys.exit(1 if found else 0)
