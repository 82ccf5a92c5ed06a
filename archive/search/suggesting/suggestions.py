"""Suggestions while typing: titles, authors, sources and topics of the archive that complete the typed text."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from archive.models import Article, Author, Authorship, Citation, Source, Topic
from archive.search.analysis.analyser import words
from archive.search.engine import IndexUnusable
from archive.search.query.query_tree import And, Field, Prefix, Query, Word
from archive.search.query.request import SearchRequest
from archive.search.results.execution import execute
from archive.text.names.normalisation import fold

logger = logging.getLogger(__name__)

MOST = 8
OF_A_KIND = 3
TITLES = 5
MAX_TYPED = 100
MIN_TYPED = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion, its kind ("article", "author", "source", "topic"), and the address of its page."""

    text: str
    kind: str
    address: str


def suggestions(typed: str) -> list[Suggestion]:
    """Return completions, people and outlets before titles; none for fewer than two letters.

    Every one is in a published article. Without a usable index there are no titles among them, and the log says so.
    """
    typed = fold(typed[:MAX_TYPED]).strip(' "')
    if len(typed.replace(" ", "")) < MIN_TYPED:
        return []
    found = [
        *_named(_authors(typed), "author"),
        *_named(_topics(typed), "topic"),
        *_named(_sources(typed), "source"),
    ]
    titles = _titles(typed)
    return [*found[: max(MOST - len(titles), OF_A_KIND)], *titles][:MOST]


def _named(rows: QuerySet[Any], kind: str) -> list[Suggestion]:
    return [Suggestion(row.name, kind, row.get_absolute_url()) for row in rows[:OF_A_KIND]]


def _authors(typed: str) -> QuerySet[Any]:
    signed = Authorship.objects.filter(Article.objects.published_condition("article__"), author=OuterRef("pk"))
    return Author.objects.filter(_begins("name_key", typed)).filter(Exists(signed)).order_by("name", "pk")


def _topics(typed: str) -> QuerySet[Any]:
    held = Article.objects.published().filter(topics=OuterRef("pk"))
    return Topic.objects.filter(_begins("name", typed)).filter(Exists(held)).order_by("name")


def _sources(typed: str) -> QuerySet[Any]:
    cited = Citation.objects.counted().in_published_articles().filter(source=OuterRef("pk"))
    names = _begins("name", typed) | _begins("other_names__name", typed)
    return Source.objects.filter(names).filter(Exists(cited)).distinct().order_by("name")


def _begins(field: str, typed: str) -> Q:
    """Filter names in which a word begins so."""
    return Q(**{f"{field}__istartswith": typed}) | Q(**{f"{field}__icontains": f" {typed}"})


def _titles(typed: str) -> list[Suggestion]:
    forms = words(typed)
    if not forms or len(forms[-1]) < MIN_TYPED:
        return []
    leaves = [Field("title", Word(form)) for form in forms[:-1]] + [Field("title", Prefix(forms[-1]))]
    tree = And(tuple(leaves)) if len(leaves) > 1 else leaves[0]
    try:
        ranking = execute(SearchRequest(), Query(tree, (), ""), tree, stop=TITLES).ranking
    except IndexUnusable as error:
        logger.error("Titles are left out of suggestions: %s", error)
        return []
    shown = Article.objects.published().select_related("issue__publication").defer("body")
    articles = shown.in_bulk([pk for pk, _ in ranking])
    return [
        Suggestion(articles[pk].title, "article", articles[pk].get_absolute_url())
        for pk, _ in ranking
        if pk in articles
    ]
