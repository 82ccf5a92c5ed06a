"""Kills, damage, full disks and stepped clocks, drawn at random for an hour, under editors, readers and imports.

    python -m benchmarks.hardship --minutes 60 --articles 1000

An archive is served from a small file system of its own (as root; otherwise disks are not filled), by a clock that
can be set (where there is a C compiler). Editors save in it, and a reader searches all the time. Again and again one
thing is done to it: a worker or the whole server is killed, a command is killed at some moment, bits of the index or of
a backup are flipped or cut off, the disk becomes full, the clock is set. After each, everything acknowledged must be
there, once, and be found. Writes benchmarks/results/hardship.md.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from benchmarks.hardship_archive import Site
from benchmarks.hardship_checks import Checks
from benchmarks.hardship_people import People

RESULTS = Path(__file__).parent / "results"
COMMANDS = {
    "import_articles": 4,
    "rebuild_index": 2,
    "backup": 2,
    "undo_batch": 2,
    "check_index": 1,
    "check_derived": 1,
    "update_index": 1,
    "clean_pictures": 1,
}
LONGEST_STEP = 2 * 24 * 3600  # seconds by which the clock is wrong at most


@dataclass
class Row:
    """Figures of one kind: how often it was done, met what it was aimed at, and what was not whole afterwards."""

    injected: int = 0
    met: int = 0
    whole: int = 0
    lost: int = 0
    seconds: float = 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--articles", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--disk-mb", type=int, default=700)
    parser.add_argument("--only", default="", help="kinds whose name has this in it")
    options = parser.parse_args()
    with Site(options.articles, options.disk_mb) as site:
        trial = Trial(site, random.Random(options.seed), options.only)
        try:
            trial.run(options.minutes * 60)
        finally:
            report = trial.report(options)
            print(report)
            kept = site.keep_logs() if trial.faults or sys.exc_info()[0] else None
            if kept:
                print(f"Logs: {kept}")
    if not options.only:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / "hardship.md").write_text(report, encoding="utf-8")
    sys.exit(1 if kept else 0)


class Trial:
    """One run: the people at work, the injuries, and what was found after each."""

    def __init__(self, site: Site, chance: random.Random, only: str) -> None:
        self.site, self.chance, self.only = site, chance, only
        self.people = People(site)
        self.checks = Checks(site, self.people)
        self.rows: dict[str, Row] = {}
        self.faults: Counter[str] = Counter()

    def kinds(self) -> dict[str, int]:
        """Each injury with its weight."""
        found = {"kill a worker": 4, "kill the server": 4, "damage the index": 6, "damage a backup": 2}
        found |= {f"kill {name}": weight for name, weight in COMMANDS.items()} | {"kill restore": 2}
        if self.site.is_own_disk:
            found |= {f"full disk under {what}": 2 for what in ("saves", "import_articles", "rebuild_index", "backup")}
        if self.site.has_clock:
            found |= {"set the clock": 5}
        return {kind: weight for kind, weight in found.items() if self.only in kind}

    def run(self, seconds: float) -> None:
        kinds = self.kinds()
        self.site.start()
        self.people.begin()
        end = time.monotonic() + seconds
        try:
            while time.monotonic() < end:
                self.injure(self.chance.choices(list(kinds), list(kinds.values()))[0])
        finally:
            self.people.end()
        self.found("at the end", self.checks.at_the_end())

    def injure(self, kind: str) -> None:
        """Do one thing, wait until the site is well, and look at everything."""
        row = self.rows.setdefault(kind, Row())
        began = time.monotonic()
        self.people.work()
        met = self.do(kind)
        problems = self.checks.after()
        row.injected += 1
        row.met += met
        row.whole += not problems
        row.lost += len(problems)
        row.seconds += time.monotonic() - began
        self.found(kind, problems)
        print(f"{time.strftime('%H:%M:%S')} {kind}: {'met' if met else 'missed'}, {problems or 'whole'}", flush=True)

    def found(self, kind: str, problems: list[str]) -> None:
        self.faults.update(f"{kind}: {problem}" for problem in problems)

    def do(self, kind: str) -> bool:
        """Do what the name says; whether it met what it was aimed at."""
        site, chance = self.site, self.chance
        if kind == "kill a worker":
            time.sleep(chance.uniform(0.2, 2.0))
            return site.kill_worker(chance)
        if kind == "kill the server":
            time.sleep(chance.uniform(0.2, 2.0))
            return site.kill_server(with_workers=chance.random() < 0.5)
        if kind == "damage the index":
            return site.damage_index(chance)
        if kind == "damage a backup":
            return site.damage_backup(chance)
        if kind == "set the clock":
            return site.set_clock(chance.uniform(-LONGEST_STEP, LONGEST_STEP))
        if kind == "kill restore":
            self.people.pause()
            return site.restore_killed(chance)
        name = kind.split()[-1]
        if kind.startswith("full disk"):
            return site.fill_disk(name, chance)
        return site.command_killed(name, chance)

    def report(self, options: argparse.Namespace) -> str:
        """The table, and what else was counted."""
        people, site = self.people, self.site
        lines = [
            f"## {options.minutes:.0f} minutes of hardship, {options.articles:,} articles, seed {options.seed}",
            "",
            f"{os.cpu_count()} cores, load at the end {os.getloadavg()[0]:.1f}. “Met”: the process was killed before",
            "it ended, the damage or full disk was told, the clock was set.",
            "",
            "| done to it | injected | met | all whole after | faults | seconds each |",
            "| --- | ---: | ---: | ---: | ---: | ---: |",
        ]
        for kind, row in sorted(self.rows.items()):
            each = row.seconds / row.injected
            lines.append(f"| {kind} | {row.injected} | {row.met} | {row.whole} | {row.lost} | {each:.1f} |")
        total = [sum(getattr(row, name) for row in self.rows.values()) for name in ("injected", "met", "whole", "lost")]
        lines += [f"| all | {' | '.join(map(str, total))} | |", "", "| counted | |", "| --- | ---: |"]
        counted = {
            **people.counts(), **site.counts, **{f"fault: {name}": number for name, number in self.faults.items()}
        }  # fmt: skip
        lines += [f"| {name} | {number:,} |" for name, number in sorted(counted.items())]
        return "\n".join([*lines, ""])


if __name__ == "__main__":
    main()
