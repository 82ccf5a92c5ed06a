"""Engines side by side: twelve kinds of queries, each with its page, exact count and two facets; builds; saves.

    python -m benchmarks.engines [--sizes 2000,10000,20000,100000] [--most-for-slow 20000] [--most-for-haystack 2000]

Writes benchmarks/results/engines.md, engines.svg and engines.json. PostgreSQL and Xapian take part where the
system has them. Indexes that take long to build are left out above a size: of Whoosh, PostgreSQL and Xapian above
`--most-for-slow`, of stock Haystack above `--most-for-haystack`.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np

from archive.search.whoosh.analysis import stem
from archive.search.whoosh.executor import open_segments
from archive.search.whoosh.writer import ColumnarWriter
from benchmarks.contenders import Backfile, RawWhoosh, SQLite, Tantivy
from benchmarks.corpus import IMPRINT, PUBLICATIONS, SyntheticArticle, articles
from benchmarks.engines_report import table, write_chart
from benchmarks.installed_engines import installed
from benchmarks.kinds import Answer, Kind
from benchmarks.stock_haystack import StockHaystack

RESULTS = Path(__file__).parent / "results"
SECONDS_A_KIND = 1.5
MOST_RUNS = 60
SAVES = 500


@dataclass
class Figures:
    """What was measured at one size: milliseconds a kind and engine, hits a kind, and the builds."""

    size: int
    text_mb: float = 0.0
    hits: dict[str, int] = field(default_factory=dict)
    milliseconds: dict[str, dict[str, float]] = field(default_factory=dict)
    build_seconds: dict[str, float] = field(default_factory=dict)
    index_mb: dict[str, float] = field(default_factory=dict)
    save_milliseconds: dict[str, float] = field(default_factory=dict)


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="2000,10000,20000,100000")
    parser.add_argument("--most-for-slow", type=int, default=20_000)
    parser.add_argument("--most-for-haystack", type=int, default=2_000)
    options = parser.parse_args(arguments)
    RESULTS.mkdir(exist_ok=True)
    measured = []
    for size in map(int, options.sizes.split(",")):
        chosen = [Backfile, Tantivy, SQLite]
        chosen += [*installed(), RawWhoosh] if size <= options.most_for_slow else []
        chosen += [StockHaystack] if size <= options.most_for_haystack else []
        with tempfile.TemporaryDirectory(prefix="backfile-engines-") as folder:
            measured.append(measure(size, chosen, Path(folder)))
        print(table(measured[-1]), flush=True)
    (RESULTS / "engines.json").write_text(json.dumps([asdict(one) for one in measured], indent=1), encoding="utf-8")
    (RESULTS / "engines.md").write_text("\n".join(map(table, measured)), encoding="utf-8")
    write_chart(RESULTS / "engines.svg", measured)


def measure(size: int, contenders: list[type], folder: Path) -> Figures:
    """Build an index of so many articles with every engine, and ask each of them every kind."""
    figures = Figures(size)
    figures.text_mb = sum(len(a.title) + len(a.body) for a in articles(size)) / 1e6
    engines = []
    try:
        _build_all(contenders, engines, folder, figures)
        _ask_all(engines, figures)
    finally:
        for engine in engines:
            if hasattr(engine, "close"):
                engine.close()
    figures.save_milliseconds = measure_saves(engines[0], size)
    return figures


def _build_all(contenders: list[type], engines: list, folder: Path, figures: Figures) -> None:
    """Build every engine's index in a folder of its own, and put the engine, open, into `engines`."""
    for contender in contenders:
        engine, own = contender(), folder / contender.__name__
        own.mkdir()
        engines.append(engine)
        seconds_to_generate = _seconds(lambda: [None for _ in articles(figures.size)])
        figures.build_seconds[engine.name] = _seconds(lambda e=engine, f=own: e.build(f, articles(figures.size)))
        figures.build_seconds[engine.name] -= seconds_to_generate
        figures.index_mb[engine.name] = _bytes_of(engine, own) / 1e6
        engine.open()


def _ask_all(engines: list, figures: Figures) -> None:
    """Ask every engine every kind, and compare what they answer."""
    backfile = engines[0]
    for kind in choose_kinds(backfile, figures.size):
        answers: dict[str, Answer] = {}
        figures.milliseconds[kind.name] = {}
        for engine in engines:
            ask = engine.prepare(kind)
            answers[engine.name] = ask()
            figures.milliseconds[kind.name][engine.name] = _median_milliseconds(ask)
        figures.hits[kind.name] = answers[backfile.name].count
        _compare(kind, {engine.name: answers[engine.name] for engine in engines if engine.same_answers})


