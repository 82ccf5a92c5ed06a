"""Declare the index of published articles where Haystack looks for it; `archive.search.indexing.documents` fills it."""

from __future__ import annotations

from haystack import indexes

from archive.models import Article
from archive.search.indexing.documents import document, with_everything_indexed


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    """Published articles. Declared for Haystack's tools; the engine's schema says how each field is analysed."""

    text = indexes.CharField(document=True)
    title = indexes.CharField()
    standfirst = indexes.CharField()
    authors = indexes.CharField()
    sources = indexes.CharField()
    publication = indexes.CharField()
    number = indexes.MultiValueField()
    volume = indexes.IntegerField()
    issue = indexes.IntegerField()
    year = indexes.IntegerField()
    date = indexes.IntegerField()
    author = indexes.MultiValueField()
    source = indexes.MultiValueField()
    topic = indexes.MultiValueField()
    cited = indexes.MultiValueField()

    def get_model(self):
        return Article

    def index_queryset(self, using=None):
        return Article.objects.published()

    def read_queryset(self, using=None):
        return Article.objects.published()

    def get_updated_field(self) -> str:
        return "changed"

    def full_prepare(self, article: Article) -> dict:
        """The entry of an article that `with_everything_indexed` read, or of any other at the cost of some queries."""
        if not hasattr(article, "counted_citations"):
            article = with_everything_indexed(Article.objects.filter(pk=article.pk)).get()
        return document(article)
