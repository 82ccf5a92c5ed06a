"""Loose searches: where no article matches all of a search, those that match much of it, the best first.

Function words are left out unless nothing else was asked for. Of the other words at least half must match. Where few
articles have so many of a long query, fewer are enough, but never so few that half the archive is listed. Words side by
side count more than words apart, articles with all of them come first, and the words that the best articles share
rank the others ("pseudo-relevance feedback", Robertson's offer weight). `python -m benchmarks.relevance` measures each.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import log1p
from statistics import fmean

from archive.models import Article
from archive.search.analysis.analyser import stem, words
from archive.search.analysis.function_words import function_words_of, is_function_term
from archive.search.analysis.languages import terms
from archive.search.engine import engine
from archive.search.fields import BM25_B, BM25_K1, language_of
from archive.search.query.explain import CONTENT_KINDS, kind_of
from archive.search.query.haystack_query import NO_LIFT, Lift
from archive.search.query.query_tree import And, AtLeast, Field, Node, Phrase, Query, Word, all_of, any_of
from archive.search.query.request import Order, SearchRequest
from archive.search.results.clause_counts import ClauseCounts
from archive.search.results.execution import Ranking, execute
from archive.text.names.normalisation import DOUBLE_QUOTES

# Fewer hits than this are few: twenty-five pages.
ENOUGH = 500
# A query of no more words than this is held to half of them, however few articles have those.
MAX_WORDS_OF_A_SHORT_QUERY = 4
MAX_SHARE = 0.5
MAX_PARTS = 32
# Of feedback: how many articles, how many of their words, and what the best of these weighs beside a word asked for.
FEEDBACK_ARTICLES = 15
FEEDBACK_WORDS = 30
FEEDBACK_WEIGHT = 0.5
MAX_FEEDBACK_TEXT = 20_000
_LOOSENED = (*CONTENT_KINDS, "either")


@dataclass(frozen=True, slots=True)
class LooseSearch:
    """A tree to search for instead of the query's, and what ranks its hits."""

    tree: Node
    lift: Lift


def ranked(
    request: SearchRequest, query: Query, *, start: int = 0, stop: int = 0, facets: Sequence[str] = ()
) -> tuple[Ranking, bool]:
    """Return hits `start` to `stop` of a search, and whether they match a part of it only, as no article matches all.

    Pages, tables and feeds of a search all ask here, so that they agree. Raises IndexUnusable.
    """
    tree, lift = with_title(request, query)
    found = execute(request, query, tree, start=start, stop=stop, facets=facets, lift=lift)
    if found.count:
        return found, False
    tally = ClauseCounts(request)
    loose = loosened(request, query, tally)
    if loose is None:
        return replace(found, partial=found.partial or tally.partial), False
    partly = execute(request, query, loose.tree, start=start, stop=stop, facets=facets, lift=loose.lift)
    if not partly.count:
        return found, False
    return replace(
        partly,
        partial=found.partial or partly.partial or tally.partial,
        missing=max(found.missing, partly.missing),
    ), True


def with_title(request: SearchRequest, query: Query) -> tuple[Node, Lift]:
    """Return the tree of a query, and of one that is a whole title, whose AND, OR or NOT were read as operators, the
    title too, to come first: "War OR Peace" → War OR Peace OR title:"War OR Peace".
    """
    if _OPERATOR.search(query.source) and not _SIGN.search(query.source):
        text = " ".join(query.source.split())
        if ClauseCounts(request).is_title(text):
            title = Field("title", Phrase(text))
            return any_of((title, query.tree)) or query.tree, Lift(first=title)
    return query.tree, NO_LIFT


_OPERATOR = re.compile(r"(?<!\S)(?:AND|OR|NOT)(?!\S)")
_SIGN = re.compile(rf"[()|*~{DOUBLE_QUOTES}]|\w:\w|(?:^|\s)-\w")


def loosened(request: SearchRequest, query: Query, tally: ClauseCounts) -> LooseSearch | None:
    """Return the loose search for one that found nothing; None where there is none that finds anything.

    Fields, ranges and what is left out stay as they are. Raises IndexUnusable.
    """
    content = [node for node in query.parts if kind_of(node) in _LOOSENED]
    others = [node for node in query.parts if kind_of(node) not in _LOOSENED]
    parts = _different(content)
    if len(parts) < 2:
        return None
    function = _function_words(query)
    telling = [node for node in parts if not (isinstance(node, Word) and function.issuperset(words(node.text)))]
    known = [node for node in (telling or parts)[:MAX_PARTS] if tally.count(node)]
    tree = _narrowest(known, others, tally)
    if tree is None:
        return None
    lift = Lift(adjacent=_adjacent(query, function), first=all_of([*known, *others]) if len(known) > 1 else None)
    return LooseSearch(tree, _with_feedback(request, query, tree, lift, tally))


