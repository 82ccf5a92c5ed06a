"""Addresses of the archive's own pictures, the only permitted targets of a body's <img>, and their sizes."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field

WIDTHS = (480, 960)  # pixels; smaller files beside the full one, for narrow columns and screens
MAX_WIDTH, MAX_HEIGHT = 1600, 2400  # of the full file: twice the widest column, for screens of double density
FORMATS = {"jpg": "image/jpeg", "png": "image/png"}
# What is taken as a picture, by the names that Pillow and people have for it: readers, messages and forms go by this.
ACCEPTED_FORMATS = {"JPEG": "JPEG", "PNG": "PNG", "WEBP": "WebP", "GIF": "GIF"}
ACCEPTED = ",".join(f"image/{name.lower()}" for name in ACCEPTED_FORMATS)  # of a form's field for files

_ADDRESS = re.compile(r"/media/([0-9a-f]{32})/([1-9][0-9]{0,3})x([1-9][0-9]{0,3})\.(jpg|png)")


@dataclass(frozen=True, slots=True)
class PictureAddress:
    """Parsed picture address: the digest of the content, its size in pixels, its format ("jpg", "png")."""

    digest: str
    width: int
    height: int
    format: str

    def __str__(self) -> str:
        return f"/media/{self.digest}/{self.name}"

    @property
    def name(self) -> str:
        """Return the name of the full file."""
        return f"{self.width}x{self.height}.{self.format}"

    def srcset(self) -> str:
        """Return the srcset for an <img>: "/media/…/480.jpg 480w, /media/…/1600x900.jpg 1600w"; "" for one size."""
        smaller = [width for width in WIDTHS if width < self.width]
        if not smaller:
            return ""
        files = [f"/media/{self.digest}/{width}.{self.format} {width}w" for width in smaller]
        return ", ".join([*files, f"{self} {self.width}w"])


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """Picture embedded in a document: its bytes, not decoded, and its texts in the document.

    `digest` is that of its bytes where a document is read again without them.
    """

    content: bytes = field(repr=False)
    alternative_text: str
    caption: str = ""
    digest: str = ""

    @property
    def place(self) -> PictureAddress:
        """Return its placeholder in the body until it is stored: an address of one pixel, unlike any stored picture."""
        return PictureAddress(self.digest or hashlib.sha256(self.content).hexdigest()[:32], 1, 1, "png")


def read_address(src: str) -> PictureAddress | None:
    """Parse the src of an <img> as the address of an archive's picture; None for any other.

    `/media/0f…c1/1600x900.jpg` is one; `https://other.site/x.jpg`, `/static/x.png`, `/media/../x.jpg` are not.
    """
    match = _ADDRESS.fullmatch(src)
    return PictureAddress(match[1], int(match[2]), int(match[3]), match[4]) if match else None


def pictures_in(html: str) -> list[PictureAddress]:
    """Return the pictures that sanitised HTML shows, in order, without duplicates."""
    if "/media/" not in html:
        return []
    found = (read_address(src) for src in re.findall(r'<img [^<>]*?src="([^"]*)"', html))
    return list(dict.fromkeys(each for each in found if each))
