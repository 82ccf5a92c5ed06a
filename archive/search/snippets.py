"""Picks the sentences of an article that show best why it was found, with the matched words marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from archive.search.query_tree import Fuzzy, MatchTerm, Phrase, Prefix
from archive.search.sentences import sentence_spans
from archive.text.folding import fold_word

LENGTH = 240
"""About so many characters a snippet has; a longer sentence is cut at word borders around its matches."""

_PHRASE_WEIGHT = 3
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"
_REMEMBERED_CHUNKS = 50_000
# Where a frequent word stands in every paragraph, sentences of so many are compared.
_SEARCHED_PARAGRAPHS = 5
_CHUNK = re.compile(r"\S+")

Analyse = Callable[[str], Iterable[tuple[str, int, int]]]
"""What the index does to a text: its forms in order, each with the first character and one past the last of its word.

Several forms of one word (a stem, a variant of a name) follow one another with the same first character.
"""

_Word = tuple[frozenset[str], int, int]
_Match = tuple[int, int, int]  # first character, one past the last, number of the term


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage: the anchor of its paragraph, and its text in pieces, each with whether it matched.

    The pieces are plain text, for a template to escape.
    """

    anchor: str
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """The passage without marks."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class _Passage:
    paragraph: int
    start: int
    end: int
    matches: tuple[_Match, ...]

    @property
    def terms(self) -> frozenset[int]:
        return frozenset(term for _, _, term in self.matches)


def snippets(
    paragraphs: Sequence[tuple[str, str]], terms: Sequence[MatchTerm], *, analyse: Analyse, most: int = 3
) -> list[Snippet]:
    """The best sentences of an article, at most so many, the best first; none where no term occurs in it.

    Takes (anchor, plain text) pairs in reading order and the terms to look for, whatever their fields. Every next
    sentence is the one that shows most terms not shown yet, a phrase counting for more than a word; then the one with
    most terms at all, then the earliest. A phrase is marked as a whole, its words elsewhere are not.
    """
    wanted = _wanted(tuple(terms), analyse)
    matched = [(number, text, found) for number, (_, text) in enumerate(paragraphs) if (found := wanted.matches(text))]
    candidates = [
        passage
        for number, text, found in _richest(matched, wanted.weights)
        for passage in _passages(number, text, found)
    ]
    chosen = _chosen(candidates, wanted.weights, most)
    return [_snippet(*paragraphs[passage.paragraph], passage) for passage in chosen]


def opening(paragraphs: Sequence[tuple[str, str]]) -> Snippet | None:
    """How an article begins, for a hit that its body does not show (by title, by date); None where there is no text."""
    for number, (anchor, text) in enumerate(paragraphs):
        if spans := sentence_spans(text):
            return _snippet(anchor, text, _Passage(number, *spans[0], ()))
    return None


class _FormsOfChunks(dict[str, frozenset[str]]):
    """All forms of a run of letters between spaces, worked out when first asked; starts anew when it is full."""

    def __init__(self, analyse: Analyse) -> None:
        self.analyse = analyse

    def __missing__(self, chunk: str) -> frozenset[str]:
        if len(self) >= _REMEMBERED_CHUNKS:
            self.clear()
        found = self[chunk] = frozenset(form for form, _, _ in self.analyse(chunk))
        return found


# Texts repeat their words, whatever is asked for.
_forms_of_chunks = cache(_FormsOfChunks)


class _Wanted:
    """The terms as the index keeps them, ready to be looked for in texts."""

    def __init__(self, terms: Sequence[MatchTerm], analyse: Analyse) -> None:
        self.analyse = analyse
        self.sequences: list[tuple[int, list[frozenset[str]]]] = []
        self.prefixes: list[tuple[int, str]] = []
        self.fuzzies: list[tuple[int, str, int]] = []
        self.seen: dict[str, tuple[int, ...]] = {}  # texts repeat their words, and distances are dear
        self.forms_of_chunks = _forms_of_chunks(analyse)
        self.weights: list[int] = []
        for number, leaf in enumerate(dict.fromkeys(term.leaf for term in terms)):
            self.weights.append(_PHRASE_WEIGHT if isinstance(leaf, Phrase) else 1)
            if isinstance(leaf, Prefix):
                self.prefixes.append((number, fold_word(leaf.text)))
            elif isinstance(leaf, Fuzzy):
                self.fuzzies.append((number, fold_word(leaf.text), leaf.distance))
            elif words := _words(analyse(leaf.text)):
                self.sequences.append((number, [forms for forms, _, _ in words]))
        self.first_forms = frozenset(form for _, sequence in self.sequences for form in sequence[0])

    def matches(self, text: str) -> list[_Match]:
        """Where the terms stand in a text, in order; of overlapping ones the longest."""
        beginnings = self._beginnings(set(text.split()))
        if not beginnings:
            return []
        chunks = [(chunk.group(), chunk.start()) for chunk in _CHUNK.finditer(text)]
        found = [
            match
            for place, (chunk, _) in enumerate(chunks)
            if chunk in beginnings
            for match in self._matches_from(chunks, place)
        ]
        return _without_overlaps(found)

    def _beginnings(self, chunks: set[str]) -> set[str]:
        """Which runs of letters between spaces could begin a match: most of a text is passed over by this."""
        wanted, forms_of_chunks = self.first_forms, self.forms_of_chunks
        found = {chunk for chunk in chunks if not wanted.isdisjoint(forms_of_chunks[chunk])}
        if self.prefixes or self.fuzzies:
            found |= {chunk for chunk in chunks if any(self._open(chunk[s:e]) for _, s, e in self._words(chunk))}
        return found

    def _words(self, chunk: str) -> tuple[_Word, ...]:
        return _words_of_chunk(self.analyse, chunk)

    def _matches_from(self, chunks: list[tuple[str, int]], place: int) -> Iterator[_Match]:
        """The matches that begin in one run of letters."""
        chunk, offset = chunks[place]
        for number_of_word, (forms, start, end) in enumerate(self._words(chunk)):
            for number, sequence in self.sequences:
                if not sequence[0].isdisjoint(forms):
                    last = self._end_of_sequence(sequence, chunks, place, number_of_word)
                    if last is not None:
                        yield offset + start, last, number
            for number in self._open(chunk[start:end]):
                yield offset + start, offset + end, number

    def _end_of_sequence(self, sequence: list[frozenset[str]], chunks, place: int, skipped: int) -> int | None:
        """Where a phrase ends that begins with the word behind `skipped` others; None where its words do not follow."""
        wanted = iter(sequence)
        end = None
        for chunk, offset in chunks[place : place + len(sequence) + 1]:
            for forms, _, last in self._words(chunk)[skipped:]:
                form = next(wanted, None)
                if form is None:
                    return end
                if form.isdisjoint(forms):
                    return None
                end = offset + last
            skipped = 0
        return end if next(wanted, None) is None else None

    def _open(self, printed: str) -> tuple[int, ...]:
        """The numbers of the prefixes and fuzzy words that a printed word answers to."""
        if not (self.prefixes or self.fuzzies):
            return ()
        word = fold_word(printed)
        if word not in self.seen:
            self.seen[word] = tuple(self._open_terms(word))
        return self.seen[word]

    def _open_terms(self, word: str) -> Iterator[int]:
        """The prefixes and fuzzy words that a word answers to."""
        yield from (number for number, prefix in self.prefixes if word.startswith(prefix))
        yield from (number for number, other, distance in self.fuzzies if within_distance(word, other, distance))


@lru_cache(maxsize=5_000)
def _words_of_chunk(analyse: Analyse, chunk: str) -> tuple[_Word, ...]:
    return tuple(_words(analyse(chunk)))


# All hits of a page are searched for the same terms, and so are those of the next page.
_wanted = lru_cache(maxsize=8)(_Wanted)


def _words(tokens: Iterable[tuple[str, int, int]]) -> list[_Word]:
    """Gather the forms of each word."""
    words: list[_Word] = []
    for form, start, end in tokens:
        if words and words[-1][1] == start:
            forms, _, last = words[-1]
            words[-1] = (forms | {form}, start, max(last, end))
        else:
            words.append((frozenset((form,)), start, end))
    return words


def _without_overlaps(matches: list[_Match]) -> list[_Match]:
    matches.sort(key=lambda match: (match[0], -match[1]))
    kept: list[_Match] = []
    for match in matches:
        if not kept or match[0] >= kept[-1][1]:
            kept.append(match)
    return kept


def within_distance(word: str, other: str, distance: int) -> bool:
    """Whether at most so many letters must be changed, added or dropped to make one word the other."""
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


def _richest(
    matched: list[tuple[int, str, list[_Match]]], weights: Sequence[int]
) -> list[tuple[int, str, list[_Match]]]:
    """The paragraphs to choose sentences from, in order: those that show most of the terms, of several the first."""
    if len(matched) <= _SEARCHED_PARAGRAPHS:
        return matched
    by_weight = sorted(matched, key=lambda one: -_weight({term for _, _, term in one[2]}, weights))
    return sorted(by_weight[:_SEARCHED_PARAGRAPHS])


def _passages(number: int, text: str, matches: list[_Match]) -> Iterator[_Passage]:
    """The sentences that hold a match; one across a border is shown with the sentence that it begins in."""
    remaining = iter(matches)
    match = next(remaining, None)
    for start, end in sentence_spans(text):
        held: list[_Match] = []
        while match is not None and match[0] < end:
            held.append(match)
            match = next(remaining, None)
        if held:
            yield _Passage(number, start, max(end, held[-1][1]), tuple(held))


def _chosen(candidates: list[_Passage], weights: Sequence[int], most: int) -> list[_Passage]:
    shown: set[int] = set()
    left = list(candidates)
    chosen: list[_Passage] = []
    while left and len(chosen) < most:
        best = max(left, key=lambda passage: (_weight(passage.terms - shown, weights), _weight(passage.terms, weights)))
        left.remove(best)
        chosen.append(best)
        shown |= best.terms
    return chosen


def _weight(terms: Iterable[int], weights: Sequence[int]) -> int:
    return sum(weights[term] for term in terms)


def _snippet(anchor: str, text: str, passage: _Passage) -> Snippet:
    start, end = _window(text, passage)
    pieces: list[tuple[str, bool]] = [(_ELLIPSIS, False)] if start > passage.start else []
    place = start
    for first, last, _ in passage.matches:
        if start <= first and last <= end:
            pieces += [(text[place:first], False), (text[first:last], True)]
            place = last
    pieces += [(text[place:end], False), (_ELLIPSIS if end < passage.end else "", False)]
    return Snippet(anchor, tuple(_tidy(pieces)))


def _tidy(pieces: Iterable[tuple[str, bool]]) -> Iterator[tuple[str, bool]]:
    """Join unmarked neighbours, make every run of space one space, drop what is empty."""
    plain = ""
    for text, is_match in pieces:
        text = _SPACE.sub(" ", text)
        if not is_match:
            plain += text
            continue
        if plain:
            yield plain, False
        plain = ""
        yield text, True
    if plain:
        yield plain, False


def _window(text: str, passage: _Passage) -> tuple[int, int]:
    """The stretch of a passage to show: all of it, or about LENGTH characters with most terms, cut between words."""
    if passage.end - passage.start <= LENGTH:
        return passage.start, passage.end
    first, last = _densest(passage.matches) if passage.matches else (passage.start, passage.start)
    spare = max(0, LENGTH - (last - first))
    start = max(passage.start, min(first - spare // 3, passage.end - LENGTH))
    end = min(passage.end, max(start + LENGTH, last))
    return _after_space(text, start, first, passage.start), _before_space(text, end, last, passage.end)


def _densest(matches: Sequence[_Match]) -> tuple[int, int]:
    """The stretch of matches, at most LENGTH long, with most different terms."""
    best, best_terms = (matches[0][0], matches[0][1]), 1
    for place, (first, last, term) in enumerate(matches):
        terms = {term}
        for _, other_last, other in matches[place + 1 : place + 40]:
            if other_last - first > LENGTH:
                break
            terms.add(other)
            last = other_last
        if len(terms) > best_terms:
            best, best_terms = (first, last), len(terms)
    return best


def _after_space(text: str, start: int, first: int, least: int) -> int:
    if start <= least or text[start - 1].isspace():
        return start
    space = _SPACE.search(text, start, first)
    return space.end() if space else first


def _before_space(text: str, end: int, last: int, most: int) -> int:
    if end >= most or text[end].isspace():
        return end
    cut = max(text.rfind(" ", last, end), text.rfind("\n", last, end))
    return cut if cut > last else max(end, last)
