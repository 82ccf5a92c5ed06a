"""Processes of their own: what is started, and the log that they share."""

from __future__ import annotations

import time

import pytest

from archive.editing.tasks import subprocesses
from archive.editing.tasks.subprocesses import start


@pytest.fixture
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path


def written(log) -> str:
    """What a log holds, once there is anything."""
    for _ in range(600):
        if log.exists() and (text := log.read_text()):
            return text
        time.sleep(0.05)
    raise AssertionError(f"Nothing was written to {log}.")


@pytest.mark.slow
def test_a_task_prints_to_the_log(folder):
    start("--version")
    assert written(folder / "tasks.log").count(".") >= 1


@pytest.fixture
def no_process(monkeypatch):
    """Nothing is started."""
    monkeypatch.setattr(subprocesses.subprocess, "Popen", lambda command, **options: None)


@pytest.mark.parametrize(("size", "logs"), [(10, ["tasks.log"]), (11, ["tasks.log", "tasks.log.1"])])
def test_a_large_log_is_put_aside(folder, no_process, monkeypatch, size, logs):
    monkeypatch.setattr(subprocesses, "MAX_LOG", 10)
    (folder / "tasks.log").write_text("x" * size)
    start("--version")
    assert sorted(file.name for file in folder.iterdir()) == logs
    assert (folder / logs[-1]).stat().st_size == size


def test_one_log_is_kept_beside_it(folder, no_process, monkeypatch):
    monkeypatch.setattr(subprocesses, "MAX_LOG", 3)
    (folder / "tasks.log.1").write_text("oldest")
    (folder / "tasks.log").write_text("older")
    start("--version")
    assert (folder / "tasks.log.1").read_text() == "older"
    assert (folder / "tasks.log").read_text() == ""
