"""Review notes: what editors and authors wrote to each other about an article, round by round."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone

from archive.models.catalogue.article import Article

MAX_NOTE = 2000


class ReviewStep(models.TextChoices):
    """Transition with which a note came, by its name in the publication workflow."""

    SENT = "send", "sent it to review"
    TAKEN_BACK = "take-back", "took it back"
    RETURNED = "return", "returned it"
    PUBLISHED = "publish", "published it"
    PUBLISHED_AT_ONCE = "publish-at-once", "published it at once"
    SCHEDULED = "schedule", "scheduled it"
    UNSCHEDULED = "unschedule", "took it off the schedule"
    WITHDRAWN = "withdraw", "withdrew it"
    REOPENED = "reopen", "made it a draft again"


# Steps of a round, which are recorded without a note too.
ROUND = frozenset({ReviewStep.SENT, ReviewStep.TAKEN_BACK, ReviewStep.RETURNED})


class ReviewNoteQuerySet(models.QuerySet):
    def on(self, article_ids) -> ReviewNoteQuerySet:
        """Filter the notes on articles, oldest first, with their authors."""
        return self.filter(article__in=article_ids).select_related("author").order_by("at", "pk")

    def returns(self) -> ReviewNoteQuerySet:
        return self.filter(step=ReviewStep.RETURNED)


class ReviewNote(models.Model):
    """One step of an article's review: who, when, what they wrote, and the article's version that it left."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="review_notes")
    step = models.CharField(max_length=16, choices=ReviewStep)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    author_name = models.CharField(max_length=150, blank=True, help_text="It outlasts the account.")
    at = models.DateTimeField(default=timezone.now)
    text = models.TextField(blank=True, max_length=MAX_NOTE)
    version = models.PositiveIntegerField(default=0)

    objects = ReviewNoteQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(step__in=ReviewStep.values), name="review_step_is_known"),
        ]

    def __str__(self) -> str:
        return f"{self.signed} {self.get_step_display()}: {self.text}"

    @property
    def signed(self) -> str:
        """Return the name of who wrote it."""
        name = (self.author.get_full_name() or self.author.get_username()) if self.author else self.author_name
        return name or "Somebody"
