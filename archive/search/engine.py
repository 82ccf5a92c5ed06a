"""The door to the search engine: what an engine must do, the values that cross it, and which engine there is.

Settings name the engine, as a Haystack connection; its backend holds a `SearchEngine`. Whatever else asks an engine
comes through here and meets plain values only. Analysis of texts (words, stems, sentences) is not the engine's: it is
given, and asked for, what `archive.search.analysis` makes. Every method may raise IndexUnusable: no index, a damaged
one, or one of another version.
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

SEARCH_SECONDS = 1.0
RELATED_SECONDS = 0.25
WRITE_SECONDS = 30.0
BUILD_MEMORY_MB = 256
MAX_TERMS = 62
"""So many terms are told apart in sentences, a bit each of a whole number; further ones are not looked for."""


@dataclass(frozen=True, slots=True)
class ValuesFilter:
    """Articles that have any of these values in a column."""

    field: str
    values: frozenset[Scalar]


@dataclass(frozen=True, slots=True)
class RangeFilter:
    """Articles that have a value from `low` to `high` in a column, both included; None leaves that end open."""

    field: str
    low: Scalar | None = None
    high: Scalar | None = None


Filter = ValuesFilter | RangeFilter


@dataclass(frozen=True, slots=True)
class Sort:
    """An order by a column of single values; articles without one come last either way."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class EngineQuery:
    """A search: the hits numbered `start` up to, not including, `stop`, of a tree under all the filters.

    Each facet is counted under all filters but those on its own column, so that its other values stay true choices.
    Without `sort` hits stand by score. Equal hits stand in reading order (`fields.READING_ORDER`).
    """

    tree: Tree
    filters: tuple[Filter, ...] = ()
    facets: tuple[str, ...] = ()
    sort: Sort | None = None
    start: int = 0
    stop: int = 20


class FacetCounts(Protocol):
    """Counts of a facet's values, exact: a sequence of (value, count), the most frequent first, equal ones by value."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, key: int) -> tuple[Scalar, int]: ...
    @overload
    def __getitem__(self, key: slice) -> Sequence[tuple[Scalar, int]]: ...
    def __iter__(self) -> Iterator[tuple[Scalar, int]]: ...

    def by_value(self) -> list[tuple[Scalar, int]]:
        """The same pairs in the order of values."""

    def of(self, value: Scalar) -> int:
        """How many hits have a value, 0 where none has."""


@dataclass(frozen=True, slots=True)
class EngineResult:
    """What a search found: ids and scores (0 under another order) of the hits asked for, the exact number of all.

    `partial` says that time ran out: what is there is true, but more may be missing.
    """

    ids: Sequence[int] = ()
    scores: Sequence[float] = ()
    total: int = 0
    facets: Mapping[str, FacetCounts] = field(default_factory=dict)
    partial: bool = False


@dataclass(frozen=True, slots=True)
class NearWord:
    """A word of the archive near one that was asked for: how many slips of the hand away, and in how many articles.

    `among` is in how many of those that were asked about, `titles` in the titles of how many of these. Each is the
    number of the field that has the word most often.
    """

    slips: int
    articles: int = 0
    among: int = 0
    titles: int = 0


@dataclass(frozen=True, slots=True)
class CountQuery:
    """Articles that all of the trees find and all of the filters let through; every article where there are none.

    `within` is one more tree: one that many counts share, so that an engine may look among what it finds only.
    """

    trees: tuple[Tree, ...] = ()
    filters: tuple[Filter, ...] = ()
    within: Tree | None = None


class Counter(Protocol):
    """Many small questions to one state of the index, all within one time limit."""

    @property
    def partial(self) -> bool:
        """Whether time ran out, so that counts may be too low."""

    def counts(self, queries: Sequence[CountQuery]) -> list[int]:
        """How many articles each finds."""

    def is_title(self, text: str) -> bool:
        """Whether a text is the whole title of an article."""

    def is_printed(self, word: str) -> bool:
        """Whether a folded word, or another form of it, stands in any article (or did until lately)."""

    def words_near(self, word: str, most_slips: int, among: CountQuery) -> dict[str, NearWord]:
        """The words one slip from a folded word or, with two, two letters put in, left out or replaced.

        Each with how many articles have it, all and those that `among` finds. The word itself is not among them.
        """


# Tuples, unlike the other values: a page makes hundreds of them, and they cost a third of what dataclasses do.
class QueryTerm(NamedTuple):
    """A term: the stems of its words, which must follow one another, and the keys of which one makes a name it."""

    stems: Sequence[str]
    keys: Collection[str] = ()


class Sentence(NamedTuple):
    """A sentence with some of the terms: those whose bits are set; and its place in the text of a block."""

    terms: int
    block: int
    start: int
    end: int


class SentenceMatches(NamedTuple):
    """Where terms stand in an article: the sentences of its body with any of them, in order; and how often, for every
    term, the article has it as a name, in any of its texts.

    A sentence has a term that the first of its words stands in; None where the index does not know the sentences.
    """

    sentences: list[Sentence] | None
    named: Sequence[int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Articles to be written: `entries` take the place of what the index has of `ids`; one without an entry is out."""

    ids: Sequence[int] = ()
    entries: Sequence[dict[str, Any]] = ()


