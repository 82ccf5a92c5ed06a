"""Freshness: every kind of change is in the index after a drain, none before its commit, and nothing is lost."""

from __future__ import annotations

import datetime
import threading

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from archive.editing.merges.merging import merge
from archive.models import Article, OutboxEntry, SourceName, Status
from archive.models.common.outbox import enqueue
from archive.search.indexing import documents, index_updates
from archive.search.indexing.consistency import compare
from archive.search.indexing.index_updates import drain, drain_if_due, lag, suspend_indexing
from tests.clock import let_it_be_due
from tests.factories import (
    ArticleFactory,
    AuthorFactory,
    CitationFactory,
    IssueFactory,
    PublicationFactory,
    SourceFactory,
    TopicFactory,
)


@pytest.fixture
def settled(index):
    """`settled()` drains, and asserts that index and database agree and nothing waits."""

    def check() -> None:
        assert drain().complete
        assert not compare()
        assert lag().waiting == 0

    return check


def save(article):
    article.title = "Tugs stand idle"
    article.save()


CHANGES = {
    "save": save,
    "delete": lambda article: article.delete(),
    "bulk update": lambda article: Article.objects.filter(pk=article.pk).update(title="Tugs stand idle"),
    "bulk delete": lambda article: Article.objects.filter(pk=article.pk).delete(),
    "withdraw": lambda article: Article.objects.filter(pk=article.pk).withdraw(),
    "rename the publication": lambda article: rename(article.issue.publication, title="Tide Tables"),
    "slug of the publication": lambda article: rename(article.issue.publication, slug="tide-tables"),
    "number of the issue": lambda article: rename(article.issue, number="99"),
    "date of the issue": lambda article: rename(article.issue, date=datetime.date(2009, 1, 2)),
    "rename an author": lambda article: rename(article.authors.first(), name="Jorun Aas"),
    "rename a topic": lambda article: rename(article.topics.first(), name="Tides", slug="tides"),
    "rename a source": lambda article: rename(article.citations.first().source, name="Tidewater Post", slug="tides"),
    "another name of a source": lambda article: SourceName.objects.create(
        source=article.citations.first().source, name="Herald of Varda"
    ),
    "reject a citation": lambda article: rename(article.citations.first(), status="rejected"),
    "delete a citation": lambda article: article.citations.all().delete(),
    "sign off": lambda article: article.authorships.all().delete(),
    "drop topics": lambda article: article.topics.clear(),
    "topic from its own side": lambda article: article.topics.first().articles.clear(),
    "delete a source": lambda article: article.citations.first().source.delete(),
    "merge sources": lambda article: merge(SourceFactory(name="Kept"), [article.citations.first().source]),
    "merge into the source": lambda article: merge(article.citations.first().source, [SourceFactory()]),
    "merge authors": lambda article: merge(AuthorFactory(name="Kept"), [article.authors.first()]),
    "merge topics": lambda article: merge(TopicFactory(name="Kept"), [article.topics.first()]),
}


def rename(row, **values):
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_every_change_reaches_the_index(settled, change):
    article = ArticleFactory(authors=["Ana Brod"], topics=["Harbours"])
    CitationFactory(article=article)
    ArticleFactory(issue=article.issue)
    settled()
    change(article)
    assert lag().waiting > 0
    settled()


def test_a_first_year_reaches_the_index_where_no_citation_changes(settled):
    publication = PublicationFactory(first_year=2004)
    ArticleFactory(issue=IssueFactory(publication=publication, date=None, date_precision=""))
    settled()
    rename(publication, first_year=2001)
    assert lag().waiting > 0
    settled()


def test_a_draft_is_not_in_the_index_until_it_is_published(settled, titles):
    article = ArticleFactory(title="Quiet water", status=Status.DRAFT)
    settled()
    assert titles("quiet") == []
    Article.objects.filter(pk=article.pk).publish()
    assert titles("quiet") == ["Quiet water"]


