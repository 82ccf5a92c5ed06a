"""Facts about the files of a root: what its folders say, and the encoding that is known of them."""

from __future__ import annotations

from dataclasses import dataclass, replace

from archive.imports.reading.files import Root
from archive.imports.reading.folder_facts import FolderFacts
from archive.text.charset import CharsetHint


@dataclass(frozen=True, slots=True)
class RootFacts:
    """A root that is being imported, with the facts of its folders and the encoding of all its files."""

    root: Root
    folders: FolderFacts
    charset: CharsetHint

    def charset_of(self, path: str) -> CharsetHint:
        """Return what is known of a file's encoding: that in its folder's import.toml precedes that of all files."""
        stated = self.folders.stated(path).encoding
        return replace(self.charset, named=stated) if stated else self.charset
