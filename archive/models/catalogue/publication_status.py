"""What readers may see, and how articles get there in bulk: their status, the published set, and moves between."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from archive.models.common import outbox
from archive.models.common.outbox import BATCH, OutboxQuerySet
from archive.models.common.tombstone import Reason, Tombstone


class Status(models.TextChoices):
    """Where an article stands. A published one with a moment to come is scheduled: the clock publishes it."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Readers see none of these, whatever the clock says.
NON_PUBLIC_STATUSES = (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN)


class PublicationStatusQuerySet(OutboxQuerySet):
    """Articles by what readers may see of them. Every move takes `by`, the person who makes it, and counts the rows
    that it changed: those that stand there already are left as they are.
    """

    def published(self) -> Self:
        """What readers may see now: the clock is asked, so that scheduling needs no daemon."""
        return self.filter(self.published_condition())

    @staticmethod
    def published_condition(prefix: str = "") -> Q:
        """The published set as a condition, for counting through a relation: `prefix` is "articles__" there."""
        due = Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": Now()})
        return Q(**{f"{prefix}status": Status.PUBLISHED}) & due

    def not_public(self) -> Self:
        """What readers may not see now: all that `published()` leaves out.

        Usually few, and found by two indexes: to leave them out of many rows is cheaper than to ask each row's article.
        """
        return self.filter(Q(status__in=NON_PUBLIC_STATUSES) | Q(publish_at__gt=Now()))

    def scheduled(self) -> Self:
        """What the clock will publish."""
        # Not "published", of which SQLite would read all: what has a moment to come is found by the index of moments.
        return self.filter(publish_at__gt=Now()).exclude(status__in=NON_PUBLIC_STATUSES)

    def drafts(self):
        return self.filter(status=Status.DRAFT)

    def in_review(self):
        return self.filter(status=Status.IN_REVIEW)

    def withdrawn(self):
        return self.filter(status=Status.WITHDRAWN)

    @transaction.atomic
    def publish(self, *, by=None) -> int:
        """Let readers see them, each at its own moment where that is to come."""
        return self.exclude(status=Status.PUBLISHED)._move_to(Status.PUBLISHED, by=by)

    @transaction.atomic
    def publish_now(self, *, by=None) -> int:
        """Let readers see them at once, those too that were to appear later."""
        return self.not_public()._move_to(Status.PUBLISHED, by=by, publish_at=None)

    @transaction.atomic
    def schedule(self, moment: datetime.datetime, *, by=None) -> int:
        """Let readers see them from a moment on (aware). What they see already stays as it is."""
        return self.not_public()._move_to(Status.PUBLISHED, by=by, publish_at=moment)

    @transaction.atomic
    def send_to_review(self, *, by=None) -> int:
        """Put drafts before the editors, and take what is scheduled off the schedule."""
        scheduled = Q(status=Status.PUBLISHED, publish_at__gt=Now())
        return self.filter(Q(status=Status.DRAFT) | scheduled)._move_to(Status.IN_REVIEW, by=by)

    @transaction.atomic
    def return_to_draft(self, *, by=None, note: str = "") -> int:
        """Give them back to who writes them, with a note. What readers see is withdrawn first, never returned."""
        return self.not_public().exclude(status=Status.DRAFT)._move_to(Status.DRAFT, by=by, note=note)

    @transaction.atomic
    def withdraw(self, *, by=None) -> int:
        """Take them from readers: their pages answer 410 and say so. Those still scheduled are withdrawn unseen."""
        shown = self.published().select_related("issue__publication").order_by()
        Tombstone.create_for(shown.only("title", "slug", "issue"), Reason.WITHDRAWN, using=self.db)
        return self.filter(status=Status.PUBLISHED)._move_to(Status.WITHDRAWN, by=by)

    def _move_to(self, status: Status, *, by, **values) -> int:
        moved = {"status": status, "status_by": by, "status_since": Now(), "note": ""} | values
        return self.update(**moved, changed=Now(), version=F("version") + 1)

    def update(self, **values) -> int:
        if not {"status", "publish_at"} & values.keys():
            return super().update(**values)
        touched = self.article_ids()
        changed = super().update(**values)
        self._follow(touched)
        return changed

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        created = super().bulk_create(objs, *args, **kwargs)
        self._follow(article.pk for article in created if article.publish_at)
        return created

    def bulk_update(self, objs, fields, *args, **kwargs):
        changed = super().bulk_update(objs, fields, *args, **kwargs)
        if {"status", "publish_at"} & set(fields):
            self._follow(self.ids_in(objs))
        return changed

    def _follow(self, article_ids: Iterable[int]) -> None:
        """Note when those that are scheduled will appear; who is published again has no tombstone."""
        ids = list(article_ids)
        for start in range(0, len(ids), BATCH):
            these = self.model.objects.using(self.db).filter(pk__in=ids[start : start + BATCH]).order_by()
            appearances = list(these.scheduled().values_list("pk", "publish_at"))
            outbox.schedule_reindex(appearances, using=self.db)
            Tombstone.remove_for(these.published().values("pk"), using=self.db)
