"""Picture of the packages and their imports: `python -m docs.rooms` writes docs/pictures/rooms.svg.

Rows are the layers of the import contracts in pyproject.toml, arrows are imports as grimp reads them. An arrow that
follows from others is left out (a → c beside a → b → c), and so is one between packages where a package in between
imports both. The same code gives the same file, byte for byte.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import grimp

ROOT = Path(__file__).resolve().parent.parent
PICTURE = ROOT / "docs" / "pictures" / "rooms.svg"
WIDTH, GAP, PADDING = 920, 34, 14
TITLE_HEIGHT, ROOM_HEIGHT, ROOM_GAP, CHARACTER = 26, 22, 18, 7.0
SHIFT = 44  # to the left and right by turns, so that an arrow past the next room is not hidden by it
STYLE = """
text { font: 12px system-ui, sans-serif; fill: #1d2733; }
.title { font-weight: 600; font-size: 14px; }
.package { fill: #f4f6f8; stroke: #8796a5; }
.room { fill: #fff; stroke: #b4bfca; }
.inner { fill: none; stroke: #8aa2ba; }
.outer { fill: none; stroke: #b3541e; stroke-width: 1.5; }
"""


@dataclass(slots=True)
class Box:
    """A rectangle of the picture: a package with rows of rooms in it, or a room."""

    module: str
    rows: list[list[Box]] = field(default_factory=list)
    x: float = 0
    y: float = 0
    width: float = 0
    height: float = 0

    @property
    def title(self) -> str:
        return self.module.rpartition(".")[2]


def contracts(pyproject: Path = ROOT / "pyproject.toml") -> list[dict]:
    """Return the layer contracts of pyproject.toml, in its order."""
    found = tomllib.loads(pyproject.read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return [contract for contract in found if contract["type"] == "layers"]


def packages(layer_contracts: Iterable[dict]) -> list[list[Box]]:
    """Return the rows of packages, highest first, each package with the rows of its rooms."""
    floors, rooms = [], {}
    for contract in layer_contracts:
        rows = [[name.strip() for name in layer.split("|")] for layer in contract["layers"]]
        if "containers" in contract:
            (container,) = contract["containers"]
            rooms[container] = [[Box(f"{container}.{name}") for name in row] for row in rows]
        else:
            floors = rows
    return [[Box(name, rooms.get(name, [])) for name in row] for row in floors]


def imports_between(graph: grimp.ImportGraph, modules: Iterable[str]) -> set[tuple[str, str]]:
    """Return the pairs (importer, imported) of these modules or packages, without those that others imply."""
    owner = {}
    for module in modules:
        for name in {module, *graph.find_descendants(module)}:
            owner[name] = module
    pairs = {
        (owner[importer], owner[imported])
        for importer in owner
        for imported in graph.find_modules_directly_imported_by(importer)
        if imported in owner and owner[importer] != owner[imported]
    }
    return without_implied(pairs)


def without_implied(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return the pairs of an acyclic relation from which the others follow: {ab, bc, ac} → {ab, bc}."""
    below: dict[str, set[str]] = {}
    for importer, imported in pairs:
        below.setdefault(importer, set()).add(imported)

    def reaches(start: str, end: str) -> bool:
        return end in below.get(start, ()) or any(reaches(step, end) for step in below.get(start, ()))

    return {(a, b) for a, b in pairs if not any(step != b and reaches(step, b) for step in below[a])}


def lay_out(floors: list[list[Box]]) -> float:
    """Set the place and size of every box; return the height of the picture."""
    y = GAP
    for floor in floors:
        for package in floor:
            _size(package)
        x = (WIDTH - sum(box.width for box in floor) - GAP * (len(floor) - 1)) / 2
        for package in floor:
            _place(package, x, y)
            x += package.width + GAP
        y += max(box.height for box in floor) + GAP * 1.5
    return y


def _size(package: Box) -> None:
    for room in (room for row in package.rows for room in row):
        room.width, room.height = len(room.title) * CHARACTER + 16, ROOM_HEIGHT
    widths = [sum(room.width for room in row) + ROOM_GAP * (len(row) - 1) for row in package.rows]
    package.width = max([len(package.module) * 8.5, SHIFT * 3 if package.rows else 0, *widths]) + 2 * PADDING
    package.height = TITLE_HEIGHT + len(package.rows) * (ROOM_HEIGHT + ROOM_GAP) + (PADDING if package.rows else 6)


def _place(package: Box, x: float, y: float) -> None:
    package.x, package.y = x, y
    top = y + TITLE_HEIGHT + PADDING / 2
    for number, row in enumerate(package.rows):
        used = sum(room.width for room in row) + ROOM_GAP * (len(row) - 1)
        left = x + (package.width - used) / 2
        left += (SHIFT if number % 2 else -SHIFT) * (package.width - used) / package.width
        for room in row:
            room.x, room.y = left, top
            left += room.width + ROOM_GAP
        top += ROOM_HEIGHT + ROOM_GAP


def arrow(kind: str, above: Box, below: Box) -> str:
    """Return a curve from the lower edge of one box to the upper edge of another."""
    x1, y1, x2, y2 = above.x + above.width / 2, above.y + above.height, below.x + below.width / 2, below.y
    bend = (y2 - y1) / 2
    curve = f"M{x1:.0f} {y1:.0f} C{x1:.0f} {y1 + bend:.0f} {x2:.0f} {y2 - bend:.0f} {x2:.0f} {y2 - 3:.0f}"
    return f'<path class="{kind}" d="{curve}" marker-end="url(#{kind})"/>'


def svg(floors: list[list[Box]], graph: grimp.ImportGraph) -> str:
    """Return the picture of the packages and of the imports between them, as SVG."""
    height = lay_out(floors)
    all_packages = [box for floor in floors for box in floor]
    drawn = _arrows("outer", all_packages, graph)
    for package in all_packages:
        rooms = [room for row in package.rows for room in row]
        drawn.append(_rectangle("package", package, TITLE_HEIGHT - 8))
        drawn += _arrows("inner", rooms, graph)
        drawn += [_rectangle("room", room, 15) for room in rooms]
    heads = "".join(
        f'<marker id="{kind}" viewBox="0 0 6 6" refX="4" refY="3" markerWidth="6" markerHeight="6" orient="auto">'
        f'<path d="M0 0 L6 3 L0 6 z" fill="{colour}"/></marker>'
        for kind, colour in (("inner", "#8aa2ba"), ("outer", "#b3541e"))
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img">',
        "<title>The packages of the archive and the imports between them</title>",
        f"<style>{STYLE}</style>",
        f"<defs>{heads}</defs>",
        f'<rect width="{WIDTH}" height="{height:.0f}" fill="#fff"/>',
        *drawn,
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def _arrows(kind: str, boxes: list[Box], graph: grimp.ImportGraph) -> list[str]:
    by_module = {box.module: box for box in boxes if box.module in graph.modules}
    return [arrow(kind, by_module[a], by_module[b]) for a, b in sorted(imports_between(graph, by_module))]


def _rectangle(kind: str, box: Box, baseline: float) -> str:
    place = f'x="{box.x:.0f}" y="{box.y:.0f}" width="{box.width:.0f}" height="{box.height:.0f}" rx="4"'
    title = box.module if kind == "package" else box.title
    style = ' class="title"' if kind == "package" else ""
    middle = f'x="{box.x + box.width / 2:.0f}" y="{box.y + baseline:.0f}" text-anchor="middle"'
    return f'<rect class="{kind}" {place}/><text{style} {middle}>{escape(title)}</text>'


def main() -> None:
    PICTURE.write_text(svg(packages(contracts()), grimp.build_graph("archive")), encoding="utf-8")


if __name__ == "__main__":
    main()
