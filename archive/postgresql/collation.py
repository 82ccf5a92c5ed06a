"""Order of texts: by their characters' numbers, as on SQLite, whatever language a PostgreSQL database was made for.

Keys for sorting (of names, of volumes and numbers) are made by the archive for that order; that of a dictionary, in
which signs do not count, would put some before others. It also lets an index find what a text begins with.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

_OTHER_COLUMNS = """
    SELECT quote_ident(relname), string_agg(format('ALTER COLUMN %%I TYPE %%s COLLATE "C"',
        attname, format_type(atttypid, atttypmod)), ', ')
    FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid JOIN pg_collation ON pg_collation.oid = attcollation
    WHERE relnamespace = current_schema()::regnamespace AND relkind = 'r' AND relname = ANY(%s)
        AND attnum > 0 AND NOT attisdropped AND collname <> 'C'
    GROUP BY relname ORDER BY relname
"""


def order_by_characters(using: str = "default", **kwargs: Any) -> None:
    """Give all columns of texts the collation "C" that have another; called after every `migrate`."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute(_OTHER_COLUMNS, [connection.introspection.django_table_names(only_existing=True)])
        changes = cursor.fetchall()
        if changes and connection.in_atomic_block:
            connection.check_constraints()  # else rows written in this transaction would keep their tables as they are
        for table, columns in changes:
            cursor.execute(f"ALTER TABLE {table} {columns}")


def check_encoding(
    app_configs: object = None, databases: Sequence[str] | None = None, **kwargs: Any
) -> list[CheckMessage]:
    """Name a database that cannot hold texts of every script; Django asks before `migrate`."""
    return [_unusable(connections[name]) for name in databases or [] if _encoding(connections[name]) != "UTF8"]


def _encoding(connection: BaseDatabaseWrapper) -> str:
    if connection.vendor != "postgresql":
        return "UTF8"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_encoding")
        return str(cursor.fetchone()[0])


def _unusable(connection: BaseDatabaseWrapper) -> CheckMessage:
    name = connection.settings_dict["NAME"]
    return Error(
        f"The encoding of the database “{name}” is {_encoding(connection)}, which cannot hold texts of every script.",
        hint=f"Make one that can: createdb --encoding=UTF8 --template=template0 {name}",
        id="archive.E002",
    )
