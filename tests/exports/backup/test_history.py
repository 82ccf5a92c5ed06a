"""A backup carries the history, in both of its forms."""

import pytest
from django.contrib.auth.models import User

from archive.editing.change_set import change_set
from archive.exports.backup import restore_backup, write_backup
from archive.exports.backup.rows import load_rows, prepare_tables, write_rows
from archive.models import Article, AutosaveDraft, versions_of
from tests.factories import ArticleFactory


@pytest.fixture
def article():
    made = ArticleFactory(title="Ferries stand idle", authors=["Ana Brod"])
    with change_set("Corrected", by=User.objects.create_user("ana")):
        row = Article.objects.get(pk=made.pk)
        row.title = "Ferries sail"
        row.set_body("<p>Otherwise.</p>")
        row.save()
    AutosaveDraft.objects.store(User.objects.get(), "article-1", {"title": ["Ferries sink"]}, article_id=row.pk)
    return row


def told(pk: int) -> list:
    return [
        (
            one.title,
            one.text(),
            one.authors_snapshot,
            one.made_by,
            one.history_change_reason,
            one.history_date.isoformat(timespec="milliseconds"),
        )
        for one in versions_of(Article, pk)
    ]


@pytest.mark.django_db(transaction=True)
def test_copy_of_the_database_has_the_history(article, tmp_path):
    before = told(article.pk)
    write_backup(tmp_path / "backup.zip")
    article.delete()
    restore_backup(tmp_path / "backup.zip")
    assert (told(Article.objects.get().pk), len(before)) == (before, 2)


@pytest.mark.django_db(transaction=True)
def test_rows_for_any_database_have_the_history(article, tmp_path):
    before, pk, file = told(article.pk), article.pk, tmp_path / "rows.jsonl"
    write_rows(file)
    prepare_tables("default")
    load_rows(file, using="default")
    assert (told(pk), AutosaveDraft.objects.get().title) == (before, "Ferries sink")
