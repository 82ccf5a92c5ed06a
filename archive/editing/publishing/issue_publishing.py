"""Publishing, scheduling and withdrawing a whole issue: a plan for each of its articles, and carrying it out."""

from __future__ import annotations

import datetime
import hashlib
from dataclasses import dataclass, field

from django.contrib.auth.models import User
from django.db import models, transaction
from django.utils import timezone

from archive.models.catalogue.article import Article, ArticleQuerySet, in_order_of_signing
from archive.models.catalogue.citation import Citation
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.publication_status import Status


@dataclass(frozen=True, slots=True, order=True)
class MissingFields:
    """Missing fields of an article."""

    title: bool = False
    author: bool = False
    text: bool = False
    unresolved: int = 0

    def __bool__(self) -> bool:
        return self.title or self.author or self.text or self.unresolved > 0


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """An article as listed in the admin's page of its issue, with its missing fields."""

    article: Article
    state: str  # a Status, or "scheduled"
    wanting: MissingFields

    @property
    def authors(self) -> str:
        return ", ".join(author.name for author in self.article.byline())


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """Plan for publishing an issue at a moment (None: now): which articles appear, and which stay as they are."""

    moment: datetime.datetime | None
    appearing: list[ArticlePlan]
    published: list[ArticlePlan] = field(default_factory=list)
    withdrawn: list[ArticlePlan] = field(default_factory=list)

    @property
    def verb(self) -> str:
        return "schedule" if self.moment else "publish"

    @property
    def number(self) -> int:
        return len(self.appearing) + len(self.published) + len(self.withdrawn)

    @property
    def fingerprint(self) -> str:
        """Return a stamp of the articles' statuses and missing fields: the plan that was confirmed, and no other."""
        every = [*self.appearing, *self.published, *self.withdrawn]
        facts = sorted((each.article.pk, each.state, str(each.article.publish_at), each.wanting) for each in every)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


SCHEDULED = "scheduled"


def article_plans(issue: Issue, most: int | None = None, *, among: models.Q | None = None) -> list[ArticlePlan]:
    """Return the issue's articles in order, without bodies, and the missing fields of each: four queries for any
    number.

    `among` is a condition: those that a person may see, for example.
    """
    now = timezone.now()
    rows = Article.objects.in_issue(issue).filter(among or models.Q()).order_by("position", "pk").defer("body")
    articles = list(rows.prefetch_related(in_order_of_signing())[:most])
    unresolved = _unresolved(issue)
    return [_listed(article, now, unresolved.get(article.pk, 0)) for article in articles]


def _listed(article: Article, now: datetime.datetime, unresolved: int) -> ArticlePlan:
    is_scheduled = article.status == Status.PUBLISHED and not article.is_published(now)
    wanting = MissingFields(
        title=article.title_is_provisional,
        author=not article.byline(),
        text=not article.word_count,
        unresolved=unresolved,
    )
    return ArticlePlan(article, SCHEDULED if is_scheduled else article.status, wanting)


def _unresolved(issue: Issue) -> dict[int, int]:
    """Return the number of citations of unknown sources for each article of the issue, by id, where there are some."""
    waiting = Citation.objects.counted().unresolved().filter(article__issue=issue).order_by()
    return dict(waiting.values_list("article").annotate(models.Count("pk")))


def publish_plan(issue: Issue, moment: datetime.datetime | None, *, with_withdrawn: bool = False) -> PublishPlan:
    """Plan the publication of the whole issue. A moment in the past means now.

    Articles that were withdrawn on purpose stay withdrawn, unless `with_withdrawn`.
    """
    if moment and moment <= timezone.now():
        moment = None
    release = PublishPlan(moment, [])
    for each in article_plans(issue):
        if each.state == Status.PUBLISHED:
            release.published.append(each)
        elif each.state == Status.WITHDRAWN and not with_withdrawn:
            release.withdrawn.append(each)
        else:
            release.appearing.append(each)
    return release


@transaction.atomic
def publish_issue(release: PublishPlan, *, by: User | None) -> int:
    """Publish or schedule the articles of a plan; return how many changed."""
    articles = Article.objects.filter(pk__in=[each.article.pk for each in release.appearing])
    return articles.schedule(release.moment, by=by) if release.moment else articles.publish_now(by=by)


@transaction.atomic
def withdraw(issue: Issue, *, by: User | None) -> tuple[int, int]:
    """Withdraw the whole issue: (articles withdrawn, articles unscheduled)."""
    unscheduled = unschedule(issue, by=by)
    return Article.objects.in_issue(issue).published().withdraw(by=by), unscheduled


def unschedule(issue: Issue, *, by: User | None) -> int:
    """Unschedule all articles of the issue: scheduled ones return to review. Return how many."""
    return _scheduled(issue).send_to_review(by=by)


def _scheduled(issue: Issue) -> ArticleQuerySet[Article]:
    return Article.objects.in_issue(issue).scheduled()
