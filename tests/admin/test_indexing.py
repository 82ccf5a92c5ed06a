"""The index follows at once where few articles changed, and in a process of its own where many did."""

import pytest

from archive.admin import indexing
from archive.models import IndexChange
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def started(monkeypatch):
    """How often a process was started: here none is."""
    starts = []
    monkeypatch.setattr(indexing, "start_indexing", lambda: starts.append(1))
    return starts


@pytest.mark.parametrize(("articles", "starts"), [(1, []), (300, []), (301, [1])])
def test_process_is_started_for_many(started, articles, starts):
    with indexing.index_follows(articles):
        pass
    assert started == starts


def test_many_wait_in_the_outbox_meanwhile(started, monkeypatch):
    drained = []
    monkeypatch.setattr("archive.search.freshness.drain", lambda: drained.append(1))
    with indexing.index_follows(301):
        ArticleFactory()
    assert (drained, IndexChange.objects.exists()) == ([], True)


def test_few_are_written_at_once(started, monkeypatch):
    drained = []
    monkeypatch.setattr("archive.search.freshness.drain", lambda: drained.append(1))
    with indexing.index_follows(1):
        ArticleFactory()
    assert drained


def test_change_that_fails_starts_nothing(started):
    with pytest.raises(RuntimeError), indexing.index_follows(301):
        raise RuntimeError("the disk is full")
    assert started == []
