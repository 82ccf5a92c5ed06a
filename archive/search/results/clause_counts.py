"""Counts the matches of many queries with common parts, in one state of the index."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from copy import copy

from haystack.backends import SearchNode

from archive.search.engine import Counter, CountQuery, Filter, NearWord, Tree, at_least, engine
from archive.search.haystack_lookups import nothing
from archive.search.query.haystack_query import wanted
from archive.search.query.query_tree import And, AtLeast, Everything, Node, Not, Nothing, Or
from archive.search.query.request import SearchRequest
from archive.search.results.execution import filters, slugs


class ClauseCounts:
    """Counts of articles, with and without the filters of a request.

    Every method raises IndexUnusable where the index cannot be read; `partial` says that the time limit was reached.
    """

    def __init__(self, request: SearchRequest) -> None:
        self.filters: tuple[Filter, ...] = tuple(filters(request))
        self._request = request
        self._counter: Counter = engine().counter()
        self._within: Tree | None = None
        # Leaves query the database for the names that they may match: once each.
        self._filter_trees: dict[Node, Tree] = {}

    def narrowed(self, tree: Node | None) -> ClauseCounts:
        """Return counts limited to articles that a tree finds under the filters; narrowed again, to those of both."""
        narrow = copy(self)
        within = self._filter_tree(tree)
        narrow._within = within if self._within is None else SearchNode([self._within, within])
        return narrow

    @property
    def partial(self) -> bool:
        """Return whether the time limit was reached, so that articles may be missing."""
        return self._counter.partial

    def count(self, tree: Node | None) -> int:
        """Return how many articles a tree finds under the filters of the request; None finds every one."""
        return self._counter.counts([CountQuery((self._filter_tree(tree),), self.filters, self._within)])[0]

    def counts_beside(self, trees: Sequence[Node]) -> list[tuple[int, int]]:
        """Return for each tree, and then each filter, how many articles all the others find, and how many it finds
        alone.
        """
        queries_of_trees = [self._filter_tree(tree) for tree in trees]
        queries = []
        for place in range(len(queries_of_trees)):
            queries.append(
                CountQuery((*queries_of_trees[:place], *queries_of_trees[place + 1 :]), self.filters, self._within)
            )
            queries.append(CountQuery((queries_of_trees[place],), (), self._within))
        for place, one in enumerate(self.filters):
            others = (*self.filters[:place], *self.filters[place + 1 :])
            queries.append(CountQuery(tuple(queries_of_trees), others, self._within))
            queries.append(CountQuery((), (one,), self._within))
        counts = self._counter.counts(queries)
        return list(zip(counts[::2], counts[1::2], strict=True))

    def frequencies(self, stems: Collection[str]) -> dict[str, int]:
        """Return how many articles of the whole archive have each stem in their bodies."""
        return self._counter.frequencies(stems)

    def is_title(self, text: str) -> bool:
        """Return whether a text is the whole title of an article."""
        return self._counter.is_title(text)

    def is_printed(self, word: str) -> bool:
        """Return whether a normalised word, or another form of it, is in any article."""
        return self._counter.is_printed(word)

    def words_near(self, word: str, most_slips: int) -> dict[str, NearWord]:
        """Return the words of the archive near a normalised word, and how many of the articles have each."""
        return self._counter.words_near(word, most_slips, CountQuery((), self.filters, self._within))

    def _filter_tree(self, tree: Node | None) -> Tree:
        match tree:
            case None | Everything():
                return SearchNode()
            case Nothing():
                return nothing()
            case And(parts):
                return SearchNode([self._filter_tree(part) for part in parts], SearchNode.AND)
            case Or(parts):
                return SearchNode([self._filter_tree(part) for part in parts], SearchNode.OR)
            case AtLeast(least, parts):
                return at_least(least, [self._filter_tree(part) for part in parts])
            case Not(part):
                return SearchNode([self._filter_tree(part)], negated=True)
        if tree not in self._filter_trees:
            self._filter_trees[tree] = wanted(tree, variants=self._request.variants, resolve=slugs)
        return self._filter_trees[tree]
