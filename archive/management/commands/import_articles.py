"""Command: import files, folders and zip files of texts into the archive, with a report on each file."""

from __future__ import annotations

import json
from argparse import ArgumentTypeError
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from tqdm import tqdm

from archive.editing.tasks.task_lock import held
from archive.imports.batches.batch_lifecycle import Progress, StopRequested, begin, mark_finished
from archive.imports.batches.found_styles import find_styles_after
from archive.imports.batches.import_journal import JournalObserver
from archive.imports.batches.style_forecast import StyleForecast
from archive.imports.importing.import_options import Options
from archive.imports.importing.importer import Importer
from archive.imports.reading.report import Action, FileReport, Summary
from archive.models import ImportBatch, ImportState, Status
from archive.models.records.audit_event import EventKind, record, system_user
from archive.search.engine import IndexUnusable
from archive.search.indexing import index_updates
from archive.search.indexing.rebuild import bring_up_to_date
from archive.text.charset_detection import ENCODINGS_REMEDY, codec_of
from archive.text.formats.tables.columns import BadColumns, Columns, read_columns_toml
from archive.text.headers.header_fields import MAX_NUMBER
from archive.text.numbering.habits import NUMBERINGS, Numbering, read_numbering
from archive.text.numbering.roman import roman_number

# Lines of problems that a person may read; further ones are not printed.
MAX_PROBLEMS_SHOWN = 200


def columns_of(path: Path | None) -> Columns | None:
    """Return the columns in a file; None without a file. Raises CommandError for an unusable one."""
    if path is None:
        return None
    try:
        return read_columns_toml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as unreadable:
        raise CommandError(f"{path} cannot be read: {unreadable}") from unreadable
    except BadColumns as bad:
        raise CommandError(f"{path}: {bad.reason} {bad.remedy}") from bad


def numbering_of(text: str) -> Numbering:
    """Return the habit with this name. Raises ArgumentTypeError for another text."""
    if (numbering := read_numbering(text)) is None:
        raise ArgumentTypeError(f"“{text}” is no numbering; use one of {NUMBERINGS}")
    return numbering


def volume_of(text: str) -> int:
    """Return a volume, in figures or as a Roman numeral. Raises ArgumentTypeError for another text."""
    volume = int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else roman_number(text)
    if volume is None:
        raise ArgumentTypeError(f"“{text}” is no volume; give a number up to 9999")
    return volume


def encoding(name: str) -> str:
    """Return an encoding's name. Raises ArgumentTypeError for an unknown one."""
    if name and codec_of(name) is None:
        raise ArgumentTypeError(f"“{name}” is no encoding. {ENCODINGS_REMEDY}")
    return name


