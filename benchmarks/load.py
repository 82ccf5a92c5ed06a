"""Load generator: clients with persistent connections, each requesting its next page when it has the last.

Run as a process of its own, so that it takes no time from the server but its share of the processor, which it reports:
`python -m benchmarks.load < plan.json` prints the outcome of the plan.
"""

from __future__ import annotations

import itertools
import json
import resource
import socket
import sys
import threading
import time
from collections import Counter
from dataclasses import asdict, dataclass, field

HOST = "127.0.0.1"
TIMEOUT = 30


@dataclass(frozen=True)
class Plan:
    """A plan of requests: `paths` in turn, repeated if need be, for so many requests or seconds."""

    port: int
    paths: list[str]
    requests: int
    seconds: float
    clients: int = 8
    headers: dict[str, str] = field(default_factory=dict)


@dataclass
class Outcome:
    """The outcome of a plan: (index of path, milliseconds) of every request, statuses, bytes, and total time."""

    times: list[tuple[int, float]]
    statuses: dict[str, int]
    bytes: int
    seconds: float
    own_seconds: float


class Client:
    """One persistent connection; reopened when the server closes it between two requests."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket: socket.socket | None = None

    def ask(self, request: bytes) -> tuple[str, int]:
        """Return the status and size of an answer. Raises OSError where there is none."""
        for attempt in (1, 2):
            if self.socket is None:
                self.socket = socket.create_connection((HOST, self.port), TIMEOUT)
                self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self.socket.sendall(request)
                return self._answer()
            except (BrokenPipeError, ConnectionResetError):
                self.close()
                if attempt == 2:
                    raise
        raise AssertionError("unreachable")

    def close(self) -> None:
        if self.socket is not None:
            self.socket.close()
            self.socket = None

    def _answer(self) -> tuple[str, int]:
        read = b""
        while (end := read.find(b"\r\n\r\n")) < 0:
            read += self._more()
        head = read[:end].lower()
        status = head[9:12].decode("ascii")
        length = 0 if status == "304" else int(head.partition(b"\r\ncontent-length:")[2].partition(b"\r\n")[0])
        total = end + 4 + length
        have = len(read)
        while have < total:
            have += len(self._more())
        if b"\r\nconnection: close" in head:
            self.close()
        return status, total

    def _more(self) -> bytes:
        assert self.socket is not None
        received = self.socket.recv(65536)
        if not received:
            raise ConnectionResetError("the server closed the connection")
        return received


def run(plan: Plan) -> Outcome:
    """Carry out a plan."""
    extra = "".join(f"{name}: {value}\r\n" for name, value in plan.headers.items())
    requests = [f"GET {path} HTTP/1.1\r\nHost: {HOST}:{plan.port}\r\n{extra}\r\n".encode() for path in plan.paths]
    numbers = itertools.count()
    times: list[tuple[int, float]] = []
    statuses: Counter[str] = Counter()
    sizes: list[int] = []
    end = time.perf_counter() + plan.seconds

    def ask_on() -> None:
        client = Client(plan.port)
        while (number := next(numbers)) < plan.requests and (begun := time.perf_counter()) < end:
            status, size = client.ask(requests[number % len(requests)])
            times.append((number % len(requests), (time.perf_counter() - begun) * 1000))
            statuses[status] += 1
            sizes.append(size)
        client.close()

    threads = [threading.Thread(target=ask_on) for _ in range(plan.clients)]
    begun, own = time.perf_counter(), _processor_seconds()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - begun
    return Outcome(times, dict(statuses), sum(sizes), seconds, _processor_seconds() - own)


def _processor_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    json.dump(asdict(run(Plan(**json.load(sys.stdin)))), sys.stdout)
