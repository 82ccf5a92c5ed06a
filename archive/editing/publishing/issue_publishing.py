"""Publishing, scheduling and withdrawing a whole issue: what would happen to each of its articles, and doing it."""

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
    """What an article is still without."""

    title: bool = False
    author: bool = False
    text: bool = False
    unresolved: int = 0

    def __bool__(self) -> bool:
        return self.title or self.author or self.text or self.unresolved > 0


@dataclass(frozen=True, slots=True)
class ArticlePlan:
    """An article as the desk lists it in its issue, with what it is without."""

    article: Article
    state: str  # a Status, or "scheduled"
    wanting: MissingFields

    @property
    def authors(self) -> str:
        return ", ".join(author.name for author in self.article.byline())


@dataclass(frozen=True, slots=True)
class PublishPlan:
    """What publishing an issue at a moment (None: now) would do: which articles appear, and which stay as they are."""

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
        """A stamp of where the articles stand and what they are without: somebody agreed to these and no others."""
        every = [*self.appearing, *self.published, *self.withdrawn]
        facts = sorted((each.article.pk, each.state, str(each.article.publish_at), each.wanting) for each in every)
        return hashlib.sha256(repr(facts).encode()).hexdigest()[:20]


SCHEDULED = "scheduled"


def article_plans(issue: Issue, most: int | None = None, *, among: models.Q | None = None) -> list[ArticlePlan]:
    """The issue's articles in order, without their bodies, and what each is without: four queries for any number.

    `among` narrows them: to those that a person may see, say.
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
    """How many citations of unknown sources each article of the issue has, by its id, where there are some."""
    waiting = Citation.objects.counted().unresolved().filter(article__issue=issue).order_by()
    return dict(waiting.values_list("article").annotate(models.Count("pk")))


def publish_plan(issue: Issue, moment: datetime.datetime | None, *, with_withdrawn: bool = False) -> PublishPlan:
    """What publishing the whole issue would do. A moment that is not to come means now.

    What was withdrawn was so on purpose, and stays, unless `with_withdrawn`.
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
    """Publish or schedule what appears by the plan; returns how many articles changed."""
    articles = Article.objects.filter(pk__in=[each.article.pk for each in release.appearing])
    return articles.schedule(release.moment, by=by) if release.moment else articles.publish_now(by=by)


@transaction.atomic
def withdraw(issue: Issue, *, by: User | None) -> tuple[int, int]:
    """Take the whole issue from readers: (articles withdrawn, articles taken off the schedule)."""
    unscheduled = take_off_schedule(issue, by=by)
    return Article.objects.in_issue(issue).published().withdraw(by=by), unscheduled


def take_off_schedule(issue: Issue, *, by: User | None) -> int:
    """Let nothing of the issue appear by itself: what is scheduled goes back to review. Returns how many."""
    return _scheduled(issue).send_to_review(by=by)


def _scheduled(issue: Issue) -> ArticleQuerySet[Article]:
    return Article.objects.in_issue(issue).scheduled()
