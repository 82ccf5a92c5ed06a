"""Engines side by side: twelve kinds of queries, each with its page, exact count and two facets; builds; saves.

    python -m benchmarks.engines [--sizes 2000,10000,20000,100000] [--most-for-slow 20000] [--most-for-haystack 2000]
                                 [--keep FOLDER [--build-only]] [--engines Xapian,…] [--seed 7] [--results FOLDER]

Writes engines.md, engines.svg and engines.json to benchmarks/results. PostgreSQL and Xapian take part where the system
has them. Indexes that take long to build are left out above a size: of Whoosh, PostgreSQL and Xapian above
`--most-for-slow`, of stock Haystack above `--most-for-haystack`; unless they are there already, for with `--keep` what
the other engines built stays in a folder, and a later run measures it at once. `--build-only` builds what is not yet
kept and measures nothing.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict
from pathlib import Path

import numpy as np

from archive.search.analysis.analyser import stem
from archive.search.whoosh.querying.executor import open_segments
from archive.search.whoosh.writing.writer import ColumnarWriter
from benchmarks.contender import Contender
from benchmarks.contenders import Backfile, RawWhoosh, SQLite, Tantivy
from benchmarks.corpus import IMPRINT, PUBLICATIONS, SyntheticArticle, articles
from benchmarks.engines_report import table, write_chart
from benchmarks.figures import Figures
from benchmarks.installed_engines import installed
from benchmarks.keeping import Keep, build
from benchmarks.kinds import Answer, Kind
from benchmarks.stock_haystack import StockHaystack
from benchmarks.texts import Texts, make_texts

RESULTS = Path(__file__).parent / "results"
SECONDS_A_KIND = 1.5
MAX_RUNS = 60
SAVES = 500


def main(arguments: list[str] | None = None) -> None:
    options = _options(arguments)
    keep = Keep(options.keep) if options.keep else None
    measured = []
    for size in options.sizes:
        texts = make_texts(size, options.seed)
        others = choose_engines(options, keep, texts)
        if options.build_only:
            build_only(keep, others, texts)
            continue
        measured.append(measure(texts, others, keep))
        print(table(measured[-1]), flush=True)
    if measured:
        write_results(options.results, measured)


def _options(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    numbers = {"type": lambda text: [int(part) for part in text.split(",")]}
    parser.add_argument("--sizes", default=[2_000, 10_000, 20_000, 100_000], **numbers)
    parser.add_argument("--most-for-slow", type=int, default=20_000)
    parser.add_argument("--most-for-haystack", type=int, default=2_000)
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the others' finished indexes stay")
    parser.add_argument("--build-only", action="store_true", help="build what is not yet kept, measure nothing")
    parser.add_argument("--engines", type=lambda text: text.split(","), help="these alone beside Backfile")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--results", type=Path, metavar="FOLDER", default=RESULTS)
    options = parser.parse_args(arguments)
    if options.build_only and not options.keep:
        parser.error("--build-only without --keep would build for nothing")
    there_are = {engine.name for engine in _all_others()}
    if unknown := set(options.engines or ()) - there_are:
        parser.error(f"no engine {', '.join(sorted(unknown))} here; there are {', '.join(sorted(there_are))}")
    return options


def _all_others() -> list[type[Contender]]:
    return [Tantivy, SQLite, *installed(), RawWhoosh, StockHaystack]


def choose_engines(options: argparse.Namespace, keep: Keep | None, texts: Texts) -> list[Contender]:
    """Return the engines measured at that size beside Backfile: those that build in reasonable time, and those kept."""
    most = {StockHaystack: options.most_for_haystack, Tantivy: texts.size, SQLite: texts.size}
    wanted = [one() for one in _all_others() if not options.engines or one.name in options.engines]
    return [
        engine
        for engine in wanted
        if texts.size <= most.get(type(engine), options.most_for_slow) or (keep and keep.find(engine, texts))
    ]


def build_only(keep: Keep, engines: list[Contender], texts: Texts) -> None:
    """Build and keep the indexes of all engines, and print how long it took."""
    for engine in engines:
        _, took = keep.find_or_build(engine, texts)
        print(f"{texts.size:,} articles, {engine.name} {engine.version()}: {took}", flush=True)


def write_results(folder: Path, measured: list[Figures]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "engines.json").write_text(json.dumps([asdict(one) for one in measured], indent=1), encoding="utf-8")
    (folder / "engines.md").write_text("\n".join(map(table, measured)), encoding="utf-8")
    write_chart(folder / "engines.svg", measured)


def measure(texts: Texts, others: list[Contender], keep: Keep | None) -> Figures:
    """Build or find every engine's index, run every kind of query on each, and save articles into Backfile's."""
    figures = Figures(texts.size, texts.megabytes)
    backfile = Backfile()
    with tempfile.TemporaryDirectory(prefix="backfile-engines-") as folder, ExitStack() as opened:
        for engine in (backfile, *others):
            if keep and engine.may_be_kept:
                own, took = keep.find_or_build(engine, texts)
            else:
                own = Path(folder) / type(engine).__name__
                took = build(engine, own, texts)
            engine.open(own)
            opened.callback(engine.close)
            figures.builds[engine.name] = took
            figures.index_mb[engine.name] = engine.index_bytes(own) / 1e6
        _ask_all([backfile, *others], figures)
        figures.save_milliseconds = measure_saves(backfile, texts)
    return figures


def _ask_all(engines: list[Contender], figures: Figures) -> None:
    """Run every kind of query on every engine, and compare the answers."""
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
    """Check that all engines found the same; a benchmark of different answers means nothing."""
    first = next(iter(answers.values()))
    for name, answer in answers.items():
        same = (answer.count, answer.publications, answer.years) == (first.count, first.publications, first.years)
        if not same or len(answer.first) != len(first.first):
            raise AssertionError(f"{kind.name}: {name} finds {answer.count}, Backfile {first.count}")


def measure_saves(backfile: Backfile, texts: Texts) -> dict[str, float]:
    """Save articles one by one into the large index; milliseconds until each can be searched."""
    times = []
    for article in articles(texts.size + SAVES, texts.seed):
        if article.pk <= texts.size:
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
    while len(times) < 3 or (time.perf_counter() < end and len(times) < MAX_RUNS):
        times.append(_seconds(ask) * 1000)
    return statistics.median(times)


if __name__ == "__main__":
    main()
