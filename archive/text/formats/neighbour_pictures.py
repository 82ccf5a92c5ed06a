"""Pictures in files beside a document, in its folder or package: found by their names, within limits, not decoded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath

from archive.text.formats.word.word_pictures import MAX_ALTERNATIVE_TEXT, MAX_PICTURE_BYTES, MAX_PICTURES
from archive.text.markup.pictures import EmbeddedPicture
from archive.text.problems import Problem

# Folders in which packages of publishers and archives put pictures, and endings in order of preference.
_FOLDERS = ("", "images", "image", "img", "figures", "figs", "graphics", "graphic", "media", "assets", "pictures")
_ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
_PICTURES = frozenset((*_ENDINGS, ".tif", ".tiff", ".bmp", ".svg", ".eps"))


# Returns the bytes of a file by its path relative to a document, at most about a number of them; None for no such file.
Beside = Callable[[str, int], bytes | None]


def nothing_beside(address: str, limit: int) -> None:
    """Return None: no file lies beside one that came alone."""


class NeighbourPictures:
    """Finder of the pictures of one document; `taken` are those found, by their placeholders in the markup."""

    def __init__(self, beside: Beside) -> None:
        self.beside = beside
        self.taken: dict[str, EmbeddedPicture] = {}
        self.beyond = self.bytes = 0

    def take(self, address: str, words: str) -> EmbeddedPicture | None:
        """Return the picture at an address relative to the document; None if there is none, or no alternative text.

        An address without an ending ("narrows.0012.g001"), or with that of a format for print (".tif"), stands for any
        file of the name that browsers can show.
        """
        words = " ".join(words.split())[:MAX_ALTERNATIVE_TEXT]
        left = max(MAX_PICTURE_BYTES - self.bytes, 0)
        paths = _candidates(address) if words and address else ()
        content = next(filter(None, (self.beside(path, left) for path in paths)), None)
        if content is None:
            return None
        if len(self.taken) >= MAX_PICTURES or self.bytes + len(content) > MAX_PICTURE_BYTES:
            self.beyond += 1
            return None
        self.bytes += len(content)
        picture = EmbeddedPicture(content, words)
        return self.taken.setdefault(str(picture.place), picture)

    def problems(self) -> Iterator[Problem]:
        if self.beyond:
            what = f"Left out: {self.beyond} picture{'s' * (self.beyond > 1)} beyond the {MAX_PICTURES}, or "
            what += f"{MAX_PICTURE_BYTES >> 20} MB of them, that are taken of one document."
            yield Problem(None, what, "Upload each on the article's form, and put it into the text.")


def _candidates(address: str) -> Iterator[str]:
    """Yield the paths where a picture may lie: as named, then with other endings, then in the usual folders."""
    path = PurePosixPath(address)
    ending = path.suffix.casefold()
    if ending in _ENDINGS:
        names = [path.name]
    else:
        stem = path.stem if ending in _PICTURES else path.name
        names = [*(f"{stem}{each}" for each in _ENDINGS), *([path.name] if ending in _PICTURES else [])]
    folders = dict.fromkeys((str(path.parent), *_FOLDERS))
    for folder in folders:
        for name in names:
            yield str(PurePosixPath(folder, name))
