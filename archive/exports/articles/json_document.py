"""Articles as JSON, with all that the archive says of them in public."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from archive.exports.articles.record import ArticleRecord
from archive.models import Article, Citation, CrossReference, Issue
from archive.text.markup.paragraphs import blocks


def article_json(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Yield each article as a JSON object with its text and citations."""
    for one in records:
        yield json.dumps(described(one) | contents(one.article), ensure_ascii=False, indent=1) + "\n"


def list_json(records: Iterable[ArticleRecord]) -> Iterator[str]:
    """Return a JSON array of articles, piece by piece, without their texts and citations."""
    return json_array(map(described, records))


def json_array(items: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a JSON array of items, piece by piece."""
    before = "[\n"
    for item in items:
        yield before + json.dumps(item, ensure_ascii=False)
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def described(one: ArticleRecord) -> dict[str, Any]:
    """Return the facts of an article; what is not known is null or empty, never left out."""
    article, issue, publication = one.article, one.article.issue, one.article.issue.publication
    return {
        "id": article.pk,
        "url": one.page,
        "permanent_url": one.permanent,
        "original_url": article.url,
        "title": one.title,
        "title_is_provisional": article.title_is_provisional,
        "authors": [{"name": name.signed, "family": name.family, "given": name.given} for name in one.authors],
        "publication": {
            "title": publication.title,
            "abbreviation": publication.abbreviation,
            "genre": publication.genre,
            "publisher": publication.publisher,
            "place": publication.place,
            "issn": publication.issn,
            "url": one.publication_page,
        },
        "issue": {
            "volume": issue.volume,
            "number": issue.number,
            "title": issue.title,
            "designation": issue.designation,
            "url": one.issue_page,
        },
        "position": article.position,
        "elocation_id": article.elocation_id,
        "date": one.iso_date,
        "date_precision": article.partial_date.precision.value if article.partial_date else "",
        "language": one.language,
        "standfirst": article.standfirst,
        "topics": list(one.topics),
        "word_count": article.word_count,
        "version": article.version,
        "changed": article.news_since.isoformat(),
    }


def contents(article: Article) -> dict[str, Any]:
    """Return the text of an article by paragraph, and what it cites and refers to."""
    citations = Citation.objects.counted().filter(article=article).select_related("source")
    references = CrossReference.objects.filter(article=article)
    return {
        "caption": article.caption,
        "body": article.body,
        "paragraphs": [{"anchor": one.anchor, "tag": one.tag, "text": one.text} for one in blocks(article.body)],
        "citations": _citations(sorted(citations, key=lambda one: one.pk)),
        "cross_references": _cross_references(sorted(references, key=lambda one: one.pk)),
    }


def _citations(citations: Sequence[Citation]) -> list[dict[str, Any]]:
    return [
        {
            "as_printed": one.raw,
            "kind": one.kind,
            "source": {"name": one.source.name, "slug": one.source.slug} if one.source else None,
            "name": one.name,
            "first_day": one.first_day.isoformat() if one.first_day else None,
            "last_day": one.last_day.isoformat() if one.last_day else None,
            "date_precision": one.precision,
            "url": one.url,
            "paragraph": one.paragraph,
            "status": one.status,
        }
        for one in citations
    ]


def _cross_references(references: Sequence[CrossReference]) -> list[dict[str, Any]]:
    public = Issue.objects.published().select_related("publication")
    issues = public.in_bulk([one.issue_id for one in references if one.issue_id])
    return [
        {
            "as_printed": one.raw,
            "publication": one.publication_name,
            "first_day": one.first_day.isoformat() if one.first_day else None,
            "last_day": one.last_day.isoformat() if one.last_day else None,
            "issue_url": issues[one.issue_id].get_absolute_url() if one.issue_id in issues else None,
            "paragraph": one.paragraph,
        }
        for one in references
    ]
