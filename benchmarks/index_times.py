"""Time, processor time and memory of building the index anew, and of checking it, on an archive that exists.

    python -m benchmarks.index_times --data /srv/copy

Runs `rebuild_index` and `check_index` as an operator does, and adds up what all of their processes take: wall time,
time of the processor (user and system), and the most memory at one time, pages that processes share counted once. Takes
the archive's index away: give it a copy.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

COMMANDS = (("rebuild_index", "-v", "0"), ("check_index", "-v", "0"))
LOOK_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: seconds, seconds of the processor, and MB of memory at its highest."""

    command: str
    seconds: float
    processor: float
    memory: float


def main() -> None:
    """Run the commands, and print what each took."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, required=True, help="the data directory of the archive")
    asked = parser.parse_args()
    print("| command | seconds | seconds of the processor | MB |\n| --- | ---: | ---: | ---: |")
    for command in COMMANDS:
        cost = _cost(command, asked.data)
        print(f"| `{cost.command}` | {cost.seconds:.0f} | {cost.processor:.0f} | {cost.memory:.0f} |", flush=True)


def _cost(command: tuple[str, ...], data: Path) -> Cost:
    before = _processor_of_children()
    began = time.monotonic()
    environment = {**os.environ, "BACKFILE_DATA": str(data)}
    process = subprocess.Popen([sys.executable, "manage.py", *command], env=environment)
    most = 0.0
    while process.poll() is None:
        most = max(most, sum(map(_proportional_mb, _family(process.pid))))
        time.sleep(LOOK_SECONDS)
    if process.returncode:
        raise SystemExit(f"{command[0]} ended with {process.returncode}.")
    return Cost(command[0], time.monotonic() - began, _processor_of_children() - before, most)


def _processor_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _family(pid: int) -> list[int]:
    """A process and those that it started, and so on."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except OSError:
        return [pid]
    return [pid, *(each for child in children for each in _family(int(child)))]


def _proportional_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    main()
