"""Terms within edit distance 1-2 of a word: prefiltered by length and letter set, then compared.

Of 32,000 terms some hundreds are about as long as a word of eight letters and have most of its letters; only these are
read and compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

# Letters are hashed to this number of bits, by the last byte: "a" and "q" differ, "a" and "á" do not.
_BITS = 32


class TermPrefilter:
    """Length and letter set of each of a field's terms: six bytes a term."""

    def __init__(self, terms: Sequence[bytes], first: int = 0, last: int | None = None) -> None:
        """Take the terms, in UTF-8, numbered from `first` up to `last` (exclusive)."""
        self._terms, self._first = terms, first
        texts, ends = lines(terms, first, len(terms) if last is None else last)
        written = np.frombuffer(texts, dtype=np.uint8)
        # Count last bytes of letters: those not followed by a continuation byte; a newline is no letter.
        is_letter = written != ord("\n")
        is_letter[:-1] &= written[1:] & 0xC0 != 0x80
        bits = np.where(is_letter, np.uint32(1) << (written % _BITS).astype(np.uint32), np.uint32(0))
        starts = np.concatenate(([0], ends[:-1]))
        self._counts = np.add.reduceat(is_letter, starts, dtype=np.int16) if len(ends) else np.empty(0, np.int16)
        self._masks = np.bitwise_or.reduceat(bits, starts) if len(ends) else np.empty(0, np.uint32)

    def near(self, word: str, distance: int) -> tuple[np.ndarray, list[str]]:
        """Return the terms within the Levenshtein distance of a word: their numbers, and texts."""
        numbers, terms = self._alike(word, distance)
        near = np.flatnonzero(edit_distance(word, terms) <= distance)
        return numbers[near], [terms[place] for place in near.tolist()]

    def one_slip_from(self, word: str) -> tuple[np.ndarray, list[str]]:
        """Return the terms for which `is_one_slip` is true: their numbers, and texts."""
        numbers, terms = self._alike(word, 1)
        near = [place for place, term in enumerate(terms) if is_one_slip(word, term)]
        return numbers[near], [terms[place] for place in near]

    def _alike(self, word: str, distance: int) -> tuple[np.ndarray, list[str]]:
        """Return the terms that may be near enough, by their letters in any order."""
        mask = np.uint32(sum({1 << letter.encode()[-1] % _BITS for letter in word}))
        # A replacement adds one letter and removes one; each additional letter of a longer term was inserted.
        longer = self._counts - len(word)
        alike = np.bitwise_count(~self._masks & mask) + np.maximum(longer, 0) <= distance
        alike &= np.bitwise_count(self._masks & ~mask) - np.minimum(longer, 0) <= distance
        places = np.flatnonzero(alike)
        return places + self._first, [self._terms[self._first + place].decode() for place in places.tolist()]


def is_one_slip(word: str, other: str) -> bool:
    """Return whether one letter changed, deleted, inserted, or two neighbours swapped, turns one word into the other.

    "ferry", "fery"; "almaty", "almayt"; not "ferry", "fairy".
    """
    if word == other or abs(len(word) - len(other)) > 1:
        return False
    if len(word) > len(other):
        word, other = other, word
    start = next((at for at, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), len(word))
    if len(word) < len(other):
        return word[start:] == other[start + 1 :]
    swapped = word[start : start + 2] == other[start : start + 2][::-1] and word[start + 2 :] == other[start + 2 :]
    return swapped or word[start + 1 :] == other[start + 1 :]


def edit_distance(text: str, words: Sequence[str]) -> np.ndarray:
    """Return the Levenshtein distance of a text to each of the words, with all words as columns of one table."""
    if not words:
        return np.empty(0, dtype=np.int16)
    letters = np.array(words, dtype=np.str_)
    letters = np.ascontiguousarray(letters.view(np.uint32).reshape(len(words), -1).T)
    # Distance of the first letters of a word, as many as the row's number, from the first letters of the text.
    down = np.arange(len(letters) + 1, dtype=np.int16)[:, None]
    apart = np.repeat(down, len(words), axis=1)
    for letter in text:
        replaced = apart[:-1] + (letters != ord(letter))
        apart += 1
        np.minimum(apart[1:], replaced, out=apart[1:])
        # A further letter of the word costs one more than the row above: with row numbers subtracted, a running
        # minimum.
        apart -= down
        np.minimum.accumulate(apart, axis=0, out=apart)
        apart += down
    return apart[[len(word) for word in words], np.arange(len(words))]


def lines(terms: Sequence[bytes], first: int, last: int) -> tuple[bytes, np.ndarray]:
    """Return terms `first` to `last` as one text, a line each, and the end of each line."""
    if hasattr(terms, "lines"):
        return cast("tuple[bytes, np.ndarray]", terms.lines(first, last))
    texts = [term + b"\n" for term in terms[first:last]]
    return b"".join(texts), np.cumsum(list(map(len, texts)), dtype=np.intp)
