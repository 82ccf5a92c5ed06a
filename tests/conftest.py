"""The database of the tests: migrated once a process, and put back as it was after each test that commits."""

from __future__ import annotations

import gc
import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

import archive
from archive.search.whoosh.engine import WhooshIndex
from tests import factories

gc.disable()  # until all tests are collected

# Of properties: few examples, the same at each run; or many, others at each run (`make test-slow`). A busy machine is
# no reason to fail: what grows faster than its input is found by tests/timing.py.
hypothesis_settings.register_profile("quick", max_examples=40, derandomize=True, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=400, deadline=None)
hypothesis_settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers' files first: they take longest, and whoever began one last would be waited for by the other worker."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_collection_finish() -> None:
    """Look for garbage from now on, and seldom.

    Thousands of tests and all modules stay to the end: to look through them again and again, while they grew, was half
    of the time of collecting them.
    """
    gc.freeze()
    gc.enable()
    gc.set_threshold(50_000, 20, 50)


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """Rows have the same ids in many tests: what was kept of one must not answer for another, nor how many it made."""
    cache.clear()
    factories.restart()


@pytest.fixture(scope="session", autouse=True)
def no_waiting_for_disks():
    """Let the system write files when it likes: they outlive no power cut. Processes that tests start do wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda descriptor: None)
        yield


@pytest.fixture(scope="session", autouse=True)
def patient_searches():
    """Let searches take longer than a reader would wait: on a busy machine, too, all that matches is found."""
    with pytest.MonkeyPatch.context() as patch:
        for method in (WhooshIndex.search, WhooshIndex.counter, WhooshIndex.similar):
            patch.setitem(method.__kwdefaults__, "seconds", 60.0)
        yield


@pytest.fixture(scope="session")
def migrated_copy(request) -> Path | None:
    """Where a migrated database is kept between runs, for the migrations and libraries there are; None without a cache.

    To migrate an empty one takes five seconds of the processor, in every process of tests.
    """
    cache_of_pytest = getattr(request.config, "cache", None)
    if cache_of_pytest is None:
        return None
    made_by = hashlib.sha256()
    for path in sorted(Path(archive.__file__).parent.glob("migrations/*.py")):
        made_by.update(path.read_bytes())
    for package in ("django", "django-axes", "django-simple-history"):
        made_by.update(version(package).encode())
    return cache_of_pytest.mkdir("migrated") / f"{made_by.hexdigest()[:20]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, migrated_copy) -> bool:
    """Whether a migrated database is there to begin with: a copy of the one that an earlier run left."""
    if migrated_copy is None or not migrated_copy.exists():
        return False
    shutil.copyfile(migrated_copy, settings.DATABASES["default"]["TEST"]["NAME"])
    return True


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, migrated_copy):
    """As pytest-django sets it up; what tests commit is undone by copying the file's pages back, in milliseconds.

    Django would empty every table, and make permissions, content types and groups anew, with other ids than before: a
    second of work, after which the database is not as the migrations left it. Gives the copy.
    """
    pristine = sqlite3.connect(":memory:")

    def put_back(test_case: TransactionTestCase) -> None:
        connection.close()  # whatever the test left open in it ends here
        connection.ensure_connection()
        pristine.backup(connection.connection)

    with django_db_blocker.unblock():
        connection.ensure_connection()
        connection.connection.backup(pristine)
    if migrated_copy is not None and not migrated_copy.exists():
        _keep(pristine, migrated_copy)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", put_back)
        yield pristine
    pristine.close()


def _keep(database: sqlite3.Connection, path: Path) -> None:
    """Write a database to a file that is whole as soon as it is there."""
    unfinished = path.with_suffix(f".{os.getpid()}")
    with closing(sqlite3.connect(unfinished)) as copy:
        database.backup(copy)
    unfinished.replace(path)


@pytest.fixture
def migrated(django_db_setup, tmp_path) -> Path:
    """A data directory with a migrated database of its own, for processes that are not to see the tests' own."""
    folder = tmp_path / "data"
    folder.mkdir()
    with closing(sqlite3.connect(folder / "archive.sqlite3")) as copy:
        django_db_setup.backup(copy)
    return folder


@pytest.fixture
def folder(tmp_path):
    """A folder of texts; `folder(name=text, …)` writes files into it and gives its path."""
    top = tmp_path / "texts"

    def write(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = top / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return top

    return write
