"""Backups hold everything, and a restore gives it back."""

import json
import zipfile

import pytest
from django.core.management import CommandError, call_command

from archive.exports.backup import UnusableBackup, read_manifest, restore_backup, write_backup
from archive.models import Article, Event
from tests.factories import ArticleFactory

# A restore replaces the whole database behind Django's back, which no test transaction could undo.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(tmp_path):
    ArticleFactory(title="Ferries stand idle")
    path = tmp_path / "backup.zip"
    write_backup(path)
    return path


def test_restored_articles_are_those_of_the_backup(backup):
    Article.objects.update(title="Changed since")
    restore_backup(backup)
    assert [article.title for article in Article.objects.all()] == ["Ferries stand idle"]


def test_manifest_counts_the_rows(backup):
    assert read_manifest(backup).counts == {"publications": 1, "issues": 1, "articles": 1}


def test_media_come_back(backup, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "maps").mkdir(parents=True)
    (settings.MEDIA_ROOT / "maps" / "strait.txt").write_text("a map")
    write_backup(backup)
    (settings.MEDIA_ROOT / "maps" / "strait.txt").unlink()
    restore_backup(backup)
    assert (settings.MEDIA_ROOT / "maps" / "strait.txt").read_text() == "a map"


def test_file_outside_its_folders_is_refused(backup, tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    with zipfile.ZipFile(backup, "a") as bundle:
        bundle.writestr("media/../../out.txt", "out")
    with pytest.raises(UnusableBackup, match="outside its folders"):
        restore_backup(backup)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04cut off"], ids=["empty", "text", "cut off"])
def test_what_is_no_backup_is_refused(tmp_path, content):
    path = tmp_path / "backup.zip"
    path.write_bytes(content)
    with pytest.raises(UnusableBackup, match="no backup of an archive"):
        read_manifest(path)


def test_backup_of_a_newer_version_is_refused(backup, tmp_path):
    newer = tmp_path / "newer.zip"
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(newer, "w") as new:
        manifest = json.loads(old.read("manifest.json"))
        manifest["migrations"].append("archive.9999_to_come")
        new.writestr("manifest.json", json.dumps(manifest))
        new.writestr("database.sqlite3", old.read("database.sqlite3"))
    with pytest.raises(UnusableBackup, match="another version"):
        read_manifest(newer)


def test_failed_backup_leaves_nothing(tmp_path):
    with pytest.raises(FileNotFoundError):
        write_backup(tmp_path / "no such folder" / "backup.zip")
    assert list(tmp_path.iterdir()) == []


def test_restore_refuses_to_replace_an_archive_unasked(backup):
    with pytest.raises(CommandError, match="--replace"):
        call_command("restore", str(backup))


def test_restore_says_what_it_restored(backup, capsys):
    call_command("restore", str(backup), "--replace")
    assert "Restored 1 articles" in capsys.readouterr().out


def test_restore_is_recorded_among_the_events_of_the_backup(backup):
    call_command("restore", str(backup), "--replace")
    assert Event.objects.get(kind="restore").detail["file"] == backup.name


def test_backup_is_recorded_as_an_export(tmp_path):
    call_command("backup", str(tmp_path / "backup.zip"))
    event = Event.objects.get(kind="export")
    assert (event.object_text, event.detail["file"]) == ("backup", "backup.zip")


def test_backup_refuses_a_folder(tmp_path):
    with pytest.raises(CommandError, match="is a folder"):
        call_command("backup", str(tmp_path))
