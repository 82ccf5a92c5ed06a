"""Reader of JSON Lines: an object on each line is an article, with keys mapped by name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import TextIO

from archive.text.formats.records import MAX_RECORD_CHARACTERS, Guide, Opener, Record, refused, refused_record
from archive.text.formats.tables.columns import MAX_COLUMNS
from archive.text.formats.tables.row_reader import record_of_row
from archive.text.formats.tables.table_charset import is_garbled, opened_text, table_encoding, without_controls
from archive.text.formats.tables.table_rows import columns_report
from archive.text.problems import Problem

_WRITE_LINES = "Write one JSON object a line, with texts, numbers, or lists of texts as values."


class _BadObject(ValueError):
    """Line that is not a record; `str()` says why."""


def read_json_lines(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a file of JSON objects, one a line, each as a record, with one line in memory.

    Lines that are not JSON, or are in another encoding, are refused individually. Values are texts, numbers, lists of
    these, or lists of objects that have a "name" (authors); other values are reported. How the keys were read is
    reported at the end. Raises UnreadableText for other formats.
    """
    encoding = table_encoding(open_file, guide.charset)
    yield from encoding.problems
    known: dict[str, str | None] = {}
    number = 0
    with opened_text(open_file, encoding.codec) as text:
        try:
            for number, line in _lines(text):
                if number == 1 and line.lstrip().startswith("["):
                    yield refused("This is one JSON list, not JSON Lines.", _WRITE_LINES, 1)
                    return
                if line.strip():
                    yield _record(number, line, known, guide)
        except UnicodeDecodeError:
            yield refused("The file is damaged or cut off in its encoding.", "Export it again as UTF-8.", number + 1)
    if known:
        yield columns_report(known)
    elif not number:
        yield refused("The file holds no records.", _WRITE_LINES)


def read_objects(objects: list[dict[str, object]], guide: Guide) -> Iterator[Record | Problem]:
    """Read objects of a JSON list as records, as those of JSON Lines; the place in the list stands for the line."""
    known: dict[str, str | None] = {}
    for number, each in enumerate(objects, start=1):
        yield _record(number, json.dumps(each), known, guide)
    yield columns_report(known)


def _record(number: int, line: str, known: dict[str, str | None], guide: Guide) -> Record:
    """Read a line as a record; add the fields of its keys to `known`."""
    try:
        row = _row(line)
    except _BadObject as bad:
        return refused_record(f"line-{number}", number, str(bad), _WRITE_LINES)
    mapped = guide.columns.mapping(row)
    if len(known) < MAX_COLUMNS:
        known |= mapped
    return record_of_row(row, mapped, number, guide)


def _lines(text: TextIO) -> Iterator[tuple[int, str]]:
    """Yield numbered lines; one beyond the limit is truncated, and so not JSON."""
    number = 0
    while line := text.readline(MAX_RECORD_CHARACTERS):
        number += 1
        rest = line
        while rest and not rest.endswith(("\n", "\r")):
            rest = text.readline(MAX_RECORD_CHARACTERS)
        yield number, line


def _row(line: str) -> dict[str, list[str]]:
    """Parse a line into the values of each key. Raises _BadObject."""
    if len(line) >= MAX_RECORD_CHARACTERS:
        raise _BadObject(f"The line has more than {MAX_RECORD_CHARACTERS:,} characters.")
    if is_garbled(line):
        raise _BadObject("The line has characters that are in another encoding than the file.")
    try:
        document = json.loads(line, object_pairs_hook=_without_doubles)
    except RecursionError as error:
        raise _BadObject("The line nests too many lists or objects inside one another.") from error
    except _BadObject:
        raise
    except ValueError as error:  # from json, and from int for a number of thousands of digits
        raise _BadObject(f"The line is no JSON, or is cut off: {str(error)[:100]}.") from error
    if not isinstance(document, dict):
        raise _BadObject("The line is no JSON object.")
    return {without_controls(key): _texts(key, value) for key, value in document.items()}


def _without_doubles(pairs: list[tuple[str, object]]) -> dict[str, object]:
    document = dict(pairs)
    if len(document) < len(pairs):
        keys = [key for key, _ in pairs]
        raise _BadObject(f"The key “{next(key for key in keys if keys.count(key) > 1)[:60]}” stands twice in the line.")
    return document


def _texts(key: str, value: object) -> list[str]:
    """Return a value as texts. Raises _BadObject for tables within the record."""
    texts = []
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and isinstance(each.get("name"), str):
            each = each["name"]
        if isinstance(each, (dict, list)):
            raise _BadObject(f"The value of “{key[:60]}” is a table.")
        if each is not None:
            text = str(each).lower() if isinstance(each, bool) else str(each)
            texts.append(without_controls(text.encode("utf-8", "replace").decode()))
    return texts
