"""Drift between index and database is found both ways, and mended."""

from __future__ import annotations

import datetime

import pytest

from archive.models import Article, OutboxEntry
from archive.search.engine import IndexUnusable
from archive.search.indexing import consistency, documents
from archive.search.indexing import rebuild as rebuilding
from archive.search.indexing.consistency import Drift, compare, repair
from archive.search.indexing.index_updates import drain, lag, suspend_indexing
from archive.search.indexing.rebuild import bring_up_to_date, rebuild
from tests.databases import environment
from tests.factories import ArticleFactory
from tests.search.entries import entry


@pytest.fixture
def articles(index):
    made = ArticleFactory.create_batch(3)
    drain()
    return made


def forget_changes():
    OutboxEntry.objects.all().delete()


def test_none_where_all_is_well(articles):
    assert not compare()


def test_what_the_index_lacks(articles):
    late = ArticleFactory()
    forget_changes()
    assert compare().missing == [late.pk]


def test_what_the_index_holds_in_an_older_form(articles):
    Article.objects.filter(pk=articles[1].pk).update(title="Anew")
    forget_changes()
    assert compare().stale == [articles[1].pk]


def test_what_the_index_holds_without_reason(articles):
    Article.objects.filter(pk=articles[0].pk).withdraw()
    forget_changes()
    assert compare().surplus == [articles[0].pk]


def test_what_the_index_holds_twice(articles, index):
    with index.writer(timeout=5) as writer:
        writer.add(documents.document(documents.loaded(Article.objects.order_by("pk"))[0]))
    assert compare().double == [articles[0].pk]


def test_all_of_it_is_mended(articles, index):
    ArticleFactory()
    Article.objects.filter(pk=articles[0].pk).withdraw()
    Article.objects.filter(pk=articles[1].pk).update(title="Anew")
    forget_changes()
    with index.writer(timeout=5) as writer:
        writer.add(entry(articles[2].pk))
        writer.add(entry(999_999))
    drift = compare()
    assert all((drift.missing, drift.stale, drift.surplus, drift.double))
    assert repair(drift).complete
    assert not compare()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_find_the_same_differences(index, monkeypatch, tmp_path):
    made = ArticleFactory.create_batch(7)
    drain()
    with suspend_indexing():
        Article.objects.filter(pk=made[1].pk).update(title="Anew")
        Article.objects.filter(pk=made[6].pk).withdraw()
        late = ArticleFactory()
        forget_changes()
    monkeypatch.setattr(consistency, "CHUNK", 3)  # a batch of three, three, and one
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    read: list[int] = []
    in_parallel = compare(read.append, processes=2)
    assert in_parallel == compare(processes=1) == Drift([late.pk], [made[1].pk], [made[6].pk], [])
    assert read == [3, 3, 1]


def test_comparing_takes_few_queries(articles, django_assert_max_num_queries):
    with django_assert_max_num_queries(8):
        compare()


def test_a_rebuild_holds_what_is_published_and_tries_poison_again(articles, index):
    OutboxEntry.objects.create(article_id=articles[0].pk, dead_letter=True, attempts=3, error="once")
    assert rebuild() == 3
    assert not compare()
    assert lag().dead_letters == 0


def test_an_article_that_cannot_be_read_stops_no_rebuild(articles, monkeypatch):
    real = documents.document

    def document(article):
        if article.pk == articles[1].pk:
            raise ValueError("cannot be read")
        return real(article)

    monkeypatch.setattr(documents, "document", document)
    assert rebuild() == 2
    assert set(OutboxEntry.objects.dead_lettered().values_list("article_id", flat=True)) == {articles[1].pk}


def test_an_entry_that_the_index_refuses_stops_no_rebuild(articles, monkeypatch):
    real = documents.document

    def document(article):
        return real(article) | ({"year": "soon"} if article.pk == articles[1].pk else {})

    monkeypatch.setattr(documents, "document", document)
    assert rebuild(processes=1) == 2
    assert set(OutboxEntry.objects.dead_lettered().values_list("article_id", flat=True)) == {articles[1].pk}


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_processes_build_the_same_index(index, monkeypatch, tmp_path):
    made = ArticleFactory.create_batch(7)
    drain()
    monkeypatch.setattr(rebuilding, "CHUNK", 3)  # a chunk of three, three, and one
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    read: list[int] = []
    assert rebuild(read.append, processes=2) == len(made)
    assert read == [3, 3, 1]
    assert not compare()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_the_index_refuses_in_another_process_stops_no_rebuild(index, monkeypatch, tmp_path):
    made = ArticleFactory.create_batch(3)
    drain()
    with suspend_indexing():  # more minutes than a field of 32 bits holds
        Article.objects.filter(pk=made[1].pk).update(created=datetime.datetime(9000, 1, 1, tzinfo=datetime.UTC))
    forget_changes()
    for name, value in environment(tmp_path).items():
        monkeypatch.setenv(name, value)
    assert rebuild(processes=2) == 2
    assert set(OutboxEntry.objects.dead_lettered().values_list("article_id", flat=True)) == {made[1].pk}


def test_a_rebuild_that_fails_leaves_the_index_as_it_was(articles, index, monkeypatch):
    def document(article):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(documents, "document", document)
        with pytest.raises(KeyboardInterrupt):
            rebuild()
    assert len(list(index.store.path.glob("g*"))) == 1
    assert not compare()
    assert rebuild() == 3


def test_what_is_missing_is_built_and_what_is_sound_is_drained(articles, index):
    assert bring_up_to_date().complete
    (index.store.path / "CURRENT").unlink()
    with pytest.raises(IndexUnusable):
        compare()
    assert bring_up_to_date() == 3
    assert not compare()
