"""Haystack's interface: each public method of SearchQuerySet works as documented, or says that it does not."""

from __future__ import annotations

import datetime
import warnings
from functools import partial

import pytest
from haystack import connections
from haystack.inputs import AltParser, AutoQuery, Clean, Exact, Not, PythonData, Raw
from haystack.models import SearchResult
from haystack.query import SQ, EmptySearchQuerySet, SearchQuerySet

from archive.models import Article, Issue
from archive.search import haystack_backend
from archive.search.engine import IndexUnusable, RangeFilter, ValuesFilter
from archive.search.errors import Unsupported
from tests.factories import ArticleFactory

pytestmark = pytest.mark.slow

FERRY, SALT, BOTH = "Ferry", "Salt", "Ferry and salt"


@pytest.fixture
def articles(index):
    made = [
        ArticleFactory(
            title=title,
            paragraphs=[text],
            issue__volume=volume,
            issue__number=str(volume),
            issue__date=datetime.date(2000 + volume, 5, 4),
        )
        for volume, (title, text) in enumerate(
            [(FERRY, "Tide and harbour light."), (SALT, "Tide."), (BOTH, "Light of the harbour.")], 1
        )
    ]
    search_index().update()
    return made


def search_index():
    return connections["default"].get_unified_index().get_index(Article)


def found(queryset) -> set[str]:
    return {hit.object.title for hit in queryset}


def titles(queryset) -> list[str]:
    return [hit.object.title for hit in queryset]


ALL = {FERRY, SALT, BOTH}


@pytest.mark.parametrize(
    ("queryset", "expected"),
    [
        (lambda s: s.all(), ALL),
        (lambda s: s.none(), set()),
        (lambda s: s.filter(title="ferry"), {FERRY, BOTH}),
        (lambda s: s.filter(content="salt ferry"), {BOTH}),  # two words, in any order
        (lambda s: s.filter(content="harbour light"), {FERRY, BOTH}),
        (lambda s: s.filter(text="tide"), {FERRY, SALT}),
        (lambda s: s.filter(content__exact="harbour light"), {FERRY}),
        (lambda s: s.filter(content__startswith="fer"), {FERRY, BOTH}),
        (lambda s: s.filter(content__startswith="fer sal"), {BOTH}),
        (lambda s: s.filter(content__fuzzy="ferri"), {FERRY, BOTH}),
        (lambda s: s.filter(title__in=["ferry and", "nothing"]), {BOTH}),
        (lambda s: s.filter(title__in=[]), set()),
        (lambda s: s.filter(content=""), set()),
        (lambda s: s.exclude(title="salt"), {FERRY}),
        (lambda s: s.filter(title="ferry").exclude(title="salt"), {FERRY}),
        (lambda s: s.filter_and(title="ferry").filter_and(title="salt"), {BOTH}),
        (lambda s: s.filter(title="ferry").filter_or(title="salt"), ALL),
        (lambda s: s.filter(SQ(title="salt") | SQ(title="ferry")), ALL),
        (lambda s: s.filter(SQ(title="salt") & ~SQ(title="ferry")), {SALT}),
        (lambda s: s.filter(~SQ(title="ferry")), {SALT}),
        (lambda s: s.filter(SQ(SQ(title="salt"), ~SQ(title="ferry")), content="tide"), {SALT}),
        (lambda s: s.filter(content="tide") & s.filter(title="salt").exclude(title="ferry"), {SALT}),
        (lambda s: s.filter(title="ferry") & s.filter(title="salt"), {BOTH}),
        (lambda s: s.filter(title="ferry") | s.filter(title="salt"), ALL),
        (lambda s: s.auto_query("tide -salt"), {FERRY}),
        (lambda s: s.auto_query('"harbour light"'), {FERRY}),
        (lambda s: s.auto_query('light "of the harbour" -tide'), {BOTH}),
        (lambda s: s.auto_query("salt", fieldname="title"), {SALT, BOTH}),
        (lambda s: s.filter(content=AutoQuery("-tide")), {BOTH}),
        (lambda s: s.filter(content=Exact("harbour light")), {FERRY}),
        (lambda s: s.filter(content=Not("salt")), {FERRY}),
        (lambda s: s.filter(content=Not("light tide")), {SALT, BOTH}),
        (lambda s: s.filter(content=Clean("harbour light")), {FERRY, BOTH}),
        (lambda s: s.filter(volume=PythonData(2)), {SALT}),
        (lambda s: s.filter(volume=2), {SALT}),
        (lambda s: s.filter(volume__exact="2"), {SALT}),
        (lambda s: s.filter(volume=Not(2)), {FERRY, BOTH}),
        (lambda s: s.filter(volume__in=[1, 3]), {FERRY, BOTH}),
        (lambda s: s.filter(volume__gt=1), {SALT, BOTH}),
        (lambda s: s.filter(volume__gte=3), {BOTH}),
        (lambda s: s.filter(volume__lt=2), {FERRY}),
        (lambda s: s.filter(volume__lte=2), {FERRY, SALT}),
        (lambda s: s.filter(volume__range=(2, 3)), {SALT, BOTH}),
        (lambda s: s.filter(date__lte=datetime.date(2002, 5, 4)), {FERRY, SALT}),
        (lambda s: s.filter(number__startswith="2"), {SALT}),
        (lambda s: s.filter(year__in=["2001"]), {FERRY}),
        (lambda s: s.narrow("year:2001"), {FERRY}),
        (lambda s: s.narrow('number:"2"'), {SALT}),
        (lambda s: s.narrow(RangeFilter("year", 2002)), {SALT, BOTH}),
        (lambda s: s.narrow(RangeFilter("year", 2002)).narrow("year:2003"), {BOTH}),
        (lambda s: s.models(Article).filter(title="salt"), {SALT, BOTH}),
        (lambda s: s.load_all().filter(title="salt"), {SALT, BOTH}),
        (lambda s: s.using("default").filter(title="salt"), {SALT, BOTH}),
    ],
)
def test_filters_find(articles, queryset, expected):
    chosen = queryset(SearchQuerySet())
    assert found(chosen) == expected
    assert chosen.count() == len(chosen) == len(expected)


