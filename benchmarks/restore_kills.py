"""Restores killed at random moments, and before single steps: is the archive the old one or the new one, whole?

    python -m benchmarks.restore_kills --kills 100 [--steps 0] [--database-url postgres://…]

Without a database's address it is SQLite. Two archives are made, with rows, accounts, sessions and uploaded files. Then
each is restored over the other, again and again, in a process that is killed: after a random time, or before one of the
first --steps things that it does to files. After each kill an archive is started as a start does it, and everything in
it compared with both.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ARTICLES = 25
OLD, NEW, OTHER, FAILED = "old whole", "new whole", "other", "could not start"
# What a restore writes again into the rows that it puts in place, and what follows the clock.
NOT_COMPARED = {"archive_siterevision", "archive_outboxentry", "archive_event"}
# What Python tells an auditor of before it is done.
STEPS = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "sqlite3.connect"}


@dataclass(frozen=True)
class Made:
    """An archive: its backup, and what everything in it comes to."""

    backup: Path
    fingerprint: dict[str, str]


def main(arguments: list[str] | None = None) -> int:
    """Print what became of the archive, a line a way of killing; 1 where it was ever anything but old or new."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=100, metavar="N", help="at random moments (default %(default)s)")
    parser.add_argument("--steps", type=int, default=0, metavar="N", help="before so many single steps, evenly taken")
    parser.add_argument("--seed", type=int, default=1, help="of the moments (default %(default)s)")
    parser.add_argument("--database-url", default="", help="an empty PostgreSQL database; all that it holds goes")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="backfile-kills-") as folder:
        _set_up(Path(folder), options.database_url)
        one, other = _in_child(lambda: make_archives(Path(folder)))
        trial = Trial(Path(folder), one, other)
        kind = options.database_url.partition(":")[0] or "sqlite"
        wholes = [
            _report(f"{kind}, random moments", trial.kill_at_moments(options.kills, random.Random(options.seed))),
            _report(f"{kind}, before single steps", trial.kill_before_steps(options.steps)),
        ]
    return 0 if all(wholes) else 1


def _set_up(folder: Path, database_url: str) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "archive.settings",
        "BACKFILE_DATA": str(folder / "data"),
        "DATABASE_URL": database_url or f"sqlite:///{folder}/data/archive.sqlite3",
        "LOG_LEVEL": "CRITICAL",
    }
    import django

    django.setup()


def _report(name: str, outcomes: Iterator[str]) -> bool:
    counts = Counter(outcomes)
    if kills := counts.total():
        told = ", ".join(f"{outcome} {counts[outcome]}" for outcome in (OLD, NEW, OTHER, FAILED))
        print(f"{name}: {kills} kills: {told}", flush=True)
    return counts[OTHER] + counts[FAILED] == 0


# --- processes --------------------------------------------------------------------------------------------------------


def _fork(work: Callable[[], object]) -> tuple[int, int]:
    """A child that does the work and writes what it returns, as text, to the pipe that is given with its number."""
    reading, writing = os.pipe()
    child = os.fork()
    if child:
        os.close(writing)
        return child, reading
    status = 1
    try:
        os.setsid()
        sys.stdout = open(os.devnull, "w")  # noqa: SIM115 (until the process ends)
        os.write(writing, repr(work()).encode())
        status = 0
    finally:
        if status:
            sys.excepthook(*sys.exc_info())
        os._exit(status)


def _in_child(work: Callable[[], object]):
    """What a child makes of the work. Raises RuntimeError where it fails."""
    child, pipe = _fork(work)
    with os.fdopen(pipe, "rb") as result:
        text = result.read().decode()
    if os.waitpid(child, 0)[1]:
        raise RuntimeError("the child failed; see above")
    return eval(text, {"Made": Made, "PosixPath": Path})  # noqa: S307 (of our own child)


# --- archives ---------------------------------------------------------------------------------------------------------


def make_archives(folder: Path) -> tuple[Made, Made]:
    """Make two archives one after the other, each with its backup; the second stays."""
    from django.core.management import call_command

    from archive.startup import open_archive

    open_archive()
    call_command("migrate", verbosity=0)
    made = []
    for seed in (1, 2):
        fill(seed)
        backup = folder / f"{seed}.zip"
        call_command("backup", backup)
        made.append(Made(backup, fingerprint()))
    return made[0], made[1]


def fill(seed: int) -> None:
    """Put an archive of its own in place of what is there: rows, an account, sessions, uploaded files."""
    from django.conf import settings
    from django.contrib.auth.models import User
    from django.contrib.sessions.backends.db import SessionStore
    from django.core.management import call_command

    call_command("flush", interactive=False, verbosity=0)
    call_command("make_archive", articles=ARTICLES + seed, seed=seed, verbosity=0)
    User.objects.create_user(f"editor{seed}", password="of the benchmark")  # noqa: S106
    for number in range(3):
        session = SessionStore()
        session["of"] = f"{seed}.{number}"
        session.create()
    root = Path(settings.MEDIA_ROOT)
    shutil.rmtree(root, ignore_errors=True)
    for number in range(6):
        file = root / f"{'maps' if number % 2 else 'pictures'}" / f"{seed}-{number}" / "map.txt"
        file.parent.mkdir(parents=True)
        file.write_text(f"map {number} of archive {seed}\n" * 2000)
    call_command("rebuild_index", verbosity=0)


