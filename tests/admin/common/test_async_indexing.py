"""The index follows at once where few articles changed, and in a process of its own where many did."""

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from archive.admin.common import async_indexing
from archive.models import Author, OutboxEntry, Publication, Source, Topic
from tests.factories import ArticleFactory, CitationFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def started(monkeypatch):
    """How often a process was started: here none is."""
    starts = []
    monkeypatch.setattr(async_indexing, "start_indexing", lambda: starts.append(1))
    return starts


@pytest.mark.parametrize(("articles", "starts"), [(1, []), (300, []), (301, [1])])
def test_process_is_started_for_many(started, articles, starts):
    with async_indexing.index_follows(articles):
        pass
    assert started == starts


def test_many_wait_in_the_outbox_meanwhile(started, monkeypatch):
    drained = []
    monkeypatch.setattr("archive.search.indexing.index_updates.drain", lambda: drained.append(1))
    with async_indexing.index_follows(301):
        ArticleFactory()
    assert (drained, OutboxEntry.objects.exists()) == ([], True)


def test_few_are_written_at_once(started, monkeypatch):
    drained = []
    monkeypatch.setattr("archive.search.indexing.index_updates.drain", lambda: drained.append(1))
    with async_indexing.index_follows(1):
        ArticleFactory()
    assert drained


def test_change_that_fails_starts_nothing(started):
    with pytest.raises(RuntimeError), async_indexing.index_follows(301):
        raise RuntimeError("the disk is full")
    assert started == []


@pytest.fixture
def drained(monkeypatch):
    """How often the index was written within a request."""
    drained = []
    monkeypatch.setattr("archive.search.indexing.index_updates.drain", lambda: drained.append(1))
    return drained


@pytest.fixture
def at_desk(client):
    client.force_login(User.objects.create_superuser("chief"))
    return client


def _author():
    row = Author.objects.create(name="Ana Brod")
    return row, lambda article: article.authorships.create(author=row), {}


def _topic():
    row = Topic.objects.create(name="Ferries")
    return row, lambda article: article.topics.add(row), {}


def _source():
    row = Source.objects.create(name="Harbour Wire")
    names = {f"other_names-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    return row, lambda article: CitationFactory(article=article, source=row), {"kind": "agency", **names}


@pytest.mark.parametrize("make", [_author, _topic, _source])
@pytest.mark.parametrize("articles", [2, 3])
def test_renaming_what_many_articles_are_found_by_waits_for_no_index(
    at_desk, started, drained, monkeypatch, make, articles
):
    monkeypatch.setattr(async_indexing, "WRITTEN_AT_ONCE", 2)
    row, put_under, values = make()
    for _ in range(articles):
        put_under(ArticleFactory())
    OutboxEntry.objects.all().delete()
    drained.clear()
    address = reverse(f"admin:archive_{row._meta.model_name}_change", args=[row.pk])
    answer = at_desk.post(address, {"name": "Another Name", "slug": row.slug, **values})
    assert answer.status_code == 302
    assert OutboxEntry.objects.count() == articles
    assert (bool(started), bool(drained)) == ((True, False) if articles > 2 else (False, True))


def test_deleting_a_topic_of_many_articles_waits_for_no_index(at_desk, started, drained, monkeypatch):
    monkeypatch.setattr(async_indexing, "WRITTEN_AT_ONCE", 2)
    topic, put_under, _ = _topic()
    for _ in range(3):
        put_under(ArticleFactory())
    drained.clear()
    at_desk.post(reverse("admin:archive_topic_delete", args=[topic.pk]), {"post": "yes"})
    assert (Topic.objects.exists(), started, drained) == (False, [1], [])


def test_articles_of_a_publication_are_counted(at_desk, started, drained, monkeypatch):
    monkeypatch.setattr(async_indexing, "WRITTEN_AT_ONCE", 0)
    ArticleFactory()
    publication = Publication.objects.get()
    values = {name: getattr(publication, name) or "" for name in ("slug", "genre", "frequency", "language")}
    at_desk.post(
        reverse("admin:archive_publication_change", args=[publication.pk]), {"title": "Another Title", **values}
    )
    assert (Publication.objects.get().title, started) == ("Another Title", [1])


def test_looking_at_a_form_counts_nothing(at_desk, started, monkeypatch):
    monkeypatch.setattr(async_indexing, "WRITTEN_AT_ONCE", 0)
    author, put_under, _ = _author()
    put_under(ArticleFactory())
    at_desk.get(reverse("admin:archive_author_change", args=[author.pk]))
    assert started == []
