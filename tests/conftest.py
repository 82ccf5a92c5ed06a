"""The database of the tests: migrated once a process, and put back as it was after each test that commits."""

from __future__ import annotations

import gc
import os
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis_settings

from archive.imports import authority
from archive.search.whoosh.engine import WhooshIndex
from archive.text.names.source_names import load_authority
from tests import factories
from tests.databases import TestDatabase, environment

gc.disable()  # until all tests are collected

# Of properties: few examples, the same at each run (`make test`); twice as many (`make test-slow`); or many, others at
# each run (`make test-thorough`). A busy machine is no reason to fail: what grows faster than its input is found by
# tests/timing.py.
hypothesis_settings.register_profile("quick", max_examples=20, derandomize=True, deadline=None)
hypothesis_settings.register_profile("usual", max_examples=40, derandomize=True, deadline=None)
hypothesis_settings.register_profile("thorough", max_examples=400, deadline=None)
hypothesis_settings.load_profile("quick")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browsers' files first: they take longest, and whoever began one last would be waited for by the other worker."""
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Leave out what holds on the other kind of database alone."""
    for vendor, name in (("sqlite", "SQLite"), ("postgresql", "PostgreSQL")):
        marker = item.get_closest_marker(vendor)
        if marker and connection.vendor != vendor:
            pytest.skip(f"of {name} alone: {marker.kwargs['reason']}")


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


SHIPPED_SOURCES = load_authority()
# The agencies and papers that the file begins with; what the tests import cites no others.
FEW_SOURCES = SHIPPED_SOURCES[:48]


@pytest.fixture(scope="session", autouse=True)
def few_shipped_sources():
    """Let an import into an empty archive add few of the 3,000 shipped sources: all of them take half a second."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(authority, "load_authority", lambda: FEW_SOURCES)
        yield


@pytest.fixture
def all_shipped_sources(monkeypatch) -> None:
    """Let an import into an empty archive add every shipped source, as it does elsewhere."""
    monkeypatch.setattr(authority, "load_authority", lambda: SHIPPED_SOURCES)


@pytest.fixture(scope="session")
def test_database(request) -> TestDatabase:
    """The tests' database. A migrated one is kept between runs: to migrate takes five seconds of the processor."""
    cache_of_pytest = getattr(request.config, "cache", None)
    return TestDatabase(cache_of_pytest and cache_of_pytest.mkdir("migrated"))


@pytest.fixture(scope="session")
def django_db_keepdb(django_db_modify_db_settings, test_database, django_db_blocker) -> bool:
    """Whether a migrated database is there to begin with: a copy of the one that an earlier run left."""
    with django_db_blocker.unblock():
        return test_database.take_kept()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, test_database):
    """As pytest-django sets it up; what tests commit is undone by putting back the database as it was. Gives it.

    Django would empty every table, and make permissions, content types and groups again, with other ids than before: a
    second of work, after which the database is not as the migrations left it.
    """
    with django_db_blocker.unblock():
        test_database.keep()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda test_case: test_database.put_back())
        yield test_database
    with django_db_blocker.unblock():
        test_database.close()


@pytest.fixture
def migrated(django_db_setup, tmp_path) -> dict[str, str]:
    """The environment of processes that are not to see the tests' own: a data directory and a database, migrated."""
    folder = tmp_path / "data"
    folder.mkdir()
    return environment(folder, django_db_setup.copy(folder))


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
