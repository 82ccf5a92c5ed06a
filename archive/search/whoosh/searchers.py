"""Opens what searches read: the newest state of a generation, as far as its files are what was written.

A segment that is damaged is left out, and what it held is counted as missing. Its file is looked at, not read, before
each search: one that was changed, which no writer does, is opened and checked again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from whoosh.searching import Searcher

from archive.search.whoosh.format.codec import EXTENSION, FileState, file_state, map_segment
from archive.search.whoosh.format.contents import ColumnarIndex
from archive.search.whoosh.format.segment_file import SegmentCorrupt


@dataclass(frozen=True, slots=True)
class Opened:
    """A state of the index, opened: what searches it, and what of it could not be opened.

    `damage` says of each damaged segment what is wrong with it, and `missing` how many articles those and the segments
    hold that were left out by request, in whole or but for some fields.
    """

    generation: str
    searcher: Searcher
    files: dict[Path, FileState]
    damage: tuple[str, ...] = ()
    missing: int = 0

    @property
    def is_empty(self) -> bool:
        """Return whether nothing of what the index should hold can be searched."""
        return bool(self.missing) and not self.searcher.doc_count_all()

    def is_current(self) -> bool:
        """Return whether no commit came after it, and the files are as they were when they were opened."""
        try:
            return self.searcher.up_to_date() and all(file_state(path) == state for path, state in self.files.items())
        except OSError:
            return False


class Spoilt(NamedTuple):
    """What is to be left out: the file of a segment, or one field of texts in it."""

    file: str
    field: str = ""


def open_state(folder: Path, *, without: Collection[Spoilt] = ()) -> Opened:
    """Open the newest state of the generation in a folder, `without` some segments, or some fields of them.

    Raises what the list of segments raises where it is damaged, and FileNotFoundError where a commit took files away.
    """
    index = ColumnarIndex(folder)
    contents = index._read_toc()
    sound: list[Any] = []
    files: dict[Path, FileState] = {}
    damage: list[str] = []
    missing = 0
    for segment in contents.segments:
        path = folder / segment.make_filename(EXTENSION)
        segment.without_fields = frozenset(each.field for each in without if each.file == path.name)
        try:
            if "" not in segment.without_fields:
                files[path] = map_segment(index.storage, segment).state
                sound.append(segment)
                missing += segment.doc_count() if segment.without_fields else 0
                continue
        except (SegmentCorrupt, FileNotFoundError) as error:
            if index.latest_generation() != contents.generation:
                raise FileNotFoundError(path) from error
            damage.append(str(error) if isinstance(error, SegmentCorrupt) else f"{path.name} is gone")
        missing += segment.doc_count()
    searcher = Searcher(index.reader_of(contents, sound), fromindex=index)
    return Opened(folder.name, searcher, files, tuple(damage), missing)
