"""Whatever is wrong with disk, database or settings ends in a sentence that says what to do, never in a traceback."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, OperationalError, ProgrammingError, connection
from django.db.migrations.recorder import MigrationRecorder

from archive.environment import stored_secret
from archive.failures import sentence_for
from archive.known_migrations import check_newer_database
from archive.lock import ArchiveBusy

ROOT = Path(__file__).parent.parent
is_root = os.geteuid() == 0


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(errno.ENOSPC, "No space left on device", "/srv/index"), "disk is full.*/srv/index.*Make room"),
        (OSError(errno.EFBIG, "File too large"), "disk is full.*Make room"),
        (OSError(errno.EROFS, "Read-only file system", "/srv/x"), "/srv/x is on a disk that is read-only. Make it"),
        (OSError(errno.EMFILE, "Too many open files"), "ulimit -n"),
        (OSError(errno.EIO, "Input/output error"), "disk fails"),
        (DatabaseError("database disk image is malformed"), "damaged or cut short.*restore FILE"),
        (DatabaseError("file is not a database"), "damaged or cut short.*restore FILE"),
        (OperationalError("database or disk is full"), "disk of the database is full.*Make room"),
        (OperationalError("attempt to write a readonly database"), "cannot be opened or written.*Give it"),
        (OperationalError("database is locked"), "Another process.*Wait"),
        (OperationalError("no such table: archive_article"), "manage.py migrate"),
        (OperationalError("table archive_importbatch has no column named numbering"), "manage.py migrate"),
        (ProgrammingError('relation "archive_article" does not exist'), "manage.py migrate"),
        (OperationalError("connection failed: Connection refused\n\tIs the server running?"), "Start it, or mend"),
        (OperationalError('connection failed: FATAL: password authentication failed for user "x"'), "refuses the name"),
        (ArchiveBusy("Another process restores.\nWait."), "Another process restores. Wait."),
        (ImproperlyConfigured("TIME_ZONE is none."), "TIME_ZONE is none."),
    ],
)
def test_each_failure_has_one_line_that_says_what_to_do(error, said):
    sentence = sentence_for(error)
    assert "\n" not in sentence
    assert re.search(said, sentence)


def test_what_it_was_raised_from_counts_too():
    with pytest.raises(RuntimeError) as caught:
        raise RuntimeError("a step failed") from OSError(errno.ENOSPC, "No space left on device")
    assert "Make room" in sentence_for(caught.value)


def test_a_copy_of_the_database_that_fails_for_want_of_room_is_told_as_such():
    with pytest.raises(OSError, match="copied") as caught:
        raise OSError("the database could not be copied") from sqlite3.OperationalError("database or disk is full")
    assert "Make room" in sentence_for(caught.value)


@pytest.mark.django_db
@pytest.mark.parametrize("error", [KeyError("year"), IntegrityError("UNIQUE"), FileNotFoundError(2, "No such file")])
def test_a_fault_of_the_program_keeps_its_traceback(error):
    assert sentence_for(error) is None


@pytest.mark.django_db
@pytest.mark.parametrize("error", [IntegrityError("NOT NULL constraint failed"), OperationalError("no such column: x")])
def test_a_database_of_a_newer_version_is_named(error):
    MigrationRecorder(connection).record_applied("archive", "9999_still_to_come")
    assert re.search(r"newer version.*archive\.9999_still_to_come.*restore", sentence_for(error))
    assert [found.id for found in check_newer_database(databases=["default"])] == ["archive.E003"]
    with pytest.raises(CommandError, match="newer version"):
        call_command("serve", prepare_only=True)


@pytest.mark.django_db
def test_a_database_of_this_version_is_none_of_a_newer_one():
    assert check_newer_database(databases=["default"]) == []


def test_a_secret_key_that_is_a_folder(tmp_path):
    (tmp_path / "secret_key").mkdir()
    with pytest.raises(ImproperlyConfigured, match=r"secret_key cannot be read or made: Is a directory\..*remove it"):
        stored_secret(tmp_path / "secret_key")


@pytest.fixture
def data(db, migrated, tmp_path) -> Path:
    """A data directory with a migrated SQLite database."""
    return tmp_path / "data"


# --- commands ---------------------------------------------------------------------------------------------------------


def run(data: Path, *command: str, before=None, cwd: Path = ROOT, **environment: str) -> tuple[int, str]:
    """The status and the error output of a command of manage.py that must print no traceback."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ended = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *command],
        env={**kept, "BACKFILE_DATA": str(data), **environment},
        cwd=cwd,
        preexec_fn=before,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in ended.stderr, ended.stderr
    return ended.returncode, ended.stderr


