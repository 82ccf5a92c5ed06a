"""Files that are whole or not there, for their owner only, with nothing left behind by writers that were killed."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from archive.durable_files import DRAFT_SUFFIX, remove_abandoned, whole_file, working_folder, write_once, write_whole
from archive.startup import open_archive


def test_a_file_takes_the_place_of_another(tmp_path):
    write_whole(tmp_path / "key", b"old")
    write_whole(tmp_path / "key", b"new")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("key", b"new")]


def test_what_fails_leaves_the_old_file_and_nothing_else(tmp_path):
    write_whole(tmp_path / "key", b"old")
    with pytest.raises(ZeroDivisionError), whole_file(tmp_path / "key") as file:
        file.write(b"half" * (1 // 0))
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("key", b"old")]


def test_only_the_owner_may_read_it_whatever_the_umask(tmp_path):
    umask = os.umask(0)
    try:
        write_whole(tmp_path / "key", b"secret")
        with working_folder(tmp_path, ".work-") as folder:
            assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    finally:
        os.umask(umask)
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


HELD = """
import sys, time
from pathlib import Path
from archive.durable_files import DRAFT_SUFFIX, remove_abandoned, whole_file, working_folder, write_once, write_whole
from archive.startup import open_archive
with whole_file(Path(sys.argv[1]) / "key") as file, working_folder(Path(sys.argv[1]), ".work-") as folder:
    (folder / "rows").write_text("some")
    print("held", flush=True)
    time.sleep(60)
"""


def test_what_a_killed_writer_left_is_removed_by_the_next_and_that_of_one_at_work_is_not(tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", HELD, str(tmp_path)], stdout=subprocess.PIPE, cwd=Path(__file__).parent.parent
    )
    try:
        assert writer.stdout.readline() == b"held\n"
        remove_abandoned(tmp_path)
        assert len(list(tmp_path.glob(f".*{DRAFT_SUFFIX}"))) == 2
    finally:
        writer.send_signal(signal.SIGKILL)
        writer.wait()
        writer.stdout.close()
    write_whole(tmp_path / "other", b"")
    assert [path.name for path in tmp_path.iterdir()] == ["other"]


def test_a_file_that_is_written_once_stays_what_it_was(tmp_path):
    write_once(tmp_path / "key", b"first")
    write_once(tmp_path / "key", b"second")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("key", b"first")]
    assert stat.S_IMODE((tmp_path / "key").stat().st_mode) == 0o600


def test_a_start_removes_what_a_killed_command_left(settings, tmp_path):
    settings.DATA_DIR, settings.RESTORE_JOURNAL = tmp_path, tmp_path / "restore-journal.json"
    settings.ARCHIVE_LOCK = tmp_path / "lock"
    (tmp_path / f".check-1{DRAFT_SUFFIX}").mkdir()
    (tmp_path / f".check-1{DRAFT_SUFFIX}" / "database.sqlite3").touch()
    (tmp_path / f".secret_key.1{DRAFT_SUFFIX}").touch()
    with working_folder(tmp_path, ".backup-") as at_work:
        umask = os.umask(0o077)
        try:
            open_archive()
        finally:
            os.umask(umask)
        assert list(tmp_path.glob(f".*{DRAFT_SUFFIX}")) == [at_work]
