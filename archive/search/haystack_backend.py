"""Haystack's backend and query for every engine: what Haystack documents works, or raises `Unsupported`.

An engine's module derives a backend that creates its `SearchEngine`; `SearchQuerySet` then calls it with the values of
`archive.search.engine`. Unsupported are raw queries and other parsers (engines have no query language of their own
here), n-grams, boosts, highlighting, spelling, geography, statistics, facets of dates and queries, stored fields,
orders by more than one field or by a text. Trees made from our own grammar are passed by `use_tree`, unchanged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NoReturn, Self

from django.db.models import Model
from haystack.backends import BaseSearchBackend, BaseSearchQuery, log_query
from haystack.models import SearchResult

from archive.models import Article
from archive.search.engine import (
    WRITE_SECONDS,
    Batch,
    EngineQuery,
    EngineResult,
    Filter,
    RangeFilter,
    SearchEngine,
    Tree,
    ValuesFilter,
)
from archive.search.errors import IndexUnusable, Unsupported
from archive.search.fields import BY_NAME, FACETS, document_id, language_of
from archive.search.haystack_lookups import AutocompleteWord, normalised, nothing
from archive.search.haystack_options import narrowing, refuse_options, sort_of, unsupported
from archive.text.markup.sanitiser import plain_text


class ArchiveBackend(BaseSearchBackend):
    """Index of published articles, in Haystack's terms; `engine` is its `SearchEngine`."""

    def __init__(self, connection_alias: str, **options: Any) -> None:
        super().__init__(connection_alias, **options)
        self.engine: SearchEngine = self.make_engine(options)

    def make_engine(self, options: dict[str, Any]) -> SearchEngine:
        """Return the engine that the connection's options in the settings describe."""
        raise NotImplementedError

    @log_query  # type: ignore[untyped-decorator]  # Haystack has no types
    def search(
        self,
        query_string: Tree,
        *,
        sort_by: Iterable[str] = (),
        start_offset: int = 0,
        end_offset: int | None = None,
        facets: dict[str, Any] | Iterable[str] = (),
        narrow_queries: Iterable[Filter] = (),
        result_class: Any = SearchResult,
        fields: Iterable[str] = (),
        **options: Any,
    ) -> dict[str, Any]:
        """Run a tree. Return Haystack's dictionary, with `partial`, `missing` and `uncounted` of `EngineResult`.

        Raises IndexUnusable where the index is missing or damaged, Unsupported for options that no engine here has.
        """
        refuse_options(options, fields)
        found = self.engine.search(
            EngineQuery(
                tree=query_string,
                filters=tuple(narrow_queries),
                facets=tuple(facets),
                sort=sort_of(list(sort_by)),
                start=start_offset,
                stop=self._stop(start_offset, end_offset),
            )
        )
        return {
            "results": _hits(found, result_class),
            "hits": found.total,
            "facets": {"fields": found.facets},
            "partial": found.partial,
            "missing": found.missing,
            "uncounted": found.uncounted,
        }

    def more_like_this(
        self,
        model_instance: Article,
        additional_query_string: Tree | None = None,
        *,
        start_offset: int = 0,
        end_offset: int | None = None,
        narrow_queries: Iterable[Filter] = (),
        result_class: Any = SearchResult,
        **options: Any,
    ) -> dict[str, Any]:
        """Return articles that share an article's rarest words, without itself. Raises IndexUnusable, Unsupported."""
        refuse_options(options, ())
        if not isinstance(model_instance, Article):
            raise Unsupported(f"more_like_this() takes an article, not {type(model_instance).__name__}.")
        others = Tree([Tree([("pk__in", [model_instance.pk])], negated=True)])
        if additional_query_string:
            others.children.append(additional_query_string)
        query = EngineQuery(
            tree=others,
            filters=tuple(narrow_queries),
            start=start_offset,
            stop=self._stop(start_offset, end_offset),
        )
        text, language = plain_text(model_instance.body), language_of(model_instance)
        found = self.engine.similar(model_instance.title, text, query, language=language)
        return {"results": _hits(found, result_class or SearchResult), "hits": found.total, "partial": found.partial}

    @staticmethod
    def _stop(start: int, end: int | None) -> int:
        # An open slice requests all hits; 2³¹ is more than any archive has, and valid for all engines.
        return 1 << 31 if end is None else max(end, start)

    def update(self, index: Any, iterable: Iterable[Article], commit: bool = True) -> None:
        """Write the entries of these articles. Raises IndexUnusable where another writer holds the lock too long."""
        articles = list(iterable)
        self._write(Batch([article.pk for article in articles], [index.full_prepare(each) for each in articles]))

    def remove(self, obj_or_string: Article | str, commit: bool = True) -> None:
        """Remove one article, given itself or as "archive.article.12"; waits for the lock."""
        pk = obj_or_string.rpartition(".")[2] if isinstance(obj_or_string, str) else obj_or_string.pk
        self._write(Batch([int(pk)]))

    def clear(self, models: Iterable[type[Model]] | None = None, commit: bool = True) -> None:
        """Clear the index; does nothing for models without articles among them."""
        if not models or Article in models:
            self.engine.rebuild([], lambda pks: [])

    def _write(self, batch: Batch) -> None:
        if not self.engine.write(lambda: batch, seconds=WRITE_SECONDS):
            raise IndexUnusable(f"Another process kept the index's lock for {WRITE_SECONDS:.0f} seconds. Try again.")


