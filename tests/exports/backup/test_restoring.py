"""After a restore everything is of the backup; a restore that was cut short is finished or undone by the next start."""

from __future__ import annotations

import dataclasses
import fcntl
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.db import connection

from archive.exports.backup import recovery, restore_backup, restoring, write_backup
from archive.exports.backup.journal import RestoreInterrupted, read_journal
from archive.exports.backup.media import MediaSwap
from archive.exports.backup.recovery import end_interrupted_restore
from archive.lock import ArchiveBusy, exclusive
from archive.models import Article, Event, ImportBatch, SiteRevision
from archive.search.engine import IndexUnusable, engine, usable
from archive.startup import open_archive
from tests.exports.backup.conftest import everything

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def changed(backup, media) -> Path:
    """The backup, after the archive was changed: a title, an account, a file that is new and one that is gone."""
    Article.objects.update(title="Changed since")
    User.objects.create_user("later")
    (media / "maps" / "strait.txt").unlink()
    (media / "later.txt").write_text("later")
    return backup


def is_old(media) -> bool:
    rows = (Article.objects.get().title, User.objects.count()) == ("Changed since", 1)
    return rows and sorted(os.listdir(media)) == ["later.txt", "maps"] and not os.listdir(media / "maps")


def is_new(media) -> bool:
    rows = (Article.objects.get().title, User.objects.count()) == ("Ferries stand idle", 0)
    return rows and os.listdir(media) == ["maps"] and (media / "maps" / "strait.txt").read_text() == "a map"


def leftovers(settings, media) -> list[str]:
    return [path.name for root in (settings.DATA_DIR, media) for path in root.glob(".restore-*")]


def test_rows_and_files_are_those_of_the_backup(changed, media, settings):
    restore_backup(changed)
    assert is_new(media)
    assert (leftovers(settings, media), read_journal()) == ([], None)


