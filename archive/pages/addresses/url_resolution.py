"""Resolution of addresses to rows: found, redirected, deleted, or not found.

Publications, issues and articles are found through the published set only: a draft, and an issue that holds nothing
but drafts, is not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse

from archive.models import Article, Author, Issue, Publication, SlugRedirect, Source, Tombstone, Topic
from archive.models.common.prepared_statements import PreparedQuery
from archive.models.records.versions import deleted_issue


class Moved(Exception):
    """Raised where the requested row is at another address now."""

    def __init__(self, address: str) -> None:
        super().__init__(address)
        self.address = address


class Gone(Exception):
    """Raised where the requested article was deleted or withdrawn, or the issue with its articles."""

    def __init__(self, tombstone: Tombstone, *, is_issue: bool = False) -> None:
        super().__init__(tombstone.path)
        self.tombstone = tombstone
        self.is_issue = is_issue


# Addresses are unique, so there is at most one row and no need to sort.
_shown_issue = PreparedQuery(
    Issue,
    lambda at: (
        Issue.objects.published()
        .select_related("publication")
        .filter(publication__slug=at.publication__slug, path=at.path)
        .order_by()
    ),
)
_shown_article = PreparedQuery(
    Article,
    lambda at: (
        Article.objects.published()
        .select_related("issue__publication")
        .filter(
            slug=at.slug,
            issue__publication__slug=at.issue__publication__slug,
            issue__path=at.issue__path,
        )
        .order_by()
    ),
)


def get_publication_or_redirect(slug: str) -> Publication:
    """Return the publication with this slug, a former slug, or the slug in lower case. Raises Http404.

    The caller compares it with the requested address (`redirect_to_canonical`).
    """
    shown = Publication.objects.with_published_issues().select_related("preceding")
    for candidate in dict.fromkeys((slug, slug.lower())):
        if found := shown.filter(slug=candidate).first():
            return found
        if (target := SlugRedirect.target("publication", candidate)) and (found := shown.filter(pk=target).first()):
            return found
    raise Http404(f"no publication {slug!r}")


def get_issue_at(publication_slug: str, at: str) -> Issue | None:
    """Return the issue that stands at an address now ("v2", "2013/06"); None for none."""
    return next(iter(_shown_issue(publication__slug=publication_slug, path=at)), None)


def get_issue_or_redirect(publication_slug: str, at: str) -> Issue:
    """Return the issue at this address ("v1/i115"), following former slugs and numbers. Raises Gone, Http404."""
    if found := get_issue_at(publication_slug, at):
        return found
    shown = Issue.objects.published().select_related("publication")
    for pk in _issues_formerly_at(publication_slug, at):
        if former := shown.filter(pk=pk).first():
            return former
    for address in _last_issue_addresses(publication_slug, at):
        if tombstone := Tombstone.objects.public().directly_below(address).first():
            raise Gone(tombstone, is_issue=True)
    raise Http404(f"no issue {at!r} of {publication_slug!r}")


def issue_or_article(issue: Callable[..., HttpResponse], article: Callable[..., HttpResponse]):
    """Return a view of the issue at an address; where there is none, of the article below the volume or month above.

    Issues that are whole volumes or months have articles where others have issues: "v2/interview", "2013/06/07".
    """

    def view(request: HttpRequest, publication: str, at: str, **others: str) -> HttpResponse:
        above, _, slug = at.rpartition("/")
        try:
            return issue(request, publication=publication, at=at, **others)
        except Http404:
            if not (above.startswith("v") or "/" in above):
                raise
        return article(request, publication=publication, at=above, slug=slug, **others)

    return view


def get_article_or_redirect(path: str, publication_slug: str, at: str, slug: str) -> Article:
    """Return the article at this address, following former addresses of issue and publication. Raises Gone, Http404."""
    found = _shown_article(slug=slug, issue__publication__slug=publication_slug, issue__path=at)
    if found:
        return found[0]
    if tombstone := Tombstone.objects.public().filter(path=path).first():
        raise Gone(tombstone)
    shown = Article.objects.published().select_related("issue__publication")
    for issue_id in _issues_formerly_at(publication_slug, at):
        if moved := shown.filter(issue=issue_id, slug=slug).first():
            return moved
        target = SlugRedirect.target("article", slug, scope_id=issue_id)
        if target and (moved := shown.filter(pk=target).first()):
            return moved
        if target and (tombstone := Tombstone.objects.public().filter(article_id=target).first()):
            raise Gone(tombstone)
    raise Http404(f"no article {slug!r} at {path}")


def article_with_id(pk: int) -> Article:
    """Return the article with this permanent id. Raises Gone, Http404."""
    if found := Article.objects.published().select_related("issue__publication").filter(pk=pk).first():
        return found
    if tombstone := Tombstone.objects.public().filter(article_id=pk).first():
        raise Gone(tombstone)
    raise Http404(f"no article {pk}")


def get_author_or_redirect(slug: str) -> Author:
    """Return the author with this slug or former slug who signed a published article. Raises Http404."""
    return _with_slug(Author, slug)


def get_topic_or_redirect(slug: str) -> Topic:
    """Return the topic with this slug or former slug that has published articles. Raises Http404."""
    return _with_slug(Topic, slug)


def get_source_or_redirect(slug: str) -> Source:
    """Return the source with this slug or former slug, or the one that it was merged into. Raises Http404.

    Sources without citations have pages too: the authority file is public.
    """
    if found := Source.objects.filter(slug=slug).first():
        return found
    target = SlugRedirect.target("source", slug)
    if target and (found := Source.objects.filter(pk=target).first()):
        return found
    raise Http404(f"no source {slug!r}")


def redirect_to_canonical(path: str, address: str) -> None:
    """Raise Moved unless the requested path is the row's own address."""
    if path != address:
        raise Moved(address)


def _with_slug(model, slug: str):
    shown = model.objects.with_published_articles()
    if found := shown.filter(slug=slug).first():
        return found
    target = SlugRedirect.target(model.redirect_kind, slug)
    if target and (found := shown.filter(pk=target).first()):
        return found
    raise Http404(f"no {model.redirect_kind} {slug!r}")


def _last_issue_addresses(publication_slug: str, at: str) -> Iterator[str]:
    """Yield addresses at which a deleted issue that is asked for may have stood last; at most five."""
    yield reverse("issue", args=[publication_slug, at])
    for publication in _publications_formerly_at(publication_slug):
        if slug := Publication.objects.filter(pk=publication).values_list("slug", flat=True).first():
            yield reverse("issue", args=[slug, at])
        target = SlugRedirect.target("issue", at, scope_id=publication)
        if target and (issue := Issue.objects.filter(pk=target).first() or deleted_issue(target)):
            yield issue.get_absolute_url()


def _publications_formerly_at(slug: str) -> Iterator[int]:
    """Yield ids of publications with this slug or former slug; at most two."""
    here = Publication.objects.filter(slug=slug).values_list("pk", flat=True).first()
    yield from filter(None, (here, SlugRedirect.target("publication", slug)))


def _issues_formerly_at(publication_slug: str, at: str) -> Iterator[int]:
    """Yield ids of issues that are or were at this address, in publications with this slug or former slug; at most
    four.
    """
    for publication in _publications_formerly_at(publication_slug):
        here = Issue.objects.filter(publication=publication, path=at)
        if pk := here.values_list("pk", flat=True).first():
            yield pk
        if target := SlugRedirect.target("issue", at, scope_id=publication):
            yield target
