"""Pictures of imported pages as links to where they are."""

import lxml.html
import pytest

from archive.text.formats.web_pages.page_content import take_media
from archive.text.markup.picture_links import MAX_ADDRESS, MAX_LINKS, is_picture_link
from archive.text.markup.sanitiser import sanitise
from tests.text.formats.reading import HEADER, MORE, PROSE, read_one

BASE = "https://narrows.example/5/22.htm"


def figure(address, words):
    return f'<figure><figcaption><a href="{address}">Picture: {words}</a></figcaption></figure>'


FERRY = figure("https://narrows.example/5/ferry.jpg", "A ferry")
IMG = '<img src="ferry.jpg" alt="A ferry">'


def linked(markup, base=BASE):
    content = lxml.html.fragment_fromstring(markup, create_parent="div")
    take_media(content, base)
    return sanitise(lxml.html.tostring(content, encoding="unicode")).replace("\n", "")


PLACES = {
    "alone": (IMG, FERRY),
    "in a paragraph": (f"<p>{IMG}</p><p>One</p>", f"{FERRY}<p>One</p>"),
    "among text": (f"<p>One {IMG}two</p><p>Three</p>", f"<p>One two</p>{FERRY}<p>Three</p>"),
    "in bare text": (f"One {IMG} two", f"<p>One </p>{FERRY}<p>two</p>"),
    "in a link elsewhere": (f"<a href='https://b.example/'>{IMG}</a>", FERRY),
    "in a figure": (
        f"<figure>{IMG}<figcaption>At dawn</figcaption></figure><p>One</p>",
        f"{figure('https://narrows.example/5/ferry.jpg', 'At dawn')}<p>One</p>",
    ),
    "above a caption by name": (
        f"<div class='wp-caption'><div>{IMG}</div><p class='wp-caption-text'>At <b>dawn</b></p></div><p>One</p>",
        f"{figure('https://narrows.example/5/ferry.jpg', 'At dawn')}<p>One</p>",
    ),
    "of several in a figure": (
        f"<figure>{IMG}<img src='pier.jpg' alt='A pier'><figcaption>At dawn</figcaption></figure><p>One</p>",
        f"{FERRY}{figure('https://narrows.example/5/pier.jpg', 'At dawn')}<p>One</p>",
    ),
    "in a list": (f"<ul><li>{IMG}One</li><li>Two</li></ul>", f"<ul><li>One</li><li>Two</li></ul>{FERRY}"),
    "in a layer": (f"<div><div>{IMG}</div><p>One</p></div>", f"{FERRY}<p>One</p>"),
    "in sizes": (f"<picture><source srcset=b.webp>{IMG}</picture>", FERRY),
    "two": (
        f"<p>{IMG}<img src='pier.jpg' alt='A pier'></p>",
        FERRY + figure("https://narrows.example/5/pier.jpg", "A pier"),
    ),
}


@pytest.mark.parametrize("name", PLACES)
def test_a_link_stands_where_the_picture_stood(name):
    markup, expected = PLACES[name]
    assert linked(markup) == expected


ADDRESSES = [
    # attributes of the <img>, address of the link (None for no link), its words
    ("src='/a/ferry.jpg'", "https://narrows.example/a/ferry.jpg", "ferry.jpg"),
    ("src='https://b.example/?id=1'", "https://b.example/?id=1", "https://b.example/?id=1"),
    ("src='data:image/gif;base64,AA' data-src='ferry.jpg' alt='A  &lt;b&gt;'",
     "https://narrows.example/5/ferry.jpg", "A &lt;b&gt;"),
    ("src='Toll%20Doubled_files/ferry.jpg'", None, ""),
    ("src='data:image/png;base64,AA'", None, ""),
    ("src='javascript:alert(1)'", None, ""),
    ("src='file:///C:/ferry.jpg'", None, ""),
    ("src='http://['", None, ""),
    ("src='pixel.gif' width='1' height='1'", None, ""),
    (f"src='{'a' * MAX_ADDRESS}.jpg'", None, ""),
    ("", None, ""),
]  # fmt: skip


@pytest.mark.parametrize(("attributes", "address", "words"), ADDRESSES)
def test_only_addresses_on_the_web_are_linked(attributes, address, words):
    expected = figure(address, words) if address else ""
    assert linked(f"<img {attributes}>") == expected


def test_a_picture_that_leads_to_a_larger_one_gets_that():
    markup = f"<p><a href='large.JPG'>{IMG}</a></p>"
    assert linked(markup) == FERRY.replace("ferry.jpg", "large.JPG")


def test_a_relative_address_is_none_where_nobody_knows_whose():
    assert linked(IMG, base="") == ""


def test_links_are_bounded():
    assert linked(f"<p>{IMG * (MAX_LINKS + 50)}</p>").count("Picture:") == MAX_LINKS


def test_a_picture_in_the_head_is_no_line_of_it():
    above = f'<html><head><base href="{BASE}"></head><body><article>'
    text = f"<p>{PROSE}</p><p>{MORE}</p></article></body></html>"
    article = read_one("a.html", f"{above}<h1>Toll Doubled</h1>{IMG}<p>{HEADER}</p>{IMG}<p>By: Anna Vale</p>{text}")
    assert (article.title, article.authors, article.volume) == ("Toll Doubled", ["Anna Vale"], 5)
    assert article.body_html.replace("\n", "") == f"{FERRY}{FERRY}<p>{PROSE}</p><p>{MORE}</p>"
    assert article.body_paragraphs == [PROSE, MORE]
    (problem,) = article.problems
    assert problem.reason == "Left out: 2 pictures (ferry.jpg, ferry.jpg)."
    assert "is linked where it stood" in problem.remedy


def test_what_is_a_link_to_a_picture():
    assert is_picture_link(FERRY)
    assert not is_picture_link(FERRY.replace("Picture", "See the picture"))
    assert not is_picture_link(FERRY.replace("</a>", "</a> at dawn"))