def _refused(option: str) -> Callable[..., NoReturn]:
    """Return a method of a query that raises Unsupported, whatever it is called with."""

    def method(self: Any, *args: Any, **kwargs: Any) -> NoReturn:
        raise unsupported(option)

    return method


class ArchiveQuery(BaseSearchQuery):
    """Haystack's query, built to a tree of plain lookups instead of to a string."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.partial = False
        self.missing = 0
        self.uncounted: tuple[str, ...] = ()
        self._tree: Tree | None = None

    def use_tree(self, tree: Tree) -> None:
        """Search for a tree of our own grammar, unchanged, in place of Haystack's filters."""
        self._tree = tree

    def build_query(self) -> Tree:
        """Return the filters as a tree. Raises Unsupported for lookups that no engine here has."""
        if self.models and Article not in self.models:
            return nothing()
        return normalised(self.query_filter) if self._tree is None else self._tree

    def __str__(self) -> str:
        return str(self.build_query())

    def build_query_fragment(self, field: str, filter_type: str, value: object) -> str:
        """Return a readable form for `repr`; no engine reads it."""
        return f"{field}__{filter_type}={value!r}"

    def run(self, spelling_query: str | None = None, **kwargs: Any) -> None:
        if spelling_query:
            raise unsupported("spelling_query")
        params = {**self.build_params(), **kwargs}
        params.pop("models", None)  # they are part of the tree
        self._take(self.backend.search(self.build_query(), **params))

    def run_mlt(self, **kwargs: Any) -> None:
        """Run `more_like_this`, within the filters and the slice."""
        if self.order_by or self.facets:
            raise Unsupported("more_like_this() is ordered by likeness, and has no facets.")
        params = {**self.build_params(), **kwargs}
        params.pop("models", None)
        self._take(self.backend.more_like_this(self._mlt_instance, self.build_query(), **params))

    def _take(self, results: dict[str, Any]) -> None:
        self._results = results["results"]
        self._hit_count = results["hits"]
        self._facet_counts = results.get("facets", {})
        self._spelling_suggestion = None
        self.partial = results["partial"]
        self.missing, self.uncounted = results.get("missing", 0), results.get("uncounted", ())

    def clean(self, query_fragment: Any) -> Any:
        """Mark a word of `autocomplete()`, the only caller that cleans words: these engines need no cleaning."""
        return AutocompleteWord(query_fragment) if isinstance(query_fragment, str) else query_fragment

    # --- refused when called ------------------------------------------------------------------------------------------

    def add_order_by(self, field: str) -> None:
        sort_of([*self.order_by, field])
        super().add_order_by(field)

    def add_field_facet(self, field: str, **options: Any) -> None:
        declared = BY_NAME.get(field)
        if declared is None or not declared.is_column:
            raise Unsupported(f"facet({field!r}): facets are counted on {', '.join(FACETS)} and other columns.")
        if options:
            raise Unsupported(f"facet({field!r}) takes no options ({', '.join(options)}): every value is counted.")
        self.facets[field] = {}

    def add_narrow_query(self, query: Filter | str) -> None:
        """Narrow by one of the engine's filters, or by Haystack's text for a value: `year:2004`, `author:"ana"`."""
        super().add_narrow_query(query if isinstance(query, ValuesFilter | RangeFilter) else narrowing(query))

    raw_search = _refused("raw_search")
    add_highlight = _refused("highlight")
    add_boost = _refused("boost")
    add_within = _refused("within")
    add_dwithin = _refused("dwithin")
    add_distance = _refused("distance_point")
    add_stats_query = _refused("stats")
    get_stats = _refused("stats_results")
    add_date_facet = _refused("date_facets")
    add_query_facet = _refused("query_facets")
    set_spelling_query = _refused("spelling_query")

    def get_spelling_suggestion(self, preferred_query: str | None = None) -> None:
        """Return None, as Haystack documents it for a connection without INCLUDE_SPELLING; with it, raise
        Unsupported.
        """
        if preferred_query or self.backend.include_spelling:
            raise unsupported("spelling_query")

    def _clone(self, klass: Any = None, using: str | None = None) -> Self:
        clone: Self = super()._clone(klass, using)
        clone._tree = self._tree
        return clone


def _hits(found: EngineResult, result_class: Any) -> list[Any]:
    if not issubclass(result_class, SearchResult):
        # This plain class is all that is needed for each of up to ten thousand hits.
        return [result_class("archive", "article", *hit) for hit in zip(found.ids, found.scores, strict=True)]
    return [
        result_class("archive", "article", pk, score, id=document_id(pk), django_ct="archive.article", django_id=pk)
        for pk, score in zip(found.ids, found.scores, strict=True)
    ]
