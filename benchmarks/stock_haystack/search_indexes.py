"""The index of stock Haystack, as its tutorial declares one, with the two facets."""

from haystack import indexes

from benchmarks.stock_haystack.models import Article


class ArticleIndex(indexes.SearchIndex, indexes.Indexable):
    text = indexes.CharField(document=True, model_attr="body")
    title = indexes.CharField(model_attr="title")
    publication = indexes.CharField(model_attr="publication", faceted=True)
    year = indexes.IntegerField(model_attr="year", faceted=True)
    date = indexes.IntegerField(model_attr="date")

    def get_model(self):
        return Article
