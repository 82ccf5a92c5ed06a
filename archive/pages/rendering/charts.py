"""Charts drawn on the server: SVG without styles or scripts, coloured by the stylesheet through classes.

Each has a text alternative; the page adds a table to those that show figures.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

CURVE_WIDTH, CURVE_HEIGHT = 480, 56
BARS_WIDTH, BARS_HEIGHT = 280, 120
# A cell and its margin are 30 units, so that cells are still 24 pixels apart on a narrow phone.
PITCH, CELL = 30, 27
LABEL_WIDTH = 46
HEAD_HEIGHT = 22
SHADES = 4
MAX_TICKS = 7


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of an issue calendar: its label, address, meaning, and shade (1–4, by number of issues).

    `shade` 0 is a gap within the publication's years. `inferred` cells are placed by inferred dates.
    """

    text: str = ""
    address: str = ""
    meaning: str = ""
    shade: int = 0
    inferred: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A row of an issue calendar: a year (or decade), its address, and a cell a column, None outside the publication's
    years.
    """

    label: str
    address: str
    cells: Sequence[Cell | None]


def curve(counts: Mapping[int, int], first: int, last: int, meaning: str) -> SafeString:
    """Return an area chart of counts by year, on an axis from `first` to `last` that several charts can share."""
    step = _step(first, last)
    highest = max(counts.values(), default=1)
    base = CURVE_HEIGHT - 1

    def point(year: int) -> tuple[float, float]:
        return (year - first + 1.5) * step, base - (CURVE_HEIGHT - 6) * counts.get(year, 0) / highest

    years = range(min(counts, default=first) - 1, max(counts, default=last) + 2)
    points = [point(year) for year in years]
    # Rise and fall over half a step each with level tangents, so that no curve goes below zero.
    bends = "".join(
        f"C{(x0 + x1) / 2:.1f},{y0:.1f} {(x0 + x1) / 2:.1f},{y1:.1f} {x1:.1f},{y1:.1f}"
        for (x0, y0), (x1, y1) in pairwise(points)
    )
    line = f"M{points[0][0]:.1f},{points[0][1]:.1f}{bends}"
    return format_html(
        '<svg class="curve" viewBox="0 0 {} {}" preserveAspectRatio="none" role="img" aria-label="{}">'
        '<path class="area" d="{}Z"/><path class="line" d="{}"/></svg>',
        CURVE_WIDTH,
        CURVE_HEIGHT,
        meaning,
        line,
        line,
    )


def axis(first: int, last: int) -> SafeString:
    """Return the year labels below charts that share an axis: a few round years, or every year where there are few."""
    step = _step(first, last)
    every = next(width for width in (1, 2, 5, 10, 20, 50, 100, 200) if (last - first) / width <= MAX_TICKS)
    years = [year for year in range(first, last + 1) if year % every == 0]
    ticks = (((year - first + 1.5) * step, year) for year in years)
    return format_html(
        '<svg class="axis" viewBox="0 0 {} 24" aria-hidden="true">{}</svg>',
        CURVE_WIDTH,
        format_html_join(
            "",
            '<path d="M{},0v5"/><text x="{}" y="20">{}</text>',
            ((f"{x:.1f}", f"{x:.1f}", year) for x, year in ticks),
        ),
    )


def _step(first: int, last: int) -> float:
    """Return the width of a year, with half a year's rise before the first and fall after the last."""
    return CURVE_WIDTH / (last - first + 3)


