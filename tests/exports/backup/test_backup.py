"""Backups hold everything, and the commands say what they did."""

import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from archive.exports.backup import UnusableBackup, read_manifest, restore_backup, sqlite_file, write_backup, writing
from archive.models import Article, Event
from tests.factories import ArticleFactory

# A restore replaces the whole database behind Django's back, which no test transaction could undo.
pytestmark = pytest.mark.django_db(transaction=True)


def test_restored_articles_are_those_of_the_backup(backup):
    Article.objects.update(title="Changed since")
    restore_backup(backup)
    assert [article.title for article in Article.objects.all()] == ["Ferries stand idle"]


def test_manifest_counts_the_rows(backup):
    assert read_manifest(backup).counts == {"publications": 1, "issues": 1, "articles": 1}


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04cut off"], ids=["empty", "text", "cut off"])
def test_what_is_no_backup_is_refused(tmp_path, content):
    path = tmp_path / "backup.zip"
    path.write_bytes(content)
    with pytest.raises(UnusableBackup, match="no backup of an archive"):
        read_manifest(path)


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


def test_check_says_what_a_backup_holds_and_changes_nothing(backup, capsys):
    Article.objects.update(title="Changed since")
    call_command("restore", str(backup), "--check")
    assert "can be restored: 1 articles" in capsys.readouterr().out
    assert Article.objects.get().title == "Changed since"


def test_check_of_what_cannot_be_restored_fails(backup):
    backup.write_bytes(backup.read_bytes()[:-50])
    with pytest.raises(CommandError, match=r"cannot be restored.*Nothing was changed\."):
        call_command("restore", str(backup), "--check")


@pytest.mark.slow
def test_index_that_cannot_be_built_is_told_as_that(backup, monkeypatch):
    def full(*args, **options):
        raise OSError("No space left on device")

    monkeypatch.setattr("archive.management.commands.restore.call_command", full)
    with pytest.raises(CommandError, match="is restored, but its search index could not be built: No space left"):
        call_command("restore", str(backup), "--replace")


@pytest.mark.slow
def test_verified_backup_says_so(media, tmp_path, transactional_db, capsys):
    ArticleFactory()
    call_command("backup", str(tmp_path / "backup.zip"), "--verify")
    assert "1 articles" in (said := capsys.readouterr().out)
    assert "verified" in said


def test_backup_that_is_found_faulty_takes_no_other_ones_place(backup, monkeypatch):
    whole = backup.read_bytes()
    monkeypatch.setattr(writing, "check_backup", faulty)
    with pytest.raises(CommandError, match=r"digest.*Nothing was left behind"):
        call_command("backup", str(backup), "--verify")
    assert backup.read_bytes() == whole
    assert [path.name for path in backup.parent.glob("*backup.zip*")] == ["backup.zip"]


def faulty(path):
    raise UnusableBackup("Its digest differs.")


def test_only_the_owner_may_read_a_backup(backup):
    assert backup.stat().st_mode & 0o077 == 0


def test_what_a_killed_backup_left_is_removed_by_the_next(backup, tmp_path, settings):
    for path in (tmp_path / ".old.zip.1234.backfile-part", settings.DATA_DIR / ".backup-1234.backfile-part"):
        path.write_text("half")
    write_backup(tmp_path / "other.zip")
    assert not list(tmp_path.glob(".*")) + list(settings.DATA_DIR.glob(".backup-*"))


@pytest.mark.slow
def test_backup_is_of_one_moment_while_writers_work(media, tmp_path, transactional_db):
    """Each transaction writes two articles; no backup has one of them."""
    issue = ArticleFactory().issue
    stop = threading.Event()

    def write():
        try:
            while not stop.is_set():
                with transaction.atomic():
                    ArticleFactory.create_batch(2, issue=issue)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        counts = [write_backup(tmp_path / f"{number}.zip", verify=True).counts["articles"] for number in range(3)]
    finally:
        stop.set()
        writer.join()
    assert all(count % 2 for count in counts)


def test_backup_during_which_a_picture_is_deleted_is_made_anew(media, tmp_path, transactional_db, monkeypatch):
    ArticleFactory()
    (media / "maps" / "second.txt").write_text("another map")
    copy = sqlite_file.copy_live

    def copy_and_delete(target):
        copy(target)
        (media / "maps" / "second.txt").unlink(missing_ok=True)

    monkeypatch.setattr(sqlite_file, "copy_live", copy_and_delete)
    manifest = write_backup(tmp_path / "backup.zip", verify=True)
    assert [name for name in manifest.files if name.startswith("media/")] == ["media/maps/strait.txt"]
