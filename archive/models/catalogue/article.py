"""Articles: one piece in an issue, with its authors in order, and its body."""

from __future__ import annotations

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.db.models.functions import Substr

from archive.models.catalogue.author import Author
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.publication import Publication
from archive.models.catalogue.publication_status import PublicationStatusQuerySet, Status
from archive.models.catalogue.source import Source
from archive.models.catalogue.topic import Topic
from archive.models.common.date_fields import DayField, MomentField
from archive.models.common.outbox import ArticlePartOutboxQuerySet
from archive.models.common.recorded_rows import AtomicSave
from archive.models.common.slugs import SlugHistory, free_slug, slug_from
from archive.models.common.url_cache import cached_reverse_below, cached_reverse_of_number
from archive.text.dates import PartialDate, Precision
from archive.text.markup.paragraphs import Block, blocks, with_anchors
from archive.text.markup.sanitiser import plain_text, sanitise
from archive.text.names.normalisation import fold
from archive.text.numbering.series import read_series


class ArticleQuerySet(PublicationStatusQuerySet):
    def in_issue(self, issue: Issue) -> ArticleQuerySet:
        return self.filter(issue=issue)

    def of(self, publication: Publication) -> ArticleQuerySet:
        return self.filter(issue__publication=publication)

    def in_series(self, article: Article) -> ArticleQuerySet:
        """Filter the parts of an article's series, in the same publication; none for a single piece."""
        if not article.series_key:
            return self.none()
        return self.filter(series_key=article.series_key, issue__publication=article.issue.publication_id)

    def by(self, author: Author) -> ArticleQuerySet:
        return self.filter(authors=author)

    def citing(self, source: Source) -> ArticleQuerySet:
        """Filter published articles that cite a source, by counted citations."""
        citations = self.model.citations.rel.related_model.objects.counted().of(source)
        return self.filter(pk__in=citations.values("article")).exclude(pk__in=Article.objects.not_public().values("pk"))

    def about(self, topic: Topic) -> ArticleQuerySet:
        return self.filter(topics=topic)

    def with_provisional_titles(self) -> ArticleQuerySet:
        return self.filter(title_is_provisional=True)

    def before(self, article: Article) -> ArticleQuerySet:
        """Filter the articles before one in its issue, the nearest first."""
        earlier = Q(position__lt=article.position) | Q(position=article.position, pk__lt=article.pk)
        return self.filter(earlier, issue=article.issue_id).order_by("-position", "-pk")

    def after(self, article: Article) -> ArticleQuerySet:
        """Filter the articles after one in its issue, the nearest first."""
        later = Q(position__gt=article.position) | Q(position=article.position, pk__gt=article.pk)
        return self.filter(later, issue=article.issue_id).order_by("position", "pk")

    def counted_by_year(self) -> ArticleQuerySet:
        """Return rows {year, articles} in order, by the year of the issue; articles without a year are left out."""
        return (
            self.exclude(issue__year=None)
            .order_by("issue__year")
            .values(year=F("issue__year"))
            .annotate(articles=models.Count("pk", distinct=True))
        )

    def with_openings(self, characters: int) -> ArticleQuerySet:
        """Annotate `opening`, the first characters of the body's markup, cut anywhere."""
        return self.annotate(opening=Substr("body", 1, characters))

    def newest_first(self) -> ArticleQuerySet:
        return self.order_by(
            F("issue__date").desc(nulls_last=True), "-issue__volume_key", "-issue__number_key", "position", "pk"
        )

    def in_order_of_run(self) -> ArticleQuerySet:
        """Order by issue as a publication's run does, then by place in it."""
        run = ("issue__sort_date", "issue__volume_key", "issue__number_key", "issue__pk")
        return self.order_by(*run, "position", "pk")

    def for_listing(self) -> ArticleQuerySet:
        """Load issue, publication and authors, without the bodies: two queries for any number of rows."""
        return self.select_related("issue__publication").prefetch_related(in_order_of_signing()).defer("body")


# Columns that every save sets, whatever it was to update.
_SET_BY_SAVE = (
    "slug", "body", "date_precision", "series_key", "series_part", "word_count", "title_key", "changed", "version",
)  # fmt: skip


