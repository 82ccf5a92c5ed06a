"""Re-encodes an uploaded picture in the sizes that pages need: the archive stores no file that it did not write itself.

One format per picture: JPEG for photographs, PNG of 256 colours for drawings and for transparency. Every browser,
printer, feed reader, e-book and word processor reads both; WebP would save a quarter of the bytes and be refused by
some of them, and two formats would double the files and the markup.
"""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from dataclasses import dataclass, field

from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from archive.editing.pictures.picture_headers import MAX_PIXELS, UnusablePicture, read_header
from archive.text.markup.pictures import ACCEPTED_FORMATS, MAX_HEIGHT, MAX_WIDTH, WIDTHS

JPEG_QUALITY = 82  # the highest quality below which files do not yet grow faster than the visible gain
COLOURS = 256

# Pillow's own guard, for any other code that opens a picture in this process: it raises from twice as many pixels.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS

_SEVERAL_FRAMES = "Only its first frame was kept: it is an animation."
_BAD_PROFILE = "Its colour profile is damaged, so its colours were taken as they are."
_DAMAGED = (OSError, ValueError, TypeError, SyntaxError, IndexError, EOFError, struct.error, zlib.error)


@dataclass(frozen=True, slots=True)
class EncodedPicture:
    """A picture's files by name ("480.jpg", "1600x1067.jpg"), and remarks on its encoding for an editor.

    `width` and `height` are the pixels of the full file, `sha256` is its checksum.
    """

    width: int
    height: int
    format: str
    sha256: str
    files: dict[str, bytes]
    notes: list[str] = field(default_factory=list)

    @property
    def widths(self) -> list[int]:
        """Return the widths of the files, the full one last."""
        return [*(width for width in WIDTHS if width < self.width), self.width]


def encode_picture(content: bytes) -> EncodedPicture:
    """Encode the bytes of a JPEG, PNG, WebP or GIF (its first frame), whatever its file name.

    Rotated as the camera noted, in sRGB, without any metadata (no place, no name of a camera or a person), never
    enlarged. Raises UnusablePicture for other formats (SVG may contain scripts), for damaged files, and for files over
    a bound (`picture_headers`), before any pixel is decoded. Time and memory are not bounded here: pages and imports
    call `picture_decoder`, which decodes in a process that can be killed.
    """
    header = read_header(content)
    is_jpeg = header.format == "JPEG"
    notes: list[str] = []
    with _opened(content) as opened:
        try:
            if not is_jpeg and getattr(opened, "is_animated", False):
                notes.append(_SEVERAL_FRAMES)
                opened.seek(0)
            opened.draft(None, (2 * MAX_WIDTH, 2 * MAX_HEIGHT))  # decodes a large JPEG at a fraction of its size
            opened.load()
            has_few_colours = not is_jpeg and _has_few_colours(opened)
            image = ImageOps.exif_transpose(_in_srgb(opened, notes))
        except Image.DecompressionBombError as error:
            raise UnusablePicture(_BEYOND_MEMORY) from error
        except _DAMAGED as error:
            raise UnusablePicture(
                "It is damaged or was cut off. Save it again from another program, and upload that."
            ) from error
    full = _within(image, MAX_WIDTH, MAX_HEIGHT)
    kind = "png" if image.mode == "RGBA" or has_few_colours else "jpg"
    content_of_full = _encoded(full, kind)
    files = {f"{width}.{kind}": _encoded(_within(image, width, full.height), kind)
             for width in WIDTHS if width < full.width}  # fmt: skip
    files[f"{full.width}x{full.height}.{kind}"] = content_of_full
    return EncodedPicture(full.width, full.height, kind, hashlib.sha256(content_of_full).hexdigest(), files, notes)


_BEYOND_MEMORY = "It asks for more memory than a picture may. Save it again as a plain JPEG or PNG, and upload that."


def _opened(content: bytes) -> Image.Image:
    """Return the picture with its header read and no pixel decoded."""
    try:
        return Image.open(io.BytesIO(content), formats=[*ACCEPTED_FORMATS])
    except Image.DecompressionBombError as error:
        raise UnusablePicture(_BEYOND_MEMORY) from error
    except (UnidentifiedImageError, *_DAMAGED) as error:
        raise UnusablePicture("It is damaged. Save it again from another program, and upload that.") from error


def _has_few_colours(image: Image.Image) -> bool:
    """Return whether it has at most COLOURS colours in RGB, as drawings have and photographs have not."""
    if image.mode in ("RGB", "RGBA", "CMYK"):
        return image.getcolors(COLOURS) is not None
    return True  # a palette, or grey


def _in_srgb(image: Image.Image, notes: list[str]) -> Image.Image:
    """Return the picture in sRGB, with alpha where any of it is transparent, without its metadata.

    A picture much larger than the stored size is reduced first, which makes the rest cheap. The camera's orientation is
    returned too, to be applied.
    """
    orientation = image.getexif().get(_ORIENTATION)
    profile = image.info.get("icc_profile")
    image = _reduced(image)
    alpha = _alpha_of(image)
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


def _reduced(image: Image.Image) -> Image.Image:
    """Return the picture with at most some four times the stored pixels, in a mode that can be scaled."""
    upright = max(image.width / MAX_WIDTH, image.height / MAX_HEIGHT)
    turned = max(image.height / MAX_WIDTH, image.width / MAX_HEIGHT)
    factor = int(min(upright, turned) / 2)
    if image.mode.startswith("I;16"):
        image = image.point(lambda value: value / 256).convert("L")
    if factor < 2:
        return image
    if image.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
        image = image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image.reduce(factor)


_ORIENTATION = 0x0112  # the Exif tag


def _alpha_of(image: Image.Image) -> Image.Image | None:
    """Return the alpha channel; None where all pixels are opaque."""
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
    """Scale the picture down to fit, never up."""
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
