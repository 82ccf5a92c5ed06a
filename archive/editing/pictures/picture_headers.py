"""Reads the size of a picture, and the work to decode it, from the structure of its file, without decoding.

Pictures over a bound are refused here, before a decoder sees them. Sources: ITU T.81 (JPEG), the PNG specification,
GIF89a, RFC 9649 (WebP).
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from archive.text.markup.pictures import ACCEPTED_FORMATS

MAX_BYTES = 20 * 1024 * 1024  # of the file
MAX_SIDE = 20_000  # pixels; a decoder holds a pointer for each row
MAX_PIXELS = 50_000_000  # 200 MB decoded
MAX_SCANS = 100  # passes of a progressive JPEG; encoders write about ten
MAX_SCANNED_PIXELS = 1_000_000_000  # pixels times scans; each pass covers all pixels
MAX_METADATA_BYTES = 8 * 1024 * 1024  # Exif, thumbnails, colour profiles, texts: some hundred kilobytes in real files
MAX_SEGMENTS = 20_000  # parts declared in a file; a PNG of 20 MB in the usual parts of 8 kB has 2,500

_SMALLER = "Save it smaller: 1,600 pixels across are enough."
_SAVE_AGAIN = "Save it again as a plain JPEG or PNG, and upload that."
_DAMAGED = "It is damaged or was cut off. Save it again from another program, and upload that."


class UnusablePicture(ValueError):
    """A file that is refused as a picture. `str()` of it says why, and what to do."""


@dataclass(frozen=True, slots=True)
class PictureHeader:
    """Header of a picture's file: its format by Pillow's name, its width and height in pixels."""

    format: str
    width: int
    height: int

    @property
    def pixels(self) -> int:
        return self.width * self.height


def read_header(content: bytes) -> PictureHeader:
    """Read the header of a JPEG, PNG, WebP or GIF, whatever its file name.

    Raises UnusablePicture for other formats, for a damaged header, and for a file over one of the bounds: bytes,
    pixels, pixels of a side, scans, metadata, parts. Takes time in proportion to the file's length.
    """
    if not content:
        raise UnusablePicture("The file is empty.")
    if len(content) > MAX_BYTES:
        raise UnusablePicture(f"It has more than {MAX_BYTES >> 20} MB. {_SMALLER}")
    kind = format_of(content)
    try:
        width, height = _READERS[kind](content)
    except (struct.error, IndexError) as error:
        raise UnusablePicture(_DAMAGED) from error
    _check_size(width, height)
    return PictureHeader(kind, width, height)


def format_of(content: bytes) -> str:
    """Return the format of a file by its first bytes: "JPEG", "PNG", "WEBP" or "GIF". Raises UnusablePicture for
    others.
    """
    if content.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "WEBP"
    if content.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    raise UnusablePicture(_why_not(content))


def _why_not(content: bytes) -> str:
    """Return why a file is no picture, by its first bytes."""
    start = content[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<svg", b"<?xml", b"<!doctype svg")) or b"<svg" in start:
        return "It is an SVG drawing, which can hold scripts. Export it as PNG, and upload that."
    if content[4:8] == b"ftyp":
        return "It is in a telephone's own format (HEIC or AVIF). Export it as JPEG, and upload that."
    if content.startswith((b"II*\x00", b"MM\x00*")):
        return "It is a TIFF. Export it as JPEG or PNG, and upload that."
    if content.startswith(b"%PDF"):
        return "It is a PDF. Export the page as PNG, and upload that."
    names = ", ".join(ACCEPTED_FORMATS.values())
    return f"It is none of {names}, whatever its name says, or it is damaged. Export it as one of them."


def _check_size(width: int, height: int) -> None:
    if not width or not height:
        raise UnusablePicture(_DAMAGED)
    if max(width, height) > MAX_SIDE:
        raise UnusablePicture(
            f"It is {width:,} × {height:,} pixels large; {MAX_SIDE:,} are the most of a side. {_SMALLER}"
        )
    if width * height > MAX_PIXELS:
        raise UnusablePicture(f"It has more than {MAX_PIXELS // 1_000_000} million pixels. {_SMALLER}")


def _check_parts(parts: int, metadata: int) -> None:
    if parts > MAX_SEGMENTS:
        raise UnusablePicture(f"Its file has more than {MAX_SEGMENTS:,} parts. {_SAVE_AGAIN}")
    if metadata > MAX_METADATA_BYTES:
        raise UnusablePicture(
            f"Its file has more than {MAX_METADATA_BYTES >> 20} MB of metadata (thumbnails, profiles, texts). "
            f"{_SAVE_AGAIN}"
        )


# JPEG

_SOS, _EOI, _DNL = 0xDA, 0xD9, 0xDC
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}  # of all processes: SOF0 to SOF15
_ALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without a length
_MARKER = re.compile(rb"\xff+([^\x00\xff])", re.DOTALL)
_NEXT_SEGMENT = re.compile(
    rb"\xff+([^\x00\xff\xd0-\xd7])", re.DOTALL
)  # a scan's data up to the next marker that is not a restart


def _read_jpeg(content: bytes) -> tuple[int, int]:
    """Read width and height from the frame header, counting scans to the end of the picture."""
    size = (0, 0)
    metadata = scans = 0
    for parts, (marker, start, length) in enumerate(_segments_of_jpeg(content), start=1):
        if marker in _FRAMES and size == (0, 0):
            height, width = struct.unpack(">HH", content[start + 3 : start + 7])
            size = (width, height)
        elif 0xE0 <= marker <= 0xEF or marker == 0xFE:
            metadata += length
        scans += marker == _SOS
        if scans > MAX_SCANS or scans * size[0] * size[1] > max(MAX_SCANNED_PIXELS, 2 * MAX_PIXELS):
            raise UnusablePicture(
                f"It is a progressive JPEG of {scans:,} passes or more, which takes too long to decode. {_SAVE_AGAIN}"
            )
        _check_parts(parts, metadata)
    return size


def _segments_of_jpeg(content: bytes) -> Iterator[tuple[int, int, int]]:
    """Yield each marker of a JPEG up to its end, with the position behind the marker and the length given there."""
    at, pattern = 2, _MARKER
    while match := pattern.search(content, at):
        marker, at = match[1][0], match.end()
        if marker == _EOI:
            return
        if marker in _ALONE:
            continue
        (length,) = struct.unpack(">H", content[at : at + 2])
        yield marker, at, length
        at += max(length, 2)
        pattern = _NEXT_SEGMENT


# PNG

_METADATA_CHUNKS = frozenset({b"iCCP", b"tEXt", b"zTXt", b"iTXt", b"eXIf", b"sPLT"})


def _read_png(content: bytes) -> tuple[int, int]:
    """Read width and height from IHDR, counting parts; their unpacked size is bounded where they are unpacked."""
    if content[12:16] != b"IHDR":
        raise UnusablePicture(_DAMAGED)
    at, parts, metadata = 8, 0, 0
    while at + 8 <= len(content):
        length, kind = struct.unpack(">I4s", content[at : at + 8])
        parts += 1
        metadata += length if kind in _METADATA_CHUNKS else 0
        _check_parts(parts, metadata)
        if kind == b"IEND":
            break
        at += 12 + length
    return struct.unpack(">II", content[16:24])


# GIF

_GIF_FRAME, _GIF_EXTENSION = 0x2C, 0x21


def _read_gif(content: bytes) -> tuple[int, int]:
    """Read the logical screen, or the size of the first frame where larger. Later frames are ignored."""
    width, height, flags = struct.unpack("<HHB", content[6:11])
    at = 13 + _colour_table(flags)
    parts = metadata = 0
    while content[at] == _GIF_EXTENSION:
        at += 2
        while length := content[at]:
            at += 1 + length
            parts += 1
            metadata += length
        _check_parts(parts // 16, metadata)  # each of its parts has 255 bytes at most
        at += 1
    if content[at] != _GIF_FRAME:
        raise UnusablePicture(_DAMAGED)
    left, top, across, down = struct.unpack("<HHHH", content[at + 1 : at + 9])
    return max(width, left + across), max(height, top + down)


def _colour_table(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


# WebP


def _read_webp(content: bytes) -> tuple[int, int]:
    """Read the canvas of an extended file, else the size of its single picture."""
    kind, body = content[12:16], content[20:30]
    _check_parts(*_parts_of_webp(content))
    if kind == b"VP8X":
        return 1 + int.from_bytes(body[4:7], "little"), 1 + int.from_bytes(body[7:10], "little")
    if kind == b"VP8L" and body[:1] == b"\x2f":
        (bits,) = struct.unpack("<I", body[1:5])
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    if kind == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
        width, height = struct.unpack("<HH", body[6:10])
        return width & 0x3FFF, height & 0x3FFF
    raise UnusablePicture(_DAMAGED)


def _parts_of_webp(content: bytes) -> tuple[int, int]:
    """Return the number of chunks, and the bytes of metadata."""
    at, parts, metadata = 12, 0, 0
    while at + 8 <= len(content) and parts <= MAX_SEGMENTS:
        kind, length = struct.unpack("<4sI", content[at : at + 8])
        parts += 1
        metadata += length if kind in (b"ICCP", b"EXIF", b"XMP ") else 0
        at += 8 + length + length % 2
    return parts, metadata


_READERS = {"JPEG": _read_jpeg, "PNG": _read_png, "GIF": _read_gif, "WEBP": _read_webp}