def _bytes_of(engine, folder: Path) -> int:
    """What an index takes on the disk; a server says it of its table, for its folder holds much else."""
    if hasattr(engine, "index_bytes"):
        return engine.index_bytes()
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def choose_kinds(backfile: Backfile, size: int) -> list[Kind]:
    """Choose words of wanted frequencies that are their own stem and nobody else's, so that all engines agree."""
    frequencies = _document_frequencies(backfile)
    stems: dict[str, int] = {}
    for word in frequencies:
        stems[stem(word)] = stems.get(stem(word), 0) + 1
    plain = {word: n for word, n in frequencies.items() if stem(word) == word and stems[word] == 1}
    taken: set[str] = set(IMPRINT.split())

    def word_in(share: float) -> str:
        found = min((w for w in plain if w not in taken), key=lambda w: abs(plain[w] - share * size))
        taken.add(found)
        return found

    frequent, often, half, third = word_in(0.79), word_in(0.75), word_in(0.5), word_in(0.3)
    middling, rare, fifth = word_in(0.1), word_in(0.003), word_in(0.2)
    commonest = sorted(plain, key=plain.__getitem__)[-12:-10]
    return [
        Kind("rare word", all_of=(rare,)),
        Kind("middling word", all_of=(middling,)),
        Kind("frequent word", all_of=(frequent,)),
        Kind("AND of 2", all_of=(half, third)),
        Kind("AND of 3", all_of=(half, third, fifth)),
        Kind("OR of 3", any_of=(half, third, often)),
        Kind("a NOT b", all_of=(frequent,), none_of=(third,)),
        Kind("phrase in every article", phrase=tuple(IMPRINT.split())),
        Kind("phrase of frequent words", phrase=tuple(commonest)),
        Kind("prefix of 3 letters", prefix=_common_prefix(frequencies, size)),
        Kind("word + publication", all_of=(half,), publication=PUBLICATIONS[3]),
        Kind("word + years, newest first", all_of=(half,), years=(2003, 2008)),
    ]


def _document_frequencies(backfile: Backfile) -> dict[str, int]:
    totals: dict[str, int] = {}
    for segment, _, _ in open_segments(backfile.searcher):
        for number, term in enumerate(segment.terms("forms")):
            word = term.decode()
            totals[word] = totals.get(word, 0) + segment.doc_frequency("forms", number)
    return totals


def _common_prefix(frequencies: dict[str, int], size: int) -> str:
    totals: dict[str, int] = {}
    for word, count in frequencies.items():
        totals[word[:3]] = totals.get(word[:3], 0) + count
    return min((p for p in totals if len(p) == 3), key=lambda prefix: abs(totals[prefix] - 1.35 * size))


def _compare(kind: Kind, answers: dict[str, Answer]) -> None:
    """All engines must have found the same; a benchmark of different answers means nothing."""
    first = next(iter(answers.values()))
    for name, answer in answers.items():
        same = (answer.count, answer.publications, answer.years) == (first.count, first.publications, first.years)
        if not same or len(answer.first) != len(first.first):
            raise AssertionError(f"{kind.name}: {name} finds {answer.count}, Backfile {first.count}")


def measure_saves(backfile: Backfile, size: int) -> dict[str, float]:
    """Save articles one by one into the large index; milliseconds until each can be searched."""
    times = []
    fresh = articles(size + SAVES)
    for article in fresh:
        if article.pk <= size:
            continue
        start = time.perf_counter()
        _save(backfile, article)
        backfile.searcher = backfile.searcher.refresh()
        times.append((time.perf_counter() - start) * 1000)
    return {"median": statistics.median(times), "p99": float(np.percentile(times, 99)), "most": max(times)}


def _save(backfile: Backfile, article: SyntheticArticle) -> None:
    writer = ColumnarWriter(backfile.index)
    writer.delete_by_term("pk", article.pk)
    writer.add_document(
        pk=article.pk,
        title=article.title,
        body=article.body,
        forms=article.body,
        publication=article.publication,
        year=article.year,
        date=article.date,
    )
    writer.commit()


def _seconds(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _median_milliseconds(ask) -> float:
    times: list[float] = []
    end = time.perf_counter() + SECONDS_A_KIND
    while len(times) < 3 or (time.perf_counter() < end and len(times) < MOST_RUNS):
        times.append(_seconds(ask) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
