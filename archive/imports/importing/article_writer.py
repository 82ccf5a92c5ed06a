"""Writes what was read from a file into rows: a new article, or the fields of one that its file changed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from archive.imports.matching.name_cache import GetOrCreateCache
from archive.imports.reading.incoming_article import ImportRejected, IncomingArticle, safe_url
from archive.imports.reading.report import error, problem_as_json
from archive.models import Article, ArticleOrigin, Authorship, Status
from archive.models.catalogue.article import in_order_of_signing
from archive.models.common.bulk_insert import insert
from archive.text.headers.article_reader import ReadArticle, provisional_title
from archive.text.markup.sanitiser import sanitise

_ANCHORS = re.compile(r' id="p\d+"|<!--highest p\d+-->')


@dataclass(frozen=True, slots=True)
class NameCaches:
    """Where authors and topics are found by name."""

    authors: GetOrCreateCache
    topics: GetOrCreateCache


def title_of(article: ReadArticle) -> tuple[str, bool]:
    """The article's title, and whether it is provisional: made of its first words."""
    return (article.title, False) if article.title else (provisional_title(article.body_paragraphs), True)


def write_new(
    received: IncomingArticle,
    books: NameCaches,
    *,
    issue,
    slug: str,
    position: int,
    status: Status,
    by: int | None = None,
) -> Article:
    """Make the article of a file, with authors, topics and origin; its citations are derived afterwards.

    It belongs to the account `by`.

    Raises `MarkupTooLarge` or `MarkupTooDeep` for a body beyond the bounds.
    """
    read = received.article
    title, is_provisional = title_of(read)
    article = Article(
        issue=issue,
        position=position,
        title=title,
        title_is_provisional=is_provisional,
        slug=slug,
        standfirst=read.standfirst,
        caption=read.caption,
        language=read.language,
        url=safe_url(read),
        status=status,
        created_by_id=by,
    )
    article.set_body(read.body_html)
    article.save()
    write_authors(article, books.authors.ids(read.authors))
    filed = Article.topics.through
    insert([filed(article_id=article.pk, topic_id=topic) for topic in books.topics.ids(read.topics)])
    ArticleOrigin.objects.create(article=article, **origin_fields(received), left_version=article.version)
    return article


def origin_fields(received: IncomingArticle) -> dict[str, Any]:
    """What is kept of a file beside the article that was made of it."""
    return {
        "path": received.path,
        "sha256": received.sha256,
        "received": received.content,
        "encoding": received.encoding,
        "problems": [problem_as_json(problem) for problem in received.article.problems],
    }


def write_authors(article: Article, ids: list[int]) -> None:
    """Put these authors in the by-line, in this order."""
    insert([Authorship(article=article, author_id=author, position=place) for place, author in enumerate(ids)])


def fields_of_file(read: ReadArticle, books: NameCaches) -> dict[str, Any]:
    """What a file says about its article, in the form of `fields_of_row`."""
    title, is_provisional = title_of(read)
    return {
        "title": (title, is_provisional),
        "standfirst": read.standfirst,
        "caption": read.caption,
        "language": read.language,
        "url": safe_url(read),
        "body": without_anchors(sanitise(read.body_html)),
        "authors": books.authors.ids(read.authors),
        "topics": sorted(books.topics.ids(read.topics)),
    }


def fields_of_row(article: Article) -> dict[str, Any]:
    """What an article's row says, in the form of `fields_of_file`."""
    return {
        "title": (article.title, article.title_is_provisional),
        "standfirst": article.standfirst,
        "caption": article.caption,
        "language": article.language,
        "url": article.url,
        "body": without_anchors(article.body),
        "authors": [author.pk for author in article.byline()],
        "topics": sorted(article.topics.values_list("pk", flat=True)),
    }


def without_anchors(html: str) -> str:
    return _ANCHORS.sub("", html).strip()


def article_to_update(article_id: int, *, lock: bool) -> Article:
    """The article with what an update compares; with `lock` held until the transaction ends, where databases can."""
    rows = Article.objects.select_related("issue__publication", "origin").prefetch_related(in_order_of_signing())
    return (rows.select_for_update(of=("self",)) if lock else rows).get(pk=article_id)


def changes_of_file(article: Article, new: dict[str, Any], old: dict[str, Any], *, overwrite: bool) -> dict[str, Any]:
    """The fields that an update writes: those that the file changed since it was imported.

    `new` is what the file says now, `old` what it said when it was imported. What an editor changed since and the
    file did not is kept. Raises `ImportRejected` where both changed a field (unless `overwrite`, by which the file
    wins).
    """
    row = fields_of_row(article)
    differing = {name for name in new if new[name] != row[name]}
    if article.version == article.origin.left_version:
        return {name: new[name] for name in differing}
    both = sorted(name for name in differing if row[name] != old[name] and new[name] != old[name])
    if both and not overwrite:
        raise ImportRejected(
            error(
                f"An editor changed the {' and the '.join(both)} of this article after it was imported, and now the "
                "file has changed there too",
                "Edit the article in the admin, or let files win (“Let files win” on the desk, --overwrite).",
            )
        )
    return {name: new[name] for name in differing if new[name] != old[name]}


def write_changes(article: Article, changes: dict[str, Any], received: IncomingArticle, slug: str) -> None:
    """Write changed fields (none is saved that did not change) and what came in.

    An article that an editor changed stays known as such, so that later changes of its file spare the editor's too.
    """
    was_edited = article.version != article.origin.left_version
    columns = {name for name in changes if name not in ("authors", "topics")}
    for name in columns - {"title", "body"}:
        setattr(article, name, changes[name])
    if "title" in changes:
        article.title, article.title_is_provisional = changes["title"]
        article.slug = slug
        columns.add("title_is_provisional")
    if "body" in changes:
        article.set_body(changes["body"])
    if "authors" in changes:
        Authorship.objects.filter(article=article).delete()
        write_authors(article, changes["authors"])
    if "topics" in changes:
        article.topics.set(changes["topics"])
    if changes:
        article.save(update_fields=columns)
    for name, value in origin_fields(received).items():
        setattr(article.origin, name, value)
    if not was_edited:
        article.origin.left_version = article.version
    article.origin.save()
