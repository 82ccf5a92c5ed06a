"""Columns computed from other columns of the same row. `save()` computes them; this is for rows written otherwise."""

from __future__ import annotations

from collections.abc import Iterable

from archive.models import Article, Issue
from archive.models.catalogue.issue import DERIVED
from archive.models.catalogue.picture import pictures_in, update_usage

ARTICLE_COLUMNS = ("title_key", "series_key", "series_part", "word_count")


def differing_columns(row: Article | Issue) -> dict[str, tuple[object, object]]:
    """Return the columns that differ from what is computed, with both values, and set them on the row in memory."""
    columns = ARTICLE_COLUMNS if isinstance(row, Article) else DERIVED
    stored = {name: getattr(row, name) for name in columns}
    row.derive_columns()
    return {name: (stored[name], getattr(row, name)) for name in columns if stored[name] != getattr(row, name)}


def has_right_pictures(article: Article) -> bool:
    """Return whether the stored uses of pictures are those of the article's body."""
    noted = set(article.picture_uses.values_list("digest", flat=True))
    return noted == {one.digest for one in pictures_in(article.body)}


def rewrite_columns(rows: Iterable[Article | Issue]) -> None:
    """Write the computed values of columns of rows, and the uses of pictures of articles."""
    for row in rows:
        if found := differing_columns(row):
            values = {name: computed for name, (_, computed) in found.items()}
            type(row)._base_manager.filter(pk=row.pk).update(**values)
        if isinstance(row, Article):
            update_usage(row)
