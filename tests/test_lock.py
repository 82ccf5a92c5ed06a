"""Processes share the archive, or one has it alone."""

import fcntl
import os
import subprocess
import sys
from pathlib import Path

import pytest

from archive import lock


@pytest.fixture
def path(settings, tmp_path):
    settings.ARCHIVE_LOCK = tmp_path / "lock"
    return settings.ARCHIVE_LOCK


def test_two_processes_may_share(path):
    with path.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        lock.share(timeout=0)


def test_nobody_shares_while_one_has_it_alone(path):
    with path.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        with pytest.raises(lock.ArchiveBusy, match="is being restored"):
            lock.share(timeout=0)


def test_nobody_has_it_alone_while_another_shares(path):
    with path.open("a") as other:
        fcntl.flock(other, fcntl.LOCK_SH)
        with pytest.raises(lock.ArchiveBusy, match="Stop them"), lock.exclusive(timeout=0):
            pass


def test_who_shares_may_have_it_alone_and_shares_afterwards(path):
    lock.share(timeout=0)
    with path.open("a") as other:
        with lock.exclusive(timeout=0), lock.exclusive(timeout=0), pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
        fcntl.flock(other, fcntl.LOCK_SH | fcntl.LOCK_NB)
        with pytest.raises(BlockingIOError):
            fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_forked_child_has_no_part_in_it(path):
    lock.share(timeout=0)
    child = os.fork()
    if child == 0:
        os._exit(len(lock._locks))
    assert os.waitpid(child, 0)[1] == 0


@pytest.mark.slow
def test_commands_are_refused_while_the_archive_is_restored(migrated):
    with (Path(migrated["BACKFILE_DATA"]) / "archive.lock").open("a") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        run = subprocess.run(
            [sys.executable, "manage.py", "migrate"],
            env=migrated,
            capture_output=True,
            text=True,
            check=False,
        )
    assert (run.returncode, "is being restored" in run.stderr) == (1, True)
