"""Importer of files, folders and zip files: reads each, imports its articles, and yields a report for each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from archive.editing.derived.derivation import setting_for
from archive.editing.derived.known_names import load_known_names
from archive.imports.importing.article_importer import ArticleImporter
from archive.imports.importing.import_messages import describe, not_read, report_once
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.importing.import_options import Options
from archive.imports.importing.lookup_tables import LookupTables
from archive.imports.importing.root_facts import RootFacts
from archive.imports.importing.sidecar_files import UnusableFacts, load_encoding, load_publications, load_sources
from archive.imports.reading.claimed_files import claimed_files
from archive.imports.reading.column_mapping import columns_for
from archive.imports.reading.corrected_files import with_corrections
from archive.imports.reading.files import FoundFile, Root, UnreadableFile, opened_root
from archive.imports.reading.folder_facts import FolderFacts
from archive.imports.reading.format_records import incoming_records
from archive.imports.reading.incoming_article import ImportRejected, IncomingArticle, incoming_from_file
from archive.imports.reading.neighbour_files import files_beside, is_part_of_page, pictures_beside
from archive.imports.reading.report import Action, FileReport, error
from archive.imports.reading.zips import RefusedZip
from archive.text.charset import CharsetHint
from archive.text.citations import read_citations
from archive.text.formats.records import Guide
from archive.text.formats.tables.columns import Columns
from archive.text.headers.publication_facts import PublicationNames
from archive.text.headers.publication_status import path_problem
from archive.text.markup.paragraphs import blocks
from archive.text.markup.sanitiser import MarkupTooDeep, MarkupTooLarge, sanitise
from archive.text.problems import Note, Problem


class Importer:
    """One import: loads its lookup tables once and updates them with its writes, and notifies `observer`."""

    def __init__(self, options: Options, observer: ImportObserver | None = None) -> None:
        self.options = options
        self.observer = observer or ImportObserver()
        self.notes: Counter[Note] = Counter()
        self.tables = LookupTables(dry_run=options.dry_run)
        self.articles = ArticleImporter(options, self.tables, self.observer)

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
            charset = self._load_facts(root)
        except UnusableFacts as unusable:
            yield FileReport(unusable.file).refuse(unusable.problem)
            return
        here = RootFacts(root, FolderFacts(root, self.options.facts()), charset)
        claimed = claimed_files(root, lambda file: self._columns(file, root))
        self.notes.clear()
        seen = 0
        for file in root.files():
            if not self.observer.imports_part_of(file.path) or is_part_of_page(file.path, root):
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
                yield self._import_text(file, here)
            elif file.format:
                yield from self._import_records(file, here)
            else:
                yield not_read(file, root)
        if problems := report_once(self.notes, seen):
            yield FileReport(Path(root.name).name or root.name, Action.READ, problems=problems)

    def _import_records(self, file: FoundFile, here: RootFacts) -> Iterator[FileReport]:
        """Import the records of a file of another format; yield last a report on the whole file if it has problems."""
        whole = FileReport(file.path, Action.READ)
        is_news, is_empty = False, True
        try:
            columns = self._columns(file, here.root)
            names = self._names_for(file, here)
            beside = files_beside(file.path, here.root)
            guide = Guide(names, columns, beside=beside, charset=here.charset_of(file.path))
            for item in incoming_records(file, guide):
                if isinstance(item, Problem):
                    whole.problems.append(item)
                    whole.action = Action.REFUSE if item.severity == "error" else whole.action
                    continue
                is_empty = False
                if not self.observer.wants(item.path):
                    continue
                report = self._import_article(item, here)
                is_news = is_news or report.action is not Action.UNCHANGED
                yield report
        except ImportRejected as refused:
            whole.refuse(refused.problem)
        if whole.problems and (is_news or is_empty or whole.failed):
            yield whole

    def _columns(self, file: FoundFile, root: Root) -> Columns:
        """Return the column mapping of a file. Raises `ImportRejected` for an unusable columns.toml."""
        return columns_for(file, root, self.options.columns, self.options.chosen_columns)

    def _names_for(self, file: FoundFile, here: RootFacts) -> PublicationNames:
        """Return the known names of publications, with the one that the file's folders state."""
        return self.tables.resolver.names.with_title(here.folders.stated(file.path).publication)

    def _load_facts(self, root: Root) -> CharsetHint:
        """Load publications.toml and sources.toml, before the texts that need them; return what all encodings may be.

        Raises `UnusableFacts`.
        """
        tables = self.tables
        named = self.options.encoding or load_encoding(root)
        if load_publications(root, tables.resolver, self.observer):
            tables.add_publications()
        if (outlets := load_sources(root, self.observer, dry_run=self.options.dry_run)) is not None:
            tables.names = load_known_names(tables.resolver, outlets)
        return CharsetHint(named, tables.resolver.names.language_of(self.options.publication))

    def _import_text(self, file: FoundFile, here: RootFacts) -> FileReport:
        """Import a text file and report the outcome. Never raises for its content or concurrent database changes."""
        try:
            names = self._names_for(file, here)
            hint, find_picture = here.charset_of(file.path), pictures_beside(file.path, here.root)
            incoming = incoming_from_file(file, names, hint, find_picture)
        except ImportRejected as refused:
            return FileReport(file.path).refuse(refused.problem)
        return self._import_article(incoming, here)

    def _import_article(self, incoming: IncomingArticle, here: RootFacts) -> FileReport:
        report = FileReport(incoming.path)
        describe(report, incoming)
        if incoming.article.unpublished:
            return report.leave_out(incoming.article.unpublished)
        try:
            self.articles.run(incoming, report, here)
        except ImportRejected as refused:
            report.refuse(refused.problem)
        except (MarkupTooLarge, MarkupTooDeep) as too_much:
            report.refuse(error(str(too_much), "Import it in parts."))
        if report.action is not Action.UNCHANGED:
            self.notes.update(incoming.article.notes)
        if report.reading is None and self.options.with_readings and incoming.article.body_html:
            self._read(incoming, report)
        return report

    def _read(self, incoming: IncomingArticle, report: FileReport) -> None:
        """Read the citations of a file for its report, without writing anything."""
        read = incoming.article
        title = read.publication or self.options.publication
        publication = self.tables.resolver.find(title)
        setting = setting_for(publication, read.volume, read.number or "", read.date, self.tables.names, title)
        try:
            texts = [block.text for block in blocks(sanitise(read.body_html))]
        except (MarkupTooLarge, MarkupTooDeep):
            return  # reported as the reason why the file is refused
        report.reading, report.texts, report.setting = read_citations(texts, setting), texts, setting