def fingerprint() -> dict[str, str]:
    """A digest of the rows of each table, one of all uploaded files, and what a restore left lying about."""
    from django.conf import settings

    from archive.exports.backup.media import media_files
    from archive.exports.backup.rows import stored_models

    found = {}
    for model in stored_models():
        if model._meta.db_table not in NOT_COMPARED:
            rows = [[_plain(value) for value in row] for row in model._base_manager.order_by("pk").values_list()]
            found[model._meta.db_table] = hashlib.sha256(repr(rows).encode()).hexdigest()
    files = [(name, hashlib.sha256(file.read_bytes()).hexdigest()) for name, file in media_files()]
    left = [path.name for root in (settings.DATA_DIR, settings.MEDIA_ROOT) for path in root.glob(".restore-*")]
    return {**found, "media": repr(files), "left behind": repr(left)}


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def start_and_look() -> tuple[dict[str, str], bool]:
    """Start an archive as a start does; its fingerprint, and whether index and rows agree and it is ready."""
    from django.core.management import call_command
    from django.test import RequestFactory

    from archive.pages.health import readyz
    from archive.search.indexing.consistency import compare
    from archive.startup import open_archive

    open_archive()
    call_command("update_index", if_needed=True, verbosity=0)
    ready = readyz(RequestFactory().get("/readyz")).status_code == 200
    return fingerprint(), ready and not compare()


# --- killing ----------------------------------------------------------------------------------------------------------


class Trial:
    """Two archives that are restored over each other."""

    def __init__(self, folder: Path, one: Made, there: Made) -> None:
        self.folder = folder
        self.there, self.coming = there, one

    def kill_at_moments(self, kills: int, chance: random.Random) -> Iterator[str]:
        """Kill restores after random times within that of a whole one."""
        if not kills:
            return
        whole = max(self._time_of_whole() for _ in range(2))
        for _ in range(kills):
            child, pipe = _fork(self._restore)
            time.sleep(chance.uniform(0.0, whole))
            yield self._killed(child, pipe)

    def _time_of_whole(self) -> float:
        began = time.monotonic()
        _in_child(self._restore)
        took = time.monotonic() - began
        if self._outcome() != NEW:
            raise RuntimeError("a restore that nobody killed did not give the archive of the backup")
        return took

    def kill_before_steps(self, steps: int) -> Iterator[str]:
        """Kill restores before single things that they do to files, taken evenly from all that they do."""
        if not steps:
            return
        total = _in_child(self._counted_steps)
        if self._outcome() != NEW:
            raise RuntimeError("a restore that nobody killed did not give the archive of the backup")
        for number in sorted({1 + (total - 1) * each // max(1, steps - 1) for each in range(steps)}):
            child, pipe = _fork(lambda number=number: self._restore_until(number))
            yield self._killed(child, pipe, wait=True)

    def _restore(self) -> None:
        from django.core.management import call_command

        from archive.startup import open_archive

        open_archive()
        call_command("restore", self.coming.backup, replace=True)

    def _counted_steps(self) -> int:
        with _audited(lambda number: None) as count:
            self._restore()
        return count()

    def _restore_until(self, last: int) -> None:
        def kill(number: int) -> None:
            if number == last:
                os.kill(os.getpid(), signal.SIGKILL)

        with _audited(kill):
            self._restore()

    def _killed(self, child: int, pipe: int, *, wait: bool = False) -> str:
        if not wait:
            os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(pipe)
        return self._outcome()

    def _outcome(self) -> str:
        """What the archive is after a start: the old one, the new one, or anything else. The next restore follows."""
        try:
            found, agrees = _in_child(start_and_look)
        except RuntimeError:
            return FAILED
        if not agrees or found not in (self.there.fingerprint, self.coming.fingerprint):
            for name, made in (("old", self.there), ("new", self.coming)):
                differing = [part for part, digest in found.items() if digest != made.fingerprint[part]]
                print(f"not the {name} one, index in step: {agrees}; {', '.join(differing)}", file=sys.stderr)
            return OTHER
        if found == self.there.fingerprint:
            return OLD
        self.there, self.coming = self.coming, self.there
        return NEW


@contextmanager
def _audited(told: Callable[[int], None]) -> Iterator[Callable[[], int]]:
    """Tell the number of each step within the block before it is done; gives how many there were. Not to be undone."""
    count = 0
    is_on = True

    def audit(event: str, args: tuple) -> None:
        nonlocal count
        if is_on and (event in STEPS or (event == "open" and isinstance(args[1], str) and set(args[1]) & set("wxa+"))):
            count += 1
            told(count)

    sys.addaudithook(audit)
    yield lambda: count
    is_on = False


if __name__ == "__main__":
    sys.exit(main())
