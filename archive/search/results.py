"""Answers a search: the one module through which pages, feeds and data speak to Haystack.

Hits are read back from the database through the published set, so that an index that lags can miss but never leak.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from haystack.query import SQ, SearchQuerySet

from archive.models import Article
from archive.search import freshness
from archive.search.documents import day_number
from archive.search.explain import Part, describe_dates, describe_filter, explain, sentence
from archive.search.grammar import parse
from archive.search.haystack_query import to_sq
from archive.search.labels import labels_of, slugs_for
from archive.search.query_tree import Node, Not, Nothing, Query, all_of, any_of, unparse, words_of
from archive.search.request import FACETS, PLACES, Order, SearchRequest
from archive.search.snippets import Snippet, opening, snippets
from archive.search.whoosh.analysis import printed_words, stem
from archive.search.whoosh.backend import Narrowing
from archive.search.whoosh.columns import Range, Values
from archive.text.names import name_keys

PER_PAGE = 20
SHOWN_VALUES = 8
MOST_SHOWN_VALUES = 200
# Deeper pages would have the engine rank ever more hits; the year and other filters lead further.
DEEPEST_PAGE = 250
MOST_PARTS_CHECKED = 8
_COLUMN_OF_FILTER = {"issue": "number"}
_NUMBERS = ("year", "volume")


class NoSuchPage(LookupError):
    """The page asked for lies behind the last one."""


@dataclass(frozen=True, slots=True)
class Hit:
    """One article found, with the passages that show why."""

    article: Article
    snippets: Sequence[Snippet]
    title: Sequence[tuple[str, bool]]
    score: float


@dataclass(frozen=True, slots=True)
class FacetValue:
    """A value of a facet: how many hits have it, and the search that takes it up or lets it go."""

    value: str
    label: str
    count: int
    selected: bool
    request: SearchRequest


@dataclass(frozen=True, slots=True)
class Facet:
    """A facet with its values, most frequent first (years in order); `more` says that there are others."""

    name: str
    values: Sequence[FacetValue]
    more: int


@dataclass(frozen=True, slots=True)
class SearchedPart:
    """A part of the search in words, the search without it, and how many that would find (where it was asked)."""

    text: str
    kind: str
    request: SearchRequest
    count_without: int | None = None
    count_alone: int | None = None


@dataclass(frozen=True, slots=True)
class Results:
    """A page of results and all that the page says about them."""

    request: SearchRequest
    query: Query
    parts: Sequence[SearchedPart]
    sentence: str
    hits: Sequence[Hit]
    count: int
    pages: int
    facets: Sequence[Facet] = ()
    notes: Sequence[str] = ()
    partial: bool = False
    loose: bool = False
    failing: Sequence[SearchedPart] = field(default_factory=tuple)

    @property
    def first(self) -> int:
        """The number of the first hit on the page, from 1; 0 where there is none."""
        return (self.request.page - 1) * PER_PAGE + 1 if self.hits else 0

    @property
    def last(self) -> int:
        return self.first + len(self.hits) - 1 if self.hits else 0


def search(request: SearchRequest, *, facets: Sequence[str] = FACETS, per_page: int = PER_PAGE) -> Results:
    """Answer a search. Raises IndexUnusable where the index cannot be read, NoSuchPage behind the last page.

    Where no article matches all parts, the best partial matches are given, and `loose` says so.
    """
    freshness.drain_if_due()
    query = parse(request.query)
    parts = _parts(request, query)
    found = _run(request, query.tree, facets, per_page)
    loose = False
    failing: list[SearchedPart] = []
    if not found.count and request.page == 1:
        failing = _failing(request, query, parts)
        if looser := _looser(query.tree):
            alternative = _run(request, looser, facets, per_page)
            loose = alternative.count > 0
            found = alternative if loose else found
    pages = min(-(-found.count // per_page), DEEPEST_PAGE)
    if request.page > max(pages, 1):
        raise NoSuchPage(f"There are {pages} pages of results; page {request.page} is none of them.")
    return Results(
        request=request,
        query=query,
        parts=parts,
        sentence=sentence([Part(part.text, "", part.kind) for part in parts]),
        hits=_hits(found.ranking, query, variants=request.variants),
        count=found.count,
        pages=pages,
        facets=_facets(request, found.facets),
        notes=[note.text for note in query.notes],
        partial=found.partial,
        loose=loose,
        failing=failing,
    )


@dataclass(frozen=True, slots=True)
class _Found:
    ranking: list[tuple[int, float]]
    count: int
    facets: dict[str, list[tuple[object, int]]]
    partial: bool


def _run(request: SearchRequest, tree: Node, facets: Sequence[str], per_page: int) -> _Found:
    if isinstance(tree, Nothing):
        return _Found([], 0, {}, partial=False)
    start = (min(request.page, DEEPEST_PAGE + 1) - 1) * per_page
    queryset = _queryset(request, tree)
    for name in facets:
        queryset = queryset.facet(name)
    ranking = [(int(hit.pk), hit.score) for hit in queryset[start : start + per_page]]
    counts = queryset.facet_counts().get("fields", {})
    return _Found(ranking, len(queryset), counts, partial=queryset.query.partial)


def count(request: SearchRequest, tree: Node) -> int:
    """How many articles a query finds under the filters of a search."""
    return 0 if isinstance(tree, Nothing) else len(_queryset(request, tree))


def _queryset(request: SearchRequest, tree: Node) -> SearchQuerySet:
    queryset = SearchQuerySet()
    wanted = to_sq(tree, variants=request.variants, resolve=slugs_for)
    if wanted is not None:
        # Taken over whole: `filter()` would join it to an empty tree, and lose the negation of a bare "-word".
        queryset.query.query_filter = SQ(wanted)
    for narrowing in _narrowings(request):
        queryset = queryset.narrow(narrowing)
    if request.order is Order.NEWEST:
        return queryset.order_by("-date")
    return queryset.order_by("date") if request.order is Order.OLDEST else queryset


def _narrowings(request: SearchRequest) -> list[Narrowing]:
    chosen = [
        Narrowing(
            _COLUMN_OF_FILTER.get(name, name),
            Values(frozenset(int(value) if name in _NUMBERS else value for value in request.filters[name])),
        )
        for name in (*FACETS, *PLACES)
        if name in request.filters
    ]
    first, last = date_bounds(request)
    if first or last:
        bounds = (day_number(day) if day else None for day in (first, last))
        bounds = [day_number(day) if day else None for day in (first, last)]
        chosen.append(Narrowing("date", Range(*bounds)))
    return chosen


def date_bounds(request: SearchRequest) -> tuple[datetime.date | None, datetime.date | None]:
    """The first and last day of the form's date range: from 2004-10 to 2005 is 1 October 2004 to 31 December 2005."""
    return _first_day(request.first), _last_day(request.last)


