"""Topics: the subjects that editors file articles under."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q

from archive.models.common.slugs import SlugHistory, free_slug, slug_from
from archive.models.common.url_cache import cached_reverse


class TopicQuerySet(models.QuerySet):
    def with_published_articles(self) -> TopicQuerySet:
        """Filter topics of at least one article that readers can see."""
        shown = self.model.articles.rel.related_model.objects.published()
        return self.filter(Exists(shown.filter(topics=OuterRef("pk"))))


class Topic(SlugHistory):
    redirect_kind = "topic"

    name = models.CharField(max_length=120, unique=True)
    slug = models.SlugField(max_length=100, unique=True, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = TopicQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="topic_has_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="topic_has_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def ensure_slug(self) -> None:
        if not self.slug:
            self.slug = free_slug(slug_from(self.name, fallback="topic"), Topic.objects.exclude(pk=self.pk))

    def get_absolute_url(self) -> str:
        return cached_reverse("topic", self.slug)
