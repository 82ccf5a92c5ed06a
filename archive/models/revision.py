"""The archive's revision: a stamp that changes whenever anything that pages show does, so that caches can ask."""

from __future__ import annotations

import datetime
import uuid
from dataclasses import dataclass

from django.db import models
from django.utils import timezone

from archive.models.article import Article, Status

THE_ROW = 1


@dataclass(frozen=True, slots=True)
class ArchiveState:
    """A stamp that no other state of the archive ever had, and the moment since which pages look as they do."""

    stamp: str
    since: datetime.datetime | None


class Revision(models.Model):
    """One row, renewed in the transaction that changes anything which pages show.

    A random stamp rather than a count: an archive that was restored from a backup and edited again must not come back
    to a stamp that meant something else.
    """

    stamp = models.UUIDField()
    changed = models.DateTimeField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=THE_ROW), name="there_is_one_revision")]

    def __str__(self) -> str:
        return str(self.stamp)

    @classmethod
    def renew(cls, *, using: str | None = None) -> None:
        """Say, in the transaction under way, that pages may look different from now on."""
        values = {"stamp": uuid.uuid4(), "changed": timezone.now()}
        if not cls.objects.using(using).filter(pk=THE_ROW).update(**values):
            cls.objects.using(using).update_or_create(pk=THE_ROW, defaults=values)

    @classmethod
    def current(cls) -> ArchiveState:
        """The state of the archive now, in one query. Articles that appear on time change it without any write."""
        now = timezone.now()
        appeared = Article.objects.filter(status=Status.PUBLISHED, publish_at__lte=now).order_by("-publish_at")
        row = (
            cls.objects.filter(pk=THE_ROW)
            .annotate(appeared=models.Subquery(appeared.values("publish_at")[:1]))
            .values_list("stamp", "changed", "appeared")
            .first()
        )
        if row is None:
            return ArchiveState("", None)
        stamp, changed, appeared_at = row
        if appeared_at is None:
            return ArchiveState(stamp.hex, changed)
        return ArchiveState(f"{stamp.hex}-{appeared_at.timestamp():.6f}", max(changed, appeared_at))
