"""Benchmark of whole pages, served as `make run` serves them, to eight concurrent clients: rate, p50, p95, memory.

    python -m benchmarks.pages [--articles 20000]

Makes a synthetic archive, once, under BACKFILE_DATA (else var/), and asks it for articles, issues and searches, the
first time ("new": the page is rendered) and again (it is cached); for searches as readers make them (some queries are
frequent and most are rare, facets are followed, pages turned), and for searches without repetition. Writes
benchmarks/results/pages.md. `--workers` and `--threads` override the site's own numbers.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import shutil
import statistics
import subprocess
import sys
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from benchmarks.load import Outcome, Plan
from benchmarks.questions import search_paths, sessions
from benchmarks.served import Memory, free_port, memory_of, processor_seconds, served

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
GUNICORN_SETTINGS = "python:archive.gunicorn_settings"
SEED = 20
CLIENTS = 8
MAX_SECONDS = 15
NEW_PAGES, AGAIN_PAGES, AGAIN_REQUESTS = 1500, 300, 8000
WARMING, QUESTIONS_A_KIND = 200, 40
READERS, MAX_SEARCHES = 1500, 4000
SAMPLE = 1500
BROWSER = {"Accept-Encoding": "gzip, deflate"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: the request, and how it was answered.

    `processor` is the server's processor time a page in milliseconds: unlike the others it is the same on a shared
    machine.
    """

    name: str
    requests: int
    rate: float
    p50: float
    p95: float
    kilobytes: float
    client_share: float
    processor: float = float("nan")


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--threads", type=int)
    parser.add_argument("--searches-only", action="store_true", help="measure searches, and write nothing")
    options = parser.parse_args(arguments)
    data = Path(os.environ.get("BACKFILE_DATA") or ROOT / "var").resolve() / "benchmarks" / f"pages-{options.articles}"
    environment = {"BACKFILE_DATA": str(data), "DJANGO_SETTINGS_MODULE": "archive.settings", "PYTHONWARNINGS": "ignore"}
    make_archive(data, options.articles, environment)
    # What an earlier run had made would be given again.
    shutil.rmtree(data / "page_cache", ignore_errors=True)
    paths = json.loads(_output([sys.executable, "-m", "benchmarks.pages_addresses", str(SAMPLE)], environment))
    environment |= {"WEB_CONCURRENCY": str(options.workers)}
    if options.threads:
        environment["GUNICORN_CMD_ARGS"] = f"--threads={options.threads}"
    if options.searches_only:
        rows, searches, memory = measure_searches_only(paths, environment)
        print(table(options.articles, rows, searches, memory))
        return
    empty = measure_empty_site()
    rows, searches, memory = measure_archive(paths, environment)
    report = table(options.articles, [empty, *rows], searches, memory)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "pages.md").write_text(report, encoding="utf-8")
    print(report)


def make_archive(data: Path, articles: int, environment: dict[str, str]) -> None:
    """Make the archive unless it exists; an unfinished one is made again."""
    finished = data / "finished"
    if finished.exists():
        return
    if data.exists():
        sys.exit(f"{data} holds an archive that was not finished. Remove it, and start again.")
    data.mkdir(parents=True)
    print(f"Making an archive of {articles:,} articles in {data}; this takes minutes, once.", flush=True)
    manage = [sys.executable, "manage.py"]
    _output([*manage, "migrate", "--verbosity", "0"], environment)
    _output([*manage, "make_archive", "--articles", str(articles), "--seed", str(SEED)], environment)
    _output([*manage, "serve", "--prepare-only"], environment)
    finished.touch()


def measure_empty_site() -> Row:
    """Measure an empty view, in a site without anything else, behind the same server with the same settings."""
    port = free_port()
    gunicorn = str(Path(sys.executable).with_name("gunicorn"))
    command = [gunicorn, "benchmarks.empty_site", "--config", GUNICORN_SETTINGS, "--bind", f"127.0.0.1:{port}"]
    with served([*command, "--workers", "2"], port, {}, ROOT) as server:
        load(Plan(port, ["/"], WARMING, MAX_SECONDS))
        return measured(server, "an empty Django view", Plan(port, ["/"], AGAIN_REQUESTS, MAX_SECONDS, CLIENTS))[0]


def measure_archive(paths: dict, environment: dict[str, str]) -> tuple[list[Row], list[Row], Memory | None]:
    """Return the rows of the table, those of each kind of search, and the memory at the end."""
    port = free_port()
    articles, issues = paths["articles"], paths["issues"]
    random.Random(SEED).shuffle(articles)
    random.Random(SEED).shuffle(issues)
    warming = articles[:WARMING] + issues[:WARMING]
    articles, issues = articles[WARMING:], issues[WARMING:]
    mixed = [path for pair in zip(articles[NEW_PAGES:], issues[NEW_PAGES:], strict=False) for path in pair]
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    rows = []
    with served(command, port, environment, ROOT) as server:

        def ask(name: str, asked: list[str], *, again: bool = False) -> None:
            plan = Plan(port, asked, len(asked), MAX_SECONDS, CLIENTS, BROWSER)
            if again:
                load(Plan(port, asked, len(asked), MAX_SECONDS, CLIENTS, BROWSER))
                plan = Plan(port, asked, AGAIN_REQUESTS, MAX_SECONDS, CLIENTS, BROWSER)
            rows.append(measured(server, name, plan)[0])

        load(Plan(port, warming, len(warming), MAX_SECONDS, CLIENTS, BROWSER))
        ask("articles, new", articles[:NEW_PAGES])
        ask("articles, again", articles[:AGAIN_PAGES], again=True)
        ask("issues, new", issues[:NEW_PAGES])
        ask("issues, again", issues[:AGAIN_PAGES], again=True)
        ask("articles and issues, new", mixed[:NEW_PAGES])
        ask("articles and issues, again", mixed[:AGAIN_PAGES], again=True)
        searches, kinds = measure_searches(paths, port, server)
        memory = memory_of(server)
    return [*rows, *searches], kinds, memory


