"""The archive's revision."""

import datetime

import pytest
from django.utils import timezone

from archive.models import SiteRevision, Status
from archive.models.common.outbox import batch_enqueue
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db


def test_an_archive_that_never_changed_has_no_stamp():
    assert SiteRevision.current().stamp == ""


def test_a_change_gives_a_new_stamp():
    article = ArticleFactory()
    before = SiteRevision.current().stamp
    article.save()
    assert SiteRevision.current().stamp != before


def test_asking_changes_nothing():
    ArticleFactory()
    assert SiteRevision.current() == SiteRevision.current()


def test_there_is_one_row():
    for _ in range(3):
        ArticleFactory()
    assert SiteRevision.objects.count() == 1


def test_it_tells_when_an_article_last_appeared_on_time():
    appeared = timezone.now() - datetime.timedelta(minutes=1)
    ArticleFactory(publish_at=appeared)
    SiteRevision.objects.update(changed=appeared - datetime.timedelta(days=1))
    assert SiteRevision.current().since == appeared


@pytest.mark.parametrize(
    "hidden",
    [
        {"publish_at": timezone.now() + datetime.timedelta(days=1)},
        {"status": Status.DRAFT, "publish_at": timezone.now() - datetime.timedelta(days=1)},
    ],
)
def test_what_has_not_appeared_is_no_part_of_it(hidden):
    ArticleFactory()
    SiteRevision.bump()
    stamp = SiteRevision.current().stamp
    ArticleFactory(**hidden)
    row = SiteRevision.objects.get()
    assert SiteRevision.current().stamp == row.stamp.hex != stamp


def test_an_import_that_records_once_changes_it():
    article = ArticleFactory()
    before = SiteRevision.current().stamp
    changed = []
    with batch_enqueue(changed):
        article.save()
        changed.append(article.pk)
    assert SiteRevision.current().stamp != before


def test_it_takes_one_query(django_assert_num_queries):
    ArticleFactory()
    with django_assert_num_queries(1):
        SiteRevision.current()
