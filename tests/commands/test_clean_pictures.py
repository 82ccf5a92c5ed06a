"""Pictures go only when nothing that the archive keeps shows them."""

import datetime
import os

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from archive.admin.articles.pictures import markup_of
from archive.exports.backup import restore_backup, write_backup
from archive.models import Article, AutosaveDraft, Picture
from archive.models.catalogue.picture import folder_of
from tests.admin.articles.test_article import form
from tests.factories import ArticleFactory
from tests.pictures import held_picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def picture():
    """A picture that was uploaded two months ago."""
    made = held_picture()
    long_ago = timezone.now() - datetime.timedelta(days=60)
    Picture.objects.update(uploaded=long_ago)
    os.utime(folder_of(made.digest), (long_ago.timestamp(),) * 2)
    return made


def clean(capsys, **options) -> tuple[str, bool, bool]:
    """What it says, and whether picture and files are still there."""
    folder = folder_of(Picture.objects.get().digest)
    call_command("clean_pictures", **options)
    return capsys.readouterr().out, Picture.objects.exists(), folder.is_dir()


def test_picture_that_nothing_shows_goes(picture, capsys):
    assert clean(capsys) == ("Pictures removed: 1. Folders of files removed: 1.\n", False, False)


def test_dry_run_removes_nothing(picture, capsys):
    said, *there = clean(capsys, dry_run=True)
    assert "would be removed: 1" in said
    assert there == [True, True]


def test_picture_that_was_uploaded_lately_stays(capsys):
    held_picture()
    assert clean(capsys)[1:] == (True, True)


def test_picture_in_an_article_stays(picture, capsys):
    ArticleFactory(body=markup_of(picture))
    assert clean(capsys)[1:] == (True, True)


def test_picture_in_unsaved_work_stays(picture, capsys, django_user_model):
    AutosaveDraft.objects.create(
        user=django_user_model.objects.create_user("ana"), form_key="article-1", fields={"body": [markup_of(picture)]}
    )
    assert clean(capsys)[1:] == (True, True)


def test_picture_in_a_former_version_stays(picture, capsys, admin_client):
    article = ArticleFactory(body=markup_of(picture))
    admin_client.post(
        reverse("admin:archive_article_change", args=[article.pk]), form(article, body="<p>Without it.</p>")
    )
    assert "Without it." in Article.objects.get().body
    assert clean(capsys)[1:] == (True, True)


def test_files_without_a_row_go_once_they_are_old(picture, media, capsys):
    folder = folder_of(picture.digest)
    draft = media / "pictures" / ".part-broke-off"
    draft.mkdir()
    os.utime(draft, (0, 0))
    Picture.objects.all().delete()
    call_command("clean_pictures")
    assert not folder.exists()
    assert not draft.exists()


def test_negative_days_are_refused():
    with pytest.raises(CommandError):
        call_command("clean_pictures", days=-1)


@pytest.mark.django_db(transaction=True)
def test_backup_brings_pictures_back(picture, media, tmp_path, client):
    ArticleFactory(body=markup_of(picture))
    draft = media / "pictures" / ".part-under-way"
    draft.mkdir()
    (draft / "480.jpg").write_bytes(b"x")
    write_backup(tmp_path / "backup.zip")
    call_command("flush", interactive=False, verbosity=0)
    for file in folder_of(picture.digest).iterdir():
        file.unlink()
    (draft / "480.jpg").unlink()
    restore_backup(tmp_path / "backup.zip")
    assert client.get(str(picture.address)).status_code == 200
    assert not (draft / "480.jpg").exists()
