"""Targets of internal links: resolves a path of this archive to the article or page that it leads to."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import Resolver404, resolve

from archive.models import Article, Issue, LinkError, Publication, SlugRedirect, Source, Tombstone
from archive.models.catalogue.author import Author
from archive.models.catalogue.topic import Topic

_ANCHOR = re.compile(r"p[1-9][0-9]{0,5}")


@dataclass(frozen=True, slots=True)
class Destination:
    """The target of an address: an article's id (None for any other page), and the error ("" for none)."""

    target_id: int | None = None
    error: str = ""


NOWHERE = Destination(error=LinkError.NOTHING)


def destination(path: str, fragment: str = "") -> Destination:
    """Return the target of a path of this archive, through redirects of former addresses."""
    if path.startswith(("/" + settings.STATIC_URL.lstrip("/"), "/" + settings.MEDIA_URL.lstrip("/"))):
        return Destination()
    try:
        match = resolve(path if path.endswith("/") or "." in path.rpartition("/")[2] else f"{path}/")
    except Resolver404:
        return NOWHERE
    follow = _ROUTES.get(match.url_name or "")
    found = follow(**match.kwargs) if follow else Destination()
    if found.target_id and not found.error and _ANCHOR.fullmatch(fragment):
        has_it = Article.objects.filter(pk=found.target_id, body__contains=f'id="{fragment}"').exists()
        return found if has_it else Destination(found.target_id, LinkError.ANCHOR)
    return found


def _article_with_id(pk: int) -> Destination:
    if Article.objects.filter(pk=pk).exists():
        return Destination(pk)
    return Destination(error=LinkError.GONE) if Tombstone.objects.public().filter(article_id=pk).exists() else NOWHERE


def _article(publication: str, at: str, slug: str) -> Destination:
    for issue_id in _issues(publication, at):
        here = Article.objects.filter(issue=issue_id, slug=slug).values_list("pk", flat=True).first()
        target = here or SlugRedirect.target("article", slug, scope_id=issue_id)
        if target:
            return _article_with_id(target)
    path = f"/{publication}/{at}/{slug}/"
    return Destination(error=LinkError.GONE) if Tombstone.objects.public().filter(path=path).exists() else NOWHERE


def _issue(publication: str, at: str) -> Destination:
    """Return an issue, or an article of an issue that is a whole volume or month."""
    if any(_issues(publication, at)):
        return Destination()
    above, _, slug = at.rpartition("/")
    return _article(publication, above, slug) if above else NOWHERE


def _issues(publication: str, at: str) -> Iterator[int]:
    """Return ids of the issues that are or were at an address, in publications that have or had the slug."""
    for publication_id in _publications(publication):
        here = Issue.objects.filter(publication=publication_id, path=at)
        yield from here.values_list("pk", flat=True)
        if target := SlugRedirect.target("issue", at, scope_id=publication_id):
            yield from Issue.objects.filter(pk=target).values_list("pk", flat=True)


def _publications(slug: str) -> list[int]:
    ids = list(Publication.objects.filter(slug=slug).values_list("pk", flat=True))
    target = SlugRedirect.target("publication", slug)
    return [*ids, target] if target else ids


def _run(publication: str, year: int | None = None, month: int | None = None, volume: int | None = None) -> Destination:
    """Resolve a page of a publication's sequence: the whole, a year, a month or a volume."""
    publications = _publications(publication)
    if not publications:
        return NOWHERE
    issues = Issue.objects.filter(publication__in=publications)
    if month is not None and year is not None:
        issues = issues.in_month(year, month)
    elif year is not None:
        issues = issues.in_year(year)
    elif volume is not None:
        issues = issues.in_volume(volume)
    return Destination() if issues.exists() else NOWHERE


def _row_with_slug(model: type[Author | Source | Topic]) -> Callable[[str], Destination]:
    def follow(slug: str) -> Destination:
        held = model.objects.filter(slug=slug).exists() or SlugRedirect.target(model.redirect_kind, slug)
        return Destination() if held else NOWHERE

    return follow


_ROUTES: dict[str, Callable[..., Destination]] = {
    "permanent": _article_with_id,
    "article": _article,
    "issue": _issue,
    "publication": _run,
    "year": _run,
    "month": _run,
    "volume": _run,
    "run": _run,
    "author": _row_with_slug(Author),
    "topic": _row_with_slug(Topic),
    "source": _row_with_slug(Source),
}
