"""Search in the admin: every word must be found in the row, drafts included, through the database's indexes.

The readers' full-text index has no drafts, so the admin asks the database for titles, names and numbers. Query and
columns are normalised alike: case and accents are ignored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_
from typing import ClassVar

from django.contrib import admin
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from archive.models import Article, Author, Authorship, Issue, Publication, Source, SourceName
from archive.text.names.normalisation import fold
from archive.text.names.source_names import folded_name, spelling_group

MAX_WORDS, MAX_CHARACTERS = 8, 200
# The largest possible id.
MAX_ID = 18


def words_of(typed: str) -> list[str]:
    """Return the words of a query, normalised: “Été  EDM 115” → ["ete", "edm", "115"]."""
    return list(dict.fromkeys(fold(typed[:MAX_CHARACTERS].replace("\0", " ")).split()))[:MAX_WORDS]


def every_word(words: list[str], found_in: Callable[[str], Q]) -> Q:
    """Return a condition that each word is found in the row."""
    return reduce(and_, (found_in(word) for word in words), Q())


def in_article(word: str) -> Q:
    """Return articles with the word in their title or an author's name, of a publication or issue of that name, or id.

    Each part is a set of ids from an index; joining the tables would read every article's row.
    """
    authors = Author.objects.filter(name_key__contains=word)
    found = Q(pk__in=Article.objects.filter(title_key__contains=word).order_by().values("pk"))
    found |= Q(
        pk__in=Authorship.objects.filter(author__in=authors.order_by().values("pk")).order_by().values("article")
    )
    found |= Q(issue__in=Issue.objects.filter(_of_publication(word) | Q(number__iexact=word)).order_by().values("pk"))
    return found | Q(pk=int(word)) if is_id(word) else found


def in_issue(word: str) -> Q:
    """Return issues of a publication of that name, or with that number, volume, or word in their title."""
    found = _of_publication(word) | Q(number__istartswith=word) | Q(title__icontains=word)
    return found | Q(volume=int(word)) | Q(year=int(word)) if is_id(word) and len(word) <= 4 else found


def _of_publication(word: str) -> Q:
    named = Publication.objects.filter(Q(title__icontains=word) | Q(abbreviation__icontains=word))
    return Q(publication__in=named.order_by().values("pk"))


def in_citation(word: str) -> Q:
    """Return citations whose name, by its likely spelling, begins with the word, and those of sources with
    such a name.
    """
    called = Source.objects.filter(in_source(word)).order_by().values("pk")
    found = Q(source__in=called)
    if key := spelling_group(word):
        found |= begins("name_key", key)
    return found


def in_source(word: str) -> Q:
    """Return sources with the word in their name or in one of their other names."""
    other = SourceName.objects.filter(key__contains=folded_name(word) or word).order_by().values("source")
    return Q(name__icontains=word) | Q(pk__in=other)


def in_author(word: str) -> Q:
    """Return authors with the word in their name or in another spelling."""
    return Q(name_key__contains=word) | Q(other_names__icontains=word)


def in_topic(word: str) -> Q:
    return Q(name__icontains=word)


def begins(column: str, text: str) -> Q:
    """Return rows whose column begins with the text, as a range of an index: LIKE would not use it."""
    return Q(**{f"{column}__gte": text, f"{column}__lt": f"{text}\U0010ffff"})


def is_id(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= MAX_ID


class WordSearch(admin.ModelAdmin):
    """A ModelAdmin that searches by `found_in`, word by word; in autocompletes, names that begin as typed come first.

    `search_fields` only makes Django show the search box and offer autocompletes.
    """

    found_in: ClassVar[Callable[[str], Q]]
    # The column that autocompletes match from its beginning.
    begins_with: ClassVar[str] = ""

    def get_search_results(self, request, queryset: QuerySet, search_term: str) -> tuple[QuerySet, bool]:
        words = words_of(search_term)
        if words:
            queryset = queryset.filter(every_word(words, type(self).found_in))
        if self.begins_with and words and _completes(request):
            queryset = _beginning_first(queryset, self.begins_with, search_term.strip()[:MAX_CHARACTERS])
        return queryset, False


def _completes(request) -> bool:
    return request.resolver_match is not None and request.resolver_match.url_name == "autocomplete"


def _beginning_first(queryset: QuerySet, column: str, typed: str) -> QuerySet:
    first = When(Q(**{f"{column}__istartswith": typed}) | Q(**{f"{column}__istartswith": fold(typed)}), then=Value(0))
    order = Case(first, default=Value(1), output_field=IntegerField())
    return queryset.order_by(order, *(queryset.query.order_by or queryset.model._meta.ordering))
