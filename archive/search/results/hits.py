"""Hits: articles loaded from the database through the published set, with the passages that show why they matched."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, partial, reduce
from operator import or_
from typing import cast

from archive.search.analysis.analyser import printed_words, query_words, stem
from archive.search.analysis.joined_words import joined_keys, keys_in, keys_of
from archive.search.analysis.languages import printed_terms, readings, stemmed_language
from archive.search.analysis.scripts import is_single_unparted
from archive.search.engine import MAX_TERMS, QueryTerm, Sentence, SentenceMatches, engine
from archive.search.fields import language_of
from archive.search.passages.highlighting import Analyse, Highlighter, MakePrefilter, highlighter, keep_all
from archive.search.passages.match_terms import MatchTerm, words_of
from archive.search.passages.snippets import Snippet, marked, opening, snippets, snippets_at
from archive.search.passages.token_prefilter import FirstLetters
from archive.search.query.query_tree import Leaf, Phrase, Query, Word
from archive.search.results.hit_rows import ArticleHit, AuthorHit, load_hits
from archive.text.markup.paragraphs import anchored_texts
from archive.text.names.variants.word_spellings import other_spellings

logger = logging.getLogger(__name__)

MAX_SNIPPETS = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found, its authors, the passages that show why, and its title in pieces, each with whether it
    matched.
    """

    article: ArticleHit
    authors: Sequence[AuthorHit]
    snippets: Sequence[Snippet]
    title: Sequence[tuple[str, bool]]
    score: float


def hits_of(ranking: Sequence[tuple[int, float]], query: Query, *, variants: bool) -> list[Hit]:
    """Return the hits of a ranking of (id, score), in its order, without those that readers may no longer see."""
    pks = [pk for pk, _ in ranking]
    shown = load_hits(pks)
    context = _HighlightContext(words_of(query.tree), list(shown), variants)
    return [_hit(*shown[pk], score, context) for pk, score in ranking if pk in shown]


class _HighlightContext:
    """Terms to highlight in the hits of a page, and their positions in each from the index."""

    def __init__(self, terms: Sequence[MatchTerm], pks: Sequence[int], variants: bool) -> None:
        self.is_for_words = bool(terms)
        terms = [*terms, *(_spelled_otherwise(terms) if variants else ())]
        self._terms = tuple(terms)
        leaves = list(dict.fromkeys(term.leaf for term in terms))
        # The index has no positions for the matches of a prefix or fuzzy word.
        self._are_reported = len(leaves) <= MAX_TERMS and all(map(_has_positions, leaves))
        self._keys = [_keys_of(leaf) if variants else frozenset() for leaf in leaves]
        self._places = engine().sentence_matches(pks, self._query_terms(leaves)) if leaves else {}

    def highlighter(self, article: ArticleHit) -> Highlighter:
        """Return the highlighter for an article's texts."""
        # Name variants are only computed for articles that have any.
        by_names = any(self._places.get(article.pk, _NOWHERE).named)
        return highlighter(self._terms, *_reading(by_names, stemmed_language(language_of(article))))

    def _query_terms(self, leaves: Sequence[Leaf]) -> list[QueryTerm]:
        languages = engine().languages()
        terms = []
        for leaf, keys in zip(leaves, self._keys, strict=True):
            first, *others = readings(leaf.text, languages)
            terms.append(QueryTerm(first.terms, keys, [reading.terms for reading in others]))
        return terms

    def sentences(self, article: ArticleHit, authors: Sequence[AuthorHit]) -> list[Sentence] | None:
        """Return the sentences of an article with matches; None where only its text can tell."""
        sentences, named = self._places.get(article.pk, _NOWHERE)
        if sentences is None or not self._are_reported:
            return None
        located = _terms_in(sentences)
        if not (unlocated := [number for number, times in enumerate(named) if times and not located >> number & 1]):
            return cast("list[Sentence] | None", sentences)
        # Another spelling of a name occurs in the body where title and authors do not have all occurrences.
        heading = Counter(keys_in("\n".join((article.title, *(author.name for author in authors)))))
        is_in_body = any(named[number] > sum(heading[key] for key in self._keys[number]) for number in unlocated)
        return None if is_in_body else sentences


