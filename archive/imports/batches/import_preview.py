"""Preview of an import: reads the uploaded files without importing, and stores the expected outcome of each record."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from archive.imports.batches.batch_lifecycle import Progress
from archive.imports.batches.batch_storage import upload_name
from archive.imports.batches.import_journal import BLOCK, MAX_FILE, record_of
from archive.imports.importing.article_writer import fields_of_row
from archive.imports.importing.import_observer import ImportObserver
from archive.imports.reading.incoming_article import IncomingArticle
from archive.imports.reading.report import Action, FileReport, printed_date
from archive.models import Article, Author, ImportBatch, ImportRecord, Topic
from archive.text.date_words import date_in_words
from archive.text.dates import PartialDate, Precision
from archive.text.formats.registry import format_of

MAX_OPENING = 400
# In the order of display.
FIELDS = ("title", "standfirst", "authors", "topics", "date", "elocation_id", "url", "language", "caption",
          "body")  # fmt: skip


class PreviewObserver(ImportObserver):
    """Observer that stores the records of a dry run in blocks; all that can be applied are chosen at first."""

    def __init__(self, batch: ImportBatch, progress: Progress) -> None:
        self.batch = batch
        self.progress = progress
        self.path: Path | None = None
        self.upload = ""
        self.sequence = 0
        self._records: list[ImportRecord] = []
        # A file was imported already where another one of the import was corrected, and it is previewed again.
        self._taken = set(batch.records.filter(applied=True).values_list("upload", "file"))
        self._article: Article | None = None
        self._facts: dict[str, Any] = {}
        self._changes: dict[str, list[object]] = {}

    def opens(self, path: Path) -> None:
        self.path, self.upload = path, upload_name(path)

    def wants(self, path: str) -> bool:
        return (self.upload, path[:MAX_FILE]) not in self._taken

    def imports_part_of(self, path: str) -> bool:
        found = format_of(path)
        return (found is not None and found.holds_several) or self.wants(path)

    def previews(self, article: Article | None, incoming: IncomingArticle, changes: Mapping[str, object]) -> None:
        self._article = article
        if article is None:
            self._facts = facts_of(incoming)
        else:
            self._changes = shown_changes(fields_of_row(article), changes)

    def passed(self, report: FileReport) -> None:
        self.sequence += 1
        if self.path is not None and report.file == str(self.path):
            report.file = self.upload or report.file
        record = record_of(report, self.batch.pk, self.sequence, self.upload)
        record.chosen = report.action in (Action.CREATE, Action.UPDATE)
        if record.chosen:
            record.facts, record.changes = self._facts, self._changes
            if self._article is not None:
                record.article_id, record.seen_version = self._article.pk, self._article.version
                record.title = record.title or self._article.title
        self._article, self._facts, self._changes = None, {}, {}
        self._records.append(record)
        self.progress.done += 1
        if len(self._records) >= BLOCK:
            self.flush()
        self.progress.tick()

    def flush(self) -> None:
        """Write the pending records."""
        ImportRecord.objects.bulk_create(self._records)
        self._records = []


def facts_of(incoming: IncomingArticle) -> dict[str, object]:
    """Return the facts of a new article for the preview: by-line, date, topics, length, first words."""
    read = incoming.article
    opening = " ".join(paragraph for paragraph in read.body_paragraphs[:2])
    return {
        "authors": list(read.authors),
        "topics": list(read.topics),
        "date": printed_date(read.date) or "",
        "standfirst": read.standfirst[:MAX_OPENING],
        "paragraphs": len(read.body_paragraphs),
        "pictures": len(read.pictures),
        "opening": opening[:MAX_OPENING],
    }


def shown_changes(row: Mapping[str, object], changes: Mapping[str, object]) -> dict[str, list[object]]:
    """Return the old and new value of each changed field: {"authors": [["Ana Brod"], ["Ana Brod", "Ivo Marsh"]]}.

    `row` and `changes` are in the form of `archive.imports.importing.article_writer.fields_of_row`.
    """
    return {name: [in_words(name, row[name]), in_words(name, changes[name])] for name in changed_fields(changes)}


def changed_fields(changes: Mapping[str, object]) -> list[str]:
    """Return the names of the fields of stored changes in the order of display: PostgreSQL keeps no order of keys."""
    return [name for name in FIELDS if name in changes]


def in_words(name: str, value: Any) -> object:
    """Return the value of a field for display: names in place of ids, a title without its mark."""
    if name == "title":
        title, is_provisional = value
        return f"{title} (provisional)" if is_provisional else title
    if name == "date":
        day, precision = value
        return date_in_words(PartialDate(day, Precision(precision))) if day else ""
    if name in ("authors", "topics"):
        # In a dry run, new authors and topics have names in place of ids.
        model = Author if name == "authors" else Topic
        names = dict(model.objects.filter(pk__in=[pk for pk in value if isinstance(pk, int)]).values_list("pk", "name"))
        return [names.get(pk, str(pk)) for pk in value]
    return value