def _first_day(text: str) -> datetime.date | None:
    if not text:
        return None
    year, month, day = _numbers_of(text)
    return datetime.date(year, month or 1, min(day or 1, calendar.monthrange(year, month or 1)[1]))


def _last_day(text: str) -> datetime.date | None:
    if not text:
        return None
    year, month, day = _numbers_of(text)
    month = month or 12
    length = calendar.monthrange(year, month)[1]
    return datetime.date(year, month, min(day or length, length))


def _numbers_of(text: str) -> tuple[int, int, int]:
    numbers = [int(number) for number in text.split("-")]
    return (*numbers, 0, 0)[:3]


# --- what was asked, in words -----------------------------------------------------------------------------------------


def _parts(request: SearchRequest, query: Query) -> list[SearchedPart]:
    parts = [SearchedPart(part.text, part.kind, request.changed(query=part.removal)) for part in explain(query)]
    for name in (*FACETS, *PLACES):
        if values := request.filters.get(name):
            labels = labels_of(name, values)
            part = describe_filter(name, [labels.get(value, value) for value in values])
            parts.append(SearchedPart(part.text, part.kind, request.without_filter(name)))
    if request.first or request.last:
        part = describe_dates(*date_bounds(request))
        parts.append(SearchedPart(part.text, part.kind, request.changed(first="", last="")))
    return parts