def measure_searches_only(paths: dict, environment: dict[str, str]) -> tuple[list[Row], list[Row], Memory | None]:
    """Return the same of searches alone, for experiments."""
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with served(command, port, environment, ROOT) as server:
        return *measure_searches(paths, port, server), memory_of(server)


def measure_searches(paths: dict, port: int, server: subprocess.Popen) -> tuple[list[Row], list[Row]]:
    """Return the rows of searches as readers make them, and of all kinds mixed, no query twice; then of each kind, from
    that run.
    """
    kinds = search_paths(paths["texts"], paths["publications"], paths["years"], 2 * QUESTIONS_A_KIND)
    asked = [(kind, path) for kind, of_kind in kinds.items() for path in of_kind]
    asked = [(kind, path) for path, kind in {path: kind for kind, path in asked}.items()]
    random.Random(SEED).shuffle(asked)
    half = len(asked) // 2
    load(Plan(port, [path for _, path in asked[half:]], half, MAX_SECONDS, CLIENTS, BROWSER))
    plan = Plan(port, [path for _, path in asked[:half]], half, 4 * MAX_SECONDS, CLIENTS, BROWSER)
    different, outcome = measured(server, "searches, all different", plan)
    rows = []
    for kind in kinds:
        times = [time for time in outcome.times if asked[time[0]][0] == kind]
        rows.append(row(kind, Outcome(times, outcome.statuses, 0, outcome.seconds, 0)))
    readers = sessions(asked, paths["years"], READERS)[:MAX_SEARCHES]
    plan = Plan(port, readers, len(readers), 4 * MAX_SECONDS, CLIENTS, BROWSER)
    as_readers, _ = measured(server, "searches as readers make them", plan)
    return [as_readers, different], rows


def _output(command: list[str], environment: dict[str, str]) -> str:
    return subprocess.run(
        command, env={**os.environ, **environment}, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True
    ).stdout


def load(plan: Plan) -> Outcome:
    """Carry out a plan in a process of its own. Raises RuntimeError where anything but a page was returned."""
    run = subprocess.run(
        [sys.executable, "-m", "benchmarks.load"],
        input=json.dumps(asdict(plan)),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=10 * MAX_SECONDS,
    )
    outcome = Outcome(**json.loads(run.stdout))
    if set(outcome.statuses) != {"200"} or run.stderr:
        raise RuntimeError(f"{outcome.statuses} {run.stderr}")
    return outcome


def measured(server: subprocess.Popen, name: str, plan: Plan) -> tuple[Row, Outcome]:
    """Return the row of a plan, with the server's processor time a page."""
    before = processor_seconds(server)
    outcome = load(plan)
    taken = processor_seconds(server) - before
    return replace(row(name, outcome), processor=taken / len(outcome.times) * 1000), outcome


def row(name: str, outcome: Outcome) -> Row:
    times = sorted(time for _, time in outcome.times)
    quantiles = statistics.quantiles(times, n=20) if len(times) > 1 else times * 19
    count = len(times)
    return Row(
        name,
        count,
        count / outcome.seconds,
        statistics.median(times),
        quantiles[18],
        outcome.bytes / count / 1000,
        outcome.own_seconds / outcome.seconds,
    )


def table(articles: int, rows: list[Row], searches: list[Row], memory: Memory | None) -> str:
    """Return the figures as Markdown."""
    lines = [
        f"## Pages of an archive of {articles:,} articles, {CLIENTS} clients, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}",
        "",
        "| page | requests | a second | of an empty view | p50, ms | p95, ms | processor, ms a page | kB sent "
        "| clients' use of a core |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for one in rows:
        lines.append(
            f"| {one.name} | {one.requests:,} | **{one.rate:,.0f}** | {one.rate / rows[0].rate:.3f} | {one.p50:.1f} | "
            f"{one.p95:.1f} | {one.processor:.2f} | {one.kilobytes:.1f} | {one.client_share:.0%} |"
        )
    lines += ["", "| search | requests | p50, ms | p95, ms |", "| --- | ---: | ---: | ---: |"]
    lines += [f"| {one.name} | {one.requests} | {one.p50:.1f} | {one.p95:.1f} |" for one in searches]
    if memory:
        lines += [
            "",
            f"Memory after it all, shared pages counted once: {memory.all:.0f} MB, the larger worker "
            f"{memory.largest_worker:.0f} MB, of which {memory.largest_worker_without_files:.0f} MB are not files.",
        ]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
