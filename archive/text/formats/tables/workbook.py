"""Reader of workbooks (.xlsx): each sheet with a text, title or file column is a table, read as CSV is.

openpyxl reads them row by row. Its parts are bounded before it sees them, and dates are as precise as they are shown.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import islice
from typing import Any

from defusedxml.common import DefusedXmlException
from lxml.etree import LxmlError
from openpyxl import load_workbook
from openpyxl.workbook import Workbook

from archive.text.charset import UnreadableText
from archive.text.formats.records import Guide, Opener, Record, refused
from archive.text.formats.tables.columns import MAX_COLUMNS, Columns
from archive.text.formats.tables.table_rows import BrokenTable, Row, column_names, records_of_table
from archive.text.problems import Problem

MAX_WORKBOOK_BYTES = 50 << 20
MAX_PARTS = 2_000
MAX_PART_BYTES = 100 << 20  # of one part of XML; the texts of all cells are one
MAX_UNPACKED_BYTES = 300 << 20
MAX_ROWS = 1_048_576  # Excel's own
MAX_SHEETS = 100
HEADER_ROWS = 10  # among which that with the names of the columns is looked for

_OLE = b"\xd0\xcf\x11\xe0"
_ERRORS = frozenset(("#N/A", "#REF!", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"))
_LITERALS = re.compile(r"\"[^\"]*\"|\[[^\]]*\]|\\.|_.|\*.")  # in a number format, what is no part of the date
_SAVE_AGAIN = "Open it in the spreadsheet, and save it again as .xlsx, or as “CSV UTF-8”."
# What openpyxl raises for parts that are missing, damaged or of another kind.
_DAMAGED = (
    KeyError, ValueError, TypeError, AttributeError, IndexError, OverflowError, SyntaxError, zipfile.BadZipFile,
    zlib.error, EOFError, OSError, NotImplementedError, LxmlError, DefusedXmlException,
)  # fmt: skip


def read_workbook(open_file: Opener, guide: Guide) -> Iterator[Record | Problem]:
    """Read the sheets of a workbook as tables; records beyond the first sheet have its name in their ids.

    Yields for each a warning that lists how its columns are read. Sheets that are hidden, or have no column for a
    text, are left out and named. Raises UnreadableText for other formats, and for what only a bomb unpacks to.
    """
    with _opened(open_file) as (book, formulas):
        yield from _left_out(book)
        tables = list(_tables(book, guide.columns))
        if not tables:
            yield refused("The workbook is empty.", "Put the names of the columns into the first row of a sheet.")
        for place, (sheet, header) in enumerate(tables):
            if above := _shown_above(sheet, header):
                yield Problem(None, f"Left out: above the names of the columns stands {above}.", "It is no article.")
            rows = _Rows(sheet, formulas[sheet.title] if formulas else None, header)
            for item in records_of_table(rows.read(), guide):
                yield replace(item, id=f"{sheet.title}:{item.id}") if place and isinstance(item, Record) else item
            yield from rows.problems()


def first_rows(open_file: Opener, columns: Columns, limit: int) -> list[list[str]]:
    """Return the first rows of the first sheet with a text, the names of its columns at the top; [] for none.

    Raises UnreadableText.
    """
    with _opened(open_file) as (book, _):
        for sheet, header in _tables(book, columns):
            return [row.cells for row in islice(_Rows(sheet, None, header).read(), limit)]
    return []


@contextmanager
def _opened(open_file: Opener) -> Iterator[tuple[Workbook, Workbook | None]]:
    """Open a workbook with the values of its formulas, and again with the formulas if it has any."""
    with open_file() as stream:
        content = stream.read(MAX_WORKBOOK_BYTES + 1)
    if len(content) > MAX_WORKBOOK_BYTES:
        raise UnreadableText(f"The workbook is larger than {MAX_WORKBOOK_BYTES >> 20} MB.", "Save each sheet as CSV.")
    if content.startswith(_OLE):
        raise UnreadableText("This is an old workbook (.xls), or one with a password.", _SAVE_AGAIN)
    try:
        has_formulas = _check_parts(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        formulas = load_workbook(io.BytesIO(content), read_only=True, keep_links=False) if has_formulas else None
    except UnreadableText:
        raise
    except _DAMAGED as error:
        raise UnreadableText("This is no workbook, or it is damaged.", _SAVE_AGAIN) from error
    try:
        yield book, formulas
    except BrokenTable as broken:
        raise UnreadableText(broken.reason, broken.remedy) from broken
    finally:
        for each in filter(None, (book, formulas)):
            each.close()


def _check_parts(content: bytes) -> bool:
    """Check the sizes of all parts before any is read; return whether a sheet holds formulas."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        parts = package.infolist()
        sizes = [part.file_size for part in parts if part.filename.lower().endswith((".xml", ".rels"))]
        if len(parts) > MAX_PARTS or max(sizes, default=0) > MAX_PART_BYTES or sum(sizes) > MAX_UNPACKED_BYTES:
            raise UnreadableText(
                f"The workbook unpacks to more than {MAX_PART_BYTES >> 20} MB in a part, as only a bomb does.",
                "Ask whoever made it for a clean one, or save each sheet as CSV.",
            )
        if "[Content_Types].xml" not in package.namelist():
            raise UnreadableText("This is no workbook.", _SAVE_AGAIN)
        sheets = [part for part in parts if part.filename.startswith("xl/worksheets/")]
        return any(_has_formula(package, part) for part in sheets if part.filename.endswith(".xml"))


