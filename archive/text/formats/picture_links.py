"""Pictures of imported pages as links to where they are: they are not fetched, and nobody need look for them."""

from __future__ import annotations

import re
from itertools import takewhile
from urllib.parse import urljoin, urlsplit

from lxml.etree import SubElement
from lxml.html import HtmlElement

LABEL = "Picture: "
MAX_ADDRESS, MAX_WORDS = 1_000, 300
MAX_LINKS = 200  # in one article

_BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "ul", "ol", "dl", "table", "blockquote", "pre"))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|svg)\Z", re.I)
# The folder that browsers save the pictures of a page to, beside it: on the web there is no such address.
_SAVED = re.compile(r"(?:\A|/)[^/]+_files/")
_PUT = "picture-link"
_IS_LINK = re.compile(
    rf'<figure(?: id="p\d+")?>\s*<figcaption><a href="[^"]*">{LABEL}[^<]*</a></figcaption>\s*</figure>\s*'
)


def link_picture(image: HtmlElement, content: HtmlElement, base: str) -> bool:
    """Put a figure "Picture: Two ferries", a link to its address, behind the block of `content` that an <img> is in.

    In place of the words for who cannot see it, the name of its file stands where there are none. A picture with a
    link to a larger one gets that. Nothing is put for an address that is none on the web, as `base` makes it, nor for
    pictures of a pixel, by which readers are followed. Returns whether it was put.
    """
    address = _address(image, base)
    if not address or {image.get("width", "").strip(), image.get("height", "").strip()} & {"0", "1"}:
        return False
    words = " ".join((image.get("alt") or "").split()) or urlsplit(address).path.rpartition("/")[2] or address
    figure = image.makeelement("figure", {"class": _PUT})
    figure.sourceline = image.sourceline
    caption = SubElement(figure, "figcaption")
    SubElement(caption, "a", {"href": address}).text = f"{LABEL}{words[:MAX_WORDS]}"
    above = list(takewhile(lambda each: each is not content, image.iterancestors()))
    block = next((each for each in reversed(above) if each.tag in _BLOCKS), None)
    if block is None:  # among bare text, or wrapped in what is no block: outside of its links
        links = [each for each in above if each.tag in ("a", "picture")]
        block = links[-1] if links else image
    while (after := block.getnext()) is not None and after.get("class") == _PUT:
        block = after
    figure.tail, block.tail = block.tail, None
    block.addnext(figure)
    return True


def is_picture_link(html: str) -> bool:
    """Whether a block of sanitised HTML is nothing but such a link."""
    return _IS_LINK.fullmatch(html) is not None


def _address(image: HtmlElement, base: str) -> str:
    """The address of a picture, of the larger one that it leads to if there is one; "" for what is none on the web."""
    wrapping = next(image.iterancestors("a"), None)
    larger = _on_web(wrapping.get("href") or "", base) if wrapping is not None else ""
    if larger and _FILE.search(urlsplit(larger).path):
        return larger
    own = (_on_web(image.get(name) or "", base) for name in ("src", "data-src", "data-lazy-src"))
    return next(filter(None, own), "")


def _on_web(address: str, base: str) -> str:
    address = _CONTROLS.sub("", address).strip()
    try:
        absolute = urljoin(base, address)
        parts = urlsplit(absolute)
        is_saved = not urlsplit(address).scheme and _SAVED.search(address)
    except ValueError:  # "http://["
        return ""
    is_address = parts.scheme in ("http", "https") and parts.netloc and len(absolute) <= MAX_ADDRESS
    return absolute if address and is_address and not is_saved else ""