def test_a_scheduled_article_appears_when_it_is_due_and_not_before(settled, titles, monkeypatch):
    soon = timezone.now() + datetime.timedelta(hours=1)
    article = ArticleFactory(title="Quiet water", publish_at=soon)
    settled()
    assert titles("quiet") == []
    # The clock of the database is not the test's to turn: the appointment is moved into the past instead.
    past = timezone.now() - datetime.timedelta(seconds=1)
    Article.objects.filter(pk=article.pk).update(publish_at=past)
    OutboxEntry.objects.update(due=past)
    assert titles("quiet") == ["Quiet water"]


def test_an_article_that_was_scheduled_past_all_appointments_gets_one_when_it_is_read(index):
    soon = timezone.now() + datetime.timedelta(hours=1)
    article = ArticleFactory()
    QuerySet(Article).filter(pk=article.pk).update(publish_at=soon)
    enqueue([article.pk])
    drain()
    assert OutboxEntry.objects.filter(due__gt=timezone.now()).values_list("article_id", "due").get() == (
        article.pk,
        soon,
    )


def test_a_withdrawn_article_never_shows_even_where_the_index_still_has_it(titles, ask):
    article = ArticleFactory(title="Quiet water")
    assert titles("quiet") == ["Quiet water"]
    Article.objects.filter(pk=article.pk).withdraw()
    OutboxEntry.objects.all().delete()  # as if the index would never hear of it
    assert titles("quiet") == []


def test_what_is_rolled_back_leaves_no_trace(settled):
    settled()
    with transaction.atomic():
        ArticleFactory()
        transaction.set_rollback(True)
    assert lag().waiting == 0
    settled()


@pytest.mark.django_db(transaction=True)
def test_the_index_is_right_when_the_transaction_ends(index, titles):
    with transaction.atomic():
        ArticleFactory(title="Quiet water")
        assert not dict(index.store.digests())
    assert lag().waiting == 0
    assert len(dict(index.store.digests())) == 1


@pytest.mark.django_db(transaction=True)
def test_one_transaction_is_drained_once(index, monkeypatch):
    drains = []
    monkeypatch.setattr(index_updates, "drain", lambda **options: drains.append(1))
    with transaction.atomic():
        for _ in range(3):
            ArticleFactory()
    assert len(drains) == 1


@pytest.mark.django_db(transaction=True)
def test_bulk_work_drains_at_its_end(index):
    with suspend_indexing():
        ArticleFactory()
        assert lag().waiting > 0
    drain()
    assert lag().waiting == 0


@pytest.mark.django_db(transaction=True)
def test_two_editors_saving_at_once_lose_nothing(index):
    articles = ArticleFactory.create_batch(2)
    errors = []

    def edit(pk):
        try:
            for number in range(4):
                article = Article.objects.get(pk=pk)
                article.title = f"Edition {number}"
                article.save()
        except Exception as error:  # noqa: BLE001 (whatever it is, the test fails of it)
            errors.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=edit, args=(article.pk,)) for article in articles]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert drain().complete
    assert not compare()


def test_without_an_index_changes_wait_and_nothing_raises(index):
    pointer = index.store.path / "CURRENT"
    kept = pointer.read_bytes()
    pointer.unlink()
    ArticleFactory()
    assert not drain().complete
    assert not drain_if_due()
    assert lag().waiting > 0
    pointer.write_bytes(kept)
    assert drain_if_due()
    assert not compare()


def test_while_another_writes_changes_wait(index):
    ArticleFactory()
    with index.writer(timeout=0):
        assert not drain(timeout=0).complete
        assert not drain_if_due()
    assert drain().complete


# --- entries that cannot be made or taken -----------------------------------------------------------------------------


def poison(monkeypatch, pk, spoil):
    real = documents.document

    def document(article):
        return spoil(real(article)) if article.pk == pk else real(article)

    monkeypatch.setattr(documents, "document", document)


