"""Runs tests on PostgreSQL: on the server that TEST_DATABASE_URL names, or on one of its own for as long as they run.

python -m tests.postgresql_server pytest -q tests/models
TEST_DATABASE_URL=postgres://user@127.0.0.1/any python -m tests.postgresql_server pytest -q tests/models

The user of a given server must be one who may create databases; the database named is not touched. The command sees
the server as TEST_DATABASE_URL, which is how `tests.settings` knows that tests are to run on it.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.postgresql_programs import USER, control, give_to_server, program

# Sorts as a dictionary does, unlike SQLite: what depends on the order of texts is seen.
CLUSTER = ["--encoding=UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en-US"]
# It lasts no longer than the tests: nothing waits for disks.
SETTINGS = ["listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "autovacuum=off"]


def main(arguments: list[str]) -> int:
    """Run the command; its exit status, or 2 where there is no server to run it on."""
    if os.environ.get("TEST_DATABASE_URL"):
        return _run(arguments, os.environ["TEST_DATABASE_URL"])
    if program("initdb") is None:
        sys.stderr.write("No PostgreSQL here: install it, or name a server: DATABASE_URL=postgres://… \n")
        return 2
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))  # whoever ends it ends its server too
    with throw_away_server() as url:
        return _run(arguments, url)


def _run(arguments: list[str], url: str) -> int:
    command = [sys.executable, "-m", *arguments]
    return subprocess.run(command, env={**os.environ, "TEST_DATABASE_URL": url}, check=False).returncode


@contextmanager
def throw_away_server(*settings: str) -> Iterator[str]:
    """A server that is gone after the block; gives the address of a database of it."""
    # The name of a socket must be short: not below wherever TMPDIR is.
    server = Path(tempfile.mkdtemp(prefix="backfile-pg-", dir="/tmp"))
    try:
        server.chmod(0o755)
        give_to_server(server)
        control(server, "initdb", "--no-sync", "--auth=trust", f"--username={USER}", *CLUSTER)
        start(server, *settings)
        try:
            yield f"postgres://{USER}@/{server}/postgres"
        finally:
            control(server, "pg_ctl", "--mode=immediate", "--silent", "stop")
    finally:
        shutil.rmtree(server, ignore_errors=True)


def start(server: Path, *settings: str) -> None:
    """Start the server of a folder and wait until it answers on its socket there."""
    options = " ".join(f"-c {setting}" for setting in (*SETTINGS, *settings))
    control(server, "pg_ctl", "--wait", "--silent", f"--log={server}/log", f"--options=-k {server} {options}", "start")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
