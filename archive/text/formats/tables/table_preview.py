"""Preview of a table or of JSON Lines: the names of its columns, with a few values of each."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import partial
from pathlib import PurePosixPath

from archive.text.charset import NO_HINT, CharsetHint, UnreadableText
from archive.text.formats.records import Opener
from archive.text.formats.tables.columns import MAX_COLUMNS, NO_COLUMNS
from archive.text.formats.tables.csv_table import DELIMITERS
from archive.text.formats.tables.table_charset import table_encoding, without_controls
from archive.text.formats.tables.table_rows import column_names
from archive.text.formats.tables.workbook import first_rows

HEAD_BYTES = 1 << 18
WORKBOOKS, LINES = (".xlsx", ".xlsm"), (".jsonl", ".ndjson")
MAX_ROWS = 20
MAX_SAMPLES = 3
MAX_SAMPLE = 120


@dataclass(frozen=True, slots=True)
class Peeked:
    """Original names of a table's columns, and up to three different values of each."""

    names: list[str]
    samples: dict[str, list[str]]


def peek_columns(open_file: Opener, path: str, hint: CharsetHint = NO_HINT) -> Peeked | None:
    """Return the columns of a table: CSV, a workbook's first sheet with a text, the keys of the first JSON Lines.

    Reads the first 256 kB at most, and a workbook as a whole. None if no columns are found: a file in another format,
    an empty one.
    """
    suffix = PurePosixPath(path).suffix.casefold()
    if suffix in WORKBOOKS:
        rows = _of_workbook(open_file)
    else:
        text = _head_of(open_file, hint)
        rows = _objects(text) if suffix in LINES else _rows(text)
    names = list(dict.fromkeys(name for row in rows for name in row))[:MAX_COLUMNS]
    samples = {name: _samples([row[name] for row in rows if name in row]) for name in names}
    return Peeked(names, samples) if names else None


def _head_of(open_file: Opener, hint: CharsetHint) -> str:
    with open_file() as stream:
        head = stream.read(HEAD_BYTES)
    text = _decoded(head, hint)
    return text.rpartition("\n")[0] if len(head) == HEAD_BYTES else text  # the last line may be cut off


def _of_workbook(open_file: Opener) -> list[dict[str, str]]:
    try:
        names, *rows = first_rows(open_file, NO_COLUMNS, MAX_ROWS + 1) or [[]]
    except UnreadableText:
        return []  # the reader of the whole workbook reports it
    names = column_names(names)
    return [dict.fromkeys(names, ""), *(dict(zip(names, row, strict=False)) for row in rows)] if any(names) else []


def _decoded(head: bytes, hint: CharsetHint) -> str:
    try:
        return head.decode(table_encoding(partial(io.BytesIO, head), hint).codec, "replace")
    except UnreadableText:
        return head.decode("utf-8-sig", "replace")  # the reader of the whole table reports it


def _rows(text: str) -> list[dict[str, str]]:
    first = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
    rows: list[dict[str, str]] = []
    try:
        names = [without_controls(" ".join(name.split())) for name in next(reader, [])]
        for cells in reader:
            if len(rows) == MAX_ROWS:
                break
            if any(cell.strip() for cell in cells):
                rows.append(dict(zip(names, cells, strict=False)))
    except csv.Error:
        return rows or [dict.fromkeys(names, "")]  # the reader of the whole table reports the error and its line
    return [dict.fromkeys(names, ""), *rows] if any(names) else []


def _objects(text: str) -> list[dict[str, str]]:
    rows = []
    for line in text.splitlines()[:MAX_ROWS]:
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            continue  # the reader of the whole file reports the line
        if isinstance(document, dict):
            rows.append({without_controls(key): _shown(value) for key, value in document.items()})
    return rows


def _shown(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_shown(each) for each in value[:10])
    if isinstance(value, dict):
        return str(value.get("name", ""))
    return "" if value is None else str(value)


def _samples(values: list[str]) -> list[str]:
    shown = (" ".join(without_controls(value[:1_000]).split()) for value in values)
    different = list(dict.fromkeys(value for value in shown if value))[:MAX_SAMPLES]
    return [value if len(value) <= MAX_SAMPLE else f"{value[:MAX_SAMPLE].rstrip()}…" for value in different]
