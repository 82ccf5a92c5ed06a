"""Publications, authors, topics and sources as JSON: the facts of the row, and a page of what is listed under it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from archive.exports.articles.record import iso_of, known_date
from archive.models import Author, Citation, Issue, Publication, Source, Topic

Absolute = Callable[[str], str]
Facts = dict[str, Any]


def publication_facts(publication: Publication, absolute: Absolute) -> Facts:
    """Return what readers may know of a publication; of its neighbours, those that have issues to read."""
    shown = Publication.objects.with_published_issues()
    preceding = shown.filter(pk=publication.preceding_id).first()
    succeeding = shown.filter(preceding=publication).order_by("title", "pk")
    return {
        "id": publication.pk,
        "url": absolute(publication.get_absolute_url()),
        "slug": publication.slug,
        "title": publication.title,
        "abbreviation": publication.abbreviation,
        "other_names": list(publication.other_names),
        "preceding": _titled(preceding, absolute) if preceding else None,
        "succeeding": [_titled(one, absolute) for one in succeeding],
        "publisher": publication.publisher,
        "issn": publication.issn,
        "place": publication.place,
        "frequency": publication.frequency,
        "language": publication.language,
        "genre": publication.genre,
        "numbering": publication.numbering,
        "first_year": publication.first_year,
        "description": publication.description,
    }


def _titled(publication: Publication, absolute: Absolute) -> Facts:
    return {"title": publication.title, "url": absolute(publication.get_absolute_url())}


def issue_entry(issue: Issue, article_count: int, absolute: Absolute) -> Facts:
    """Return an issue as its publication lists it, with the number of articles that readers see."""
    return {
        "id": issue.pk,
        "url": absolute(issue.get_absolute_url()),
        "volume": issue.volume,
        "number": issue.number,
        "title": issue.title,
        "designation": issue.designation,
        "date": iso_of(known_date(issue.partial_date, issue.year)),
        "date_precision": issue.date_precision,
        "article_count": article_count,
    }


def author_facts(author: Author, absolute: Absolute) -> Facts:
    return _named(author, absolute) | {"other_names": list(author.other_names)}


def topic_facts(topic: Topic, absolute: Absolute) -> Facts:
    return _named(topic, absolute)


def source_facts(source: Source, absolute: Absolute) -> Facts:
    """Return what readers may know of a source, with the number of its citations in published articles."""
    return _named(source, absolute) | {
        "other_names": list(source.other_names.order_by("name").values_list("name", flat=True)),
        "kind": source.kind,
        "country": source.country,
        "homepage": source.homepage,
        "citation_count": Citation.objects.shown().of(source).count(),
    }


def _named(row: Author | Topic | Source, absolute: Absolute) -> Facts:
    return {"id": row.pk, "url": absolute(row.get_absolute_url()), "slug": row.slug, "name": row.name}
