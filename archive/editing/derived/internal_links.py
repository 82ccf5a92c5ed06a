"""Internal links of articles: the target of each, and its error.

Links are derived from the body, as citations are. Whether readers may see the target article is not stored but queried
(`InternalLink.objects.broken()`), so that withdrawing it breaks its links at once, without resolving any link again.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.http.request import validate_host
from django.utils import timezone

from archive.editing.derived.link_targets import destination
from archive.models import Article, InternalLink, Issue, Publication, SlugRedirect
from archive.models.common.prepared_statements import PreparedQuery
from archive.models.common.url_cache import cached_reverse
from archive.text.markup.paragraphs import Block

BATCH = 200
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
HAS_LINKS = 'href="'


@dataclass(frozen=True, slots=True)
class LinkInText:
    """A link in a body: its paragraph's anchor, the address, and its path and fragment."""

    anchor: str
    address: str
    path: str
    fragment: str


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
    if day := issue.calendar_day:
        paths.append(cached_reverse("month", slug, day.year, day.month))
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
