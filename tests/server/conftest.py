"""A real gunicorn with the project's settings, and what clients do to it."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
SECONDS = 60  # much longer than anything takes: a busy machine fails no test


class Server:
    """A running server, and the sockets that a test opens to it."""

    def __init__(self, process: subprocess.Popen, port: int) -> None:
        self.process, self.port = process, port
        self._sockets: list[socket.socket] = []

    def connect(self, sent: bytes = b"", receive_buffer: int = 0) -> socket.socket:
        """A connection on which something was sent."""
        sock = socket.socket()
        if receive_buffer:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        sock.settimeout(SECONDS)
        sock.connect(("127.0.0.1", self.port))
        self._sockets.append(sock)
        sock.sendall(sent)
        return sock

    def ask(self, sent: bytes) -> bytes:
        """All that is answered until the server closes the connection."""
        return read_all(self.connect(sent))

    def get(self, path: str = "/") -> bytes:
        return self.ask(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n".encode())

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(pid) for pid in children.read_text().split()]

    def close_sockets(self) -> None:
        for sock in self._sockets:
            sock.close()


def read_all(sock: socket.socket) -> bytes:
    answer = b""
    while received := sock.recv(65536):
        answer += received
    return answer


@contextmanager
def running(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Server]:
    """A server for as long as the block lasts."""
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    server = Server(process, port)
    try:
        wait_for_port(process, port)
        yield server
    finally:
        server.close_sockets()
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=SECONDS)
        finally:
            process.kill()


def wait_for_port(process: subprocess.Popen, port: int) -> None:
    end = time.monotonic() + SECONDS
    while time.monotonic() < end and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError("The server does not listen")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def small_site(**environment: str) -> Iterator[Server]:
    """`tests.server.site` with one worker of two threads."""
    port = free_port()
    command = [str(Path(sys.executable).with_name("gunicorn")), "tests.server.site", "--bind", f"127.0.0.1:{port}"]
    options = ["--config", "python:archive.gunicorn_settings", "--workers", "1", "--threads", "2"]
    with running([*command, *options], port, environment) as server:
        yield server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    with small_site() as started:
        yield started
