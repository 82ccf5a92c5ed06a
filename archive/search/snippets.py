"""Picks the sentences of an article that show best why it was found, with the matched words marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from archive.search.query_tree import Fuzzy, MatchTerm, Phrase, Prefix
from archive.search.sentences import sentence_spans
from archive.text.folding import fold_word

LENGTH = 240
"""About so many characters a snippet has; a longer sentence is cut at word borders around its matches."""

_PHRASE_WEIGHT = 3
_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"
_REMEMBERED_CHUNKS = 20_000

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
    candidates = [
        passage
        for number, (_, text) in enumerate(paragraphs)
        if (matches := wanted.matches(text))
        for passage in _passages(number, text, matches)
    ]
    chosen = _chosen(candidates, wanted.weights, most)
    return [_snippet(*paragraphs[passage.paragraph], passage) for passage in chosen]


def opening(paragraphs: Sequence[tuple[str, str]]) -> Snippet | None:
    """How an article begins, for a hit that its body does not show (by title, by date); None where there is no text."""
    for number, (anchor, text) in enumerate(paragraphs):
        if spans := sentence_spans(text):
            return _snippet(anchor, text, _Passage(number, *spans[0], ()))
    return None


class _Wanted:
    """The terms as the index keeps them, ready to be looked for in texts."""

    def __init__(self, terms: Sequence[MatchTerm], analyse: Analyse) -> None:
        self.analyse = analyse
        self.sequences: list[tuple[int, list[frozenset[str]]]] = []
        self.prefixes: list[tuple[int, str]] = []
        self.fuzzies: list[tuple[int, str, int]] = []
        self.seen: dict[str, tuple[int, ...]] = {}  # texts repeat their words, and distances are dear
        self.answering: dict[str, bool] = {}
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
        if not any(map(self._answers, set(text.split()))):
            return []
        tokens = list(self.analyse(text))
        found: list[_Match] = []
        if not self.first_forms.isdisjoint(form for form, _, _ in tokens):
            found += self._sequence_matches(_words(tokens))
        if self.prefixes or self.fuzzies:
            found += self._open_matches(text, tokens)
        return _without_overlaps(found)

    def _answers(self, chunk: str) -> bool:
        """Whether a run of letters between spaces could begin a match: most paragraphs are passed over by this."""
        if chunk not in self.answering:
            if len(self.answering) >= _REMEMBERED_CHUNKS:
                self.answering.clear()
            tokens = list(self.analyse(chunk))
            self.answering[chunk] = any(form in self.first_forms for form, _, _ in tokens) or bool(
                (self.prefixes or self.fuzzies) and self._open_matches_in(chunk, tokens)
            )
        return self.answering[chunk]

    def _open_matches_in(self, chunk: str, tokens: list[tuple[str, int, int]]) -> bool:
        return any(True for _ in self._open_matches(chunk, tokens))

    def _sequence_matches(self, words: list[_Word]) -> Iterator[_Match]:
        for place, (forms, start, _) in enumerate(words):
            if self.first_forms.isdisjoint(forms):
                continue
            for number, sequence in self.sequences:
                stretch = words[place : place + len(sequence)]
                if len(stretch) == len(sequence) and all(
                    not wanted.isdisjoint(word[0]) for wanted, word in zip(sequence, stretch, strict=True)
                ):
                    yield start, stretch[-1][2], number

    def _open_matches(self, text: str, tokens: Iterable[tuple[str, int, int]]) -> Iterator[_Match]:
        for _, start, end in tokens:
            word = fold_word(text[start:end])
            if word not in self.seen:
                self.seen[word] = tuple(self._open_terms(word))
            for number in self.seen[word]:
                yield start, end, number

    def _open_terms(self, word: str) -> Iterator[int]:
        """The prefixes and fuzzy words that a word answers to."""
        yield from (number for number, prefix in self.prefixes if word.startswith(prefix))
        yield from (number for number, other, distance in self.fuzzies if within_distance(word, other, distance))


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
