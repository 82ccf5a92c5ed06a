"""Importer of files: one transaction a file, so that nothing is half-written, and a report for each.

`archive.imports.matching.article_matching` decides which article a file belongs to.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from django.contrib.auth.models import User
from django.db import DatabaseError, IntegrityError
from django.utils import timezone

from archive.editing.change_set import change_set
from archive.editing.derived.derivation import setting_for
from archive.editing.derived.issue_dates import apply_printed_date, contradicts
from archive.editing.derived.known_names import KnownNames, load_known_names, with_publications
from archive.editing.derived.recompute import recompute
from archive.editing.publications.publication_resolver import PublicationResolver
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
    encoded_pictures,
    store_pictures,
    with_stored_addresses,
)
from archive.imports.importing.import_messages import describe, not_read, other_date, report_once
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.importing.sidecar_files import UnusableFacts, load_encoding, load_publications, load_sources
from archive.imports.importing.snapshots import digest, digest_of_row
from archive.imports.matching.article_matching import ExistingArticle, Match, match
from archive.imports.matching.deleted_articles import refuse_deleted
from archive.imports.matching.issue_cache import IssueCache, IssueContents
from archive.imports.matching.issue_placement import IssuePlacer, fill
from archive.imports.matching.name_cache import author_cache, topic_cache
from archive.imports.reading.claimed_files import claimed_files
from archive.imports.reading.column_mapping import columns_for
from archive.imports.reading.corrected_files import with_corrections
from archive.imports.reading.files import FoundFile, Root, UnreadableFile, opened_root
from archive.imports.reading.folder_facts import FolderFacts
from archive.imports.reading.format_records import incoming_records
from archive.imports.reading.incoming_article import (
    ImportRejected,
    IncomingArticle,
    check_values,
    incoming_from_file,
    incoming_from_stored,
    safe_url,
)
from archive.imports.reading.neighbour_files import files_beside, is_part_of_page
from archive.imports.reading.pictures_beside import pictures_beside
from archive.imports.reading.report import Action, FileReport, error
from archive.imports.reading.zips import RefusedZip
from archive.models import Article, ArticleOrigin, ImportSideEffect, Publication, Source, Status, Tombstone
from archive.models.common.outbox import batch_enqueue
from archive.text.charset import NO_HINT, CharsetHint, UnreadableText
from archive.text.citations import read_citations
from archive.text.formats.records import Guide, split_origin
from archive.text.formats.tables.columns import Columns
from archive.text.headers.article_reader import NO_PUBLICATION, OF_PLACE, ReadArticle
from archive.text.headers.import_facts import ImportFacts
from archive.text.headers.publication_status import path_problem
from archive.text.markup.paragraphs import blocks
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, sanitise
from archive.text.names.normalisation import fold
from archive.text.numbering.habits import Numbering
from archive.text.problems import Note, Problem


@dataclass(frozen=True, slots=True)
class Options:
    """Options of an import: `publication` is for texts whose header names none; `status` is that of new articles.

    `numbering`, `volume` and `number` are for texts that do not say of which issue they are; what their folders and
    import.toml files say comes before them. `overwrite` lets files win over what editors changed or deleted.
    `with_readings` reads the citations of files that are unchanged or refused too, for a report. `columns` is for
    tables, in place of a columns.toml beside them; `chosen_columns` is for tables with a certain fingerprint
    (`archive.imports.reading.column_mapping`), before all others. `corrected` returns the place of a correction that
    stands in for a file, by the path of its root and its own. `encoding` is a person's name for that of all files, ""
    to find it by evidence. `by` is the account that imports, and `reason` the
    reason in the history of changed articles: "Import 12".
    """

    publication: str = ""
    numbering: Numbering | None = None
    volume: int | None = None
    number: str = ""
    dry_run: bool = False
    status: Status = Status.PUBLISHED
    overwrite: bool = False
    with_readings: bool = False
    columns: Columns | None = None
    chosen_columns: Mapping[str, Columns] = field(default_factory=dict)
    encoding: str = ""
    by: User | None = None
    reason: str = "Imported"
    corrected: Callable[[Path, str], Path | None] | None = None

    def facts(self) -> ImportFacts:
        """Return the facts for texts that do not say them."""
        return ImportFacts(self.publication, self.numbering, self.volume, self.number)


class Importer:
    """One import: loads its lookup tables once and updates them with its writes, and notifies `observer`."""

    def __init__(self, options: Options, observer: ImportObserver | None = None) -> None:
        self.options = options
        self.observer = observer or ImportObserver()
        self.started = timezone.now()
        self.charset = NO_HINT
        self.notes: Counter[Note] = Counter()
        if not options.dry_run and not Source.objects.exists():
            load_shipped_sources()
        self._load()

    def _load(self) -> None:
        """Load the lookup tables from the rows: at the start, and after a transaction failed."""
        self.resolver = PublicationResolver(dry_run=self.options.dry_run)
        self.names: KnownNames = load_known_names(self.resolver)
        self.caches = NameCaches(author_cache(dry_run=self.options.dry_run), topic_cache(dry_run=self.options.dry_run))
        self.has_tombstones = Tombstone.objects.exists()
        self.placer = IssuePlacer()
        self.issue_cache = IssueCache(lambda imported: imported >= self.started, keep_all=self.options.dry_run)

    def import_path(self, path: Path) -> Iterator[FileReport]:
        """Import a file, folder or zip file lazily; yield a report for each file in it."""
        self.observer.opens(path)
        for report in self._import_path(path):
            self.observer.passed(report)
            yield report

    def _import_path(self, path: Path) -> Iterator[FileReport]:
        try:
            with opened_root(path) as root:
                corrected = self.options.corrected
                yield from self._import_root(with_corrections(root, partial(corrected, path)) if corrected else root)
        except (UnreadableFile, RefusedZip) as unusable:
            yield FileReport(str(path)).refuse(error(unusable.reason, unusable.remedy))

    def _import_root(self, root: Root) -> Iterator[FileReport]:
        try:
            self._load_facts(root)
        except UnusableFacts as unusable:
            yield FileReport(unusable.file).refuse(unusable.problem)
            return
        self.folders = FolderFacts(root, self.options.facts())
        claimed = claimed_files(root, lambda file: self._columns(file, root))
        self.notes.clear()
        seen = 0
        for file in root.files():
            if not self.observer.wants_some(file.path) or is_part_of_page(file.path, root):
                continue
            if claimed.is_with_table(file.path):
                continue
            if problem := claimed.why_skipped(file.path):
                yield FileReport(file.path).leave_out(problem)
                continue
            seen += 1
            is_read = file.is_text or file.format
            if is_read and (problem := path_problem(f"{root.folder}/{file.path}")):
                yield FileReport(file.path).leave_out(problem)
            elif file.is_text:
                yield self.import_file(file, root)
            elif file.format:
                yield from self._import_records(file, root)
            else:
                yield not_read(file, root)
        if problems := report_once(self.notes, seen):
            yield FileReport(Path(root.name).name or root.name, Action.READ, problems=problems)

    def _import_records(self, file: FoundFile, root: Root) -> Iterator[FileReport]:
        """Import the records of a file of another format; yield last a report on the whole file if it has problems."""
        whole = FileReport(file.path, Action.READ)
        is_news, is_empty = False, True
        try:
            columns = self._columns(file, root)
            names = self.resolver.names.with_title(self.folders.stated(file.path).publication)
            guide = Guide(names, columns, beside=files_beside(file.path, root), charset=self._charset_of(file.path))
            for item in incoming_records(file, guide):
                if isinstance(item, Problem):
                    whole.problems.append(item)
                    whole.action = Action.REFUSE if item.severity == "error" else whole.action
                    continue
                is_empty = False
                if not self.observer.wants(item.path):
                    continue
                report = self._import_received(item, root)
                is_news = is_news or report.action is not Action.UNCHANGED
                yield report
        except ImportRejected as refused:
            whole.refuse(refused.problem)
        if whole.problems and (is_news or is_empty or whole.failed):
            yield whole

    def _columns(self, file: FoundFile, root: Root) -> Columns:
        """Return the column mapping of a file. Raises `ImportRejected` for an unusable columns.toml."""
        return columns_for(file, root, self.options.columns, self.options.chosen_columns)

    def _charset_of(self, path: str) -> CharsetHint:
        """Return what is known of a file's encoding: what its folder's import.toml names comes before what all have."""
        stated = self.folders.stated(path).encoding
        return replace(self.charset, named=stated) if stated else self.charset

    def _load_facts(self, root: Root) -> None:
        """Load publications.toml and sources.toml, before the texts that need them. Raises `UnusableFacts`."""
        named = self.options.encoding or load_encoding(root)
        if load_publications(root, self.resolver, self.observer):
            self.names = with_publications(self.names, self.resolver)
        if (outlets := load_sources(root, self.observer, dry_run=self.options.dry_run)) is not None:
            self.names = load_known_names(self.resolver, outlets)
        self.charset = CharsetHint(named, self.resolver.names.language_of(self.options.publication))

    def _announce_effects(self) -> None:
        """Notify the observer of side effects in the current transaction."""
        effects: list[Effect] = self.resolver.pop_effects()
        effects += [created(ImportSideEffect.Kind.AUTHOR, pk) for pk in self.caches.authors.pop_created()]
        effects += [created(ImportSideEffect.Kind.TOPIC, pk) for pk in self.caches.topics.pop_created()]
        for effect in effects:
            self.observer.effect(effect)

    def import_file(self, file: FoundFile, root: Root) -> FileReport:
        """Import one file and report the outcome. Never raises for its content or concurrent database changes."""
        try:
            names = self.resolver.names.with_title(self.folders.stated(file.path).publication)
            hint, find_picture = self._charset_of(file.path), pictures_beside(root, file.path)
            incoming = incoming_from_file(file, names, hint, find_picture)
        except ImportRejected as refused:
            return FileReport(file.path).refuse(refused.problem)
        return self._import_received(incoming, root)

    def _import_received(self, incoming: IncomingArticle, root: Root) -> FileReport:
        report = FileReport(incoming.path)
        describe(report, incoming)
        if incoming.article.unpublished:
            return report.leave_out(incoming.article.unpublished)
        try:
            self._process(incoming, report, root)
        except ImportRejected as refused:
            report.refuse(refused.problem)
        except (MarkupTooLarge, MarkupTooDeep) as too_much:
            report.refuse(error(str(too_much), "Import it in parts."))
        if report.action is not Action.UNCHANGED:
            self.notes.update(incoming.article.notes)
        if report.reading is None and self.options.with_readings and incoming.article.body_html:
            self._read(incoming, report)
        return report

    def _process(self, incoming: IncomingArticle, report: FileReport, root: Root) -> None:
        """Process a file, and try again once after a conflict with another writer (another import, an editor)."""
        self._check_reader_errors(incoming, report)
        check_values(incoming)
        try:
            try:
                self._import(incoming, report, root)
            except IntegrityError:
                self._import(incoming, report, root)
        except DatabaseError as failure:
            raise ImportRejected(
                error(f"The database refused it: {str(failure)[:200]}", "Import it again.")
            ) from failure

    def _check_reader_errors(self, incoming: IncomingArticle, report: FileReport) -> None:
        """Raise `ImportRejected` for the reader's errors, except those about its issue, which folders may name."""
        errors = incoming.article.errors
        if any(problem.reason not in OF_PLACE for problem in errors):
            *others, last = errors
            report.problems.extend(others)
            raise ImportRejected(last)

    def _publication_of(self, incoming: IncomingArticle, facts: ImportFacts, report: FileReport) -> Publication:
        """Return the publication of a file. Raises `ImportRejected` for none, and a name that is probably misspelt."""
        read = incoming.article
        name = read.publication = read.publication or facts.publication
        if not name:
            *others, last = read.errors or [error(NO_PUBLICATION, "Name one for the import.")]
            report.problems.extend(others)
            raise ImportRejected(last)
        publication = self.resolver.find(name)
        if publication is None:
            if meant := self.resolver.likely_meant(name):
                raise ImportRejected(
                    error(
                        f"There is no publication “{name}”; “{meant}” is probably meant",
                        "Correct the header, or name the new publication in a publications.toml beside the file.",
                    )
                )
            publication = self.resolver.make(name[:200])
            habit = Numbering.VOLUME if read.is_continuous else Numbering.VOLUME_AND_NUMBER
            publication.numbering = (facts.numbering or habit).value
            publication.language = facts.language or publication.language
            problem = Problem(
                None,
                f"“{name}” is a new publication, of which nothing else is known.",
                "Give its first year and other facts in a publications.toml, or in the admin.",
            )
            if problem not in report.problems:  # a second try after a conflict
                report.problems.append(problem)
        report.publication = publication.title
        if publication.title not in self.names.house:
            self.names = with_publications(self.names, self.resolver)
        return publication

    def _place(self, incoming: IncomingArticle, report: FileReport) -> IssueContents:
        """Return the issue of a file with its contents, and fill in what its folders say. Raises `ImportRejected`."""
        stated = self.folders.stated(incoming.path)
        publication = self._publication_of(incoming, stated, report)
        numbering = self.placer.habit(publication, stated.numbering, report.problems)
        incoming.facts = self.folders.of(incoming.path, numbering)
        fill(incoming.article, incoming.facts, publication)
        place = self.placer.place(incoming.article, publication, numbering, report.problems)
        incoming.issue_date = place.date
        report.volume, report.number, report.date = place.volume, place.number or None, incoming.article.date
        contents = self.issue_cache.of(publication, place)
        report.issue = contents.issue.designation
        return contents

    def _import(self, incoming: IncomingArticle, report: FileReport, root: Root) -> None:
        read = incoming.article
        contents = self._place(incoming, report)
        title, is_provisional = title_of(read)
        found = match(
            incoming.path,
            incoming.sha256,
            "" if is_provisional else fold(title),
            safe_url(read),
            contents.existing,
            lambda path: root.has(split_origin(path)[0]),
        )
        if found.action is Action.REFUSE:
            raise ImportRejected(error(found.reason, found.remedy))
        if found.action is Action.UNCHANGED and self._was_in_other_encoding(found, incoming):
            found = replace(found, action=Action.UPDATE)
        self.observer.check(found, incoming.path)
        if found.action is Action.CREATE and self.has_tombstones and not self.options.overwrite:
            refuse_deleted(contents, title)
        if read.date and incoming.issue_date is read.date and contradicts(contents.issue, read.date):
            report.problems.append(other_date(contents.issue, incoming))
        report.action = found.action
        if self.options.dry_run:
            self._preview(incoming, found, contents, root)
        elif found.action is not Action.UNCHANGED:
            self._write(incoming, found, contents, report, root)

    def _was_in_other_encoding(self, found: Match, incoming: IncomingArticle) -> bool:
        """Return whether a person names another encoding for the same bytes than they were read in before."""
        named = self._charset_of(incoming.path).named
        before = ArticleOrigin.objects.filter(article=found.existing.article_id) if named else None
        return before is not None and before.exclude(encoding=incoming.encoding).exists()

    def _preview(self, incoming: IncomingArticle, found: Match, contents: IssueContents, root: Root) -> None:
        """Preview a file in a dry run: check whether it would be refused, and record it in the cache."""
        self.resolver.keep(contents.issue.publication)
        if found.action is Action.UPDATE and found.existing.article_id:
            article = article_to_update(found.existing.article_id, lock=False)
            self.observer.previews(article, incoming, self._changes(article, incoming, root))
        if found.action is Action.CREATE:
            title, _ = title_of(incoming.article)
            contents.add(self._existing(None, incoming), contents.free_slug(title))
            self.observer.previews(None, incoming, {})
        if incoming.issue_date:
            apply_printed_date(contents.issue, incoming.issue_date)

    def _write(
        self, incoming: IncomingArticle, found: Match, contents: IssueContents, report: FileReport, root: Root
    ) -> None:
        """Write a new or changed article with all derived data, in one transaction."""
        incoming, pictures = encoded_pictures(incoming)  # outside the transaction, as it is slow
        report.problems += [problem for problem in pictures.problems if problem not in report.problems]
        is_written = False
        try:
            article = self._write_in_transaction(incoming, pictures, found, contents, report, root)
            is_written = True
        finally:
            if not is_written:
                self._load()  # cached rows may have been rolled back
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
        root: Root,
    ) -> Article:
        is_new = found.action is Action.CREATE
        # New articles have no version: their state is recorded before the first change.
        with change_set(self.options.reason, by=self.options.by, creations=False), batch_enqueue():
            self.observer.begins()
            if self.resolver.keep(contents.issue.publication):
                self.names = with_publications(self.names, self.resolver)
            if habit := self.placer.wished.pop(contents.issue.publication.title, None):
                self.resolver.set_numbering(contents.issue.publication, habit)
            if is_new:
                article = self._create(incoming, contents)
            else:
                article = self._update(incoming, pictures, found, contents, root)
            store_pictures(pictures, article, incoming.path, by=self.options.by)
            report.reading = recompute(self.names).readings.get(article.pk)
            self._announce_effects()
            self.observer.wrote(article, report, partial(self._digest, incoming) if is_new else digest_of_row)
        return article

    def _digest(self, incoming: IncomingArticle, article: Article) -> str:
        """Return the digest of an article just created, with its cached authors and topics."""
        read = incoming.article
        return digest(article, self.caches.authors.ids(read.authors), self.caches.topics.ids(read.topics))

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
            self.caches,
            issue=contents.issue,
            slug=contents.free_slug(title_of(incoming.article)[0]),
            position=contents.next_position,
            status=self.options.status,
            by=self.options.by.pk if self.options.by else None,
        )

    def _update(
        self, incoming: IncomingArticle, pictures: EncodedPictures, found: Match, contents: IssueContents, root: Root
    ) -> Article:
        article = article_to_update(found.existing.article_id, lock=True)
        changes = self._changes(article, incoming, root, pictures)
        self.observer.replaces(article)
        self._date_issue(incoming, contents)
        article.issue = contents.issue
        # A real title replaces a provisional one, in the address too; the old address redirects.
        renamed = "title" in changes and article.title_is_provisional
        write_changes(article, changes, incoming, contents.free_slug(changes["title"][0]) if renamed else article.slug)
        return article

    def _changes(
        self, article: Article, incoming: IncomingArticle, root: Root, pictures: EncodedPictures = NO_PICTURES
    ) -> dict[str, object]:
        """Return the fields that the file changes. Raises `ImportRejected` if an editor changed one too."""
        origin = article.origin
        try:
            as_before = CharsetHint(origin.encoding)
            received = bytes(origin.received)
            beside = pictures_beside(root, origin.path)
            old = incoming_from_stored(origin.path, received, self.resolver.names, as_before, beside, root).article
            fill(old, incoming.facts, article.issue.publication)
        except UnreadableText as unreadable:
            if not self.options.overwrite:
                raise ImportRejected(error(unreadable.reason, unreadable.remedy)) from unreadable
            old = ReadArticle()  # the file wins in every field
        new, old = (with_stored_addresses(each, article.body, pictures.addresses) for each in (incoming.article, old))
        return changes_of_file(
            article,
            fields_of_file(new, self.caches, incoming.issue_date),
            fields_of_file(old, self.caches, incoming.issue_date),
            overwrite=self.options.overwrite,
        )

    def _existing(self, article_id: int | None, incoming: IncomingArticle) -> ExistingArticle:
        title, is_provisional = title_of(incoming.article)
        title_key = "" if is_provisional else fold(title)
        return ExistingArticle(
            article_id, title_key, safe_url(incoming.article), incoming.path, incoming.sha256, came_in_this_run=True
        )

    def _read(self, incoming: IncomingArticle, report: FileReport) -> None:
        """Read the citations of a file for its report, without writing anything."""
        read = incoming.article
        title = read.publication or self.options.publication
        publication = self.resolver.find(title)
        setting = setting_for(publication, read.volume, read.number or "", read.date, self.names, title)
        try:
            texts = [block.text for block in blocks(sanitise(read.body_html))]
        except (MarkupTooLarge, MarkupTooDeep):
            return  # reported as the reason why the file is refused
        report.reading, report.texts, report.setting = read_citations(texts, setting), texts, setting
