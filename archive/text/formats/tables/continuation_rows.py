"""Continuation rows: rows of a table that add authors to the article of the row above."""

from __future__ import annotations

from collections.abc import Mapping

from archive.text.formats.tables.column_names import AUTHOR_PARTS

_AUTHORS = frozenset(("authors", *AUTHOR_PARTS))

Values = dict[str, list[str]]


def continues(article: Values, row: Values, mapped: Mapping[str, str | None]) -> bool:
    """Return whether a row only adds authors to the article above it.

    It does if nothing but authors is filled in it, as Janeway writes them, or if it has the same id as the article,
    and the same or nothing in all other fields.
    """
    added = [name for name, field in mapped.items() if field in _AUTHORS and row[name][0].strip()]
    if not added:
        return False
    others = [name for name, field in mapped.items() if field not in (None, "", *_AUTHORS) and row[name][0].strip()]
    if not others:
        return True
    has_id = any(mapped[name] == "id" for name in others)
    is_same = all(row[name][0] == article[name][0] for name in others)
    return has_id and is_same and any(row[name][0] not in article[name] for name in added)


def add_authors(article: Values, row: Values, mapped: Mapping[str, str | None]) -> None:
    """Add the authors of a continuation row to an article's row; its columns stay aligned."""
    for name, field in mapped.items():
        if field in _AUTHORS:
            article[name].append(row[name][0])
