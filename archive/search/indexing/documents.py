"""Index entries of articles: the texts that are searched, and the values that are filtered and counted by."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from archive.models import Article, Citation, Source
from archive.models.catalogue.article import ArticleQuerySet, in_order_of_signing
from archive.search.errors import UNWRITABLE
from archive.search.fields import BLOCK_TEXTS, DIGEST, FIELDS, PRINTED_TITLE, day_number, document_id
from archive.text.numbering.issue_numbers import numbers_covered

# A citation of more days than this ("2003–2005") is indexed under its first and last day only.
MAX_DAYS = 62
READ = tuple(field for field in FIELDS if not field.is_computed)


class CitedSource(NamedTuple):
    """A source as an entry has it: its slug, and all its names."""

    slug: str
    names: tuple[str, ...]


class CountedCitation(NamedTuple):
    """A citation as an entry has it: as a tuple, since making models of a million rows takes long."""

    pk: int
    name: str
    first_day: datetime.date | None
    last_day: datetime.date | None
    source: CitedSource | None


def loaded(articles: ArticleQuerySet[Article]) -> list[Article]:
    """Load articles with all related rows of their entries, in nine queries for any number of them."""
    # Issues and publications by queries of their own: many articles share one.
    found = list(articles.prefetch_related("issue__publication", in_order_of_signing(), "topics"))
    cited: defaultdict[int, list[CountedCitation]] = defaultdict(list)
    rows = Citation.objects.counted().filter(article__in=found).order_by()
    columns = list(rows.values_list("article", "pk", "name", "first_day", "last_day", "source"))
    sources = _sources({row[5] for row in columns if row[5] is not None})
    for article, pk, name, first, last, source in columns:
        cited[article].append(CountedCitation(pk, name, first, last, sources.get(source)))
    for each in found:
        each.counted_citations = cited[each.pk]  # type: ignore[attr-defined]  # read by ArticleFacts
    return found


def _sources(pks: set[int]) -> dict[int | None, CitedSource]:
    rows = Source.objects.filter(pk__in=pks).prefetch_related("other_names")
    return {row.pk: CitedSource(row.slug, (row.name, *(other.name for other in row.other_names.all()))) for row in rows}


def documents_for(articles: ArticleQuerySet[Article], *, failed: dict[int, Exception]) -> Iterator[dict[str, Any]]:
    """Return the entries of articles; errors of an entry are put into `failed` under its id, and do not stop others."""
    for article in loaded(articles):
        try:
            yield document(article)
        except (*UNWRITABLE, RecursionError) as error:
            failed[article.pk] = error


def document(article: Article) -> dict[str, Any]:
    """Return the entry of one of the `loaded` articles: a value for each of `FIELDS` that it has
    one for, but the computed ones: with the texts of its blocks, `computed_fields.complete` makes those.
    """
    facts = ArticleFacts(article)
    entry: dict[str, Any] = {"id": document_id(article.pk)}
    for field in READ:
        if (value := field.value(facts)) not in (None, "", []):
            entry[field.name] = value
    return entry | {DIGEST: digest(entry), BLOCK_TEXTS: facts.texts, PRINTED_TITLE: article.title}


class ArticleFacts:
    """Facts from which the fields of an article are computed (see `archive.search.fields`), each computed once."""

    def __init__(self, article: Article) -> None:
        self.article, self.issue = article, article.issue
        self.date = article.date or article.issue.date
        self.texts = [block.text for block in article.blocks()]
        self.body = "\n".join(filter(None, ("\n".join(self.texts), article.caption)))
        authors = article.byline()
        self.author_names = [name for author in authors for name in (author.name, *author.other_names)]
        self.author_slugs = [author.slug for author in authors]
        self.topic_slugs = [topic.slug for topic in article.topics.all()]
        self.issue_numbers = sorted(filter(None, {self.issue.number_slug, *map(str, _numbers(self.issue.number))}))
        citations = article.counted_citations  # type: ignore[attr-defined]  # of `loaded`
        self.source_names, self.source_slugs, self.days_cited = _cited(citations)


def digest(entry: dict[str, Any]) -> str:
    """Return a short digest of an entry, by which the index and the database are compared."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _numbers(number: str) -> Iterable[int]:
    covered = numbers_covered(number)
    return covered if len(covered) <= MAX_DAYS else ()


def _cited(citations: list[CountedCitation]) -> tuple[list[str], list[str], list[int]]:
    names: dict[str, None] = {}
    slugs: dict[str, None] = {}
    days: dict[int, None] = {}
    # Sorted: a database returns them in any order, which changes over time, and the digest would change with it.
    for citation in sorted(citations):
        names[citation.name] = None
        if citation.source:
            slugs[citation.source.slug] = None
            names.update(dict.fromkeys(citation.source.names))
        for day in _days(citation):
            days[day_number(day)] = None
    return list(filter(None, names)), list(slugs), sorted(days)


def _days(citation: CountedCitation) -> Iterator[datetime.date]:
    if citation.first_day is None or citation.last_day is None:
        return
    length = (citation.last_day - citation.first_day).days
    if length > MAX_DAYS:
        yield from (citation.first_day, citation.last_day)
        return
    for ordinal in range(citation.first_day.toordinal(), citation.first_day.toordinal() + length + 1):
        yield citation.first_day.fromordinal(ordinal)
