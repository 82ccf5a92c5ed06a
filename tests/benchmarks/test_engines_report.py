"""The table and the chart say what was measured, and which indexes an earlier run built."""

from collections import Counter
from xml.etree import ElementTree

import pytest

from benchmarks.engines_report import COLOURS, table, write_chart
from benchmarks.figures import Figures
from benchmarks.keeping import Build

SVG = "{http://www.w3.org/2000/svg}"


def figures(size=2000, slow_earlier=True):
    return Figures(
        size=size,
        text_mb=10.0,
        hits={"rare word": 6, "prefix": 1200},
        milliseconds={
            "rare word": {"Backfile": 0.1, "Haystack 3.4": 136.0},
            "prefix": {"Backfile": 0.4, "Haystack 3.4": 34.0},
        },
        builds={
            "Backfile": Build(1.25, 1.2, 1, "2026-03-02"),
            "Haystack 3.4": Build(3649.0, 3600.4, 2, "2026-03-01", earlier=slow_earlier),
        },
        index_mb={"Backfile": 9.0, "Haystack 3.4": 47.0},
        save_milliseconds={"median": 6.2, "p99": 66.0},
    )


@pytest.mark.parametrize(
    "line",
    [
        "## 2,000 articles, 10 MB of text",
        "| query (hits) | Backfile, ms | Haystack 3.4, ms |",
        "| rare word (6) | **0.10** | 136 (1360.0×) |",
        "| prefix (1,200) | **0.40** | 34 (85.0×) |",
        "| geometric mean of the ratios | 1.00× | 340.00× |",
        "| building, s | 1.2 | 3649.0† |",
        "| of processor time, s | 1.2 | 3600.4 |",
        "| by so many processes | 1 | 2 |",
        "| index, and its ratio to the text | 9 MB (0.90×) | 47 MB (4.70×) |",
        "One article saved and searchable: median 6 ms, p99 66 ms.",
        "† Built in an earlier run and kept: Haystack 3.4 (2026-03-01). Seconds by the clock are those of that run,"
        " with whatever else the machine did; processor time says what building takes.",
    ],
)
def test_lines_of_the_table(line):
    assert line in table(figures()).splitlines()


def test_where_this_run_built_all_nothing_is_said_of_earlier_ones():
    assert "†" not in table(figures(slow_earlier=False))


def test_processor_time_that_is_not_known_is_a_dash():
    measured = figures()
    measured.builds["Haystack 3.4"] = Build(3649.0, None, 1, "2026-03-01", earlier=True)
    assert "| of processor time, s | 1.2 | – |" in table(measured).splitlines()


@pytest.fixture
def chart(tmp_path):
    def drawn(*measured):
        write_chart(tmp_path / "engines.svg", list(measured))
        return ElementTree.parse(tmp_path / "engines.svg").getroot()  # noqa: S314

    return drawn


def test_the_chart_has_a_bar_for_every_engine_and_kind_and_a_key(chart):
    fills = Counter(rect.get("fill") for rect in chart(figures()).iter(f"{SVG}rect"))
    assert fills[COLOURS["Backfile"]] == fills[COLOURS["Haystack 3.4"]] == 2 + 1


def test_the_chart_shows_the_largest_size_where_most_engines_were_measured(chart):
    fewer = figures(size=100_000)
    del fewer.builds["Haystack 3.4"]
    title = chart(figures(), figures(size=20_000), fewer).find(f"{SVG}title").text
    assert title == "Search engines at 20,000 articles: median milliseconds a query"


@pytest.mark.parametrize(("milliseconds", "label"), [(0.0512, "0.0512"), (3.456, "3.46"), (1170.4, "1,170")])
def test_a_bar_is_labelled_in_figures_that_people_read(chart, milliseconds, label):
    measured = figures()
    measured.milliseconds["prefix"]["Haystack 3.4"] = milliseconds
    assert label in [text.text for text in chart(measured).iter(f"{SVG}text")]


def test_a_longer_time_is_a_longer_bar(chart):
    bars = [r for r in chart(figures()).iter(f"{SVG}rect") if r.get("x") == "210"]
    fast, slow = (next(b for b in bars if b.get("fill") == COLOURS[n]) for n in ("Backfile", "Haystack 3.4"))
    assert float(fast.get("width")) < float(slow.get("width"))
