"""The comparison from its command to its files, on a handful of articles."""

import json
import tempfile
from xml.etree import ElementTree

import pytest

pytest.importorskip("tantivy")

from benchmarks import engines
from benchmarks.contenders import RawWhoosh
from benchmarks.installed_engines import PostgreSQL, installed
from benchmarks.keeping import Keep
from benchmarks.texts import make_texts

SIZE = 120


OPTIONS = [f"--sizes={SIZE}", "--engines=SQLite FTS5"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("engines")


@pytest.fixture(scope="module")
def brief():
    """Kinds are asked as few times as possible, and few articles saved."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engines, "SECONDS_A_KIND", 0)
        patch.setattr(engines, "SAVES", 2)
        yield


@pytest.fixture(scope="module")
def runs(folder, brief):
    """What two runs, one after the other, wrote of what they measured."""

    def run():
        engines.main([*OPTIONS, f"--keep={folder / 'kept'}", f"--results={folder}"])
        [measured] = json.loads((folder / "engines.json").read_text())
        return measured

    return run(), run()


def test_both_engines_are_asked_all_twelve_kinds(runs):
    milliseconds = runs[0]["milliseconds"]
    assert len(milliseconds) == 12
    assert all(set(times) == {"Backfile", "SQLite FTS5"} for times in milliseconds.values())


def test_a_second_run_measures_what_the_first_one_built(runs):
    first, second = (run["builds"]["SQLite FTS5"] for run in runs)
    assert second == first | {"earlier": True}


def test_the_archives_own_index_is_built_in_every_run(runs, folder):
    assert not runs[1]["builds"]["Backfile"]["earlier"]
    assert [path.name.partition("-")[0] for path in (folder / "kept").iterdir()] == ["sqlite"]


def test_a_run_leaves_the_kept_index_as_it_was(runs):
    assert runs[0]["hits"] == runs[1]["hits"]


@pytest.mark.usefixtures("runs")
def test_the_report_names_what_an_earlier_run_built(folder):
    assert "† Built in an earlier run and kept: SQLite FTS5 (" in (folder / "engines.md").read_text()


@pytest.mark.usefixtures("runs")
def test_a_chart_is_drawn(folder):
    assert ElementTree.parse(folder / "engines.svg").getroot().tag.endswith("svg")  # noqa: S314


@pytest.mark.slow
@pytest.mark.skipif(PostgreSQL not in installed(), reason="needs PostgreSQL")
def test_a_run_that_keeps_nothing_measures_a_server_too(tmp_path, monkeypatch, brief):
    # The tests' own folder may be entered by its owner alone; the server may run as another user.
    monkeypatch.setattr(tempfile, "tempdir", "/tmp")  # noqa: S108
    engines.main([f"--sizes={SIZE}", "--engines=PostgreSQL", f"--results={tmp_path}"])
    assert "PostgreSQL, ms" in (tmp_path / "engines.md").read_text()


def test_building_alone_measures_nothing(tmp_path, capsys):
    engines.main([*OPTIONS, f"--keep={tmp_path / 'kept'}", f"--results={tmp_path}", "--build-only"])
    assert capsys.readouterr().out.startswith("120 articles, SQLite FTS5 3.")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


@pytest.mark.parametrize("options", [["--build-only"], ["--engines=Lucene"]])
def test_options_that_make_no_sense_are_refused(options):
    with pytest.raises(SystemExit, match="2"):
        engines.main(options)


def chosen(keep, *options):
    options = engines._options([f"--keep={keep.folder}", *options])
    return [engine.name for engine in engines.choose_engines(options, keep, make_texts(SIZE, 7))]


@pytest.mark.parametrize(
    ("option", "name"), [("--most-for-slow=100", "Whoosh 2.7.4"), ("--most-for-haystack=100", "Haystack 3.4")]
)
def test_what_builds_slowly_is_left_out_above_its_size(tmp_path, option, name):
    keep = Keep(tmp_path)
    assert name in chosen(keep)
    assert name not in chosen(keep, option)


def test_what_is_kept_takes_part_above_its_size(tmp_path):
    class BuiltAtOnce(RawWhoosh):
        def build(self, folder, articles):
            (folder / "index").touch()

    keep = Keep(tmp_path)
    keep.find_or_build(BuiltAtOnce(), make_texts(SIZE, 7))
    assert "Whoosh 2.7.4" in chosen(keep, "--most-for-slow=100")
