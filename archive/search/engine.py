"""The door to the search engine: the protocol of an engine, the values that cross it, and the configured engine.

Settings name the engine, as a Haystack connection; its backend holds a `SearchEngine`. All other code calls an engine
through here and gets plain values only. Analysis of texts (words, stems, sentences) is not the engine's: it uses
`archive.search.analysis`. Every method may raise IndexUnusable: no index, a damaged one, or one of another version.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple, Protocol, TypeAlias, overload

from haystack import connections
from haystack.backends import SearchNode
from haystack.constants import DEFAULT_ALIAS

from archive.search.errors import EntryRefused, IndexUnusable

__all__ = ["EntryRefused", "IndexUnusable", "engine", "generation", "state", "usable"]

Scalar = str | int
Tree: TypeAlias = SearchNode
"""A filter tree of Haystack's in the lookups that `query.haystack_query` lists; an empty one finds every article."""

_AT_LEAST = "AT LEAST "


def at_least(least: int, parts: Sequence[Tree]) -> Tree:
    """Return a tree of which so many parts must match: `least_of` its connector is that number, 0 of AND and OR."""
    return SearchNode(list(parts), f"{_AT_LEAST}{least}")


def least_of(tree: Tree) -> int:
    """Return how many parts of a tree of `at_least` must match; 0 for any other tree."""
    connector = str(tree.connector)
    return int(connector.removeprefix(_AT_LEAST)) if connector.startswith(_AT_LEAST) else 0


SEARCH_SECONDS = 1.0
RELATED_SECONDS = 0.25
WRITE_SECONDS = 30.0
BUILD_MEMORY_MB = 256
MAX_TERMS = 62
"""Maximal number of terms in `SentenceMatches`, a bit each of an integer; further ones are ignored."""


@dataclass(frozen=True, slots=True)
class ValuesFilter:
    """Filter: articles that have any of these values in a column."""

    field: str
    values: frozenset[Scalar]


@dataclass(frozen=True, slots=True)
class RangeFilter:
    """Filter: articles that have a value from `low` to `high` in a column, both included; None leaves that end open."""

    field: str
    low: Scalar | None = None
    high: Scalar | None = None


Filter = ValuesFilter | RangeFilter


@dataclass(frozen=True, slots=True)
class Sort:
    """Order by a column of single values; articles without one come last in both directions."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A search: the hits `start` to `stop` (exclusive) of a tree under all the filters.

    Each facet is counted under all filters but those on its own column, so that its other values remain valid choices.
    Without `sort`, hits are ordered by score. Equal hits are in reading order (`fields.READING_ORDER`).
    """

    tree: Tree
    filters: tuple[Filter, ...] = ()
    facets: tuple[str, ...] = ()
    sort: Sort | None = None
    start: int = 0
    stop: int = 20


class FacetCounts(Protocol):
    """Exact counts of a facet's values: a sequence of (value, count), the most frequent first, equal ones by value."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: int) -> tuple[Scalar, int]: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[tuple[Scalar, int]]: ...
    def __iter__(self) -> Iterator[tuple[Scalar, int]]: ...

    def by_value(self) -> list[tuple[Scalar, int]]:
        """Return the same pairs ordered by value."""

    def of(self, value: Scalar) -> int:
        """Return how many hits have a value, 0 for none."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """Result of a search: ids and scores (0 under another order) of the requested hits, and the exact total.

    `partial` says that the time limit was reached: the result is right, but may be incomplete. `missing` is the number
    of articles that could not be searched because their part of the index is damaged, and `uncounted` names the facets
    that could not be counted for the same reason.
    """

    ids: Sequence[int] = ()
    scores: Sequence[float] = ()
    total: int = 0
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    partial: bool = False
    missing: int = 0
    uncounted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word of the archive near a given one: its edit distance, and the number of articles that have it.

    `among` counts those in a given set of articles, `titles` the titles among these. Each count is that of the field
    that has the word most often.
    """

    slips: int
    articles: int = 0
    among: int = 0
    titles: int = 0


@dataclass(frozen=True, slots=True)
class CountQuery:
    """Count of the articles that match all trees and all filters; every article where there are none.

    `within` is one more tree, shared by many counts, so that an engine may evaluate it once.
    """

    trees: tuple[Tree, ...] = ()
    filters: tuple[Filter, ...] = ()
    within: Tree | None = None


class Counter(Protocol):
    """Many small queries to one state of the index, within one time limit."""

    @property
    def partial(self) -> bool:
        """Return whether the time limit was reached, so that counts may be too low."""

    def counts(self, queries: Sequence[CountQuery]) -> list[int]:
        """Return the number of articles for each query."""

    def frequencies(self, stems: Collection[str]) -> dict[str, int]:
        """Return how many articles have each stem in their bodies."""

    def is_title(self, text: str) -> bool:
        """Return whether a text is the whole title of an article."""

    def is_printed(self, word: str) -> bool:
        """Return whether a normalised word, or another form of it, is in any article (or was until recently)."""

    def words_near(self, word: str, most_slips: int, among: CountQuery) -> dict[str, NearWord]:
        """Return the words at edit distance 1, or 2, from a normalised word, without itself.

        Each has the number of articles that have it: all, and those that match `among`.
        """


# Tuples, unlike the other values: a page makes hundreds of them, at a third of the cost of dataclasses.
class QueryTerm(NamedTuple):
    """A term: the stems of its words, which must be consecutive, and name keys of which one must match.

    `others` are its stems in other languages.
    """

    stems: Sequence[str]
    keys: Collection[str] = ()
    others: Sequence[Sequence[str]] = ()


