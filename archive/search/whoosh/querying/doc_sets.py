"""Scored sets of documents, and their operations: and, or, not; and the top ones.

A set has one of two forms. A small one lists its documents; a large one has a flag for each document of the segment,
and a score for each. Numpy takes 1 to 7 ns for a document picked by index, and 0.2 ns for one in a scan: where 15,000
of 20,000 documents match, adding flagged scores costs a twentieth.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

# Sets larger than this fraction (1 in n) of the segment's documents are flagged, others listed.
BITMAP_THRESHOLD = 8
_EMPTY = np.empty(0, dtype=np.intp)


class ScoredDocSet:
    """Documents of one segment and their scores. Both are immutable.

    `docs` are their numbers, ascending (intp), or a flag for every document of the segment (bool), as `is_flagged`
    says. `scores` are parallel to them, 0 where not flagged; or one number, the score of all.
    """

    __slots__ = ("_length", "docs", "is_flagged", "scores")

    def __init__(self, docs: np.ndarray, scores: np.ndarray | float = 0.0) -> None:
        self.docs, self.scores = docs, scores
        self.is_flagged = docs.dtype == bool
        self._length = -1 if self.is_flagged else len(docs)

    def __len__(self) -> int:
        if self._length < 0:
            self._length = int(np.count_nonzero(self.docs))
        return self._length

    @property
    def score_of_all(self) -> float | None:
        """Return the one score of all, None where each has its own."""
        return None if isinstance(self.scores, np.ndarray) else self.scores

    def numbers(self) -> np.ndarray:
        """Return the documents' numbers, ascending."""
        return self.docs.nonzero()[0] if self.is_flagged else self.docs

    def flags(self, doc_count: int) -> np.ndarray:
        """Return a flag for every document of the segment."""
        return self.docs if self.is_flagged else flags_of(self.docs, doc_count)

    def listed(self) -> ScoredDocSet:
        """Return the same set as a list."""
        if not self.is_flagged:
            return self
        numbers = self.numbers()
        return ScoredDocSet(numbers, _pick(self.scores, numbers))

    def among(self, flags: np.ndarray) -> ScoredDocSet:
        """Return those that are flagged in an array of all documents of the segment."""
        return self.where(flags if self.is_flagged else flags[self.docs])

    def where(self, flags: np.ndarray) -> ScoredDocSet:
        """Return those that are flagged in an array parallel to `docs`."""
        if self.is_flagged:
            kept = self.docs & flags
            return materialised(kept, self.scores * kept if self.score_of_all is None else self.scores)
        places = flags.nonzero()[0]
        return ScoredDocSet(self.docs[places], _pick(self.scores, places))

    def times(self, boost: float) -> ScoredDocSet:
        """Return the same documents with their scores multiplied."""
        return self if boost == 1.0 else ScoredDocSet(self.docs, self.scores * boost)

    def with_score(self, score: float) -> ScoredDocSet:
        """Return the same documents, all with one score."""
        return ScoredDocSet(self.docs, score)


NOTHING = ScoredDocSet(_EMPTY)


def flags_of(docs: np.ndarray, doc_count: int) -> np.ndarray:
    """Return a flag for every document of a segment, from the numbers of some."""
    flags = np.zeros(doc_count, dtype=bool)
    flags[docs] = True
    return flags


def is_many(docs: int, doc_count: int) -> bool:
    """Return whether a set of so many documents should be flagged rather than listed."""
    return docs * BITMAP_THRESHOLD > doc_count


def materialised(flags: np.ndarray, scores: np.ndarray | float) -> ScoredDocSet:
    """Return flagged documents as a set; listed where they are few."""
    matches = ScoredDocSet(flags, scores)
    return matches if is_many(len(matches), len(flags)) else matches.listed()


def _pick(scores: np.ndarray | float, places: np.ndarray) -> np.ndarray | float:
    return scores[places] if isinstance(scores, np.ndarray) else scores


def all_of(parts: list[ScoredDocSet], doc_count: int) -> ScoredDocSet:
    """Return the documents of all parts, with the sum of their scores."""
    parts = sorted(parts, key=len)
    found = parts[0]
    for part in parts[1:]:
        if not len(found):
            break
        found = _both(found, part, doc_count)
    return found


