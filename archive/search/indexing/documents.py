"""Index entries of articles: the texts that are searched, and the values that are filtered and counted by."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Iterable, Iterator
from operator import attrgetter
from typing import Any

from django.db.models import Prefetch

from archive.models import Article, Citation
from archive.models.catalogue.article import ArticleQuerySet, in_order_of_signing
from archive.search.fields import BLOCK_TEXTS, DIGEST, FIELDS, PRINTED_TITLE, day_number, document_id
from archive.text.numbering.issue_numbers import numbers_covered

# A citation of more days than this ("2003–2005") is indexed under its first and last day only.
MAX_DAYS = 62
READ = tuple(field for field in FIELDS if not field.is_computed)


def with_everything_indexed(articles: ArticleQuerySet[Article]) -> ArticleQuerySet[Article]:
    """Load articles with all related rows of their entries, in six queries for any number of them."""
    # Sources by a query of their own: a batch cites each of them many times.
    cited = Citation.objects.counted().only("article", "source", "name", "first_day", "last_day")
    counted = cited.prefetch_related("source__other_names")
    return articles.select_related("issue__publication").prefetch_related(
        in_order_of_signing(), "topics", Prefetch("citations", counted.order_by(), to_attr="counted_citations")
    )


def documents_for(articles: ArticleQuerySet[Article], *, failed: dict[int, Exception]) -> Iterator[dict[str, Any]]:
    """Return the entries of articles; errors of an entry are put into `failed` under its id, and do not stop others."""
    for article in with_everything_indexed(articles):
        try:
            yield document(article)
        except (ValueError, TypeError, AttributeError, LookupError, RecursionError) as error:
            failed[article.pk] = error


def document(article: Article) -> dict[str, Any]:
    """Return the entry of one article, loaded by `with_everything_indexed`: a value for each of `FIELDS` that it has
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
        citations = article.counted_citations  # type: ignore[attr-defined]  # prefetched
        self.source_names, self.source_slugs, self.days_cited = _cited(citations)


def digest(entry: dict[str, Any]) -> str:
    """Return a short digest of an entry, by which the index and the database are compared."""
    text = json.dumps(entry, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _numbers(number: str) -> Iterable[int]:
    covered = numbers_covered(number)
    return covered if len(covered) <= MAX_DAYS else ()


def _cited(citations: list[Citation]) -> tuple[list[str], list[str], list[int]]:
    names: dict[str, None] = {}
    slugs: dict[str, None] = {}
    days: dict[int, None] = {}
    # Sorted: a database returns them in any order, which changes over time, and the digest would change with it.
    for citation in sorted(citations, key=attrgetter("pk")):
        names[citation.name] = None
        if citation.source:
            slugs[citation.source.slug] = None
            names[citation.source.name] = None
            names.update(dict.fromkeys(other.name for other in citation.source.other_names.all()))
        for day in _days(citation):
            days[day_number(day)] = None
    return list(filter(None, names)), list(slugs), sorted(days)


def _days(citation: Citation) -> Iterator[datetime.date]:
    if citation.first_day is None or citation.last_day is None:
        return
    length = (citation.last_day - citation.first_day).days
    if length > MAX_DAYS:
        yield from (citation.first_day, citation.last_day)
        return
    for ordinal in range(citation.first_day.toordinal(), citation.first_day.toordinal() + length + 1):
        yield citation.first_day.fromordinal(ordinal)