def _different(content: Sequence[Node]) -> list[Node]:
    """Return the parts with words joined by hyphens taken apart, and of words with one stem the first."""
    parts: dict[object, Node] = {}
    for node in content:
        if isinstance(node, Word):
            for form in words(node.text):
                parts.setdefault(stem(form), Word(form))
        else:
            parts.setdefault(node, node)
    return list(parts.values())


def _narrowest(known: Sequence[Node], others: Sequence[Node], tally: ClauseCounts) -> Node | None:
    """Return a tree for half of the parts, or for fewer where those find little."""
    half = -(-len(known) // 2)
    most = MAX_SHARE * tally.count(None)
    found = None
    for least in range(half, 0, -1):
        tree = _tree(least, known, others)
        count = tally.count(tree)
        if found and count > most:
            break
        if count:
            found = tree
        if count >= ENOUGH or (found and len(known) <= MAX_WORDS_OF_A_SHORT_QUERY):
            break
    return found


def _tree(least: int, known: Sequence[Node], others: Sequence[Node]) -> Node:
    some: Node = AtLeast(least, tuple(known)) if len(known) > 1 else known[0]
    return And((some, *others)) if others else some


def _typed(query: Query) -> list[str]:
    """Return the words of a query, folded."""
    return [word for node in query.parts if kind_of(node) in CONTENT_KINDS for word in words(_text(node))]


def _function_words(query: Query) -> frozenset[str]:
    return function_words_of(_typed(query), engine().languages())


def _adjacent(query: Query, function: frozenset[str]) -> tuple[str, ...]:
    """Return the pairs of words that stand side by side in the query, but those of function words alone."""
    pairs = (pair for pair in pairwise(_typed(query)) if not function.issuperset(pair))
    return tuple(dict.fromkeys(f"{one} {other}" for one, other in pairs))[:MAX_PARTS]


def _text(node: Node) -> str:
    return getattr(node, "text", "")


def _with_feedback(request: SearchRequest, query: Query, tree: Node, lift: Lift, tally: ClauseCounts) -> Lift:
    """Return the lift with the words that the best articles share."""
    if request.order is not Order.RELEVANCE:
        return lift
    found = execute(request, query, tree, stop=FEEDBACK_ARTICLES, lift=lift)
    if found.count <= FEEDBACK_ARTICLES:
        return lift
    best = Article.objects.published().filter(pk__in=[pk for pk, _ in found.ranking])
    texts = [_terms_of(article) for article in best.select_related("issue__publication")]
    return Lift(adjacent=lift.adjacent, first=lift.first, stems=feedback(texts, tally))


def _terms_of(article: Article) -> list[str]:
    return terms(f"{article.title}\n{body_text(article)}"[:MAX_FEEDBACK_TEXT], language_of(article))


def body_text(article: Article) -> str:
    """Return the text of an article's body, a block a line."""
    return "\n".join(block.text for block in article.blocks())


def feedback(texts: Sequence[Sequence[str]], tally: ClauseCounts) -> tuple[tuple[str, float], ...]:
    """Return the stems that texts (lists of stems) share and few other articles have, with their weights.

    The weight is how many of the texts have a stem, times its idf, times what its frequency counts in them on average.
    """
    counted = [Counter(text) for text in texts if text]
    average = fmean(sum(counts.values()) for counts in counted) if counted else 1.0
    holders = Counter(word for counts in counted for word in counts)
    shared = [
        word
        for word, texts_with_it in holders.items()
        if texts_with_it > 1 and len(word) > 1 and not word.isdigit() and not is_function_term(word)
    ]
    total, frequencies = tally.count(None), tally.frequencies(shared)
    weights = {}
    for word in shared:
        idf = log1p((max(total - frequencies[word], 0) + 0.5) / (frequencies[word] + 0.5))
        share = sum(
            counts[word] / (counts[word] + BM25_K1 * (1 - BM25_B + BM25_B * sum(counts.values()) / average))
            for counts in counted
        )
        weights[word] = idf * share
    best = sorted(weights, key=lambda word: (-weights[word], word))[:FEEDBACK_WORDS]
    return tuple((word, FEEDBACK_WEIGHT * weights[word] / weights[best[0]]) for word in best)
