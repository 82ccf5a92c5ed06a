"""Files beside a file: those that a table, page or text names, read within the folder or zip file that is imported."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.imports.reading.files import Root, UnreadableFile
from archive.text.formats.neighbour_pictures import ENDINGS, PICTURE_ENDINGS, Beside

# What browsers call the folder of a saved page, in the languages of their menus.
_PAGE_FOLDER = re.compile(
    r"(?P<page>.+)(?:[_.-]files|-Dateien|_fichiers|-filer|_archivos|_arquivos|_ficheiros|_bestanden|_soubory|_pliki|_tiedostot"
    r"|_elemei|_fájlok|_dosyalar)",
    re.I,
)
# Folders whose files site generators put at the top of the site: Hugo's and Zola's, Eleventy's and Docusaurus's.
_PUBLIC = ("static", "public", "assets", "source", "src")


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
    paths = (_below_root(posixpath.join(folder, each)) for each in (named, parts.path))
    return next((path for path in paths if path and root.has(path)), "")


def _below_root(path: str) -> str:
    """Return a path in its normal form; "" if it leads out of the root."""
    normal = posixpath.normpath(path)
    return "" if normal.startswith(("..", "/")) else normal


def pictures_beside(path: str, root: Root) -> Callable[[str], bytes | None]:
    """Return a function from the address of a picture in a text to its bytes; None for those that are not there.

    An address is relative to the text, or to the top of the site: "/images/a.jpg" of "posts/1.md" is looked for at
    "images/a.jpg" and "static/images/a.jpg". Nothing outside the root is read, and no file that is too large.
    """

    def find(address: str) -> bytes | None:
        found = next(filter(root.has, _picture_places(address, path)), None)
        try:
            return None if found is None else root.facts(found)
        except UnreadableFile:
            return None

    return find


def _picture_places(address: str, text: str) -> Iterator[str]:
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:  # "http://["
        return
    if PurePosixPath(path).suffix.casefold() not in PICTURE_ENDINGS or "\0" in path:
        return
    folder = str(PurePosixPath(text).parent)
    stem = str(PurePosixPath(text).with_suffix(""))  # Hugo's page bundles, and posts with a folder of their own
    relative = path.lstrip("/")
    wanted = [] if path.startswith("/") else [f"{folder}/{relative}", f"{stem}/{relative}"]
    wanted += [relative, *(f"{public}/{relative}" for public in _PUBLIC)]
    for place in filter(None, map(_below_root, wanted)):
        if PurePosixPath(place).suffix.casefold() not in ENDINGS:  # a drawing beside a picture of it
            yield from (str(PurePosixPath(place).with_suffix(ending)) for ending in ENDINGS)
        yield place


def is_part_of_page(path: str, root: Root) -> bool:
    """Return whether a file is in the folder of a saved page that is here too, and so no article of its own."""
    return any(map(root.has, page_of_folder(path)))


def page_of_folder(path: str) -> list[str]:
    """Return the paths at which the page may be whose saved folder holds a file: "a/x_files/b.js" → ["a/x.html", …]."""
    for folder in PurePosixPath(path).parents:
        if match := _PAGE_FOLDER.fullmatch(folder.name):
            return [str(folder.with_name(match["page"] + suffix)) for suffix in (".html", ".htm", ".xhtml")]
    return []
