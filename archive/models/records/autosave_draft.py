"""Autosave drafts: unsaved input of forms, stored apart from the history."""

from __future__ import annotations

import datetime
import json

from django.conf import settings
from django.db import models
from django.utils import timezone

RETENTION_DAYS = 30
MAX_BYTES = 3_000_000  # of one form; the longest text that is read has a million characters
MAX_FORMS = 40  # of one person; the oldest are purged
RECENTLY = datetime.timedelta(hours=8)


class QuotaExceeded(ValueError):
    """Form larger than the limit; `str()` of it is a message for an editor."""


class AutosaveDraftQuerySet(models.QuerySet):
    def of(self, user) -> AutosaveDraftQuerySet:
        return self.filter(user=user)

    def on(self, article_id: int) -> AutosaveDraftQuerySet:
        return self.filter(article_id=article_id)

    def by_others(self, user) -> AutosaveDraftQuerySet:
        """Filter recent unsaved work of others, with their accounts."""
        since = timezone.now() - RECENTLY
        return self.exclude(user=user).filter(saved_at__gte=since).select_related("user").defer("fields")

    def store(
        self, user, form_key: str, fields: dict[str, list[str]], *, article_id=None, based_on=None
    ) -> AutosaveDraft:
        """Store the input of a form, replacing its earlier input.

        `fields` are the names and values as a browser sends them. Raises QuotaExceeded for more than MAX_BYTES.
        """
        if len(json.dumps(fields, ensure_ascii=False).encode()) > MAX_BYTES:
            raise QuotaExceeded("This is more than can be kept aside; save it.")
        work, made = self.update_or_create(
            user=user,
            form_key=form_key,
            defaults={
                "fields": fields,
                "article_id": article_id,
                "based_on": based_on,
                "saved_at": timezone.now(),
            },
        )
        if made:
            self._purge(user)
        return work

    def _purge(self, user) -> None:
        """Purge old work of everyone, and a person's oldest above the limit; done whenever a new form is stored."""
        self.filter(saved_at__lt=timezone.now() - datetime.timedelta(days=RETENTION_DAYS)).delete()
        too_many = self.of(user).order_by("-saved_at", "-pk").values_list("pk", flat=True)[MAX_FORMS:]
        self.filter(pk__in=list(too_many)).delete()


class AutosaveDraft(models.Model):
    """Input of one person in one form. No foreign key to the article: it may be deleted while somebody writes."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    form_key = models.CharField(max_length=80, help_text="“article-12”, or “new-” with a token of the form.")
    article_id = models.PositiveBigIntegerField(null=True, blank=True, db_index=True)
    based_on = models.PositiveIntegerField(null=True, blank=True, help_text="The article's version at opening.")
    fields = models.JSONField(default=dict)
    began_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = AutosaveDraftQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "form_key"], name="one_autosave_draft_per_form")]
        verbose_name_plural = "unsaved work"

    def __str__(self) -> str:
        return f"{self.user}: {self.form_key}"

    @property
    def title(self) -> str:
        """Return the title in the form."""
        return self.value("title").strip()

    def value(self, name: str) -> str:
        """Return the last value of a field, as a form does; "" for a missing field."""
        values = self.fields.get(name) or [""]
        return values[-1]
