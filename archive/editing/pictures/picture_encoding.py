"""Encodes an uploaded picture anew, in the sizes that pages ask for: what comes out was written by this site alone.

One format a picture: JPEG for photographs, PNG of 256 colours for drawings and for what is transparent in places. Every
browser, printer, feed reader, e-book and word processor takes both; WebP would save a quarter of the bytes and be
refused by some of them, and two formats would double the files and the markup.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from archive.text.markup.pictures import MAX_HEIGHT, MAX_WIDTH, WIDTHS

MAX_BYTES = 20 * 1024 * 1024  # of the uploaded file
MAX_PIXELS = 50_000_000  # of the uploaded picture; decoded they take 200 MB at most
SNIFFED = ("JPEG", "PNG", "WEBP", "GIF")
JPEG_QUALITY = 82  # below the point where files grow faster than what can be seen gets better
COLOURS = 256

# Pillow's own guard, for whatever opens a picture in this process: from twice as many pixels on it raises.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_SEVERAL_FRAMES = "Only its first frame was kept: it is an animation."
_BAD_PROFILE = "Its colour profile is damaged, so its colours were taken as they are."
_DAMAGED = (OSError, ValueError, TypeError, SyntaxError, IndexError, EOFError, struct.error, zlib.error)


class UnusablePicture(ValueError):
    """A file that is not taken as a picture. `str()` of it says why, and what to do."""


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A picture's files by name ("480.jpg", "1600x1067.jpg"), and what an editor should know of how it was encoded.

    `width` and `height` are the pixels of the full file, `sha256` is the sum of its content.
    """

    width: int
    height: int
    format: str
    sha256: str
    files: dict[str, bytes]
    notes: list[str] = field(default_factory=list)

    @property
    def widths(self) -> list[int]:
        """The widths of the files, the full one last."""
        return [*(width for width in WIDTHS if width < self.width), self.width]


def encode_picture(content: bytes) -> EncodedPicture:
    """Encode the bytes of a JPEG, PNG, WebP or GIF (its first frame), whatever its file is called.

    Turned as the camera noted, in sRGB, without any metadata (no place, no name of a camera or a person), not enlarged.
    Raises UnusablePicture for other formats (SVG holds scripts), for damaged files, and for more bytes or pixels than
    are taken, before any pixel is decoded.
    """
    if len(content) > MAX_BYTES:
        raise UnusablePicture(
            f"It has more than {MAX_BYTES >> 20} MB. Save it smaller: 1,600 pixels across are enough."
        )
    notes: list[str] = []
    with _opened(content) as opened:
        is_photograph = opened.format == "JPEG"
        try:
            if getattr(opened, "n_frames", 1) > 1:
                notes.append(_SEVERAL_FRAMES)
                opened.seek(0)
            opened.draft(None, (2 * MAX_WIDTH, 2 * MAX_HEIGHT))  # decodes a large JPEG at a fraction of its size
            image = ImageOps.exif_transpose(_in_srgb(opened, notes))
        except Image.DecompressionBombError as error:
            raise _too_many_pixels() from error
        except _DAMAGED as error:
            raise UnusablePicture("It is damaged or was cut off. Save it anew, and upload it again.") from error
    is_drawing = image.mode == "RGBA" or (not is_photograph and image.getcolors(COLOURS) is not None)
    full = _within(image, MAX_WIDTH, MAX_HEIGHT)
    kind = "png" if is_drawing else "jpg"
    content_of_full = _encoded(full, kind)
    files = {f"{width}.{kind}": _encoded(_within(image, width, full.height), kind)
             for width in WIDTHS if width < full.width}  # fmt: skip
    files[f"{full.width}x{full.height}.{kind}"] = content_of_full
    return EncodedPicture(full.width, full.height, kind, hashlib.sha256(content_of_full).hexdigest(), files, notes)


def pixels_in(content: bytes) -> int:
    """How many pixels a picture has, by its header; none is decoded. Raises UnusablePicture like `encode_picture`."""
    with _opened(content) as image:
        return image.width * image.height


def _opened(content: bytes) -> Image.Image:
    """The picture with its header read and no pixel decoded."""
    if not content:
        raise UnusablePicture("The file is empty.")
    try:
        image = Image.open(io.BytesIO(content), formats=SNIFFED)
    except Image.DecompressionBombError as error:
        raise _too_many_pixels() from error
    except UnidentifiedImageError as error:
        raise UnusablePicture(_why_not(content)) from error
    except _DAMAGED as error:
        raise UnusablePicture("It is damaged. Save it anew, and upload it again.") from error
    if image.width * image.height > MAX_PIXELS:
        raise _too_many_pixels()
    return image


def _too_many_pixels() -> UnusablePicture:
    return UnusablePicture(
        f"It has more than {MAX_PIXELS // 1_000_000} million pixels. Save it smaller: 1,600 pixels across are enough."
    )


def _why_not(content: bytes) -> str:
    """Why a file is no picture, by what it begins with."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start:
        return "It is an SVG drawing, which can hold scripts. Export it as PNG, and upload that."
    if content[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"):
        return "It is in a telephone's own format (HEIC or AVIF). Export it as JPEG, and upload that."
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return "It is a TIFF. Export it as JPEG or PNG, and upload that."
    if content.startswith(b"%PDF"):
        return "It is a PDF. Export the page as PNG, and upload that."
    return "It is no JPEG, PNG, WebP or GIF, whatever its name says, or it is damaged. Export it as one of them."


def _in_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    """The picture as RGB, or RGBA where any of it is transparent, in the colours of the web; its metadata stay behind.

    The orientation that a camera noted comes along, to be applied.
    """
    orientation = image.getexif().get(_ORIENTATION)
    profile = image.info.get("icc_profile")
    alpha = _alpha_of(image)
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if profile and image.mode in ("RGB", "CMYK", "L"):
        image = _from_profile(image, profile, notes)
    image = image.convert("RGB")
    if alpha is not None:
        image.putalpha(alpha)
    plain = Image.new(image.mode, image.size)
    plain.paste(image)
    if orientation:
        plain.getexif()[_ORIENTATION] = orientation
    return plain


_ORIENTATION = 0x0112  # the Exif tag


def _alpha_of(image: Image.Image) -> Image.Image | None:
    """How opaque each pixel is; None where all are."""
    if not image.has_transparency_data:
        return None
    alpha = image.convert("RGBA").getchannel("A")
    return None if alpha.getextrema() == (255, 255) else alpha


def _from_profile(image: Image.Image, profile: bytes, notes: list[str]) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
        return image if converted is None else converted
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        notes.append(_BAD_PROFILE)
        return image


def _within(image: Image.Image, width: int, height: int) -> Image.Image:
    """The picture scaled down to fit, never up."""
    scale = min(width / image.width, height / image.height, 1)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    return image if size == image.size else image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3)


def _encoded(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "jpg":
        image.save(file, "JPEG", quality=JPEG_QUALITY, progressive=True, optimize=True)
    else:
        # The octree is the one method that keeps transparency.
        image.quantize(COLOURS, method=Image.Quantize.FASTOCTREE).save(file, "PNG", optimize=True)
    return file.getvalue()
