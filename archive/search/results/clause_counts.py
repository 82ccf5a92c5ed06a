"""Counts what many searches find that have parts in common: each part is looked up once, and then compared."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import MutableMapping
from copy import copy
from functools import reduce
from typing import cast

import numpy as np

from archive.search.engine import engine
from archive.search.query.haystack_query import wanted
from archive.search.query.query_tree import And, Everything, Node, Not, Nothing, Or
from archive.search.query.request import SearchRequest
from archive.search.results.execution import filters, slugs
from archive.search.whoosh.querying.snapshot import Flags
from archive.search.whoosh.querying.term_similarity import NearWord


class ClauseCounts:
    """Articles under the filters of a request, and without them, all in one state of the index.

    Every method raises IndexUnusable where the index cannot be read; `partial` says that time ran out meanwhile.
    """

    def __init__(self, request: SearchRequest) -> None:
        self._request = request
        self._snapshot = engine().snapshot()
        self._among = self._snapshot.everything
        self._known: MutableMapping[Node, Flags] = {}
        self.filters = [self._snapshot.passing(one.field, one.filter) for one in filters(request)]

    def narrowed(self, among: Flags) -> ClauseCounts:
        """The same for some of the articles alone: others it does not find."""
        narrow = copy(self)
        narrow._among = among
        narrow._known = ChainMap({}, self._known)  # what is asked from here on holds for these only
        return narrow

    @property
    def partial(self) -> bool:
        """Whether time ran out, so that articles may be missing."""
        return bool(self._snapshot.partial)

    def articles(self, tree: Node | None) -> Flags:
        """The articles that a tree finds by itself; None finds every one."""
        match tree:
            case None | Everything():
                return cast("Flags", self._among)
            case Nothing():
                return np.zeros_like(self._among)
            case And(parts):
                return reduce(np.logical_and, map(self.articles, parts))
            case Or(parts):
                return reduce(np.logical_or, map(self.articles, parts))
            case Not(part):
                return cast("Flags", self._among & ~self.articles(part))
        if tree not in self._known:
            asked = wanted(tree, variants=self._request.variants, resolve=slugs)
            self._known[tree] = self._snapshot.matching(asked, self._among)
        return self._known[tree]

    def found(self, tree: Node | None) -> Flags:
        """The articles that a tree finds under the filters of the request."""
        return reduce(np.logical_and, self.filters, self.articles(tree) & self._among)

    def count(self, tree: Node | None) -> int:
        """How many articles a tree finds under the filters of the request."""
        return int(np.count_nonzero(self.found(tree)))

    def is_title(self, text: str) -> bool:
        """Whether a text is the whole title of an article."""
        return bool(self._snapshot.headed(text).any())

    def is_printed(self, word: str) -> bool:
        """Whether a folded word, or another form of it, stands in any article."""
        return bool(self._snapshot.is_printed(word))

    def words_near(self, word: str, most_slips: int) -> dict[str, NearWord]:
        """The words of the archive near a folded word, and how many of the articles have each."""
        return cast("dict[str, NearWord]", self._snapshot.words_near(word, most_slips, self._among))