class Command(BaseCommand):
    help = (
        "Import articles from files, folders or zip files: texts, web pages, Word documents, tables, WordPress exports "
        "and JATS. The same file again changes nothing."
    )

    def add_arguments(self, parser) -> None:
        parser.add_argument("paths", nargs="+", metavar="PATH", type=Path, help="a file, a folder or a zip file")
        parser.add_argument(
            "--publication", default="", metavar="P", help="title or abbreviation, for texts whose header names none"
        )
        parser.add_argument(
            "--numbering",
            type=numbering_of,
            metavar="HABIT",
            help=f"how the publication tells issues apart: {NUMBERINGS}; date, week and month make issues from dates",
        )
        parser.add_argument("--volume", type=volume_of, metavar="V", help="volume of texts that name none")
        parser.add_argument("--issue", default="", metavar="N", help="issue number of texts that name none")
        parser.add_argument("--dry-run", action="store_true", help="write nothing; say what would happen")
        parser.add_argument("--json", action="store_true", help="print one JSON object a file on standard output")
        parser.add_argument("--draft", action="store_true", help="import new articles as drafts, not as published")
        parser.add_argument(
            "--overwrite", action="store_true", help="let files win over what editors changed or deleted since"
        )

        parser.add_argument(
            "--encoding",
            type=encoding,
            default="",
            metavar="NAME",
            help="of the files (windows-1250, KOI8-R, macintosh), where it is not found",
        )
        parser.add_argument(
            "--columns", type=Path, metavar="FILE", help="a columns.toml for the tables, in place of those beside them"
        )

    def handle(self, *, paths: list[Path], **options) -> None:
        how = Options(
            publication=options["publication"].strip(),
            numbering=options["numbering"],
            volume=options["volume"],
            number=options["issue"].strip()[:MAX_NUMBER],
            dry_run=options["dry_run"],
            status=Status.DRAFT if options["draft"] else Status.PUBLISHED,
            overwrite=options["overwrite"],
            with_readings=options["json"],
            columns=columns_of(options["columns"]),
            encoding=options["encoding"],
        )
        summary = Summary()
        if how.dry_run:
            self.import_all(Importer(how), paths, summary, options)
            self.finish(summary, options)
            return
        batch = begin(
            name=", ".join(map(str, paths)),
            by_name=system_user(),
            publication=how.publication,
            numbering=how.numbering.value if how.numbering else "",
            volume=how.volume,
            number=how.number,
            status=how.status,
            overwrite=how.overwrite,
            encoding=how.encoding,
        )
        with held(batch):
            self.import_as_batch(batch, replace(how, reason=str(batch)), paths, summary, options)
        self.finish(summary, options, batch)

    def import_as_batch(
        self, batch: ImportBatch, how: Options, paths: list[Path], summary: Summary, options: dict
    ) -> None:
        """Import and record the changes, so that they can be undone, even after an interruption."""
        progress = Progress(batch)
        observer = JournalObserver(batch, progress)
        state, message = ImportState.STOPPED, "It was interrupted. Run the same command again, or undo the import."
        try:
            self.import_all(Importer(how, observer), paths, summary, options)
            observer.flush()
            self.find_styles(batch, options)
            state, message = ImportState.DONE, ""
            mark_finished(batch)
        except StopRequested as stopped:
            raise CommandError(f"{batch} was stopped on the desk. Undo it with: undo_batch {batch.pk}") from stopped
        finally:
            observer.flush()
            progress.end(state, message)
        wrote = summary.actions[Action.CREATE] + summary.actions[Action.UPDATE]
        if wrote or summary.failed:
            record(EventKind.IMPORT, of=batch, detail={"name": batch.name, **progress.counts})

    def find_styles(self, batch: ImportBatch, options: dict) -> None:
        """Find how the imported publications cite, and say which of them cite in a style of their own."""
        with index_updates.suspend_indexing():
            found = find_styles_after(batch)
        for publication in found:
            if options["verbosity"] > 0 and not options["json"]:
                forms = ", ".join(sorted(publication.style().forms)) or "the house style"
                self.stdout.write(f"{publication} cites in forms of its own ({forms}); its articles were read so.")

    def import_all(self, importer: Importer, paths: list[Path], summary: Summary, options: dict) -> None:
        """Import the paths one after the other, reporting each file when it is done."""
        lines_left = MAX_PROBLEMS_SHOWN
        forecast = StyleForecast() if options["json"] and importer.options.dry_run else None
        with self.bar(options, desc="Importing", unit=" files") as bar, index_updates.suspend_indexing():
            for report in self.reports(importer, paths):
                summary.add(report)
                if forecast is not None:
                    forecast.add(report)
                elif options["json"]:
                    self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False))
                else:
                    lines_left -= self.write_problems(report, lines_left)
                bar.update()
        for printed in forecast.printed() if forecast is not None else ():
            self.stdout.write(json.dumps(printed, ensure_ascii=False))

    def reports(self, importer: Importer, paths: list[Path]) -> Iterator[FileReport]:
        for path in paths:
            yield from importer.import_path(path)

    def bar(self, options: dict, **named) -> tqdm:
        """Return a progress bar on standard error, hidden unless that is a terminal and the output is for a person."""
        hidden = options["json"] or options["verbosity"] == 0 or not self.stderr.isatty()
        return tqdm(disable=hidden, file=self.stderr, leave=False, **named)

    def write_problems(self, report: FileReport, lines_left: int) -> int:
        """Write a file's problems for a person; return how many lines that took."""
        is_quiet = report.action in (Action.SKIP, Action.UNCHANGED) and not report.is_unpublished
        if is_quiet or lines_left <= 0:
            return 0
        with tqdm.external_write_mode(file=self.stderr):
            for problem in report.problems[:lines_left]:
                style = self.style.ERROR if problem.severity == "error" else self.style.WARNING
                self.stderr.write(f"{report.file}: {problem}", style)
            written = len(report.problems[:lines_left])
            if written == lines_left:
                self.stderr.write("… further problems are not shown; --json gives them all.", self.style.NOTICE)
        return written

    def bring_index_up_to_date(self, progress) -> None:
        try:
            bring_up_to_date(progress)
        except IndexUnusable as error:
            raise CommandError(f"The articles are imported, but search does not find them yet: {error}") from error

    def finish(self, summary: Summary, options: dict, batch: ImportBatch | None = None) -> None:
        """Update the index, write the summary and how to undo the import, and fail if a file did."""
        wrote = summary.actions[Action.CREATE] + summary.actions[Action.UPDATE]
        if wrote and batch is not None:
            with self.bar(options, desc="Indexing", unit=" articles") as bar:
                self.bring_index_up_to_date(bar.update)
        out = self.stderr if options["json"] else self.stdout
        if options["verbosity"] > 0:
            out.write(summary.sentence(dry_run=options["dry_run"]), lambda text: text)
            if wrote and batch is not None:
                out.write(f"This is import {batch.pk}. To undo it: python manage.py undo_batch {batch.pk}", str)
        if summary.failed:
            raise CommandError(f"{summary.failed:,} of them failed.", returncode=1)
