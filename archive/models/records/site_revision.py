"""Site revision: a stamp that changes with anything shown on pages, as the key of caches."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models
from django.db.models.functions import Now
from django.utils import timezone

from archive.models.catalogue.article import Article
from archive.models.catalogue.publication_status import NON_PUBLIC_STATUSES

THE_ROW = 1


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """Unique stamp of a state of the archive, and the moment since which pages are unchanged."""

    stamp: str
    since: datetime.datetime | None


class SiteRevision(models.Model):
    """The one row of the stamp, renewed in the transaction of any change shown on pages.

    A random stamp rather than a count: an archive restored from a backup and edited again must not reuse a stamp of
    another state.
    """

    stamp = models.UUIDField()
    changed = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=THE_ROW), name="there_is_one_site_revision")]

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def bump(cls, *, using: str | None = None) -> None:
        """Invalidate cached pages, in the current transaction."""
        values = {"stamp": uuid.uuid4(), "changed": timezone.now()}
        if not cls.objects.using(using).filter(pk=THE_ROW).update(**values):
            cls.objects.using(using).update_or_create(pk=THE_ROW, defaults=values)

    @classmethod
    def current(cls) -> ArchiveState:
        """Return the state of the archive now, in one query. Scheduled articles change it on time, without a write.

        Every page needs it, so its SQL is prepared: building it took longer than executing it.
        """
        with connection.cursor() as cursor:
            cursor.execute(_current_sql(connection.vendor), [])
            row = cursor.fetchone()
        return _state(*row) if row else ArchiveState("", None)


_STAMP, _CHANGED = SiteRevision._meta.get_field("stamp"), SiteRevision._meta.get_field("changed")
_PUBLISH_AT = Article._meta.get_field("publish_at")
# Written as NOT IN the hidden ones, because for "published" SQLite would read all published rows; so it reads one
# entry of the index of `publish_at`. The clock is the database's, as in the published set: a page rendered before an
# article appeared by that clock must not carry the stamp of the time after.
_HIDDEN = ", ".join(f"'{status.value}'" for status in NON_PUBLIC_STATUSES)
_CURRENT = f"""
    SELECT {_STAMP.column}, {_CHANGED.column}, (
        SELECT MAX({_PUBLISH_AT.column}) FROM {Article._meta.db_table}
        WHERE {_PUBLISH_AT.column} <= {{now}} AND status NOT IN ({_HIDDEN}))
    FROM {SiteRevision._meta.db_table} WHERE id = {THE_ROW}
"""  # noqa: S608 (made of constants)


@cache
def _current_sql(vendor: str) -> str:
    """Return the query in the dialect of the database."""
    now, _ = Article.objects.none().query.get_compiler(connection=connection).compile(Now())
    return _CURRENT.replace("{now}", now)


@lru_cache(maxsize=1)
def _state(stamp: Any, changed: Any, appeared: Any) -> ArchiveState:
    """Convert a row of database values to a state."""
    stamp, changed, appeared = _read(_STAMP, stamp), _read(_CHANGED, changed), _read(_PUBLISH_AT, appeared)
    if appeared is None:
        return ArchiveState(stamp.hex, changed)
    return ArchiveState(f"{stamp.hex}-{appeared.timestamp():.6f}", max(changed, appeared))


def _read(field: models.Field, value: object):
    column = field.get_col(field.model._meta.db_table)
    for converter in (*connection.ops.get_db_converters(column), *column.get_db_converters(connection)):
        value = converter(value, column, connection)
    return value
