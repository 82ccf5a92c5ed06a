"""How the site answers beside slow clients: heads, bodies and answers of a byte a second, and idle connections.

    python -m benchmarks.slow_clients [--clients 200] [--seconds 12]

Starts the server itself, on a free port of this machine, with an archive of its own under BACKFILE_DATA (else var/).
Each kind of slow client comes alone, then all come at once; one whose connection is ended comes again. Meanwhile
/healthz and two pages are asked for, each time on a new connection. Writes benchmarks/results/slow_clients.md.
"""

from __future__ import annotations

import argparse
import itertools
import os
import platform
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.served import free_port, memory_of, served

ROOT = Path(__file__).parent.parent
RESULTS = ROOT / "benchmarks" / "results"
HOST = "127.0.0.1"
ARTICLES = 500
MAX_CLIENTS, MAX_SECONDS = 500, 60
SECONDS_BETWEEN_QUESTIONS = 0.2
# Some ask for pages at once before they are slow. How fast 1,200 pages are made is not what is measured here.
SECONDS_TO_SETTLE = 2.0
MAX_SECONDS_FOR_ANSWER = 10.0
BODY_BYTES = 10_000_000
LONG_PAGE = b"/search/?q=the"
LIMITS = {"/healthz": 1.0, "page": 2.0, "search": 2.0}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of slow client: what it sends at once, what it repeats each second, whether it reads a byte instead."""

    name: str
    first: bytes
    drip: bytes = b""
    reads: bool = False


def kinds(port: int) -> list[Kind]:
    """The kinds that are measured."""
    host = f"Host: {HOST}:{port}\r\n".encode()
    length = b"Content-Length: %d\r\n" % BODY_BYTES

    def post(path: bytes, headers: bytes) -> bytes:
        form = b"Content-Type: application/x-www-form-urlencoded\r\n"
        return b"POST " + path + b" HTTP/1.1\r\n" + host + form + headers + b"\r\n"

    return [
        Kind("slow heads", b"GET / HTTP/1.1\r\n" + host + b"X-A: b", b"c"),
        Kind("slow bodies", post(b"/search/", length) + b"q=", b"a"),
        Kind("slow bodies of the sign-in form", post(b"/admin/login/", length) + b"username=", b"a"),
        Kind("slow uploads", post(b"/admin/archive/importbatch/add/", length), b"a"),
        Kind("slow bodies in chunks", post(b"/search/", b"Transfer-Encoding: chunked\r\n"), b"1\r\na\r\n"),
        Kind("idle connections", b""),
        Kind("idle after an answer", b"GET /healthz HTTP/1.1\r\n" + host + b"\r\n"),
        # Kept pages, so that the making of so many answers is not what is measured; too much for the system's buffers.
        Kind("slow readers", (b"GET " + LONG_PAGE + b" HTTP/1.1\r\n" + host + b"\r\n") * 6, reads=True),
    ]


@dataclass
class Attack:
    """So many clients of each kind, for as long as the block lasts; `ended` counts what the server closed."""

    port: int
    kinds: list[Kind]
    clients: int
    ended: int = 0
    _stop: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Attack:
        self._open = [(kind, self._connect(kind)) for kind in self.kinds for _ in range(self.clients)]
        self._thread = threading.Thread(target=self._run)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        for _, sock in self._open:
            sock.close()

    def _connect(self, kind: Kind) -> socket.socket:
        sock = socket.socket()
        if kind.reads:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        sock.settimeout(MAX_SECONDS_FOR_ANSWER)
        sock.connect((HOST, self.port))
        sock.sendall(kind.first)
        sock.setblocking(False)
        return sock

    def _run(self) -> None:
        while not self._stop.wait(1.0):
            for number, (kind, sock) in enumerate(self._open):
                if self._stop.is_set():
                    return
                if not self._goes_on(kind, sock):
                    self.ended += 1
                    sock.close()
                    self._open[number] = kind, self._connect(kind)

    def _goes_on(self, kind: Kind, sock: socket.socket) -> bool:
        """Send or read the next byte; whether the server still has the connection."""
        try:
            if kind.drip:
                sock.send(kind.drip)
            return sock.recv(1 if kind.reads else 65536) != b""
        except BlockingIOError:
            return True
        except OSError:
            return False


def seconds_for(port: int, path: str) -> float:
    """How long an answer takes on a connection of its own; infinity where none comes."""
    request = f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nConnection: close\r\n\r\n".encode()
    begun = time.perf_counter()
    try:
        with socket.create_connection((HOST, port), MAX_SECONDS_FOR_ANSWER) as sock:
            sock.sendall(request)
            answer = b""
            while received := sock.recv(65536):
                answer += received
    except OSError:
        return float("inf")
    return time.perf_counter() - begun if answer.startswith(b"HTTP/1.1 200 ") else float("inf")


def measure(port: int, seconds: float) -> dict[str, list[float]]:
    """The times of /healthz, of a page that was made before, and of searches that were not asked before."""
    paths: dict[str, Callable[[int], str]] = {
        "/healthz": lambda number: "/healthz",
        "page": lambda number: "/",
        "search": lambda number: f"/search/?q=river+{time.time_ns()}",
    }
    times: dict[str, list[float]] = {name: [] for name in paths}
    end = time.monotonic() + seconds
    for number in itertools.count():
        if time.monotonic() >= end:
            return times
        for name, path in paths.items():
            times[name].append(seconds_for(port, path(number)))
        time.sleep(SECONDS_BETWEEN_QUESTIONS)
    raise AssertionError("unreachable")


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=200)
    parser.add_argument("--seconds", type=float, default=12)
    options = parser.parse_args(arguments)
    clients, seconds = min(options.clients, MAX_CLIENTS), min(options.seconds, MAX_SECONDS)
    allow_sockets(clients * (len(kinds(0)) + 1))
    data = Path(os.environ.get("BACKFILE_DATA") or ROOT / "var").resolve() / "benchmarks" / "slow-clients"
    environment = {"BACKFILE_DATA": str(data), "PYTHONWARNINGS": "ignore", "LOG_LEVEL": "CRITICAL"}
    make_archive(data, environment)
    port = free_port()
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with served(command, port, environment, ROOT) as server:
        every = kinds(port)
        for path in ("/healthz", "/", LONG_PAGE.decode("ascii")):
            for _ in range(4):
                seconds_for(port, path)
        attacks = [("nobody else", []), *((f"{clients} {kind.name}", [kind]) for kind in every)]
        heads, bodies, idle = every[0], every[1], every[5]
        attacks.append((f"{clients} slow heads, {clients} slow bodies, {clients} idle", [heads, bodies, idle]))
        attacks.append((f"all kinds at once, {clients * len(every):,}", every))
        lines = []
        for name, attackers in attacks:
            with Attack(port, attackers, clients) as attack:
                time.sleep(SECONDS_TO_SETTLE)
                times = measure(port, seconds)
                memory = memory_of(server)
            lines.append(row(name, times, attack.ended, memory.all if memory else float("nan")))
            print(lines[-1], flush=True)
    report = table(lines)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "slow_clients.md").write_text(report, encoding="utf-8")
    print(report)
    return 1 if any("**" in line for line in lines) else 0


def make_archive(data: Path, environment: dict[str, str]) -> None:
    """Make a small archive, unless it is there."""
    if (data / "finished").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    for command in (["migrate", "-v0"], ["make_archive", "--articles", str(ARTICLES), "--seed", "7"]):
        subprocess.run([sys.executable, "manage.py", *command], env={**os.environ, **environment}, cwd=ROOT, check=True)
    (data / "finished").touch()


def allow_sockets(number: int) -> None:
    """Let this process open so many sockets. Ends it where the system does not allow them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < number + 100:
        sys.exit(f"{number + 100:,} open files are needed, {hard:,} allowed. Raise the limit, or give --clients.")
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, number + 100), hard))


def row(name: str, times: dict[str, list[float]], ended: int, memory: float) -> str:
    """A line of the table; what took longer than it may stands in bold."""
    cells = []
    for what, limit in LIMITS.items():
        worst = max(times[what])
        shown = "no answer" if worst == float("inf") else f"{worst * 1000:,.0f}"
        cells += [f"{statistics.median(times[what]) * 1000:,.0f}", shown if worst <= limit else f"**{shown}**"]
    return f"| {name} | {' | '.join(cells)} | {ended:,} | {memory:,.0f} |"


def table(lines: list[str]) -> str:
    """The figures as Markdown."""
    return "\n".join(
        [
            f"## Answers beside slow clients, {os.cpu_count()} cores, Python {platform.python_version()}",
            "",
            f"From {SECONDS_TO_SETTLE:g} seconds after the clients came. "
            "Milliseconds, the median and the longest; bold where /healthz took more than 1 s or a page more than 2 s.",
            "",
            "| meanwhile | /healthz | longest | home page | longest | new search | longest | connections ended "
            "| memory, MB |",
            "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    sys.exit(main())
