"""Calendar of a publication's issues: held months (or issues) by year, and gaps."""

from __future__ import annotations

import calendar
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString

from archive.models import Issue, Publication
from archive.pages.rendering import charts
from archive.pages.rendering.charts import Cell, Row, shade
from archive.pages.rendering.formatting import counted, designation_of, month_in_words

# Up to so many years a row is a year; beyond, a row is a decade and a cell a year, to limit the height.
MAX_YEAR_ROWS = 40
MAX_CELL_TEXT = 3
MONTH_HEADS = ("J", "F", "M", "A", "M", "J", "J", "A", "S", "O", "N", "D")


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the table behind the picture: label, address, and number of issues in words."""

    label: str
    address: str
    issues: str


@dataclass(frozen=True, slots=True)
class IssueCalendar:
    """The calendar on a publication's page: years with their issues, the picture, and the table behind it."""

    issues: int
    years: list[tuple[int, int]]
    picture: SafeString
    table: list[TableRow]
    has_inferred: bool

    @property
    def first_year(self) -> int | None:
        return self.years[0][0] if self.years else None

    @property
    def last_year(self) -> int | None:
        return self.years[-1][0] if self.years else None


def issue_calendar_of(publication: Publication) -> IssueCalendar:
    """Return the calendar of the published issues, in one query."""
    months = list(Issue.objects.of(publication).published().counted_by_month())
    by_year: dict[int, list[dict]] = {}
    for row in months:
        by_year.setdefault(row["year"], []).append(row)
    years = [(year, sum(row["issues"] for row in rows)) for year, rows in by_year.items() if year is not None]
    meaning = f"Issues of {publication.title}: {counted(sum(row['issues'] for row in months), 'issue')}"
    if years and years[-1][0] - years[0][0] >= MAX_YEAR_ROWS:
        picture = charts.calendar([str(digit) for digit in range(10)], _decades(publication, dict(years)), meaning)
    else:
        rows, any_undated = _years(publication, by_year)
        heads = [*MONTH_HEADS, "?"] if any_undated else MONTH_HEADS
        picture = charts.calendar(heads, rows, meaning) if rows else SafeString("")
    return IssueCalendar(
        sum(row["issues"] for row in months), years, picture, _table(publication, months), _has_inferred(months)
    )


def _has_inferred(months: list[dict]) -> bool:
    return any(row["inferred"] for row in months)


def _years(publication: Publication, by_year: dict[int, list[dict]]) -> tuple[list[Row], bool]:
    known = {year: {row["month"]: row for row in rows} for year, rows in by_year.items() if year is not None}
    if not known:
        return [], False
    highest = max(row["issues"] for rows in known.values() for row in rows.values())
    dated = [(year, month) for year, rows in known.items() for month in rows if month]
    start, end = (min(dated), max(dated)) if dated else ((9999, 1), (0, 1))
    any_undated = any(None in rows for rows in known.values())
    rows = []
    for year in range(min(known), max(known) + 1):
        months = known.get(year, {})
        cells = [
            _cell(publication, months[month], highest)
            if month in months
            else (Cell() if start < (year, month) < end else None)
            for month in range(1, 13)
        ]
        cells.append(_cell(publication, months[None], highest) if None in months else None)
        rows.append(Row(str(year), reverse("year", args=[publication.slug, year]) if months else "", cells))
    return rows, any_undated


def _cell(publication: Publication, row: dict, highest: int) -> Cell:
    when = month_in_words(row["year"], row["month"])
    inferred = row["inferred"] == row["issues"]
    if row["issues"] == 1:
        address = reverse("issue", args=[publication.slug, row["path"]])
        text = row["number"] if 0 < len(row["number"]) <= MAX_CELL_TEXT else "1"
        name = designation_of(row["volume"], row["number"], row["first_date"], row["precision"])
        meaning = f"{name}, {when}" if row["number"] or row["volume"] is not None else name
    else:
        address, text, meaning = _address(publication, row), str(row["issues"]), f"{when}: {row['issues']} issues"
    if row["month"] is None:
        meaning += ", month unknown"
    elif inferred:
        meaning += ", date inferred"
    return Cell(text, address, meaning, shade(row["issues"], highest), inferred)


def _address(publication: Publication, row: dict) -> str:
    if row["year"] is None and row["volume"] is None:
        return reverse("run", args=[publication.slug])
    if row["year"] is None:
        return reverse("volume", args=[publication.slug, row["volume"]])
    if row["month"] is None:
        return reverse("year", args=[publication.slug, row["year"]])
    return reverse("month", args=[publication.slug, row["year"], row["month"]])


def _decades(publication: Publication, years: dict[int, int]) -> list[Row]:
    first, last, highest = min(years), max(years), max(years.values())
    rows = []
    for decade in range(first // 10 * 10, last + 1, 10):
        cells = [
            Cell(
                str(years[year]),
                reverse("year", args=[publication.slug, year]),
                f"{year}: {counted(years[year], 'issue')}",
                shade(years[year], highest),
            )
            if year in years
            else (Cell() if first < year < last else None)
            for year in range(decade, decade + 10)
        ]
        rows.append(Row(f"{decade}s", "", cells))
    return rows


def _table(publication: Publication, months: list[dict]) -> list[TableRow]:
    lines = []
    for row in months:
        if row["year"] is None:
            label = "Year unknown"
        elif row["month"] is None:
            label = f"{row['year']}, month unknown"
        else:
            label = f"{calendar.month_name[row['month']]} {row['year']}"
        inferred = f", {row['inferred']} of them by inference" if row["inferred"] else ""
        lines.append(TableRow(label, _address(publication, row), counted(row["issues"], "issue") + inferred))
    return lines
