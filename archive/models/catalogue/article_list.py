"""Articles of an author, a topic or a source as readers see them: counts, the newest first, and what stands beside.

    listed = article_list(source)
    len(listed), listed.years(), listed[:20]

`CountedList` answers from totals, in the same time for ten articles and for a hundred thousand. `LiveList` answers from
the articles themselves, while one of the list waits in the outbox to be listed; both give the same.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count, F, QuerySet

from archive.models.catalogue.article import Article, ArticleQuerySet, Authorship
from archive.models.catalogue.author import Author
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.listed_article import KINDS, ListedArticle, Listing, ListKind, ListTotal, PartKind
from archive.models.catalogue.publication_status import Status
from archive.models.catalogue.source import Source
from archive.models.common.outbox import OutboxEntry

# With more changes in the outbox, every list is taken to wait for one.
MAX_WAITING = 500


@dataclass(frozen=True, slots=True)
class YearTotal:
    """Articles of a list in a year (None where the issue has none), and their citations of the source."""

    year: int | None
    articles: int
    citations: int


@dataclass(frozen=True, slots=True)
class Total:
    """Articles and citations."""

    articles: int
    citations: int


# Lists of all articles, by what an article has of them: rows {row, article, issue, publication, year, citations}.
_LIVE: dict[ListKind, tuple[Any, str]] = {
    ListKind.AUTHOR: (Authorship.objects.all, "author"),
    ListKind.TOPIC: (Article.topics.through.objects.all, "topic"),
    ListKind.SOURCE: (Citation.objects.counted, "source"),
}


def live_parts(kind: ListKind) -> QuerySet:
    """Return the lists of a kind as the rows of visible articles give them, unordered."""
    rows, column = _LIVE[kind]
    shown = rows().filter(Article.objects.published_condition("article__")).exclude(**{column: None}).order_by()
    return shown.values(
        "article_id",
        row=F(f"{column}_id"),
        issue=F("article__issue_id"),
        publication=F("article__issue__publication_id"),
        year=F("article__issue__year"),
    ).annotate(citations=Count("pk"))


def article_list(row: Listing) -> CountedList | LiveList:
    """Return the list of an author, a topic or a source."""
    return LiveList(row) if _waits(row) else CountedList(row)


def _waits(row: Listing) -> bool:
    """Return whether articles that are or were in the list wait to be listed, or are hidden again by a clock set
    back.
    """
    waiting = waiting_articles()
    listed = ListedArticle.objects.of(row)
    if listed.filter(article__in=Article.objects.scheduled().order_by().values("pk")).exists():
        return True
    if len(waiting) > MAX_WAITING:
        return True
    rows, column = _LIVE[KINDS[type(row)]]
    return bool(waiting) and (
        listed.filter(article__in=waiting).exists()
        or rows()
        .filter(Article.objects.published_condition("article__"), **{column: row}, article__in=waiting)
        .exists()
    )


def waiting_articles() -> list[int]:
    """Return articles that wait in the outbox; one more than `MAX_WAITING` at most."""
    waiting = OutboxEntry.objects.order_by().values_list("article_id", flat=True)
    return list(dict.fromkeys(waiting[: MAX_WAITING + 1]))


class PublishedList(Sequence[int]):
    """List of all articles that readers see, or of those of some issues: `PublishedList(volume=3)`."""

    def __init__(self, **of_issues: object) -> None:
        self._issues = Issue.objects.filter(**of_issues).order_by()
        self._articles = Article.objects.published().order_by()
        if of_issues:
            # By their ids, with which an index of articles begins that tells what is published: no article is read.
            self._articles = self._articles.filter(issue__in=self._issues.values("pk"))
        else:
            # By the index of the status alone, in the order of ids. Scheduled articles are few.
            hidden = Article.objects.scheduled().order_by().values("pk")
            self._articles = Article.objects.filter(status=Status.PUBLISHED).exclude(pk__in=hidden).order_by()

    def __len__(self) -> int:
        return self._articles.count()

    def __getitem__(self, place: Any) -> Any:
        rows = self._articles
        # Issues of the latest days hold as many articles as there are issues, at least.
        shown = self._issues.published().exclude(date=None)
        days = shown.order_by("-date").values_list("date", flat=True)
        if place.stop and (oldest := days[place.stop - 1 : place.stop].first()):
            issues = list(shown.filter(date__gte=oldest).values_list("pk", flat=True))
            rows = Article.objects.published().filter(issue__in=issues)
        return list(rows.newest_first().values_list("pk", flat=True)[place])

    def in_order_of_ids(self, start: int, stop: int) -> list[int]:
        """Return the ids from one place to another, the lowest first."""
        return list(self._articles.order_by("pk").values_list("pk", flat=True)[start:stop])


class LiveList(Sequence[int]):
    """List answered from its articles. Its elements are their ids, the newest first."""

    def __init__(self, row: Listing) -> None:
        self.row = row
        self._articles = articles_of(row)

    def __len__(self) -> int:
        return self._articles.count()

    def __getitem__(self, place: Any) -> Any:
        return list(self._articles.newest_first().values_list("pk", flat=True)[place])

    def in_order_of_ids(self, start: int, stop: int) -> list[int]:
        """Return the ids from one place to another, the lowest first."""
        return list(self._articles.order_by("pk").values_list("pk", flat=True)[start:stop])

    def years(self) -> list[YearTotal]:
        """Return the totals of each year in order, those without a year first."""
        rows: Any = self._citations().counted_by_year() if isinstance(self.row, Source) else self._counted_by_year()
        return [YearTotal(each["year"], each["articles"], each.get("citations", 0)) for each in rows]

    def _counted_by_year(self) -> QuerySet:
        years = self._articles.values(year=F("issue__year")).order_by(F("issue__year").asc(nulls_first=True))
        return years.annotate(articles=Count("pk", distinct=True))

    def _citations(self) -> Any:
        return Citation.objects.shown().of(self.row)

    def largest(self, part: PartKind, most: int) -> list[tuple[int, int]]:
        """Return the authors, publications or other sources of most of a source's articles, with their numbers."""
        citing = {
            PartKind.AUTHOR: lambda: self._citations().most_citing("article__authorships__author"),
            PartKind.PUBLICATION: lambda: self._citations().most_citing("article__issue__publication"),
            PartKind.SOURCE: lambda: Citation.objects.beside(self.row).most_citing("source"),
        }
        return [(each["row"], each["articles"]) for each in citing[part]()[:most]]