def in_order_of_signing() -> Prefetch:
    """Prefetch authorships with their authors in the order of the by-line."""
    return Prefetch("authorships", Authorship.objects.select_related("author").order_by("position", "pk"))


class Article(SlugHistory):
    """One piece in an issue. Citations are derived from its body."""

    redirect_kind = "article"

    issue = models.ForeignKey(Issue, models.CASCADE, related_name="articles")
    position = models.PositiveIntegerField(default=0, help_text="Place in the table of contents.")
    title = models.CharField(max_length=500)
    title_is_provisional = models.BooleanField(
        "provisional title",
        default=False,
        db_index=True,
        help_text="The text came without a title; this one was made from its first words.",
    )
    slug = models.SlugField(max_length=100, blank=True)
    authors = models.ManyToManyField(Author, through="Authorship", related_name="articles", blank=True)
    standfirst = models.TextField(blank=True)
    caption = models.TextField("picture caption", blank=True)
    date = DayField(
        "own date", null=True, blank=True, help_text="When its issue is a week, a month or a volume, and it has a day."
    )
    date_precision = models.CharField(
        max_length=10, blank=True, editable=False, choices=[(p.value, p.value) for p in Precision]
    )
    elocation_id = models.CharField(
        "elocation-id", max_length=40, blank=True, help_text="Its number where a volume has no issues: e1204."
    )
    body = models.TextField(blank=True)
    topics = models.ManyToManyField(Topic, related_name="articles", blank=True)
    language = models.CharField(max_length=35, blank=True, help_text="When it differs from the publication's.")
    url = models.URLField("original address", max_length=500, blank=True)
    status = models.CharField(max_length=12, choices=Status, default=Status.DRAFT, db_index=True)
    publish_at = MomentField("publish at", null=True, blank=True, help_text="Not shown to readers before this moment.")
    status_since = models.DateTimeField(null=True, editable=False, help_text="When it was moved to where it stands.")
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="+", db_index=False
    )
    note = models.TextField(
        blank=True, editable=False, max_length=2000, help_text="What who returned it asks of its author."
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, editable=False, related_name="articles_made"
    )
    series_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    series_part = models.PositiveSmallIntegerField(null=True, editable=False)
    word_count = models.PositiveIntegerField(default=0, editable=False)
    title_key = models.CharField(max_length=500, blank=True, editable=False)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["issue", "position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["issue", "slug"],
                name="one_article_per_slug",
                violation_error_message="Another article of this issue has this slug. Enter another one, or leave it "
                "empty to have one made from the title.",
            ),
            models.CheckConstraint(condition=~Q(title=""), name="article_has_title"),
            models.CheckConstraint(condition=~Q(slug=""), name="article_has_slug"),
            models.CheckConstraint(condition=Q(status__in=Status.values), name="article_status_is_known"),
            models.CheckConstraint(
                condition=Q(date__isnull=True, date_precision="")
                | Q(date__isnull=False, date_precision__in=[p.value for p in Precision]),
                name="article_date_has_precision",
            ),
        ]
        indexes = [
            models.Index(fields=["issue", "position"]),
            # Admin lists: last changed first, then by id, which is their order.
            models.Index(fields=["-changed", "-id"], name="article_last_changed"),
            models.Index(fields=["status", "-changed", "-id"], name="article_changed_in_status"),
            models.Index(fields=["title_is_provisional", "-changed", "-id"], name="article_changed_by_title"),
            models.Index(fields=["issue", "-changed", "-id"], name="article_changed_in_issue"),
            models.Index(fields=["-changed", "-id"], condition=Q(body=""), name="article_without_body"),
            # Substrings of titles are searched in this index alone, which is a hundredth of the table.
            models.Index(fields=["title_key"], name="article_title_key"),
            # Covers what is asked of all articles: which issues have visible ones, and when these changed last.
            models.Index(fields=["issue", "status", "publish_at", "changed"], name="article_shown_in_issue"),
            models.Index(fields=["publish_at"], condition=Q(publish_at__isnull=False), name="article_publish_at"),
        ]
        permissions = [
            ("publish_article", "Can publish, schedule and withdraw articles"),
            ("edit_every_article", "Can change articles that others made, and return them"),
        ]

    def __str__(self) -> str:
        return self.title

    def save(self, *args, **kwargs) -> None:
        self.derive_columns()
        self.version += 1
        if (fields := kwargs.get("update_fields")) is not None:
            kwargs["update_fields"] = {*fields, *_SET_BY_SAVE}
        super().save(*args, **kwargs)

    def ensure_slug(self) -> None:
        """Set a slug if it is empty, free in its issue; without an issue, any, as nothing can be saved there yet."""
        if not self.slug:
            others = Article.objects.filter(issue_id=self.issue_id).exclude(pk=self.pk)
            self.slug = free_slug(slug_from(self.title, fallback="article"), others)

    def derive_columns(self) -> None:
        """Set the columns derived from others: slug, series, length, search key of the title, a day's precision."""
        self.ensure_slug()
        self.date_precision = (self.date_precision or Precision.DAY.value) if self.date else ""
        self.title_key = fold(self.title)[:500]
        series = read_series(self.title)
        self.series_key, self.series_part = (series.title_key[:200], series.part) if series else ("", None)
        self.word_count = len(plain_text(self.body).split())

    @property
    def partial_date(self) -> PartialDate | None:
        """Return its own date, with its precision; without one, that of its issue."""
        return PartialDate(self.date, Precision(self.date_precision)) if self.date else self.issue.partial_date

    @property
    def date_beside(self) -> datetime.date | None:
        """Return the first day of its date, unless the designation of its issue says it already."""
        return self.date or self.issue.date_beside

    @property
    def designation(self) -> str:
        """Return the issue as cited, with the article's number in a volume without issues: "Vol. 2, e1204"."""
        return ", ".join(filter(None, (self.issue.designation, self.elocation_id)))

    def set_date(self, date: PartialDate | None) -> None:
        """Set its own date with its precision; None removes it."""
        self.date = date.first if date else None
        self.date_precision = date.precision.value if date else ""

    def set_body(self, html: str) -> None:
        """Set new markup, sanitised, with a permanent anchor for every paragraph.

        Raises `archive.text.markup.sanitiser.MarkupTooLarge` or `MarkupTooDeep` for markup beyond the limits.
        """
        self.body = with_anchors(sanitise(html), self.body)

    def blocks(self) -> list[Block]:
        """Return the paragraphs (and headings, quotations, …) of the body, each with its anchor."""
        return blocks(self.body)

    def byline(self) -> list[Author]:
        """Return the authors in the order of signing; costs no query after `for_listing()`."""
        return [authorship.author for authorship in self.authorships.all()]

    def is_published(self, now) -> bool:
        """Return whether readers could see it at `now` (an aware datetime)."""
        return self.status == Status.PUBLISHED and (self.publish_at is None or self.publish_at <= now)

    @property
    def news_since(self) -> datetime.datetime:
        """Return when it last changed for readers: when it was changed, or later, when it was published."""
        return max(self.changed, self.publish_at) if self.publish_at else self.changed

    @property
    def appeared(self) -> datetime.datetime:
        """Return when it came to the archive: when it was written there or, later, when it was published."""
        return max(self.created, self.publish_at) if self.publish_at else self.created

    def redirect_scope(self) -> int:
        return self.issue_id

    def redirect_slug(self) -> str:
        return self.slug

    def was_public_at(self, scope: int, slug: str) -> bool:
        """Return whether it was published at this address: the slug of a draft may be confidential."""
        return self.history.model.objects.public().filter(id=self.pk, issue=scope, slug=slug).exists()

    def get_absolute_url(self) -> str:
        return cached_reverse_below(self.issue.get_absolute_url(), self.slug)

    def get_permanent_url(self) -> str:
        """Return the address that remains when slugs, issues and publications change."""
        return cached_reverse_of_number("permanent", self.pk)


class Authorship(AtomicSave):
    """Author's position in an article's by-line."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="authorships")
    author = models.ForeignKey(Author, models.PROTECT, related_name="authorships")
    position = models.PositiveSmallIntegerField(default=0)

    objects = ArticlePartOutboxQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["article", "author"], name="an_author_signs_once")]

    def __str__(self) -> str:
        return f"{self.author} ({self.article})"
