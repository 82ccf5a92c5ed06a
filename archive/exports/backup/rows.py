"""Rows of every table as lines of JSON, which any database takes; and rows copied from one database to another.

    {"sequences": {"archive_article": 61, …}}                       the last number that each table gave
    {"model": "archive.issue", "pk": 7, "fields": {"number": "115", …}}

Rows are written as they stand: no signal is sent, no time is set again, and many-to-many tables are tables like others.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.management import create_contenttypes
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, ValidationError
from django.core.management.color import no_style
from django.core.serializers import jsonl
from django.core.serializers.base import DeserializationError, DeserializedObject
from django.core.serializers.json import DjangoJSONEncoder
from django.core.serializers.python import Deserializer
from django.db import DatabaseError, connections, models, transaction
from django.db.migrations.state import StateApps
from django.db.models import sql

from archive.exports.backup.manifest import UnusableBackup

# Created by each installation, with numbers of its own: others name them by what they are.
BY_NATURAL_KEY = (ContentType, Permission)
READ_AT_ONCE = 200
MAX_ROWS_A_STATEMENT = 200
UNREADABLE = (
    DeserializationError, FieldDoesNotExist, ObjectDoesNotExist, ValidationError,
    ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError,
)  # fmt: skip


class _Encoder(DjangoJSONEncoder):
    """Times to the microsecond; Django's own encoder cuts them to milliseconds."""

    def default(self, o):
        if isinstance(o, datetime.datetime | datetime.time):
            return o.isoformat()
        return super().default(o)


class _Serializer(jsonl.Serializer):
    """Rows with the numbers that they refer to, but for what other installations number otherwise."""

    def handle_fk_field(self, obj, field) -> None:
        self.use_natural_foreign_keys = field.remote_field.model in BY_NATURAL_KEY
        super().handle_fk_field(obj, field)

    def handle_m2m_field(self, obj, field) -> None:
        """Leave them out: their tables are written by themselves."""


def stored_models() -> list[type[models.Model]]:
    """Return every model with a table of its own, many-to-many tables too."""
    found = apps.get_models(include_auto_created=True)
    return [model for model in found if model._meta.managed and not model._meta.proxy]


def write_rows(file: Path, *, using: str = "default") -> dict[str, int]:
    """Write the rows of all tables to a file; returns how many of each table. The caller sees that they stand still."""
    counts: dict[str, int] = {}
    with file.open("w", encoding="utf-8") as stream:
        stream.write(json.dumps({"sequences": _sequences(using)}) + "\n")
        for model in stored_models():
            if model not in BY_NATURAL_KEY:
                counts[model._meta.db_table] = _write_table(model, stream, using)
    return counts


def _write_table(model: type[models.Model], stream, using: str) -> int:
    number = 0

    def counted() -> Iterator[models.Model]:
        nonlocal number
        for row in _rows_of(model, using):
            number += 1
            yield row

    _Serializer().serialize(counted(), stream=stream, cls=_Encoder)
    return number


def _rows_of(model: type[models.Model], using: str) -> Iterator[models.Model]:
    return models.QuerySet(model, using=using).order_by("pk").iterator(chunk_size=READ_AT_ONCE)


def load_rows(file: Path, *, using: str, historical: StateApps | None = None) -> None:
    """Put the rows of a file into a database whose tables are empty.

    `historical`, where given, are the models of the archive as they were when the rows were written. Raises
    UnusableBackup for rows that the tables do not take.
    """
    loader = _Loader(using, historical)
    number = 0
    try:
        with transaction.atomic(using=using):
            for model, rows in groupby(loader.read(file), key=type):
                while chunk := list(islice(rows, MAX_ROWS_A_STATEMENT)):
                    number += len(chunk)
                    insert_as_they_are(model, chunk, using)
            connections[using].check_constraints()
            _set_sequences(loader.sequences, using)
    except UNREADABLE as error:
        raise UnusableBackup(f"The rows in the backup cannot be read, after {number:,} of them: {error}.") from error
    except DatabaseError as error:
        raise UnusableBackup(
            f"The rows in the backup do not fit together, after {number:,} of them: {error}."
        ) from error


class _Loader:
    """Reads rows, with models as they are or were, and notes the sequences."""

    def __init__(self, using: str, historical: StateApps | None) -> None:
        self.using = using
        self.historical = historical
        self.sequences: dict[str, int] = {}

    def read(self, file: Path) -> Iterator[models.Model]:
        """Return the rows of a file, and those of many-to-many tables that older backups hold within others."""
        reader = _Deserializer(self._nodes(file), using=self.using)
        reader.model_of = self.model_of
        for found in reader:
            yield found.object
            yield from self._members(found)

    def model_of(self, label: str) -> type[models.Model]:
        """Return the model of a row, as it was where the archive's own have changed since."""
        is_own = label.partition(".")[0] == "archive"
        return (self.historical if self.historical and is_own else apps).get_model(label)

    def _nodes(self, file: Path) -> Iterator[dict]:
        with file.open(encoding="utf-8") as stream:
            nodes: Iterable = json.load(stream) if file.suffix == ".json" else map(json.loads, stream)
            for node in nodes:
                if "sequences" in node:
                    self.sequences = {str(name): int(last) for name, last in node["sequences"].items()}
                else:
                    yield node

    def _members(self, found: DeserializedObject) -> Iterator[models.Model]:
        for name, pks in (found.m2m_data or {}).items():
            field: Any = found.object._meta.get_field(name)
            through = field.remote_field.through
            for pk in pks:
                ends = {field.m2m_column_name(): found.object.pk, field.m2m_reverse_name(): pk}
                yield through(**ends)


