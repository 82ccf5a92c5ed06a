"""Name variants: authors and sources whose names are other spellings of a given one (Sergei finds Sergey and Сергей),
and authors whose names are written in another way ("Smith, John", "J. Smith").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from archive.models import Author, SiteRevision, Source
from archive.search.query.query_tree import Node, Phrase, Word
from archive.text.names.variants.name_matching import NameWords, has_words, is_name_of, name_in_order, words_of_name


def slugs_spelled_like(field: str, leaf: Node, *, spellings: bool = True) -> list[str]:
    """Return slugs of the authors or sources (by `field`) whose names are spelling variants of the leaf's words.

    Word("Sergei") matches Sergey Halvan; Phrase("Sergei Khalvan") too. Of authors, Phrase("Halvan, Sergei") and
    Phrase("S. Halvan") do as well, and Phrase("Halvan Sergei") does not; without `spellings` these match in the letters
    as typed only. Other names count. Prefixes and fuzzy words have no variants: an empty list.
    """
    wanted = words_of_name(leaf.text) if isinstance(leaf, Word | Phrase) else ()
    if not wanted or not all(word.keys for word in wanted):
        return []
    ordered = name_in_order(leaf.text) if field == "author" and isinstance(leaf, Phrase) else ()
    stamp = SiteRevision.current().stamp
    table = _table_of(field, stamp) if stamp else _table(field)
    return [
        slug
        for slug, names in table
        if any(
            has_words(name, wanted, spellings=spellings) or is_name_of(name, ordered, spellings=spellings)
            for name in names
        )
    ]


@lru_cache(maxsize=4)
def _table_of(field: str, stamp: str) -> list[tuple[str, list[NameWords]]]:
    """Return the table for one state of the archive, cached."""
    return _table(field)


def _table(field: str) -> list[tuple[str, list[NameWords]]]:
    """Load every author's or source's names in words, those of authors with given names first."""
    read = name_in_order if field == "author" else words_of_name
    return [(slug, [read(name) for name in names]) for slug, names in _names(field)]


def _names(field: str) -> Iterator[tuple[str, list[str]]]:
    if field == "author":
        for slug, name, others in Author.objects.values_list("slug", "name", "other_names"):
            yield slug, [name, *others]
        return
    for source in Source.objects.prefetch_related("other_names"):
        yield source.slug, [source.name, *(other.name for other in source.other_names.all())]
