"""Content of a page's article: layout tables, media and links made fit for a body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import accumulate, takewhile
from urllib.parse import urljoin, urlsplit

from lxml import etree
from lxml.html import HtmlElement

from archive.text.formats.neighbour_pictures import NeighbourPictures
from archive.text.formats.web_pages.page_pieces import PageText, Piece
from archive.text.markup.footnotes import NOTEREF
from archive.text.markup.html_tree import drop_tags, drop_trees
from archive.text.markup.picture_links import MAX_LINKS, link_picture, put_picture

MEDIA_REMEDY = "A picture whose address is known is linked where it stood. Add what belongs to the article by hand."

MEDIA_TAGS = {
    "img": "picture",
    "picture": "picture",
    "video": "video",
    "audio": "recording",
    "iframe": "embedded page",
    "embed": "embedded page",
    "object": "embedded page",
    "svg": "drawing",
    "canvas": "drawing",
    "math": "formula",
}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_BLOCKS_INSIDE = ("p", "div", "h1", "h2", "h3", "table", "ul", "article", "section")


def article_element(body: HtmlElement, text: PageText, main: HtmlElement, chosen: list[Piece]) -> HtmlElement:
    """Return the innermost element that holds the main element and all chosen pieces."""
    element = main
    while element is not body and chosen:
        start, end = text.span(element)
        if start <= chosen[0].number and chosen[-1].number < end:
            break
        parent = element.getparent()
        element = parent if parent is not None else body
    return element


def keep_only(content: HtmlElement, text: PageText, chosen: list[Piece]) -> None:
    """Take all pieces but the chosen ones out of an element, and the media and tables that were theirs."""
    kept = {piece.number for piece in chosen}
    dropped = _media_of_others(content, text, kept)
    for piece in text.inside(content):
        if piece.number not in kept:
            piece.clear()
    dropped += [
        table for table in content.iter("table") if not table.text_content().strip() and table.find(".//img") is None
    ]
    drop_trees(content, dropped)


def _media_of_others(content: HtmlElement, text: PageText, kept: set[int]) -> list[HtmlElement]:
    """Return the media whose nearest text was cut, and those behind the end of the text."""
    counts = [0, *accumulate(piece.number in kept for piece in text.pieces)]
    last, reached, found = max(kept, default=-1), -1, []
    for event, element in etree.iterwalk(content, events=("start", "end")):
        start, end = text.span(element)
        reached = max(reached, (start if event == "start" else end) - 1)
        if event == "start" and element.tag in MEDIA_TAGS:
            around = next((each for each in _around(element, content) if text.inside(each)), content)
            first, behind = text.span(around)
            is_cut = around is not content and counts[behind] == counts[first]
            if is_cut or (around is content and reached >= last and kept):
                found.append(element)
    return found


def _around(element: HtmlElement, content: HtmlElement) -> Iterator[HtmlElement]:
    return takewhile(lambda each: each is not content, element.iterancestors())


def unwrap_layout_tables(content: HtmlElement) -> None:
    """Turn layout tables, those with blocks or further tables in their cells, into plain blocks."""
    for table in reversed([*content.iter("table")]):
        rows = [*table.iter("tr")]
        widths = [sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows]
        if max(widths, default=1) <= 1 or any(cell.find(f".//{tag}") is not None for cell in table.iter("td")
                                              for tag in _BLOCKS_INSIDE):  # fmt: skip
            for part in [table, *table.iter("tbody", "thead", "tfoot", "tr", "td", "th")]:
                part.tag = "div"


def take_media(content: HtmlElement, base: str, pictures: NeighbourPictures | None = None) -> list[str]:
    """Remove films and other embedded media; return their kinds and names, such as "picture: a.jpg".

    A picture in a file beside the page becomes a figure with it; one with an address on the web, resolved by `base`,
    is replaced by a link to it.
    """
    taken, links = [], 0
    for element in [*content.iter(*MEDIA_TAGS)]:
        if content not in element.iterancestors():  # inside one that was taken
            continue
        inner = element if element.tag == "img" else element.find(".//img")
        if inner is not None and pictures and put_picture(inner, content, pictures.take):
            element.drop_tree()
            continue
        if inner is not None and links < MAX_LINKS:
            links += link_picture(inner, content, base)
        address = element.get("src") or element.get("data") or (inner.get("src", "") if inner is not None else "")
        name = "" if address.startswith("data:") else urlsplit_path(address).rpartition("/")[2]
        taken.append(f"{MEDIA_TAGS[element.tag]}: {name[:60]}")
        element.drop_tree()
    return taken


def urlsplit_path(address: str) -> str:
    """Return the path of a URL; "" for an invalid one."""
    try:
        return urlsplit(address.strip()).path
    except ValueError:  # "http://["
        return ""


def resolve_links(content: HtmlElement, base: str) -> int:
    """Make links absolute, or replace them by their text if they cannot be; return how many were replaced.

    Links within the page ("#note-1") are replaced without being counted: their target is in the same text. Those to
    footnotes stay.
    """
    lost, without_address = 0, []
    for link in [each for each in content.iter("a") if each.get("role") != NOTEREF]:
        if not len(link) and not (link.text or "").strip():  # its words were cut
            without_address.append(link)
            continue
        address = _CONTROLS.sub("", link.get("href") or "").strip()
        if not address or address.startswith("#") or (base and address.startswith(f"{base}#")):
            without_address.append(link)
            continue
        try:
            absolute = urljoin(base, address)
            scheme = urlsplit(absolute).scheme.lower()
        except ValueError:  # "http://["
            absolute = scheme = ""
        if scheme in ("http", "https", "mailto"):
            link.set("href", absolute)
        else:
            without_address.append(link)
            lost += 1
    drop_tags(content, without_address)
    return lost
