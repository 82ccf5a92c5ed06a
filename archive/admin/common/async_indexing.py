"""Indexing after saves: at once where few articles changed, in a process of its own where many did."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db import models

from archive.editing.tasks.subprocesses import start
from archive.models import Article, Author, Publication, Source, Topic
from archive.search.indexing.index_updates import suspend_indexing

WRITTEN_AT_ONCE = 300  # articles, for about a second
# Lookups from articles to the rows whose names are indexed with them.
ARTICLE_LOOKUPS: dict[type[models.Model], str] = {
    Author: "authorships__author",
    Topic: "topics",
    Source: "citations__source",
    Publication: "issue__publication",
}


@contextmanager
def index_follows(articles: int) -> Iterator[None]:
    """Wrap a change to so many articles; large numbers are indexed by a background process."""
    if articles <= WRITTEN_AT_ONCE:
        yield
        return
    with suspend_indexing():
        yield
    start_indexing()


def start_indexing() -> None:
    """Start `update_index` for the outbox, in a process that outlives the request."""
    start("update_index", "--if-needed", "--verbosity", "0")


class IndexedAfterSave(admin.ModelAdmin):
    """A ModelAdmin of rows whose names may be indexed with thousands of articles."""

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        with index_follows(self._articles_to_reindex(request, object_id)):
            return super().changeform_view(request, object_id, form_url, extra_context)

    def delete_view(self, request, object_id, extra_context=None):
        with index_follows(self._articles_to_reindex(request, object_id)):
            return super().delete_view(request, object_id, extra_context)

    def restore_view(self, request, pk: int, version_id: int):
        with index_follows(self._articles_to_reindex(request, str(pk))):
            return super().restore_view(request, pk, version_id)

    def _articles_to_reindex(self, request, object_id: str | None) -> int:
        """Return how many articles a save would reindex, counted up to the limit."""
        number = unquote(object_id) if object_id and request.method == "POST" else ""
        if not (number.isascii() and number.isdigit() and len(number) <= 18):
            return 0
        articles = Article.objects.filter(**{ARTICLE_LOOKUPS[self.model]: number}).order_by()
        return articles.values("pk")[: WRITTEN_AT_ONCE + 1].count()
