"""Hits: articles read back from the database through the published set, with the passages that show why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from archive.models import Article, Author
from archive.search.engine import engine
from archive.search.query_tree import MatchTerm, Query, words_of
from archive.search.shown import shown_articles
from archive.search.sieve import FirstLetters
from archive.search.snippets import Snippet, opening, snippets
from archive.search.whoosh.analysis import printed_words, stem
from archive.text.names import name_keys

MOST_SNIPPETS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, who signed it, the passages that show why, and its title in pieces, each with whether it
    matched."""

    article: Article
    authors: Sequence[Author]
    snippets: Sequence[Snippet]
    title: Sequence[tuple[str, bool]]
    score: float


def hits_of(ranking: Sequence[tuple[int, float]], query: Query, *, variants: bool) -> list[Hit]:
    """The hits of a ranking of (id, score), in its order; what readers may not see any more is left out."""
    pks = [pk for pk, _ in ranking]
    shown = shown_articles(pks)
    terms = words_of(query.tree)
    named = _with_wanted_names(pks, terms) if variants else frozenset()
    return [_hit(*shown[pk], score, terms, _READINGS[pk in named]) for pk, score in ranking if pk in shown]


def _with_wanted_names(pks: Sequence[int], terms: Sequence[MatchTerm]) -> set[int]:
    """The articles in which a name may stand for a wanted word: in the others none need be looked for."""
    keys = {key for term in terms for key, _, _ in forms_with_variants(term.leaf.text)}
    return engine().named(pks, keys) if keys else set()


def _hit(article: Article, authors: list[Author], score: float, terms: list[MatchTerm], reading: Mapping) -> Hit:
    paragraphs = [(block.anchor, block.text) for block in article.blocks()]
    passages = snippets(paragraphs, terms, **reading, most=MOST_SNIPPETS) if terms else []
    return Hit(
        article,
        authors,
        passages or [first for first in (opening(paragraphs),) if first],
        _marked_title(article.title, terms, reading),
        score,
    )


def _marked_title(title: str, terms: list, reading: Mapping) -> Sequence[tuple[str, bool]]:
    marked = snippets([("", title)], terms, **reading, most=1) if terms else []
    # A title of several sentences, or a long one, would be cut.
    return marked[0].pieces if marked and marked[0].text == title else ((title, False),)


def forms_and_stems(text: str) -> Iterator[tuple[str, int, int]]:
    """Every word of a text with its form and its stem, for marking matches."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end


def forms_with_variants(text: str) -> Iterator[tuple[str, int, int]]:
    """Like `forms_and_stems`, and for a capitalised word the keys of its name."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end
        for key in name_keys(text[start:end]):
            yield key, start, end


# How an article is read for marking: with variants of names, or without.
_READINGS = {
    False: {"analyse": forms_and_stems, "make_sieve": partial(FirstLetters, by_names=False)},
    True: {"analyse": forms_with_variants, "make_sieve": partial(FirstLetters, by_names=True)},
}
