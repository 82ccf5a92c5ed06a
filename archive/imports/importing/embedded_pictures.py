"""Embedded pictures of a document: re-encoded, and stored as pictures of its article once that is written."""

from __future__ import annotations

import html
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from archive.editing.pictures.picture_decoder import MAX_SECONDS, encode_isolated
from archive.editing.pictures.picture_encoding import EncodedPicture
from archive.editing.pictures.picture_headers import UnusablePicture, read_header
from archive.editing.pictures.picture_upload import file_name, fill
from archive.imports.reading.incoming_article import IncomingArticle
from archive.imports.reading.missing_pictures import without_pictures
from archive.models import Article, Picture
from archive.models.catalogue.picture import DIGEST_LENGTH
from archive.text.headers.article_reader import ReadArticle
from archive.text.markup.pictures import EmbeddedPicture, PictureAddress
from archive.text.problems import Problem

MAX_PIXELS = 240_000_000  # of one document: 20 photographs of a telephone
# For all pictures of one document. An import that is not heard of for a minute counts as killed.
MAX_DOCUMENT_SECONDS = 45.0

_IMG = re.compile(r"<img [^<>]*>")
_SRC, _ALT = re.compile(r' src="([^"]*)"'), re.compile(r' alt="([^"]*)"')


@dataclass(frozen=True, slots=True)
class EncodedPictures:
    """Pictures of one document, each with its original, and the problems of those left out."""

    pictures: list[tuple[EmbeddedPicture, EncodedPicture]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def addresses(self) -> dict[str, str]:
        """Return the address of each picture by its placeholder in the body."""
        return {str(incoming.place): _address_of(encoded) for incoming, encoded in self.pictures}


NO_PICTURES = EncodedPictures()


def encoded_pictures(incoming: IncomingArticle) -> tuple[IncomingArticle, EncodedPictures]:
    """Encode the pictures of a document; return it with their addresses in its body, and the pictures.

    Nothing is written. Unusable pictures (drawings in Office's own format, damaged ones) are left out, with a
    problem.
    """
    read = incoming.article
    if not read.pictures:
        return incoming, NO_PICTURES
    found = EncodedPictures()
    unusable, left, deadline = [], MAX_PIXELS, time.monotonic() + MAX_DOCUMENT_SECONDS
    for picture in read.pictures:
        try:
            left -= read_header(picture.content).pixels
            found.pictures.append((picture, _encoded(picture, left, deadline - time.monotonic())))
        except UnusablePicture as why:
            unusable.append(str(picture.place))
            found.problems.append(_left_out(picture, why))
    body = without_pictures(read.body_html, unusable) if unusable else read.body_html
    article = replace(
        read, body_html=_readdressed(body, found.addresses), pictures=[], problems=[*read.problems, *found.problems]
    )
    return replace(incoming, article=article), found


def unusable_pictures(read: ReadArticle) -> list[Problem]:
    """Return the problems of the pictures that an import will leave out, as far as their first bytes say it."""
    found = []
    for picture in read.pictures:
        try:
            read_header(picture.content)
        except UnusablePicture as why:
            found.append(_left_out(picture, why))
    return found


def _encoded(picture: EmbeddedPicture, pixels_left: int, seconds_left: float) -> EncodedPicture:
    if pixels_left < 0:
        raise UnusablePicture(
            f"The pictures of the document have more than {MAX_PIXELS // 1_000_000} million pixels together. Save them "
            "smaller (in Word: Compress Pictures)."
        )
    if seconds_left <= 0:
        raise UnusablePicture(
            f"The pictures before it took {MAX_DOCUMENT_SECONDS:.0f} seconds, which is all that those of one document "
            "may. Save them smaller (in Word: Compress Pictures)."
        )
    return encode_isolated(picture.content, min(MAX_SECONDS, seconds_left))


def store_pictures(found: EncodedPictures, article: Article, document: str, by=None) -> None:
    """Store pictures for an article that was just written, unless it has them already.

    `document` is the path of the file that they came in. Pictures that its body does not show, because an editor's
    text was retained, are not stored.
    """
    if not found.pictures:
        return
    shown = set(article.picture_uses.values_list("digest", flat=True))
    held = set(article.pictures.values_list("sha256", flat=True))
    for number, (incoming, encoded) in enumerate(found.pictures, start=1):
        if encoded.sha256[:DIGEST_LENGTH] not in shown or encoded.sha256 in held:
            continue
        held.add(encoded.sha256)
        name = f"{file_name(document)[:230]}, picture {number}"
        picture = Picture(article=article, name=name, alternative_text=incoming.alternative_text, uploaded_by=by)
        picture.caption = incoming.caption
        fill(picture, encoded)
        picture.save()


def with_stored_addresses(read: ReadArticle, body: str, addresses: Mapping[str, str] | None = None) -> ReadArticle:
    """Return an article with unencoded pictures in a form comparable with its stored body.

    Its pictures get the address in `addresses`, or that of the one with the same alternative text in `body`: so
    neither a dry run nor a comparison with the earlier file decodes a picture.
    """
    if not read.pictures:
        return read
    stored = _addresses_by_words(body)
    known = {
        str(each.place): stored[each.alternative_text] for each in read.pictures if each.alternative_text in stored
    }
    return replace(read, body_html=_readdressed(read.body_html, known | dict(addresses or {})))


def _addresses_by_words(body: str) -> dict[str, str]:
    """Return the addresses of the pictures in sanitised HTML by alternative text; the first for equal texts."""
    found: dict[str, str] = {}
    for image in _IMG.findall(body):
        src, alt = _SRC.search(image), _ALT.search(image)
        if src and alt:
            found.setdefault(html.unescape(alt[1]), src[1])
    return found


def _left_out(picture: EmbeddedPicture, why: UnusablePicture) -> Problem:
    return Problem(
        None,
        f"Left out: the picture “{picture.alternative_text[:80]}”. {why}",
        "Replace it in the document, and import that again; or upload it on the article's form.",
    )


def _address_of(encoded: EncodedPicture) -> str:
    return str(PictureAddress(encoded.sha256[:DIGEST_LENGTH], encoded.width, encoded.height, encoded.format))


def _readdressed(body: str, addresses: Mapping[str, str]) -> str:
    for place, address in addresses.items():
        body = body.replace(place, address)
    return body