def test_models_that_are_not_indexed_have_no_hits(articles):
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        assert found(SearchQuerySet().models(Issue)) == set()
    assert "not registered" in str(warned[0].message)


@pytest.mark.parametrize(
    ("queryset", "says"),
    [
        (lambda s: s.order_by("title"), "ordered by one of publication"),
        (lambda s: s.order_by("-author"), "ordered by one of"),
        (lambda s: s.order_by("year", "-volume"), "ordered by one of"),
        (lambda s: s.latest("pub_date"), "ordered by one of"),
        (lambda s: s.highlight(), "passages"),
        (lambda s: s.boost("salt", 2.0), "weights"),
        (lambda s: s.facet("title"), "columns"),
        (lambda s: s.facet("colour"), "columns"),
        (lambda s: s.facet("year", limit=3), "limit"),
        (lambda s: s.within("place", None, None), "no places"),
        (lambda s: s.dwithin("place", None, None), "no places"),
        (lambda s: s.distance("place", None), "no places"),
        (lambda s: s.stats("year"), "statistics"),
        (lambda s: s.stats_facet("year", ["volume"]), "statistics"),
        (lambda s: s.stats_results(), "statistics"),
        (lambda s: s.date_facet("date", datetime.date(2001, 1, 1), datetime.date(2002, 1, 1), "month"), "date_facet"),
        (lambda s: s.query_facet("title", "ferry"), "query_facet"),
        (lambda s: s.narrow("title:ferry"), "narrow"),
        (lambda s: s.narrow("year:[2001 TO 2002]"), "narrow"),
        (lambda s: s.narrow("year:soon"), "whole numbers"),
        (lambda s: s.narrow(SQ(title="ferry")), r"filter\(\)"),
        (lambda s: s.raw_search("title:ferry"), "no query language"),
        (lambda s: s.filter(content=Raw("ferry")), "no query language"),
        (lambda s: s.filter(content=AltParser("dismax", "ferry")), "no query language"),
        (lambda s: s.autocomplete(title="fer"), "startswith"),
        (lambda s: s.set_spelling_query("ferri"), "suggestions"),
        (lambda s: s.spelling_suggestion("ferri"), "suggestions"),
        (lambda s: s.values("title"), "stores no texts"),
        (lambda s: s.values_list("title", "pk"), "stores no texts"),
        (lambda s: s.filter(colour="red"), "no field 'colour'"),
        (lambda s: s.filter(title__near="red"), "no such lookup"),
        (lambda s: s.filter(title__contains="err"), "content, exact, startswith"),
        (lambda s: s.filter(title__endswith="ry"), "content, exact, startswith"),
        (lambda s: s.filter(title__gt="a"), "content, exact, startswith"),
        (lambda s: s.filter(standfirst__startswith="fer"), "content__startswith"),
        (lambda s: s.filter(volume="two"), "whole numbers"),
        (lambda s: s.filter(volume__startswith="2"), "no such lookup"),
        (lambda s: s.filter(publication__gt="a"), "no such lookup"),
        (lambda s: s.filter(names="red"), "engine's own"),
        (lambda s: s.more_like_this(Issue()), "an article"),
    ],
)
def test_what_no_engine_does_is_refused(articles, queryset, says):
    with pytest.raises(Unsupported, match=says):
        list(queryset(SearchQuerySet()))


