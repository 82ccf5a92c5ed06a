"""What every format says of an article, collected once: names in parts, partial dates, full addresses, rights."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Prefetch

from archive.models import Article, Author, Topic
from archive.models.catalogue.article import ArticleQuerySet, in_order_of_signing
from archive.models.catalogue.publication import Genre
from archive.text.dates import PartialDate, Precision
from archive.text.names.personal_names import family_and_given

Absolute = Callable[[str], str]
"""Makes a URL with host of a path."""

TOPICS = Prefetch("topics", Topic.objects.order_by("name", "pk"))
CHUNK = 200


@dataclass(frozen=True, slots=True)
class Name:
    """Name of an author as signed, and in its parts; `given` is empty for an agency or a single name."""

    signed: str
    family: str
    given: str = ""


@dataclass(frozen=True, slots=True)
class ArticleRecord:
    """An article as formats describe it. `date` has one to three numbers (year, month, day), none where unknown.

    Addresses are full URLs; `page` is where the article stands now, `permanent` where it always will.
    """

    article: Article
    authors: tuple[Name, ...]
    topics: tuple[str, ...]
    genre: Genre
    language: str
    date: tuple[int, ...]
    page: str
    permanent: str
    issue_page: str
    publication_page: str
    author_pages: tuple[str, ...]

    @property
    def title(self) -> str:
        return self.article.title

    @property
    def publication(self) -> str:
        return self.article.issue.publication.title

    @property
    def volume(self) -> str:
        """Return the volume as text, "" for none."""
        volume = self.article.issue.volume
        return "" if volume is None else str(volume)

    @property
    def number(self) -> str:
        return self.article.issue.number

    @property
    def iso_date(self) -> str:
        """Return the date as far as it is known: "2004-10-26", "2004-10", "2004", ""."""
        return iso_of(self.date)


def with_everything_described(articles: ArticleQuerySet[Article]) -> ArticleQuerySet[Article]:
    """Return the articles with all that a record says, in four queries for any number of them."""
    return articles.select_related("issue__publication").prefetch_related(in_order_of_signing(), TOPICS)


def records(articles: ArticleQuerySet[Article], absolute: Absolute) -> Iterator[ArticleRecord]:
    """Yield the records of articles in their order, some hundred read at a time."""
    for article in with_everything_described(articles).iterator(chunk_size=CHUNK):
        yield record(article, absolute)


def records_in_order(pks: Iterable[int], absolute: Absolute, *, bodies: bool = False) -> Iterator[ArticleRecord]:
    """Yield the records of published articles by id, in the order of the ids, some hundred read at a time.

    Without `bodies`, which most formats of lists do not write: they are most of what there is to read.
    """
    wanted = list(pks)
    for start in range(0, len(wanted), CHUNK):
        chunk = wanted[start : start + CHUNK]
        rows = with_everything_described(Article.objects.published().filter(pk__in=chunk))
        articles = {article.pk: article for article in (rows if bodies else rows.defer("body"))}
        yield from (record(articles[pk], absolute) for pk in chunk if pk in articles)


def record(
    article: Article,
    absolute: Absolute,
    authors: Iterable[Author] | None = None,
    topics: Iterable[Topic] | None = None,
) -> ArticleRecord:
    """Return the record of an article; no query after `with_everything_described`, or with authors and topics."""
    issue = article.issue
    authors = list(article.byline() if authors is None else authors)
    topics = article.topics.all() if topics is None else topics
    return ArticleRecord(
        article=article,
        authors=tuple(_name(author.name) for author in authors),
        topics=tuple(topic.name for topic in topics),
        genre=Genre(issue.publication.genre),
        language=article.language or issue.publication.language,
        date=known_date(article.partial_date, article.issue.year),
        page=absolute(article.get_absolute_url()),
        permanent=absolute(article.get_permanent_url()),
        issue_page=absolute(issue.get_absolute_url()),
        publication_page=absolute(issue.publication.get_absolute_url()),
        author_pages=tuple(absolute(author.get_absolute_url()) for author in authors),
    )


def _name(signed: str) -> Name:
    """Split a name where its parts make it up again: "John Daly Jr." and agencies stay whole."""
    family, given = family_and_given(signed)
    return Name(signed, family, given) if given and f"{given} {family}" == signed else Name(signed, signed)


def iso_of(parts: tuple[int, ...]) -> str:
    """Return the parts of a date as text: (2004, 10) → "2004-10", () → ""."""
    return "-".join(f"{part:0{4 if place == 0 else 2}d}" for place, part in enumerate(parts))


def known_date(printed: PartialDate | None, year_of_issue: int | None) -> tuple[int, ...]:
    """Return the parts of a date that are in print; of an inferred date, an estimate, the year alone.

    Without a date, it is the year that the issue's volume gives.
    """
    if printed is None or printed.precision in (Precision.INFERRED, Precision.YEAR):
        year = printed.first.year if printed else year_of_issue
        return () if year is None else (year,)
    first: datetime.date = printed.first
    if printed.precision is Precision.MONTH:
        return first.year, first.month
    return first.year, first.month, first.day
