"""Suggestions while typing: titles, authors, sources and topics of the archive that complete the typed text."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from functools import reduce
from operator import and_
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
MAX_WORDS_OF_A_NAME = 6
_PUNCTUATION = ".,;%_()"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A completion, its kind ("article", "author", "source", "topic"), and the address of its page."""

    text: str
    kind: str
    address: str


def suggestions(typed: str) -> list[Suggestion]:
    """Return completions, people and outlets before titles; none for fewer than two letters.

    An author is completed from any words of the name ("smith, jo", "j. smi"); after the name of a field ("author:smi")
    only completions of its kind are returned.
    Every one is in a published article. Without a usable index there are no titles among them, and the log says so.
    """
    typed = fold(typed[:MAX_TYPED]).strip(' "')
    field, colon, value = typed.partition(":")
    kinds = [field] if colon and field in _NAMED else list(_NAMED)
    only_titles = bool(colon) and field == "title"
    if only_titles or len(kinds) == 1:
        typed = value.strip(' "')
    if len(typed.replace(" ", "")) < MIN_TYPED:
        return []
    found = [] if only_titles else [each for kind in kinds for each in _named(_NAMED[kind](typed), kind)]
    titles = _titles(typed) if only_titles or len(kinds) > 1 else []
    return [*found[: max(MOST - len(titles), OF_A_KIND)], *titles][:MOST]


def _named(rows: QuerySet[Any], kind: str) -> list[Suggestion]:
    return [Suggestion(row.name, kind, row.get_absolute_url()) for row in rows[:OF_A_KIND]]


def _authors(typed: str) -> QuerySet[Any]:
    signed = Authorship.objects.filter(Article.objects.published_condition("article__"), author=OuterRef("pk"))
    pieces = [piece for each in typed.split() if (piece := each.strip(_PUNCTUATION))][:MAX_WORDS_OF_A_NAME]
    if not pieces:
        return Author.objects.none()
    words_begin = reduce(and_, (_begins("name_key", piece) for piece in pieces))
    return Author.objects.filter(words_begin).filter(Exists(signed)).order_by("name", "pk")


def _topics(typed: str) -> QuerySet[Any]:
    held = Article.objects.published().filter(topics=OuterRef("pk"))
    return Topic.objects.filter(_begins("name", typed)).filter(Exists(held)).order_by("name")


def _sources(typed: str) -> QuerySet[Any]:
    cited = Citation.objects.counted().in_published_articles().filter(source=OuterRef("pk"))
    names = _begins("name", typed) | _begins("other_names__name", typed)
    return Source.objects.filter(names).filter(Exists(cited)).distinct().order_by("name")


_NAMED: dict[str, Callable[[str], QuerySet[Any]]] = {"author": _authors, "topic": _topics, "source": _sources}


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
