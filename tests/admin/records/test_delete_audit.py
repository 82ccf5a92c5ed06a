"""Deleting on the desk leaves an event: one for each row, or one for many."""

import pytest
from django.urls import reverse

from archive.admin.records.delete_audit import ONE_BY_ONE
from archive.models import Event
from tests.factories import ArticleFactory, AuthorFactory

pytestmark = pytest.mark.django_db
AUTHORS = reverse("admin:archive_author_changelist")


def delete(desk, rows) -> None:
    chosen = {"action": "delete_selected", "_selected_action": [row.pk for row in rows], "post": "yes"}
    desk.post(AUTHORS, chosen)


def test_deleted_article_is_recorded(desk, editor):
    article = ArticleFactory(title="Ferries stand idle", status="draft")
    number = str(article.pk)
    desk.post(reverse("admin:archive_article_delete", args=[article.pk]), {"post": "yes"})
    event = Event.objects.get(kind="delete")
    assert (event.actor, event.object_kind, event.object_id) == (editor, "article", number)
    assert "Ferries stand idle" in event.object_text


def test_each_of_a_few_is_recorded(desk):
    delete(desk, [AuthorFactory(name="Ana Brod"), AuthorFactory(name="Radko Sat")])
    assert set(Event.objects.filter(kind="delete").values_list("object_text", flat=True)) == {"Ana Brod", "Radko Sat"}


def test_many_are_recorded_as_one(desk):
    rows = [AuthorFactory() for _ in range(ONE_BY_ONE + 1)]
    numbers = [row.pk for row in rows]
    delete(desk, rows)
    event = Event.objects.get(kind="delete")
    assert (event.object_text, sorted(event.detail["authors"])) == ("51 authors", numbers)


def test_question_is_no_deletion(desk):
    author = AuthorFactory()
    desk.post(AUTHORS, {"action": "delete_selected", "_selected_action": [author.pk]})
    assert not Event.objects.filter(kind="delete").exists()
