"""Every engine that is there answers from an index that it finds in a folder, as the archive's own does."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

pytest.importorskip("tantivy")

from benchmarks.contenders import Backfile, RawWhoosh, SQLite, Tantivy
from benchmarks.corpus import IMPRINT, PUBLICATIONS, articles
from benchmarks.installed_engines import PostgreSQL, installed
from benchmarks.kinds import Kind

pytestmark = pytest.mark.slow

SIZE = 40
KINDS = [
    Kind("phrase", phrase=tuple(IMPRINT.split())),
    Kind("publication", all_of=(IMPRINT.split()[0],), publication=PUBLICATIONS[3]),
    Kind("years", all_of=(IMPRINT.split()[1],), years=(2003, 2008)),
]


@pytest.fixture(scope="module")
def folder():
    with pytest.MonkeyPatch.context() as patch:
        # The tests' own may be entered by their owner alone; PostgreSQL may run as another user.
        patch.setattr(tempfile, "tempdir", "/tmp")  # noqa: S108
        with tempfile.TemporaryDirectory(prefix="backfile-contenders-") as path:
            Path(path).chmod(0o755)
            yield Path(path)


def answers_from(contender, folder):
    """What an engine answers that did not build the index itself."""
    engine = contender()
    engine.open(folder)
    try:
        return [engine.prepare(kind)() for kind in KINDS]
    finally:
        engine.close()


@pytest.fixture(scope="module")
def wanted(folder):
    (folder / "own").mkdir()
    Backfile().build(folder / "own", articles(SIZE))
    return answers_from(Backfile, folder / "own")


@pytest.fixture(scope="module", params=[Tantivy, SQLite, RawWhoosh, *installed()], ids=lambda one: one.__name__)
def built(request, folder):
    own = folder / request.param.__name__ / "index"
    own.mkdir(parents=True)
    request.param().build(own, articles(SIZE))
    return request.param, own


def test_what_it_finds_is_what_the_archive_finds(built, wanted):
    for ours, theirs in zip(wanted, answers_from(*built), strict=True):
        assert (theirs.count, theirs.publications, theirs.years) == (ours.count, ours.publications, ours.years)


def test_the_newest_come_first(built, wanted):
    dates = {article.pk: article.date for article in articles(SIZE)}
    newest = answers_from(*built)[2].first
    assert [dates[pk] for pk in newest] == [dates[pk] for pk in wanted[2].first]


def test_it_can_be_opened_again(built):
    assert answers_from(*built) == answers_from(*built)


def test_its_size_on_the_disk_is_told(built):
    contender, own = built
    engine = contender()
    engine.open(own)
    try:
        assert engine.index_bytes(own) > 50_000
    finally:
        engine.close()


def test_its_version_can_be_part_of_a_name(built):
    version = built[0]().version()
    assert version[0].isdigit()
    assert "/" not in version


@pytest.mark.skipif(PostgreSQL not in installed(), reason="needs PostgreSQL")
def test_a_server_that_a_killed_run_left_is_taken_over(folder):
    own = folder / "left" / "index"
    own.mkdir(parents=True)
    PostgreSQL().build(own, articles(SIZE))
    killed = PostgreSQL()
    killed.open(own)
    assert answers_from(PostgreSQL, own)[0].count == SIZE
    killed.socket.rmdir()


STOCK = """
from pathlib import Path
from benchmarks.corpus import articles
from benchmarks.kinds import Kind
from benchmarks.stock_haystack import StockHaystack

folder = Path({folder!r})
if {build}:
    StockHaystack().build(folder, articles({size}))
engine = StockHaystack()
engine.open(folder)
print(*(engine.prepare(kind)().count for kind in {kinds!r}))
"""


def stock_counts(folder, *, build):
    """What stock Haystack counts; in a process of its own, for it needs settings of its own."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    script = STOCK.format(folder=str(folder), build=build, size=SIZE, kinds=KINDS)
    said = subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True, text=True)
    return [int(count) for count in said.stdout.split()]


def test_stock_haystack_finds_the_same_in_the_process_that_built_and_in_a_later_one(tmp_path, wanted):
    counts = [answer.count for answer in wanted]
    assert stock_counts(tmp_path / "index", build=True) == counts
    assert stock_counts(tmp_path / "index", build=False) == counts
