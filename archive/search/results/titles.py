"""Articles by the words of their titles, from the database: what a search can still say while there is no index."""

from __future__ import annotations

import re
from collections.abc import Iterator

from archive.models import Article
from archive.search.query.request import SearchRequest

MAX_TITLES = 20
# Each is a comparison with every title of the archive.
MAX_WORDS = 6
_WORD = re.compile(r"(?<!\w)(?!(?:AND|OR|NOT|NEAR)\b|title:)[^\W_]{2,}")
# What is left out by NOT or a minus, and the values of other fields than the title.
_OTHER = re.compile(r"""(?:\bNOT\s+|(?<!\w)-|\b(?!title:)\w+:)(?:"[^"]*"|\([^)]*\)|\S+)""")


def titles_with(asked: SearchRequest) -> list[Article]:
    """Return the articles added last whose titles hold all words of a search, twenty at most.

    "harbour -oil" → titles with "harbour"; "year:2004" → none: it has no word. Two queries, whatever is asked.
    """
    words = list(_words(asked.query))[:MAX_WORDS]
    if not words:
        return []
    found = Article.objects.published().for_listing()
    for word in words:
        found = found.filter(title__icontains=word)
    return list(found.order_by("-pk")[:MAX_TITLES])


def _words(query: str) -> Iterator[str]:
    return (found[0] for found in _WORD.finditer(_OTHER.sub(" ", query[:400])))
