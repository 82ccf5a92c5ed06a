"""The table of fields: what derives from it says the same everywhere."""

from __future__ import annotations

from haystack import connections

from archive.models import Article
from archive.search.computed_fields import complete
from archive.search.fields import BY_NAME, FACETS, FIELDS, Kind
from archive.search.indexing.documents import document, loaded
from archive.search.query import haystack_query, request, tokeniser
from archive.search.whoosh.format.schema import build_schema
from tests.factories import ArticleFactory, CitationFactory


def test_names_are_told_apart():
    assert len(BY_NAME) == len(FIELDS)
    assert all(BY_NAME[field.forms].kind is Kind.FORMS for field in FIELDS if field.forms)
    assert all(BY_NAME[field.variants].kind is Kind.KEYWORD for field in FIELDS if field.variants)


def test_the_grammar_and_the_form_know_the_fields():
    assert tokeniser.FIELDS == (
        "title", "author", "source", "publication", "volume", "issue", "year", "date", "topic", "cited",
        "language",
    )  # fmt: skip
    assert FACETS == ("publication", "year", "author", "source", "topic", "language")
    assert request.PLACES == ("volume", "issue")
    assert haystack_query.COLUMNS["issue"] == "number"


def test_schema_entry_and_declared_index_have_the_same_fields(db):
    article = ArticleFactory(title="Ferry", standfirst="Late.", topics=["Harbours"], authors=["Ana Brod"])
    CitationFactory(article=article)
    entry = complete(document(*loaded(Article.objects.filter(pk=article.pk))))
    beside = {"id", "digest", "sentences"}
    assert entry.keys() == set(BY_NAME) | beside
    assert set(build_schema().names()) == set(BY_NAME) | beside
    declared = connections["default"].get_unified_index().get_index(Article).fields
    assert set(declared) == {field.name for field in FIELDS if field.is_public} | {"text"}
