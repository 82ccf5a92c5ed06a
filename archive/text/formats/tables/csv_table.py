"""Reader of CSV and tab-separated tables: a row is an article, with columns mapped by name."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Protocol, TextIO

from archive.text.formats.records import MAX_RECORD_CHARACTERS, Guide, Opener, Record, refused, refused_record
from archive.text.formats.tables.columns import MAX_COLUMNS
from archive.text.formats.tables.continuation_rows import add_authors, continues
from archive.text.formats.tables.row_files import is_substack
from archive.text.formats.tables.row_reader import record_of_row
from archive.text.formats.tables.table_charset import is_garbled, opened_text, table_encoding, without_controls
from archive.text.problems import Problem

DELIMITERS = ",;\t|"
_CUT_OFF, _EXPORT_AGAIN = "The file is damaged or cut off in its encoding.", "Export it again as UTF-8."

# csv's default limit of 131,072 characters is less than a long article; it can only be set for all readers.
csv.field_size_limit(MAX_RECORD_CHARACTERS)


class _Rows(Protocol):
    """What `csv.reader` returns: its own type has no public name."""

    line_num: int

    def __iter__(self) -> Iterator[list[str]]: ...
    def __next__(self) -> list[str]: ...


def read_csv(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read a table row by row, with one row in memory; its first row names the columns.

    Yields first a warning that lists how the columns are read, then a record for each row; rows with too few or too
    many cells, or in another encoding, are refused individually. Broken quotation marks end the reading with an
    error, since the rows after them cannot be separated. Raises UnreadableText for other formats.
    """
    encoding = table_encoding(open_file, guide.charset)
    yield from encoding.problems
    with opened_text(open_file, encoding.codec) as text:
        try:
            first = text.readline(MAX_RECORD_CHARACTERS)
        except UnicodeDecodeError:
            yield refused(_CUT_OFF, _EXPORT_AGAIN, 1)
            return
        delimiter = max(DELIMITERS, key=first.count)
        rows: _Rows = csv.reader(chain([first], _lines(text)), delimiter=delimiter, strict=True)
        yield from _records(rows, guide)


def _records(rows: _Rows, guide: Guide) -> Iterator[Record | Problem]:
    try:
        names = [without_controls(" ".join(name.split())) for name in next(rows, [])]
        mapped = guide.columns.mapping(names)
        if problem := _unusable(names, mapped, guide.columns.values):
            yield problem
            return
        yield columns_report(mapped, 1)
        yield from _articles(rows, names, mapped, guide)
    except csv.Error as error:
        yield refused(
            f"From here on the table cannot be read: {_explained(error)}.",
            "Export it again; a quotation mark inside a cell is written twice, and the cell stands in quotation marks.",
            rows.line_num or 1,
        )
    except UnicodeDecodeError:
        yield refused(_CUT_OFF, _EXPORT_AGAIN, rows.line_num + 1)


def _articles(rows: _Rows, names: list[str], mapped: Mapping[str, str | None], guide: Guide) -> Iterator[Record]:
    """Yield the record of each row; rows that continue an article, with further authors, are one with its first."""
    article: tuple[dict[str, list[str]], int] | None = None
    line = rows.line_num + 1
    try:
        for cells in rows:
            found = _row(names, cells, line) if any(cell.strip() for cell in cells) else None
            if isinstance(found, dict) and article and continues(article[0], found, mapped):
                add_authors(article[0], found, mapped)
            elif found is not None:
                if article:
                    yield record_of_row(article[0], mapped, article[1], guide)
                article = (found, line) if isinstance(found, dict) else None
                if isinstance(found, Record):
                    yield found
            line = rows.line_num + 1
    except (csv.Error, UnicodeDecodeError):
        if article:
            yield record_of_row(article[0], mapped, article[1], guide)
        raise
    if article:
        yield record_of_row(article[0], mapped, article[1], guide)


def _lines(text: TextIO) -> Iterator[str]:
    """Yield the lines of a table. Raises csv.Error for one that is too long, before it is in memory."""
    while line := text.readline(MAX_RECORD_CHARACTERS):
        if len(line) == MAX_RECORD_CHARACTERS:
            raise csv.Error("field larger than any")
        yield line


def _explained(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end of data" in message:
        return "it ends inside quotation marks, as a file that was cut off does"
    if "field larger" in message:
        return f"a cell has more than {MAX_RECORD_CHARACTERS:,} characters, as where a quotation mark is never closed"
    return message


def _unusable(names: list[str], mapped: Mapping[str, str | None], values: Mapping[str, str]) -> Problem | None:
    if not any(names):
        return refused("The table is empty.", "Put the names of the columns into its first row.")
    doubled = next((name for name in names if name and names.count(name) > 1), "")
    if doubled:
        return refused(f"Two columns have the name “{doubled[:60]}”.", "Rename one of them.", 1)
    if len(names) > MAX_COLUMNS:
        return refused(f"The table has {len(names):,} columns.", f"{MAX_COLUMNS} are the most that are read.", 1)
    if not {"body", "file"} & {*mapped.values(), *values} and not is_substack(names):
        shown = ", ".join(f"“{name[:40]}”" for name in names[:12])
        return refused(
            f"No column of the table is known to hold the text; its first row has {shown}.",
            "Name it “text” (or “file”, if it names files with the texts), or write a columns.toml beside the table: "
            '[columns] "Its name" = "body".',
            1,
        )
    return None


def columns_report(mapped: Mapping[str, str | None], line: int | None = None) -> Problem:
    """Return a warning that lists how columns are read and which are not used, for a person to check."""
    read = ", ".join(f"“{name}” as {field}" for name, field in mapped.items() if field)
    unused = ", ".join(f"“{name}”" for name, field in mapped.items() if field is None and name)
    shown = f"Columns that are read: {read}."
    if unused:
        shown += f" Not used: {unused}."
    return Problem(line, shown[:2_000], "Say in a columns.toml beside the file what is otherwise.")


def _row(names: list[str], cells: list[str], line: int) -> dict[str, list[str]] | Record:
    """Return a row's values by column, or the record of one that is refused."""
    while len(cells) > len(names) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(names):
        return refused_record(
            f"line-{line}",
            line,
            f"The row has {len(cells)} cells, and the table {len(names)} columns.",
            "Put cells that hold a comma or a line end in quotation marks.",
        )
    if any(map(is_garbled, cells)):
        return refused_record(
            f"line-{line}",
            line,
            "The row has characters that are in another encoding than the file.",
            "Correct them, or export the table again as UTF-8.",
        )
    return {name: [without_controls(cell)] for name, cell in zip(names, cells, strict=True)}
