"""Haystack's engine on Whoosh: its searches run on `executor`, its writes go through `store`.

What stock Haystack does at a cost or a loss is done otherwise here: no query strings that punctuation breaks, no list
of all documents to limit the models, no removal that does not wait for the lock, no error that is swallowed.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

from haystack.backends import BaseEngine, BaseSearchBackend, BaseSearchQuery, log_query
from haystack.models import SearchResult
from whoosh.query import And, Not, NumericRange, Query

from archive.models import Article
from archive.search.errors import IndexUnusable
from archive.search.whoosh.format.columns import Filter, Sort
from archive.search.whoosh.querying.compiler import compile_query
from archive.search.whoosh.querying.executor import Result, execute
from archive.search.whoosh.querying.sentence_positions import QueryTerm, SentenceMatches, sentence_matches
from archive.search.whoosh.querying.snapshot import Snapshot
from archive.search.whoosh.querying.term_similarity import characteristic
from archive.search.whoosh.store import DAMAGE, REMEDY, IndexStore, IndexWriter, store_at
from archive.text.markup.sanitiser import plain_text

ENGINE_SECONDS = 1.0
RELATED_SECONDS = 0.25
WRITER_PATIENCE = 30.0


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A facet's filter for `SearchQuerySet.narrow`; left out when that facet itself is counted."""

    field: str
    filter: Filter


class WhooshBackend(BaseSearchBackend):
    """The index of published articles."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.store: IndexStore = store_at(str(options["PATH"]))

    # --- searching ----------------------------------------------------------------------------------------------------

    @log_query  # type: ignore[untyped-decorator]  # Haystack has no types
    def search(
        self,
        query_string: Query,
        *,
        sort_by: Iterable[str] = (),
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: Iterable[str] = (),
        narrow_queries: Iterable[Narrowing] = (),
        result_class: Any = SearchResult,
        **kwargs: object,
    ) -> dict[str, Any]:
        """Run a compiled query. Returns Haystack's dictionary, and in "partial" whether time ran out.

        Raises IndexUnusable where the index is missing or damaged.
        """
        result = self._execute(
            query_string,
            filters={narrowing.field: narrowing.filter for narrowing in narrow_queries},
            facets=tuple(facets),
            sort=_sort(list(sort_by)),
            offset=start_offset,
            limit=(end_offset if end_offset is not None else start_offset + 20) - start_offset,
            seconds=ENGINE_SECONDS,
        )
        return {
            "results": _hits(result, result_class),
            "hits": result.count,
            "facets": {"fields": result.facet_counts},
            "partial": result.partial,
        }

    def more_like_this(
        self,
        model_instance: Article,
        additional_query_string: Query | None = None,
        *,
        end_offset: int = 8,
        **kwargs: Any,
    ) -> dict[str, Any]:
        """Articles that share an article's rarest words; itself is not among them. Raises IndexUnusable."""
        searcher = self.store.searcher()
        wanted = characteristic(searcher, model_instance.title, plain_text(model_instance.body))
        itself = NumericRange("pk", model_instance.pk, model_instance.pk, constantscore=True)
        result = self._execute(And([wanted, Not(itself)]), limit=end_offset, seconds=RELATED_SECONDS)
        return {"results": _hits(result, kwargs.get("result_class") or SearchResult), "hits": result.count}

    def snapshot(self) -> Snapshot:
        """The index as it stands now, for many small questions. Raises IndexUnusable."""
        return Snapshot(self.store.searcher(), ENGINE_SECONDS)

    def sentence_matches(self, pks: Collection[int], terms: Sequence[QueryTerm]) -> dict[int, SentenceMatches]:
        """Where terms stand in these articles (see `places.places_of`). Raises IndexUnusable."""
        searcher = self.store.searcher()
        try:
            return sentence_matches(searcher, pks, terms)
        except DAMAGE as error:
            raise _unusable(error) from error

    def _execute(self, query: Query, *, seconds: float, **options: Any) -> Result:
        for last_try in (False, True):
            searcher = self.store.searcher()
            try:
                return execute(searcher, query, deadline=time.monotonic() + seconds, **options)
            except DAMAGE as error:
                # A commit or a rebuild may have taken away files that were open but not read yet: once more, anew.
                self.store.forget()
                if last_try:
                    raise _unusable(error) from error
        raise AssertionError("the second try returns or raises")

    # --- writing ------------------------------------------------------------------------------------------------------

    def writer(self, *, patience: float = WRITER_PATIENCE) -> AbstractContextManager[IndexWriter | None]:
        """The one writer, as a context manager; see `IndexStore.writer`."""
        return self.store.writer(patience=patience)

    def update(self, index: Any, iterable: Iterable[Any], commit: bool = True) -> None:
        """Write the entries of these articles. Raises IndexUnusable where another writer keeps the lock too long."""
        articles = list(iterable)
        with self._waiting_writer() as writer:
            writer.replace([article.pk for article in articles], map(index.full_prepare, articles), failed={})

    def remove(self, obj_or_string: Any, commit: bool = True) -> None:
        """Take out one article, given itself or as "archive.article.12"; waits for the lock."""
        pk = obj_or_string.rpartition(".")[2] if isinstance(obj_or_string, str) else obj_or_string.pk
        with self._waiting_writer() as writer:
            writer.replace([int(pk)], [], failed={})

    def clear(self, models: Any = None, commit: bool = True) -> None:
        """Make the index empty."""
        self.store.rebuild([], lambda pks: [])

    def _waiting_writer(self) -> _must_have:
        return _must_have(self.writer(patience=WRITER_PATIENCE))


class WhooshQuery(BaseSearchQuery):
    """Haystack's query, compiled to a tree of Whoosh's instead of to a string."""

    partial = False

    def build_query(self) -> Query:
        return compile_query(self.query_filter)

    def build_query_fragment(self, field: Any, filter_type: str, value: Any) -> str:
        """A readable form for `repr`; no engine reads it."""
        return f"{field}__{filter_type}={value!r}"

    def run(self, spelling_query: str | None = None, **kwargs: object) -> None:
        results = self.backend.search(self.build_query(), **{**self.build_params(), **kwargs})
        self._results = results["results"]
        self._hit_count = results["hits"]
        self._facet_counts = results["facets"]
        self.partial = results["partial"]


class WhooshEngine(BaseEngine):
    """What `HAYSTACK_CONNECTIONS` names."""

    backend = WhooshBackend
    query = WhooshQuery


def _hits(result: Result, result_class: Any) -> list[Any]:
    return [result_class("archive", "article", pk, score) for pk, score in zip(result.pks, result.scores, strict=True)]


def _unusable(error: Exception) -> IndexUnusable:
    return IndexUnusable(f"The index cannot be searched ({type(error).__name__}: {error}). {REMEDY}")


def _sort(fields: list[str]) -> Sort | None:
    if not fields:
        return None
    field = fields[0]
    return Sort(field.removeprefix("-"), descending=field.startswith("-"))


class _must_have:  # noqa: N801 (reads as a word in `with _must_have(…)`)
    """A writer's context manager that takes no None for an answer."""

    def __init__(self, context: Any) -> None:
        self._context = context

    def __enter__(self) -> Any:
        writer = self._context.__enter__()
        if writer is None:
            self._context.__exit__(None, None, None)
            raise IndexUnusable(f"Another process kept the index's lock for {WRITER_PATIENCE:.0f} seconds. Try again.")
        return writer

    def __exit__(self, *exception: object) -> Any:
        return self._context.__exit__(*exception)
