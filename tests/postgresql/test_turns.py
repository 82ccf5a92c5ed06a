"""Writers take turns from the beginning of their transactions; readers wait for nobody."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connection, transaction

from archive.models import Article, Topic
from archive.postgresql import base
from archive.postgresql.turns import only_reading
from tests.factories import ArticleFactory

pytestmark = [
    pytest.mark.postgresql(reason="SQLite has one lock for all"),
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def another():
    """Does something in a thread with a connection of its own; gives what it returned, or raises what it raised."""

    def do(what):
        def and_close():
            try:
                return what()
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(and_close).result(60)

    return do


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(base, "TAKE_TURN", base.TAKE_TURN.replace("'20s'", "'50ms'"))


def write() -> bool:
    with transaction.atomic():
        Topic.objects.create(name="Tides", slug="tides")
    return True


def test_a_writer_waits_for_the_one_before(another, impatient):
    with transaction.atomic(), pytest.raises(OperationalError, match="lock timeout"):
        another(write)
    assert another(write)


def test_whoever_waited_in_vain_can_go_on_with_its_connection(another, impatient):
    def in_vain_and_again() -> bool:
        with pytest.raises(OperationalError):
            write()
        waiting.set()
        assert ended.wait(60)
        try:
            return write()
        finally:
            connection.close()

    waiting, ended = threading.Event(), threading.Event()
    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            later = pool.submit(in_vain_and_again)
            assert waiting.wait(60)
        ended.set()
        assert later.result(60)


def test_who_only_reads_does_not_wait(another, impatient):
    def read() -> int:
        with only_reading(), transaction.atomic():
            return Topic.objects.count()

    with transaction.atomic():
        Topic.objects.create(name="Tides", slug="tides")
        assert another(read) == 0


def test_rows_locked_in_two_orders_are_no_deadlock():
    articles = [ArticleFactory(title="One").pk, ArticleFactory(title="Two").pk]
    both_began = threading.Barrier(2)

    def save(order: list[int]) -> None:
        both_began.wait(60)
        try:
            for number in range(5):
                with transaction.atomic():
                    for pk in order:
                        article = Article.objects.select_for_update().get(pk=pk)
                        article.title = f"Title {number} of {order}"
                        article.save()
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        for saved in [pool.submit(save, articles), pool.submit(save, articles[::-1])]:
            saved.result(120)
