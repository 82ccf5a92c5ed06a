"""Imports one article: finds its issue and the article that it is, and writes it in one transaction.

`archive.imports.matching.article_matching` decides which article a file belongs to.
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from django.db import DatabaseError, IntegrityError

from archive.editing.change_set import change_set
from archive.editing.derived.issue_dates import apply_printed_date, contradicts
from archive.editing.derived.recompute import recompute
from archive.editing.side_effects import DATE_COLUMNS, created, date_changed, values_of
from archive.imports.importing.article_writer import (
    article_to_update,
    changes_of_file,
    fields_of_file,
    title_of,
    write_changes,
    write_new,
)
from archive.imports.importing.embedded_pictures import (
    NO_PICTURES,
    EncodedPictures,
    encoded_pictures,
    store_pictures,
    unusable_pictures,
    with_stored_addresses,
)
from archive.imports.importing.import_messages import other_date
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.importing.import_options import Options
from archive.imports.importing.issue_finder import find_issue
from archive.imports.importing.lookup_tables import LookupTables
from archive.imports.importing.root_facts import RootFacts
from archive.imports.importing.snapshots import digest, digest_of_row
from archive.imports.matching.article_matching import ExistingArticle, Match, fingerprint, have_same_text, match
from archive.imports.matching.deleted_articles import refuse_deleted
from archive.imports.matching.issue_cache import IssueContents
from archive.imports.matching.issue_placement import fill
from archive.imports.reading.incoming_article import (
    ImportRejected,
    IncomingArticle,
    check_values,
    incoming_from_stored,
    safe_url,
)
from archive.imports.reading.neighbour_files import pictures_beside
from archive.imports.reading.report import Action, FileReport, error
from archive.models import Article, ArticleOrigin, ImportSideEffect
from archive.models.common.outbox import batch_enqueue
from archive.text.charset import CharsetHint, UnreadableText
from archive.text.formats.records import split_origin
from archive.text.headers.article_reader import OF_PLACE, ReadArticle
from archive.text.markup.paragraphs import blocks
from archive.text.markup.sanitiser import plain_text
from archive.text.names.normalisation import fold
from archive.text.problems import Problem


class ArticleImporter:
    """Importer of single articles; updates the lookup tables with its writes, and notifies `observer`."""

    def __init__(self, options: Options, tables: LookupTables, observer: ImportObserver) -> None:
        self.options = options
        self.tables = tables
        self.observer = observer

    def run(self, incoming: IncomingArticle, report: FileReport, here: RootFacts) -> None:
        """Import an article, and try again once after a conflict with another writer (another import, an editor)."""
        self._check_reader_errors(incoming, report)
        check_values(incoming)
        try:
            try:
                self._import(incoming, report, here)
            except IntegrityError:
                self._import(incoming, report, here)
        except DatabaseError as failure:
            raise ImportRejected(
                error(f"The database refused it: {str(failure)[:200]}", "Import it again.")
            ) from failure

    def _check_reader_errors(self, incoming: IncomingArticle, report: FileReport) -> None:
        """Raise `ImportRejected` for the reader's errors, except those about its issue, which folders may name."""
        errors = incoming.article.errors
        if any(problem.reason not in OF_PLACE for problem in errors):
            *others, last = [problem for problem in errors if problem.reason not in OF_PLACE]
            report.problems.extend(others)
            raise ImportRejected(last)

    def _import(self, incoming: IncomingArticle, report: FileReport, here: RootFacts) -> None:
        read = incoming.article
        contents = find_issue(incoming, here.folders, self.tables, report)
        title, is_provisional = title_of(read)
        found = match(
            incoming.path,
            incoming.sha256,
            "" if is_provisional else fold(title),
            safe_url(read),
            contents.existing,
            lambda path: here.root.has(split_origin(path)[0]),
            partial(_has_text_of, read),
        )
        if found.action is Action.REFUSE:
            raise ImportRejected(error(found.reason, found.remedy))
        if found.reason:
            report.problems.append(Problem(None, found.reason, found.remedy))
        if found.action is Action.UNCHANGED and self._was_in_other_encoding(found, incoming, here):
            found = replace(found, action=Action.UPDATE)
        self.observer.check(found, incoming.path)
        if found.action is Action.CREATE and self.tables.has_tombstones and not self.options.overwrite:
            refuse_deleted(contents, title)
        if read.date and incoming.issue_date is read.date and contradicts(contents.issue, read.date):
            report.problems.append(other_date(contents.issue, incoming))
        report.action = found.action
        if self.options.dry_run:
            if found.action is not Action.UNCHANGED:
                report.problems += unusable_pictures(read)
            self._preview(incoming, found, contents, here)
        elif found.action is not Action.UNCHANGED:
            self._write(incoming, found, contents, report, here)

    def _was_in_other_encoding(self, found: Match, incoming: IncomingArticle, here: RootFacts) -> bool:
        """Return whether a person names another encoding for the same bytes than they were read in before."""
        named = here.charset_of(incoming.path).named
        before = ArticleOrigin.objects.filter(article=found.existing.article_id) if named else None
        return before is not None and before.exclude(encoding=incoming.encoding).exists()

    def _preview(self, incoming: IncomingArticle, found: Match, contents: IssueContents, here: RootFacts) -> None:
        """Preview a file in a dry run: check whether it would be refused, and record it in the cache."""
        self.tables.resolver.keep(contents.issue.publication)
        if found.action is Action.UPDATE and found.existing.article_id:
            article = article_to_update(found.existing.article_id, lock=False)
            self.observer.previews(article, incoming, self._changes(article, incoming, here))
        if found.action is Action.CREATE:
            title, _ = title_of(incoming.article)
            contents.add(self._existing(None, incoming), contents.free_slug(title))
            self.observer.previews(None, incoming, {})
        if incoming.issue_date:
            apply_printed_date(contents.issue, incoming.issue_date)

    def _write(
        self, incoming: IncomingArticle, found: Match, contents: IssueContents, report: FileReport, here: RootFacts
    ) -> None:
        """Write a new or changed article with all derived data, in one transaction."""
        incoming, pictures = encoded_pictures(incoming)  # outside the transaction, as it is slow
        report.problems += [problem for problem in pictures.problems if problem not in report.problems]
        is_written = False
        try:
            article = self._write_in_transaction(incoming, pictures, found, contents, report, here)
            is_written = True
        finally:
            if not is_written:
                self.tables.load()  # cached rows may have been rolled back
        existing = self._existing(article.pk, incoming)
        if found.action is Action.CREATE:
            contents.add(existing, article.slug)
        else:
            contents.replace(found.existing, existing, article.slug)

    def _write_in_transaction(
        self,
        incoming: IncomingArticle,
        pictures: EncodedPictures,
        found: Match,
        contents: IssueContents,
        report: FileReport,
        here: RootFacts,
    ) -> Article:
        is_new = found.action is Action.CREATE
        # New articles have no version: their state is recorded before the first change.
        with change_set(self.options.reason, by=self.options.by, creations=False), batch_enqueue():
            self.observer.begins()
            if self.tables.resolver.keep(contents.issue.publication):
                self.tables.add_publications()
            if habit := self.tables.placer.wished.pop(contents.issue.publication.title, None):
                self.tables.resolver.set_numbering(contents.issue.publication, habit)
            if is_new:
                article = self._create(incoming, contents)
            else:
                article = self._update(incoming, pictures, found, contents, here)
            store_pictures(pictures, article, incoming.path, by=self.options.by)
            report.reading = recompute(self.tables.names).readings.get(article.pk)
            for effect in self.tables.pop_effects():
                self.observer.effect(effect)
            self.observer.wrote(article, report, partial(self._digest, incoming) if is_new else digest_of_row)
        return article

    def _digest(self, incoming: IncomingArticle, article: Article) -> str:
        """Return the digest of an article just created, with its cached authors and topics."""
        read = incoming.article
        return digest(article, self.tables.caches.authors.ids(read.authors), self.tables.caches.topics.ids(read.topics))

    def _date_issue(self, incoming: IncomingArticle, contents: IssueContents) -> None:
        """Save a new issue, and give it the date that the file prints, if that is more precise than its own."""
        issue, printed = contents.issue, incoming.issue_date
        date_before = values_of(issue, DATE_COLUMNS)
        is_dated = (printed is not None and apply_printed_date(issue, printed)) or (not issue.pk and bool(issue.date))
        if issue.pk is None:
            issue.publication = issue.publication  # sets the id of a publication saved meanwhile
            issue.save()
            self.observer.effect(created(ImportSideEffect.Kind.ISSUE, issue.pk))
        elif is_dated:
            issue.save(update_fields=DATE_COLUMNS)
            self.observer.effect(date_changed(issue, date_before))

    def _create(self, incoming: IncomingArticle, contents: IssueContents) -> Article:
        self._date_issue(incoming, contents)
        return write_new(
            incoming,
            self.tables.caches,
            issue=contents.issue,
            slug=contents.free_slug(title_of(incoming.article)[0]),
            position=contents.next_position,
            status=self.options.status,
            by=self.options.by.pk if self.options.by else None,
        )

    def _update(
        self,
        incoming: IncomingArticle,
        pictures: EncodedPictures,
        found: Match,
        contents: IssueContents,
        here: RootFacts,
    ) -> Article:
        article = article_to_update(found.existing.article_id, lock=True)
        changes = self._changes(article, incoming, here, pictures)
        self.observer.replaces(article)
        self._date_issue(incoming, contents)
        article.issue = contents.issue
        # A real title replaces a provisional one, in the address too; the old address redirects.
        renamed = "title" in changes and article.title_is_provisional
        write_changes(article, changes, incoming, contents.free_slug(changes["title"][0]) if renamed else article.slug)
        return article

    def _changes(
        self, article: Article, incoming: IncomingArticle, here: RootFacts, pictures: EncodedPictures = NO_PICTURES
    ) -> dict[str, object]:
        """Return the fields that the file changes. Raises `ImportRejected` if an editor changed one too."""
        origin = article.origin
        try:
            as_before = CharsetHint(origin.encoding)
            received = bytes(origin.received)
            beside = pictures_beside(origin.path, here.root)
            old = incoming_from_stored(
                origin.path, received, self.tables.resolver.names, as_before, beside, here.root
            ).article
            fill(old, incoming.facts, article.issue.publication)
        except UnreadableText as unreadable:
            if not self.options.overwrite:
                raise ImportRejected(error(unreadable.reason, unreadable.remedy)) from unreadable
            old = ReadArticle()  # the file wins in every field
        new, old = (with_stored_addresses(each, article.body, pictures.addresses) for each in (incoming.article, old))
        return changes_of_file(
            article,
            fields_of_file(new, self.tables.caches, incoming.issue_date),
            fields_of_file(old, self.tables.caches, incoming.issue_date),
            overwrite=self.options.overwrite,
        )

    def _existing(self, article_id: int | None, incoming: IncomingArticle) -> ExistingArticle:
        title, is_provisional = title_of(incoming.article)
        title_key = "" if is_provisional else fold(title)
        return ExistingArticle(
            article_id,
            title_key,
            safe_url(incoming.article),
            incoming.path,
            incoming.sha256,
            came_in_this_run=True,
            fingerprint=frozenset() if article_id else fingerprint(incoming.article.body_paragraphs),
        )


def _has_text_of(read: ReadArticle, existing: ExistingArticle) -> bool:
    """Return whether a text that was read is that of an article: of its row, else as it was read in this run."""
    there = existing.fingerprint
    if existing.article_id:
        body = Article.objects.filter(pk=existing.article_id).values_list("body", flat=True).first() or ""
        there = fingerprint(plain_text(block.html) for block in blocks(body))
    return have_same_text(fingerprint(read.body_paragraphs), there)
