"""Figures of the comparison of engines at one size."""

from __future__ import annotations

from dataclasses import dataclass, field

from benchmarks.keeping import Build


@dataclass
class Figures:
    """Figures for so many articles: milliseconds by kind and engine, hits by kind, the builds, and an article saved."""

    size: int
    text_mb: float = 0.0
    hits: dict[str, int] = field(default_factory=dict)
    milliseconds: dict[str, dict[str, float]] = field(default_factory=dict)
    builds: dict[str, Build] = field(default_factory=dict)
    index_mb: dict[str, float] = field(default_factory=dict)
    save_milliseconds: dict[str, float] = field(default_factory=dict)
