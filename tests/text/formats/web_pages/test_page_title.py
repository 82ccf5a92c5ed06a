"""The title of a page: what it prints, weighed with its metadata; never the name of its site."""

import lxml.html
import pytest

from archive.text.formats.web_pages.page_facts import read_page_facts
from archive.text.formats.web_pages.page_title import page_title, without_site

OG = '<meta property="og:title" content="Ferries stand idle">'
SITE = '<meta property="og:site_name" content="Quay Paper">'
HEADLINE = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Ferries stand idle"}</script>'
LISTING = "<h1>Quay Paper</h1><h2>Ferries stand idle</h2>"

TITLES = [
    # head, body, title, whether an element prints it
    ("", "<h1>Ferries stand idle</h1>", "Ferries stand idle", True),
    (OG, LISTING, "Ferries stand idle", True),
    (HEADLINE, LISTING, "Ferries stand idle", True),
    ("<title>Ferries stand idle</title>", LISTING, "Ferries stand idle", True),
    ("<title>Ferries stand idle – Quay Paper</title>", "<h1>Quay Paper</h1>", "Ferries stand idle", False),
    ("<title>Quay Paper: Ferries stand idle</title>", "<h1>Quay Paper</h1><h3>Ferries stand idle</h3>",
     "Ferries stand idle", True),
    (SITE + "<title>Quay Paper | Ferries stand idle</title>", "<h1>Quay Paper</h1>", "Ferries stand idle", False),
    (OG, "<h1>Ferries stand idle<br>for a third day</h1>", "Ferries stand idle for a third day", True),
    (OG, "<h1>FERRIES STAND IDLE</h1>", "FERRIES STAND IDLE", True),
    (OG, "<h1>Lorem</h1>", "Ferries stand idle", False),
    ('<meta property="og:title" content="Ferries stand idle | Quay Paper">' + SITE, "", "Ferries stand idle", False),
    ('<meta property="og:title" content="Quay Paper">' + SITE, "<h1>Ferries stand idle</h1>", "Ferries stand idle",
     True),
    ("<title>Quay Paper</title>", "<h1>Ferries stand idle</h1>", "Ferries stand idle", True),
    ("<title>Tolls: what they cost | Quay Paper</title>", "", "Tolls: what they cost", False),
    ("<title>Tolls – Quay Paper</title>", "<h1>Tolls</h1>", "Tolls", True),
    ("", "<h1>Ferries</h1><h1>Tolls</h1>", "", False),
    (OG, "<h1>Ferries stand idle ¶</h1>", "Ferries stand idle", True),
]  # fmt: skip


@pytest.mark.parametrize(("head", "body", "title", "is_printed"), TITLES)
def test_titles(head, body, title, is_printed):
    page = lxml.html.document_fromstring(f"<html><head>{head}</head><body>{body}<p>Text.</p></body></html>")
    found = page_title(page.find("body"), read_page_facts(page))
    assert (found.text, found.element is not None) == (title, is_printed)


def test_the_name_of_a_known_publication_is_no_title():
    page = lxml.html.document_fromstring("<html><body><h1>Quay Paper</h1><p>Text.</p></body></html>")
    assert page_title(page.find("body"), read_page_facts(page), ["Quay Paper"]).text == ""


@pytest.mark.parametrize(
    ("title", "alone"),
    [
        ("Ferries | Quay Paper", "Ferries"),
        ("QUAY PAPER – Ferries", "Ferries"),
        ("Ferries: tolls", "Ferries: tolls"),
        ("Quay Paper", "Quay Paper"),
    ],
)
def test_a_title_without_its_site(title, alone):
    assert without_site(title, ["Quay Paper"]) == alone
