"""Internal links: links in articles to the archive's own pages, with their targets, to find broken ones by a query."""

from __future__ import annotations

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from archive.models.catalogue.article import Article


class LinkError(models.TextChoices):
    """Fault of a link; empty for a working one."""

    NOTHING = "nothing", "There is no such page"
    GONE = "gone", "The article was deleted"
    ANCHOR = "anchor", "The article has no such paragraph"


class InternalLinkQuerySet(models.QuerySet):
    def broken(self) -> InternalLinkQuerySet:
        """Filter broken links: with an error, or to an article that readers cannot see now."""
        hidden = Article.objects.not_public().filter(pk=OuterRef("target"))
        return self.filter(~Q(error="") | (Q(target__isnull=False) & Exists(hidden)))


class InternalLink(models.Model):
    """Link in an article's body to a page of this archive: the address as written, its target, and its error."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="internal_links")
    anchor = models.CharField(max_length=8, blank=True, help_text="The paragraph's permanent anchor.")
    address = models.CharField(max_length=600)
    path = models.CharField(max_length=600, db_index=True, help_text="The address without host, query and fragment.")
    fragment = models.CharField(max_length=100, blank=True)
    target = models.ForeignKey(Article, models.SET_NULL, null=True, related_name="linked_from")
    error = models.CharField(max_length=8, choices=LinkError, blank=True)
    checked = models.DateTimeField(default=timezone.now)

    objects = InternalLinkQuerySet.as_manager()

    class Meta:
        ordering = ["article", "pk"]
        indexes = [models.Index(fields=["article"], condition=~Q(error=""), name="link_with_error")]

    def __str__(self) -> str:
        return self.address
