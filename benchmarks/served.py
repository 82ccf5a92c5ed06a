"""A server under measurement: started, awaited, measured, and ended."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SECONDS_TO_START = 120


@dataclass(frozen=True, slots=True)
class Memory:
    """MB of a server's processes, shared pages counted once: of all, of the largest worker, and of that without file
    contents, which the system could drop at any time.
    """

    all: float
    largest_worker: float
    largest_worker_without_files: float


@contextmanager
def served(command: list[str], port: int, environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen]:
    """Run a server for as long as the block lasts. Raises RuntimeError where it does not begin to listen."""
    server = subprocess.Popen(command, env={**os.environ, **environment}, cwd=folder, stdout=subprocess.DEVNULL)
    try:
        _wait_for(server, port)
        yield server
    finally:
        server.send_signal(signal.SIGTERM)
        # Gunicorn gives requests 30 seconds to be answered.
        server.wait(timeout=60)


def _wait_for(server: subprocess.Popen, port: int) -> None:
    end = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < end and server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise RuntimeError(f"The server does not listen on port {port}: {' '.join(server.args)}")


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def memory_of(server: subprocess.Popen) -> Memory | None:
    """Return the memory of a server and its workers; None where the system does not report it (Linux does)."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    if not children.exists():
        return None
    workers = [_proportional_mb(int(pid)) for pid in children.read_text().split()]
    return Memory(_proportional_mb(server.pid)[0] + sum(all_ for all_, _ in workers), *max(workers))


def processor_seconds(server: subprocess.Popen) -> float:
    """Return the processor time of a server and its workers so far; NaN where the system does not report it."""
    children = Path(f"/proc/{server.pid}/task/{server.pid}/children")
    if not children.exists():
        return float("nan")
    ticks = 0
    for pid in (server.pid, *children.read_text().split()):
        # The name in the second field may hold blanks; user and system time are the 14th and 15th.
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _proportional_mb(pid: int) -> tuple[float, float]:
    """Return all of a process's memory, and what is not files; a page that n processes share counts for an nth."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    kilobytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in lines[1:])}
    return kilobytes["Pss"] / 1024, kilobytes["Pss_Anon"] / 1024
