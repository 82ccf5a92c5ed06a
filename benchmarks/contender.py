"""What every engine of the comparison does: it builds an index in a folder, opens it from there, and answers."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import SyntheticArticle
from benchmarks.kinds import Ask, Kind


class Contender(ABC):
    """An engine, asked at its own door with its own kind of query made beforehand.

    What `build` leaves in its folder is finished and at rest: `open` finds it there in the same process or in one of
    a later run. `name` is what tables and charts call the engine.
    """

    name: str
    # Whether it counts as the others do, so that its answers can be compared with theirs.
    same_answers = True
    # Whether an index of an earlier run may stand for one built now.
    may_be_kept = True
    # How many processes work while it builds, ours among them where it does.
    processes = 1
    # Raised with every change of `build` that makes another index of the same articles.
    build_format = 1
    # Processor time that building took in processes which are neither ours nor our children.
    processor_seconds_elsewhere = 0.0

    @abstractmethod
    def version(self) -> str:
        """What was measured, as a part of a file's name: "2.7.4"."""

    @abstractmethod
    def build(self, folder: Path, articles: Iterable[SyntheticArticle]) -> None:
        """Index the articles in an empty folder."""

    @abstractmethod
    def open(self, folder: Path) -> None:
        """Make ready to answer from what was built in that folder."""

    @abstractmethod
    def prepare(self, kind: Kind) -> Ask:
        """Make a query of that kind; what is returned asks it."""

    # Most engines need nothing done by these two, hence no `abstractmethod`.
    def close(self) -> None:  # noqa: B027
        """Let go of the index."""

    def clear(self, folder: Path) -> None:  # noqa: B027
        """Before what a killed run left in the folder is removed: end what may still work on it."""

    def index_bytes(self, folder: Path) -> int:
        """What the open index takes on the disk."""
        return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
