"""Pictures of imported pages: figures with those in files beside them, links to the addresses of others.

Nothing is downloaded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import islice, takewhile
from urllib.parse import urljoin, urlsplit

from lxml.etree import SubElement
from lxml.html import HtmlElement, fragment_fromstring

from archive.text.markup.figures import figure_markup
from archive.text.markup.pictures import EmbeddedPicture

# Returns the picture at an address beside the page, with its alternative text and caption; None without one.
TakePicture = Callable[[str, str, str], EmbeddedPicture | None]

LABEL = "Picture: "
MAX_ADDRESS, MAX_WORDS, MAX_CAPTION = 1_000, 300, 1_000
MAX_LINKS = 200  # in one article
CAPTION_LEVELS = 5  # elements around an image in which its caption is searched

_BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "figure", "ul", "ol", "dl", "table", "blockquote", "pre"))
_CONTROLS = re.compile(r"[\x00-\x1f\x7f]")
_FILE = re.compile(r"\.(?:jpe?g|png|gif|webp|avif|tiff?|bmp|svg)\Z", re.I)
# The folder in which browsers save a page's pictures: such an address does not exist on the web.
_SAVED = re.compile(r"(?:\A|/)[^/]+_files/")
_CAPTION = re.compile(
    r"(?:^|[\s_-])(?:(?:image|img|photo|picture|media|embed|figure|article|thumb)?[_-]*caption|caption[_-]*text)(?:$|[\s_-])",
    re.I,
)
_PUT = "picture-link"
_IS_LINK = re.compile(
    rf'<figure(?: id="p\d+")?>\s*<figcaption><a href="[^"]*">{LABEL}[^<]*</a></figcaption>\s*</figure>\s*'
)


def link_picture(image: HtmlElement, content: HtmlElement, base: str) -> bool:
    """Insert a figure "Picture: Two ferries", a link to an <img>'s address, after its block in `content`.

    The picture's caption goes before its alternative text, and is taken from where it stood; without either the label
    is the file's name. If the picture has a link to a larger one, that is used. Nothing is inserted for an address
    that, resolved by `base`, is not on the web, nor for tracking pixels. Return whether a figure was inserted.
    """
    address = _address(image, base)
    if not address or _is_invisible(image):
        return False
    below = _own_caption(image, content)
    words = " ".join(" ".join(below.itertext() if below is not None else ()).split())[:MAX_CAPTION]
    words = words or " ".join((image.get("alt") or "").split())[:MAX_WORDS]
    words = words or (urlsplit(address).path.rpartition("/")[2] or address)[:MAX_WORDS]
    figure = image.makeelement("figure", {"class": _PUT})
    caption = SubElement(figure, "figcaption")
    SubElement(caption, "a", {"href": address}).text = f"{LABEL}{words}"
    _put_behind(image, content, figure)
    if below is not None:
        below.drop_tree()
    return True


def put_picture(image: HtmlElement, content: HtmlElement, take: TakePicture) -> bool:
    """Insert a figure with an <img>'s picture if that is in a file beside the page; return whether it was inserted.

    Its caption becomes that of the new figure.
    """
    below = _own_caption(image, content)
    caption = " ".join(" ".join(below.itertext()).split())[:MAX_CAPTION] if below is not None else ""
    words = " ".join((image.get("alt") or image.get("title") or "").split())
    addresses = (image.get(name) or "" for name in ("src", "data-src", "data-lazy-src"))
    taken = (take(address, words, caption) for address in addresses if address and not _is_invisible(image))
    picture = next(filter(None, taken), None)
    if picture is None:
        return False
    figure = fragment_fromstring(figure_markup(picture.place, picture.alternative_text, picture.caption))
    figure.set("class", _PUT)
    _put_behind(image, content, figure)
    if below is not None:
        below.drop_tree()
    return True


def _own_caption(image: HtmlElement, content: HtmlElement) -> HtmlElement | None:
    """Return the caption of an image: in the <figure> or block around it and no other image, by tag or class."""
    for around in islice(takewhile(lambda each: each is not content, image.iterancestors()), CAPTION_LEVELS):
        if len(around.findall(".//img")) > 1:
            return None
        for each in around.iterdescendants():
            if each.tag == "figcaption" or is_caption_name(each):
                return each if image not in each.iterdescendants() and len(each.text_content()) <= MAX_CAPTION else None
    return None


def is_caption_name(element: HtmlElement) -> bool:
    """Return whether an element is called a caption: "wp-caption-text", "image-caption", "thumbcaption"."""
    return isinstance(element.tag, str) and _CAPTION.search(element.get("class") or "") is not None


def _is_invisible(image: HtmlElement) -> bool:
    """Return whether an image is one by one pixel or nothing, which counts readers."""
    return bool({image.get("width", "").strip(), image.get("height", "").strip()} & {"0", "1"})


def _put_behind(image: HtmlElement, content: HtmlElement, figure: HtmlElement) -> None:
    """Insert a figure behind the block of an image in `content`, and behind figures already put there."""
    figure.sourceline = image.sourceline
    above = list(takewhile(lambda each: each is not content, image.iterancestors()))
    block = next((each for each in reversed(above) if each.tag in _BLOCKS), None)
    if block is None:  # in bare text, or in inline elements only: outside of links
        links = [each for each in above if each.tag in ("a", "picture")]
        block = links[-1] if links else image
    while (after := block.getnext()) is not None and after.get("class") == _PUT:
        block = after
    figure.tail, block.tail = block.tail, None
    block.addnext(figure)


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
