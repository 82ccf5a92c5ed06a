"""Corrected files: a root in which the corrections made on the desk stand in for the files as they came in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from archive.imports.reading.files import FoundFile, Root, beginning_of, found_file, read_file


def with_corrections(root: Root, corrected: Callable[[str], Path | None]) -> Root:
    """Return a root whose files are read from their corrections; `corrected` returns the place of one, or None."""

    def files() -> Iterator[FoundFile]:
        for file in root.files():
            place = corrected(file.path)
            yield found_file(file.path, place) if place else file

    def facts(path: str) -> bytes | None:
        place = corrected(path)
        return read_file(place) if place else root.facts(path)

    def beside(path: str, limit: int) -> bytes | None:
        place = corrected(path)
        return beginning_of(place, limit) if place else root.beside(path, limit)

    return replace(root, files=files, facts=facts, beside=beside)
