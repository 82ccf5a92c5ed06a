"""Pictures beside a text: found in its folder or zip file by the addresses in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from posixpath import normpath
from urllib.parse import unquote, urlsplit

from archive.imports.reading.files import Root, UnreadableFile

SUFFIXES = frozenset((".jpg", ".jpeg", ".png", ".gif", ".webp"))
# Folders whose files site generators put at the top of the site: Hugo's and Zola's, Eleventy's and Docusaurus's.
_PUBLIC = ("static", "public", "assets", "source", "src")


def pictures_beside(root: Root, text: str) -> Callable[[str], bytes | None]:
    """Return a function from the address of a picture in a text to its bytes; None for those that are not there.

    An address is relative to the text, or to the top of the site: "/images/a.jpg" of "posts/1.md" is looked for at
    "images/a.jpg" and "static/images/a.jpg". Nothing outside the root is read, and no file that is too large.
    """

    def find(address: str) -> bytes | None:
        for path in _places(address, text):
            if root.has(path):
                try:
                    return root.facts(path)
                except UnreadableFile:
                    return None
        return None

    return find


def _places(address: str, text: str) -> Iterator[str]:
    try:
        path = unquote(urlsplit(address).path)
    except ValueError:  # "http://["
        return
    if PurePosixPath(path).suffix.casefold() not in SUFFIXES or "\0" in path:
        return
    folder = str(PurePosixPath(text).parent)
    stem = str(PurePosixPath(text).with_suffix(""))  # Hugo's page bundles, and posts with a folder of their own
    relative = path.lstrip("/")
    wanted = [] if path.startswith("/") else [f"{folder}/{relative}", f"{stem}/{relative}"]
    wanted += [relative, *(f"{public}/{relative}" for public in _PUBLIC)]
    for place in wanted:
        normal = normpath(place)
        if not normal.startswith(("..", "/")):
            yield normal
