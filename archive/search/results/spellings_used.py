"""Spellings used: the other spellings by which a search found articles, named beside what was searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from archive.search.analysis.analyser import stem, words
from archive.search.passages.match_terms import words_of
from archive.search.query.explain import listed
from archive.search.query.query_tree import Field, Fuzzy, Leaf, Phrase, Prefix, Query, Word
from archive.search.query.request import SearchRequest
from archive.search.results.clause_counts import ClauseCounts
from archive.search.results.execution import slugs
from archive.search.results.facet_labels import labels_of
from archive.search.results.hits import Hit
from archive.text.names.variants.word_spellings import other_spellings

MAX_NAMED = 5


def spellings_used(request: SearchRequest, query: Query, hits: Sequence[Hit]) -> str:
    """Return the other spellings in words: "harbor and Zelinform"; "" where none was used, or they are switched off.

    Those of ordinary words are named where the archive has them, those of names where these hits have them. Raises
    IndexUnusable.
    """
    if not request.variants:
        return ""
    leaves = [term.leaf for term in words_of(query.tree)]
    found: dict[str, str] = {}
    for spelling in (*_of_words(request, leaves), *_of_authors_and_sources(query), *_in_hits(leaves, hits)):
        found.setdefault(" ".join(words(spelling)), spelling)
    return listed(islice(found.values(), MAX_NAMED), "and") if found else ""


def _of_words(request: SearchRequest, leaves: Iterable[Leaf]) -> Iterator[str]:
    others = [other for leaf in leaves if isinstance(leaf, Word) for other in other_spellings(leaf.text)]
    if others:
        counts = ClauseCounts(request)
        yield from (other for other in others if len(words(other)) == 1 and counts.is_printed(words(other)[0]))


def _of_authors_and_sources(query: Query) -> Iterator[str]:
    """Yield names of authors or sources that do not have the words as typed."""
    for part in query.parts:
        match part:
            case Field(("author" | "source") as name, (Word(text) | Phrase(text)) as leaf):
                typed = set(words(text))
                named = labels_of(name, slugs(name, leaf)).values()
                yield from (label for label in sorted(named) if not typed <= set(words(label)))


def _in_hits(leaves: Sequence[Leaf], hits: Iterable[Hit]) -> Iterator[str]:
    """Yield what is marked in hits and was not typed."""
    if not leaves or any(isinstance(leaf, Prefix | Fuzzy) for leaf in leaves):
        return
    typed = {stem(word) for leaf in leaves for word in words(leaf.text)}
    for hit in hits:
        for pieces in (hit.title, *(snippet.pieces for snippet in hit.snippets)):
            for text, is_marked in pieces:
                if is_marked and not typed.issuperset(map(stem, words(text))):
                    yield text
