"""Pictures in imported texts: those that the archive holds stay, others would be shown broken and are left out."""

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
    """Take out of an article, in place, the pictures whose files are not here, and note them among its problems.

    An article that another archive such as this exported has its pictures by their content, so one that both hold
    stays where it stood; and those that came inside the document are still to be taken in.
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
    """Sanitised HTML without the pictures at some addresses; their captions stay."""
    return sanitise(_IMG.sub(lambda image: "" if _address_of(image) in addresses else image[0], html))


def _address_of(image: re.Match[str]) -> str:
    return str(read_address(image[1]) or "")