def test_orders(articles):
    assert titles(SearchQuerySet().order_by("date")) == [FERRY, SALT, BOTH]
    assert titles(SearchQuerySet().order_by("-volume")) == [BOTH, SALT, FERRY]
    assert SearchQuerySet().latest("date").object.title == BOTH
    assert SearchQuerySet().filter(title__exact="salt").best_match().score > 0


def test_facets(articles):
    queryset = SearchQuerySet().filter(title="salt").facet("year").facet("number")
    assert queryset.facet_counts()["fields"]["year"] == [(2002, 1), (2003, 1)]
    assert list(queryset)
    assert queryset.facet_counts()["fields"]["number"] == [("2", 1), ("3", 1)]
    narrowed = queryset.narrow(ValuesFilter("year", frozenset({2003})))
    assert narrowed.facet_counts()["fields"]["year"] == [(2002, 1), (2003, 1)]


def test_any_slice_and_iteration(articles):
    ranked = [hit.pk for hit in SearchQuerySet().all()]
    assert len(ranked) == 3
    for start in range(4):
        assert [hit.pk for hit in SearchQuerySet().all()[start:]] == ranked[start:]
        for stop in range(start + 1, 5):
            assert [hit.pk for hit in SearchQuerySet().all()[start:stop]] == ranked[start:stop]
    assert SearchQuerySet().all()[1].pk == ranked[1]


def test_more_than_a_load_of_hits_are_iterated(index):
    made = {ArticleFactory(title=f"Tide {number}").pk for number in range(25)}
    search_index().update()
    assert {hit.pk for hit in SearchQuerySet().filter(title="tide")} == made
    assert len(SearchQuerySet().filter(title="tide")[3:]) == 22


def test_values_are_what_the_index_gives(articles):
    pk = articles[1].pk
    queryset = SearchQuerySet().filter(volume=2)
    assert list(queryset.values("pk", "id")) == [{"pk": pk, "id": f"archive.article.{pk}"}]
    assert list(queryset.values_list("pk", flat=True)) == [pk]
    assert list(queryset.values_list("django_id", "django_ct")) == [[pk, "archive.article"]]


def test_another_class_of_results(articles):
    class Mine(SearchResult):
        pass

    queryset = SearchQuerySet().filter(title="salt").result_class(Mine)
    assert {type(hit) for hit in queryset} == {Mine}
    assert {type(hit) for hit in queryset.result_class(None)} == {SearchResult}


def test_likeness_keeps_to_filters_and_slices(index, monkeypatch):
    monkeypatch.setattr(index, "similar", partial(index.similar, seconds=30))
    alike = [ArticleFactory(title=f"Lamp {n}", paragraphs=["Paraffin lamps burn."], issue__volume=n) for n in (1, 2, 3)]
    for number in range(30):
        ArticleFactory(title=f"Notes {number}", paragraphs=[f"Day{number} was wet{number}."])
    search_index().update()
    queryset = SearchQuerySet().more_like_this(alike[0])
    assert {hit.pk for hit in queryset[:5]} == {alike[1].pk, alike[2].pk}
    assert [hit.pk for hit in queryset[1:2]] == [queryset[1].pk]
    assert [hit.pk for hit in SearchQuerySet().filter(volume__gte=3).more_like_this(alike[0])] == [alike[2].pk]


def test_there_is_no_spelling_suggestion_without_the_setting(articles):
    assert SearchQuerySet().filter(title="ferri").spelling_suggestion() is None


def test_an_empty_queryset_stays_empty(articles):
    empty = SearchQuerySet().none()
    assert isinstance(empty, EmptySearchQuerySet)
    assert empty.facet_counts() == {}
    assert found(SearchQuerySet().all() & empty) == set()
    assert found(SearchQuerySet().filter(title="salt") | empty) == {SALT, BOTH}


def test_an_object_is_taken_out_and_put_back(articles):
    search_index().remove_object(articles[0])
    assert found(SearchQuerySet().all()) == {SALT, BOTH}
    search_index().update_object(articles[0])
    assert found(SearchQuerySet().all()) == ALL


def test_clearing_leaves_an_empty_index(articles):
    search_index().clear()
    assert len(SearchQuerySet().all()) == 0


def test_a_writer_that_never_gets_the_lock_says_so(articles, index, monkeypatch):
    monkeypatch.setattr(haystack_backend, "WRITE_SECONDS", 0.02)
    with index.writer(timeout=0), pytest.raises(IndexUnusable, match="lock"):
        search_index().remove_object(articles[0])
