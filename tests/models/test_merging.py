"""Merging: what hung on the lost row moves, and its address leads on."""

import pytest

from archive.models import SlugRedirect, SourceName
from archive.models.merging import CannotMerge, merge_authors, merge_sources, merge_topics
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, SourceFactory, TopicFactory

pytestmark = pytest.mark.django_db


def test_citations_move():
    kept, lost = SourceFactory(), SourceFactory()
    citation = CitationFactory(source=lost)
    merge_sources(kept, lost)
    citation.refresh_from_db()
    assert citation.source == kept


def test_lost_name_becomes_another_name():
    kept, lost = SourceFactory(name="Varda Courier"), SourceFactory(name="Varda Kurier")
    merge_sources(kept, lost)
    assert SourceName.objects.get(source=kept).name == "Varda Kurier"


@pytest.mark.parametrize(
    ("merge", "factory"), [(merge_sources, SourceFactory), (merge_authors, AuthorFactory), (merge_topics, TopicFactory)]
)
def test_lost_address_leads_to_the_kept_row(merge, factory):
    kept, lost = factory(), factory(slug="lost")
    merge(kept, lost)
    assert SlugRedirect.target(kept.redirect_kind, "lost") == kept.pk


def test_addresses_lost_before_lead_on():
    first, second, third = SourceFactory(slug="first"), SourceFactory(slug="second"), SourceFactory()
    merge_sources(second, first)
    merge_sources(third, second)
    assert SlugRedirect.target("source", "first") == third.pk


def test_article_that_both_signed_is_signed_once():
    article = ArticleFactory(authors=["Ana Brod", "Anna Brod"])
    kept, lost = article.byline()
    merge_authors(kept, lost)
    assert [author.name for author in article.authors.all()] == ["Ana Brod"]


def test_lost_spelling_is_kept():
    kept, lost = AuthorFactory(name="Ana Brod"), AuthorFactory(name="Anna Brod")
    merge_authors(kept, lost)
    kept.refresh_from_db()
    assert kept.other_names == ["Anna Brod"]


def test_articles_of_a_topic_move():
    article = ArticleFactory(topics=["Harbors"])
    kept = TopicFactory(name="Harbours")
    merge_topics(kept, article.topics.get())
    assert list(article.topics.all()) == [kept]


def test_row_is_not_merged_with_itself():
    source = SourceFactory()
    with pytest.raises(CannotMerge):
        merge_sources(source, source)
