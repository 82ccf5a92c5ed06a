"""Benchmark of names: recall and precision on the table of pairs, and the time for the keys of an article's words."""

from __future__ import annotations

import csv
import random
import statistics
import time
from pathlib import Path

from archive.text.names.variants.name_keys import name_keys, name_tokens

PAIRS = Path(__file__).parent.parent / "tests" / "text" / "names" / "variants" / "name_pairs.tsv"
WORDS_OF_AN_ARTICLE = 900
ROUNDS = 200


def main() -> None:
    """Print recall and precision, part by part, then milliseconds for an article, uncached and cached."""
    with PAIRS.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t"))
    for part in ("tuning", "held out", "check"):
        report(part, [row for row in rows if row["part"] == part])
    report("all", rows)

    rng = random.Random(1)
    articles = [made_article(rng, rows) for _ in range(ROUNDS)]
    cold = [milliseconds(article, forget=True) for article in articles[:20]]
    warm = [milliseconds(article, forget=False) for article in articles]
    print(f"{'keys of every word, nothing cached':42} {statistics.median(cold):7.2f} ms an article")
    print(f"{'keys of every word, amortised':42} {statistics.mean(warm):7.2f} ms an article")
    texts = [" ".join(article) for article in articles]
    start = time.perf_counter()
    tokens = sum(1 for text in texts for _ in name_tokens(text))
    spent = (time.perf_counter() - start) * 1e3
    print(f"{'name_tokens of the text, amortised':42} {spent / len(texts):7.2f} ms an article")
    print(f"{'tokens in the index of names':42} {tokens / len(texts):7.0f} an article of {WORDS_OF_AN_ARTICLE} words")


def report(part: str, rows: list[dict[str, str]]) -> None:
    """Print the recall and precision of the pairs of one part of the table."""
    same = sum(row["verdict"] == "same" for row in rows)
    met = [row for row in rows if name_keys(row["one"]) & name_keys(row["other"])]
    rightly = sum(row["verdict"] == "same" for row in met)
    print(
        f"{part:9} {same:3} pairs of one name, {len(rows) - same:3} false friends: "
        f"recall {rightly / same:.3f}, precision {rightly / len(met):.3f}"
    )


def made_article(rng: random.Random, rows: list[dict[str, str]]) -> list[str]:
    """Return the words of an article in which one word in eight is a name of the table, the others made up.

    The made-up words follow Zipf's law, as the words of a language do, so that the cache meets what it would meet.
    """
    words = []
    for _ in range(WORDS_OF_AN_ARTICLE):
        if rng.random() < 1 / 8:
            row = rng.choice(rows)
            words.append(rng.choice((row["one"], row["other"])))
        else:
            rank = int(rng.paretovariate(0.8))
            words.append("".join(random.Random(rank).choices("etaoinshrdlu", k=2 + rank % 9)))
    return words


def milliseconds(words: list[str], *, forget: bool) -> float:
    """Return the time that the keys of these words take; forget=True empties the cache first."""
    if forget:
        name_keys.cache_clear()
    start = time.perf_counter()
    for word in words:
        name_keys(word)
    return (time.perf_counter() - start) * 1e3


if __name__ == "__main__":
    main()
