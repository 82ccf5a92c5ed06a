"""Pictures in a Word document: extracted within limits, not decoded, and inserted as figures."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

import lxml.html
from lxml.html import HtmlElement
from mammoth import html as mammoth_html
from mammoth.documents import Image
from mammoth.docx.files import InvalidFileReferenceError
from mammoth.html.nodes import Element

from archive.text.markup.figures import figure_markup
from archive.text.markup.pictures import EmbeddedPicture, pictures_in
from archive.text.problems import Problem

MAX_PICTURES = 40  # of one document
MAX_PICTURE_BYTES = 25 * 1024 * 1024  # of all of them, as stored in the document
MAX_ALTERNATIVE_TEXT = 500

CAPTION_STYLE = "p[style-name='Caption'] => p.caption:fresh"
_HOLDERS = ("p", "h1", "h2", "h3", "h4", "h5", "h6")
_TAG = re.compile(r"<[^<>]*>")

_UNDESCRIBED = "without alternative text"
_LINKED = "linked, and not in the document"
_DAMAGED = "damaged"
_BEYOND = f"beyond the {MAX_PICTURES} pictures, or {MAX_PICTURE_BYTES >> 20} MB of them, that are taken of one document"
_LOST = "above the text"
_UPLOAD = "Upload each on the article's form, and put it into the text."
_REMEDIES = {
    _UNDESCRIBED: "Say in Word what each shows (right click, View Alt Text), and import the document again; or upload "
    "each on the article's form.",
}


class PictureTaker:
    """Extractor of pictures for mammoth's conversion; records which were left out, and why."""

    def __init__(self) -> None:
        self.taken: dict[str, EmbeddedPicture] = {}  # by their placeholders in the markup
        self.left_out: Counter[str] = Counter()
        self.described: dict[str, list[str]] = {}
        self._seen = self._bytes = 0

    def convert(self, image: Image) -> list[Element]:
        """Return the markup of a picture, for mammoth's `convert_image`: an <img>, or nothing if it is left out."""
        words = " ".join((image.alt_text or "").split())[:MAX_ALTERNATIVE_TEXT]
        picture = self._taken(image, words)
        if picture is None:
            return []
        place = str(self.taken.setdefault(str(picture.place), picture).place)
        return [mammoth_html.element("img", {"src": place, "alt": words})]

    def leave_out(self, why: str, words: str) -> None:
        self.left_out[why] += 1
        if words:
            self.described.setdefault(why, []).append(words)

    def problems(self) -> Iterator[Problem]:
        """Yield a problem for each reason for which pictures were left out."""
        for why, count in self.left_out.items():
            named = "; ".join(f"“{words[:80]}”" for words in self.described.get(why, [])[:4])
            shown = f" ({named})" if named else ""
            what = f"Left out: {count} picture{'s' if count > 1 else ''} {why}{shown}."
            yield Problem(None, what, _REMEDIES.get(why, _UPLOAD))

    def _taken(self, image: Image, words: str) -> EmbeddedPicture | None:
        if not words:
            self.leave_out(_UNDESCRIBED, "")
            return None
        left = MAX_PICTURE_BYTES - self._bytes
        self._seen += 1
        if self._seen > MAX_PICTURES or left <= 0:
            self.leave_out(_BEYOND, words)
            return None
        try:
            with image.open() as stream:
                content = stream.read(left + 1)
        except InvalidFileReferenceError:
            self.leave_out(_LINKED, words)
            return None
        except (KeyError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError, zlib.error):
            self.leave_out(_DAMAGED, words)
            return None
        if len(content) > left:
            self.leave_out(_BEYOND, words)
            return None
        self._bytes += len(content)
        return EmbeddedPicture(content, words)


def set_figures(document: HtmlElement, taker: PictureTaker) -> None:
    """Make figures of the pictures in a document's paragraphs and headings, each before or after its text.

    A paragraph of the style *Caption* after a picture becomes its caption. Pictures in tables, lists and notes remain
    inline.
    """
    for block in [each for each in document if each.tag in _HOLDERS]:
        images = [*block.iter("img")]
        if not images:
            continue
        is_above = not _TAG.sub("", lxml.html.tostring(block, encoding="unicode").partition("<img")[0]).strip()
        below = block.getnext()
        for image in images:
            image.drop_tree()
        has_text = bool(block.text_content().strip())
        caption = ""
        if below is not None and below.get("class") == "caption" and not (has_text and is_above):
            caption = " ".join(below.text_content().split())
            below.drop_tree()
        figures = [_figure(image, taker, caption if image is images[-1] else "") for image in images]
        if not has_text:
            figures[0].set("id", block.get("id", ""))
        place = document.index(block) + (not is_above)
        document[place:place] = figures
        if not has_text:
            block.drop_tree()


def _figure(image: HtmlElement, taker: PictureTaker, caption: str) -> HtmlElement:
    picture = taker.taken[image.get("src")]
    if caption:
        taker.taken[image.get("src")] = replace(picture, caption=caption)
    return lxml.html.fragment_fromstring(figure_markup(picture.place, image.get("alt"), caption))


def shown_pictures(body: str, taker: PictureTaker) -> list[EmbeddedPicture]:
    """Return the pictures that a body shows; those outside of its text count as left out."""
    shown = {str(place) for place in pictures_in(body)}
    for place, picture in taker.taken.items():
        if place not in shown:
            taker.leave_out(_LOST, picture.alternative_text)
    return [picture for place, picture in taker.taken.items() if place in shown]