def bars(
    counts: Mapping[int, float],
    meaning: str,
    addresses: Mapping[int, str] | None = None,
    width: int = BARS_WIDTH,
    unit: str = "",
) -> SafeString:
    """Return a bar chart of counts (or shares) by year, every year from the first to the last, at most `width` wide.

    A bar links to its address if it has one. `unit` follows each number: "2004: 3.5 %".
    """
    if not counts:
        return SafeString("")
    first, last = min(counts), max(counts)
    step = min(width / (last - first + 1), 48)
    width = step * (last - first + 1)
    highest = max(counts.values())
    base = BARS_HEIGHT - 20
    unit = escape(unit)
    addresses = addresses or {}
    thick = f"{step * 0.8:.1f}"
    drawn = []
    for year in range(first, last + 1):
        count = counts.get(year, 0)
        height = (base - 16) * count / highest
        # Up to two hundred bars: our own numbers need no escaping.
        bar = (
            f'<rect class="bar" x="{(year - first) * step + step * 0.1:.1f}" y="{base - height:.1f}" width="{thick}" '
            f'height="{height:.1f}"><title>{year}: {count}{unit}</title></rect>'
        )
        address = addresses.get(year)
        drawn.append(f'<a href="{escape(address)}">{bar}</a>' if address else bar)
    size = f"{width:.0f}"
    return SafeString(
        f'<svg class="bars" viewBox="0 0 {size} {BARS_HEIGHT}" width="{size}" height="{BARS_HEIGHT}" '
        f"{_named(meaning, has_links=bool(addresses))}>{''.join(drawn)}"
        f'<path class="base" d="M0,{base}.5H{size}"/>{_year_labels(first, last, step, BARS_HEIGHT - 4)}</svg>'
    )


def calendar(heads: Sequence[str], rows: Iterable[Row], meaning: str) -> SafeString:
    """Return a grid with a row a year and a cell a month (or by other headings). Gaps are outlined, not left out."""
    rows = list(rows)
    width = LABEL_WIDTH + PITCH * len(heads)
    height = HEAD_HEIGHT + PITCH * len(rows)
    head = format_html_join(
        "",
        '<text x="{}" y="14">{}</text>',
        ((LABEL_WIDTH + PITCH * place + CELL // 2, label) for place, label in enumerate(heads)),
    )
    body = _joined(_calendar_row(row, HEAD_HEIGHT + PITCH * place) for place, row in enumerate(rows))
    return format_html(
        '<svg class="calendar" viewBox="0 0 {} {}" width="{}" height="{}" {}><g class="heads" aria-hidden="true">{}</g>'
        "{}</svg>",
        width,
        height,
        width,
        height,
        _named(meaning, has_links=True),
        head,
        body,
    )


def _calendar_row(row: Row, y: int) -> SafeString:
    label = format_html('<text class="label" x="{}" y="{}">{}</text>', LABEL_WIDTH - 8, y + 18, row.label)
    cells = (_calendar_cell(cell, LABEL_WIDTH + PITCH * place, y) for place, cell in enumerate(row.cells) if cell)
    return _joined([_linked(label, row.address), *cells])


def _calendar_cell(cell: Cell, x: int, y: int) -> SafeString:
    if not cell.shade:
        return format_html('<rect class="gap" x="{}.5" y="{}.5" width="26" height="26"/>', x, y)
    drawn = format_html(
        '<rect class="s{}{}" x="{}" y="{}" width="{}" height="{}"/><text class="t{}" x="{}" y="{}">{}</text>',
        cell.shade,
        " inferred" if cell.inferred else "",
        x,
        y,
        CELL,
        CELL,
        cell.shade,
        x + CELL // 2,
        y + 18,
        cell.text,
    )
    return format_html('<a href="{}"><title>{}</title>{}</a>', cell.address, cell.meaning, drawn)


def shade(number: int, highest: int) -> int:
    """Return the shade of a cell relative to the largest: 1 (few) to 4 (the most); 0 for none."""
    return min(SHADES, 1 + number * SHADES // (highest + 1)) if number else 0


def _joined(parts: Iterable[SafeString]) -> SafeString:
    return format_html_join("", "{}", ((part,) for part in parts))


def _linked(drawn: SafeString, address: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, drawn) if address else drawn


def _named(meaning: str, *, has_links: bool) -> SafeString:
    """Return the ARIA role and label: one image to a screen reader, unless it contains links."""
    return SafeString(f'role="{"group" if has_links else "img"}" aria-label="{escape(meaning)}"')


def _year_labels(first: int, last: int, step: float, y: int) -> SafeString:
    spots = [("start", 0.0, first)]
    if last - first > 1:
        spots.append(("end", (last - first + 1) * step, last))
    return SafeString("".join(f'<text class="{place}" x="{x:.0f}" y="{y}">{year}</text>' for place, x, year in spots))
