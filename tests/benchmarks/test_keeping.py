"""Finished indexes are found again, unfinished ones never."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from benchmarks.contender import Contender
from benchmarks.corpus import SyntheticArticle
from benchmarks.keeping import Keep
from benchmarks.texts import Texts, make_texts

ARTICLES = [
    SyntheticArticle(pk, f"Ferries {pk}", "The ferries stood idle.", "quay-bulletin", 2004, 20041004, "marna")
    for pk in (1, 2, 3)
]
TEXTS = Texts(3, 7, "5e0c", ARTICLES)


class Ledger(Contender):
    """An engine whose index is the list of titles."""

    name = "Ledger 1.0"
    processes = 2

    def version(self):
        return "1.0.3"

    def build(self, folder, articles):
        with (folder / "titles").open("w") as file:
            file.writelines(f"{article.title}\n" for article in articles)

    def open(self, folder):
        self.titles = (folder / "titles").read_text().splitlines()

    def prepare(self, kind):
        raise NotImplementedError


class Failing(Ledger):
    def build(self, folder, articles):
        super().build(folder, articles)
        raise ConnectionError("the server went away")


@pytest.fixture
def keep(tmp_path):
    return Keep(tmp_path / "kept")


def test_what_is_not_built_is_not_found(keep):
    assert keep.find(Ledger(), TEXTS) is None


def test_an_index_is_built_once(keep):
    first, _ = keep.find_or_build(Ledger(), TEXTS)
    (first / "titles").write_text("as the first run left it\n")
    second, _ = keep.find_or_build(Ledger(), TEXTS)
    assert (second / "titles").read_text() == "as the first run left it\n"


def test_a_kept_index_holds_all_articles(keep):
    index, _ = keep.find_or_build(Ledger(), TEXTS)
    engine = Ledger()
    engine.open(index)
    assert engine.titles == [article.title for article in TEXTS.articles]


def test_a_later_run_reports_the_building_as_it_was(keep):
    _, took = keep.find_or_build(Ledger(), TEXTS)
    _, found = Keep(keep.folder).find(Ledger(), TEXTS)
    assert found == replace(took, earlier=True)


def test_only_a_later_run_calls_a_building_earlier(keep):
    assert not keep.find_or_build(Ledger(), TEXTS)[1].earlier


def test_building_is_noted_with_its_day_and_processes(keep):
    _, took = keep.find_or_build(Ledger(), TEXTS)
    assert (took.day, took.processes) == (datetime.now(UTC).date().isoformat(), 2)


def test_building_is_timed_by_the_clock_and_by_the_processor(keep):
    class Slow(Ledger):
        def build(self, folder, articles):
            time.sleep(0.05)

    _, took = keep.find_or_build(Slow(), TEXTS)
    assert took.seconds >= 0.05 > took.processor_seconds


def test_processor_time_of_a_server_is_counted(keep):
    engine = Ledger()
    engine.processor_seconds_elsewhere = 700.0
    assert keep.find_or_build(engine, TEXTS)[1].processor_seconds == pytest.approx(700, abs=100)


def another_version(engine):
    engine.version = lambda: "1.0.4"


def another_format(engine):
    engine.build_format = 2


def another_engine(engine):
    engine.name = "Register 1.0"


@pytest.mark.parametrize("change", [another_version, another_format, another_engine])
def test_another_engine_has_another_index(keep, change):
    keep.find_or_build(Ledger(), TEXTS)
    engine = Ledger()
    change(engine)
    assert keep.find(engine, TEXTS) is None


@pytest.mark.parametrize("change", [{"size": 4}, {"seed": 8}, {"digest": "77aa"}])
def test_other_articles_have_another_index(keep, change):
    keep.find_or_build(Ledger(), TEXTS)
    assert keep.find(Ledger(), replace(TEXTS, **change)) is None


def test_an_index_of_articles_that_the_generator_no_longer_makes_is_replaced(keep):
    keep.find_or_build(Ledger(), TEXTS)
    changed = replace(TEXTS, digest="77aa")
    index, took = keep.find_or_build(Ledger(), changed)
    assert not took.earlier
    assert keep.find(Ledger(), changed)[0] == index


def test_two_sizes_stand_side_by_side(keep):
    keep.find_or_build(Ledger(), TEXTS)
    keep.find_or_build(Ledger(), replace(TEXTS, size=4))
    assert keep.find(Ledger(), TEXTS)


def test_the_note_is_written_when_the_index_stands(keep):
    seen = []

    class Watching(Ledger):
        def build(self, folder, articles):
            super().build(folder, articles)
            seen.extend(path.name for path in folder.parent.iterdir())

    keep.find_or_build(Watching(), TEXTS)
    assert sorted(seen) == ["index", "lock"]


def test_an_index_whose_building_failed_is_not_found(keep):
    with pytest.raises(ConnectionError):
        keep.find_or_build(Failing(), TEXTS)
    assert keep.find(Ledger(), TEXTS) is None


def test_a_note_half_written_is_none(keep):
    index, _ = keep.find_or_build(Ledger(), TEXTS)
    (index.parent / "note.json").rename(index.parent / "note.part")
    assert keep.find(Ledger(), TEXTS) is None


KILLED = """
import os, signal
from pathlib import Path
from tests.benchmarks.test_keeping import Keep, Ledger, TEXTS

class Killed(Ledger):
    def build(self, folder, articles):
        (folder / "half").write_text("half an index")
        os.kill(os.getpid(), signal.SIGKILL)

Keep(Path({folder!r})).find_or_build(Killed(), TEXTS)
"""


@pytest.fixture
def killed(keep):
    script = KILLED.format(folder=str(keep.folder))
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    ended = subprocess.run([sys.executable, "-c", script], env=environment, check=False)
    assert ended.returncode == -signal.SIGKILL
    assert list(keep.folder.glob("*/index/half"))


@pytest.mark.usefixtures("killed")
def test_an_index_whose_builder_was_killed_is_not_found(keep):
    assert keep.find(Ledger(), TEXTS) is None


@pytest.mark.usefixtures("killed")
def test_an_index_whose_builder_was_killed_is_built_from_the_start(keep):
    index, took = keep.find_or_build(Ledger(), TEXTS)
    assert not took.earlier
    assert [path.name for path in index.iterdir()] == ["titles"]


@pytest.mark.usefixtures("killed")
def test_what_a_killed_run_left_at_work_is_ended_first(keep):
    cleared = []

    class Serving(Ledger):
        def clear(self, folder):
            cleared.append((folder / "half").exists())

    keep.find_or_build(Serving(), TEXTS)
    assert cleared == [True]


def test_two_processes_do_not_build_the_same(keep):
    class Twice(Ledger):
        def build(self, folder, articles):
            Keep(keep.folder).find_or_build(Ledger(), TEXTS)

    with pytest.raises(BlockingIOError):
        keep.find_or_build(Twice(), TEXTS)


def test_the_same_seed_makes_the_same_articles():
    assert make_texts(2, 7).digest == make_texts(2, 7).digest


@pytest.mark.parametrize(("size", "seed"), [(3, 7), (2, 8)])
def test_other_articles_have_another_digest(size, seed):
    assert make_texts(size, seed).digest != make_texts(2, 7).digest


def test_megabytes_are_those_of_titles_and_bodies():
    texts = make_texts(2, 7)
    assert texts.megabytes == sum(len(a.title) + len(a.body) for a in texts.articles) / 1e6
