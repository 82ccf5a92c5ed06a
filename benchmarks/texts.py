"""Articles for the engines to index: all generated beforehand, so that generating them counts for no engine."""

from __future__ import annotations

import gc
import hashlib
from dataclasses import dataclass, field

from benchmarks.corpus import SyntheticArticle, articles


@dataclass(frozen=True, slots=True)
class Texts:
    """Generated articles of a seed, in memory: about 7 kB each, 700 MB for 100,000; and a digest of them."""

    size: int
    seed: int
    digest: str
    articles: list[SyntheticArticle] = field(repr=False)

    @property
    def megabytes(self) -> float:
        return sum(len(article.title) + len(article.body) for article in self.articles) / 1e6


def make_texts(size: int, seed: int) -> Texts:
    """Generate the articles, the same for the same seed."""
    made, digest = [], hashlib.blake2b(digest_size=8)
    for article in articles(size, seed):
        digest.update(repr(article).encode())
        made.append(article)
    # Otherwise the garbage collector would scan them again and again while saves are timed.
    gc.freeze()
    return Texts(size, seed, digest.hexdigest(), made)
