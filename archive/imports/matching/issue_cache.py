"""Issue cache: an import's issues with their existing articles, so that a file needs few queries."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from archive.imports.matching.article_matching import ExistingArticle
from archive.models import Article, Issue, Publication
from archive.models.common.slugs import slug_from
from archive.text.names.normalisation import fold
from archive.text.numbering.habits import Place

# Files of one issue mostly follow one another, so a small cache suffices, and bounds memory.
MAX_CACHED_ISSUES = 256


@dataclass(slots=True)
class IssueContents:
    """Issue (perhaps not saved yet), its existing articles with the fields for matching, and the slugs used in it."""

    issue: Issue
    existing: list[ExistingArticle] = field(default_factory=list)
    slugs: set[str] = field(default_factory=set)
    next_position: int = 1

    def free_slug(self, title: str) -> str:
        """Return a slug for a title that no article of the issue has."""
        slug = wanted = slug_from(title, fallback="article")
        number = 2
        while slug in self.slugs:
            slug, number = f"{wanted}-{number}", number + 1
        return slug

    def add(self, article: ExistingArticle, slug: str) -> None:
        """Add a new article, after the others."""
        self.existing.append(article)
        self.slugs.add(slug)
        self.next_position += 1

    def replace(self, old: ExistingArticle, new: ExistingArticle, slug: str) -> None:
        """Replace an article's entry by its new state."""
        self.existing[self.existing.index(old)] = new
        self.slugs.add(slug)


class IssueCache:
    """LRU cache of the contents of issues; unlimited in a dry run, whose new articles have no rows."""

    def __init__(self, came_in_this_run: Callable[[object], bool], *, keep_all: bool) -> None:
        self._came_in_this_run = came_in_this_run
        self._cache_all = keep_all
        self._contents: OrderedDict[tuple[str, str], IssueContents] = OrderedDict()

    def of(self, publication: Publication, place: Place) -> IssueContents:
        """Return the contents of an issue: from the cache, from the rows, or new (with an unsaved issue)."""
        key = (publication.title, place.path)
        contents = self._contents.get(key) or self._load(publication, place)
        self._contents[key] = contents
        self._contents.move_to_end(key)
        if len(self._contents) > MAX_CACHED_ISSUES and not self._cache_all:
            self._contents.popitem(last=False)
        return contents

    def forget(self) -> None:
        """Clear the cache, after a transaction failed."""
        self._contents.clear()

    def _load(self, publication: Publication, place: Place) -> IssueContents:
        issue = None
        if publication.pk:
            issue = Issue.objects.filter(publication=publication, path=place.path).first()
        if issue is None:
            issue = Issue(publication=publication, volume=place.volume, number=place.number)
            if place.volume is None and not place.number:
                issue.set_date(place.date)
            return IssueContents(issue)
        issue.publication = publication
        return self._with_articles(issue)

    def _with_articles(self, issue: Issue) -> IssueContents:
        contents = IssueContents(issue)
        rows = Article.objects.in_issue(issue).values_list(
            "pk", "title", "title_is_provisional", "url", "slug", "position",
            "origin__path", "origin__sha256", "origin__imported",
        )  # fmt: skip
        for pk, title, is_provisional, url, slug, position, path, sha256, imported in rows:
            title_key = "" if is_provisional else fold(title)
            fresh = imported is not None and self._came_in_this_run(imported)
            contents.existing.append(ExistingArticle(pk, title_key, url, path or "", sha256 or "", fresh))
            contents.slugs.add(slug)
            contents.next_position = max(contents.next_position, position + 1)
        return contents