def unmakeable(entry):
    raise ValueError("cannot be read")


def untakeable(entry):
    return entry | {"volume": 2**40}


@pytest.mark.parametrize("spoil", [unmakeable, untakeable])
def test_a_poison_row_is_set_aside_and_stops_nothing(index, monkeypatch, titles, spoil):
    bad, *others = ArticleFactory.create_batch(5, title="Quiet water")
    poison(monkeypatch, bad.pk, spoil)
    result = drain()
    assert result.complete
    assert result.dead_letters > 0
    assert set(dict(index.store.digests())) == {article.pk for article in others}
    row = OutboxEntry.objects.dead_lettered().first()
    assert row.article_id == bad.pk
    assert row.error
    assert lag().dead_letters > 0
    assert len(titles("quiet")) == 4


def failing(times):
    """Spoil an entry so many times, and then no more."""
    left = iter(range(times))

    def spoil(entry):
        if next(left, None) is not None:
            raise ValueError("cannot be read")
        return entry

    return spoil


@pytest.mark.parametrize(("failures", "set_aside"), [(2, 0), (3, 1)])
def test_the_third_failure_sets_a_row_aside(index, monkeypatch, failures, set_aside):
    article = ArticleFactory()
    drain()
    enqueue([article.pk])  # one row, so that a failure of the article is a failure of it
    poison(monkeypatch, article.pk, failing(failures))
    assert drain().dead_letters == set_aside
    assert OutboxEntry.objects.dead_lettered().count() == set_aside


def test_a_row_set_aside_is_tried_again_when_the_article_changes(index, monkeypatch):
    bad = ArticleFactory()
    with monkeypatch.context() as patched:
        poison(patched, bad.pk, unmakeable)
        drain()
    assert compare().missing == [bad.pk]
    bad.save()
    drain()
    assert not compare()


def test_rows_go_only_after_the_index_was_committed(index, monkeypatch):
    ArticleFactory()
    waiting = lag().waiting

    def fails(self):
        raise OSError("the disk is full")

    with monkeypatch.context() as patched:
        patched.setattr("archive.search.whoosh.writing.writer.ColumnarWriter.commit", fails)
        assert not drain().complete
    assert lag().waiting == waiting
    assert drain().complete


def test_the_entry_of_every_kind_of_article_is_stable(index, settled):
    publication = PublicationFactory(first_year=None)
    ArticleFactory(issue=IssueFactory(publication=publication, date=None, date_precision="", number="Supplement"))
    ArticleFactory(issue=IssueFactory(number="3–4"), body="", title="—")
    CitationFactory(source=None, name="Unknown Courier", first_day=None, last_day=None)
    settled()


@pytest.mark.django_db(transaction=True)
def test_suspending_stops_no_other_thread(index):
    drained = []

    def in_another_thread():
        try:
            drained.append(ArticleFactory(title="Elsewhere").pk)
        finally:
            connection.close()

    with suspend_indexing():
        ArticleFactory(title="Here")
        thread = threading.Thread(target=in_another_thread)
        thread.start()
        thread.join()
        assert not OutboxEntry.objects.waiting().filter(article_id__in=drained).exists()
        ArticleFactory(title="Here again")
        assert OutboxEntry.objects.waiting().exists()
    drain()


def test_an_article_that_a_clock_set_back_hides_again_is_not_counted(index, ask):
    article = ArticleFactory(title="Ferries stand idle")
    drain()
    assert ask("ferries").count == 1
    # No model is told, as none is when the clock of the machine is set.
    later = timezone.now() + datetime.timedelta(hours=1)
    with connection.cursor() as cursor:
        value = Article._meta.get_field("publish_at").get_db_prep_value(later, connection)
        cursor.execute("UPDATE archive_article SET publish_at = %s WHERE id = %s", [value, article.pk])
    assert ask("ferries").count == 0
    assert ask("ferries").count == 0
    let_it_be_due(article)
    assert ask("ferries").count == 1
