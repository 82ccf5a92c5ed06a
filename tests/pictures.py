"""Pictures for tests: small files of each format, made on the spot."""

from __future__ import annotations

import io

from PIL import Image

from archive.editing.pictures.picture_encoding import encode_picture
from archive.editing.pictures.picture_upload import fill
from archive.models import Picture


def picture_file(
    size: tuple[int, int] = (1200, 800), *, kind: str = "JPEG", mode: str = "RGB", colour="#88aacc", **options
) -> bytes:
    """The bytes of a picture of one colour, in a format that Pillow writes."""
    image = Image.new(mode, size, colour)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def held_picture(article=None, *, size: tuple[int, int] = (1200, 800), by=None, **words) -> Picture:
    """A picture that the archive holds, with its files."""
    said = {"name": "ferry.jpg", "alternative_text": "Two ferries at a quay"} | words
    picture = Picture(article=article, uploaded_by=by, **said)
    fill(picture, encode_picture(picture_file(size)))
    picture.save()
    return picture
