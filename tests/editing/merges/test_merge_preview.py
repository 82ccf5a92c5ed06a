"""The preview of a merge tells what the merge then does."""

import pytest

from archive.editing.merges.merge_preview import SHOWN, preview
from archive.editing.merges.merging import merge
from archive.models import Citation, SlugRedirect
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    SourceFactory,
    SourceNameFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def authors():
    kept, first, second = (AuthorFactory(name=name) for name in ("Ana Brod", "Anna Brod", "A. Brod"))
    for signed in ([kept], [first], [first, second], [kept, second], [kept, first, second]):
        ArticleFactory(authors=signed)
    return kept, [first, second]


def test_moving_are_articles_that_the_kept_one_lacks(authors):
    kept, lost = authors
    shown = preview(kept, lost)
    assert (shown.moving, len(shown.shown)) == (2, 2)


def test_collapsing_are_articles_that_several_have(authors):
    kept, lost = authors
    shown = preview(kept, lost)
    assert (shown.collapsing, len(shown.shown_collapsing)) == (3, 3)


def test_kept_one_has_as_many_afterwards(authors):
    kept, lost = authors
    before, moving = kept.articles.count(), preview(kept, lost).moving
    merge(kept, lost)
    assert kept.articles.count() == before + moving


def test_names_are_those_of_all():
    kept = AuthorFactory(name="Ana Brod", other_names=["A. Brod"])
    shown = preview(kept, [AuthorFactory(name="Anna Brod", other_names=["A. Brod", "Ana Brod"])])
    assert shown.names == ["A. Brod", "Anna Brod"]


def test_topics_collapse_where_both_are_filed():
    article = ArticleFactory(topics=["Harbours", "Harbors"])
    kept, lost = article.topics.all()
    shown = preview(kept, [lost])
    assert (shown.moving, shown.shown_collapsing, shown.names) == (0, [article], [])


def test_every_citation_moves():
    kept, lost = SourceFactory(), SourceFactory()
    article = ArticleFactory()
    for source in (kept, lost, lost):
        CitationFactory(source=source, article=article)
    shown = preview(kept, [lost])
    assert (shown.moving, shown.shown, shown.collapsing) == (2, [article], 0)


def test_old_addresses_are_counted():
    kept, lost = TopicFactory(), TopicFactory()
    SlugRedirect.leave("topic", 0, "older", target_id=lost.pk)
    assert preview(kept, [lost]).old_addresses == 2


def test_sides_have_weights_and_names():
    kept, lost = SourceFactory(), SourceFactory()
    CitationFactory(source=lost)
    SourceNameFactory(source=lost, name="Kurier")
    side = preview(kept, [lost]).lost[0]
    assert (side.row, side.weight, side.other_names, side.old_addresses) == (lost, 1, ["Kurier"], 0)


def test_thousands_cost_no_more_than_a_few(django_assert_max_num_queries):
    kept, lost = SourceFactory(), SourceFactory()
    for article in [ArticleFactory() for _ in range(SHOWN + 2)]:
        Citation.objects.bulk_create(
            Citation(article=article, source=lost, raw="(Varda, May 1)", paragraph=1, ordinal=n) for n in range(300)
        )
    with django_assert_max_num_queries(10):
        shown = preview(kept, [lost])
    assert (shown.moving, len(shown.shown)) == (300 * (SHOWN + 2), SHOWN)
