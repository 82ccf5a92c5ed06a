"""Benchmark of citation reading: 1,000 words of an article, and mixtures made to be slow.

Run from the project's root: python -m benchmarks.citations. Exits with 1 where a limit is exceeded.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Sequence

from archive.text.citations import Setting, read_citations
from archive.text.names.source_names import KnownSources, load_authority

WORDS_BOUND_MS = 3.0  # for 1,000 words of an article
MIXTURE_BOUND_MS = 120.0  # for 100 kB; texts like these do not occur
GROWTH_BOUND = 2.5  # doubling 50 kB; twice, and room for a busy machine

_SENTENCE = "The harbour board of the town met for an hour and put its decision off until the ice is gone"
_ENDS = (".", ".", ".", " (Interfax, June 3).", ".", ".", " (BNS, RIA Novosti, June 4 & 5).", ".", " (see HDM, May 2).")


def article(words: int) -> list[str]:
    """Return paragraphs of about so many words, with a citation in every fourth sentence or so, as in a newsletter."""
    count = words // len(_SENTENCE.split())
    sentences = [_SENTENCE + _ENDS[index % len(_ENDS)] for index in range(count)]
    return [" ".join(sentences[index : index + 6]) for index in range(0, count, 6)]


# Pieces of hostile texts.
MIXTURES = {
    "never closed": ("(", ",", "May 1", "Month 1"),
    "closed": ("(", ")", ",", "May 1"),
    "names": ("(", ")", "[", "]", ",", ";", "May 1", "Interfax", " ", "“"),
    "see": ("(", ")", "see ", "HDM", ", ", "May 1"),
    "brackets": ("(", ")", "[", "]"),
    "teasers": ("(", "... MORE", ")", "AP, "),
    "authors": ("(", ")", "Vale ", "de la ", "and ", "1999", ", ", "; ", " et al."),
    "keys": ("[", "]", "(", ")", "DSG", "3/14", ", ", " ", "-5", "= Daily Star", "; ", "\n"),
    "pages": ("(", ")", "Radio Tesk ", "12 May 1993", ", 27", "; ", ": ", "14.02.07", "wrote "),
    "sources": ("Source: ", "\n", "Kerpress", ", ", "; ", ". ", "(", ")", "/"),
    "references": ("\n", "References\n", "1. ", "[1] ", "Vale 1999. ", "Interfax, ", "https://a.lm/", "“"),
}


def mixture(size: int, pieces: Sequence[str]) -> str:
    """Return `size` characters of the pieces in random order."""
    chosen = random.Random(7)
    return "".join(chosen.choice(pieces) for _ in range(size))[:size]


def milliseconds(paragraphs: Sequence[str], setting: Setting, rounds: int = 9) -> float:
    """Return the shortest of several readings in processor time, which other work on the machine hardly changes."""
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        read_citations(paragraphs, setting)
        times.append(time.process_time() - begun)
    return min(times) * 1000


def main() -> int:
    """Print the figures; return 1 where a limit is exceeded."""
    setting = Setting(
        year=2004,
        known=KnownSources.from_outlets(load_authority()),
        publications={"HDM": "Harbour Daily Monitor"},
    )
    words = milliseconds(article(1000), setting)
    print(f"1,000 words           {words:6.2f} ms  (bound {WORDS_BOUND_MS})")
    kept = words < WORDS_BOUND_MS
    for name, pieces in MIXTURES.items():
        half, whole = (milliseconds([mixture(size, pieces)], setting) for size in (50_000, 100_000))
        print(f"100 kB {name:14} {whole:6.2f} ms  (bound {MIXTURE_BOUND_MS})  {whole / half:5.2f} × 50 kB")
        kept = kept and whole < MIXTURE_BOUND_MS and whole / half < GROWTH_BOUND
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
