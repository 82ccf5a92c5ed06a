"""Processes of `benchmarks.hardship`: commands, each with a log, and a server that is started whenever it is down."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from pathlib import Path

from benchmarks.served import free_port

ROOT = Path(__file__).parent.parent
PATIENCE_SECONDS = 900  # on a busy machine, too


class Processes:
    """Commands and the server of an archive, in an environment of their own."""

    folder: Path
    logs: Path
    environment: dict[str, str]

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.server: subprocess.Popen | None = None
        self.port = free_port()

    def begin(self, *command: str) -> subprocess.Popen:
        """Start a command of manage.py; its output goes to a log of its own."""
        self.counts["commands"] += 1
        log = open(self.logs / f"{self.counts['commands']:04d}-{command[0]}.log", "w+b")  # noqa: SIM115
        arguments = [sys.executable, str(ROOT / "manage.py"), *command]
        started = subprocess.Popen(
            arguments, env=self.environment, cwd=self.folder, stdout=log, stderr=log, start_new_session=True
        )
        started.log = log
        return started

    def said(self, process: subprocess.Popen) -> str:
        """All that a command printed."""
        return Path(process.log.name).read_text(errors="replace")

    def manage(self, *command: str) -> tuple[int, str]:
        """Run a command to its end."""
        process = self.begin(*command)
        process.wait()
        process.log.close()
        return process.returncode, self.said(process)

    def start(self) -> None:
        """Start the server, as a service would again and again while its port is taken, and wait until it is ready."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            self.server = self.begin("serve", "--port", str(self.port))
            while self.server.poll() is None and time.monotonic() < deadline:
                if self.ask("/healthz")[0] == 200:
                    return
                time.sleep(0.1)
            self.counts["starts that were refused"] += 1
            time.sleep(0.3)
        raise SystemExit(f"The server did not start: {self.said(self.server)[-2000:]}")

    def stop(self) -> None:
        if self.server and self.server.poll() is None:
            self.server.terminate()
            try:
                self.server.wait(60)
            except subprocess.TimeoutExpired:
                os.killpg(self.server.pid, signal.SIGKILL)
                self.server.wait()
        if self.server:
            self.server.log.close()

    def ask(self, path: str) -> tuple[int, bytes]:
        """The status and body of a page; status 0 where there was no answer."""
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as response:
                return response.status, response.read()
        except urllib.error.HTTPError as error:
            return error.code, error.read()
        except (OSError, ValueError, urllib.error.URLError):
            return 0, b""
        except Exception as error:  # noqa: BLE001 (http.client's own, of an answer cut off)
            return 0, repr(error).encode()

    def search(self, query: str) -> dict | None:
        """A search's answer; None where it is 503 or none."""
        status, body = self.ask(f"/search.json?q={urllib.parse.quote(query)}")
        self.counts[f"searches answered {status}"] += 1
        return json.loads(body) if status == 200 else None
