"""Which articles the engines index, and what making them takes, so that it is not counted as building."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.corpus import SyntheticArticle, articles


@dataclass(frozen=True, slots=True)
class Texts:
    """So many articles of a seed: their size in megabytes, a digest of them, and the seconds it takes to make them."""

    size: int
    seed: int
    megabytes: float
    digest: str
    seconds: float
    processor_seconds: float

    def articles(self) -> Iterator[SyntheticArticle]:
        return articles(self.size, self.seed)


def measure_texts(size: int, seed: int) -> Texts:
    """Make all articles once for their digest, and once more for their sizes and the time."""
    digest = hashlib.blake2b(digest_size=8)
    for article in articles(size, seed):
        digest.update(repr(article).encode())
    start, processor_start = time.perf_counter(), time.process_time()
    characters = sum(len(article.title) + len(article.body) for article in articles(size, seed))
    seconds, processor_seconds = time.perf_counter() - start, time.process_time() - processor_start
    return Texts(size, seed, characters / 1e6, digest.hexdigest(), seconds, processor_seconds)