@pytest.mark.slow
@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TIME_ZONE": "Mars/Olympus"}, "TIME_ZONE='Mars/Olympus'"),
        ({"TIME_ZONE": "../../etc/passwd"}, "TIME_ZONE="),
        ({"PAGE_CACHE_MB": "much"}, "PAGE_CACHE_MB='much'"),
        ({"DATABASE_URL": "archive"}, "DATABASE_URL"),
        ({"DATABASE_URL": "oracle://x/y"}, "DATABASE_URL"),
        ({"SQLITE_SYNCHRONOUS": "often"}, "SQLITE_SYNCHRONOUS='OFTEN'"),
    ],
)
def test_settings_that_cannot_be_taken(tmp_path, environment, said):
    status, error = run(tmp_path, "check", **environment)
    assert (status, error.count("\n")) == (1, 1), error
    assert said in error


@pytest.mark.slow
@pytest.mark.parametrize("content", [b"", b"\xff\xfe" * 30, b"short"])
def test_a_secret_key_that_is_none(tmp_path, content):
    (tmp_path / "secret_key").write_bytes(content)
    status, error = run(tmp_path, "check")
    assert (status, error.count("\n")) == (1, 1)
    assert "secret_key" in error
    assert "Remove it" in error or "remove it" in error


def test_a_data_directory_that_is_a_file(tmp_path):
    (tmp_path / "data").write_text("")
    status, error = run(tmp_path / "data", "check")
    assert status == 1
    assert "Name another in BACKFILE_DATA" in error


@pytest.mark.slow
@pytest.mark.skipif(not is_root, reason="only root can give files away")
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_a_data_directory_of_another_user(data):
    os.chown(data, 65534, 65534)
    status, error = run(data, "check")
    assert status == 1
    assert "belongs to nobody" in error
    assert "chown" in error


@pytest.mark.skipif(not is_root, reason="only root can run as another user")
def test_a_secret_key_of_another_user():
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        key = Path(folder) / "secret_key"
        key.write_text("k" * 60)
        key.chmod(0o600)
        os.seteuid(65534)
        try:
            with pytest.raises(ImproperlyConfigured, match=r"by nobody.*Run it as root"):
                stored_secret(key)
        finally:
            os.seteuid(0)


@pytest.mark.slow
@pytest.mark.parametrize("size", [10_000, 100])
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_a_database_cut_short(data, size):
    os.truncate(data / "archive.sqlite3", size)
    status, error = run(data, "check_index")
    assert status == 1
    assert "restore" in error


@pytest.mark.slow
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_a_database_cut_to_nothing_beside_an_index(data):
    (data / "index").mkdir()
    (data / "index" / "CURRENT").write_text("{}")
    os.truncate(data / "archive.sqlite3", 0)
    status, error = run(data, "serve", "--prepare-only")
    assert status == 1
    assert "is empty or gone" in error
    assert "restore FILE" in error


@pytest.mark.slow
def test_a_backup_of_a_database_cut_to_nothing_takes_no_older_ones_place(tmp_path):
    (tmp_path / "archive.sqlite3").touch()
    (tmp_path / "backup.zip").write_text("of yesterday")
    status, error = run(tmp_path, "backup", str(tmp_path / "backup.zip"))
    assert status == 1
    assert "restore FILE" in error
    assert (tmp_path / "backup.zip").read_text() == "of yesterday"


@pytest.mark.slow
def test_a_database_without_tables(tmp_path):
    sqlite3.connect(tmp_path / "archive.sqlite3").close()
    status, error = run(tmp_path, "check_index")
    assert status == 1
    assert "manage.py migrate" in error


def small_files() -> None:
    """Let no file grow beyond a hundred thousand bytes, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))


@pytest.mark.slow
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_a_full_disk(data, tmp_path):
    status, error = run(data, "make_archive", "--articles", "60", "--seed", "1", before=small_files)
    assert status == 1
    assert "Make room" in error
    status, error = run(data, "backup", str(tmp_path / "backup.zip"), before=small_files)
    assert status == 1
    assert "Nothing was left behind" in error
    assert not list(data.glob(".*-part")) + list(tmp_path.glob(".*-part")) + list(tmp_path.glob("*.zip"))


@pytest.mark.slow
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_a_database_server_that_does_not_answer(data):
    pytest.importorskip("psycopg")
    status, error = run(data, "check_index", DATABASE_URL="postgres://x:y@127.0.0.1:9/none")
    assert status == 1
    assert "Start it, or mend DATABASE_URL" in error


@pytest.mark.slow
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_another_working_directory(data, tmp_path):
    status, error = run(data, "check", cwd=tmp_path)
    assert status == 0, error


@pytest.mark.slow
@pytest.mark.sqlite(reason="its file is in the data directory")
def test_whatever_is_made_is_the_owners_only(data, tmp_path):
    for path in data.rglob("*"):
        path.chmod(0o666)
    status, error = run(data, "backup", str(tmp_path / "backup.zip"), before=lambda: os.umask(0))
    assert status == 0, error
    status, error = run(data, "rebuild_index", before=lambda: os.umask(0))
    assert status == 0, error
    made = [tmp_path / "backup.zip", *(path for path in data.rglob("*") if path.is_file())]
    assert [str(path) for path in made if path.stat().st_mode & 0o077] == []