def _failing(request: SearchRequest, query: Query, parts: Sequence[SearchedPart]) -> list[SearchedPart]:
    """Every part with what the search finds without it, and what it finds alone: 0 there says that it is the culprit."""
    checked = []
    nodes = query.parts
    for place, part in enumerate(parts[:MOST_PARTS_CHECKED]):
        without = count(part.request, parse(part.request.query).tree) if not part.request.is_empty else None
        bare = SearchRequest(query=unparse(nodes[place]), variants=request.variants) if place < len(nodes) else None
        alone = count(bare, nodes[place]) if bare else None
        checked.append(SearchedPart(part.text, part.kind, part.request, without, alone))
    return checked


def _looser(tree: Node) -> Node | None:
    """Any of the parts instead of all of them, with what is excluded still left out; None for a single part."""
    parts = getattr(tree, "parts", ())
    wanted = [part for part in parts if not isinstance(part, Not)]
    if len(wanted) < 2:
        return None
    return all_of([any_of(wanted), *(part for part in parts if isinstance(part, Not))])


# --- what was found ---------------------------------------------------------------------------------------------------


def _hits(ranking: list[tuple[int, float]], query: Query, *, variants: bool) -> list[Hit]:
    articles = {
        article.pk: article
        for article in Article.objects.published().filter(pk__in=[pk for pk, _ in ranking]).for_listing().defer(None)
    }
    terms = words_of(query.tree)
    analyse = forms_with_variants if variants else forms_and_stems
    hits = []
    for pk, score in ranking:
        if (article := articles.get(pk)) is None:
            continue  # unpublished or deleted a moment ago; the index is told in the same moment
        paragraphs = [(block.anchor, block.text) for block in article.blocks()]
        passages = snippets(paragraphs, terms, analyse=analyse) or list(filter(None, [opening(paragraphs)]))
        marked = snippets([("", article.title)], terms, analyse=analyse, most=1)
        title = marked[0].pieces if marked and marked[0].text == article.title else ((article.title, False),)
        hits.append(Hit(article, passages, title, score))
    return hits


def forms_and_stems(text: str) -> Iterable[tuple[str, int, int]]:
    """Every word of a text with its form and its stem, for marking matches."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end


def forms_with_variants(text: str) -> Iterable[tuple[str, int, int]]:
    """Like `forms_and_stems`, and the keys of name variants."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end
        for key in name_keys(form):
            yield key, start, end


def _facets(request: SearchRequest, counts: dict[str, list[tuple[object, int]]]) -> list[Facet]:
    return [_facet(request, name, counts[name]) for name in FACETS if name in counts]


def _facet(request: SearchRequest, name: str, counts: list[tuple[object, int]]) -> Facet:
    found = {str(value): number for value, number in counts}
    chosen = request.filters.get(name, ())
    if name == "year":
        shown = sorted({*found, *chosen})
    else:
        most = MOST_SHOWN_VALUES if name in request.expanded else SHOWN_VALUES
        shown = [*chosen, *(value for value in found if value not in chosen)][: max(most, len(chosen))]
    labels = labels_of(name, shown)
    values = [
        FacetValue(
            value,
            labels[value],
            found.get(value, 0),
            value in chosen,
            request.without_value(name, value) if value in chosen else request.with_value(name, value),
        )
        for value in shown
        if value in labels
    ]
    return Facet(name, values, more=max(0, len({*found, *chosen}) - len(shown)))
