"""Report of the engines: a table in Markdown and a chart in SVG."""

from __future__ import annotations

from html import escape
from math import log10
from pathlib import Path
from statistics import geometric_mean

from benchmarks.figures import Figures

COLOURS = {
    "Backfile": "#8a1c1c",
    "Tantivy": "#b58900",
    "SQLite FTS5": "#4a6a8a",
    "PostgreSQL": "#2f7f7a",
    "Xapian": "#7a5c99",
    "Whoosh 2.7.4": "#8a8a8a",
    "Haystack 3.4": "#4f4f4f",
}
BAR, LEFT, WIDTH = 11, 210, 900
LEAST, MOST = 0.01, 10_000.0


def table(figures: Figures) -> str:
    """Return the medians of one size, and how many times as long each engine took as Backfile."""
    engines = list(next(iter(figures.milliseconds.values())))
    lines = [
        f"## {figures.size:,} articles, {figures.text_mb:,.0f} MB of text",
        "",
        "| query (hits) | " + " | ".join(f"{name}, ms" for name in engines) + " |",
        "| --- |" + " ---: |" * len(engines),
    ]
    for kind, times in figures.milliseconds.items():
        cells = [_cell(times[name], times[engines[0]], name != engines[0]) for name in engines]
        lines.append(f"| {kind} ({figures.hits[kind]:,}) | " + " | ".join(cells) + " |")
    ratios = [
        geometric_mean(times[name] / times[engines[0]] for times in figures.milliseconds.values()) for name in engines
    ]
    lines.append("| geometric mean of the ratios | " + " | ".join(f"{ratio:.2f}×" for ratio in ratios) + " |")
    builds = [figures.builds[name] for name in engines]
    lines.append("| building, s | " + " | ".join(f"{one.seconds:.1f}{'†' * one.earlier}" for one in builds) + " |")
    processor = ["–" if one.processor_seconds is None else f"{one.processor_seconds:.1f}" for one in builds]
    lines.append("| of processor time, s | " + " | ".join(processor) + " |")
    lines.append("| by so many processes | " + " | ".join(str(one.processes) for one in builds) + " |")
    sizes = [f"{figures.index_mb[n]:.0f} MB ({figures.index_mb[n] / figures.text_mb:.2f}×)" for n in engines]
    lines.append("| index, and its ratio to the text | " + " | ".join(sizes) + " |")
    saves = ", ".join(f"{name} {value:.0f} ms" for name, value in figures.save_milliseconds.items())
    lines += ["", f"One article saved and searchable: {saves}.", ""]
    if earlier := [f"{name} ({figures.builds[name].day})" for name in engines if figures.builds[name].earlier]:
        lines += [
            f"† Built in an earlier run and kept: {', '.join(earlier)}. Seconds by the clock are those of that run,"
            " with whatever else the machine did; processor time says what building takes.",
            "",
        ]
    return "\n".join(lines)


def _cell(own: float, base: float, with_ratio: bool) -> str:
    text = f"{own:.2f}" if own < 10 else f"{own:.0f}"
    return f"{text} ({own / base:.1f}×)" if with_ratio else f"**{text}**"


def write_chart(path: Path, measured: list[Figures]) -> None:
    """Draw the largest size measured with the most engines: a bar an engine and kind, on a logarithmic scale."""
    figures = max(measured, key=lambda one: (len(one.builds), one.size))
    row_height = (BAR + 2) * len(figures.builds) + 12
    height = row_height * len(figures.milliseconds) + 70
    title = f"Search engines at {figures.size:,} articles: median milliseconds a query"
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img"',
        f' font-family="Georgia, serif" font-size="13"><title>{title}</title>',
        f'<rect width="{WIDTH}" height="{height}" fill="#fdfcf8"/>',
    ]
    for power in range(-2, 5):
        x = _x(10.0**power)
        parts.append(f'<line x1="{x:.1f}" x2="{x:.1f}" y1="34" y2="{height - 30}" stroke="#ddd8cc"/>')
        parts.append(f'<text x="{x:.1f}" y="{height - 12}" text-anchor="middle" fill="#555">{10.0**power:g} ms</text>')
    for place, name in enumerate(figures.builds):
        x = 20 + place * 124
        parts.append(f'<rect x="{x}" y="10" width="12" height="12" fill="{COLOURS[name]}"/>')
        parts.append(f'<text x="{x + 18}" y="21">{escape(name)}</text>')
    for row, (kind, times) in enumerate(figures.milliseconds.items()):
        top = 42 + row * row_height
        parts.append(f'<text x="{LEFT - 10}" y="{top + row_height // 2 - 2}" text-anchor="end">{escape(kind)}</text>')
        for place, (name, value) in enumerate(times.items()):
            y, end = top + place * (BAR + 2), _x(value)
            parts.append(f'<rect x="{LEFT}" y="{y}" width="{end - LEFT:.1f}" height="{BAR}" fill="{COLOURS[name]}"/>')
            parts.append(f'<text x="{end + 4:.1f}" y="{y + BAR - 1}" font-size="10" fill="#333">{_label(value)}</text>')
    path.write_text("\n".join([*parts, "</svg>"]), encoding="utf-8")


def _label(milliseconds: float) -> str:
    return f"{milliseconds:,.0f}" if milliseconds >= 100 else f"{milliseconds:.3g}"


def _x(milliseconds: float) -> float:
    share = (log10(max(milliseconds, LEAST)) - log10(LEAST)) / (log10(MOST) - log10(LEAST))
    return LEFT + share * (WIDTH - LEFT - 60)
