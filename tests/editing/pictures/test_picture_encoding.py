"""Uploaded pictures are known by their content, bounded, turned upright, stripped and made small."""

import io
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from archive.editing.pictures.picture_encoding import encode_picture
from archive.editing.pictures.picture_headers import MAX_BYTES, UnusablePicture
from tests.editing.pictures.test_picture_headers import png
from tests.pictures import picture_file


def opened(encoded, name: str = "") -> Image.Image:
    """The full file, or the one of a name, read back."""
    name = name or f"{encoded.width}x{encoded.height}.{encoded.format}"
    return Image.open(io.BytesIO(encoded.files[name]))


def exif(**tags) -> Image.Exif:
    found = Image.Exif()
    found[0x0112] = tags.get("orientation", 1)
    found[0x010F] = "Camera of Ana Brod"
    found.get_ifd(0x8825).update({1: "N", 2: (42.0, 30.0, 0.0), 3: "E", 4: (19.0, 0.0, 0.0)})
    return found


@pytest.mark.parametrize(
    ("kind", "mode", "stored"),
    [
        ("JPEG", "RGB", "jpg"), ("JPEG", "L", "jpg"), ("JPEG", "CMYK", "jpg"), ("PNG", "1", "png"), ("PNG", "P", "png"),
        ("PNG", "RGBA", "png"), ("PNG", "LA", "png"), ("PNG", "I;16", "png"), ("GIF", "P", "png"),
        ("WEBP", "RGB", "png"),
    ],
)  # fmt: skip
def test_formats(kind, mode, stored):
    encoded = encode_picture(picture_file((600, 300), kind=kind, mode=mode, colour=0 if mode != "RGB" else "#123456"))
    assert encoded.format == stored
    assert opened(encoded).format == {"jpg": "JPEG", "png": "PNG"}[stored]
    assert (encoded.width, encoded.height) == (600, 300)


def test_photograph_in_png_becomes_a_jpeg():
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    noise.putpixel((0, 0), (255, 0, 0))
    coloured = Image.merge("RGB", [noise.getchannel(0), noise.getchannel(1).rotate(180), noise.getchannel(2)])
    file = io.BytesIO()
    coloured.save(file, "PNG")
    assert encode_picture(file.getvalue()).format == "jpg"


@pytest.mark.parametrize(
    ("size", "widths", "full"),
    [
        ((300, 200), [300], (300, 200)),
        ((480, 200), [480], (480, 200)),
        ((1000, 500), [480, 960, 1000], (1000, 500)),
        ((4000, 3000), [480, 960, 1600], (1600, 1200)),
        ((100, 9000), [27], (27, 2400)),
        ((9000, 1), [480, 960, 1600], (1600, 1)),
    ],
)
def test_sizes(size, widths, full):
    encoded = encode_picture(picture_file(size))
    assert encoded.widths == widths
    assert opened(encoded).size == full
    assert [opened(encoded, f"{width}.jpg").width for width in widths[:-1]] == widths[:-1]


def test_orientation_of_the_camera_is_applied():
    assert (encode_picture(picture_file((400, 200), exif=exif(orientation=6)))).width == 200


def test_no_metadata_stay():
    content = picture_file((400, 200), exif=exif(), comment=b"by Ana Brod", dpi=(300, 300))
    assert b"Ana Brod" in content
    for file in encode_picture(content).files.values():
        assert b"Ana Brod" not in file
        assert not Image.open(io.BytesIO(file)).getexif()


def test_texts_of_a_png_do_not_stay():
    info = PngInfo()
    info.add_text("Author", "Ana Brod")
    for file in encode_picture(picture_file(kind="PNG", pnginfo=info)).files.values():
        assert b"Ana Brod" not in file


def test_profile_is_applied_and_left():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    encoded = encode_picture(picture_file((50, 50), icc_profile=profile))
    assert "icc_profile" not in opened(encoded).info
    assert any("colour profile" in note for note in encoded.notes)


def test_srgb_profile_changes_no_colour():
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    encoded = encode_picture(picture_file((50, 50), kind="PNG", icc_profile=profile))
    assert opened(encoded).convert("RGB").getpixel((1, 1)) == (0x88, 0xAA, 0xCC)
    assert encoded.notes == []


def test_transparency_stays():
    encoded = encode_picture(picture_file((600, 50), kind="PNG", mode="RGBA", colour=(255, 0, 0, 0)))
    assert opened(encoded, "480.png").convert("RGBA").getpixel((1, 1))[3] == 0


def test_first_frame_of_an_animation_is_kept_and_said():
    frames = [Image.new("RGB", (50, 50), colour) for colour in ("red", "blue")]
    file = io.BytesIO()
    frames[0].save(file, "GIF", save_all=True, append_images=frames[1:])
    assert encode_picture(file.getvalue()).notes == ["Only its first frame was kept: it is an animation."]


def test_same_picture_with_other_metadata_is_the_same():
    plain, located = picture_file((400, 200)), picture_file((400, 200), exif=exif())
    assert encode_picture(plain).sha256 == encode_picture(located).sha256


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "empty"),
        (b"no picture", "none of JPEG, PNG, WebP, GIF"),
        (b"\xef\xbb\xbf <svg xmlns='http://www.w3.org/2000/svg'><script>x()</script></svg>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "SVG"),
        (b"%PDF-1.7", "PDF"),
        (b"\x00\x00\x00\x18ftypheic", "HEIC"),
        (b"II*\x00", "TIFF"),
        (b"GIF89a", "damaged"),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 99, "damaged"),
        (picture_file()[:700], "damaged"),
        (picture_file(kind="PNG")[:150], "damaged"),
        (png(20_000, 3_000), "million pixels"),
        (png(20_000, 20_000), "million pixels"),
        (b"\xff\xd8\xff" + b"\x00" * MAX_BYTES, "20 MB"),
    ],
    ids=lambda value: str(value[:20]),
)
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_refused_with_a_reason(content, reason):
    with pytest.raises(UnusablePicture, match=reason):
        encode_picture(content)


def test_text_bomb_in_a_png_is_refused():
    bomb = zlib.compress(b"x" * 20_000_000, 9)
    chunk = b"zTXt" + b"Comment\x00\x00" + bomb
    content = picture_file((9, 9), kind="PNG")
    at = content.index(b"IDAT") - 4
    whole = len(chunk) - 4
    content = content[:at] + whole.to_bytes(4, "big") + chunk + zlib.crc32(chunk).to_bytes(4, "big") + content[at:]
    with pytest.raises(UnusablePicture):
        encode_picture(content)


SAMPLES = [picture_file((40, 30), kind=kind) for kind in ("JPEG", "PNG", "GIF", "WEBP")]


@settings(deadline=None)
@given(st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8))
def test_damaged_files_are_refused_or_read_and_nothing_else(content, changes):
    damaged = bytearray(content)
    for place, value in changes:
        damaged[place % len(damaged)] = value
    try:
        encoded = encode_picture(bytes(damaged))
    except UnusablePicture:
        return
    assert opened(encoded).size == (encoded.width, encoded.height)
