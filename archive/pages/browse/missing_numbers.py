"""Missing issue numbers of a volume."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

from archive.text.numbering.issue_numbers import numbers_covered

# A number like 20041026 is a date, not a count.
MAX_NUMBER = 2000
MAX_GAPS = 40


def missing_numbers(numbers: Iterable[str]) -> list[str]:
    """Return the gaps between the lowest and highest number as printed: ["1", "2", "5–6", "9"] → ["3–4", "7–8"].

    `numbers` are issue numbers as printed; those without a number ("Supplement") are skipped. At most 40 gaps.
    """
    held = sorted({each for number in numbers for each in numbers_covered(number)})
    if not held or held[-1] > MAX_NUMBER:
        return []
    gaps = []
    for before, after in pairwise(held):
        if after - before > 1:
            first, last = before + 1, after - 1
            gaps.append(str(first) if first == last else f"{first}–{last}")
    return gaps[:MAX_GAPS]
