"""Lists of articles by author, topic and source: what each holds, and its totals, both derived from what readers see.

An article is listed when the outbox is drained: an article that waits there may be listed as it was before. Whoever
reads the lists takes care of those (`archive.models.catalogue.article_list`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models

from archive.models.catalogue.article import Article
from archive.models.catalogue.author import Author
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.source import Source
from archive.models.catalogue.topic import Topic

if TYPE_CHECKING:
    from collections.abc import Mapping

Listing = Author | Topic | Source


class ListKind(models.IntegerChoices):
    """Kind of row that has a list of articles."""

    AUTHOR = 1
    TOPIC = 2
    SOURCE = 3


class PartKind(models.IntegerChoices):
    """Part of a list that has a total of its own: all, a year, a publication; articles that are in another list too."""

    WHOLE = 0
    AUTHOR = 1
    SOURCE = 3
    YEAR = 4
    PUBLICATION = 5


KINDS: Mapping[type[models.Model], ListKind] = {
    Author: ListKind.AUTHOR,
    Topic: ListKind.TOPIC,
    Source: ListKind.SOURCE,
}
# The part of a total of articles without a year.
NO_YEAR = 0


class ListedArticleQuerySet(models.QuerySet):
    def of(self, row: Listing) -> ListedArticleQuerySet:
        """Filter the list of an author, a topic or a source."""
        return self.filter(kind=KINDS[type(row)], row_id=row.pk)


class ListedArticle(models.Model):
    """Article in the list of an author, a topic or a source, with its issue, its year, and how often it cites."""

    # Without constraints: rows stay until the outbox is drained after an article or an issue was deleted.
    article = models.ForeignKey(Article, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    issue = models.ForeignKey(Issue, models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    kind = models.PositiveSmallIntegerField(choices=ListKind)
    row_id = models.PositiveBigIntegerField()
    publication_id = models.PositiveBigIntegerField()
    year = models.PositiveSmallIntegerField(default=NO_YEAR)
    citations = models.PositiveIntegerField(default=0, help_text="Of the source, in this article.")
    is_paired = models.BooleanField(default=True, help_text="Whether totals count it beside other authors and sources.")

    objects = ListedArticleQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [models.UniqueConstraint(fields=["article", "kind", "row_id"], name="listed_once")]
        indexes = [
            models.Index(fields=["kind", "row_id", "issue", "article"], name="listed_by_issue"),
            models.Index(fields=["kind", "row_id"], condition=models.Q(is_paired=False), name="listed_unpaired"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row_id}: article {self.article_id}"


class ListTotalQuerySet(models.QuerySet):
    def of(self, row: Listing) -> ListTotalQuerySet:
        """Filter the totals of the list of an author, a topic or a source."""
        return self.filter(kind=KINDS[type(row)], row_id=row.pk)


class ListTotal(models.Model):
    """Number of articles and citations in a list, or in a part of it. A list without articles has none."""

    kind = models.PositiveSmallIntegerField(choices=ListKind)
    row_id = models.PositiveBigIntegerField()
    part = models.PositiveSmallIntegerField(choices=PartKind)
    part_id = models.PositiveBigIntegerField(default=0, help_text="A year, or the id of a row.")
    articles = models.IntegerField()
    citations = models.IntegerField(default=0)

    objects = ListTotalQuerySet.as_manager()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["kind", "row_id", "part", "part_id"], name="one_total_of_a_part")
        ]
        indexes = [
            models.Index(fields=["kind", "row_id", "part", "-articles", "part_id"], name="total_largest_first"),
            models.Index(fields=["id"], condition=models.Q(articles=0), name="total_of_nothing"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.row_id}, {self.get_part_display()} {self.part_id}: {self.articles}"
