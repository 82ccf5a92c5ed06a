"""Analysis of texts: stock StemmingAnalyzer, ours as Whoosh calls it, and ours as the columnar writer does.

What bounds ours: of 230 ns a word as Whoosh calls it 85 go to folding the text and parting it, 100 to the table of
stems (a hash of each word, and memory that the processor's cache rarely holds), and 45 to the token that Whoosh wants
for each. Stock's 1,250 ns are Python bytecode in generators one within another.
"""

from __future__ import annotations

import time

from whoosh.analysis import StemmingAnalyzer

from archive.search.whoosh.format.text_analyzer import TextAnalyzer, stems, words
from benchmarks.corpus import articles

ARTICLES = 200
ROUNDS = 5


def main() -> None:
    """Print nanoseconds a word, the best of several rounds, and how many times as fast as stock."""
    # Quotation marks and accents as in printed texts.
    texts = [f"“{a.title}” – {a.author}’s café\n{a.body}" for a in articles(ARTICLES)]
    count = sum(len(words(text)) for text in texts)
    stock, ours = StemmingAnalyzer(stoplist=None, cachesize=-1), TextAnalyzer(stemmed=True)
    contenders = {
        "Whoosh's StemmingAnalyzer, unbounded cache": lambda: [_drain(stock, text) for text in texts],
        "ours as Whoosh calls it": lambda: [_drain(ours, text) for text in texts],
        "ours as the columnar writer calls it": lambda: [stems(text) for text in texts],
    }
    slowest = None
    for name, work in contenders.items():
        best = min(_seconds(work) for _ in range(ROUNDS)) / count * 1e9
        slowest = slowest or best
        print(f"{name:45} {best:7.0f} ns a word  {slowest / best:5.1f}×")


def _drain(analyzer, text: str) -> None:
    for _ in analyzer(text, positions=True):
        pass


def _seconds(work) -> float:
    # Processor time, which excludes other work on the machine.
    start = time.process_time()
    work()
    return time.process_time() - start


if __name__ == "__main__":
    main()
