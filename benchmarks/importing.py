"""Importing: articles a second and peak memory for N and 4N files of about 900 words, without indexing, and the share of citations.

Every measurement is a process of its own with an empty archive. `python -m benchmarks.importing [N]`.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

FILES = 1000
SEED = 11
MEASURE = "--measure"


def main(files: int = FILES) -> None:
    """Print the figures for N and 4N files, first import and second, and what deriving citations costs on top."""
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
        print(
            f"{count:6} files: {count / measured['first']:6.0f} articles/s imported, "
            f"{count / measured['second']:6.0f}/s found unchanged, peak memory {measured['peak_mb']:.0f} MB "
            f"({measured['grown_mb']:+.0f} MB during the import), "
            f"citations {measured['citations'] / (measured['first'] - measured['citations']):.0%} on top"
        )


def measure(count: int) -> None:
    """Import `count` synthetic files into an empty archive and print the seconds and megabytes as JSON."""
    import django  # noqa: PLC0415 (only in the measured process, which has its settings in the environment)

    django.setup()
    from django.core.management import call_command  # noqa: PLC0415

    from archive.ingest import importing  # noqa: PLC0415
    from archive.search import freshness  # noqa: PLC0415

    texts = Path(os.environ["BACKFILE_DATA"]) / "texts"
    call_command("migrate", verbosity=0)
    call_command("make_archive", articles=count, seed=SEED, format="files", output=texts, verbosity=0)
    spent = {"citations": 0.0}

    def timed_derive(*args, derive=importing.derive, **kwargs):
        start = time.process_time()
        derived = derive(*args, **kwargs)
        spent["citations"] += time.process_time() - start
        return derived

    importing.derive = timed_derive
    with freshness.paused():
        before = peak_mb()
        first = import_all(texts, importing)
        grown = peak_mb() - before
        citations = spent["citations"]
        second = import_all(texts, importing)
    print(
        json.dumps({"first": first, "second": second, "citations": citations, "peak_mb": peak_mb(), "grown_mb": grown})
    )


def import_all(texts: Path, importing) -> float:
    """Import the folder; the seconds of processor time that it took, which other work on the machine does not blur."""
    start = time.process_time()
    for _ in importing.Importer(importing.Options()).import_path(texts):
        pass
    return time.process_time() - start


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    if MEASURE in sys.argv:
        measure(int(sys.argv[-1]))
    else:
        main(*map(int, sys.argv[1:]))
