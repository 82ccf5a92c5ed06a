"""Topics: the subjects that editors file articles under."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Q

from archive.models.common.slugs import SlugHistory, free_slug, slug_from
from archive.models.common.url_cache import cached_reverse


class TopicQuerySet(models.QuerySet):
    def with_article_counts(self) -> TopicQuerySet:
        """Filter topics with at least one published article; annotate `article_count`."""
        not_public = self.model.articles.rel.related_model.objects.not_public().order_by().values("pk")
        return self.annotate(article_count=Count("articles", filter=~Q(articles__in=not_public), distinct=True)).filter(
            article_count__gt=0
        )


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
