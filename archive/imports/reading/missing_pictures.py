"""Missing pictures of imported texts: those that the archive does not have are left out, as they would be broken."""

from __future__ import annotations

import re
from collections.abc import Collection

from archive.models.catalogue.picture import exists
from archive.text.headers.article_reader import ReadArticle
from archive.text.markup.pictures import pictures_in, read_address
from archive.text.markup.sanitiser import sanitise
from archive.text.problems import Problem

_IMG = re.compile(r'<img [^<>]*?src="([^"]*)"[^<>]*>')


def without_missing_pictures(article: ReadArticle) -> ReadArticle:
    """Remove the pictures without files here from an article, in place, and add a problem.

    An article exported by another Backfile archive has pictures identified by content, so those that both have
    remain; and pictures embedded in the document are stored later.
    """
    coming = {picture.place for picture in article.pictures}
    shown = [address for address in pictures_in(article.body_html) if address not in coming]
    missing = [str(address) for address in shown if not exists(address)]
    if missing:
        article.body_html = without_pictures(article.body_html, missing)
        pictures = f"{len(missing)} picture{'s' if len(missing) > 1 else ''} ({', '.join(missing[:4])})"
        remedy = "Upload each on the article's form, and put it into the text."
        article.problems.append(Problem(None, f"Left out: {pictures}, which this archive does not hold.", remedy))
    return article


def without_pictures(html: str, addresses: Collection[str]) -> str:
    """Return sanitised HTML without the pictures at some addresses; their captions remain."""
    return sanitise(_IMG.sub(lambda image: "" if _address_of(image) in addresses else image[0], html))


def _address_of(image: re.Match[str]) -> str:
    return str(read_address(image[1]) or "")
