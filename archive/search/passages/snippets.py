"""Selects the sentences of an article that show best why it matched, with the matches highlighted."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from archive.search.analysis.sentences import each_sentence
from archive.search.engine import Sentence
from archive.search.passages.highlighting import Highlighter, Match

LENGTH = 240
"""Approximate length of a snippet in characters; a longer sentence is cut between words around its matches."""

_SPACE = re.compile(r"\s+")
_ELLIPSIS = "…"
# Where a frequent word is in every paragraph, sentences of this number of paragraphs are compared.
_SEARCHED_PARAGRAPHS = 5

_Matched = tuple[int, str, list[Match]]
"""A paragraph's number, its text, and its matches."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """A passage: the anchor of its paragraph, and its text in pieces, each with whether it matched.

    The pieces are plain text, for a template to escape.
    """

    anchor: str
    pieces: tuple[tuple[str, bool], ...]

    @property
    def text(self) -> str:
        """Return the passage without highlighting."""
        return "".join(text for text, _ in self.pieces)


@dataclass(frozen=True, slots=True)
class _Passage:
    paragraph: int
    start: int
    end: int
    matches: tuple[Match, ...]

    @property
    def terms(self) -> frozenset[int]:
        return frozenset(term for _, _, term in self.matches)


def snippets(paragraphs: Sequence[tuple[str, str]], wanted: Highlighter, *, most: int = 3) -> list[Snippet]:
    """Return the best sentences of an article, at most `most`, the best first; none where no term occurs in it.

    Takes (anchor, plain text) pairs in reading order and the terms, in any field. Every next sentence is the one with
    most terms not shown yet, a phrase counting for more than a word; then the one with most terms at all, then the
    earliest. A phrase is highlighted as a whole, its words elsewhere are not.
    """
    candidates = _candidates(paragraphs, wanted, most)
    chosen = _chosen(candidates, wanted.weights, most)
    return [_snippet(*paragraphs[passage.paragraph], passage) for passage in chosen]


def marked(text: str, wanted: Highlighter) -> list[tuple[str, bool]]:
    """Return a short text (a title) in pieces, each with whether it matches."""
    return list(_pieces(text, 0, len(text), wanted.matches(text)))


def snippets_at(
    paragraphs: Sequence[tuple[str, str]], sentences: Sequence[Sentence], wanted: Highlighter, *, most: int = 3
) -> list[Snippet]:
    """Return the same as `snippets`, by the sentences in which the index has the terms: only the selected ones are
    read.

    Raises LookupError where a sentence has no match: the index has another version of the article.
    """
    return [_snippet_at(paragraphs, sentence, wanted) for sentence in _best(sentences, wanted.weights, most)]


def _snippet_at(paragraphs: Sequence[tuple[str, str]], sentence: Sentence, wanted: Highlighter) -> Snippet:
    anchor, text = paragraphs[sentence.block]
    length = sentence.end - sentence.start
    # A phrase may end in the next sentence.
    end = text.find(" ", sentence.end + wanted.longest) if wanted.longest else sentence.end
    text = text[sentence.start : end if end >= 0 else None]
    matches = tuple(match for match in wanted.matches(text) if match[0] < length)
    if not matches:
        raise LookupError(f"None of the words stands in characters {sentence.start} to {sentence.end} of {anchor!r}")
    return _snippet(anchor, text, _Passage(sentence.block, 0, max(length, matches[-1][1]), matches))


def _best(sentences: Sequence[Sentence], weights: Sequence[int], most: int) -> list[Sentence]:
    """Choose as `_chosen` does: of sentences with the same terms the earlier one wins, so only their sets are
    compared.
    """
    if len(weights) == 1:
        return list(sentences[:most])
    alike: dict[int, list[tuple[int, Sentence]]] = {}
    for place, sentence in enumerate(sentences):
        alike.setdefault(sentence.terms, []).append((place, sentence))
    numbers = {terms: [n for n in range(len(weights)) if terms >> n & 1] for terms in alike}
    shown: set[int] = set()
    chosen: list[Sentence] = []
    while alike and len(chosen) < most:
        best = max(
            alike,
            key=lambda terms: (
                _weight([n for n in numbers[terms] if n not in shown], weights),
                _weight(numbers[terms], weights),
                -alike[terms][0][0],
            ),
        )
        chosen.append(alike[best].pop(0)[1])
        shown.update(numbers[best])
        if not alike[best]:
            del alike[best]
    return chosen


def opening(paragraphs: Sequence[tuple[str, str]]) -> Snippet | None:
    """Return the beginning of an article, for a hit without matches in its body (by title, by date); None without
    text.
    """
    for number, (anchor, text) in enumerate(paragraphs):
        if first := next(each_sentence(text), None):
            return _snippet(anchor, text, _Passage(number, *first, ()))
    return None


def _candidates(paragraphs: Sequence[tuple[str, str]], wanted: Highlighter, most: int) -> list[_Passage]:
    """Return the sentences to choose from, in order; stops where no later one could be chosen."""
    every = len(wanted.weights)
    matched: list[_Matched] = []
    passages: list[_Passage] = []
    complete = 0  # paragraphs that have every term
    for number, (_, text) in enumerate(paragraphs):
        if not (found := wanted.matches(text)):
            continue
        matched.append((number, text, found))
        complete += len({term for _, _, term in found}) == every
        if complete == len(matched):
            # None earlier is skipped for a later one, so its sentences are candidates in any case.
            passages += _passages(number, text, found)
            if sum(len(passage.terms) == every for passage in passages) >= most:
                return passages
        if complete == _SEARCHED_PARAGRAPHS:
            break
    if complete == len(matched):
        return passages
    return [passage for each in _richest(matched, wanted.weights) for passage in _passages(*each)]


def _richest(matched: list[_Matched], weights: Sequence[int]) -> list[_Matched]:
    """Return the paragraphs with most of the terms, in order; of equal ones the first."""
    if len(matched) <= _SEARCHED_PARAGRAPHS:
        return matched
    by_weight = sorted(matched, key=lambda one: -_weight({term for _, _, term in one[2]}, weights))
    return sorted(by_weight[:_SEARCHED_PARAGRAPHS])


def _passages(number: int, text: str, matches: list[Match]) -> Iterator[_Passage]:
    """Return the sentences with a match; a match across sentences is shown with the one that it begins in."""
    remaining = iter(matches)
    match = next(remaining, None)
    for start, end in each_sentence(text):
        held: list[Match] = []
        while match is not None and match[0] < end:
            held.append(match)
            match = next(remaining, None)
        if held:
            yield _Passage(number, start, max(end, held[-1][1]), tuple(held))
        if match is None:
            return


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
    before = _ELLIPSIS if start > passage.start else ""
    after = _ELLIPSIS if end < passage.end else ""
    return Snippet(anchor, tuple(_pieces(text, start, end, passage.matches, before, after)))


def _pieces(
    text: str, start: int, end: int, matches: Iterable[Match], before: str = "", after: str = ""
) -> Iterator[tuple[str, bool]]:
    """Split a range of a text into unmatched and matched pieces in turn, with whitespace collapsed."""
    plain, place = before, start
    for first, last, _ in matches:
        if first < start or last > end:
            continue
        if plain := plain + _with_single_spaces(text[place:first]):
            yield plain, False
        yield _with_single_spaces(text[first:last]), True
        plain, place = "", last
    if plain := plain + _with_single_spaces(text[place:end]) + after:
        yield plain, False


def _with_single_spaces(text: str) -> str:
    # The only printable space is the common one, so most texts need no further check.
    return text if text.isprintable() and "  " not in text else _SPACE.sub(" ", text)


def _window(text: str, passage: _Passage) -> tuple[int, int]:
    """Return the range of a passage to show: all of it, or about LENGTH characters with most terms, cut between
    words.
    """
    if passage.end - passage.start <= LENGTH:
        return passage.start, passage.end
    first, last = _densest(passage.matches) if passage.matches else (passage.start, passage.start)
    spare = max(0, LENGTH - (last - first))
    start = max(passage.start, min(first - spare // 3, passage.end - LENGTH))
    end = min(passage.end, max(start + LENGTH, last))
    return _after_space(text, start, first, passage.start), _before_space(text, end, last, passage.end)


def _densest(matches: Sequence[Match]) -> tuple[int, int]:
    """Return the range of matches, at most LENGTH long, with most different terms."""
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