def _has_positions(leaf: Leaf) -> bool:
    """Return whether the index has the positions of what a leaf matches: not those of beginnings of words."""
    return isinstance(leaf, Word | Phrase) and not any(map(is_single_unparted, query_words(leaf.text)))


_NOWHERE = SentenceMatches(None, ())


def _keys_of(leaf: Leaf) -> frozenset[str]:
    return frozenset(key for key, _, _ in forms_with_variants(leaf.text)) | keys_of(leaf.text)


def _spelled_otherwise(terms: Sequence[MatchTerm]) -> Iterator[MatchTerm]:
    """Yield the words of a query in their other spellings."""
    for term in terms:
        if isinstance(term.leaf, Word):
            yield from (MatchTerm(Word(other), term.field) for other in other_spellings(term.leaf.text))


def _terms_in(sentences: Iterable[Sentence]) -> int:
    return reduce(or_, (sentence.terms for sentence in sentences), 0)


def _hit(article: ArticleHit, authors: list[AuthorHit], score: float, context: _HighlightContext) -> Hit:
    paragraphs = anchored_texts(article.body)
    passages: list[Snippet] = []
    title: Sequence[tuple[str, bool]] = ((article.title, False),)
    if context.is_for_words:
        wanted = context.highlighter(article)
        passages = _passages(paragraphs, context.sentences(article, authors), wanted)
        title = marked(article.title, wanted)
    return Hit(article, authors, passages or [first for first in (opening(paragraphs),) if first], title, score)


def _passages(
    paragraphs: Sequence[tuple[str, str]], sentences: list[Sentence] | None, wanted: Highlighter
) -> list[Snippet]:
    if sentences is not None:
        try:
            return snippets_at(paragraphs, sentences, wanted, most=MAX_SNIPPETS)
        except LookupError:
            logger.debug("The index is behind the article: its sentences are looked for in the text.", exc_info=True)
    return snippets(paragraphs, wanted, most=MAX_SNIPPETS)


def forms_and_stems(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield every word of a text with its form and its stem, for highlighting."""
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end
        if is_single_unparted(form[:1]):
            yield form[0], start, end


def forms_with_variants(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the same as `forms_and_stems`, and for each word its name keys; for one that signs hold together that of
    the whole, at its first piece.
    """
    joined = list(joined_keys(text))
    for form, start, end in printed_words(text):
        yield form, start, end
        yield stem(form), start, end
        for key in keys_of(text[start:end]):
            yield key, start, end
        while joined and joined[0][1] <= start:
            yield joined[0][0], start, joined.pop(0)[2]


class _RunsWithSigns:
    """Prefilter that keeps words with a sign within them, too, which may be one joined word."""

    def __init__(self, forms: frozenset[str], prefixes: Sequence[str]) -> None:
        self._letters = FirstLetters(forms, prefixes, by_names=True)

    def __call__(self, text: str) -> set[str]:
        return self._letters(text) | set(_SIGN_WITHIN.findall(text))


_SIGN_WITHIN = re.compile(r"\S*(?:\w[-‐‑.+#]|\.\w)\S*")


def _forms_of_language(text: str, *, language: str, by_names: bool) -> list[tuple[str, int, int]]:
    """Return the same with the terms of a language."""
    found = [*(forms_with_variants if by_names else forms_and_stems)(text), *printed_terms(text, language)]
    return sorted(found, key=lambda word: word[1])


# How an article in English is analysed for highlighting: with name variants, or without.
_ENGLISH: dict[bool, tuple[Analyse, MakePrefilter]] = {
    False: (forms_and_stems, partial(FirstLetters, by_names=False)),
    True: (forms_with_variants, _RunsWithSigns),
}


@cache
def _reading(by_names: bool, language: str) -> tuple[Analyse, MakePrefilter]:
    """Return how an article in a language is analysed for highlighting: its words may begin unlike their stems."""
    if not language:
        return _ENGLISH[by_names]
    return partial(_forms_of_language, language=language, by_names=by_names), keep_all