class Sentence(NamedTuple):
    """A sentence with some of the terms: a bit set for each; and its range in the text of a block."""

    terms: int
    block: int
    start: int
    end: int


class SentenceMatches(NamedTuple):
    """Positions of terms in an article: the sentences of its body with any of them, in order; and for every term how
    often the article has it as a name, in any of its texts.

    A term belongs to the sentence of its first word; None where the index has no sentences.
    """

    sentences: list[Sentence] | None
    named: Sequence[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles to be written: `entries` replace what the index has for `ids`; an id without an entry is removed."""

    ids: Sequence[int] = ()
    entries: Sequence[dict[str, Any]] = ()

    def without_entry(self) -> list[int]:
        """Return the ids that have no entry."""
        return sorted(set(self.ids) - {entry["pk"] for entry in self.entries})


@dataclass(frozen=True, slots=True)
class Chunks:
    """The articles of a build in chunks, each of which is read by itself: here, or side by side in other processes.

    `read` returns the batch of a chunk: its articles, and the entries of those that have one. It and what stands for a
    chunk go to other processes, so it is a function of a module; they call `prepare` first. `done` is called here after
    each chunk, with the number of its articles and the ids of those that have no entry.
    """

    chunks: Sequence[Any]
    read: Callable[[Any], Batch]
    prepare: Callable[[], object]
    done: Callable[[int, list[int]], object]

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Read all entries in this process."""
        for chunk in self.chunks:
            batch = self.read(chunk)
            yield from batch.entries
            self.done(len(batch.ids), batch.without_entry())


class SearchEngine(Protocol):
    """Protocol of a search engine.

    `tests/search/contract` specifies it in tests.
    """

    def search(self, query: EngineQuery, *, seconds: float = SEARCH_SECONDS) -> EngineResult:
        """Run a search; at the time limit, return what was found so far."""

    def counter(self, *, seconds: float = SEARCH_SECONDS) -> Counter:
        """Return a counter on the present state of the index, for many small queries within a time limit."""

    def sentence_matches(self, ids: Collection[int], terms: Sequence[QueryTerm]) -> dict[int, SentenceMatches]:
        """Return the positions of terms in articles, for passages; articles missing in the index are left out."""

    def similar(
        self, title: str, text: str, query: EngineQuery, *, language: str = "", seconds: float = RELATED_SECONDS
    ) -> EngineResult:
        """Run a search for articles that share the rarest words of a text in a language (a BCP 47 tag), the most
        similar first.
        """

    def languages(self) -> tuple[str, ...]:
        """Return the codes of the languages with stems of their own that articles are in, sorted; () for English
        alone.
        """

    def write(self, read: Callable[[], Batch], *, seconds: float) -> bool:
        """Write a batch, visible to searches that begin after it; return False where another writer holds the lock that
        long.

        `read` is called once no older batch can overwrite this one. Its exceptions are raised, and nothing is written
        then. Raises EntryRefused for an entry that the index cannot store.
        """

    def rebuild(
        self,
        entries: Iterable[dict[str, Any]] | Chunks,
        entries_of: Callable[[list[int]], Iterable[dict[str, Any]]],
        *,
        processes: int = 1,
        memory_mb: int = BUILD_MEMORY_MB,
    ) -> int:
        """Build a new index beside the present one, and swap it in; return its number of articles.

        With `processes` above 1 so many read and analyse chunks of entries; others are analysed in this one. Searches
        and writes continue; what is written meanwhile is read again by `entries_of`. Raises EntryRefused, and
        IndexUnusable while another process builds; the old index stays then.
        """

    def discard(self) -> None:
        """Drop the index until the next rebuild: its rows are not the archive's any more."""

    def digests(self) -> Iterator[tuple[int, str]]:
        """Return the id and digest of every entry."""

    def compact(self) -> int:
        """Merge the segments of many writes; return how many there were."""

    def check(self) -> None:
        """Raise IndexUnusable unless the index can be searched and no damage is known."""

    def verify(self, *, seconds: float | None = None) -> None:
        """Compare the checksums of the index. Raise IndexUnusable where one is wrong.

        With `seconds`, read for that long the files that changed or were not read lately; the next call continues.
        """

    def tidy(self) -> None:
        """Remove the files of builds that were killed."""

    def generation(self) -> str:
        """Return the name of the index, which each rebuild changes."""

    def state(self) -> str:
        """Return the name of the present state, which each write and each rebuild changes."""


def engine() -> SearchEngine:
    """Return the engine of the default Haystack connection."""
    found: SearchEngine = connections[DEFAULT_ALIAS].get_backend().engine
    return found


def generation() -> str:
    """Return the name of the current index, which each rebuild changes; "" where there is none that can be read."""
    return _name(engine().generation)


def state() -> str:
    """Return the name of the current state, which each change of the index changes; "" where there is none to read."""
    return _name(engine().state)


def _name(name: Callable[[], str]) -> str:
    try:
        return name()
    except IndexUnusable:
        # Searches raise it; a page that only notes the index that it was rendered with continues.
        return ""


def usable(*, seconds: float = 0.0) -> None:
    """Raise IndexUnusable unless the index is whole, as far as can be looked at in so many seconds (see `verify`)."""
    engine().verify(seconds=seconds)
