"""Imports files into the archive: one transaction a file, nothing half-written, and everything reported.

Which article a file is, is decided by the rule in `archive.imports.matching.article_matching`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.derived.derivation import derive, setting_for
from archive.editing.derived.issue_dates import contradicts, take_printed_date
from archive.editing.derived.known_names import KnownNames, load_known_names, with_publications
from archive.editing.publications.publication_resolver import PublicationResolver
from archive.editing.references.cross_references import resolve_again
from archive.editing.side_effects import DATE_COLUMNS, Effect, created, date_changed, values_of
from archive.imports.authority import load_shipped_sources
from archive.imports.importing.article_writer import (
    NameCaches,
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
    as_it_stands,
    encoded_pictures,
    keep_pictures,
)
from archive.imports.importing.import_messages import describe, other_date, skipped
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.importing.sidecar_files import UnusableFacts, load_publications, load_sources
from archive.imports.importing.snapshots import digest, digest_of_row
from archive.imports.matching.article_matching import ExistingArticle, Match, match
from archive.imports.matching.deleted_articles import refuse_deleted
from archive.imports.matching.issue_cache import IssueCache, IssueContents
from archive.imports.matching.name_cache import author_cache, topic_cache
from archive.imports.reading.column_mapping import columns_for
from archive.imports.reading.files import FoundFile, Root, UnreadableFile, opened_root
from archive.imports.reading.format_records import incoming_records
from archive.imports.reading.incoming_article import (
    ImportRejected,
    IncomingArticle,
    check_lengths,
    incoming_from_file,
    incoming_from_stored,
    safe_url,
)
from archive.imports.reading.report import Action, FileReport, error
from archive.imports.reading.zips import RefusedZip
from archive.models import Article, BatchEffect, Publication, Source, Status, Tombstone
from archive.models.common.outbox import batch_enqueue
from archive.text.charset import UnreadableText
from archive.text.citations import Reading, read_citations
from archive.text.formats.records import Guide, split_origin
from archive.text.formats.tables.columns import Columns
from archive.text.headers.article_reader import NO_PUBLICATION, ReadArticle
from archive.text.headers.publication_status import path_problem
from archive.text.markup.paragraphs import blocks
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, sanitise
from archive.text.names.normalisation import fold
from archive.text.problems import Problem


@dataclass(frozen=True, slots=True)
class Options:
    """How to import: `publication` is for texts whose header names none; `status` is that of new articles.

    `overwrite` lets files win over what editors changed or deleted. `with_readings` reads the citations of files that
    are unchanged or refused too, for a report. `columns` is for tables, in place of a columns.toml beside them;
    `chosen_columns` is for tables whose columns have that fingerprint (`archive.imports.reading.column_mapping`),
    before all else. `by` is the account that imports, and `reason` what the history of changed articles says: "Import
    12".
    """

    publication: str = ""
    dry_run: bool = False
    status: Status = Status.PUBLISHED
    overwrite: bool = False
    with_readings: bool = False
    columns: Columns | None = None
    chosen_columns: Mapping[str, Columns] = field(default_factory=dict)
    by: User | None = None
    reason: str = "Imported"


class Importer:
    """One import: what it knows is loaded once, and kept in line with what it writes. `ledger` hears what it does."""

    def __init__(self, options: Options, ledger: ImportObserver | None = None) -> None:
        self.options = options
        self.ledger = ledger or ImportObserver()
        self.started = timezone.now()
        if not options.dry_run and not Source.objects.exists():
            load_shipped_sources()
        self._load()

    def _load(self) -> None:
        """Load what is known from the rows: at the start, and after a transaction failed."""
        self.desk = PublicationResolver(dry_run=self.options.dry_run)
        self.names: KnownNames = load_known_names(self.desk)
        self.books = NameCaches(author_cache(dry_run=self.options.dry_run), topic_cache(dry_run=self.options.dry_run))
        self.has_tombstones = Tombstone.objects.exists()
        self.shelves = IssueCache(lambda imported: imported >= self.started, keep_all=self.options.dry_run)

    def import_path(self, path: Path) -> Iterator[FileReport]:
        """Import a file, folder or zip file, and report each file in it. The work is done as reports are asked for."""
        self.ledger.opens(path)
        for report in self._import_path(path):
            self.ledger.passed(report)
            yield report

    def _import_path(self, path: Path) -> Iterator[FileReport]:
        try:
            with opened_root(path) as root:
                yield from self._import_root(root)
        except (UnreadableFile, RefusedZip) as unusable:
            yield FileReport(str(path)).refuse(error(unusable.reason, unusable.remedy))

    def _import_root(self, root: Root) -> Iterator[FileReport]:
        try:
            self._take_facts(root)
        except UnusableFacts as unusable:
            yield FileReport(unusable.file).refuse(unusable.problem)
            return
        for file in root.files():
            if not self.ledger.wants_some(file.path):
                continue
            is_read = file.is_text or file.format
            if is_read and (problem := path_problem(f"{root.folder}/{file.path}")):
                yield FileReport(file.path).leave_out(problem)
            elif file.is_text:
                yield self.import_file(file, root)
            elif file.format:
                yield from self._import_records(file, root)
            else:
                yield skipped(file)

    def _import_records(self, file: FoundFile, root: Root) -> Iterator[FileReport]:
        """Import the records of a file of another format; last, report on the file as a whole if there is anything."""
        whole = FileReport(file.path, Action.READ)
        is_news, is_empty = False, True
        try:
            columns = columns_for(file, root, self.options.columns, self.options.chosen_columns)
            for item in incoming_records(file, Guide(self.desk.names, columns)):
                if isinstance(item, Problem):
                    whole.problems.append(item)
                    whole.action = Action.REFUSE if item.severity == "error" else whole.action
                    continue
                is_empty = False
                if not self.ledger.wants(item.path):
                    continue
                report = self._import_received(item, root)
                is_news = is_news or report.action is not Action.UNCHANGED
                yield report
        except ImportRejected as refused:
            whole.refuse(refused.problem)
        if whole.problems and (is_news or is_empty or whole.failed):
            yield whole

    def _take_facts(self, root: Root) -> None:
        """Take what publications.toml and sources.toml say, before the texts that need it. Raises `UnusableFacts`."""
        if load_publications(root, self.desk, self.ledger):
            self.names = with_publications(self.names, self.desk)
        if (outlets := load_sources(root, self.ledger, dry_run=self.options.dry_run)) is not None:
            self.names = load_known_names(self.desk, outlets)

    def _tell_effects(self) -> None:
        """Tell the ledger what was made and changed beside the article in the transaction under way."""
        effects: list[Effect] = self.desk.taken_effects()
        effects += [created(BatchEffect.Kind.AUTHOR, pk) for pk in self.books.authors.taken_made()]
        effects += [created(BatchEffect.Kind.TOPIC, pk) for pk in self.books.topics.taken_made()]
        for effect in effects:
            self.ledger.effect(effect)

    def import_file(self, file: FoundFile, root: Root) -> FileReport:
        """Import one file, or say why not. Never raises for what is in the file or what others do to the database."""
        try:
            came_in = incoming_from_file(file, self.desk.names)
        except ImportRejected as refused:
            return FileReport(file.path).refuse(refused.problem)
        return self._import_received(came_in, root)

    def _import_received(self, came_in: IncomingArticle, root: Root) -> FileReport:
        report = FileReport(came_in.path)
        describe(report, came_in)
        if came_in.article.unpublished:
            return report.leave_out(came_in.article.unpublished)
        try:
            self._settle(came_in, report, root)
        except ImportRejected as refused:
            report.refuse(refused.problem)
        except (MarkupTooLarge, MarkupTooDeep) as too_much:
            report.refuse(error(str(too_much), "Import it in parts."))
        if report.reading is None and self.options.with_readings and came_in.article.body_html:
            report.reading = self._reading(came_in)
        return report

    def _settle(self, came_in: IncomingArticle, report: FileReport, root: Root) -> None:
        """Do what is to be done with a file, once more if another writer came between (another import, an editor)."""
        self._refuse_what_the_reader_refused(came_in, report)
        check_lengths(came_in)
        try:
            try:
                self._import(came_in, report, root)
            except IntegrityError:
                self._import(came_in, report, root)
        except DatabaseError as failure:
            raise ImportRejected(
                error(f"The database refused it: {str(failure)[:200]}", "Import it again.")
            ) from failure

    def _refuse_what_the_reader_refused(self, came_in: IncomingArticle, report: FileReport) -> None:
        """Raise `ImportRejected` with the reader's errors, but for a missing publication that the import names."""
        read = came_in.article
        errors = read.errors
        if not read.publication and self.options.publication:
            errors = [problem for problem in errors if problem.reason != NO_PUBLICATION]
        if errors:
            *others, last = errors
            report.problems.extend(others)
            raise ImportRejected(last)

    def _publication_of(self, came_in: IncomingArticle, report: FileReport) -> Publication:
        """The publication that a file belongs to. Raises `ImportRejected` for one that is probably misspelt."""
        name = came_in.article.publication or self.options.publication
        publication = self.desk.find(name)
        if publication is None:
            if meant := self.desk.likely_meant(name):
                raise ImportRejected(
                    error(
                        f"There is no publication “{name}”; “{meant}” is probably meant",
                        "Correct the header, or name the new publication in a publications.toml beside the file.",
                    )
                )
            publication = self.desk.make(name[:200])
            report.problems.append(
                Problem(
                    None,
                    f"“{name}” is a new publication, of which nothing else is known.",
                    "Give its first year and other facts in a publications.toml, or in the admin.",
                )
            )
        report.publication = publication.title
        if publication.title not in self.names.house:
            self.names = with_publications(self.names, self.desk)
        return publication

    def _import(self, came_in: IncomingArticle, report: FileReport, root: Root) -> None:
        read = came_in.article
        publication = self._publication_of(came_in, report)
        shelf = self.shelves.of(publication, read.volume, read.number)
        title, is_provisional = title_of(read)
        found = match(
            came_in.path,
            came_in.sha256,
            "" if is_provisional else fold(title),
            safe_url(read),
            shelf.standing,
            lambda path: root.has(split_origin(path)[0]),
        )
        if found.action is Action.REFUSE:
            raise ImportRejected(error(found.reason, found.remedy))
        self.ledger.check(found, came_in.path)
        if found.action is Action.CREATE and self.has_tombstones and not self.options.overwrite:
            refuse_deleted(shelf, title)
        if read.date and contradicts(shelf.issue, read.date):
            report.problems.append(other_date(shelf.issue, came_in))
        report.action = found.action
        if self.options.dry_run:
            self._foresee(came_in, found, shelf)
        elif found.action is not Action.UNCHANGED:
            self._write(came_in, found, shelf, report)

    def _foresee(self, came_in: IncomingArticle, found: Match, shelf: IssueContents) -> None:
        """What a dry run does: find out whether the file would be refused, and remember that it was there."""
        self.desk.keep(shelf.issue.publication)
        if found.action is Action.UPDATE and found.standing.article_id:
            article = article_to_update(found.standing.article_id, lock=False)
            self.ledger.foresees(article, came_in, self._changes(article, came_in))
        if found.action is Action.CREATE:
            title, _ = title_of(came_in.article)
            shelf.add(self._standing(None, came_in), shelf.free_slug(title))
            self.ledger.foresees(None, came_in, {})
        if came_in.article.date:
            take_printed_date(shelf.issue, came_in.article.date)

    def _write(self, came_in: IncomingArticle, found: Match, shelf: IssueContents, report: FileReport) -> None:
        """Write a new or changed article with all that follows from it, in one transaction."""
        came_in, pictures = encoded_pictures(came_in)  # outside the transaction, for it takes its time
        report.problems += [problem for problem in pictures.problems if problem not in report.problems]
        is_written = False
        try:
            article = self._write_in_transaction(came_in, pictures, found, shelf, report)
            is_written = True
        finally:
            if not is_written:
                self._load()  # rows at hand may be ones that were rolled back
        standing = self._standing(article.pk, came_in)
        if found.action is Action.CREATE:
            shelf.add(standing, article.slug)
        else:
            shelf.replace(found.standing, standing, article.slug)

    def _write_in_transaction(
        self,
        came_in: IncomingArticle,
        pictures: EncodedPictures,
        found: Match,
        shelf: IssueContents,
        report: FileReport,
    ) -> Article:
        is_new = found.action is Action.CREATE
        touched: list[int] = []
        # New articles leave no version behind: what stands is recorded before it is first changed.
        with change_set(self.options.reason, by=self.options.by, creations=False), batch_enqueue(touched):
            self.ledger.begins()
            if self.desk.keep(shelf.issue.publication):
                self.names = with_publications(self.names, self.desk)
            date_before = shelf.issue.date
            article = self._create(came_in, shelf) if is_new else self._update(came_in, pictures, found, shelf)
            keep_pictures(pictures, article, came_in.path, by=self.options.by)
            report.reading = derive(article, self.names, is_new=is_new).reading
            touched.append(article.pk)
            if shelf.issue.date != date_before:
                touched += shelf.article_ids()
            self._tell_effects()
            self.ledger.wrote(article, report, partial(self._digest, came_in) if is_new else digest_of_row)
        return article

    def _digest(self, came_in: IncomingArticle, article: Article) -> str:
        """The digest of an article just made, whose authors and topics are at hand."""
        read = came_in.article
        return digest(article, self.books.authors.ids(read.authors), self.books.topics.ids(read.topics))

    def _date_issue(self, came_in: IncomingArticle, shelf: IssueContents, *, except_for: int | None = None) -> None:
        """Save a new issue, and give it the date that the file prints, if that says more than was known."""
        issue, printed = shelf.issue, came_in.article.date
        date_before = values_of(issue, DATE_COLUMNS)
        is_dated = printed is not None and take_printed_date(issue, printed)
        if issue.pk is None:
            issue.publication = issue.publication  # takes over the id of a publication saved meanwhile
            issue.save()
            self.ledger.effect(created(BatchEffect.Kind.ISSUE, issue.pk))
        elif is_dated:
            issue.save(update_fields=DATE_COLUMNS)
            self.ledger.effect(date_changed(issue, date_before))
        if is_dated:
            resolve_again(issue)
            # Years of the days that the others cite follow from the issue's date.
            for article in Article.objects.filter(pk__in=shelf.article_ids()).exclude(pk=except_for):
                article.issue = issue
                derive(article, self.names)

    def _create(self, came_in: IncomingArticle, shelf: IssueContents) -> Article:
        self._date_issue(came_in, shelf)
        return write_new(
            came_in,
            self.books,
            issue=shelf.issue,
            slug=shelf.free_slug(title_of(came_in.article)[0]),
            position=shelf.next_position,
            status=self.options.status,
            by=self.options.by.pk if self.options.by else None,
        )

    def _update(
        self, came_in: IncomingArticle, pictures: EncodedPictures, found: Match, shelf: IssueContents
    ) -> Article:
        article = article_to_update(found.standing.article_id, lock=True)
        changes = self._changes(article, came_in, pictures)
        self.ledger.replaces(article)
        self._date_issue(came_in, shelf, except_for=article.pk)
        article.issue = shelf.issue
        # A title that was only made up gives way to the real one, in the address too; the old address redirects.
        renamed = "title" in changes and article.title_is_provisional
        write_changes(article, changes, came_in, shelf.free_slug(changes["title"][0]) if renamed else article.slug)
        return article

    def _changes(
        self, article: Article, came_in: IncomingArticle, pictures: EncodedPictures = NO_PICTURES
    ) -> dict[str, Any]:
        """The fields that the file changes. Raises `ImportRejected` where an editor changed one too."""
        origin = article.origin
        try:
            old = incoming_from_stored(origin.path, bytes(origin.received), self.desk.names).article
        except UnreadableText as unreadable:
            if not self.options.overwrite:
                raise ImportRejected(error(unreadable.reason, unreadable.remedy)) from unreadable
            old = ReadArticle()  # the file wins in every field
        new, old = (as_it_stands(each, article.body, pictures.addresses) for each in (came_in.article, old))
        return changes_of_file(
            article,
            fields_of_file(new, self.books),
            fields_of_file(old, self.books),
            overwrite=self.options.overwrite,
        )

    def _standing(self, article_id: int | None, came_in: IncomingArticle) -> ExistingArticle:
        title, is_provisional = title_of(came_in.article)
        title_key = "" if is_provisional else fold(title)
        return ExistingArticle(
            article_id, title_key, safe_url(came_in.article), came_in.path, came_in.sha256, came_in_this_run=True
        )

    def _reading(self, came_in: IncomingArticle) -> Reading | None:
        """What the citations of a file are, without writing anything."""
        read = came_in.article
        publication = self.desk.find(read.publication or self.options.publication)
        setting = setting_for(publication, read.volume, read.number or "", read.date, self.names)
        try:
            texts = [block.text for block in blocks(sanitise(read.body_html))]
        except (MarkupTooLarge, MarkupTooDeep):
            return None  # reported as the reason why the file is refused
        return read_citations(texts, setting)
