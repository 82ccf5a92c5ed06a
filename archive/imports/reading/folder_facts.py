"""Facts for the files of a folder: from the import.toml files above them, and from the names of the folders.

The nearest statement wins, key by key: of two folders the inner one, of one folder its import.toml before its name.
What a file says itself wins over all of them, and they over the options of the import.
"""

from __future__ import annotations

from functools import cache
from pathlib import PurePath, PurePosixPath

from archive.imports.reading.files import Root, UnreadableFile
from archive.imports.reading.incoming_article import ImportRejected
from archive.imports.reading.report import error
from archive.text.charset import UnreadableText, decode
from archive.text.dates import PartialDate
from archive.text.formats.records import split_origin
from archive.text.headers.import_facts import IMPORT_FILE, BadImportFacts, ImportFacts, read_import_toml
from archive.text.numbering.folder_names import date_in_name, facts_of_folders
from archive.text.numbering.habits import Numbering

MAX_ABOVE = 2  # folders above the one that is given


class FolderFacts:
    """Facts for the files below a root; `options` are those of the import, which count least."""

    def __init__(self, root: Root, options: ImportFacts) -> None:
        self.root, self._options = root, options
        self._above = _named_above(root)
        self._sidecar = cache(self._read_sidecar)
        self._of_folder = cache(self._read_folder)

    def stated(self, path: str) -> ImportFacts:
        """Return what import.toml files and options say for a file, without the names of folders.

        Raises `ImportRejected` for an unusable import.toml above the file.
        """
        facts = self._options
        for folder in _folders(path):
            facts = self._sidecar(folder).over(facts)
        return facts

    def of(self, path: str, numbering: Numbering) -> ImportFacts:
        """Return all facts for a file of a publication with this habit. Raises `ImportRejected`, as `stated`."""
        facts = self._of_folder(_folders(path)[-1], numbering)
        if numbering is not Numbering.VOLUME_AND_NUMBER and (date := self._date_in_name(path)):
            return ImportFacts(date=date).over(facts)
        return facts

    def _read_folder(self, folder: str, numbering: Numbering) -> ImportFacts:
        """Return all facts for the files right in a folder: what its parent's are, its name, and its import.toml."""
        names = [*self._above, *PurePosixPath(folder).parts]
        found = facts_of_folders(names, numbering)
        if not folder:
            named = ImportFacts(volume=found.volume, issue=found.number, date=found.date)
            return self._sidecar(folder).over(named.over(self._options))
        above = facts_of_folders(names[:-1], numbering)
        named = ImportFacts(
            volume=None if found.volume == above.volume else found.volume,
            issue="" if found.number == above.number else found.number,
            date=None if found.date == above.date else found.date,
        )
        parent = str(PurePosixPath(folder).parent)
        farther = self._of_folder("" if parent == "." else parent, numbering)
        return self._sidecar(folder).over(named.over(farther))

    def _date_in_name(self, path: str) -> PartialDate | None:
        """Return the date that the name of a file of one article begins with."""
        name, record = split_origin(path)
        return None if record else date_in_name(PurePosixPath(name).stem)

    def _read_sidecar(self, folder: str) -> ImportFacts:
        path = f"{folder}/{IMPORT_FILE}" if folder else IMPORT_FILE
        try:
            content = self.root.facts(path)
            return ImportFacts() if content is None else read_import_toml(decode(content).text)
        except (BadImportFacts, UnreadableText, UnreadableFile) as wrong:
            remedy = f"{wrong.remedy} The files below it were not imported, because they need it."
            raise ImportRejected(error(f"The file {path} cannot be used: {wrong}", remedy)) from wrong


def _folders(path: str) -> list[str]:
    """Return the folders above a file, from the root on: "a/b/1.txt" → "", "a", "a/b"."""
    parents = [str(parent) for parent in PurePosixPath(split_origin(path)[0]).parents]
    return ["" if parent == "." else parent for parent in reversed(parents)]


def _named_above(root: Root) -> list[str]:
    """Return the names above the files: of the folders that were given, and of the one that holds all of a zip file.

    "archive/v12/i3" → "archive", "v12", "i3"; "letters.zip" with everything in "2013/06" → "letters", "2013", "06". A
    bare number on the way to an archive ("backups/2024/letters") says nothing of its issues.
    """
    path = PurePath(root.name)
    given = [part for part in path.parts if part not in (".", "..", path.anchor)]
    if path.suffix.casefold() == ".zip":
        given[-1:] = [path.stem]
        inside = root.folder.split("/")
    else:
        inside = [root.folder]
        given = given[:-1]
    names = [name for name in (*given[-MAX_ABOVE:], *inside) if name]
    last_word = max((place for place, name in enumerate(names) if not name.isdecimal()), default=0)
    return [name for place, name in enumerate(names) if place >= last_word or not name.isdecimal()]
