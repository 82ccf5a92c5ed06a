"""Internal links of articles: the target of each, and its error.

Links are derived from the body, as citations are. Whether readers may see the target article is not stored but queried
(`InternalLink.objects.broken()`), so that withdrawing it breaks its links at once, without resolving any link again.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http.request import validate_host
from django.urls import Resolver404, resolve
from django.utils import timezone

from archive.models import Article, InternalLink, Issue, LinkError, Publication, SlugRedirect, Source, Tombstone
from archive.models.catalogue.author import Author
from archive.models.catalogue.topic import Topic
from archive.models.common.prepared_statements import PreparedQuery
from archive.models.common.url_cache import cached_reverse
from archive.text.markup.paragraphs import Block

BATCH = 200
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_ANCHOR = re.compile(r"p[1-9][0-9]{0,5}")
HAS_LINKS = 'href="'


@dataclass(frozen=True, slots=True)
class LinkInText:
    """A link in a body: its paragraph's anchor, the address, and its path and fragment."""

    anchor: str
    address: str
    path: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Destination:
    """The target of an address: an article's id (None for any other page), and the error ("" for none)."""

    target_id: int | None = None
    error: str = ""


NOWHERE = Destination(error=LinkError.NOTHING)


def update_links(article: Article, blocks: Sequence[Block], existing: list[InternalLink] | None = None) -> None:
    """Update the article's own links to its body. `existing` are its present rows, where loaded."""
    written = list(links_in(article, blocks))
    if existing is None:
        existing = _links_of_article(pk=article.pk)
    if [_as_written(one) for one in existing] != [_as_written(one) for one in written]:
        InternalLink.objects.filter(pk__in=[one.pk for one in existing]).delete()
        InternalLink.objects.bulk_create([_row(article, one) for one in written])


def _as_written(link: LinkInText | InternalLink) -> tuple[str, str, str, str]:
    return link.anchor, link.address, link.path, link.fragment


# Called for every article of an import or a derivation, where building the SQL would take longer than executing it.
_links_of_article = PreparedQuery(
    Article, lambda conditions: InternalLink.objects.filter(article_id=conditions.pk).order_by("pk")
)
_any_link = PreparedQuery(InternalLink, lambda conditions: InternalLink.objects.order_by().only("pk")[:1])
_to_article = PreparedQuery(
    Article, lambda conditions: InternalLink.objects.filter(target_id=conditions.pk).order_by().only("pk")
)


def links_in(article: Article, blocks: Sequence[Block]) -> Iterator[LinkInText]:
    """Return the links of a body to the archive's own addresses: "/sources/interfax/", "#p4", "../i7/",
    "https://this.host/…".
    """
    here = None
    for block in blocks:
        if HAS_LINKS not in block.html:
            continue
        here = here or article.get_absolute_url()
        for href in _HREF.findall(block.html):
            address = entities.unescape(href).strip()
            if (parts := _own_parts(address, here)) and len(address) <= 600:
                yield LinkInText(block.anchor, address, *parts)


def _own_parts(address: str, here: str) -> tuple[str, str] | None:
    """Return path and fragment of an address of this archive, relative to the page at `here`; None for any other."""
    try:
        parts = urlsplit(urljoin(here, address))
    except ValueError:  # "http://[": no valid address; the sanitiser leaves it to browsers
        return None
    if parts.scheme not in ("", "http", "https") or (parts.netloc and not _is_own(parts.hostname or "")):
        return None
    if not parts.netloc and parts.scheme:
        return None
    return unquote(parts.path or "/")[:600], unquote(parts.fragment)[:100]


def _is_own(host: str) -> bool:
    return validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


def links_agree(article: Article, existing: Sequence[InternalLink]) -> bool:
    """Return whether an article's stored links are those of its body, with their present targets."""
    written = [_as_written(one) for one in links_in(article, article.blocks())]
    noted = [_as_written(one) for one in existing]
    found = [destination(one.path, one.fragment) for one in existing]
    leads = [(one.target_id, one.error) for one in existing]
    return written == noted and leads == [(one.target_id, one.error) for one in found]


def links_to(article_id: int) -> list[int]:
    """Return the ids of the links to an article."""
    return [link.pk for link in _to_article(pk=article_id)]


