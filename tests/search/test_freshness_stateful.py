"""Any mix of saves, deletions, bulk changes, rollbacks and killed writers ends, drained, with index == rows."""

from __future__ import annotations

import os
import signal
import time

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from archive.editing.merges.merging import merge
from archive.models import Article, Author, Issue, Publication, Source, Status, Topic
from archive.search.engine import engine
from archive.search.indexing.consistency import compare
from archive.search.indexing.index_updates import drain
from archive.search.indexing.rebuild import rebuild
from tests.factories import ArticleFactory, CitationFactory, SourceFactory

words = st.sampled_from(["Tides", "Ferries", "Harbour dues", "Salt", "Évidence"])
places = st.integers(0, 7)
names = st.sampled_from(["Ana Brod", "Jorun Aas", "Sergei Halvan"])


class Archive(RuleBasedStateMachine):
    """An archive under edit."""

    def __init__(self) -> None:
        super().__init__()
        for model in (Article, Issue, Publication, Author, Topic, Source):
            model.objects.all().delete()
        engine().rebuild([], lambda pks: [])

    def article(self, place: int) -> Article | None:
        articles = list(Article.objects.order_by("pk"))
        return articles[place % len(articles)] if articles else None

    @rule(title=words, author=names, draft=st.booleans())
    def write(self, title, author, draft):
        ArticleFactory(
            title=title, authors=[author], topics=["Harbours"], status=Status.DRAFT if draft else Status.PUBLISHED
        )

    @rule(place=places, title=words)
    def edit(self, place, title):
        if article := self.article(place):
            article.title = title
            article.save()

    @rule(place=places)
    def delete(self, place):
        if article := self.article(place):
            article.delete()

    @rule(place=places)
    def cite(self, place):
        if article := self.article(place):
            CitationFactory(article=article, source=Source.objects.first() or SourceFactory())

    @rule(publish=st.booleans())
    def change_in_bulk(self, publish):
        articles = Article.objects.filter(pk__in=list(Article.objects.order_by("pk").values_list("pk", flat=True)[:3]))
        _ = articles.publish() if publish else articles.withdraw()

    @rule(title=words)
    def rename_publication(self, title):
        if row := Publication.objects.order_by("pk").first():
            row.title = title
            row.save()

    @rule(name=names)
    def rename_author(self, name):
        if row := Author.objects.order_by("pk").first():
            row.name = name
            row.save()

    @rule()
    def merge_two_authors(self):
        if len(rows := list(Author.objects.order_by("pk")[:2])) == 2:
            merge(rows[0], rows[1:])

    @rule(place=places, title=words)
    def roll_back(self, place, title):
        with transaction.atomic():
            self.edit(place, title)
            ArticleFactory(title=title)
            transaction.set_rollback(True)

    @rule()
    def some_are_written(self):
        drain()

    @rule()
    def a_writer_is_killed(self):
        """A process takes entries out and puts others in, and dies before it commits."""
        store = engine().store
        ready, told = os.pipe()
        child = os.fork()
        if child == 0:
            with store.writer(timeout=1.0) as writer:
                writer.replace(list(range(1, 1000)), [])
                os.write(told, b"x")
                time.sleep(30)
            os._exit(0)
        os.close(told)
        assert os.read(ready, 1) == b"x"
        os.close(ready)
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)

    @rule()
    def rebuilt(self):
        rebuild()

    @invariant()
    def index_and_rows_agree(self):
        assert drain().complete
        assert not compare()


@pytest.mark.django_db
def test_index_and_rows_agree_after_anything():
    run_state_machine_as_test(
        Archive,
        settings=settings(
            max_examples=12,
            stateful_step_count=12,
            deadline=None,
            database=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
