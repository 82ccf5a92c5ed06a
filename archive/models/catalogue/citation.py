"""Citations and cross-references: derived from an article's body, with the decisions of editors."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, F, Q

from archive.models.catalogue.article import Article
from archive.models.catalogue.issue import Issue
from archive.models.catalogue.publication import Publication
from archive.models.catalogue.source import Source
from archive.models.common.date_fields import DayField
from archive.models.common.outbox import ArticlePartOutboxQuerySet
from archive.models.common.recorded_rows import AtomicSave
from archive.text.dates import Precision


class CitationStatus(models.TextChoices):
    FOUND = "found"
    SUGGESTED = "suggested"  # an attribution in prose: for the review queue, not counted
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    ADDED = "added by hand"


DECIDED = (CitationStatus.CONFIRMED, CitationStatus.REJECTED, CitationStatus.ADDED)
COUNTED = (CitationStatus.FOUND, CitationStatus.CONFIRMED, CitationStatus.ADDED)


class CitationKind(models.TextChoices):
    MENTION = "mention"
    REFERENCE = "reference"  # an entry of the list of references at the article's end


class CitationQuerySet(ArticlePartOutboxQuerySet):
    def counted(self) -> CitationQuerySet:
        """Filter citations shown on pages and counted: neither rejected nor suggestions only."""
        return self.filter(status__in=COUNTED)

    def decided(self) -> CitationQuerySet:
        """Filter citations that a person confirmed, rejected, or added: no derivation overwrites them."""
        return self.filter(status__in=DECIDED)

    def undecided(self) -> CitationQuerySet:
        """Filter citations that say what was read in the text, and nothing else."""
        return self.exclude(status__in=DECIDED)

    def unresolved(self) -> CitationQuerySet:
        """Filter citations whose name is not a known source's; references name no outlet that anyone waits for."""
        return self.filter(source=None, kind=CitationKind.MENTION).exclude(status=CitationStatus.REJECTED)

    def mentions(self) -> CitationQuerySet:
        """Filter citations in the text, and not in a list of references at its end."""
        return self.filter(kind=CitationKind.MENTION)

    def in_published_articles(self) -> CitationQuerySet:
        return self.exclude(article__in=Article.objects.not_public().values("pk"))

    def shown(self) -> CitationQuerySet:
        """Filter citations that readers see and statistics count: the counted ones of published articles."""
        return self.counted().in_published_articles()

    def of(self, source: Source) -> CitationQuerySet:
        return self.filter(source=source)

    def beside(self, source: Source) -> CitationQuerySet:
        """Filter citations of other sources in the articles that cite a source."""
        citing = self.model.objects.counted().of(source).values("article")
        return self.shown().filter(article__in=citing).exclude(source=source)

    def counted_by_year(self) -> CitationQuerySet:
        """Return rows {year, citations, articles} in order, by the year of the citing issue; None if unknown."""
        return (
            self.order_by(F("article__issue__year").asc(nulls_first=True))
            .values(year=F("article__issue__year"))
            .annotate(citations=Count("pk"), articles=Count("article", distinct=True))
        )

    def most_citing(self, path: str) -> CitationQuerySet:
        """Return rows {row, articles}, most articles first, by the ids at `path`, such as "article__authors"."""
        return (
            self.exclude(**{path: None})
            .values(row=F(path))
            .annotate(articles=Count("article", distinct=True))
            .order_by("-articles", "row")
        )

    def in_text_order(self) -> CitationQuerySet:
        return self.order_by("article_id", "paragraph", "ordinal", "pk")