class _Deserializer(Deserializer):
    """Django's reader of rows, told which models they are of."""

    model_of: Callable[[str], type[models.Model]] = staticmethod(apps.get_model)

    def _handle_fk_field_node(self, field, field_value):
        """Return a foreign key's value; a natural key (["ana"]) is looked up in the models of today.

        Older backups name accounts so, and models as they were have no method for it.
        """
        if not isinstance(field_value, list):
            return super()._handle_fk_field_node(field, field_value)
        named = apps.get_model(field.remote_field.model._meta.label)._default_manager.db_manager(self.using)
        return named.get_by_natural_key(*field_value).pk

    def _get_model_from_node(self, model_identifier):
        try:
            return self.model_of(model_identifier)
        except LookupError as error:
            raise DeserializationError(f"there is no table for {model_identifier}") from error


def insert_as_they_are(model: type[models.Model], rows: list[models.Model], using: str) -> None:
    """Write new rows with the values that they have: no signals, no times of now."""
    fields = [field for field in model._meta.local_concrete_fields if not field.generated]
    for with_pk, part in groupby(rows, key=lambda row: row.pk is not None):
        columns = fields if with_pk else [field for field in fields if not field.primary_key]
        members = list(part)
        size = max(1, connections[using].ops.bulk_batch_size(columns, members))
        for start in range(0, len(members), size):
            query = sql.InsertQuery(model)
            query.insert_values(columns, members[start : start + size], raw=True)
            query.get_compiler(using=using).execute_sql()


def empty_tables(using: str) -> None:
    """Take every row out of every table, in the transaction under way."""
    connection = connections[using]
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    if tables:
        # PostgreSQL refuses where another table refers to these, as those of an older schema do.
        cascade = connection.vendor == "postgresql"
        statements = connection.ops.sql_flush(no_style(), tables, reset_sequences=True, allow_cascade=cascade)
        connection.ops.execute_sql_flush(statements)
    ContentType.objects.clear_cache()


def prepare_tables(using: str, *, historical: StateApps | None = None) -> None:
    """Empty every table, and create again what an installation makes for itself: rows name it by what it is.

    `historical`, where given, are the models of an older archive, whose rows name them as they were called then.
    """
    with transaction.atomic(using=using):
        empty_tables(using)
    for app in apps.get_app_configs():
        create_contenttypes(app, verbosity=0, using=using, apps=historical or apps)
        create_permissions(app, verbosity=0, using=using, apps=historical or apps)


def copy_rows(source: str, target: str) -> None:
    """Put the rows of one database into the empty tables of another, in the transaction under way there.

    Raises DatabaseError where it does not take them.
    """
    for model in stored_models():
        rows = _rows_of(model, source)
        while chunk := list(islice(rows, MAX_ROWS_A_STATEMENT)):
            insert_as_they_are(model, chunk, target)
    connections[target].check_constraints()
    _set_sequences(_sequences(source), target)
    ContentType.objects.clear_cache()


def count_rows(using: str) -> dict[str, int]:
    """Return the number of rows of each model's table."""
    return {model._meta.db_table: models.QuerySet(model, using=using).count() for model in stored_models()}


# --- the numbers that tables give -------------------------------------------------------------------------------------


def _sequences(using: str) -> dict[str, int]:
    """Return the last number that each table gave: one that was deleted since is not given again."""
    connection = connections[using]
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name, seq FROM sqlite_sequence")
            return dict(cursor.fetchall())
        if connection.vendor == "postgresql":
            return {table: last for table, name in _postgresql_sequences(cursor) if (last := _last(cursor, name))}
    return {}


def _set_sequences(last: dict[str, int], using: str) -> None:
    """Have tables give numbers beyond the last that they gave, and beyond the rows that they hold."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), stored_models()):
            cursor.execute(statement)
        if connection.vendor == "sqlite":
            tables = set(connection.introspection.table_names(cursor))
            for table in last.keys() & tables:
                cursor.execute("UPDATE sqlite_sequence SET seq = max(seq, %s) WHERE name = %s", [last[table], table])
                if not cursor.rowcount:
                    cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, last[table]])
        elif connection.vendor == "postgresql":
            for table, name in _postgresql_sequences(cursor):
                if last.get(table, 0) > (_last(cursor, name) or 0):
                    cursor.execute("SELECT setval(%s, %s)", [name, last[table]])


def _postgresql_sequences(cursor) -> list[tuple[str, str]]:
    """Each table that numbers its rows, with the name of its sequence."""
    keys = [(model._meta.db_table, model._meta.pk.column) for model in stored_models()]
    found = []
    for table, column in keys:
        cursor.execute("SELECT pg_get_serial_sequence(%s, %s)", [f'"{table}"', column])
        if name := cursor.fetchone()[0]:
            found.append((table, name))
    return found


def _last(cursor, name: str) -> int | None:
    """Return the last number that a sequence of PostgreSQL gave; None if it gave none."""
    cursor.execute(f"SELECT CASE WHEN is_called THEN last_value END FROM {name}")  # noqa: S608 (quoted by PostgreSQL)
    return cursor.fetchone()[0]
