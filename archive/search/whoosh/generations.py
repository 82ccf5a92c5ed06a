"""Generations of the index: a folder each, the file that names the one searched, and the changes that the next lacks.

CURRENT           the generation that is searched, and the version of its schema
changed-meanwhile the articles written to that generation while the next one is built
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from archive.durable_files import write_whole
from archive.search.errors import IndexUnusable
from archive.search.fields import SCHEMA_VERSION
from archive.search.whoosh.damage import REMEDY
from archive.search.whoosh.index_locks import is_locked
from archive.search.whoosh.verification import forget_damage

CURRENT, REBUILD_LOCK = "CURRENT", "rebuild.lock"
_CHANGES = "changed-meanwhile"
# Whoosh writes a new table of contents at each commit.
_TOC = re.compile(r"_MAIN_(\d+)\.toc")


def current_generation(folder: Path) -> str:
    """Return the name of the current generation. Raises IndexUnusable where there is none, or one of another schema."""
    try:
        current = json.loads((folder / CURRENT).read_text(encoding="ascii"))
        generation, version = current["generation"], current["schema"]
    except FileNotFoundError as error:
        lock = folder / REBUILD_LOCK
        remedy = "It is being built." if lock.exists() and is_locked(lock) else REMEDY
        raise IndexUnusable(f"There is no search index in {folder}. {remedy}") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise IndexUnusable(f"The search index in {folder} cannot be read ({error}). {REMEDY}") from error
    if version != SCHEMA_VERSION:
        raise IndexUnusable(f"The search index is of version {version}, not {SCHEMA_VERSION}. {REMEDY}")
    return str(generation)


def generation_or_none(folder: Path) -> str | None:
    """Return the name of the current generation, None where there is none that can be searched."""
    try:
        return current_generation(folder)
    except IndexUnusable:
        return None


def commits(generation: Path) -> int:
    """Return how many commits were made to a generation. Raises OSError."""
    return max((int(found[1]) for name in os.listdir(generation) if (found := _TOC.fullmatch(name))), default=0)


def next_generation(folder: Path) -> str:
    """Return a name that no generation has: "g0004" after "g0003"."""
    numbers = [int(each.name[1:]) for each in _generations(folder) if each.name[1:].isdigit()]
    return f"g{max(numbers, default=0) + 1:04d}"


def make_current(folder: Path, generation: str) -> None:
    """Have a generation searched from now on; known damage was that of the one before."""
    current = {"generation": generation, "schema": SCHEMA_VERSION}
    write_whole(folder / CURRENT, json.dumps(current).encode("ascii"))
    forget_damage(folder)


def remove_others(folder: Path, generation: str) -> None:
    """Remove all generations but one. Readers that have another one open keep its files until they close them."""
    for each in _generations(folder):
        if each.name != generation:
            shutil.rmtree(each, ignore_errors=True)


def _generations(folder: Path) -> list[Path]:
    return list(folder.glob("g[0-9]*"))


def remember_changes(folder: Path, pks: Iterable[int]) -> None:
    """Note articles that were written while the next generation is built; they are on the disk afterwards."""
    with (folder / _CHANGES).open("a", encoding="ascii") as journal:
        journal.writelines(f"{pk}\n" for pk in pks)
        journal.flush()
        os.fsync(journal.fileno())


def remembered_changes(folder: Path) -> list[int]:
    """Return the ids of these articles, sorted."""
    journal = folder / _CHANGES
    return sorted({int(line) for line in journal.read_text().split()}) if journal.exists() else []


def forget_changes(folder: Path) -> None:
    (folder / _CHANGES).unlink(missing_ok=True)
