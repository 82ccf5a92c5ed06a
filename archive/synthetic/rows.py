"""Synthetic rows: writes invented articles to the database in batches, several times faster than an import."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from itertools import islice

from django.db import transaction
from django.utils import timezone

from archive.editing.derived.derivation import setting_of
from archive.editing.derived.derived_rows import rows_of
from archive.editing.derived.known_names import load_known_names
from archive.editing.pending_work import suspended_recomputation
from archive.editing.publications.publication_resolver import PublicationResolver
from archive.imports.authority import load_shipped_sources
from archive.imports.matching.name_cache import author_cache, topic_cache
from archive.models import Article, Authorship, CrossReference, Issue, Status
from archive.models.common.bulk_insert import insert
from archive.models.common.outbox import batch_enqueue
from archive.models.common.slugs import slug_from
from archive.synthetic.articles import InventedArticle, InventedIssue, publications_toml
from archive.text.citations import read_citations
from archive.text.dates import PartialDate, Precision
from archive.text.headers.article_reader import provisional_title
from archive.text.headers.publication_facts import read_publications_toml
from archive.text.markup.sanitiser import html_from_paragraphs

BATCH = 500


def write(invented: Iterable[InventedArticle]) -> Iterator[int]:
    """Write articles with all related rows, as an import would; yield the number written after each batch.

    The index changes remain in the outbox. The archive must have no issue of the invented publications yet.
    """
    load_shipped_sources()
    with transaction.atomic():
        resolver = PublicationResolver()
        resolver.apply_facts(read_publications_toml(publications_toml()))
    writer = _Writer(resolver)
    articles = iter(invented)
    while batch := list(islice(articles, BATCH)):
        with transaction.atomic(), batch_enqueue(), suspended_recomputation():  # it writes what is derived too
            writer.write(batch)
        yield len(batch)


class _Writer:
    """State across batches: names, and the date of every issue, for resolving cross-references."""

    def __init__(self, resolver: PublicationResolver) -> None:
        self.names = load_known_names(resolver)
        self.authors = author_cache(dry_run=False)
        self.topics = topic_cache(dry_run=False)
        self.issues: dict[InventedIssue, Issue] = {}
        self.issue_of_day: dict[tuple[int, datetime.date], int] = {}

    def write(self, batch: list[InventedArticle]) -> None:
        """Write a batch."""
        self._write_issues(batch)
        slugs: dict[int, set[str]] = {}
        articles = [self._article(invented, slugs) for invented in batch]
        Article.objects.bulk_create(articles)
        citations, references = [], []
        for article in articles:
            blocks = article.blocks()
            reading = read_citations([block.text for block in blocks], setting_of(article, self.names))
            cited, referred = rows_of(article, reading, blocks, self.names)
            citations += cited
            references += referred
        self._resolve(references)
        insert(citations)
        insert(references)
        self._write_names(articles, batch)

    def _write_issues(self, batch: list[InventedArticle]) -> None:
        new = {}
        for issue in dict.fromkeys(invented.issue for invented in batch):
            if issue not in self.issues:
                row = Issue(
                    publication=self.names.publications[issue.serial.title], volume=issue.volume, number=issue.number
                )
                row.set_date(
                    PartialDate(issue.date, Precision.DAY, f"{issue.date:%B} {issue.date.day}, {issue.date.year}")
                )
                row.derive_columns()
                new[issue] = row
        Issue.objects.bulk_create(new.values())
        self.issues |= new
        self.issue_of_day |= {(row.publication_id, row.date): row.pk for row in new.values()}

    def _article(self, invented: InventedArticle, slugs: dict[int, set[str]]) -> Article:
        issue = self.issues[invented.issue]
        title = invented.title or provisional_title(invented.paragraphs)
        slug = slug_from(title, fallback="article")
        if slug in slugs.setdefault(issue.pk, set()):
            slug = f"{slug}-{invented.place}"
        slugs[issue.pk].add(slug)
        article = Article(
            issue=issue,
            position=invented.place,
            title=title,
            title_is_provisional=not invented.title,
            slug=slug,
            status=Status.PUBLISHED,
            version=1,
            created=timezone.now(),
        )
        article.set_body(html_from_paragraphs(invented.paragraphs))
        article.derive_columns()
        return article

    def _resolve(self, references: list[CrossReference]) -> None:
        for reference in references:
            reference.issue_id = self.issue_of_day.get((reference.publication_id, reference.first_day))

    def _write_names(self, articles: list[Article], batch: list[InventedArticle]) -> None:
        filed, signed = [], []
        for article, invented in zip(articles, batch, strict=True):
            topics, authors = self.topics.ids(invented.topics), self.authors.ids(invented.authors)
            filed += [Article.topics.through(article_id=article.pk, topic_id=topic) for topic in topics]
            signed += [
                Authorship(article_id=article.pk, author_id=author, position=place)
                for place, author in enumerate(authors)
            ]
        insert(filed)
        insert(signed)
