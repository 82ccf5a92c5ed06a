"""An empty index of the engine under test for each test.

The environment variable SEARCH_ENGINE names a function that makes an engine of a folder, "package.module:name";
without it the embedded engine is tested. Tests that need more than the door gives ask `damage` for it.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from django.utils.module_loading import import_string

from archive.search.engine import SearchEngine

DEFAULT = "tests.search.contract.embedded:make"


@pytest.fixture(scope="session")
def maker():
    """The module that knows how the engine under test is made, held and damaged."""
    module, _, name = os.environ.get("SEARCH_ENGINE", DEFAULT).partition(":")
    return import_string(f"{module}.{name or 'make'}")


@pytest.fixture
def engine(maker, tmp_path: Path) -> SearchEngine:
    made: SearchEngine = maker(tmp_path / "index")
    made.rebuild([], lambda pks: [])
    return made
