"""Addresses of the archive's own pictures, the sizes that follow from them, and the markup around them."""

import pytest

from archive.text.markup.figures import figure_markup
from archive.text.markup.pictures import PictureAddress, pictures_in, read_address
from archive.text.markup.sanitiser import sanitise

DIGEST = "0f" * 16


@pytest.mark.parametrize(
    ("src", "address"),
    [
        (f"/media/{DIGEST}/1600x900.jpg", PictureAddress(DIGEST, 1600, 900, "jpg")),
        (f"/media/{DIGEST}/30x20.png", PictureAddress(DIGEST, 30, 20, "png")),
        (f"/media/{DIGEST}/1600x900.svg", None),
        (f"/media/{DIGEST}/0x900.jpg", None),
        (f"/media/{DIGEST}/16000x900.jpg", None),
        (f"/media/{DIGEST.upper()}/1600x900.jpg", None),
        (f"/media/{DIGEST}/480.jpg", None),
        (f"https://else.example/media/{DIGEST}/1600x900.jpg", None),
        (f"//media/{DIGEST}/1600x900.jpg", None),
        (f"/media/{DIGEST}/1600x900.jpg?x", None),
        (f"/media/{DIGEST}/../1600x900.jpg", None),
        ("", None),
    ],
)
def test_address(src, address):
    assert read_address(src) == address
    if address:
        assert str(address) == src


@pytest.mark.parametrize(
    ("width", "files"),
    [
        (480, []),
        (481, ["480.jpg 480w", "481x9.jpg 481w"]),
        (1600, ["480.jpg 480w", "960.jpg 960w", "1600x9.jpg 1600w"]),
    ],
)
def test_srcset(width, files):
    expected = ", ".join(f"/media/{DIGEST}/{file}" for file in files)
    assert PictureAddress(DIGEST, width, 9, "jpg").srcset() == expected


def test_pictures_in_a_body():
    one, two = PictureAddress(DIGEST, 9, 9, "jpg"), PictureAddress("1" * 32, 9, 9, "png")
    body = f'<figure><img src="{two}" alt="a > b"></figure><p><img alt="b" src="{one}">c<img src="{two}" alt="d"></p>'
    assert pictures_in(sanitise(body)) == [two, one]


def test_figure_is_what_the_sanitiser_stores():
    markup = figure_markup(PictureAddress(DIGEST, 9, 9, "jpg"), 'A "quay" & <b>', "At dawn < noon", "Ana Brod")
    assert sanitise(markup) == markup


def test_figure_without_words_below_it_has_no_caption():
    assert "figcaption" not in figure_markup(PictureAddress(DIGEST, 9, 9, "jpg"), "A quay")
