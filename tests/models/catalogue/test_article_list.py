"""Lists of articles by author, topic and source give the same from totals as from the articles themselves."""

from __future__ import annotations

import datetime
import random

import pytest
from django.utils import timezone

from archive.editing.derived import article_lists
from archive.editing.derived.article_lists import list_articles, wrong_totals
from archive.models import Article, Author, Citation, CitationStatus, OutboxEntry, PartKind, Source, Status, Topic
from archive.models.catalogue.article_list import CountedList, LiveList, article_list, totals
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    SourceFactory,
    TopicFactory,
)

pytestmark = pytest.mark.django_db
HOUR = datetime.timedelta(hours=1)


def settle() -> None:
    """List what waits in the outbox, as its drain does."""
    list_articles(OutboxEntry.objects.values_list("article_id", flat=True))
    OutboxEntry.objects.all().delete()


def everything(listed: CountedList | LiveList) -> dict[str, object]:
    found: dict[str, object] = {
        "number": len(listed),
        "ids": listed[:50],
        "middle": listed[2:5],
        "last": listed[4:7],
        "by id": listed.in_order_of_ids(1, 4),
        "years": listed.years(),
    }
    if isinstance(listed.row, Source):
        found |= {
            part.name: listed.largest(part, 3) for part in (PartKind.AUTHOR, PartKind.PUBLICATION, PartKind.SOURCE)
        }
    return found


def rows() -> list[Author | Topic | Source]:
    return [*Author.objects.all(), *Topic.objects.all(), *Source.objects.all()]


def assert_lists_agree() -> None:
    settle()
    for row in rows():
        assert isinstance(article_list(row), CountedList)
        assert everything(CountedList(row)) == everything(LiveList(row)), row
    assert not wrong_totals()
    for model in (Author, Topic, Source):
        numbers = {row.pk: len(LiveList(row)) for row in rows() if isinstance(row, model)}
        assert {pk: total.articles for pk, total in totals(model).items()} == {pk: n for pk, n in numbers.items() if n}


@pytest.fixture
def archive():
    """Two publications whose issues share days and numbers; articles with up to two authors, topics and sources."""
    chance = random.Random(4)
    authors, topics, sources = (
        AuthorFactory.create_batch(3),
        TopicFactory.create_batch(2),
        SourceFactory.create_batch(4),
    )
    days = [datetime.date(2004, 10, 4), datetime.date(2005, 1, 9), None]
    issues = [
        IssueFactory(
            publication=publication, volume=1, number=str(number), date=day, date_precision="day" if day else ""
        )
        for publication in PublicationFactory.create_batch(2, first_year=None)
        for number, day in enumerate(days)
    ]
    for place in range(9):
        article = ArticleFactory(issue=chance.choice(issues), position=place % 3)
        article.authors.set(chance.sample(authors, chance.randrange(3)))
        article.topics.set(chance.sample(topics, chance.randrange(3)))
        for source in chance.choices(sources, k=chance.randrange(4)):
            CitationFactory(article=article, source=source, status=chance.choice(list(CitationStatus)))
    return Article.objects.order_by("pk")


def test_lists_are_counted_as_their_articles(archive):
    assert_lists_agree()


CHANGES = {
    "published later": lambda article: Article.objects.filter(pk=article.pk).update(publish_at=timezone.now() + HOUR),
    "withdrawn": lambda article: Article.objects.filter(pk=article.pk).withdraw(),
    "draft": lambda article: Article.objects.filter(pk=article.pk).update(status=Status.DRAFT),
    "deleted": lambda article: article.delete(),
    "another issue": lambda article: (
        setattr(article, "issue", IssueFactory(date=datetime.date(2001, 2, 3))),
        article.save(),
    ),
    "no authors": lambda article: article.authors.clear(),
    "no topics": lambda article: article.topics.clear(),
    "other topics": lambda article: article.topics.set(Topic.objects.all()),
    "citations rejected": lambda article: article.citations.update(status=CitationStatus.REJECTED),
    "citations of nobody": lambda article: article.citations.update(source=None),
    "cited once more": lambda article: CitationFactory(article=article, source=Source.objects.first()),
    "citation deleted": lambda article: Citation.objects.filter(article=article).first().delete(),
    "issue of another day": lambda article: (
        article.issue.set_date(None),
        setattr(article.issue, "volume", 7),
        article.issue.save(),
    ),
    "issue deleted": lambda article: article.issue.delete(),
    "source deleted": lambda article: Source.objects.first().delete(),
    "topic deleted": lambda article: Topic.objects.first().delete(),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_counted_before_and_after_it_is_listed(archive, change):
    settle()
    article = next(
        each for each in archive if each.authors.exists() and each.topics.exists() and each.citations.exists()
    )
    CHANGES[change](article)
    for row in rows():
        assert everything(article_list(row)) == everything(LiveList(row)), row
    assert {pk: total.articles for pk, total in totals(Author).items()} == {
        row.pk: len(LiveList(row)) for row in Author.objects.all() if len(LiveList(row))
    }
    assert_lists_agree()


def test_an_article_that_waits_is_counted_from_the_rows(archive):
    settle()
    source = Source.objects.first()
    CitationFactory(source=source)
    assert isinstance(article_list(source), LiveList)


def test_an_article_that_is_hidden_by_a_clock_set_back_is_not_counted(archive):
    article = ArticleFactory(publish_at=timezone.now() - HOUR)
    article.authors.set([author := AuthorFactory()])
    settle()
    assert len(article_list(author)) == 1
    Article._base_manager.filter(pk=article.pk).update(publish_at=timezone.now() + HOUR)
    OutboxEntry.objects.all().delete()
    assert len(article_list(author)) == 0


def test_articles_of_very_many_sources_are_counted_beside_them_too(archive, monkeypatch):
    monkeypatch.setattr(article_lists, "MAX_PAIRED", 3)
    for article in archive[:6]:
        for source in Source.objects.all():
            CitationFactory(article=article, source=source)
    assert_lists_agree()
