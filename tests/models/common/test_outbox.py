"""The outbox: whatever changes what the index holds is recorded, in the same transaction."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from archive.models import Article, Authorship, Citation, OutboxEntry, Status
from archive.models.common.outbox import batch_enqueue, enqueue
from tests.factories import ArticleFactory, AuthorFactory, CitationFactory, TopicFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article():
    article = ArticleFactory(authors=["Ana Brod"], topics=["Ferries"])
    CitationFactory(article=article)
    OutboxEntry.objects.all().delete()
    return article


def rename(row, field="name"):
    setattr(row, field, "Renamed")
    row.save()


CHANGES = {
    "save": lambda article: article.save(),
    "bulk update": lambda article: Article.objects.filter(pk=article.pk).update(title="Other"),
    "bulk update of rows": lambda article: Article.objects.bulk_update([article], ["title"]),
    "withdraw": lambda article: Article.objects.all().withdraw(),
    "delete": lambda article: article.delete(),
    "bulk delete": lambda article: Article.objects.all().delete(),
    "delete of the issue": lambda article: article.issue.delete(),
    "rename of the publication": lambda article: rename(article.issue.publication, "title"),
    "new number of the issue": lambda article: rename(article.issue, "number"),
    "rename of an author": lambda article: rename(article.authors.get()),
    "rename of a topic": lambda article: rename(article.topics.get()),
    "rename of a source": lambda article: rename(article.citations.get().source),
    "another author": lambda article: Authorship.objects.create(article=article, author=AuthorFactory()),
    "authors in bulk": lambda article: Authorship.objects.bulk_create(
        [Authorship(article=article, author=AuthorFactory())]
    ),
    "authors removed": lambda article: article.authorships.all().delete(),
    "another topic": lambda article: article.topics.add(TopicFactory()),
    "topic removed": lambda article: article.topics.clear(),
    "topic removed from its side": lambda article: article.topics.get().articles.clear(),
    "topic deleted": lambda article: article.topics.get().delete(),
    "citation rejected": lambda article: Citation.objects.update(status="rejected"),
    "citation deleted": lambda article: article.citations.get().delete(),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_change_is_recorded(article, change):
    pk = article.pk
    change(article)
    assert pk in OutboxEntry.objects.values_list("article_id", flat=True)


def test_rolled_back_change_is_not_recorded(article):
    with transaction.atomic():
        article.save()
        transaction.set_rollback(True)
    assert not OutboxEntry.objects.exists()


def test_scheduled_article_is_due_when_it_appears(article):
    article.publish_at = timezone.now() + datetime.timedelta(days=1)
    article.status = Status.PUBLISHED
    article.save()
    assert article.publish_at in OutboxEntry.objects.values_list("due", flat=True)


def test_change_that_is_not_due_does_not_wait():
    OutboxEntry.objects.create(article_id=1, due=timezone.now() + datetime.timedelta(days=1))
    assert not OutboxEntry.objects.waiting().exists()


def test_importer_records_an_article_once(article):
    with transaction.atomic(), batch_enqueue([article.pk]):
        article.save()
        article.save()
    assert OutboxEntry.objects.count() == 1


def test_nothing_recorded_for_nothing():
    enqueue([])
    assert not OutboxEntry.objects.exists()