class SearchEngine(Protocol):
    """An engine: what Whoosh does today, and what any other engine must do to take its place.

    `tests/search/contract` says the same in tests.
    """

    def search(self, query: EngineQuery, *, seconds: float = SEARCH_SECONDS) -> EngineResult:
        """Run a search; what was found in so many seconds, where that was not all."""

    def counter(self, *, seconds: float = SEARCH_SECONDS) -> Counter:
        """The index as it stands now, for many small questions in so many seconds."""

    def sentence_matches(self, ids: Collection[int], terms: Sequence[QueryTerm]) -> dict[int, SentenceMatches]:
        """Where terms stand in articles, for passages; articles that the index lacks are left out."""

    def similar(self, title: str, text: str, query: EngineQuery, *, seconds: float = RELATED_SECONDS) -> EngineResult:
        """Run a search among articles that share the rarest words of a text, the likest first."""

    def write(self, read: Callable[[], Batch], *, seconds: float) -> bool:
        """Write a batch, seen by searches that begin after it; False where another writer kept the index so long.

        `read` is called once it is certain that no older batch can be written over this one. What it raises is raised,
        and nothing is written then. Raises EntryRefused for an entry that the index cannot take.
        """

    def rebuild(
        self,
        entries: Iterable[dict[str, Any]],
        entries_of: Callable[[list[int]], Iterable[dict[str, Any]]],
        *,
        processes: int = 1,
        memory_mb: int = BUILD_MEMORY_MB,
    ) -> int:
        """Build a new index beside the one that is searched, and swap it in; returns how many articles it holds.

        Searches and writes go on; what is written meanwhile is read once more by `entries_of`. Raises EntryRefused, and
        IndexUnusable while another process builds; the old index stays then.
        """

    def discard(self) -> None:
        """Have no index until the next rebuild: the rows that this one holds are not the archive's any more."""

    def digests(self) -> Iterator[tuple[int, str]]:
        """The id and digest of every entry."""

    def compact(self) -> int:
        """Put together what many writes left apart; returns how many pieces were."""

    def check(self) -> None:
        """Raise IndexUnusable unless the index can be searched."""

    def generation(self) -> str:
        """The name of the index; another after each rebuild."""

    def state(self) -> str:
        """The name of what searches read now; another after each write and each rebuild."""


def engine() -> SearchEngine:
    """The engine of the default Haystack connection."""
    found: SearchEngine = connections[DEFAULT_ALIAS].get_backend().engine
    return found


def generation() -> str:
    """The name of the index that is asked now; another after each rebuild, "" where there is none that can be read."""
    return _name(engine().generation)


def state() -> str:
    """The name of what searches read now; another after each change of the index, "" where there is none to read."""
    return _name(engine().state)


def _name(name: Callable[[], str]) -> str:
    try:
        return name()
    except IndexUnusable:
        # Searches raise it; a page that only notes which index it was made with goes on.
        return ""


def usable() -> None:
    """Raise IndexUnusable unless the index can be opened."""
    engine().check()
