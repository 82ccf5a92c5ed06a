"""The archive of `benchmarks.hardship`: on a disk of its own, under a clock of its own, served and killed."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import signal
import struct
import subprocess
import tempfile
import time
from contextlib import suppress
from pathlib import Path

import django

from benchmarks.hardship_people import prepare
from benchmarks.hardship_processes import ROOT, Processes
from benchmarks.index_damage import _damage

CLOCK_SOURCE = Path(__file__).with_name("stepped_clock.c")
FILES_OF_AN_IMPORT = 12
WORDS = ("Quenlo", "varimt", "stoben", "arlick", "dremol", "pasket", "winlor", "ethran")
TEXT = "Publication: Cargo List Volume: {volume} Issue: {number}\nTitle: Lading {mark}\n\n{body}\n"


class Site(Processes):
    """A served archive, and the files of which an import said that they are there (`acknowledged`)."""

    def __init__(self, articles: int, disk_mb: int) -> None:
        super().__init__()
        self.articles, self.disk_mb = articles, disk_mb
        self.acknowledged: set[str] = set()
        self.withdrawn: set[str] = set()
        self.times: dict[str, float] = {}
        self.imports = 0
        self.offset = 0.0
        self.has_clock = shutil.which("cc") is not None
        self.is_own_disk = os.geteuid() == 0

    # --- making and ending --------------------------------------------------------------------------------------------

    def __enter__(self) -> Site:
        self.folder = Path(tempfile.mkdtemp(prefix="hardship-"))
        self.disk, self.logs = self.folder / "disk", self.folder / "logs"
        self.disk.mkdir()
        self.logs.mkdir()
        if self.is_own_disk:
            subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={self.disk_mb}m", "hardship", self.disk], check=True)
        self.data = self.disk / "var"
        # This process reads rows by the clock of the machine, and shares no lock.
        os.environ |= {
            "BACKFILE_DATA": str(self.data), "DJANGO_SETTINGS_MODULE": "archive.settings", "SESSION_HOURS": "9000",
            "SESSION_IDLE_MINUTES": "600000", "PYTHONUNBUFFERED": "1", "PYTHONPATH": str(ROOT), "LOG_LEVEL": "CRITICAL",
        }  # fmt: skip
        self.environment = {**os.environ, "LOG_LEVEL": "INFO", **self._clock()}
        django.setup()
        self.manage("migrate", "-v0")
        prepare(self)
        self.manage("rebuild_index", "-v0")
        return self

    def _clock(self) -> dict[str, str]:
        """Make the clock, where there is a compiler; the variables by which processes go by it."""
        self.clock, library = self.folder / "clock", self.folder / "stepped_clock.so"
        self.clock.write_bytes(bytes(8))
        if self.has_clock:
            command = ["cc", "-shared", "-fPIC", "-O2", "-o", library, CLOCK_SOURCE, "-ldl"]
            subprocess.run(command, check=True)
        return {"STEPPED_CLOCK": str(self.clock), "LD_PRELOAD": str(library)} if self.has_clock else {}

    def __exit__(self, *error: object) -> None:
        self.stop()
        if self.is_own_disk:
            from django.db import connections

            connections.close_all()
            time.sleep(1)
            subprocess.run(["umount", "--lazy", self.disk], check=False)
        shutil.rmtree(self.folder, ignore_errors=True)

    def keep_logs(self) -> Path:
        kept = Path(tempfile.mkdtemp(prefix="hardship-logs-"))
        shutil.copytree(self.logs, kept, dirs_exist_ok=True)
        if (self.data / "tasks.log").exists():
            shutil.copy(self.data / "tasks.log", kept)
        return kept

    # --- injuries -----------------------------------------------------------------------------------------------------

    def workers(self) -> list[int]:
        """The server's processes but the first."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children")
        return [int(pid) for pid in children.read_text().split()] if children.exists() else []

    def kill_worker(self, chance: random.Random) -> bool:
        workers = self.workers()
        if not workers:
            return False
        with suppress(ProcessLookupError):
            os.kill(chance.choice(workers), signal.SIGKILL)
        return True

    def kill_server(self, *, with_workers: bool) -> bool:
        """Kill the first process, or all at once; it is started again by who looks at it next."""
        (os.killpg if with_workers else os.kill)(self.server.pid, signal.SIGKILL)
        self.server.wait()
        return True

    def damage_index(self, chance: random.Random) -> bool:
        """Flip a bit of the index, or cut off or delete a file of it; whether it is seen before it is mended."""
        try:
            self.counts[f"index: {_damage(chance)}"] += 1
        except (OSError, IndexError, ValueError):  # a file that a merge removed just now
            return False
        deadline = time.monotonic() + 60
        mark = self.data / "index" / "CURRENT"
        before = mark.read_bytes() if mark.exists() else b""
        while time.monotonic() < deadline:
            after = mark.read_bytes() if mark.exists() else b""
            if self.ask("/readyz")[0] != 200 or (self.data / "index" / "damaged").exists() or after != before:
                return True
            time.sleep(0.2)
        return False

    def damage_backup(self, chance: random.Random) -> bool:
        """Flip a bit of a backup, or cut it off; whether a check refuses it. One that it takes must be whole."""
        backup = self.folder / "backup.zip"
        self.manage("backup", str(backup))
        data = bytearray(backup.read_bytes())
        if chance.random() < 0.7:
            data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
        else:
            del data[chance.randrange(len(data)) :]
        backup.write_bytes(data)
        status, said = self.manage("restore", str(backup), "--check")
        self.counts["backups damaged and refused" if status else "backups damaged where it does not matter"] += 1
        backup.unlink()
        return status == 1 and "cannot be restored" in said

    def set_clock(self, seconds: float) -> bool:
        """Set the clock of all processes of the archive so far from the machine's."""
        self.offset = int(seconds)
        with self.clock.open("r+b") as file:  # which all of them have mapped
            file.write(struct.pack("=q", self.offset))
        return True

    def command_of(self, name: str) -> tuple[str, ...]:
        """The command with its arguments; an import brings new files, an undo takes back the last import."""
        if name == "import_articles":
            return (name, "--json", str(self.new_files()))
        if name == "undo_batch":
            self.finish_import(self.new_files())
            return (name, str(self.last_batch()))
        more = {"backup": ["--verify", str(self.disk / "backup.zip")], "check_index": ["--repair"]}
        return (name, *more.get(name, ["--repair"] if name == "check_derived" else []))

    def command_killed(self, name: str, chance: random.Random) -> bool:
        """Kill a command at some moment of the time that it takes, then let the same one run to its end."""
        command = self.command_of(name)
        began = time.monotonic()
        process = self.begin(*command)
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.0, self.times.get(name, 6.0)))
        was_running = process.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.log.close()
        self.note_acknowledged(self.said(process))
        self.counts[f"killed {name}"] += was_running
        self.finish(command)
        if not was_running:
            self.times[name] = time.monotonic() - began
        return was_running

    def finish(self, command: tuple[str, ...]) -> None:
        """Run a command that was cut short again, to its end."""
        began = time.monotonic()
        if command[0] == "import_articles":
            self.finish_import(Path(command[-1]))
        else:
            status, said = self.manage(*command)
            if status and not (command[0] == "undo_batch" and "nothing" in said.casefold()):
                self.counts[f"ended with status {status} when run again: {command[0]}: {said[-160:]!r}"] += 1
        if command[0] == "undo_batch":
            self.withdrawn |= {mark for mark in self.acknowledged if mark.startswith(f"lading{self.imports}x")}
            self.acknowledged -= self.withdrawn
        self.times[command[0]] = time.monotonic() - began

    def restore_killed(self, chance: random.Random) -> bool:
        """Kill a restore of what is there; the next start ends it."""
        self.stop()
        backup = self.disk / "backup.zip"
        self.manage("backup", str(backup))
        process = self.begin("restore", "--replace", str(backup))
        with suppress(subprocess.TimeoutExpired):
            process.wait(chance.uniform(0.5, self.times.get("restore", 10.0)))
        was_running = process.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        process.log.close()
        self.counts["killed restore"] += was_running
        return was_running

    def fill_disk(self, name: str, chance: random.Random) -> bool:
        """Leave some kilobytes on the disk while editors save, or a command runs; whether anything was refused."""
        command = self.command_of(name) if name != "saves" else ()
        ballast = self.disk / "ballast"
        fill(ballast, leaving=chance.choice((0, 20_000, 200_000, 1_000_000)))
        before = self.counts["saves refused with 503"]
        try:
            if not command:
                time.sleep(5)
                return self.counts["saves refused with 503"] > before
            status, said = self.manage(*command)
            self.note_acknowledged(said)
        finally:
            ballast.unlink()
        self.counts[f"full disk told by {name}" if status else f"{name} had room enough"] += 1
        if status and not re.search(r"disk|room|space", said):
            self.counts[f"full disk told otherwise: {said[-200:]!r}"] += 1
        self.finish(command)
        return status != 0

    # --- imports ------------------------------------------------------------------------------------------------------

    def new_files(self) -> Path:
        """A folder of files that no import has brought yet."""
        self.imports += 1
        folder = self.folder / f"import{self.imports}"
        folder.mkdir()
        (folder / "publications.toml").write_text('[[publication]]\ntitle = "Cargo List"\nfirst_year = 1990\n')
        for number in range(FILES_OF_AN_IMPORT):
            mark = f"lading{self.imports}x{number}"
            body = "\n\n".join(f"{' '.join(WORDS)} {mark} cargo{number % 3}." for _ in range(6))
            (folder / f"{mark}.txt").write_text(
                TEXT.format(volume=1 + self.imports % 9, number=self.imports, mark=mark, body=body)
            )
        return folder

    def finish_import(self, folder: Path) -> None:
        """Import a folder to its end."""
        status, said = self.manage("import_articles", "--json", str(folder))
        self.note_acknowledged(said)
        if status:
            self.counts[f"an import failed: {said[-160:]!r}"] += 1
        else:
            self.acknowledged |= {path.stem for path in folder.glob("*.txt")}

    def note_acknowledged(self, said: str) -> None:
        """Note the files of which an import said that they are there."""
        for line in said.splitlines():
            if line.startswith('{"file"') and '"action": "create"' in line:
                with suppress(ValueError):  # cut off by the kill
                    self.acknowledged.add(Path(json.loads(line)["file"]).stem)

    def last_batch(self) -> int:
        from archive.models import ImportBatch

        return ImportBatch.objects.order_by("-pk").values_list("pk", flat=True)[0]


def fill(ballast: Path, *, leaving: int) -> None:
    """Fill a disk by a file, but for so many bytes."""
    with ballast.open("wb", buffering=0) as file:
        for size in (1 << 20, 4096):
            with suppress(OSError):
                while file.write(bytes(size)) == size:
                    pass
        file.truncate(max(file.tell() - leaving, 0))
