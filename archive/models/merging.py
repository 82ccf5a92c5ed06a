"""Merges rows that turned out to be one: what hung on the lost row moves, and its address leads to the kept one."""

from __future__ import annotations

from django.db import transaction

from archive.models.article import Authorship
from archive.models.author import Author
from archive.models.citation import Citation
from archive.models.redirect import SlugRedirect
from archive.models.slugs import SlugHistory
from archive.models.source import Source, SourceName
from archive.models.topic import Topic
from archive.text.sources import folded_name


class CannotMerge(ValueError):
    """A merge that has no meaning: of a row with itself, or of rows of two kinds."""


@transaction.atomic
def merge_sources(kept: Source, lost: Source) -> int:
    """Make two sources one; returns how many citations moved.

    The lost source's names become other names of the kept one. Raises CannotMerge for one and the same source.
    """
    _check(kept, lost)
    moved = Citation.objects.filter(source=lost).update(source=kept)
    SourceName.objects.filter(source=lost).update(source=kept)
    name, slug, pk = lost.name, lost.slug, lost.pk
    lost.delete()
    if not SourceName.objects.filter(key=folded_name(name)[:200]).exists():
        SourceName.objects.create(source=kept, name=name)
    kept.save()  # its articles are found by more names now
    _lead_on(kept, slug, pk)
    return moved


@transaction.atomic
def merge_authors(kept: Author, lost: Author) -> int:
    """Make two authors one; returns how many articles moved. Where both signed, the kept one keeps its place."""
    _check(kept, lost)
    signed = set(kept.authorships.values_list("article_id", flat=True))
    lost.authorships.filter(article_id__in=signed).delete()
    moved = Authorship.objects.filter(author=lost).update(author=kept)
    kept.other_names = list(dict.fromkeys([*kept.other_names, lost.name, *lost.other_names]))
    slug, pk = lost.slug, lost.pk
    lost.delete()
    kept.save()
    _lead_on(kept, slug, pk)
    return moved


@transaction.atomic
def merge_topics(kept: Topic, lost: Topic) -> int:
    """Make two topics one; returns how many articles moved."""
    _check(kept, lost)
    articles = list(lost.articles.all())
    kept.articles.add(*articles)
    slug, pk = lost.slug, lost.pk
    lost.delete()
    _lead_on(kept, slug, pk)
    return len(articles)


def _check(kept: SlugHistory, lost: SlugHistory) -> None:
    if type(kept) is not type(lost) or kept.pk == lost.pk:
        raise CannotMerge("Choose two different rows of one kind.")


def _lead_on(kept: SlugHistory, slug: str, lost_id: int) -> None:
    kind = kept.redirect_kind
    SlugRedirect.objects.filter(kind=kind, target_id=lost_id).update(target_id=kept.pk)
    SlugRedirect.leave(kind, 0, slug, target_id=kept.pk)
