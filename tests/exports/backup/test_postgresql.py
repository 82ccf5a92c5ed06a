"""On PostgreSQL a restore is one transaction. Runs where BACKFILE_TEST_POSTGRESQL names a database that may be emptied.

BACKFILE_TEST_POSTGRESQL=postgres://user@127.0.0.1/scratch pytest tests/exports/backup/test_postgresql.py
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.exports.backup.conftest import rewritten

URL = os.environ.get("BACKFILE_TEST_POSTGRESQL", "")
pytestmark = [
    pytest.mark.skipif(not URL, reason="BACKFILE_TEST_POSTGRESQL names no database"),
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
def run(tmp_path):
    """Run a command of manage.py, or of another module, with PostgreSQL and a data directory of its own."""
    environment = {
        **os.environ,
        "BACKFILE_DATA": str(tmp_path / "data"),
        "DATABASE_URL": URL,
        "DJANGO_SETTINGS_MODULE": "archive.settings",
    }

    def answer(*command: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, *command], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )

    answer("manage.py", "migrate", "--verbosity", "0")
    answer("manage.py", "flush", "--noinput", "--verbosity", "0")
    return answer


def sums(run) -> list:
    return json.loads(run("manage.py", "shell", "--no-imports", "-c", SUMS).stdout.splitlines()[-1])


def test_backup_of_sqlite_is_restored_and_backed_up_again(run, backup, tmp_path):
    restored = run("manage.py", "restore", str(backup))
    assert (restored.returncode, sums(run)) == (0, [["Ferries stand idle"], 0]), restored.stderr
    again = tmp_path / "again.zip"
    assert run("manage.py", "backup", str(again)).returncode == 0
    assert run("manage.py", "restore", str(again), "--check").returncode == 0
    assert run("manage.py", "restore", str(again), "--replace").returncode == 0
    assert sums(run) == [["Ferries stand idle"], 0]
    assert run("manage.py", "check_index").returncode == 0


def test_rows_that_it_does_not_take_leave_it_as_it_was(run, backup, tmp_path):
    """SQLite takes a text of any length; PostgreSQL does not, in the midst of the switch."""
    assert run("manage.py", "restore", str(backup)).returncode == 0
    again = tmp_path / "again.zip"
    assert run("manage.py", "backup", str(again)).returncode == 0
    rows = _rows_of(again).replace(b'"title": "Ferries stand idle"', b'"title": "' + b"x" * 5000 + b'"')
    refused = run("manage.py", "restore", str(rewritten(again, files={"database.jsonl": rows})), "--replace")
    assert "does not take the rows of the backup" in refused.stderr
    assert (refused.returncode, sums(run)) == (1, [["Ferries stand idle"], 0])


def _rows_of(path: Path) -> bytes:
    with zipfile.ZipFile(path) as bundle:
        return bundle.read("database.jsonl")


def test_restores_that_are_killed_leave_the_old_archive_or_the_new_one(run):
    killed = run("-m", "benchmarks.restore_kills", "--kills", "2", "--steps", "4", "--database-url", URL)
    assert killed.returncode == 0, killed.stdout + killed.stderr
