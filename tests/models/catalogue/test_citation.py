"""Which citations count, and what is counted of them."""

import datetime

import pytest
from django.utils import timezone

from archive.models import Article, Citation, CitationStatus, Status
from tests.factories import ArticleFactory, CitationFactory, SourceFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return SourceFactory(name="Quay Herald")


@pytest.mark.parametrize(
    ("status", "counts"),
    [
        (CitationStatus.FOUND, True),
        (CitationStatus.CONFIRMED, True),
        (CitationStatus.ADDED, True),
        (CitationStatus.REJECTED, False),
        (CitationStatus.SUGGESTED, False),
    ],
)
def test_rejected_ones_and_suggestions_are_not_shown(source, status, counts):
    CitationFactory(source=source, status=status)
    assert Citation.objects.shown().exists() is counts
    assert Article.objects.citing(source).exists() is counts


def test_those_of_drafts_and_of_what_is_to_come_are_not_shown(source):
    CitationFactory(source=source, article__status=Status.DRAFT)
    CitationFactory(source=source, article__publish_at=timezone.now() + datetime.timedelta(hours=1))
    assert not Citation.objects.shown().exists()
    assert not Article.objects.citing(source).exists()


def test_published_and_withheld_articles_are_all_articles():
    hour = datetime.timedelta(hours=1)
    for status in Status:
        for moment in (None, timezone.now() - hour, timezone.now() + hour):
            ArticleFactory(status=status, publish_at=moment)
    not_public, published = Article.objects.not_public(), Article.objects.published()
    assert (not_public.count(), published.count()) == (10, 2)
    assert not not_public.filter(pk__in=published.values("pk")).exists()


def test_years_count_citations_and_articles(source):
    article = ArticleFactory(issue__date=datetime.date(2004, 10, 4))
    CitationFactory.create_batch(2, source=source, article=article)
    CitationFactory(source=source, article__issue__date=datetime.date(2003, 1, 1))
    assert list(Citation.objects.shown().of(source).counted_by_year()) == [
        {"year": 2003, "citations": 1, "articles": 1},
        {"year": 2004, "citations": 2, "articles": 1},
    ]


def test_those_beside_a_source_are_others_in_the_same_articles(source):
    beside, elsewhere = SourceFactory(), SourceFactory()
    article = ArticleFactory()
    for each in (source, beside, beside):
        CitationFactory(article=article, source=each)
    CitationFactory(article=article, source=None, name="Unknown")
    CitationFactory(source=elsewhere)
    assert list(Citation.objects.beside(source).most_citing("source")) == [{"row": beside.pk, "articles": 1}]
