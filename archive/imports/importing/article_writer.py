"""Article writer: creates an article from a file, or updates the fields that its file changed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from archive.imports.matching.name_cache import GetOrCreateCache
from archive.imports.reading.incoming_article import ImportRejected, IncomingArticle, safe_url
from archive.imports.reading.report import error, problem_as_json
from archive.models import Article, ArticleOrigin, Authorship, Status
from archive.models.catalogue.article import in_order_of_signing
from archive.models.common.bulk_insert import insert
from archive.text.dates import PartialDate
from archive.text.headers.article_reader import ReadArticle, provisional_title
from archive.text.markup.sanitiser import sanitise
from archive.text.numbering.habits import own_date_of

_ANCHORS = re.compile(r' id="p\d+"|<!--highest p\d+-->')


@dataclass(frozen=True, slots=True)
class NameCaches:
    """Caches of authors and topics by name."""

    authors: GetOrCreateCache
    topics: GetOrCreateCache


def title_of(article: ReadArticle) -> tuple[str, bool]:
    """Return the article's title, and whether it is provisional: made of its first words."""
    return (article.title, False) if article.title else (provisional_title(article.body_paragraphs), True)


def write_new(
    incoming: IncomingArticle,
    caches: NameCaches,
    *,
    issue,
    slug: str,
    position: int,
    status: Status,
    by: int | None = None,
) -> Article:
    """Create the article of a file, with authors, topics and origin; its citations are derived afterwards.

    It belongs to the account `by`. Raises `MarkupTooLarge` or `MarkupTooDeep` for a body beyond the limits.
    """
    read = incoming.article
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
        elocation_id=read.elocation,
        url=safe_url(read),
        status=status,
        created_by_id=by,
    )
    article.set_date(own_date(read, incoming.issue_date))
    article.set_body(read.body_html)
    article.save()
    write_authors(article, caches.authors.ids(read.authors))
    filed = Article.topics.through
    insert([filed(article_id=article.pk, topic_id=topic) for topic in caches.topics.ids(read.topics)])
    ArticleOrigin.objects.create(article=article, **origin_fields(incoming), left_version=article.version)
    return article


def origin_fields(incoming: IncomingArticle) -> dict[str, object]:
    """Return the fields of an article's origin: the file's bytes and facts."""
    return {
        "path": incoming.path,
        "sha256": incoming.sha256,
        "received": incoming.content,
        "encoding": incoming.encoding,
        "problems": [problem_as_json(problem) for problem in incoming.article.problems],
    }


def write_authors(article: Article, ids: list[int]) -> None:
    """Set the by-line, in this order."""
    insert([Authorship(article=article, author_id=author, position=place) for place, author in enumerate(ids)])


def own_date(read: ReadArticle, issue_date: PartialDate | None) -> PartialDate | None:
    """Return the date of a file's article, where its issue, which gets `issue_date`, has another or a vaguer one."""
    return read.own_date or own_date_of(read.date, issue_date)


def fields_of_file(read: ReadArticle, caches: NameCaches, issue_date: PartialDate | None = None) -> dict[str, object]:
    """Return a file's fields of its article, in the form of `fields_of_row`; its issue gets `issue_date`."""
    date = own_date(read, issue_date)
    title, is_provisional = title_of(read)
    return {
        "title": (title, is_provisional),
        "standfirst": read.standfirst,
        "caption": read.caption,
        "language": read.language,
        "date": (date.first, date.precision.value) if date else (None, ""),
        "elocation_id": read.elocation,
        "url": safe_url(read),
        "body": without_anchors(sanitise(read.body_html)),
        "authors": caches.authors.ids(read.authors),
        "topics": sorted(caches.topics.ids(read.topics)),
    }


def fields_of_row(article: Article) -> dict[str, object]:
    """Return the fields of an article's row, in the form of `fields_of_file`."""
    return {
        "title": (article.title, article.title_is_provisional),
        "standfirst": article.standfirst,
        "caption": article.caption,
        "language": article.language,
        "date": (article.date, article.date_precision),
        "elocation_id": article.elocation_id,
        "url": article.url,
        "body": without_anchors(article.body),
        "authors": [author.pk for author in article.byline()],
        "topics": sorted(article.topics.values_list("pk", flat=True)),
    }


def without_anchors(html: str) -> str:
    return _ANCHORS.sub("", html).strip()


def article_to_update(article_id: int, *, lock: bool) -> Article:
    """Load an article for an update; with `lock`, for update until the transaction ends, if the database can."""
    rows = Article.objects.select_related("issue__publication", "origin").prefetch_related(in_order_of_signing())
    return (rows.select_for_update(of=("self",)) if lock else rows).get(pk=article_id)


def changes_of_file(
    article: Article, new: dict[str, object], old: dict[str, object], *, overwrite: bool
) -> dict[str, object]:
    """Return the fields for an update: those that the file changed since it was imported.

    `new` are the file's fields now, `old` those at its import. Fields changed by an editor and not by the file are
    left out. Raises `ImportRejected` if both changed a field (unless `overwrite`, with which the file wins).
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


def write_changes(article: Article, changes: dict[str, object], incoming: IncomingArticle, slug: str) -> None:
    """Write changed fields, saving no others, and the new origin.

    An article edited before still counts as edited, so that later changes of its file do not overwrite the edits
    either.
    """
    was_edited = article.version != article.origin.left_version
    columns = {name for name in changes if name not in ("authors", "topics")}
    for name in columns - {"title", "body", "date"}:
        setattr(article, name, changes[name])
    if "title" in changes:
        article.title, article.title_is_provisional = changes["title"]
        article.slug = slug
        columns.add("title_is_provisional")
    if "date" in changes:
        article.date, article.date_precision = changes["date"]
    if "body" in changes:
        article.set_body(changes["body"])
    if "authors" in changes:
        Authorship.objects.filter(article=article).delete()
        write_authors(article, changes["authors"])
    if "topics" in changes:
        article.topics.set(changes["topics"])
    if changes:
        article.save(update_fields=columns)
    for name, value in origin_fields(incoming).items():
        setattr(article.origin, name, value)
    if not was_edited:
        article.origin.left_version = article.version
    article.origin.save()
