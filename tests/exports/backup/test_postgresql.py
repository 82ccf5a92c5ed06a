"""On PostgreSQL a restore is one transaction, and a backup of either kind of database becomes the rows of the other."""

from __future__ import annotations

import datetime
import json
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.merges.merging import merge
from archive.exports.backup import restore_backup, write_backup
from archive.models import Article, ImportBatch
from tests.databases import environment
from tests.exports.backup.conftest import rewritten
from tests.factories import SourceFactory

pytestmark = [
    pytest.mark.postgresql(reason="SQLite switches files"),
    pytest.mark.django_db(transaction=True),
]
ROOT = Path(__file__).parents[3]
SUMS = """
import json
from django.contrib.auth.models import User
from archive.models import Article
print(json.dumps([list(Article.objects.values_list("title", flat=True)), User.objects.count()]))
"""


@pytest.fixture
def own(migrated) -> dict[str, str]:
    """The environment of an archive of its own, on PostgreSQL."""
    return migrated


@pytest.fixture
def on_sqlite(tmp_path) -> dict[str, str]:
    """The environment of an archive of its own, on SQLite."""
    (tmp_path / "sqlite").mkdir()
    return environment(tmp_path / "sqlite", f"sqlite:///{tmp_path}/sqlite/archive.sqlite3")


def run(own: dict[str, str], *command: str) -> subprocess.CompletedProcess:
    """Run a command of manage.py, or of another module."""
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=own, capture_output=True, text=True, check=False)


def sums(own: dict[str, str]) -> list:
    return json.loads(run(own, "manage.py", "shell", "--no-imports", "-c", SUMS).stdout.splitlines()[-1])


def test_a_backup_moves_from_one_kind_of_database_to_the_other_and_back(own, on_sqlite, backup, tmp_path):
    assert run(on_sqlite, "manage.py", "restore", str(backup)).returncode == 0
    there, back = tmp_path / "there.zip", tmp_path / "back.zip"
    assert run(on_sqlite, "manage.py", "backup", str(there)).returncode == 0
    restored = run(own, "manage.py", "restore", str(there))
    assert (restored.returncode, sums(own)) == (0, [["Ferries stand idle"], 0]), restored.stderr
    assert run(own, "manage.py", "backup", str(back)).returncode == 0
    assert run(own, "manage.py", "restore", str(back), "--check").returncode == 0
    assert run(on_sqlite, "manage.py", "restore", str(back), "--replace").returncode == 0
    assert sums(on_sqlite) == [["Ferries stand idle"], 0]
    assert run(own, "manage.py", "check_index").returncode == 0


TEXT = (
    "Publication: Harbour Letter Volume: 1 Issue: {number}\nTitle: {title}\n\nFerries stand idle (Interfax, May 3).\n"
)
# A restore writes into both.
WRITTEN_BY_A_RESTORE = ("archive.event", "archive.siterevision")


def test_every_row_is_the_same_after_moving_to_sqlite_and_back(on_sqlite, worked_in, tmp_path):
    first, there, last = (tmp_path / f"{name}.zip" for name in ("first", "there", "last"))
    write_backup(first)
    assert run(on_sqlite, "manage.py", "restore", str(first)).returncode == 0
    assert run(on_sqlite, "manage.py", "backup", "--verify", str(there)).returncode == 0
    restore_backup(there)
    write_backup(last)
    rows = _compared(first)
    assert rows == _compared(last)
    for model in ("importrecord", "slugredirect", "historicalarticle", "tombstone", "merge", "citation"):
        assert any(name == f"archive.{model}" for name, _ in rows), model


@pytest.fixture
def worked_in(media, folder) -> None:
    """Rows that work leaves: imports, one undone, versions, redirects, a merge, a deletion, an account."""
    editor = get_user_model().objects.create_user("ana", password="of the trial 1")
    texts = {f"{number}.txt": TEXT.format(number=number, title=f"Story {number}") for number in range(3)}
    call_command("import_articles", str(folder(texts)), verbosity=0)
    call_command("import_articles", str(folder({"0.txt": TEXT.format(number=0, title="Żółć, again")})), verbosity=0)
    call_command("undo_batch", str(ImportBatch.objects.latest("pk").pk), verbosity=0)
    first, second, third = Article.objects.order_by("pk")
    with change_set("A new name", by=editor):
        first.slug = "another-slug"
        first.save()
    second.publish_at = timezone.now() + datetime.timedelta(days=3, microseconds=7)
    second.save()
    third.delete()
    merge(SourceFactory(name="Daily Buoy"), [SourceFactory(name="The Daily Buoy")], by=editor)


def _compared(path: Path) -> dict[tuple[str, str], dict]:
    """The rows of a backup, by model and key."""
    rows = [json.loads(line) for line in _rows_of(path).splitlines()[1:]]
    kept = [row for row in rows if row["model"] not in WRITTEN_BY_A_RESTORE]
    return {(row["model"], json.dumps(row["pk"])): row["fields"] for row in kept}


def test_rows_that_it_does_not_take_leave_it_as_it_was(own, backup, tmp_path):
    """SQLite takes a text of any length; PostgreSQL does not, in the midst of the switch."""
    assert run(own, "manage.py", "restore", str(backup)).returncode == 0
    again = tmp_path / "again.zip"
    assert run(own, "manage.py", "backup", str(again)).returncode == 0
    rows = _rows_of(again).replace(b'"title": "Ferries stand idle"', b'"title": "' + b"x" * 5000 + b'"')
    refused = run(own, "manage.py", "restore", str(rewritten(again, files={"database.jsonl": rows})), "--replace")
    assert "does not take the rows of the backup" in refused.stderr
    assert (refused.returncode, sums(own)) == (1, [["Ferries stand idle"], 0])


def _rows_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as bundle:
        return bundle.read("database.jsonl")


def test_restores_that_are_killed_leave_the_old_archive_or_the_new_one(own):
    url = own["DATABASE_URL"]
    killed = run(own, "-m", "benchmarks.restore_kills", "--kills", "2", "--steps", "4", "--database-url", url)
    assert killed.returncode == 0, killed.stdout + killed.stderr
