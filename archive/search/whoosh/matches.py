"""Sets of scored documents, and what a query tree does with them: and, or, not, greatest; and the best of them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

_EMPTY = np.empty(0, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class Matches:
    """Documents of one segment, ascending, and their scores: one each, or one number for all of them."""

    docs: np.ndarray  # intp
    scores: np.ndarray | float = 0.0

    def __len__(self) -> int:
        return len(self.docs)

    def where(self, keep: np.ndarray) -> Matches:
        """Return those that are flagged."""
        return Matches(self.docs[keep], _pick(self.scores, keep))

    def times(self, boost: float) -> Matches:
        """Return the same documents with their scores multiplied."""
        return self if boost == 1.0 else Matches(self.docs, self.scores * boost)

    def with_score(self, score: float) -> Matches:
        """Return the same documents, all with one score."""
        return Matches(self.docs, score)

    def spread(self) -> np.ndarray:
        """Return the scores, one a document."""
        return np.broadcast_to(np.float32(self.scores), self.docs.shape) if np.isscalar(self.scores) else self.scores


NOTHING = Matches(_EMPTY)


def _pick(scores: np.ndarray | float, keep: np.ndarray) -> np.ndarray | float:
    return scores if np.isscalar(scores) else scores[keep]


def all_of(parts: list[Matches], doc_count: int) -> Matches:
    """Return the documents that are in every part, their scores added."""
    parts = sorted(parts, key=len)
    found = parts[0]
    for part in parts[1:]:
        if not len(found):
            break
        found = _both(found, part, doc_count)
    return found


def _both(few: Matches, many: Matches, doc_count: int) -> Matches:
    if len(few) * 20 < len(many):
        places = np.searchsorted(many.docs, few.docs)
        places[places == len(many)] = 0
        keep = many.docs[places] == few.docs
        places = places[keep]
    else:
        place_of = np.full(doc_count, -1, dtype=np.int32)
        place_of[many.docs] = np.arange(len(many), dtype=np.int32)
        places = place_of[few.docs]
        keep = places >= 0
        places = places[keep]
    return Matches(few.docs[keep], _pick(few.scores, keep) + _pick(many.scores, places))


def any_of(parts: list[Matches], doc_count: int) -> Matches:
    """Return the documents that are in some part, the scores of those parts added."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    total = np.zeros(doc_count, dtype=np.float32)
    seen = np.zeros(doc_count, dtype=bool)
    for part in parts:
        total[part.docs] += part.scores
        seen[part.docs] = True
    docs = np.flatnonzero(seen)
    return Matches(docs, total[docs])


def greatest_of(parts: list[Matches], doc_count: int) -> Matches:
    """Return the documents that are in some part, each with its greatest score."""
    parts = [part for part in parts if len(part)]
    if len(parts) < 2:
        return parts[0] if parts else NOTHING
    best = np.full(doc_count, -np.inf, dtype=np.float32)
    for part in parts:
        best[part.docs] = np.maximum(best[part.docs], part.scores)
    docs = np.flatnonzero(best > -np.inf)
    return Matches(docs, best[docs])


def without(found: Matches, excluded: Matches, doc_count: int) -> Matches:
    """Return the documents of the first that are not in the second, with their scores."""
    if not len(excluded) or not len(found):
        return found
    keep = np.ones(doc_count, dtype=bool)
    keep[excluded.docs] = False
    return found.where(keep[found.docs])


def with_bonus(found: Matches, bonus: Matches, doc_count: int) -> Matches:
    """Return the documents of the first, the second's score added where it has the document too."""
    if not len(bonus) or not len(found):
        return found
    extra = np.zeros(doc_count, dtype=np.float32)
    extra[bonus.docs] = bonus.scores
    return Matches(found.docs, found.scores + extra[found.docs])


def best(keys: np.ndarray, count: int) -> np.ndarray:
    """Return the places of the `count` greatest keys, greatest first; among equal ones the earlier first."""
    if count <= 0 or not len(keys):
        return _EMPTY
    if count < len(keys):
        least = keys[np.argpartition(keys, len(keys) - count)[len(keys) - count]]
        above = np.flatnonzero(keys > least)
        level = np.flatnonzero(keys == least)[: count - len(above)]
        places = np.concatenate((above, level))
        places.sort()
    else:
        places = np.arange(len(keys))
    # A stable sort of the reversed keys, read backwards, would put later ones first; sort by falling key instead.
    return places[np.argsort(-keys[places], kind="stable")]
