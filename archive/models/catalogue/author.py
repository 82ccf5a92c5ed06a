"""Authors: people (or desks) who sign articles, with the other spellings of their names."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When
from django.db.models.functions import Substr, Upper

from archive.models.common.slugs import SlugHistory, free_slug, slug_from
from archive.models.common.url_cache import cached_reverse
from archive.text.names.normalisation import fold
from archive.text.names.personal_names import sort_key


class AuthorQuerySet(models.QuerySet):
    def with_published_articles(self) -> AuthorQuerySet:
        """Filter authors of at least one article that readers can see."""
        shown = self.model.articles.rel.related_model.objects.published()
        return self.filter(Exists(shown.filter(authors=OuterRef("pk"))))

    def with_initials(self) -> AuthorQuerySet:
        """Annotate `initial`, the letter for a list from A to Z; "#" for names that begin with another character."""
        first = Upper(Substr("sort_key", 1, 1))
        return self.alias(first=first).annotate(
            initial=Case(When(first__gte=Value("A"), then=F("first")), default=Value("#"))
        )

    def named(self, name: str) -> AuthorQuerySet:
        """Filter authors of this name, in any case and with any accents."""
        return self.filter(name_key=fold(name))


class Author(SlugHistory):
    """Author of articles. Names need not be unique, as two people may share one; slugs are."""

    redirect_kind = "author"

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=100, unique=True, blank=True)
    name_key = models.CharField(max_length=200, editable=False, db_index=True)
    sort_key = models.CharField(max_length=200, editable=False, db_index=True)
    other_names = models.JSONField("other spellings", default=list, blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = AuthorQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="author_has_name"),
            models.CheckConstraint(condition=~Q(slug=""), name="author_has_slug"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args, **kwargs) -> None:
        self.name_key = fold(self.name)[:200]
        self.sort_key = sort_key(self.name)[:200]
        super().save(*args, **kwargs)

    def ensure_slug(self) -> None:
        if not self.slug:
            self.slug = free_slug(slug_from(self.name, fallback="author"), Author.objects.exclude(pk=self.pk))

    def get_absolute_url(self) -> str:
        return cached_reverse("author", self.slug)
