"""Pictures in files beside a document."""

from functools import partial
from io import BytesIO

import pytest

from archive.text.formats import neighbour_pictures
from archive.text.formats.neighbour_pictures import NeighbourPictures, local_path, read_note
from archive.text.formats.records import Guide
from archive.text.formats.registry import read_records, read_stored
from archive.text.headers.article_reader import ReadArticle
from tests.text.formats.reading import HEADER, MORE, NAMES, PROSE, reasons


@pytest.mark.parametrize(
    ("address", "path"),
    [
        ("page_files/ferry.jpg", "page_files/ferry.jpg"),
        ("./page_files/Two%20ferries.JPG?w=9#x", "page_files/Two ferries.JPG"),
        ("page_files//ferry.webp", "page_files/ferry.webp"),
        ("../ferry.jpg", ""),
        ("page_files/../../ferry.jpg", ""),
        ("page_files/%2e%2e/ferry.jpg", ""),
        ("/etc/ferry.jpg", ""),
        ("%2Fetc/ferry.jpg", ""),
        ("C:/ferry.jpg", ""),
        ("page_files\\ferry.jpg", ""),
        ("file:///ferry.jpg", ""),
        ("//lantern.example/ferry.jpg", ""),
        ("https://lantern.example/ferry.jpg", ""),
        ("http://[", ""),
        (".git/ferry.jpg", ""),
        ("page_files/ferry\x00.jpg", ""),
        ("page_files/ferry.svg", ""),
        ("page_files/passwd", ""),
        ("", ""),
    ],
)
def test_local_paths_stay_in_the_folder(address, path):
    assert local_path(address) == path


def read(images: str, files: dict[str, bytes]):
    """The record of a page with images, beside which are files."""
    page = f"<html><body><article><p>{HEADER}</p><p>{PROSE}</p>{images}<p>{MORE}</p></article></body></html>"
    guide = Guide(NAMES, beside=lambda path, limit: files[path][: limit + 1] if path in files else None)
    (record,) = read_records("a.html", partial(BytesIO, page.encode()), guide)
    return record


def test_a_picture_beside_a_page_stands_where_it_stood():
    image = "<figure><img src='a_files/f.jpg' alt='Two ferries'><figcaption>At dawn.</figcaption></figure>"
    article = read(image, {"a_files/f.jpg": b"jpeg"}).article
    (picture,) = article.pictures
    assert (picture.content, picture.alternative_text, picture.caption) == (b"jpeg", "Two ferries", "At dawn.")
    place = article.body_html.index(str(picture.place))
    assert article.body_html.index(PROSE) < place < article.body_html.index(MORE)
    assert article.body_html.count("At dawn.") == 1
    assert article.problems == []


def test_a_picture_that_is_not_there_is_told():
    article = read("<img src='a_files/f.jpg' alt='Two ferries'>", {}).article
    assert article.pictures == []
    assert "Left out: 1 picture (f.jpg)" in reasons(article.problems)


def test_without_alternative_text_the_name_of_the_file_stands_for_it():
    article = read("<img src='a_files/two_ferries.jpg'>", {"a_files/two_ferries.jpg": b"jpeg"}).article
    assert article.pictures[0].alternative_text == "two ferries"
    assert "have no alternative text" in reasons(article.problems)


def test_tracking_pixels_are_no_pictures():
    assert read("<img src='t.gif' width=1 height=1 alt=x>", {"t.gif": b"gif"}).article.pictures == []


def test_what_is_beyond_the_bounds_is_left_out_and_told(monkeypatch):
    monkeypatch.setattr(neighbour_pictures, "MAX_PICTURE_BYTES", 5)
    article = read("<img src='1.jpg' alt=a><img src='2.jpg' alt=b>", {"1.jpg": b"1234", "2.jpg": b"12"}).article
    assert [picture.content for picture in article.pictures] == [b"1234"]
    assert "beyond the 40 pictures" in reasons(article.problems)


def test_many_pictures_are_bounded():
    taker = NeighbourPictures(lambda path, limit: b"x")
    assert sum(taker.take(f"{number}.jpg", "a") is not None for number in range(60)) == 40
    assert taker.beyond == 20


def test_a_stored_page_gives_the_same_article_without_its_pictures():
    record = read("<img src='a--b.jpg' alt='Two ferries'>", {"a--b.jpg": b"jpeg"})
    again: ReadArticle = read_stored("a.html", record.stored, NAMES)
    assert again.body_html == record.article.body_html
    assert [picture.place for picture in again.pictures] == [picture.place for picture in record.article.pictures]


def test_a_page_without_pictures_is_stored_as_it_came():
    page = f"<p>{HEADER}</p><p>{PROSE}</p>".encode()
    (record,) = read_records("a.html", partial(BytesIO, page), Guide(NAMES))
    assert record.stored == page


def test_a_note_is_believed_of_stored_pages_only():
    note = '\n<!--pictures beside {"f.jpg": "' + "0" * 32 + '"}-->'
    page = f"<p>{HEADER}</p><p>{PROSE}</p><img src=f.jpg alt=x>{note}".encode()
    (record,) = read_records("a.html", partial(BytesIO, page), Guide(NAMES))
    assert record.article.pictures == []


@pytest.mark.parametrize("note", ["", "\n<!--pictures beside {broken}-->", '\n<!--pictures beside {"a": 1}-->'])
def test_broken_notes_name_no_pictures(note):
    assert read_note(f"<p>Toll</p>{note}")[1] == {}
