"""Hits: articles read back from the database through the published set, with the passages that show why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.models import Article
from archive.search.query_tree import Query, words_of
from archive.search.snippets import Snippet, opening, snippets
from archive.search.whoosh.analysis import printed_words, stem
from archive.text.names import name_keys

MOST_SNIPPETS = 3
CACHED_CHUNKS = 30_000

_CHUNK = re.compile(r"\S+")
_Form = tuple[str, int, int]


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, the passages that show why, and its title in pieces, each with whether it matched."""

    article: Article
    snippets: Sequence[Snippet]
    title: Sequence[tuple[str, bool]]
    score: float


def hits_of(ranking: Sequence[tuple[int, float]], query: Query, *, variants: bool) -> list[Hit]:
    """The hits of a ranking of (id, score), in its order; what readers may not see any more is left out."""
    shown = Article.objects.published().for_listing().defer(None)
    articles = {article.pk: article for article in shown.filter(pk__in=[pk for pk, _ in ranking])}
    return [_hit(articles[pk], score, query, variants) for pk, score in ranking if pk in articles]


def _hit(article: Article, score: float, query: Query, variants: bool) -> Hit:
    terms = words_of(query.tree)
    analyse = forms_with_variants if variants else forms_and_stems
    paragraphs = [(block.anchor, block.text) for block in article.blocks()]
    passages = snippets(paragraphs, terms, analyse=analyse, most=MOST_SNIPPETS) if terms else []
    return Hit(
        article,
        passages or [first for first in (opening(paragraphs),) if first],
        _marked_title(article.title, terms, analyse),
        score,
    )


def _marked_title(title: str, terms: list, analyse) -> Sequence[tuple[str, bool]]:
    marked = snippets([("", title)], terms, analyse=analyse, most=1) if terms else []
    # A title of several sentences, or a long one, would be cut.
    return marked[0].pieces if marked and marked[0].text == title else ((title, False),)


def forms_and_stems(text: str) -> Iterator[tuple[str, int, int]]:
    """Every word of a text with its form and its stem, for marking matches."""
    return _forms(text, _forms_and_stems)


def forms_with_variants(text: str) -> Iterator[tuple[str, int, int]]:
    """Like `forms_and_stems`, and for a capitalised word the keys of its name."""
    return _forms(text, _forms_with_variants)


def _forms(text: str, of_chunk: Callable[[str], tuple[_Form, ...]]) -> Iterator[_Form]:
    for chunk in _CHUNK.finditer(text):
        offset = chunk.start()
        for form, start, end in of_chunk(chunk.group()):
            yield form, offset + start, offset + end


# Texts repeat their words: of a page's 18,000 nearly all were analysed before.
@lru_cache(maxsize=CACHED_CHUNKS)
def _forms_and_stems(chunk: str) -> tuple[_Form, ...]:
    return tuple(
        (one, start, end) for form, start, end in printed_words(chunk) for one in dict.fromkeys((form, stem(form)))
    )


@lru_cache(maxsize=CACHED_CHUNKS)
def _forms_with_variants(chunk: str) -> tuple[_Form, ...]:
    return tuple(
        (one, start, end)
        for form, start, end in printed_words(chunk)
        for one in dict.fromkeys((form, stem(form), *name_keys(chunk[start:end])))
    )
