"""Rows of a page of hits, loaded from the database through the published set, with their authors.

A stale index can miss an article, but never leak one. Uses prepared SQL, one statement per batch size: building it for
every page takes Django longer than its execution takes the database. Rows are named tuples, not model instances: twenty
articles with issue, publication and authors took 1.7 ms as instances, and take 0.6 ms.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import Any, NamedTuple

from archive.models import Article, Author, Issue, Publication
from archive.models.catalogue.article import Authorship
from archive.models.common.prepared_statements import PreparedQuery, any_parameter, parameters_for


class AuthorHit(NamedTuple):
    """Author beside a hit, with the attributes of the model."""

    name: str
    slug: str

    get_absolute_url = Author.get_absolute_url  # type: ignore[misc]  # a method, not a field


class PublicationHit(NamedTuple):
    """Publication beside a hit, with the attributes of the model."""

    slug: str
    title: str
    language: str

    get_absolute_url = Publication.get_absolute_url  # type: ignore[misc]  # a method, not a field


class IssueHit(NamedTuple):
    """Issue beside a hit, with the attributes of the model."""

    volume: int | None
    number: str
    path: str
    date: datetime.date | None
    date_precision: str
    date_text: str
    publication: PublicationHit

    designation = Issue.designation  # type: ignore[misc]  # a method, not a field
    number_shown = Issue.number_shown  # type: ignore[misc]  # a method, not a field
    volume_shown = Issue.volume_shown  # type: ignore[misc]  # a method, not a field
    date_beside = Issue.date_beside  # type: ignore[misc]  # a method, not a field
    partial_date = Issue.partial_date  # type: ignore[misc]  # a method, not a field
    get_absolute_url = Issue.get_absolute_url  # type: ignore[misc]  # a method, not a field


class ArticleHit(NamedTuple):
    """Article that was found, with the attributes of the model that pages, feeds and data use."""

    pk: int
    title: str
    slug: str
    title_is_provisional: bool
    language: str
    body: str
    changed: datetime.datetime
    publish_at: datetime.datetime | None
    date: datetime.date | None
    date_precision: str
    issue: IssueHit

    blocks = Article.blocks  # type: ignore[misc]  # a method, not a field
    partial_date = Article.partial_date  # type: ignore[misc]  # a method, not a field
    date_beside = Article.date_beside  # type: ignore[misc]  # a method, not a field
    news_since = Article.news_since  # type: ignore[misc]  # a method, not a field
    get_absolute_url = Article.get_absolute_url  # type: ignore[misc]  # a method, not a field
    get_permanent_url = Article.get_permanent_url  # type: ignore[misc]  # a method, not a field


_OF_ARTICLE = ArticleHit._fields[:-1]
_OF_ISSUE = IssueHit._fields[:-1]
_END_OF_ISSUE = len(_OF_ARTICLE) + len(_OF_ISSUE)

_rows = PreparedQuery(
    Article,
    lambda _: (
        Article.objects.published()
        .filter(any_parameter("pk", Article._meta.pk))
        .order_by()
        .values_list(
            *_OF_ARTICLE,
            *(f"issue__{name}" for name in _OF_ISSUE),
            *(f"issue__publication__{name}" for name in PublicationHit._fields),
        )
    ),
)
_authorships = PreparedQuery(
    Authorship,
    lambda _: (
        Authorship.objects.filter(any_parameter("article_id", Article._meta.pk))
        .order_by("position", "pk")
        .values_list("article_id", *(f"author__{name}" for name in AuthorHit._fields))
    ),
)


def load_hits(pks: Sequence[int]) -> dict[int, tuple[ArticleHit, list[AuthorHit]]]:
    """Load those of the articles that readers may see, by id, each with its issue, publication and authors in order.

    They stand in the order of `pks`, whichever the database gave them in.
    """
    rows: dict[int, tuple[ArticleHit, list[AuthorHit]]] = {}
    for slots in parameters_for("pk", pks):
        rows |= {row[0]: (_article(row), []) for row in _rows(**slots)}
    found = {pk: rows[pk] for pk in pks if pk in rows}
    for slots in parameters_for("article_id", list(found)):
        for article, *author in _authorships(**slots):
            found[article][1].append(AuthorHit(*author))
    return found


def _article(row: tuple[Any, ...]) -> ArticleHit:
    publication = PublicationHit(*row[_END_OF_ISSUE:])
    issue = IssueHit._make([*row[len(_OF_ARTICLE) : _END_OF_ISSUE], publication])
    return ArticleHit._make([*row[: len(_OF_ARTICLE)], issue])
