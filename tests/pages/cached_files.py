"""What the page cache of the tests holds, in files."""

from __future__ import annotations

from pathlib import Path

from django.core.cache import caches

ALIASES = ("pages", "searches")


def cached_files(alias: str = "pages") -> list[Path]:
    """The files of the pages in the cache of that name."""
    return list(caches[alias].folder.glob("*/*"))


def clear_page_caches() -> None:
    for alias in ALIASES:
        caches[alias].clear()
