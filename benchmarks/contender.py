"""Interface of the compared engines: build an index in a folder, open it, answer queries."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import SyntheticArticle
from benchmarks.kinds import Ask, Kind


class Contender(ABC):
    """An engine, called through its own interface with its own kind of query, prepared beforehand.

    `build` leaves a finished index in its folder: `open` finds it there in the same process or in one of a later run.
    `name` is used in tables and charts.
    """

    name: str
    # Whether it counts like the others, so that its answers can be compared with theirs.
    same_answers = True
    # Whether an index of an earlier run may be reused.
    may_be_kept = True
    # Number of processes that work while it builds, including ours where it does.
    processes = 1
    # Raised with every change of `build` that changes the index of the same articles.
    build_format = 1
    # Processor time of the build in processes which are neither ours nor our children.
    processor_seconds_elsewhere = 0.0

    @abstractmethod
    def version(self) -> str:
        """Return the measured version, as a part of a file's name: "2.7.4"."""

    @abstractmethod
    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        """Index the articles in an empty folder."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Open the index in that folder, ready to answer."""

    @abstractmethod
    def prepare(self, kind: Kind) -> Ask:
        """Prepare a query of that kind; return a function that runs it."""

    # Most engines need neither of these two, hence no `abstractmethod`.
    def close(self) -> None:  # noqa: B027
        """Close the index."""

    def clear(self, folder: Path) -> None:  # noqa: B027
        """End processes of a killed run, before its folder is removed."""

    def index_bytes(self, folder: Path) -> int:
        """Return the size of the open index on the disk."""
        return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
