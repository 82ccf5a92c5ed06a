"""How large a picture is, and how much work it asks for, is told by its structure before anything is decoded."""

import io
import struct
import zlib

import pytest
from PIL import Image

from archive.editing.pictures.picture_headers import (
    MAX_METADATA_BYTES,
    MAX_SCANS,
    MAX_SEGMENTS,
    MAX_SIDE,
    PictureHeader,
    UnusablePicture,
    read_header,
)
from tests.pictures import picture_file


def png(width, height, *more: tuple[bytes, bytes], rows: bytes = b"") -> bytes:
    """A grey PNG that declares a size; `rows` is what its data unpack to, `more` are chunks before them."""
    header = (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    chunks = [header, *more, (b"IDAT", zlib.compress(rows)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def jpeg_with(segment: bytes, times: int, size: tuple[int, int] = (60, 40)) -> bytes:
    """A small progressive JPEG that declares a size, with a segment put in before its end, so many times."""
    content = picture_file((60, 40), progressive=True)
    at = content.index(b"\xff\xc2") + 5  # of the frame's height and width
    content = content[:at] + struct.pack(">HH", *reversed(size)) + content[at + 4 :]
    return content[:-2] + segment * times + content[-2:]


def webp(width: int, height: int) -> bytes:
    """An extended WebP whose canvas is declared to be of a size."""
    body = b"\0\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", 4 + len(chunk)) + b"WEBP" + chunk


def gif(screen: tuple[int, int], frame: tuple[int, int]) -> bytes:
    """A GIF whose first frame may be larger than its screen."""
    return b"GIF89a" + struct.pack("<HHBBB", *screen, 0, 0, 0) + b"," + struct.pack("<HHHHB", 0, 0, *frame, 0) + b";"


# One more pass over the last coefficients of the first component, with a code that ends it at once.
PASS = b"\xff\xda\x00\x08\x01\x01\x00\x3f\x3f\x00\x7f"


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {}), ("JPEG", {"progressive": True}), ("JPEG", {"comment": b"\xff\xda by Ana Brod"}), ("PNG", {}),
        ("GIF", {}), ("WEBP", {}), ("WEBP", {"lossless": True}), ("WEBP", {"exif": b"Exif\0\0x"}),
    ],
)  # fmt: skip
def test_reads_what_encoders_write(kind, options):
    mode = "P" if kind == "GIF" else "RGB"
    content = picture_file((321, 123), kind=kind, mode=mode, colour=3, **options)
    assert read_header(content) == PictureHeader(kind, 321, 123)


def test_animations_are_as_large_as_their_canvas():
    frames = [Image.new("RGB", (50, 40), colour) for colour in ("red", "blue")]
    for kind in ("GIF", "WEBP", "PNG"):
        file = io.BytesIO()
        frames[0].save(file, kind, save_all=True, append_images=frames[1:])
        assert read_header(file.getvalue()) == PictureHeader(kind, 50, 40)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (png(1, 50_000_000), "20,000 are the most of a side"),
        (png(MAX_SIDE + 1, 1), "20,000 are the most of a side"),
        (png(10_000, 10_000), "50 million pixels"),
        (png(2**31 - 1, 2**31 - 1), "of a side"),
        (png(0, 5), "damaged"),
        (png(9, 9, *[(b"tEXt", b"a\0b")] * MAX_SEGMENTS), "parts"),
        (png(9, 9, (b"iCCP", bytes(MAX_METADATA_BYTES + 1))), "metadata"),
        (webp(16_000, 16_000), "50 million pixels"),
        (webp(1 << 24, 1), "of a side"),
        (gif((65_535, 65_535), (1, 1)), "of a side"),
        (gif((1, 1), (9_000, 9_000)), "50 million pixels"),
        (gif((1, 1), (1, 1))[:12], "damaged"),
        (jpeg_with(PASS, MAX_SCANS), "passes"),
        (jpeg_with(PASS, 20, (7_000, 7_000)), "passes"),
        (jpeg_with(b"\xff\xe1\xff\xff" + bytes(65_533), 130), "metadata"),
        (jpeg_with(b"\xff\xfe\x00\x02", MAX_SEGMENTS), "parts"),
        (b"\xff\xd8\xff\xc0\x00", "damaged"),
        (b"\x00\x00\x00\x1cftypavif", "HEIC or AVIF"),
    ],
    ids=lambda value: str(value[:20]),
)
def test_refused_by_structure_alone(content, reason):
    with pytest.raises(UnusablePicture, match=reason):
        read_header(content)


def test_a_message_says_what_to_do():
    with pytest.raises(UnusablePicture, match="1,600 pixels across are enough"):
        read_header(png(1, 50_000_000))
    with pytest.raises(UnusablePicture, match="Save it again as a plain JPEG or PNG"):
        read_header(jpeg_with(PASS, 1_500))


def test_what_stands_behind_the_end_of_a_jpeg_does_not_count():
    content = picture_file((60, 40)) + PASS * 1_000
    assert read_header(content) == PictureHeader("JPEG", 60, 40)
