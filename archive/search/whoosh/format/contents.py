"""The list of an index's segments, with a checksum: Whoosh's table of contents, and the index that is opened by it.

    Whoosh's own bytes, "BKFLtocs", CRC-32 of all before (u32)

Whoosh unpickles what it reads there; nothing is unpickled here before its checksum was compared.
"""

from __future__ import annotations

import struct
import zlib
from pathlib import Path
from typing import Any

from whoosh.fields import Schema
from whoosh.filedb.filestore import FileStorage, RamStorage
from whoosh.index import TOC, EmptyIndexError, FileIndex, clean_files

from archive.durable_files import write_whole
from archive.search.whoosh.format.segment_file import SegmentCorrupt

_TRAILER = struct.Struct("<8sI")
_MAGIC = b"BKFLtocs"
INDEX_NAME = "MAIN"  # what Whoosh calls an index that is given no name


class ColumnarIndex(FileIndex):
    """An index of columnar segments in a folder.

    Every method raises SegmentCorrupt where the list of segments is not what was written, and EmptyIndexError where
    there is none.
    """

    def __init__(self, folder: Path) -> None:
        # Not FileIndex's: it would unpickle the list unseen.
        self.storage, self.indexname, self._schema = FileStorage(str(folder)), INDEX_NAME, None

    def _read_toc(self) -> TOC:
        generation = self.latest_generation()
        if generation < 0:
            raise EmptyIndexError(f"No list of segments in {self.storage.folder}")
        name = TOC._filename(self.indexname, generation)
        memory = RamStorage()
        memory.files[name] = _checked(Path(self.storage.folder, name))
        return TOC.read(memory, self.indexname, gen=generation)

    def reader(self, reuse: Any = None) -> Any:
        """Open all segments. Whoosh's own waits half a second for files that are gone; whoever calls tries again."""
        contents = self._read_toc()
        return self.reader_of(contents, contents.segments)

    def reader_of(self, contents: TOC, segments: list[Any]) -> Any:
        """Open some of the segments that the list names."""
        return self._reader(self.storage, contents.schema, segments, contents.generation)


def put_contents(storage: Any, indexname: str, schema: Schema, segments: list[Any], generation: int) -> None:
    """Make segments the index's contents, durably, and then delete the files of the previous ones."""
    memory = RamStorage()
    TOC(schema, segments, generation).write(memory, indexname)
    name = TOC._filename(indexname, generation)
    content = bytes(memory.files[name])
    write_whole(Path(storage.folder, name), content + _TRAILER.pack(_MAGIC, zlib.crc32(content)))
    clean_files(storage, indexname, generation, segments)


def _checked(path: Path) -> bytes:
    content = path.read_bytes()
    start = len(content) - _TRAILER.size
    if start < 0 or content[start : start + len(_MAGIC)] != _MAGIC:
        raise SegmentCorrupt(f"{path.name} is cut off, or was not written by this version", path.name)
    if _TRAILER.unpack(content[start:])[1] != zlib.crc32(content[:start]):
        raise SegmentCorrupt(f"{path.name} is not what was written", path.name)
    return content[:start]