def pages_of_run(issue: Issue) -> list[str]:
    """Return the paths of the pages of a publication that an issue is on: the whole run, its volume, year and month."""
    slug = issue.publication.slug
    paths = [cached_reverse("publication", slug)]
    if issue.volume is not None:
        paths.append(cached_reverse("volume", slug, issue.volume))
    if issue.year:
        paths.append(cached_reverse("year", slug, issue.year))
    if issue.date:
        paths.append(cached_reverse("month", slug, issue.date.year, issue.date.month))
    return paths


def former_addresses(row: Article | Issue) -> list[str]:
    """Return the former paths of an article or issue, which redirect to it."""
    redirects = SlugRedirect.objects.filter(kind=row.redirect_kind, target_id=row.pk)
    above: Any = Issue.objects.select_related("publication") if isinstance(row, Article) else Publication.objects
    pages = above.in_bulk({redirect.scope_id for redirect in redirects})
    return [
        f"{pages[redirect.scope_id].get_absolute_url()}{redirect.slug}/"
        for redirect in redirects
        if redirect.scope_id in pages
    ]


def _with_former_publications(paths: Iterable[str]) -> set[str]:
    """Return paths, and the same below the former slugs of their publications."""
    found = set(paths)
    below: dict[str, list[str]] = {}
    for path in found:
        below.setdefault(path.split("/")[1], []).append(path)
    for slug, publication in Publication.objects.filter(slug__in=below).values_list("slug", "pk"):
        former = SlugRedirect.objects.filter(kind=Publication.redirect_kind, target_id=publication)
        for old in former.values_list("slug", flat=True):
            found.update(f"/{old}{path.removeprefix(f'/{slug}')}" for path in below[slug])
    return found


def follow_again(
    paths: Collection[str], roots: Collection[str], targets: Collection[int], links: Collection[int]
) -> int:
    """Resolve links again: those to these paths, to paths below these roots, to paragraphs of these articles, and those
    with these ids. Return how many have another target than before.
    """
    if not (paths or roots or targets or links) or not _any_link():
        return 0
    paths, roots = _with_former_publications(paths), _with_former_publications(roots)
    changed = 0
    conditions = [Q(path__in=some) for some in _some(path_forms(paths))]
    conditions += [Q(path__startswith=root) for root in roots]
    conditions += [Q(target__in=some) & ~Q(fragment="") for some in _some(targets)]
    conditions += [Q(pk__in=some) for some in _some(links)]
    for these in conditions:
        changed += _check_again(list(InternalLink.objects.filter(these).order_by("pk")))
    return changed


def path_forms(paths: Iterable[str]) -> set[str]:
    """Return paths with and without their last slash, as links may have them: {"/a/12/", "/a/12"}."""
    return {form for path in paths for form in (path, path.rstrip("/"))}


def _some(values: Collection[Any]) -> Iterator[list[Any]]:
    ordered = sorted(values)
    return (ordered[start : start + BATCH] for start in range(0, len(ordered), BATCH))


def _row(article: Article, link: LinkInText) -> InternalLink:
    found = destination(link.path, link.fragment)
    return InternalLink(
        article=article,
        anchor=link.anchor,
        address=link.address,
        path=link.path,
        fragment=link.fragment,
        target_id=found.target_id,
        error=found.error,
    )


def _check_again(links: Sequence[InternalLink]) -> int:
    """Resolve stored links again; return how many have another target than before."""
    changed = []
    for link in links:
        found = destination(link.path, link.fragment)
        if (link.target_id, link.error) != (found.target_id, found.error):
            link.target_id, link.error, link.checked = found.target_id, found.error, timezone.now()
            changed.append(link)
    InternalLink.objects.bulk_update(changed, ["target", "error", "checked"])
    return len(changed)


def check_all(*, after: int = 0) -> Iterator[int]:
    """Derive and resolve the links of all articles that have any; yield the number of articles of each batch.

    For causes that no single change shows: a deleted issue, a renamed publication, a restored archive.
    """
    ids = Article.objects.filter(Q(body__contains=HAS_LINKS) | Q(internal_links__isnull=False)).order_by("pk")
    for batch in batches(list(ids.values_list("pk", flat=True).distinct())):
        with transaction.atomic():
            check_articles(batch)
        yield len(batch)


def batches(ids: list[int]) -> Iterator[list[int]]:
    """Split the ids into batches of some hundreds."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def check_articles(ids: list[int]) -> int:
    """Derive and resolve the links of these articles; return how many of them have a broken one."""
    for article in Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk"):
        update_links(article, article.blocks())
        _check_again(list(article.internal_links.all()))
    return InternalLink.objects.broken().filter(article__in=ids).values("article").distinct().count()


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
