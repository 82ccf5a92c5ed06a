"""Pictures in files beside a document, such as the folder `page_files/` that browsers save with a page.

They are taken in like those in a Word document. The document is stored with a note of them, so that it can be read
again without them and gives the same article.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote, urlsplit

from archive.text.markup.pictures import EmbeddedPicture

MAX_PICTURES = 40  # of one document
MAX_PICTURE_BYTES = 25 * 1024 * 1024  # of all of them
MAX_ADDRESS = 500
MAX_NOTE = 40_000  # bytes of a note: 40 pictures with long names

# Returns the bytes of a file by its path relative to the document, at most a number of them and one more; None for no
# such file.
Beside = Callable[[str, int], bytes | None]

_PICTURE = re.compile(r"\.(?:jpe?g|png|gif|webp)\Z", re.I)
_DIGEST = re.compile(r"[0-9a-f]{32}")
_NOTE = re.compile(r"\n<!--pictures beside (\{[^\n]*\})-->\s*\Z")
# What browsers call the folder of a saved page, in the languages of their menus.
_PAGE_FOLDER = re.compile(
    r"(?P<page>.+)(?:[_.-]files|-Dateien|_fichiers|-filer|_archivos|_arquivos|_ficheiros|_bestanden|_soubory|_pliki|_tiedostot"
    r"|_elemei|_fájlok|_dosyalar)",
    re.I,
)


def local_path(address: str) -> str:
    """Return the path of a picture's file by its address in a document; "" for one elsewhere or none.

    "./page_files/Two%20ferries.jpg?w=9" → "page_files/Two ferries.jpg". Paths that lead out of the document's folder
    ("../x.jpg", "/x.jpg", "C:/x.jpg", "file:///x.jpg") are none.
    """
    try:
        parts = urlsplit(address.strip()[: MAX_ADDRESS + 1])
    except ValueError:  # "http://["
        return ""
    path = unquote(parts.path)
    is_inside = not (parts.scheme or parts.netloc or path.startswith("/") or "\\" in path or ":" in path)
    if not is_inside or len(address) > MAX_ADDRESS or not path.isprintable() or not _PICTURE.search(path):
        return ""
    names = [name for name in path.split("/") if name not in ("", ".")]
    return "" if any(name.startswith(".") for name in names) else "/".join(names)


def page_of_folder(path: str) -> list[str]:
    """Return the paths at which the page may be whose saved folder holds a file: "a/x_files/b.js" → ["a/x.html", …]."""
    for folder in PurePosixPath(path).parents:
        if match := _PAGE_FOLDER.fullmatch(folder.name):
            return [str(folder.with_name(match["page"] + suffix)) for suffix in (".html", ".htm", ".xhtml")]
    return []


class PicturesBeside:
    """Taker of the pictures beside a document, within bounds; notes which were taken, and counts those that were not.

    Without `beside`, and with the note of an earlier reading, the pictures of that stand in, without their bytes.
    """

    def __init__(self, beside: Beside | None = None, digests: dict[str, str] | None = None) -> None:
        self.taken: dict[str, EmbeddedPicture] = {}  # by path
        self.beyond = 0
        self.undescribed = 0
        self._beside = beside
        self._digests = digests or {}
        self._bytes = 0

    def take(self, address: str, words: str, caption: str = "") -> EmbeddedPicture | None:
        """Return the picture at an address of the document; None for one that is not there, or beyond the bounds.

        `words` is its alternative text; without, its caption or the name of its file stands for it.
        """
        path = local_path(address)
        if not path or path in self.taken:
            return self.taken.get(path)
        content, digest = self._content(path), self._digests.get(path, "")
        if content is None and not digest:
            return None
        self.undescribed += not (words or caption)
        described = words or caption or PurePosixPath(path).stem.replace("_", " ") or "Picture"
        picture = EmbeddedPicture(content or b"", described[:MAX_ADDRESS], caption, digest)
        self.taken[path] = picture
        return picture

    def _content(self, path: str) -> bytes | None:
        if self._beside is None or self._digests:
            return None
        left = MAX_PICTURE_BYTES - self._bytes
        if len(self.taken) >= MAX_PICTURES or left <= 0:
            self.beyond += 1
            return None
        content = self._beside(path, left)
        if content is not None and len(content) > left:
            self.beyond += 1
            return None
        self._bytes += len(content or b"")
        return content

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
