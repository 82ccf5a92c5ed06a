"""An archive of an older schema, and its backups, open with every row and address as they were.

The backups were made by the version whose last migration was 0016, of a small invented archive: one from SQLite and one
from PostgreSQL. In both there are imports (undone, previewed, interrupted), articles that were deleted, withdrawn,
scheduled and renamed, a merge, dismissed warnings, decisions, unsaved work, a group and an account with rights of their
own.
"""

from __future__ import annotations

import shutil
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from django.contrib.auth.models import User

from archive.editing.tasks.task_lock import was_killed
from archive.exports.backup import staging
from archive.exports.backup.bundle import opened_bundle
from archive.exports.backup.sqlite_file import replace_live
from archive.models import BulkTask, ImportBatch, ImportRecord
from tests.upgrade.rows import differences

pytestmark = pytest.mark.slow  # many migrations

FOLDER = Path(__file__).parent
DATABASE, ROWS = FOLDER / "schema-0016.zip", FOLDER / "schema-0016-rows.zip"
ADDRESSES = [
    ("/harbour-letter/", 200),
    ("/harbour-letter/1998/06/", 200),
    ("/harbour-letter/v2/", 200),
    ("/harbour-letter/v2/i1/", 200),
    ("/harbour-letter/v2/i1/ferry-report-1/", 200),
    ("/harbour-letter/v2/i1/ferry-report-1.xml", 200),
    ("/harbour-letter/feed.atom", 200),
    ("/a/9/", 302),
    ("/authors/a-brod/", 200),
    ("/authors/ana-brod/", 301),  # merged
    ("/sources/amra-mercury/", 200),
    ("/topics/lamps/", 200),
    ("/a/5/", 404),  # number never given
    ("/a/7/", 410),  # scheduled
    ("/a/10/", 410),  # withdrawn by a decision
    ("/harbour-letter/v1/i1/the-lamp-at-the-point/", 410),  # deleted
    ("/harbour-letter/v1/i1/a-pier-of-two-halves/", 410),  # withdrawn
    ("/harbour-letter/v2/i9/ferry-report-9/", 410),  # its import was undone
]


@pytest.fixture(scope="module")
def upgraded(tmp_path_factory, django_db_setup, django_db_blocker) -> Path:
    """The old database as a restore puts it in place."""
    with django_db_blocker.unblock(), opened_bundle(DATABASE) as bundle:
        return staging.stage_database(bundle, tmp_path_factory.mktemp("upgraded"))


@pytest.fixture
def old(tmp_path) -> Path:
    """The old database as it was."""
    with zipfile.ZipFile(DATABASE) as bundle:
        return Path(bundle.extract("database.sqlite3", tmp_path))


def test_rows_are_the_old_ones(old, upgraded):
    assert list(differences(old, upgraded)) == []


def test_addresses_are_the_old_ones(upgraded, transactional_db, client):
    replace_live(upgraded)
    assert {address: client.get(address).status_code for address, _ in ADDRESSES} == dict(ADDRESSES)
    assert "The ferry was late again" in client.get("/harbour-letter/v2/i1/ferry-report-1/").content.decode()


def test_rights_and_interrupted_work_are_known_by_their_new_names(upgraded, transactional_db):
    replace_live(upgraded)
    assert User.objects.get(username="ana").has_perm("archive.undo_importbatch")
    assert [batch.name for batch in ImportBatch.objects.all() if was_killed(batch)] == ["lost.zip"]
    assert [task.label for task in BulkTask.objects.all() if was_killed(task)] == ["Publish 2"]
    assert ImportRecord.objects.to_apply().get().file == "g.txt"


@pytest.mark.django_db(transaction=True)
def test_rows_of_an_older_schema_are_restored(tmp_path, monkeypatch):
    upgrade = staging._upgrade

    def noted(using: str) -> None:
        shutil.copy(tmp_path / "database.sqlite3", tmp_path / "old.sqlite3")
        upgrade(using)

    monkeypatch.setattr(staging, "_upgrade", noted)
    with opened_bundle(ROWS) as bundle:
        staged = staging.stage_database(bundle, tmp_path)
    assert list(differences(tmp_path / "old.sqlite3", staged)) == []


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("UPDATE archive_importrecord SET digest_after = 'x' WHERE id = 1", "archive_batchrecord 1: digest_after was"),
        ("DELETE FROM archive_dismissedwarning WHERE id = 1", "archive_setaside 1: is gone"),
        ("UPDATE archive_event SET object_kind = 'batch' WHERE id = 1", "archive_event 1: object_kind was"),
        ("DELETE FROM auth_user_user_permissions WHERE id = 1", "auth_user_user_permissions (2, 'archive."),
        ("UPDATE sqlite_sequence SET seq = 1 WHERE name = 'archive_importbatch'", "would be given again"),
    ],
)
def test_comparison_finds_what_differs(tmp_path, old, upgraded, change, said):
    new = tmp_path / "new.sqlite3"
    shutil.copy(upgraded, new)
    with closing(sqlite3.connect(new)) as database:
        database.execute(change)
        database.commit()
    (found,) = differences(old, new)
    assert said in found
