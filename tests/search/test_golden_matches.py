"""Golden queries, end to end: which articles of a small archive each one finds, frozen beside how it is read."""

from __future__ import annotations

import pytest
from django.db import transaction

from archive.search.engine import engine
from archive.search.indexing.index_updates import drain
from archive.search.query.grammar import parse
from archive.search.query.request import SearchRequest
from archive.search.results.execution import execute
from tests.search.golden_archive import make_golden_archive
from tests.search.query.test_grammar import GOLDEN

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def letters(django_db_setup, django_db_blocker):
    """The archive, written once for all queries of this file and taken back after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        engine().rebuild([], lambda pks: [])
        made = make_golden_archive()
        drain()
        yield made
        transaction.set_rollback(True)


def rows() -> list[tuple[str, str]]:
    lines = GOLDEN.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if not line.startswith("# ")]
    return [(row[0], row[4]) for row in cells]


def test_there_are_enough():
    assert len(rows()) >= 150
    assert sum(matches != "-" for _, matches in rows()) >= 150


@pytest.mark.parametrize(("query", "matches"), rows())
def test_matches(letters, query, matches):
    read = parse(query)
    found = execute(SearchRequest(query=query), read, read.tree, stop=50)
    assert "".join(sorted(letters[pk] for pk, _ in found.ranking)) == matches.replace("-", "")
    assert found.count == len(found.ranking)
