"""Derivation in tests: reads an article whose rows were made by factories."""

from __future__ import annotations

from archive.editing.derived.rederive import derive_all
from archive.models import Article


def derive(*articles: Article) -> None:
    """Read the articles' bodies as they are saved, with all that follows from it."""
    for _ in derive_all(Article.objects.filter(pk__in=[article.pk for article in articles])):
        pass