def test_folder_of_uploaded_files_may_be_a_link(changed, media, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "link"
    settings.MEDIA_ROOT.symlink_to(media)
    restore_backup(changed)
    assert is_new(media)
    assert settings.MEDIA_ROOT.is_symlink()


def test_pages_kept_of_the_same_rows_are_void(backup, settings, tmp_path):
    settings.PAGE_CACHE_DIR = tmp_path / "page_cache"
    (settings.PAGE_CACHE_DIR / "pages" / "x").mkdir(parents=True)
    before = SiteRevision.current().stamp
    restore_backup(backup)
    assert SiteRevision.current().stamp != before
    assert os.listdir(settings.PAGE_CACHE_DIR) == []


def test_notes_of_unfinished_work_on_other_rows_are_void(backup, settings):
    for name in settings.PROGRESS_FILES:
        (settings.DATA_DIR / name).touch()
    restore_backup(backup)
    assert [name for name in settings.PROGRESS_FILES if (settings.DATA_DIR / name).exists()] == []


def test_uploads_stay_with_the_import_that_they_are_of(media, settings, tmp_path, transactional_db):
    same, replaced = (ImportBatch.objects.create(name=name, files_stored=True) for name in ("same", "replaced"))
    write_backup(tmp_path / "backup.zip")
    for batch in (same, replaced):
        (settings.BATCHES_ROOT / str(batch.pk)).mkdir(parents=True)
    replaced.delete()
    ImportBatch.objects.create(pk=replaced.pk, name="another with its number", files_stored=True)
    restore_backup(tmp_path / "backup.zip")
    assert os.listdir(settings.BATCHES_ROOT) == [str(same.pk)]
    assert dict(ImportBatch.objects.values_list("name", "files_stored")) == {"same": True, "replaced": False}


def test_there_is_no_index_rather_than_that_of_other_rows(backup, client):
    engine().store.rebuild([], lambda pks: [])
    restore_backup(backup)
    with pytest.raises(IndexUnusable, match="no search index"):
        usable()
    response = client.get("/readyz")
    assert (response.status_code, response.json()["checks"]["index"][:24]) == (503, "There is no search index")


def test_numbers_that_were_given_are_not_given_again(backup, tmp_path):
    last = User.objects.create_user("gone")
    User.objects.all().delete()
    write_backup(tmp_path / "later.zip")
    restore_backup(tmp_path / "later.zip")
    assert User.objects.create_user("next").pk > last.pk


@pytest.mark.sqlite(reason="its file is open while another is put in its place")
def test_another_process_that_has_the_database_open_sees_the_new_rows(changed, media):
    with closing(sqlite3.connect(connection.settings_dict["NAME"])) as other:
        assert other.execute("SELECT title FROM archive_article").fetchall() == [("Changed since",)]
        restore_backup(changed)
        assert other.execute("SELECT title FROM archive_article").fetchall() == [("Ferries stand idle",)]


@pytest.mark.sqlite(reason="its one lock is not given up")
def test_transaction_that_stays_open_is_told_and_nothing_changed(changed, media, monkeypatch):
    monkeypatch.setattr("archive.exports.backup.sqlite_file.BUSY_TIMEOUT_SECONDS", 0.1)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(OSError, match="keeps a transaction"):
            restore_backup(changed)
        other.execute("ROLLBACK")
    assert is_old(media)


@pytest.mark.parametrize("step", ["stage_database", "MediaSwap", "_make_ready", "switch"])
def test_full_disk_before_the_switch_changes_nothing(changed, media, settings, monkeypatch, step):
    def full(*args, **options):
        raise OSError(28, "No space left on device")

    if step == "MediaSwap":
        monkeypatch.setattr(MediaSwap, "stage", full)
    elif step == "switch" and connection.vendor == "sqlite":
        monkeypatch.setattr(restoring.sqlite_file, "replace_live", full)
    elif step == "switch":
        monkeypatch.setattr(restoring, "_replace_rows", full)
    else:
        monkeypatch.setattr(restoring, step, full)
    with pytest.raises(OSError, match="No space left"):
        restore_backup(changed)
    assert is_old(media)
    assert (leftovers(settings, media), read_journal()) == ([], None)


def test_restore_that_fails_after_the_switch_is_finished_by_the_next_start(changed, media, settings, monkeypatch):
    def broken(self):
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(MediaSwap, "finish", broken)
        with pytest.raises(RestoreInterrupted, match="nothing is lost"):
            restore_backup(changed)
    assert not is_new(media)
    open_archive()
    assert is_new(media)
    assert (leftovers(settings, media), read_journal()) == ([], None)


def test_site_is_not_ready_while_a_restore_waits_to_be_ended(client, settings):
    settings.RESTORE_JOURNAL.write_text("{}")
    try:
        assert "restore" in client.get("/readyz").json()["checks"]["restore"]
        with pytest.raises(RestoreInterrupted, match="cannot be read"):
            end_interrupted_restore()
    finally:
        settings.RESTORE_JOURNAL.unlink()


def test_files_are_swapped_whenever_the_process_before_stopped(changed, media, monkeypatch):
    """Each rename in turn fails; the next attempt goes on from there."""
    rename, allowed = Path.rename, 0
    while True:
        left = [allowed]

        def limited(self, target, left=left):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(5, "stopped")
            return rename(self, target)

        with monkeypatch.context() as patch:
            patch.setattr(Path, "rename", limited)
            try:
                restore_backup(changed)
            except RestoreInterrupted:
                pass
            else:
                break
        end_interrupted_restore()
        assert is_new(media)
        (media / "maps" / "strait.txt").unlink()
        (media / "later.txt").write_text("later")
        allowed += 1
    assert allowed > 3


def test_archive_in_use_is_not_restored(changed, media, settings, monkeypatch):
    before = everything()
    monkeypatch.setitem(exclusive.__wrapped__.__kwdefaults__, "timeout", 0.0)
    with open(settings.ARCHIVE_LOCK, "a") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        with pytest.raises(ArchiveBusy, match=f"process {os.getpid()}"):
            restore_backup(changed)
    assert everything() == before


def test_event_tells_which_restore_it_was(backup):
    restore_backup(backup)
    detail = Event.objects.get(kind="restore").detail
    assert detail.keys() == {"file", "made", "restore"}
    journal = dataclasses.replace(read_journal() or recovery.Journal(detail["restore"], "", ""))
    assert recovery.was_switched(journal)


def test_restores_that_are_killed_leave_the_old_archive_or_the_new_one():
    """A few of what `benchmarks.restore_kills` does by the hundred."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.restore_kills", "--kills", "2", "--steps", "6"],
        cwd=Path(__file__).parents[3],
        env={name: value for name, value in os.environ.items() if name != "BACKFILE_DATA"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert "other 0, could not start 0" in run.stdout
