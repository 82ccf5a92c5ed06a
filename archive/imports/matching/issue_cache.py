"""The issues of an import with the articles that stand in them, kept at hand so that a file costs few queries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.imports.matching.article_matching import ExistingArticle
from archive.models import Article, Issue, Publication
from archive.models.common.slugs import slug_from
from archive.text.names.normalisation import fold
from archive.text.numbering.issue_numbers import number_slug

# Files of one issue mostly follow one another; so many issues at hand are enough, and memory stays flat.
MAX_CACHED_ISSUES = 256


@dataclass(slots=True)
class IssueContents:
    """An issue (perhaps not saved yet), its articles as far as they decide who a file is, and the slugs taken in it."""

    issue: Issue
    standing: list[ExistingArticle] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)
    next_position: int = 1

    def free_slug(self, title: str) -> str:
        """A slug for a title that no article of the issue has."""
        slug = wanted = slug_from(title, fallback="article")
        number = 2
        while slug in self.slugs:
            slug, number = f"{wanted}-{number}", number + 1
        return slug

    def add(self, standing: ExistingArticle, slug: str) -> None:
        """Add a new article, behind the others."""
        self.standing.append(standing)
        self.slugs.add(slug)
        self.next_position += 1

    def replace(self, old: ExistingArticle, new: ExistingArticle, slug: str) -> None:
        """Put what an article became in the place of what it was."""
        self.standing[self.standing.index(old)] = new
        self.slugs.add(slug)

    def article_ids(self) -> list[int]:
        return [standing.article_id for standing in self.standing if standing.article_id]


class IssueCache:
    """Gives the shelf of an issue; in a dry run, which finds nothing of itself in the rows, every shelf is kept."""

    def __init__(self, came_in_this_run: Callable[[object], bool], *, keep_all: bool) -> None:
        self._came_in_this_run = came_in_this_run
        self._keep_all = keep_all
        self._shelves: OrderedDict[tuple[str, int, str], IssueContents] = OrderedDict()

    def of(self, publication: Publication, volume: int, number: str) -> IssueContents:
        """The shelf of an issue: from memory, from the rows, or new (its issue not saved)."""
        key = (publication.title, volume, number_slug(number))
        shelf = self._shelves.get(key) or self._load(publication, volume, number)
        self._shelves[key] = shelf
        self._shelves.move_to_end(key)
        if len(self._shelves) > MAX_CACHED_ISSUES and not self._keep_all:
            self._shelves.popitem(last=False)
        return shelf

    def forget(self) -> None:
        """Drop what is at hand, after a transaction failed."""
        self._shelves.clear()

    def _load(self, publication: Publication, volume: int, number: str) -> IssueContents:
        issue = None
        if publication.pk:
            issue = Issue.objects.filter(
                publication=publication, volume=volume, number_slug=number_slug(number)
            ).first()
        if issue is None:
            return IssueContents(Issue(publication=publication, volume=volume, number=number))
        issue.publication = publication
        return self._with_articles(issue)

    def _with_articles(self, issue: Issue) -> IssueContents:
        shelf = IssueContents(issue)
        rows = Article.objects.in_issue(issue).values_list(
            "pk", "title", "title_is_provisional", "url", "slug", "position",
            "origin__path", "origin__sha256", "origin__imported",
        )  # fmt: skip
        for pk, title, is_provisional, url, slug, position, path, sha256, imported in rows:
            title_key = "" if is_provisional else fold(title)
            fresh = imported is not None and self._came_in_this_run(imported)
            shelf.standing.append(ExistingArticle(pk, title_key, url, path or "", sha256 or "", fresh))
            shelf.slugs.add(slug)
            shelf.next_position = max(shelf.next_position, position + 1)
        return shelf
