"""Rows of a table as records: the first names the columns, each further one is an article, or continues it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from archive.text.formats.records import Guide, Record, refused, refused_record
from archive.text.formats.tables.columns import MAX_COLUMNS
from archive.text.formats.tables.continuation_rows import add_authors, continues
from archive.text.formats.tables.row_files import is_substack
from archive.text.formats.tables.row_reader import record_of_row
from archive.text.formats.tables.table_charset import without_controls
from archive.text.problems import Problem


@dataclass(frozen=True, slots=True)
class Row:
    """Row of a table: the number of its line, its cells, and why it cannot be read ("" for most)."""

    line: int
    cells: list[str]
    broken: str = ""


class BrokenTable(ValueError):
    """Table that cannot be read beyond a line; what was before is good."""

    def __init__(self, reason: str, remedy: str, line: int | None = None) -> None:
        super().__init__(reason)
        self.reason, self.remedy, self.line = reason, remedy, line


def records_of_table(rows: Iterator[Row], guide: Guide) -> Iterator[Record | Problem]:
    """Yield a warning that lists how the columns are read, then a record for each article of a table.

    Rows that cannot be read, and those with too few or too many cells, are refused individually; an error ends the
    reading where `rows` raise BrokenTable.
    """
    try:
        first = next(rows, Row(1, []))
        names = column_names(first.cells)
        mapped = guide.columns.mapping(names)
        if problem := _unusable(names, mapped, guide.columns.values, first.line):
            yield problem
            return
        yield columns_report(mapped, first.line)
        yield from _articles(rows, names, mapped, guide)
    except BrokenTable as broken:
        yield refused(broken.reason, broken.remedy, broken.line)


def column_names(cells: list[str]) -> list[str]:
    """Return the names in the first row of a table, blanks collapsed."""
    return [without_controls(" ".join(cell.split())) for cell in cells]


def _articles(
    rows: Iterator[Row], names: list[str], mapped: Mapping[str, str | None], guide: Guide
) -> Iterator[Record]:
    """Yield the record of each row; rows that continue an article, with further authors, are one with its first."""
    article: tuple[dict[str, list[str]], int] | None = None
    try:
        for row in rows:
            found = _values(names, row) if any(cell.strip() for cell in row.cells) else None
            if isinstance(found, dict) and article and continues(article[0], found, mapped):
                add_authors(article[0], found, mapped)
            elif found is not None:
                if article:
                    yield record_of_row(article[0], mapped, article[1], guide)
                article = (found, row.line) if isinstance(found, dict) else None
                if isinstance(found, Record):
                    yield found
    except BrokenTable:
        if article:
            yield record_of_row(article[0], mapped, article[1], guide)
        raise
    if article:
        yield record_of_row(article[0], mapped, article[1], guide)


def _unusable(
    names: list[str], mapped: Mapping[str, str | None], values: Mapping[str, str], line: int
) -> Problem | None:
    if not any(names):
        return refused("The table is empty.", "Put the names of the columns into its first row.")
    doubled = next((name for name in names if name and names.count(name) > 1), "")
    if doubled:
        return refused(f"Two columns have the name “{doubled[:60]}”.", "Rename one of them.", line)
    if len(names) > MAX_COLUMNS:
        return refused(f"The table has {len(names):,} columns.", f"{MAX_COLUMNS} are the most that are read.", line)
    if not {"body", "file"} & {*mapped.values(), *values} and not is_substack(names):
        shown = ", ".join(f"“{name[:40]}”" for name in names[:12])
        return refused(
            f"No column of the table is known to hold the text; its first row has {shown}.",
            "Name it “text” (or “file”, if it names files with the texts), or write a columns.toml beside the table: "
            '[columns] "Its name" = "body".',
            line,
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


def _values(names: list[str], row: Row) -> dict[str, list[str]] | Record:
    """Return a row's values by column, or the record of one that is refused."""
    cells, name = row.cells, f"line-{row.line}"
    while len(cells) > len(names) and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) != len(names):
        what = f"The row has {len(cells)} cells, and the table {len(names)} columns."
        remedy = "Put cells that hold a comma or a line end in quotation marks."
        return refused_record(name, row.line, what, remedy)
    if row.broken:
        return refused_record(name, row.line, row.broken, "Correct them, or export the table again as UTF-8.")
    return {name: [without_controls(cell)] for name, cell in zip(names, cells, strict=True)}
