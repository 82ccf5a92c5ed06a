"""The programs of a PostgreSQL server, where the system has them, run as a user who may run them."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

FOLDERS = Path("/usr/lib/postgresql")
USER = "postgres"


def program(name: str) -> Path | None:
    """Return where `initdb`, `pg_ctl` or `postgres` is: on the PATH, else Debian's newest; None where it is not."""
    if on_path := shutil.which(name):
        return Path(on_path)
    return max(FOLDERS.glob(f"*/bin/{name}"), default=None)


def give_to_server(folder: Path) -> None:
    """Let the server write in a folder: it refuses to run as root, and runs as another user then."""
    if os.geteuid() == 0:
        shutil.chown(folder, USER)


def control(server: Path, name: str, *arguments: str, check: bool = True) -> subprocess.CompletedProcess:
    """Run one of the programs on the database cluster `db` in the server's folder."""
    run_as = ["runuser", "-u", USER, "--"] if os.geteuid() == 0 else []
    command = [*run_as, str(program(name)), "-D", str(server / "db"), *arguments]
    return subprocess.run(command, check=check, stdout=subprocess.DEVNULL, cwd=server)
