"""Pictures in imported texts: those that the archive holds stay, others would be shown broken and are left out."""

from __future__ import annotations

import re

from archive.models.picture import is_held
from archive.text.headers import ReadArticle
from archive.text.html import sanitise
from archive.text.pictures import pictures_in, read_address
from archive.text.problems import Problem

_IMG = re.compile(r'<img [^<>]*?src="([^"]*)"[^<>]*>')


def without_missing_pictures(article: ReadArticle) -> ReadArticle:
    """Take out of an article, in place, the pictures whose files are not here, and note them among its problems.

    An article that another archive such as this exported has its pictures by their content, so one that both hold
    stays where it stood.
    """
    missing = [str(address) for address in pictures_in(article.body_html) if not is_held(address)]
    if missing:
        article.body_html = sanitise(
            _IMG.sub(lambda image: "" if _address_of(image) in missing else image[0], article.body_html)
        )
        pictures = f"{len(missing)} picture{'s' if len(missing) > 1 else ''} ({', '.join(missing[:4])})"
        remedy = "Upload each on the article's form, and put it into the text."
        article.problems.append(Problem(None, f"Left out: {pictures}, which this archive does not hold.", remedy))
    return article


def _address_of(image: re.Match[str]) -> str:
    return str(read_address(image[1]) or "")
