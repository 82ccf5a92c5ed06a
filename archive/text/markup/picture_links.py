"""Picture links: pictures of imported pages become links to their addresses, and are not downloaded."""

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
# The folder in which browsers save a page's pictures: such an address does not exist on the web.
_SAVED = re.compile(r"(?:\A|/)[^/]+_files/")
_PUT = "picture-link"
_IS_LINK = re.compile(
    rf'<figure(?: id="p\d+")?>\s*<figcaption><a href="[^"]*">{LABEL}[^<]*</a></figcaption>\s*</figure>\s*'
)


def link_picture(image: HtmlElement, content: HtmlElement, base: str) -> bool:
    """Insert a figure "Picture: Two ferries", a link to an <img>'s address, after its block in `content`.

    Without alternative text the label is the file's name. If the picture has a link to a larger one, that is used.
    Nothing is inserted for an address that, resolved by `base`, is not on the web, nor for tracking pixels. Return
    whether a figure was inserted.
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
    if block is None:  # in bare text, or in inline elements only: outside of links
        links = [each for each in above if each.tag in ("a", "picture")]
        block = links[-1] if links else image
    while (after := block.getnext()) is not None and after.get("class") == _PUT:
        block = after
    figure.tail, block.tail = block.tail, None
    block.addnext(figure)
    return True


def is_picture_link(html: str) -> bool:
    """Return whether a block of sanitised HTML is such a link only."""
    return _IS_LINK.fullmatch(html) is not None


def _address(image: HtmlElement, base: str) -> str:
    """Return the address of the larger picture that it links to, else of the picture itself; "" if not on the web."""
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