class Citation(AtomicSave):
    """One mention of a source in an article: "(BNS, Itar-Tass, April 19 & 20)" is two.

    An entry of a list of references is one of `kind` reference, with its whole text in `raw`. Its name is that of the
    known outlet that it is from; "" where it is a book, say, or where citations in it name the outlet already.
    """

    # No index of their own: those below begin with the same columns.
    article = models.ForeignKey(Article, models.CASCADE, related_name="citations", db_index=False)
    source = models.ForeignKey(Source, models.SET_NULL, null=True, blank=True, related_name="citations", db_index=False)
    kind = models.CharField(max_length=10, choices=CitationKind, default=CitationKind.MENTION)
    raw = models.CharField("as printed", max_length=600)
    name = models.CharField("name as printed", max_length=200, blank=True, help_text="Empty where it was lost.")
    stands_for = models.CharField(
        "name in full", max_length=200, blank=True, help_text="Of a source that is cited by a key: “DSG”."
    )
    name_key = models.CharField(max_length=200, blank=True, editable=False, db_index=True)
    date_text = models.CharField("date as printed", max_length=120, blank=True)
    first_day = DayField(null=True, blank=True)
    last_day = DayField(null=True, blank=True)
    precision = models.CharField(max_length=10, blank=True, choices=[(p.value, p.value) for p in Precision])
    url = models.URLField(max_length=600, blank=True)
    anchor = models.CharField(max_length=8, blank=True, editable=False, help_text="The paragraph's permanent anchor.")
    paragraph = models.PositiveIntegerField(help_text="Counted from 1.")
    ordinal = models.PositiveIntegerField(default=0, help_text="Which mention of its paragraph.")
    start = models.PositiveIntegerField(null=True, blank=True, help_text="First character in the paragraph's text.")
    end = models.PositiveIntegerField(null=True, blank=True)
    status = models.CharField(max_length=14, choices=CitationStatus, default=CitationStatus.FOUND, db_index=True)
    confidence = models.FloatField(default=1.0)

    objects = CitationQuerySet.as_manager()

    class Meta:
        ordering = ["article", "paragraph", "ordinal", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(confidence__gte=0) & Q(confidence__lte=1), name="citation_confidence_is_share"
            ),
            models.CheckConstraint(
                condition=Q(first_day__isnull=True, last_day__isnull=True) | Q(last_day__gte=models.F("first_day")),
                name="citation_days_in_order",
                violation_error_message="The last day is before the first one, or one of them is missing. Correct the "
                "days, or empty both.",
            ),
            models.CheckConstraint(condition=Q(kind__in=CitationKind.values), name="citation_kind_is_known"),
            models.CheckConstraint(condition=Q(status__in=CitationStatus.values), name="citation_status_is_known"),
        ]
        indexes = [
            models.Index(fields=["source", "first_day"]),
            models.Index(fields=["status", "name_key"]),
            # Cover counting by source, and the sources cited beside a source.
            models.Index(fields=["source", "status", "article"], name="citation_of_source"),
            models.Index(fields=["article", "status", "source"], name="citation_in_article"),
            # Covers the queue of unknown names: groups, their spellings and samples.
            models.Index(
                fields=["source", "kind", "name_key", "name", "status"],
                condition=Q(source__isnull=True),
                name="citation_of_unknown_source",
            ),
        ]

    def __str__(self) -> str:
        return self.raw


# A dated reference to a publication of the archive, with an issue that the archive does not have.
LEADS_NOWHERE = Q(issue__isnull=True, publication__isnull=False, first_day__isnull=False)


class CrossReferenceQuerySet(models.QuerySet):
    def leading_nowhere(self) -> CrossReferenceQuerySet:
        """Filter references to issues that are missing in the archive."""
        return self.filter(LEADS_NOWHERE)

    def to(self, issue: Issue) -> CrossReferenceQuerySet:
        return self.filter(issue=issue)

    def in_published_articles(self) -> CrossReferenceQuerySet:
        return self.exclude(article__in=Article.objects.not_public().values("pk"))


class CrossReference(models.Model):
    """Mention of another issue of the same publisher: "(see EDM, May 23)"."""

    article = models.ForeignKey(Article, models.CASCADE, related_name="cross_references")
    raw = models.CharField("as printed", max_length=600)
    publication = models.ForeignKey(Publication, models.SET_NULL, null=True, related_name="references")
    publication_name = models.CharField(max_length=200)
    date_text = models.CharField(max_length=120, blank=True)
    first_day = models.DateField(null=True, blank=True, db_index=True)
    last_day = models.DateField(null=True, blank=True)
    issue = models.ForeignKey(Issue, models.SET_NULL, null=True, blank=True, related_name="referred_to_by")
    anchor = models.CharField(max_length=8, blank=True, editable=False, help_text="The paragraph's permanent anchor.")
    paragraph = models.PositiveIntegerField(help_text="Counted from 1.")
    ordinal = models.PositiveIntegerField(default=0)
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)

    objects = CrossReferenceQuerySet.as_manager()

    class Meta:
        ordering = ["article", "paragraph", "ordinal", "pk"]
        indexes = [
            models.Index(fields=["publication", "first_day"]),
            models.Index(fields=["article"], condition=LEADS_NOWHERE, name="reference_to_nothing"),
        ]

    def __str__(self) -> str:
        return self.raw
