"""The languages with stems of their own that the articles of an index are in."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from whoosh.searching import Searcher

from archive.search.analysis.languages import stemmed_language
from archive.search.fields import LANGUAGE
from archive.search.whoosh.format.segment_arrays import SegmentArrays
from archive.search.whoosh.querying.executor import open_segments

_held: WeakKeyDictionary[SegmentArrays, frozenset[str]] = WeakKeyDictionary()


def languages_held(searcher: Searcher) -> tuple[str, ...]:
    """Return the codes, sorted: ("fr", "ru"); () for an archive in English, or in languages without a stemmer."""
    if LANGUAGE not in searcher.schema:
        return ()
    return tuple(sorted(frozenset().union(*(_languages_in(segment) for segment, _, _ in open_segments(searcher)))))


def _languages_in(segment: SegmentArrays) -> frozenset[str]:
    if segment not in _held:
        codes = map(stemmed_language, segment.column(LANGUAGE).values)
        _held[segment] = frozenset(filter(None, codes))
    return _held[segment]
