"""The preview of a merge tells what the merge then does."""

import pytest

from archive.editing.merges.merge_preview import MAX_NAMED, preview
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
    target, first, second = (AuthorFactory(name=name) for name in ("Ana Brod", "Anna Brod", "A. Brod"))
    for signed in ([target], [first], [first, second], [target, second], [target, first, second]):
        ArticleFactory(authors=signed)
    return target, [first, second]


def test_moving_are_articles_that_the_kept_one_lacks(authors):
    target, duplicate = authors
    shown = preview(target, duplicate)
    assert (shown.moving, len(shown.first_moving)) == (2, 2)


def test_collapsing_are_articles_that_several_have(authors):
    target, duplicate = authors
    shown = preview(target, duplicate)
    assert (shown.collapsing, len(shown.first_collapsing)) == (3, 3)


def test_kept_one_has_as_many_afterwards(authors):
    target, duplicate = authors
    before, moving = target.articles.count(), preview(target, duplicate).moving
    merge(target, duplicate)
    assert target.articles.count() == before + moving


def test_names_are_those_of_all():
    target = AuthorFactory(name="Ana Brod", other_names=["A. Brod"])
    shown = preview(target, [AuthorFactory(name="Anna Brod", other_names=["A. Brod", "Ana Brod"])])
    assert shown.names == ["A. Brod", "Anna Brod"]


def test_topics_collapse_where_both_are_filed():
    article = ArticleFactory(topics=["Harbours", "Harbors"])
    target, duplicate = article.topics.all()
    shown = preview(target, [duplicate])
    assert (shown.moving, shown.first_collapsing, shown.names) == (0, [article], [])


def test_every_citation_moves():
    target, duplicate = SourceFactory(), SourceFactory()
    article = ArticleFactory()
    for source in (target, duplicate, duplicate):
        CitationFactory(source=source, article=article)
    shown = preview(target, [duplicate])
    assert (shown.moving, shown.first_moving, shown.collapsing) == (2, [article], 0)


def test_old_addresses_are_counted():
    target, duplicate = TopicFactory(), TopicFactory()
    SlugRedirect.leave("topic", 0, "older", target_id=duplicate.pk)
    assert preview(target, [duplicate]).old_addresses == 2


def test_sides_have_weights_and_names():
    target, duplicate = SourceFactory(), SourceFactory()
    CitationFactory(source=duplicate)
    SourceNameFactory(source=duplicate, name="Kurier")
    side = preview(target, [duplicate]).duplicates[0]
    assert (side.row, side.weight, side.other_names, side.old_addresses) == (duplicate, 1, ["Kurier"], 0)


def test_thousands_cost_no_more_than_a_few(django_assert_max_num_queries):
    target, duplicate = SourceFactory(), SourceFactory()
    for article in [ArticleFactory() for _ in range(MAX_NAMED + 2)]:
        Citation.objects.bulk_create(
            Citation(article=article, source=duplicate, raw="(Varda, May 1)", paragraph=1, ordinal=n)
            for n in range(300)
        )
    with django_assert_max_num_queries(10):
        shown = preview(target, [duplicate])
    assert (shown.moving, len(shown.first_moving)) == (300 * (MAX_NAMED + 2), MAX_NAMED)
