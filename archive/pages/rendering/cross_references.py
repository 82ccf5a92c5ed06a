"""Cross-references: targets of an article's references, and articles that refer to an issue or article."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from archive.models import Article, CrossReference, Issue
from archive.models.common.prepared_statements import PreparedQuery
from archive.pages.rendering.citation_offsets import CitationSpan, SpanLocator, log_lost_offsets
from archive.text.markup.annotate import Span
from archive.text.names.normalisation import fold

XREF, UNRESOLVED = "xref", "xref unresolved"
# A title of a few words is as often that of a column as of an article.
MIN_TITLE = 8
MAX_REFERRING = 200
_BETWEEN_DAYS = re.compile(r"(?:[\s,;&]|\band\b)*\Z")


@dataclass(frozen=True, slots=True)
class IncomingReference:
    """The newest articles that refer to an issue or article; `more` says whether there are others."""

    articles: Sequence[Article]
    more: bool = False


_references = PreparedQuery(
    Article,
    lambda article: (
        CrossReference.objects.filter(article=article.pk)
        .select_related("issue__publication")
        .order_by("paragraph", "ordinal")
    ),
)
_contents = PreparedQuery(
    Article,
    lambda article: (
        Article.objects.published()
        .filter(issue__in=CrossReference.objects.filter(article=article.pk).values("issue"))
        .order_by("position", "pk")
        .only("pk", "issue_id", "title", "slug")
    ),
)
_references_to = PreparedQuery(
    Issue,
    lambda issue: CrossReference.objects.to(issue.pk).in_published_articles().only("raw", "article_id")[:MAX_REFERRING],
)
_referring_to_issue = PreparedQuery(
    Issue,
    lambda issue: _listed(CrossReference.objects.to(issue.pk).in_published_articles().values("article")),
)


def reference_marks(article: Article, places: SpanLocator) -> dict[int, list[Span]]:
    """Return marks for the cross-references of an article by block, in at most two queries.

    Each links to its issue, or to an article in it where the reference is unambiguous.
    """
    references = _references(article)
    contents = _contents_of_issues(article) if any(reference.issue_id for reference in references) else {}
    return marks_of(article, places, references, contents)


def contents_of(references: Sequence[CrossReference]) -> dict[int, list[Article]]:
    """Return the published articles of each issue that references lead to, in at most one query."""
    issues = {reference.issue_id for reference in references if reference.issue_id}
    contents: dict[int, list[Article]] = {}
    if issues:
        shown = Article.objects.published().filter(issue__in=issues).order_by("position", "pk")
        for other in shown.only("pk", "issue_id", "title", "slug"):
            contents.setdefault(other.issue_id, []).append(other)
    return contents


def marks_of(
    article: Article,
    places: SpanLocator,
    references: Sequence[CrossReference],
    contents: Mapping[int, Sequence[Article]],
) -> dict[int, list[Span]]:
    """Return marks for these cross-references by block; `contents` are the articles of each target issue."""
    found: dict[CitationSpan, list[CrossReference]] = {}
    lost = 0
    for reference in references:
        if place := places.place_of(reference):
            found.setdefault(place, []).append(reference)
        else:
            lost += 1
    log_lost_offsets(article, lost)
    marks: dict[int, list[Span]] = {}
    for place, together in found.items():
        for part, reference in _parts(place, together, places):
            if offsets := places.in_markup(part):
                address = _address(reference, contents.get(reference.issue_id, []))
                span = Span(*offsets, href=address, css_class=XREF if address else UNRESOLVED)
                marks.setdefault(place.block, []).append(span)
    return marks


def _contents_of_issues(article: Article) -> dict[int, list[Article]]:
    """Return the published articles of each issue that an article refers to."""
    contents: dict[int, list[Article]] = {}
    for other in _contents(article):
        contents.setdefault(other.issue_id, []).append(other)
    return contents


def _address(reference: CrossReference, contents: Sequence[Article]) -> str:
    """Return the address of a reference's target; "" where its issue is unknown or has no published article."""
    if reference.issue is None or not contents:
        return ""
    meant = referenced_article(reference, contents)
    if meant is None:
        return reference.issue.get_absolute_url()
    meant.issue = reference.issue
    return meant.get_absolute_url()


def referenced_article(reference: CrossReference, contents: Sequence[Article]) -> Article | None:
    """Return the article of the issue that a reference means: the only one, or the only one whose title it prints."""
    if len(contents) == 1:
        return contents[0]
    printed = _plain(reference.raw)
    named = [
        article
        for article in contents
        if len(_plain(article.title)) >= MIN_TITLE and f" {_plain(article.title)} " in f" {printed} "
    ]
    return named[0] if len(named) == 1 else None


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", fold(text)))


def _parts(
    place: CitationSpan, together: Sequence[CrossReference], places: SpanLocator
) -> list[tuple[CitationSpan, CrossReference]]:
    """Return one mark a reference: "EDM, May 23, 24" has two, "EDM, May 23" and "24", where they lead to two issues."""
    by_issue: dict[int | None, CrossReference] = {}
    for reference in together:
        by_issue.setdefault(reference.issue_id, reference)
    different = list(by_issue.values())
    text = places.blocks[place.block].text
    starts = [place.start]
    for reference in different[1:]:
        day = re.compile(rf"(?<!\d){reference.first_day.day}(?!\d)") if reference.first_day else None
        match = day.search(text, starts[-1] + 1, place.end) if day else None
        if match is None:
            return [(place, different[0])]
        starts.append(match.start())
    ends = [start - len(_BETWEEN_DAYS.search(text, 0, start)[0]) for start in starts[1:]]
    return [
        (CitationSpan(place.block, start, end), reference)
        for start, end, reference in zip(starts, [*ends, place.end], different, strict=True)
    ]


def referring_to_issue(issue: Issue) -> IncomingReference:
    """Return the articles that refer to an issue, in one query."""
    return _incoming(_referring_to_issue(issue))


def referring_to_article(article: Article, *, is_alone: bool) -> IncomingReference:
    """Return the articles that refer to this article: to its issue where it is the only article, or by its title."""
    if is_alone:
        return referring_to_issue(article.issue)
    references = _references_to(article.issue)
    others = {other.article_id for other in references if referenced_article(other, [article, _NO_ARTICLE])}
    return _incoming(list(_listed(others))) if others else IncomingReference([])


# A second article of the issue, so that the first is not taken for the only one.
_NO_ARTICLE = Article(title="")


def _listed(article_ids):
    found = Article.objects.filter(pk__in=article_ids).newest_first().select_related("issue__publication")
    return found.only(
        "title", "slug", "language", "date", "date_precision",
        "issue__publication__title", "issue__publication__language",
        "issue__publication__slug", "issue__volume", "issue__number", "issue__path",
        "issue__date", "issue__date_precision", "issue__date_text",
    )[: MAX_REFERRING + 1]  # fmt: skip


def _incoming(articles: list[Article]) -> IncomingReference:
    return IncomingReference(articles[:MAX_REFERRING], more=len(articles) > MAX_REFERRING)