def articles_of(row: Listing) -> ArticleQuerySet:
    """Return the articles of an author, a topic or a source that readers see."""
    if isinstance(row, Source):
        return Article.objects.citing(row)
    shown = Article.objects.published()
    return shown.by(row) if isinstance(row, Author) else shown.about(row)


class CountedList(Sequence[int]):
    """List answered from its totals. Its elements are the ids of its articles, the newest first."""

    def __init__(self, row: Listing) -> None:
        self.row = row
        self._listed = ListedArticle.objects.of(row).order_by()
        self._totals = ListTotal.objects.of(row)

    def __len__(self) -> int:
        whole = self._totals.filter(part=PartKind.WHOLE).values_list("articles", flat=True)
        return whole.first() or 0

    def __getitem__(self, place: Any) -> Any:
        start, stop, _ = place.indices(len(self))
        if start >= stop:
            return []
        before, issues = self._issues_at(start, stop)
        articles = Article.objects.filter(pk__in=self._listed.filter(issue__in=issues).values("article"))
        return list(articles.newest_first().values_list("pk", flat=True)[start - before : stop - before])

    def _issues_at(self, start: int, stop: int) -> tuple[int, list[int]]:
        """Return the issues that hold the articles between two places, and how many articles are before these.

        Issues of the same day and number stand together: their articles are sorted as those of one.
        """
        newest = Issue.objects.filter(pk__in=self._listed.values("issue"))
        order = ("date", "volume_key", "number_key")
        newest = newest.order_by(F("date").desc(nulls_last=True), "-volume_key", "-number_key", "pk")
        held = dict(self._listed.values("issue").annotate(articles=Count("pk")).values_list("issue", "articles"))
        reached, before, found = 0, 0, []
        for _, same in groupby(newest.values_list("pk", *order).iterator(), key=itemgetter(1, 2, 3)):
            issues = [each[0] for each in same]
            reached += sum(held[issue] for issue in issues)
            if reached > start:
                found += issues
            else:
                before = reached
            if reached >= stop:
                break
        return before, found

    def in_order_of_ids(self, start: int, stop: int) -> list[int]:
        """Return the ids from one place to another, the lowest first."""
        return list(self._listed.order_by("article").values_list("article", flat=True)[start:stop])

    def years(self) -> list[YearTotal]:
        """Return the totals of each year in order, those without a year first."""
        rows = self._totals.filter(part=PartKind.YEAR).order_by("part_id")
        return [
            YearTotal(year or None, articles, citations if isinstance(self.row, Source) else 0)
            for year, articles, citations in rows.values_list("part_id", "articles", "citations")
        ]

    def largest(self, part: PartKind, most: int) -> list[tuple[int, int]]:
        """Return the authors, publications or other sources of most of a source's articles, with their numbers."""
        unpaired = Counter() if part is PartKind.PUBLICATION else self._unpaired(part)
        totals = self._totals.filter(part=part).values_list("part_id", "articles")
        found = dict(totals.order_by("-articles", "part_id")[: most + len(unpaired)])
        if unpaired:
            found |= dict(totals.filter(part_id__in=list(unpaired)))
        combined = Counter(found) + unpaired
        return sorted(combined.items(), key=lambda each: (-each[1], each[0]))[:most]

    def _unpaired(self, part: PartKind) -> Counter[int]:
        """Count the others in those articles of the list that are too full to be counted beside each other."""
        full = list(self._listed.filter(is_paired=False).values_list("article", flat=True))
        if not full:
            return Counter()
        others = ListedArticle.objects.filter(article__in=full, kind=part.value)
        found = Counter(dict(others.order_by().values("row_id").annotate(n=Count("pk")).values_list("row_id", "n")))
        if part.value == KINDS[type(self.row)]:
            del found[self.row.pk]
        return found


def totals(model: type[Listing]) -> dict[int, Total]:
    """Return the totals of all authors, topics or sources that have any, by their ids."""
    kind = KINDS[model]
    whole = ListTotal.objects.filter(kind=kind, part=PartKind.WHOLE)
    found = {pk: (articles, cited) for pk, articles, cited in whole.values_list("row_id", "articles", "citations")}
    waiting = OutboxEntry.objects.order_by().values("article_id")
    former = ListedArticle.objects.filter(kind=kind, article__in=waiting).values_list("row_id", "citations")
    present = live_parts(kind).filter(article__in=waiting).values_list("row", "citations")
    for sign, rows in ((-1, former), (1, present)):
        for pk, cited in rows.iterator():
            articles, citations = found.get(pk, (0, 0))
            found[pk] = (articles + sign, citations + sign * (cited if kind is ListKind.SOURCE else 0))
    return {pk: Total(*each) for pk, each in found.items() if each[0]}
