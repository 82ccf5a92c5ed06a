"""What by-line and topics were before merges, from now back through each of them."""

import datetime

import pytest
from django.utils import timezone

from archive.editing.merges.merge_replay import MergeHistory
from archive.editing.merges.merge_undo import undo
from archive.editing.merges.merging import merge
from archive.models import Article, Author, Topic
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Article:
    return ArticleFactory(authors=["Ivo Marsh", "Ana Brod", "Anna Brod"], topics=["Harbour", "Harbours"])


def since() -> MergeHistory:
    return MergeHistory(timezone.now() - datetime.timedelta(minutes=1))


def ids(model, *names: str) -> list[int]:
    return [model.objects.get(name=name).pk for name in names]


def test_without_merges_there_is_what_stands(article):
    standing = [author.pk for author in article.byline()]
    assert [authors for authors, _ in since().earlier(article)] == [standing]


def test_who_signed_beside_the_lost_one_and_who_took_its_place(article):
    ivo, ana, anna = ids(Author, "Ivo Marsh", "Ana Brod", "Anna Brod")
    new = Author.objects.create(name="A. Brod")
    merge(Author.objects.get(pk=anna), [Author.objects.get(pk=ana)])
    merge(new, [Author.objects.get(pk=anna)])
    assert [authors for authors, _ in since().earlier(article)] == [[ivo, new.pk], [ivo, anna], [ivo, ana, anna]]


def test_topics(article):
    one, other = ids(Topic, "Harbour", "Harbours")
    new = Topic.objects.create(name="Ports")
    merge(Topic.objects.get(pk=one), [Topic.objects.get(pk=other)])
    merge(new, [Topic.objects.get(pk=one)])
    assert [topics for _, topics in since().earlier(article)] == [[new.pk], [one], sorted([one, other])]


def test_merges_that_were_undone_or_made_before_count_for_nothing(article):
    rows = [Author.objects.get(name=name) for name in ("Anna Brod", "Ana Brod")]
    undo(merge(rows[0], rows[1:]))
    assert len(list(since().earlier(article))) == 1
    merge(Author.objects.get(name="Anna Brod"), [Author.objects.get(name="Ana Brod")])
    later = MergeHistory(timezone.now() + datetime.timedelta(minutes=1))
    assert len(list(later.earlier(article))) == 1


def test_the_lost_are_followed_to_the_last_kept_each_once(article):
    ivo, ana, anna = ids(Author, "Ivo Marsh", "Ana Brod", "Anna Brod")
    new = Author.objects.create(name="A. Brod")
    merge(Author.objects.get(pk=anna), [Author.objects.get(pk=ana)])
    merge(new, [Author.objects.get(pk=anna)])
    was = [[ana, "Ana Brod"], [ivo, "Ivo Marsh"], [anna, "Anna Brod"]]
    assert since().followed("author", was) == [[new.pk, "Ana Brod"], [ivo, "Ivo Marsh"]]
    assert since().followed("topic", was) == was


def test_who_signed_beside_the_lost_one_keeps_the_place(article):
    ivo, ana, anna = ids(Author, "Ivo Marsh", "Ana Brod", "Anna Brod")
    merge(Author.objects.get(pk=anna), [Author.objects.get(pk=ana)])
    was = [[ana, "Ana Brod"], [ivo, "Ivo Marsh"], [anna, "Anna Brod"]]
    assert since().followed("author", was) == [[ivo, "Ivo Marsh"], [anna, "Anna Brod"]]
