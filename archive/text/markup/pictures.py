"""Addresses of the archive's own pictures: what a body's <img> may point at, and the sizes that follow from it."""

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
    """What an address says: the digest of the picture's content, its size in pixels, its format ("jpg", "png")."""

    digest: str
    width: int
    height: int
    format: str

    def __str__(self) -> str:
        return f"/media/{self.digest}/{self.name}"

    @property
    def name(self) -> str:
        """The name of the full file."""
        return f"{self.width}x{self.height}.{self.format}"

    def srcset(self) -> str:
        """The files of all its sizes for an <img>: "/media/…/480.jpg 480w, /media/…/1600x900.jpg 1600w"; "" of one."""
        smaller = [width for width in WIDTHS if width < self.width]
        if not smaller:
            return ""
        files = [f"/media/{self.digest}/{width}.{self.format} {width}w" for width in smaller]
        return ", ".join([*files, f"{self} {self.width}w"])


@dataclass(frozen=True, slots=True)
class EmbeddedPicture:
    """A picture inside a document: its bytes as they came, not decoded, and what the document says of it."""

    content: bytes = field(repr=False)
    alternative_text: str
    caption: str = ""

    @property
    def place(self) -> PictureAddress:
        """What stands for it in the body until it has an address of its own: of one pixel, as none that is kept."""
        return PictureAddress(hashlib.sha256(self.content).hexdigest()[:32], 1, 1, "png")


def read_address(src: str) -> PictureAddress | None:
    """The address of a picture of an archive, from an <img>'s src; None for every other address.

    `/media/0f…c1/1600x900.jpg` is one; `https://other.site/x.jpg`, `/static/x.png`, `/media/../x.jpg` are none.
    """
    match = _ADDRESS.fullmatch(src)
    return PictureAddress(match[1], int(match[2]), int(match[3]), match[4]) if match else None


def pictures_in(html: str) -> list[PictureAddress]:
    """The pictures that sanitised HTML shows, in order, each once."""
    if "/media/" not in html:
        return []
    found = (read_address(src) for src in re.findall(r'<img [^<>]*?src="([^"]*)"', html))
    return list(dict.fromkeys(each for each in found if each))
