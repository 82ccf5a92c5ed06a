"""Pictures in files beside a document: in its folder or package, or in the folder that browsers save with a page.

They are found by their names, within limits, and not decoded. A page is stored with a note of those taken, so that it
can be read again without their files and gives the same article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.text.formats.word.word_pictures import MAX_ALTERNATIVE_TEXT, MAX_PICTURE_BYTES, MAX_PICTURES
from archive.text.markup.pictures import EmbeddedPicture, pictures_in
from archive.text.problems import Problem

MAX_ADDRESS = 500
MAX_NOTE = 40_000  # bytes of a note: 40 pictures with long names

# Folders in which packages of publishers and archives put pictures, and endings in order of preference.
_FOLDERS = ("", "images", "image", "img", "figures", "figs", "graphics", "graphic", "media", "assets", "pictures")
ENDINGS = (".png", ".jpg", ".jpeg", ".gif", ".webp")
PICTURE_ENDINGS = frozenset((*ENDINGS, ".tif", ".tiff", ".bmp", ".svg", ".eps"))
_DIGEST = re.compile(r"[0-9a-f]{32}")
_NOTE = re.compile(r"\n<!--pictures beside (\{[^\n]*\})-->\s*\Z")


# Returns the bytes of a file by its path relative to a document, at most a number of them and one more, by which
# callers see that there are too many; None for no such file.
Beside = Callable[[str, int], bytes | None]


def nothing_beside(address: str, limit: int) -> None:
    """Return None: no file lies beside one that came alone."""


class NeighbourPictures:
    """Taker of the pictures beside one document, within bounds: `taken` are those found, by their paths.

    With `digests`, of the note of an earlier reading (`read_note`), the pictures of that stand in, without their bytes.
    """

    def __init__(self, beside: Beside = nothing_beside, digests: dict[str, str] | None = None) -> None:
        self.taken: dict[str, EmbeddedPicture] = {}
        self.beyond = self.undescribed = 0
        self._beside = beside
        self._digests = digests or {}
        self._bytes = 0

    def take(self, address: str, words: str, caption: str = "") -> EmbeddedPicture | None:
        """Return the picture at just this address; None if there is none.

        `words` are its alternative text; without, its caption or the name of its file stands for it.
        """
        path = local_path(address)
        described = words or caption or PurePosixPath(path).stem.replace("_", " ") or "Picture"
        count = len(self.taken)
        found = self._first([path] if path else [], described, caption)
        self.undescribed += len(self.taken) > count and not (words or caption)
        return found

    def find(self, address: str, words: str) -> EmbeddedPicture | None:
        """Return the picture that an address names, wherever packages keep it; None for none, or no alternative text.

        An address without an ending ("narrows.0012.g001"), or with that of a format for print (".tif"), stands for any
        file of the name that browsers can show.
        """
        return self._first(_candidates(address) if words.strip() and address else (), words)

    def _first(self, paths: Iterable[str], words: str, caption: str = "") -> EmbeddedPicture | None:
        for path in paths:
            if path in self.taken:
                return self.taken[path]
            digest = self._digests.get(path, "")
            left = MAX_PICTURE_BYTES - self._bytes if len(self.taken) < MAX_PICTURES else 0
            content = b"" if digest else self._beside(path, left) or b""
            if not (content or digest):
                continue
            if len(content) > left:
                self.beyond += 1
                return None
            self._bytes += len(content)
            described = " ".join(words.split())[:MAX_ALTERNATIVE_TEXT]
            self.taken[path] = EmbeddedPicture(content, described, caption, digest)
            return self.taken[path]
        return None

    def shown_in(self, html: str) -> list[EmbeddedPicture]:
        """Return the pictures taken that sanitised HTML shows, each once, in the order of the text."""
        by_place = {picture.place: picture for picture in reversed(self.taken.values())}
        return [by_place[place] for place in pictures_in(html) if place in by_place]

    def problems(self) -> Iterator[Problem]:
        """Yield warnings about the pictures left out, and those without alternative text."""
        if self.beyond:
            what = f"Left out: {self.beyond} picture{'s' * (self.beyond > 1)} beyond the {MAX_PICTURES} pictures, or "
            what += f"{MAX_PICTURE_BYTES >> 20} MB of them, that are taken of one document."
            yield Problem(None, what, "Upload each on the article's form, and put it into the text.")
        if self.undescribed:
            what = (
                f"{self.undescribed} of the pictures have no alternative text: the names of their files stand for it."
            )
            yield Problem(None, what, "Say on the picture's form what it shows.")

    def note(self) -> str:
        """Return a comment for the end of a stored document, "" without pictures."""
        digests = {path: picture.place.digest for path, picture in self.taken.items()}
        written = json.dumps(digests).replace("--", r"-\u002d")  # which would end the comment
        return f"\n<!--pictures beside {written}-->" if digests else ""


def read_note(document: str) -> tuple[str, dict[str, str]]:
    """Split a stored document into its text and the digests of its pictures by path, from the note at its end."""
    match = _NOTE.search(document, max(0, len(document) - MAX_NOTE))
    if match is None:
        return document, {}
    try:
        noted = json.loads(match[1])
    except ValueError:
        return document, {}
    digests = {path: digest for path, digest in noted.items() if isinstance(digest, str) and _DIGEST.fullmatch(digest)}
    return document[: match.start()], digests


def local_path(address: str) -> str:
    """Return the path of a picture's file by its address in a page; "" for one elsewhere or none.

    "./page_files/Two%20ferries.jpg?w=9" → "page_files/Two ferries.jpg". Paths that lead out of the page's folder
    ("../x.jpg", "/x.jpg", "C:/x.jpg", "file:///x.jpg") are none.
    """
    try:
        parts = urlsplit(address.strip()[: MAX_ADDRESS + 1])
    except ValueError:  # "http://["
        return ""
    path = unquote(parts.path)
    is_inside = not (parts.scheme or parts.netloc or path.startswith("/") or "\\" in path or ":" in path)
    if not is_inside or len(address) > MAX_ADDRESS or not path.isprintable():
        return ""
    if PurePosixPath(path).suffix.casefold() not in ENDINGS:
        return ""
    names = [name for name in path.split("/") if name not in ("", ".")]
    return "" if any(name.startswith(".") for name in names) else "/".join(names)


def _candidates(address: str) -> Iterator[str]:
    """Yield the paths where a picture may lie: as named, then with other endings, then in the usual folders."""
    path = PurePosixPath(address)
    ending = path.suffix.casefold()
    if ending in ENDINGS:
        names = [path.name]
    else:
        stem = path.stem if ending in PICTURE_ENDINGS else path.name
        names = [*(f"{stem}{each}" for each in ENDINGS), *([path.name] if ending in PICTURE_ENDINGS else [])]
    folders = dict.fromkeys((str(path.parent), *_FOLDERS))
    for folder in folders:
        for name in names:
            yield str(PurePosixPath(folder, name))
