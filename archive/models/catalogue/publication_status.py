"""Publication status: which articles readers may see, and changes of status in bulk."""

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
    """Status of an article. A published one with a future `publish_at` is scheduled, and becomes visible then."""

    DRAFT = "draft", "Draft"
    IN_REVIEW = "in-review", "In review"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


# Never visible to readers, whatever `publish_at` is.
NON_PUBLIC_STATUSES = (Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN)


class PublicationStatusQuerySet(OutboxQuerySet):
    """Articles by visibility.

    Every transition takes `by`, the person who makes it, and returns how many rows changed; rows that have the status
    already do not.
    """

    def published(self) -> Self:
        """Filter articles that readers may see now, by the database's clock, so that scheduling needs no daemon."""
        return self.filter(self.published_condition())

    @staticmethod
    def published_condition(prefix: str = "") -> Q:
        """Return the condition of `published()`, for counting through a relation: `prefix` is "articles__" there."""
        due = Q(**{f"{prefix}publish_at__isnull": True}) | Q(**{f"{prefix}publish_at__lte": Now()})
        return Q(**{f"{prefix}status": Status.PUBLISHED}) & due

    def published_of_all(self) -> Self:
        """Filter as `published()`, for queries that read all articles: SQLite would look up the row of each by the
        index of its status, where an index covers the whole query.
        """
        due = Q(publish_at__isnull=True) | Q(publish_at__lte=Now())
        return self.filter(due).exclude(status__in=NON_PUBLIC_STATUSES)

    def not_public(self) -> Self:
        """Filter articles that readers may not see now: the complement of `published()`.

        Usually few, and found by two indexes: excluding them from many rows is cheaper than joining each row's
        article.
        """
        return self.filter(Q(status__in=NON_PUBLIC_STATUSES) | Q(publish_at__gt=Now()))

    def scheduled(self) -> Self:
        """Filter articles that will become visible later."""
        # Not by "published", for which SQLite would read all of them; future dates are found by the index of
        # `publish_at`.
        return self.filter(publish_at__gt=Now()).exclude(status__in=NON_PUBLIC_STATUSES)

    def drafts(self) -> Self:
        return self.filter(status=Status.DRAFT)

    def in_review(self) -> Self:
        return self.filter(status=Status.IN_REVIEW)

    def withdrawn(self) -> Self:
        return self.filter(status=Status.WITHDRAWN)

    @transaction.atomic
    def publish(self, *, by=None) -> int:
        """Publish, each at its `publish_at` if that is in the future."""
        return self.exclude(status=Status.PUBLISHED)._move_to(Status.PUBLISHED, by=by)

    @transaction.atomic
    def publish_now(self, *, by=None) -> int:
        """Publish at once, scheduled ones too."""
        return self.not_public()._move_to(Status.PUBLISHED, by=by, publish_at=None)

    @transaction.atomic
    def schedule(self, moment: datetime.datetime, *, by=None) -> int:
        """Publish at a moment (aware). Visible articles are not changed."""
        return self.not_public()._move_to(Status.PUBLISHED, by=by, publish_at=moment)

    @transaction.atomic
    def send_to_review(self, *, by=None) -> int:
        """Send drafts to review, and take scheduled articles off the schedule."""
        scheduled = Q(status=Status.PUBLISHED, publish_at__gt=Now())
        return self.filter(Q(status=Status.DRAFT) | scheduled)._move_to(Status.IN_REVIEW, by=by)

    @transaction.atomic
    def return_to_draft(self, *, by=None, note: str = "") -> int:
        """Return articles to their authors, with a note. Visible ones must be withdrawn first, and are not changed."""
        return self.not_public().exclude(status=Status.DRAFT)._move_to(Status.DRAFT, by=by, note=note)

    @transaction.atomic
    def withdraw(self, *, by=None) -> int:
        """Withdraw from readers: their pages answer 410 and say so. Scheduled ones get no tombstone."""
        shown = self.published().select_related("issue__publication").order_by()
        Tombstone.create_for(shown.only("title", "slug", "issue"), Reason.WITHDRAWN, using=self.db)
        return self.filter(status=Status.PUBLISHED)._move_to(Status.WITHDRAWN, by=by)

    def _move_to(self, status: Status, *, by, **values) -> int:
        moved = {"status": status, "status_by": by, "status_since": Now(), "note": ""} | values
        return self.update(**moved, changed=Now(), version=F("version") + 1)

    def update(self, **values) -> int:  # `bulk_update` calls it for each batch
        if not {"status", "publish_at"} & values.keys():
            return super().update(**values)
        touched = self.article_ids()
        changed = super().update(**values)
        self._sync_schedule_and_tombstones(touched)
        return changed

    update.alters_data = True

    def bulk_create(self, objs, *args, **kwargs):
        created = super().bulk_create(objs, *args, **kwargs)
        self._sync_schedule_and_tombstones(article.pk for article in created if article.publish_at)
        return created

    def _sync_schedule_and_tombstones(self, article_ids: Iterable[int]) -> None:
        """Schedule reindexing at `publish_at`, and remove the tombstones of articles that are published again."""
        ids = list(article_ids)
        for start in range(0, len(ids), BATCH):
            these = self.model.objects.using(self.db).filter(pk__in=ids[start : start + BATCH]).order_by()
            appearances = list(these.scheduled().values_list("pk", "publish_at"))
            outbox.schedule_reindex(appearances, using=self.db)
            Tombstone.remove_for(these.published().values("pk"), using=self.db)
