"""Backup, check and restore of an archive with pictures: time, memory, size.

    python -m benchmarks.backups --articles 20000 --pictures 4000

Each is a process of its own, as an operator calls it. Writes benchmarks/results/backups.md.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent
RESULTS = Path(__file__).parent / "results"
PICTURE_BYTES = (20_000, 200_000)


@dataclass(frozen=True, slots=True)
class Measured:
    """A command: what it is called, and its seconds, seconds of the processor, and MB of memory at most."""

    name: str
    seconds: float
    worked: float
    megabytes: float


def main() -> None:
    """Make an archive, measure, and write the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--articles", type=int, default=20_000)
    parser.add_argument("--pictures", type=int, default=4_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="backfile-backups-") as name:
        folder = Path(name)
        os.environ |= {"BACKFILE_DATA": f"{folder}/var", "DJANGO_SETTINGS_MODULE": "archive.settings"}
        run("migrate", "-v0")
        run("make_archive", "--articles", str(options.articles), "--seed", "7", "-v0")
        put_pictures(folder / "var", options.pictures)
        backup = str(folder / "backup.zip")
        rows = [
            measured("backup", "backup", backup),
            measured("backup --verify", "backup", "--verify", backup),
            measured("restore --check", "restore", "--check", backup),
        ]
        os.environ["BACKFILE_DATA"] = f"{folder}/other"
        run("migrate", "-v0")
        rows.append(measured("restore, with its index", "restore", backup))
        database = (folder / "var" / "archive.sqlite3").stat().st_size
        media = sum(path.stat().st_size for path in (folder / "var" / "media").rglob("*") if path.is_file())
        report = table(options, rows, database=database, media=media, backup=Path(backup).stat().st_size)
    print(report)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "backups.md").write_text(report, encoding="utf-8")


def put_pictures(data: Path, number: int) -> None:
    """Put files beside the archive as pictures are: of bytes that no compression makes smaller."""
    chance = random.Random(7)
    for each in range(number):
        content = chance.randbytes(chance.randrange(*PICTURE_BYTES))
        file = data / "media" / "pictures" / f"{each % 256:02x}" / f"{each:06d}.jpg"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


def run(*command: str) -> None:
    """Run a command of manage.py. Raises CalledProcessError where it fails."""
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)


def measured(name: str, *command: str) -> Measured:
    """Run a command, and measure it with its children."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    process = subprocess.Popen([sys.executable, "manage.py", *command], cwd=ROOT)
    peak = 0.0
    while process.poll() is None:
        peak = max(peak, megabytes_of(process.pid))
        time.sleep(0.1)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        sys.exit(f"{name} failed.")
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Measured(name, time.perf_counter() - began, worked, peak)


def megabytes_of(pid: int) -> float:
    """Return the memory of a process and its children that no file backs; 0 where the system does not tell."""
    total = 0
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for each in (str(pid), *children):
            fields = dict(line.split(":", 1) for line in Path(f"/proc/{each}/status").read_text().splitlines())
            total += int(fields.get("RssAnon", "0").split()[0])
    except OSError:  # it has ended, or this is no Linux
        return 0.0
    return total / 1024


def table(options: argparse.Namespace, rows: list[Measured], *, database: int, media: int, backup: int) -> str:
    """Return the figures as Markdown."""
    lines = [
        f"## Backups of {options.articles:,} articles and {options.pictures:,} pictures, "
        f"Python {platform.python_version()}",
        "",
        f"Database {database / 1e6:,.0f} MB, pictures {media / 1e6:,.0f} MB, backup {backup / 1e6:,.0f} MB. "
        f"Load at the end: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores.",
        "",
        "| command | seconds | of the processor | MB of memory |",
        "| --- | ---: | ---: | ---: |",
    ]
    lines += [f"| {row.name} | {row.seconds:.1f} | {row.worked:.1f} | {row.megabytes:.0f} |" for row in rows]
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
