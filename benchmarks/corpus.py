"""A synthetic archive for the benchmarks of engines: articles whose words are as uneven in frequency as prose."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

WORDS_AN_ARTICLE = 900
VOCABULARY = 60_000
PUBLICATIONS = ["harbor-courier", "inland-review", "quay-bulletin", "salt-monitor", "tide-letters", "weather-gazette"]
FIRST_YEAR, LAST_YEAR = 1995, 2018
# Two words that end every article, as an imprint does.
IMPRINT = "orrin vessimay"
_CONSONANTS = (
    "b",
    "br",
    "d",
    "dr",
    "f",
    "g",
    "gr",
    "h",
    "k",
    "kl",
    "l",
    "m",
    "n",
    "p",
    "r",
    "s",
    "st",
    "t",
    "tr",
    "v",
    "w",
    "z",
)
_VOWELS = ("a", "e", "i", "o", "u", "ai", "ea", "ou")
_ENDINGS = ["", "", "", "n", "r", "l", "t", "nd", "s", "ing", "ed", "ers"]


@dataclass(frozen=True, slots=True)
class SyntheticArticle:
    """One article: `date` is YYYYMMDD."""

    pk: int
    title: str
    body: str
    publication: str
    year: int
    date: int
    author: str


@cache
def vocabulary(seed: int = 7) -> tuple[str, ...]:
    """Return invented words, the most frequent (and shortest) first."""
    chance = random.Random(seed)
    found: dict[str, None] = {}
    while len(found) < VOCABULARY:
        syllables = 1 + (len(found) > 150) + (len(found) > 8_000) + (chance.random() < 0.3)
        word = "".join(chance.choice(_CONSONANTS) + chance.choice(_VOWELS) for _ in range(syllables))
        found[word + chance.choice(_ENDINGS)] = None
    return tuple(found)


def articles(count: int, seed: int = 7) -> Iterator[SyntheticArticle]:
    """Yield so many articles, the same for the same seed."""
    words = np.array(vocabulary(seed), dtype=object)
    chance = np.random.default_rng(seed)
    # Mandelbrot's form of Zipf's law.
    weights = 1 / (np.arange(VOCABULARY) + 2.7) ** 1.02
    cumulative = np.cumsum(weights / weights.sum())
    for pk in range(1, count + 1):
        length = int(chance.integers(WORDS_AN_ARTICLE // 2, WORDS_AN_ARTICLE * 3 // 2))
        chosen = words[np.searchsorted(cumulative, chance.random(length + 8))].tolist()
        year = int(chance.integers(FIRST_YEAR, LAST_YEAR + 1))
        yield SyntheticArticle(
            pk=pk,
            title=" ".join(chosen[:8]).capitalize(),
            body=_prose(chosen[8:]) + f"\n\n{IMPRINT.capitalize()}.",
            publication=PUBLICATIONS[int(chance.integers(len(PUBLICATIONS)))],
            year=year,
            date=year * 10_000 + int(chance.integers(1, 13)) * 100 + int(chance.integers(1, 29)),
            author=words[200 + int(chance.integers(400))],
        )


def _prose(words: list[str]) -> str:
    sentences = [" ".join(words[n : n + 18]).capitalize() + "." for n in range(0, len(words), 18)]
    return "\n\n".join(" ".join(sentences[n : n + 6]) for n in range(0, len(sentences), 6))
