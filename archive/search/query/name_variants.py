"""Name variants: authors and sources whose names are other spellings of a given one: Sergei finds Sergey and Сергей."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from archive.models import Author, SiteRevision, Source
from archive.search.query.query_tree import Node, Phrase, Word
from archive.text.names.name_keys import name_keys

_WORD = re.compile(r"[^\W_]+(?:['’ʼʹ`]?[^\W_]+)*")

Keys = tuple[frozenset[str], ...]
"""Keys of the words of a name, in order."""


def slugs_spelled_like(field: str, leaf: Node) -> list[str]:
    """Return slugs of the authors or sources (by `field`) whose names are spelling variants of the leaf's words.

    Word("Sergei") matches Sergey Halvan; Phrase("Sergei Khalvan") too, but not Halvan, Sergey. Other names count.
    Prefixes and fuzzy words have no variants: an empty list.
    """
    wanted = _keys_of(leaf.text) if isinstance(leaf, Word | Phrase) else ()
    if not wanted or not all(wanted):
        return []
    stamp = SiteRevision.current().stamp
    table = _table_of(field, stamp) if stamp else _table(field)
    return [slug for slug, names in table if any(_holds(name, wanted) for name in names)]


@lru_cache(maxsize=4)
def _table_of(field: str, stamp: str) -> list[tuple[str, list[Keys]]]:
    """Return the table for one state of the archive, cached."""
    return _table(field)


def _table(field: str) -> list[tuple[str, list[Keys]]]:
    """Load every author's or source's names as keys."""
    return [(slug, [_keys_of(name) for name in names]) for slug, names in _names(field)]


def _names(field: str) -> Iterator[tuple[str, list[str]]]:
    if field == "author":
        for slug, name, others in Author.objects.values_list("slug", "name", "other_names"):
            yield slug, [name, *others]
        return
    for source in Source.objects.prefetch_related("other_names"):
        yield source.slug, [source.name, *(other.name for other in source.other_names.all())]


def _keys_of(name: str) -> Keys:
    return tuple(map(name_keys, _WORD.findall(name)))


def _holds(name: Keys, wanted: Keys) -> bool:
    """Return whether the wanted words are adjacent in a name."""
    return any(
        all(not asked.isdisjoint(name[at + place]) for place, asked in enumerate(wanted))
        for at in range(len(name) - len(wanted) + 1)
    )
