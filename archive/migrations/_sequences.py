"""Sequences of SQLite tables, kept where a migration rebuilds a table: no number of a deleted row is given again.

SQLite copies a table to alter it, and the copy counts on from the highest number that it has: after the last article
was deleted, the next one would get its permanent address.
"""

from django.db import migrations

_remembered: dict[str, dict[str, int]] = {}


def _sequences(connection) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, seq FROM sqlite_sequence")
        return dict(cursor.fetchall())


def _remember(apps, schema_editor) -> None:
    if schema_editor.connection.vendor == "sqlite":
        _remembered[schema_editor.connection.alias] = _sequences(schema_editor.connection)


def _restore(apps, schema_editor) -> None:
    connection = schema_editor.connection
    before = _remembered.pop(connection.alias, {})
    with connection.cursor() as cursor:
        now = _sequences(connection) if before else {}
        tables = set(connection.introspection.table_names(cursor)) if before else set()
        for table, last in before.items():
            if table in now and now[table] < last:
                cursor.execute("UPDATE sqlite_sequence SET seq = %s WHERE name = %s", [last, table])
            elif table in tables and table not in now:
                cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last])


def keeping_sequences(operations: list) -> list:
    """Return a migration's operations, after which each table counts on from where it was before."""
    return [
        migrations.RunPython(_remember, _restore),
        *operations,
        migrations.RunPython(_restore, _remember),
    ]
