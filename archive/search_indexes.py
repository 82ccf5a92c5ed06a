"""Declare the index of published articles where Haystack looks for it; `archive.search.indexing.documents` fills it."""

from __future__ import annotations

from haystack import indexes

from archive.models import Article
from archive.search.computed_fields import complete
from archive.search.fields import FIELDS, Field, Kind
from archive.search.indexing.documents import document, loaded


def declared_fields() -> dict[str, indexes.SearchField]:
    """Return the public fields of the index as Haystack's."""
    return {field.name: _declared(field) for field in FIELDS if field.is_public}


def _declared(field: Field) -> indexes.SearchField:
    if field.several:
        return indexes.MultiValueField()
    return indexes.IntegerField() if field.kind is Kind.NUMBER else indexes.CharField()


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published articles. Declared for Haystack's tools; the engine's schema says how each field is analysed."""

    text = indexes.CharField(document=True)
    # Haystack's metaclass reads fields from the body of the class.
    locals().update(declared_fields())

    def get_model(self):
        return Article

    def index_queryset(self, using=None):
        return Article.objects.published()

    def read_queryset(self, using=None):
        return Article.objects.published()

    def get_updated_field(self) -> str:
        return "changed"

    def full_prepare(self, article: Article) -> dict:
        """The entry of one of the `loaded` articles, or of any other at the cost of some queries."""
        if not hasattr(article, "counted_citations"):
            (article,) = loaded(Article.objects.filter(pk=article.pk))
        return complete(document(article))
