"""Report of an import as a download: HTML, CSV, or JSON; streamed record by record."""

from __future__ import annotations

import json
from collections.abc import Iterator

from django.http import StreamingHttpResponse
from django.utils.html import format_html

from archive.exports.csv_rows import csv_lines
from archive.models import ImportBatch, ImportRecord

FIELDS = ("upload", "file", "line", "action", "written", "article", "title", "issue", "undoing", "note", "problems")
COUNTS = ("created", "updated", "unchanged", "refused", "skipped", "restored", "withdrawn", "left")
ROWS_AT_ONCE = 500


def report(batch: ImportBatch, form: str) -> StreamingHttpResponse:
    """Return the download; `form` is "csv", "json" or "html"."""
    makers = {"csv": (_csv, "text/csv"), "json": (_json, "application/json"), "html": (_html, "text/html")}
    make, kind = makers[form]
    response = StreamingHttpResponse(make(batch), content_type=f"{kind}; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="import-{batch.pk}.{form}"'
    return response


def _records(batch: ImportBatch) -> Iterator[ImportRecord]:
    rows = batch.records.defer("before", "received_before", "facts", "changes").order_by("sequence")
    return rows.iterator(chunk_size=ROWS_AT_ONCE)


def _told(problem: dict) -> str:
    where = f"line {problem['line']}: " if problem.get("line") else ""
    return f"{where}{problem['reason']} {problem['remedy']}".strip()


def _row(record: ImportRecord) -> dict[str, object]:
    return {
        "upload": record.upload,
        "file": record.file,
        "line": record.line,
        "action": record.action,
        "written": record.applied,
        "article": record.article_id if record.applied else None,
        "title": record.title,
        "issue": record.issue_shown,
        "undoing": record.undo_result,
        "note": record.undo_note,
        "problems": record.problems,
    }


def _csv(batch: ImportBatch) -> Iterator[str]:
    def cells() -> Iterator[list[object]]:
        for record in _records(batch):
            row = _row(record)
            row["problems"] = " / ".join(map(_told, record.problems))
            row["written"] = "yes" if record.applied else "no"
            yield [row[name] for name in FIELDS]

    return csv_lines(FIELDS, cells())


def _head(batch: ImportBatch) -> dict[str, object]:
    return {
        "import": batch.pk,
        "name": batch.name,
        "by": batch.by_name,
        "begun": batch.begun.isoformat(),
        "finished": batch.finished.isoformat() if batch.finished else None,
        "undone": batch.undone.isoformat() if batch.undone else None,
        "state": batch.state,
        **{name: getattr(batch, name) for name in COUNTS},
    }


def _json(batch: ImportBatch) -> Iterator[str]:
    yield json.dumps(_head(batch), ensure_ascii=False)[:-1] + ', "records": [\n'
    for number, record in enumerate(_records(batch)):
        yield (",\n" if number else "") + json.dumps(_row(record), ensure_ascii=False)
    yield "\n]}\n"


def _html(batch: ImportBatch) -> Iterator[str]:
    head = _head(batch)
    yield format_html(
        '<!doctype html>\n<html lang="en"><meta charset="utf-8"><title>Import {0}</title>\n<h1>Import {0}</h1>\n'
        "<p>{1}, by {2}, begun {3}. State: {4}.</p>\n<p>",
        batch.pk,
        batch.name,
        batch.by_name or "nobody known",
        f"{batch.begun:%Y-%m-%d %H:%M} UTC",
        batch.state,
    )
    yield ", ".join(f"{head[name]:,} {name}" for name in COUNTS if head[name]) or "nothing was done"
    yield ".</p>\n<table border=1><thead><tr><th>File<th>What became of it<th>Article<th>Remarks</thead>\n"
    for record in _records(batch):
        became = (
            f"{record.get_action_display()}{'' if record.applied or record.action in _NOT_WRITTEN else ', not taken'}"
        )
        if record.undo_result:
            became = f"{became}; {record.get_undo_result_display()}"
        remarks = [*map(_told, record.problems), record.undo_note]
        yield format_html(
            "<tr><td>{}<td>{}<td>{}<td>{}\n",
            f"{record.upload}: {record.file}" if record.upload else record.file,
            became,
            record.title,
            " ".join(filter(None, remarks)),
        )
    yield "</table></html>\n"


_NOT_WRITTEN = (
    ImportRecord.Action.REFUSE,
    ImportRecord.Action.UNCHANGED,
    ImportRecord.Action.SKIP,
    ImportRecord.Action.READ,
)