def _has_formula(package: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    with package.open(part) as stream:
        before = b""
        while chunk := stream.read(1 << 18):
            if b"<f>" in (joined := before + chunk) or b"<f " in joined:
                return True
            before = chunk[-2:]
    return False


def _left_out(book: Workbook) -> Iterator[Problem]:
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    if hidden:
        shown = ", ".join(f"“{name}”" for name in hidden[:10])
        yield Problem(None, f"Left out: hidden sheets ({shown}).", "Show them in the spreadsheet if they belong here.")


def _tables(book: Workbook, columns: Columns) -> Iterator[tuple[Any, int]]:
    """Yield the visible sheets with a column for a text, each with the row that names its columns.

    Without any it is the first sheet with something in it, so that a person is told what its columns are.
    """
    filled: list[tuple[Any, int]] = []
    sheets = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"][:MAX_SHEETS]
    is_found = False
    for sheet in sheets:
        sheet.reset_dimensions()  # some programs write wrong ones
        rows = list(_Rows(sheet, None, 1, MAX_COLUMNS + 1).read(HEADER_ROWS))
        filled += [(sheet, row.line) for row in rows if any(row.cells)][:1]
        if header := next((row.line for row in rows if _names_a_text(row, columns)), 0):
            is_found = True
            yield sheet, header
    if filled and not is_found:
        yield filled[0]


def _names_a_text(row: Row, columns: Columns) -> bool:
    names = [name for name in column_names(row.cells) if name]
    return len(names) > 1 and not {"body", "file"}.isdisjoint((*columns.mapping(names).values(), *columns.values))


def _shown_above(sheet: Any, header: int) -> str:
    if header == 1:
        return ""
    rows = _Rows(sheet, None, 1, MAX_COLUMNS).read(header - 1)
    texts = [" ".join(cell for cell in row.cells if cell) for row in rows]
    return ", ".join(f"“{text[:120]}”" for text in texts if text)


class _Rows:
    """Rows of a sheet from that with the names of the columns on; counts what has no value in them."""

    def __init__(self, sheet: Any, formulas: Any = None, header: int = 1, width: int | None = None) -> None:
        self.sheet, self.formulas, self.header, self.width = sheet, formulas, header, width
        self.errors: list[str] = []
        self.uncomputed: list[str] = []

    def read(self, last: int = MAX_ROWS) -> Iterator[Row]:
        """Yield the filled rows up to the `last`. Raises BrokenTable for a damaged sheet."""
        try:
            first = self.header
            if self.width is None:
                names = self._texts(next(iter(self._cells(first, first, MAX_COLUMNS + 1)), ()))
                while names and not names[-1].strip():
                    names.pop()
                self.width = max(len(names), 1)
            beside = self._cells(first, last, self.width, self.formulas) if self.formulas else None
            for line, cells in enumerate(self._cells(first, last, self.width), start=first):
                texts = self._texts(cells)
                if beside:
                    self._note_uncomputed(cells, next(beside, ()))
                if any(texts) or line == first:
                    yield Row(line, texts)
        except _DAMAGED as error:
            raise BrokenTable(
                f"The sheet “{self.sheet.title[:60]}” is damaged, and cannot be read on.", _SAVE_AGAIN
            ) from error

    def problems(self) -> Iterator[Problem]:
        """Yield warnings on cells without a value."""
        where = f"in the sheet “{self.sheet.title[:60]}”"
        if self.errors:
            shown = ", ".join(self.errors[:5])
            yield Problem(None, f"{len(self.errors):,} cells {where} hold an error ({shown}).", "They were read empty.")
        if self.uncomputed:
            what = f"{len(self.uncomputed):,} cells {where} hold a formula without its value ({self.uncomputed[0]})."
            yield Problem(None, what, "Open the workbook in the spreadsheet and save it, so that it stores the values.")

    def _cells(self, first: int, last: int, width: int, sheet: Any = None) -> Iterator[tuple[Any, ...]]:
        return iter((sheet or self.sheet).iter_rows(min_row=first, max_row=last, max_col=width))

    def _texts(self, cells: tuple[Any, ...]) -> list[str]:
        return [self._text(cell) for cell in cells]

    def _text(self, cell: Any) -> str:
        if cell.data_type == "e" or (isinstance(cell.value, str) and cell.value in _ERRORS):
            self.errors.append(f"{cell.coordinate}: {cell.value}")
            return ""
        return text_of_value(cell.value, cell.number_format if cell.is_date else "")

    def _note_uncomputed(self, cells: tuple[Any, ...], formulas: tuple[Any, ...]) -> None:
        for cell, formula in zip(cells, formulas, strict=False):
            if cell.value is None and formula.data_type == "f":
                self.uncomputed.append(formula.coordinate)


def text_of_value(value: object, number_format: str = "") -> str:
    """Return the value of a cell as a table of text has it, a date as precise as its format shows it.

    2020-12-31 in "d-mmm-yy" → "2020-12-31", in "mmm-yy" → "2020-12", in "yyyy" → "2020"; 5.0 → "5"; True → "true".
    """
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return _shown_date(value, number_format)
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    # Excel writes line ends inside a cell as _x000D_ where they were typed with a carriage return.
    return str(value).replace("_x000D_", "\r")


def _shown_date(moment: datetime.datetime, number_format: str) -> str:
    form = _LITERALS.sub("", number_format).lower()
    day = moment.date().isoformat()
    if form and "d" not in form and "y" in form:
        return day[:7] if "m" in form else day[:4]
    return day if moment.time() == datetime.time() else f"{day} {moment:%H:%M:%S}"
