"""Files beside a file: those that a table or document names, read within the folder or zip file that is imported."""

from __future__ import annotations

import posixpath
import re
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.imports.reading.files import Root
from archive.text.formats.neighbour_pictures import Beside

# What browsers call the folder of a saved page, in the languages of their menus.
_PAGE_FOLDER = re.compile(
    r"(?P<page>.+)(?:[_.-]files|-Dateien|_fichiers|-filer|_archivos|_arquivos|_ficheiros|_bestanden|_soubory|_pliki|_tiedostot"
    r"|_elemei|_fájlok|_dosyalar)",
    re.I,
)


def files_beside(path: str, root: Root) -> Beside:
    """Return a reader of the files that a file names, by their addresses relative to it; None for unknown ones.

    Nothing outside of `root` is read: no absolute path, no "..", that leads above it, no web address, no hidden file,
    no link to a file elsewhere.
    """
    return partial(_read, str(PurePosixPath(path).parent), root)


def _read(folder: str, root: Root, address: str, limit: int) -> bytes | None:
    found = next(filter(None, (place_of(folder, root, each) for each in (address, unquote(address)))), None)
    return root.beside(found, limit) if found else None


def place_of(folder: str, root: Root, address: str) -> str:
    """Return the path below the root of a file named in a folder; "" if there is none.

    "?" and "#" begin a query or part of a web address, unless a file has them in its name.
    """
    named = address.replace("\\", "/")
    try:
        parts = urlsplit(named)
    except ValueError:  # "http://["
        return ""
    if parts.scheme or parts.netloc or not parts.path or parts.path.startswith("/") or "\x00" in address:
        return ""
    for each in (named, parts.path):
        path = posixpath.normpath(posixpath.join(folder, each))
        if not path.startswith(("..", "/")) and root.has(path):
            return path
    return ""


def is_part_of_page(path: str, root: Root) -> bool:
    """Return whether a file is in the folder of a saved page that is here too, and so no article of its own."""
    return any(map(root.has, page_of_folder(path)))


def page_of_folder(path: str) -> list[str]:
    """Return the paths at which the page may be whose saved folder holds a file: "a/x_files/b.js" → ["a/x.html", …]."""
    for folder in PurePosixPath(path).parents:
        if match := _PAGE_FOLDER.fullmatch(folder.name):
            return [str(folder.with_name(match["page"] + suffix)) for suffix in (".html", ".htm", ".xhtml")]
    return []
