"""Benchmark of imports of N and 4N files of about 900 words: articles a second, memory, and the share of citations.

Every measurement is a process of its own with an empty archive. `python -m benchmarks.importing [N]`.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = 1000
SEED = 11
MEASURE = "--measure"


def main(files: int = FILES) -> None:
    """Print the figures for N and 4N files: first import and second, indexing, what citations cost, memory."""
    for count in (files, 4 * files):
        with tempfile.TemporaryDirectory(prefix="backfile-bench-") as directory:
            run = subprocess.run(
                [sys.executable, "-m", "benchmarks.importing", MEASURE, str(count)],
                env={**os.environ, "BACKFILE_DATA": directory, "DJANGO_SETTINGS_MODULE": "archive.settings"},
                cwd=Path(__file__).parent.parent,
                capture_output=True,
                text=True,
                check=False,
            )
        if run.returncode:
            sys.exit(run.stderr)
        measured = json.loads(run.stdout.splitlines()[-1])
        first, index, citations = measured["first"], measured["index"], measured["citations"]
        rest = first + index - citations
        print(
            f"{count:6} files: {count / first:6.0f} articles/s new, {count / measured['second']:6.0f}/s unchanged, "
            f"{count / index:6.0f}/s indexed; {1000 * citations / count:.1f} ms an article for citations, "
            f"{1000 * rest / count:.1f} for the rest with its index: {citations / rest:.0%} on top, "
            f"{measured['again'] / rest:.0%} to derive them again; "
            f"memory {measured['start']:.0f} MB at the start, {measured['peak']:.0f} MB at most"
        )


def measure(count: int) -> None:
    """Import `count` synthetic files into an empty archive and print the seconds and megabytes as JSON."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from archive.editing.derived import recompute
    from archive.imports.importing import importer
    from archive.search.indexing import index_updates

    texts = Path(os.environ["BACKFILE_DATA"]) / "texts"
    call_command("migrate", verbosity=0)
    call_command("make_archive", articles=count, seed=SEED, format="files", output=texts, verbosity=0)
    spent = {"citations": 0.0}

    def timed_derive(*args, derive=recompute.derive, **kwargs):
        start = time.process_time()
        derived = derive(*args, **kwargs)
        spent["citations"] += time.process_time() - start
        return derived

    recompute.derive = timed_derive
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size=-2000")  # kB: SQLite's own cache fills up to its limit, and would hide ours
    with index_updates.suspend_indexing():
        heap = [heap_mb()]
        first = import_all(texts, importer, heap)
        citations = spent["citations"]
        second = import_all(texts, importer, heap)
    figures = {"first": first, "second": second, "citations": citations, "start": heap[0], "peak": max(heap)}
    start = time.process_time()
    call_command("update_index", if_needed=True, verbosity=0)
    figures["index"] = time.process_time() - start
    start = time.process_time()
    call_command("derive_citations", verbosity=0)
    figures["again"] = time.process_time() - start
    print(json.dumps(figures))


def import_all(texts: Path, importer, heap: list[float]) -> float:
    """Import the folder; return the seconds of processor time, which other work on the machine does not blur."""
    start = time.process_time()
    for number, _ in enumerate(importer.Importer(importer.Options()).import_path(texts)):
        if number % 200 == 0:
            heap.append(heap_mb())
    return time.process_time() - start


def heap_mb() -> float:
    """Return the private memory of the process in megabytes: without mapped pages of the database file."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("RssAnon")) / 1024


if __name__ == "__main__":
    if MEASURE in sys.argv:
        measure(int(sys.argv[-1]))
    else:
        main(*map(int, sys.argv[1:]))