def _both(few: ScoredDocSet, many: ScoredDocSet, doc_count: int) -> ScoredDocSet:
    if few.is_flagged and many.is_flagged:
        both = few.docs & many.docs
        scores = few.scores + many.scores
        return materialised(both, scores * both if isinstance(scores, np.ndarray) else scores)
    few = few.listed()
    if many.is_flagged:
        kept = many.docs[few.docs].nonzero()[0]
        docs = few.docs[kept]
        return ScoredDocSet(docs, _pick(few.scores, kept) + _pick(many.scores, docs))
    places = np.searchsorted(many.docs, few.docs)
    places[places == len(many.docs)] = 0
    kept = (many.docs[places] == few.docs).nonzero()[0]
    return ScoredDocSet(few.docs[kept], _pick(few.scores, kept) + _pick(many.scores, places[kept]))


def any_of(parts: list[ScoredDocSet], doc_count: int) -> ScoredDocSet:
    """Return the documents of any part, with the sum of their scores."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    if all(part.score_of_all == 0 for part in parts):
        return materialised(_union(parts, doc_count), 0.0)
    total = np.zeros(doc_count, dtype=np.float32)
    for part in parts:
        _add(part, total)
    return materialised(_union(parts, doc_count), total)


def _union(parts: list[ScoredDocSet], doc_count: int) -> np.ndarray:
    flags = np.zeros(doc_count, dtype=bool)
    for part in parts:
        if part.is_flagged:
            flags |= part.docs
        else:
            flags[part.docs] = True
    return flags


def _add(part: ScoredDocSet, total: np.ndarray) -> None:
    """Add a part's scores to those of all documents."""
    if not part.is_flagged:
        total[part.docs] += part.scores
    elif part.score_of_all is not None:
        total += part.docs * np.float32(part.scores)
    else:
        total += part.scores


def without(found: ScoredDocSet, excluded: ScoredDocSet, doc_count: int) -> ScoredDocSet:
    """Return the documents of the first that are not in the second, with their scores."""
    if not len(excluded) or not len(found):
        return found
    return found.among(~excluded.flags(doc_count))


def with_bonus(found: ScoredDocSet, bonus: ScoredDocSet, doc_count: int) -> ScoredDocSet:
    """Return the documents of the first set, with the second's score added where it has the document."""
    if not len(bonus) or not len(found):
        return found
    extra = np.zeros(doc_count, dtype=np.float32)
    _add(bonus, extra)
    if found.is_flagged:
        extra *= found.docs
        scores = found.scores if found.score_of_all is None else found.docs * np.float32(found.scores)
        return ScoredDocSet(found.docs, scores + extra)
    return ScoredDocSet(found.docs, found.scores + extra[found.docs])


def best(keys: np.ndarray, count: int, ranks: Callable[[np.ndarray], np.ndarray] | None = None) -> np.ndarray:
    """Return the indexes of the `count` greatest keys, greatest first.

    Equal keys are sorted by `ranks`, the lesser first; by default by index.
    """
    if count <= 0 or not len(keys):
        return _EMPTY
    places = _candidates(keys, count)
    chosen = keys[places]
    if count < len(chosen):
        least = chosen[np.argpartition(chosen, len(chosen) - count)[len(chosen) - count]]
        above = np.flatnonzero(chosen > least)
        level = np.flatnonzero(chosen == least)
        room = count - len(above)
        if ranks is not None and len(level) > room:
            level = level[np.argpartition(ranks(places[level]), room - 1)]
        level = level[:room]
        kept = np.concatenate((above, level))
        kept.sort()
        places, chosen = places[kept], chosen[kept]
    # A stable sort of the reversed keys, read backwards, would put later ones first; sort by falling key instead.
    falling = np.argsort(-chosen, kind="stable")
    if ranks is None:
        return places[falling]
    ordered = chosen[falling]
    if (ordered[1:] == ordered[:-1]).any():
        falling = np.lexsort((ranks(places), -chosen))
    return places[falling]


def _candidates(keys: np.ndarray, count: int) -> np.ndarray:
    """Return the indexes of keys that may be among the `count` greatest: those not below the maxima of so many rows.

    The keys are laid out in rows, and the maximum of each taken: where `count` rows reach a key, as many keys do.
    Finding the 20 greatest in 100,000 keys took 400 µs, and takes 30.
    """
    rows = len(keys) // _KEYS_A_ROW
    if rows < 2 * count:
        return np.arange(len(keys))
    greatest = keys[: rows * _KEYS_A_ROW].reshape(_KEYS_A_ROW, rows).max(axis=0)
    return np.flatnonzero(keys >= np.partition(greatest, rows - count)[rows - count])


_KEYS_A_ROW = 64
