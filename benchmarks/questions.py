"""Search addresses of twelve kinds, made of an archive's own words, no query twice."""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

_WORD = re.compile(r"[a-z]{4,20}")


def search_paths(texts: Sequence[str], publications: Sequence[str], years: Sequence[int], each: int) -> dict[str, list]:
    """Return `each` addresses of every kind; `texts` are a sample of the archive's, the rest are filter values."""
    chosen = random.Random(20)
    articles = [_WORD.findall(text.lower()) for text in texts]
    shares = {word: n / len(texts) for word, n in Counter(w for words in articles for w in set(words)).items()}

    def words(least: float, most: float) -> list[str]:
        """Return words that this share of the articles has."""
        found = sorted(word for word, share in shares.items() if least <= share <= most)
        return chosen.choices(found or sorted(shares), k=each)

    def phrases(length: int, least: float) -> list[str]:
        """Return adjacent words, none of them rarer than given."""
        found: set[str] = set()
        for article in chosen.sample(articles, len(articles)):
            runs = zip(*(article[start:] for start in range(length)), strict=False)
            found.update(" ".join(run) for run in runs if min(map(shares.__getitem__, run)) >= least)
            if len(found) > 20 * each:
                break
        return chosen.choices(sorted(found), k=each)

    first_years = chosen.choices(years, k=each)
    questions: dict[str, list[dict[str, object]]] = {
        "rare word": [{"q": word} for word in words(0.001, 0.005)],
        "middling word": [{"q": word} for word in words(0.05, 0.15)],
        "frequent word": [{"q": word} for word in words(0.6, 1)],
        "AND of 2": [{"q": " ".join(two)} for two in zip(words(0.3, 0.6), words(0.1, 0.3), strict=True)],
        "AND of 3": [
            {"q": " ".join(three)} for three in zip(words(0.3, 1), words(0.2, 0.5), words(0.1, 0.3), strict=True)
        ],
        "OR of 3": [
            {"q": " OR ".join(three)} for three in zip(words(0.3, 1), words(0.2, 0.5), words(0.1, 0.3), strict=True)
        ],
        "a NOT b": [{"q": f"{one} -{other}"} for one, other in zip(words(0.5, 1), words(0.1, 0.4), strict=True)],
        "phrase": [{"q": f'"{phrase}"'} for phrase in phrases(3, 0.02)],
        "phrase of frequent words": [{"q": f'"{phrase}"'} for phrase in phrases(2, 0.4)],
        "prefix of 3 letters": [{"q": f"{word[:3]}*"} for word in words(0.05, 1)],
        "word + publication": [
            {"q": word, "publication": slug}
            for word, slug in zip(words(0.1, 0.6), chosen.choices(publications, k=each), strict=True)
        ],
        "word + years, newest first": [
            {"q": word, "from": year, "to": year + 3, "sort": "newest"}
            for word, year in zip(words(0.1, 0.6), first_years, strict=True)
        ],
    }
    return {kind: [f"/search/?{urlencode(one)}" for one in asked] for kind, asked in questions.items()}


# Kinds of questions with more hits than a page has, in an archive of some thousands.
OF_MANY_PAGES = ("middling word", "frequent word", "AND of 2", "OR of 3", "a NOT b", "prefix of 3 letters")


def sessions(questions: Sequence[tuple[str, str]], years: Sequence[int], readers: int) -> list[str]:
    """Return the addresses that so many readers request, one after another, each a query and what follows from it.

    `questions` are (kind, address). They are requested by Zipf's law, the n-th 1/n as often as the first. Half of the
    readers stop there; the others turn the page, choose a year, or reverse the order.
    """
    chosen = random.Random(21)
    weights = [1 / rank for rank in range(1, len(questions) + 1)]
    asked: list[str] = []
    for kind, question in chosen.choices(questions, weights=weights, k=readers):
        asked.append(question)
        if chosen.random() < 0.5:
            continue
        next_ones = [f"{question}&year={chosen.choice(years)}", f"{question}&sort=newest"]
        next_ones += [f"{question}&page=2"] if kind in OF_MANY_PAGES else []
        asked.append(chosen.choice(next_ones))
    return asked
