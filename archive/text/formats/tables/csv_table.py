"""Reader of CSV and tab-separated tables: a row is an article, with columns mapped by name."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from itertools import chain
from typing import Protocol, TextIO

from archive.text.formats.records import MAX_RECORD_CHARACTERS, Guide, Opener, Record
from archive.text.formats.tables.table_charset import is_garbled, opened_text, table_encoding
from archive.text.formats.tables.table_rows import BrokenTable, Row, records_of_table
from archive.text.problems import Problem

DELIMITERS = ",;\t|"
_CUT_OFF, _EXPORT_AGAIN = "The file is damaged or cut off in its encoding.", "Export it again as UTF-8."

# csv's default limit of 131,072 characters is less than a long article; it can only be set for all readers.
csv.field_size_limit(MAX_RECORD_CHARACTERS)


class _Rows(Protocol):
    """What `csv.reader` returns: its own type has no public name."""

    line_num: int

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
        yield from records_of_table(_rows(text), guide)


def _rows(text: TextIO) -> Iterator[Row]:
    """Yield the rows of a table, each with the number of its first line. Raises BrokenTable."""
    line = 1
    try:
        first = text.readline(MAX_RECORD_CHARACTERS)
        delimiter = max(DELIMITERS, key=first.count)
        rows: _Rows = csv.reader(chain([first], _lines(text)), delimiter=delimiter, strict=True)
        while (cells := next(rows, None)) is not None:
            yield Row(line, cells, _why_garbled(cells))
            line = rows.line_num + 1
    except csv.Error as error:
        raise BrokenTable(
            f"From here on the table cannot be read: {_explained(error)}.",
            "Export it again; a quotation mark inside a cell is written twice, and the cell stands in quotation marks.",
            rows.line_num or 1,
        ) from error
    except UnicodeDecodeError as error:
        raise BrokenTable(_CUT_OFF, _EXPORT_AGAIN, line) from error


def _why_garbled(cells: list[str]) -> str:
    garbled = any(map(is_garbled, cells))
    return "The row has characters that are in another encoding than the file." if garbled else ""


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
