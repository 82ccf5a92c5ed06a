"""Notes the links of articles to this archive's own pages: where each leads, and what is wrong with it.

Links are read with the body, as citations are. Whether readers may see the article that a link leads to is not noted
but asked (`InternalLink.objects.broken()`), so that withdrawing it breaks its links at once and no
link need be followed again.
"""

from __future__ import annotations

import html as entities
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
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
from archive.text.markup.paragraphs import Block

BATCH = 200
_HREF = re.compile(r'<a\b[^>]*?\shref="([^"]*)"')
_ANCHOR = re.compile(r"p[1-9][0-9]{0,5}")
HAS_LINKS = 'href="'


@dataclass(frozen=True, slots=True)
class LinkInText:
    """A link as it stands in a body: its paragraph's anchor, the address, and the path and fragment asked for."""

    anchor: str
    address: str
    path: str
    fragment: str


@dataclass(frozen=True, slots=True)
class Destination:
    """Where an address leads: an article's id, None for any other page, and what is wrong ("" where nothing is)."""

    target_id: int | None = None
    error: str = ""


NOWHERE = Destination(error=LinkError.NOTHING)


def update_links(article: Article, blocks: Sequence[Block], *, is_new: bool = False) -> None:
    """Bring the article's links, and those of others to it, in line with its body. Call it when the body was saved."""
    written = list(links_in(article, blocks))
    standing = [] if is_new else _standing(pk=article.pk)
    if [(one.anchor, one.address) for one in standing] != [(one.anchor, one.address) for one in written]:
        InternalLink.objects.filter(pk__in=[one.pk for one in standing]).delete()
        InternalLink.objects.bulk_create([_row(article, one) for one in written])
    _check_again(leading_to(article, is_new=is_new))


# Asked for every article of an import or a derivation, where building the SQL would take longer than answering it.
_standing = PreparedQuery(Article, lambda asked: InternalLink.objects.filter(article_id=asked.pk).order_by("pk"))
_to_paragraphs = PreparedQuery(
    Article, lambda asked: InternalLink.objects.filter(target_id=asked.pk).exclude(fragment="").order_by()
)
_waiting = PreparedQuery(
    InternalLink, lambda asked: InternalLink.objects.filter(error=LinkError.NOTHING, path=asked.path).order_by()
)
_with_error = PreparedQuery(
    InternalLink, lambda asked: InternalLink.objects.exclude(error="").order_by().only("pk")[:1]
)


def links_in(article: Article, blocks: Sequence[Block]) -> Iterator[LinkInText]:
    """The links of a body to the archive's own addresses: "/sources/interfax/", "#p4", "../i7/", "https://this.host/…"."""
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
    """Path and fragment of an address of this archive, as seen from the page at `here`; None for any other."""
    try:
        parts = urlsplit(urljoin(here, address))
    except ValueError:  # "http://[": no address at all, which the sanitiser leaves to browsers
        return None
    if parts.scheme not in ("", "http", "https") or (parts.netloc and not _is_own(parts.hostname or "")):
        return None
    if not parts.netloc and parts.scheme:
        return None
    return unquote(parts.path or "/")[:600], unquote(parts.fragment)[:100]


def _is_own(host: str) -> bool:
    return validate_host(host, [name for name in settings.ALLOWED_HOSTS if name != "*"])


def leading_to(article: Article, *, is_new: bool = False) -> list[InternalLink]:
    """Links to the article's paragraphs (a new one has none), and those to nothing that ask for its address."""
    waiting = _waiting(path=article.get_absolute_url()) if _with_error() else []
    return waiting if is_new else [*waiting, *_to_paragraphs(pk=article.pk)]


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
    """Follow links that are noted already; returns how many lead elsewhere than before."""
    changed = []
    for link in links:
        found = destination(link.path, link.fragment)
        if (link.target_id, link.error) != (found.target_id, found.error):
            link.target_id, link.error, link.checked = found.target_id, found.error, timezone.now()
            changed.append(link)
    InternalLink.objects.bulk_update(changed, ["target", "error", "checked"])
    return len(changed)


def check_all(*, after: int = 0) -> Iterator[int]:
    """Read the links of all articles that have any, and follow them; gives the number of articles of each batch.

    For what no single change tells: an issue that was deleted, a publication renamed, an archive that was restored.
    """
    ids = Article.objects.filter(Q(body__contains=HAS_LINKS) | Q(internal_links__isnull=False)).order_by("pk")
    for batch in batches(list(ids.values_list("pk", flat=True).distinct())):
        with transaction.atomic():
            check_articles(batch)
        yield len(batch)


def batches(ids: list[int]) -> Iterator[list[int]]:
    """The ids, some hundreds at a time."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def check_articles(ids: list[int]) -> int:
    """Read and follow the links of these articles; returns how many of them have a broken one."""
    for article in Article.objects.filter(pk__in=ids).select_related("issue__publication").order_by("pk"):
        update_links(article, article.blocks())
        _check_again(list(article.internal_links.all()))
    return InternalLink.objects.broken().filter(article__in=ids).values("article").distinct().count()


def destination(path: str, fragment: str = "") -> Destination:
    """Where a path of this archive leads, by way of former addresses if need be."""
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


def _article(publication: str, volume: int, number: str, slug: str) -> Destination:
    for issue_id in _issues(publication, volume, number):
        here = Article.objects.filter(issue=issue_id, slug=slug).values_list("pk", flat=True).first()
        target = here or SlugRedirect.target("article", slug, scope_id=issue_id)
        if target:
            return _article_with_id(target)
    path = f"/{publication}/v{volume}/i{number}/{slug}/"
    return Destination(error=LinkError.GONE) if Tombstone.objects.public().filter(path=path).exists() else NOWHERE


def _issue(publication: str, volume: int, number: str) -> Destination:
    return Destination() if any(_issues(publication, volume, number)) else NOWHERE


def _issues(publication: str, volume: int, number: str) -> Iterator[int]:
    """Ids of the issues that are or were at an address, in publications that have or had the slug."""
    for publication_id in _publications(publication):
        here = Issue.objects.filter(publication=publication_id, volume=volume, number_slug=number)
        yield from here.values_list("pk", flat=True)
        if target := SlugRedirect.target("issue", f"v{volume}/i{number}", scope_id=publication_id):
            yield from Issue.objects.filter(pk=target).values_list("pk", flat=True)


def _publications(slug: str) -> list[int]:
    ids = list(Publication.objects.filter(slug=slug).values_list("pk", flat=True))
    target = SlugRedirect.target("publication", slug)
    return [*ids, target] if target else ids


def _run(publication: str, year: int | None = None, month: int | None = None, volume: int | None = None) -> Destination:
    """A page of a publication's run: the whole, a year, a month or a volume."""
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
    "author": _row_with_slug(Author),
    "topic": _row_with_slug(Topic),
    "source": _row_with_slug(Source),
}
