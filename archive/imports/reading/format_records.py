"""Reader of files in other formats than plain text: each record is an incoming article."""

from __future__ import annotations

import hashlib
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from archive.imports.reading.files import FoundFile, Root, UnreadableFile
from archive.imports.reading.incoming_article import ImportRejected, IncomingArticle
from archive.imports.reading.missing_pictures import without_missing_pictures
from archive.imports.reading.report import error
from archive.text.charset import UnreadableText, decode
from archive.text.formats.pictures_beside import Beside, page_of_folder
from archive.text.formats.records import Guide, origin_path
from archive.text.formats.registry import read_records
from archive.text.formats.tables.columns import COLUMNS_FILE, NO_COLUMNS, BadColumns, Columns, read_columns_toml
from archive.text.problems import Problem

# Errors of a stream from a damaged disk or zip file.
STREAM_ERRORS = (OSError, EOFError, zipfile.BadZipFile, zlib.error, lzma.LZMAError)


def incoming_records(file: FoundFile, guide: Guide) -> Iterator[IncomingArticle | Problem]:
    """Yield the records of a file lazily, and problems of the file as a whole. Never raises for its bytes.

    The path of a record is the file's, with # and its id there; a single-article file has its own path.
    """
    items = read_records(file.path, file.open, guide)
    while True:
        try:
            item = next(items, None)
        except UnreadableFile as unreadable:
            yield error(unreadable.reason, unreadable.remedy)
            return
        except STREAM_ERRORS as failure:
            yield error(f"The file cannot be read on: {failure}", "Copy it, or make the zip file, again.")
            return
        if item is None:
            return
        if isinstance(item, Problem):
            yield item
        else:
            sha256 = hashlib.sha256(item.stored).hexdigest()
            article = without_missing_pictures(item.article)
            yield IncomingArticle(origin_path(file.path, item.id), item.stored, sha256, item.encoding, article)


def pictures_beside(file: FoundFile, root: Root) -> Beside:
    """Return a reader of the pictures beside a file, by their paths from its folder."""
    folder = PurePosixPath(file.path).parent
    return lambda path, limit: root.beside(str(folder / path), limit)


def is_part_of_page(path: str, root: Root) -> bool:
    """Return whether a file is in the folder of a saved page that is here too, and so no article of its own."""
    return any(map(root.has, page_of_folder(path)))


def columns_beside(file: FoundFile, root: Root) -> Columns:
    """Read the columns.toml in the folder of a file, else the one at the top.

    Raises `ImportRejected` for an unusable one.
    """
    try:
        for path in dict.fromkeys((str(PurePosixPath(file.path).parent / COLUMNS_FILE), COLUMNS_FILE)):
            if (content := root.facts(path)) is not None:
                return read_columns_toml(decode(content).text)
    except (BadColumns, UnreadableText, UnreadableFile) as wrong:
        raise ImportRejected(error(f"{path}: {wrong.reason}", wrong.remedy)) from wrong
    return NO_COLUMNS
