"""Suggestions while typing: only what readers can see, of every kind."""

from __future__ import annotations

import pytest

from archive.models import Article, SourceName, Status
from archive.search.indexing.index_updates import drain
from archive.search.suggesting.suggestions import suggestions
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, SourceFactory, TopicFactory


@pytest.fixture
def texts(index):
    """`texts("fer")` → what is suggested, as (text, kind)."""
    article = ArticleFactory(title="Ferries stand idle", authors=["Éva Ferrand"], topics=["Ferry dues"])
    source = SourceFactory(name="Ferryman’s Gazette")
    SourceName.objects.create(source=source, name="Old Ferry Post")
    CitationFactory(article=article, source=source)
    ArticleFactory(title="Ferrets are not wanted", status=Status.DRAFT, authors=["Fernanda Draft"])
    AuthorFactory(name="Fergus Unread")
    TopicFactory(name="Fermentation")
    drain()
    return lambda typed: [(each.text, each.kind) for each in suggestions(typed)]


def test_every_kind_and_nothing_unpublished(texts):
    assert texts("fer") == [
        ("Éva Ferrand", "author"),
        ("Ferry dues", "topic"),
        ("Ferryman’s Gazette", "source"),
        ("Ferries stand idle", "article"),
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("eva f", ["Éva Ferrand"]),
        ("Ferrand, É", ["Éva Ferrand"]),
        ("e. ferr", ["Éva Ferrand"]),
        ("author:fer", ["Éva Ferrand"]),
        ("topic:fer", ["Ferry dues"]),
        ("title:fer", ["Ferries stand idle"]),
        ("source:f", []),
        ("old ferry", ["Ferryman’s Gazette"]),
        ("stand idl", ["Ferries stand idle"]),
        ("“Ferries st", ["Ferries stand idle"]),
        ("f", []),
        ("", []),
        ("%%", []),
        ("zzz", []),
        ("((((", []),
        ("x" * 5000, []),
    ],
)
def test_suggestions(texts, typed, found):
    assert [text for text, _ in texts(typed)] == found


def test_what_was_withdrawn_is_not_suggested(texts):
    Article.objects.all().withdraw()
    assert texts("fer") == []


def test_few_queries(texts, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        texts("fer")
