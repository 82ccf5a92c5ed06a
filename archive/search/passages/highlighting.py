"""Finds the terms of a query in a text as printed, in any form that the index treats as equal."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from archive.search.analysis.analyser import query_words
from archive.search.passages.match_terms import MatchTerm
from archive.search.passages.token_prefilter import Prefilter, every_run
from archive.search.query.query_tree import Fuzzy, Phrase, Prefix
from archive.text.names.normalisation import fold_word

PHRASE_WEIGHT = 3
_CHUNK = re.compile(r"\S+")
# Longer runs of letters are no words: they are not cached, as texts may be hostile and memory is bounded.
_MAX_REMEMBERED = 64
_REMEMBERED = 10_000

Analyse = Callable[[str], Iterable[tuple[str, int, int]]]
"""Analysis of a text: its forms in order, each with the start and end of its word.

Several forms of one word (a stem, a variant of a name) are consecutive and have the same start.
"""

MakePrefilter = Callable[[frozenset[str], Sequence[str]], Prefilter]
"""Function that makes the prefilter for words with one of these forms or beginnings."""

Match = tuple[int, int, int]
"""Start, end, number of the term."""

_Word = tuple[frozenset[str], int, int]


def keep_all(forms: frozenset[str], prefixes: Sequence[str]) -> Prefilter:
    """Keep every run: the prefilter for an unknown analysis."""
    return every_run


class Highlighter:
    """Finds terms in texts, in any field.

    `weights` are the values of terms in a passage, by number; `longest` is the usual maximum length of a match of
    several words in characters, 0 where no term has several.
    """

    def __init__(self, terms: Sequence[MatchTerm], analyse: Analyse, make_sieve: MakePrefilter = keep_all) -> None:
        self._analyse = analyse
        self._sequences: list[tuple[int, list[frozenset[str]]]] = []
        self._prefixes: list[tuple[int, str]] = []
        self._fuzzies: list[tuple[int, str, int]] = []
        self._in_chunks = _InChunks(self)
        self.weights: list[int] = []
        self.longest = 0
        for number, leaf in enumerate(dict.fromkeys(term.leaf for term in terms)):
            self.weights.append(PHRASE_WEIGHT if isinstance(leaf, Phrase) else 1)
            if isinstance(leaf, Prefix):
                self._prefixes.append((number, fold_word(leaf.text)))
            elif isinstance(leaf, Fuzzy):
                self._fuzzies.append((number, fold_word(leaf.text), leaf.distance))
            elif words := _words_of_question(analyse, leaf.text):
                self._sequences.append((number, [forms for forms, _, _ in words]))
                if len(words) > 1:
                    self.longest = max(self.longest, 2 * len(leaf.text) + 20)
        first_forms = frozenset(form for _, sequence in self._sequences for form in sequence[0])
        prefixes = [prefix for _, prefix in self._prefixes]
        # A fuzzy match may begin with any letter.
        self._sieve = every_run if self._fuzzies else make_sieve(first_forms, prefixes)

    def matches(self, text: str) -> list[Match]:
        """Return the matches of terms in a text, in order; of overlapping ones the longest."""
        found: list[Match] = []
        for chunk in self._sieve(text):
            whole, begun = self._in_chunks[chunk]
            if not whole and not begun:
                continue
            for start in _places(chunk, text):
                found += [(start + first, start + last, number) for first, last, number in whole]
                for first, skipped, number, sequence in begun:
                    end = self._end_of_sequence(sequence, text, start, skipped)
                    if end is not None:
                        found.append((start + first, end, number))
        return _without_overlaps(found) if len(found) > 1 else found

    def in_chunk(self, chunk: str) -> tuple[list[Match], list[tuple[int, int, int, list[frozenset[str]]]]]:
        """Return the matches in a run of letters between spaces: whole ones, and beginnings of those of several words.

        A beginning is its first character, the number of words before it, its number, and the forms of its words.
        """
        whole: list[Match] = []
        begun = []
        for number_of_word, (forms, start, end) in enumerate(self._words(chunk)):
            for number, sequence in self._sequences:
                if sequence[0].isdisjoint(forms):
                    continue
                if len(sequence) == 1:
                    whole.append((start, end, number))
                else:
                    begun.append((start, number_of_word, number, sequence))
            whole += [(start, end, number) for number in self._open_terms(fold_word(chunk[start:end]))]
        return whole, begun

    def _words(self, chunk: str) -> Sequence[_Word]:
        if len(chunk) > _MAX_REMEMBERED:
            return _words(self._analyse(chunk))
        return _words_of_chunk(self._analyse, chunk)

    def _end_of_sequence(self, sequence: list[frozenset[str]], text: str, start: int, skipped: int) -> int | None:
        """Return the end of a sequence that begins behind `skipped` words of a run; None where its words do not all
        follow.
        """
        wanted = iter(sequence)
        form: frozenset[str] | None = next(wanted)
        end = None
        for chunk in _CHUNK.finditer(text, start):
            for forms, _, last in self._words(chunk.group())[skipped:]:
                if form is None or form.isdisjoint(forms):
                    return None
                end = chunk.start() + last
                form = next(wanted, None)
                if form is None:
                    return end
            skipped = 0
        return None

    def _open_terms(self, word: str) -> Iterator[int]:
        """Return the numbers of the prefixes and fuzzy words that match a normalised word."""
        yield from (number for number, prefix in self._prefixes if word.startswith(prefix))
        yield from (number for number, other, distance in self._fuzzies if within_distance(word, other, distance))


# All hits of a page, and of the next page, are searched for the same terms.
highlighter = lru_cache(maxsize=16)(Highlighter)


class _InChunks(dict[str, tuple[Any, ...]]):
    """Matches in runs of letters, cached: texts repeat their words, and edit distances are expensive."""

    def __init__(self, owner: Highlighter) -> None:
        self._work_out = owner.in_chunk

    def __missing__(self, chunk: str) -> tuple[Any, ...]:
        found = self._work_out(chunk)
        if len(chunk) <= _MAX_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[chunk] = found
        return found


@lru_cache(maxsize=_REMEMBERED)
def _words_of_chunk(analyse: Analyse, chunk: str) -> tuple[_Word, ...]:
    return tuple(_words(analyse(chunk)))


def _places(chunk: str, text: str) -> Iterator[int]:
    """Yield the positions of a run of letters in a text, by itself and not within a longer one."""
    at = text.find(chunk)
    while at >= 0:
        end = at + len(chunk)
        if (at == 0 or text[at - 1].isspace()) and (end == len(text) or text[end].isspace()):
            yield at
            at = text.find(chunk, end)
        else:
            at = text.find(chunk, at + 1)


def _words(tokens: Iterable[tuple[str, int, int]]) -> list[_Word]:
    """Collect the forms of each word."""
    words: list[_Word] = []
    for form, start, end in tokens:
        if words and words[-1][1] == start:
            forms, _, last = words[-1]
            words[-1] = (forms | {form}, start, max(last, end))
        else:
            words.append((frozenset((form,)), start, end))
    return words


def _words_of_question(analyse: Analyse, text: str) -> list[_Word]:
    """Return the words of a term of the query: see `query_words`."""
    return _words(analyse(text))[: len(query_words(text)) or None]


def _without_overlaps(matches: list[Match]) -> list[Match]:
    matches.sort(key=lambda match: (match[0], -match[1]))
    kept: list[Match] = []
    for match in matches:
        if not kept or match[0] >= kept[-1][1]:
            kept.append(match)
    return kept


def within_distance(word: str, other: str, distance: int) -> bool:
    """Return whether the edit distance of two words is at most `distance`."""
    if abs(len(word) - len(other)) > distance:
        return False
    row = list(range(len(other) + 1))
    for place, letter in enumerate(word, 1):
        above, row = row, [place]
        for column, wanted in enumerate(other, 1):
            row.append(min(above[column] + 1, row[-1] + 1, above[column - 1] + (letter != wanted)))
        if min(row) > distance:
            return False
    return row[-1] <= distance
