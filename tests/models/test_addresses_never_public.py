"""The migration that forgets addresses of articles which readers never saw, where their versions say so."""

from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from archive.models import Article, SlugRedirect, Status, Tombstone
from archive.models.common.tombstone import Reason
from tests.factories import ArticleFactory

pytestmark = pytest.mark.django_db

migration = import_module("archive.migrations.0017_addresses_never_public")


def renamed_and_deleted(**values) -> int:
    """An article that left a redirect and a tombstone, as they were left before: whether or not readers saw it."""
    article = ArticleFactory(slug="before", **values)
    article = Article.objects.get(pk=article.pk)
    article.slug = "after"
    article.save()
    SlugRedirect.leave("article", article.issue_id, "before", target_id=article.pk)
    pk = article.pk
    article.delete()
    Tombstone.objects.update(reason=Reason.DELETED)
    return pk


@pytest.mark.parametrize(
    ("status", "reason", "redirects"),
    [
        (Status.DRAFT, Reason.DISCARDED, 0),
        (Status.IN_REVIEW, Reason.DISCARDED, 0),
        (Status.PUBLISHED, Reason.DELETED, 1),
        (Status.WITHDRAWN, Reason.DELETED, 1),  # it may have been public before its first version
    ],
)
def test_what_versions_show_to_be_unseen_is_forgotten(status, reason, redirects):
    renamed_and_deleted(status=status)
    migration.forget_what_was_never_public(apps, connection.schema_editor())
    assert (Tombstone.objects.get().reason, SlugRedirect.objects.count()) == (reason, redirects)


def test_what_has_no_versions_is_left():
    Tombstone.objects.create(article_id=4711, path="/letter/v1/i1/ferries/", title="Ferries")
    SlugRedirect.leave("article", 1, "ferries", target_id=4711)
    migration.forget_what_was_never_public(apps, connection.schema_editor())
    assert (Tombstone.objects.get().reason, SlugRedirect.objects.count()) == (Reason.DELETED, 1)


def test_the_way_back_calls_them_deleted():
    renamed_and_deleted(status=Status.DRAFT)
    migration.forget_what_was_never_public(apps, connection.schema_editor())
    migration.call_them_deleted(apps, connection.schema_editor())
    assert Tombstone.objects.get().reason == Reason.DELETED
